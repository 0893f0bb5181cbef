"""The table of actions: menus, tool bar, shortcuts, tests and documentation read it.

An action without a line here does not exist; a line here whose handler does nothing fails a test. Texts are Chinese
source strings of the context ``Actions``; `&` marks the mnemonic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
        """Mark a text for translation (PySide's own stub says it returns an object)."""
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

Needs = Literal["", "map", "layer", "several_maps", "undo", "redo", "above", "below"]


@dataclass(frozen=True)
class Action:
    """One thing a user can do from a menu, a button or a key.

    Parameters
    ----------
    id
        Slug; the object name of the QAction.
    menu
        Id of the menu it is in (see `MENUS`).
    text
        Menu text, Chinese, with mnemonic.
    handler
        Method of the main window.
    shortcut
        Portable key sequence; several are separated by ``; ``.
    icon
        File in resources/icons without its ending.
    hint
        One sentence for the status bar and the tool tip.
    needs
        What must be there for the action to be enabled; empty: nothing.
    group
        Actions of one group exclude each other and are checkable.
    separator
        A separator goes before it in the menu.
    """

    id: str
    menu: str
    text: str
    handler: str
    shortcut: str = ""
    icon: str = ""
    hint: str = ""
    needs: Needs = ""
    group: str = ""
    separator: bool = False


MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("Actions", "文件(&F)")),
    ("edit", QT_TRANSLATE_NOOP("Actions", "编辑(&E)")),
    ("view", QT_TRANSLATE_NOOP("Actions", "视图(&V)")),
    ("layer", QT_TRANSLATE_NOOP("Actions", "图层(&L)")),
    ("datum", QT_TRANSLATE_NOOP("Actions", "数据的坐标基准(&D)")),
    ("help", QT_TRANSLATE_NOOP("Actions", "帮助(&H)")),
)
SUBMENUS = {"datum": "layer"}
BAR: tuple[tuple[str, ...], ...] = (
    ("new", "open", "save"),
    ("undo", "redo"),
    ("add_layer", "join"),
    ("pan", "zoom_box", "identify"),
    ("zoom_in", "zoom_out", "zoom_full", "zoom_layer"),
    ("export_html",),
)
BAR_WITH_WORDS = frozenset({"add_layer", "join", "export_html"})

ACTIONS: tuple[Action, ...] = (
    Action(
        "new",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "新建项目(&N)"),
        handler="new_project",
        shortcut="Ctrl+N",
        icon="new",
        hint=QT_TRANSLATE_NOOP("Actions", "从一张空白地图开始"),
    ),
    Action(
        "open",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "打开项目(&O)…"),
        handler="open_project",
        shortcut="Ctrl+O",
        icon="open",
        hint=QT_TRANSLATE_NOOP("Actions", "打开项目文件夹、压缩包，或直接打开数据文件"),
    ),
    Action(
        "open_starter",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "打开示例项目(&T)"),
        handler="open_starter",
        hint=QT_TRANSLATE_NOOP("Actions", "打开随软件提供的上海创新园区图集"),
    ),
    Action(
        "save",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "保存项目(&S)"),
        handler="save_project",
        shortcut="Ctrl+S",
        icon="save",
        hint=QT_TRANSLATE_NOOP("Actions", "保存项目；保留之前的十个版本"),
        separator=True,
    ),
    Action(
        "save_as",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "项目另存为(&A)…"),
        handler="save_project_as",
        shortcut="Ctrl+Shift+S",
        icon="save_as",
        hint=QT_TRANSLATE_NOOP("Actions", "把项目保存到另一个文件夹或压缩包"),
    ),
    Action(
        "export_html",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "导出网页(&E)…"),
        handler="export_html",
        shortcut="Ctrl+E",
        icon="export",
        hint=QT_TRANSLATE_NOOP("Actions", "把地图导出为一个离线网页文件，双击即可打开，无需网络"),
        needs="map",
        separator=True,
    ),
    Action(
        "quit",
        "file",
        text=QT_TRANSLATE_NOOP("Actions", "退出(&Q)"),
        handler="close",
        shortcut="Ctrl+Q",
        hint=QT_TRANSLATE_NOOP("Actions", "关闭程序"),
        separator=True,
    ),
    Action(
        "undo",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "撤销(&U)"),
        handler="undo",
        shortcut="Ctrl+Z",
        icon="undo",
        hint=QT_TRANSLATE_NOOP("Actions", "撤销上一步"),
        needs="undo",
    ),
    Action(
        "redo",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "重做(&R)"),
        handler="redo",
        shortcut="Ctrl+Shift+Z; Ctrl+Y",
        icon="redo",
        hint=QT_TRANSLATE_NOOP("Actions", "重做撤销的一步"),
        needs="redo",
    ),
    Action(
        "pan",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "平移(&P)"),
        handler="tool_pan",
        shortcut="Ctrl+1",
        icon="pan",
        hint=QT_TRANSLATE_NOOP("Actions", "拖动地图；滚轮缩放"),
        needs="map",
        group="tool",
    ),
    Action(
        "zoom_box",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "框选放大(&B)"),
        handler="tool_zoom_box",
        shortcut="Ctrl+2",
        icon="zoom_box",
        hint=QT_TRANSLATE_NOOP("Actions", "在地图上拉一个框，放大到框内"),
        needs="map",
        group="tool",
    ),
    Action(
        "identify",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "查询要素(&I)"),
        handler="tool_identify",
        shortcut="Ctrl+3",
        icon="identify",
        hint=QT_TRANSLATE_NOOP("Actions", "点选地图，列出该处全部要素的数值、来源与精度"),
        needs="map",
        group="tool",
    ),
    Action(
        "zoom_in",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "放大(&+)"),
        handler="zoom_in",
        shortcut="Ctrl++; Ctrl+=",
        icon="zoom_in",
        hint=QT_TRANSLATE_NOOP("Actions", "放大一级"),
        needs="map",
        separator=True,
    ),
    Action(
        "zoom_out",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "缩小(&-)"),
        handler="zoom_out",
        shortcut="Ctrl+-",
        icon="zoom_out",
        hint=QT_TRANSLATE_NOOP("Actions", "缩小一级"),
        needs="map",
    ),
    Action(
        "zoom_full",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "显示全图(&F)"),
        handler="zoom_full",
        shortcut="Ctrl+0",
        icon="zoom_full",
        hint=QT_TRANSLATE_NOOP("Actions", "缩放到全部图层"),
        needs="map",
    ),
    Action(
        "zoom_layer",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "缩放到图层(&L)"),
        handler="zoom_layer",
        shortcut="Ctrl+Shift+0",
        icon="zoom_layer",
        hint=QT_TRANSLATE_NOOP("Actions", "缩放到选中的图层"),
        needs="layer",
    ),
    Action(
        "next_map",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "下一张地图(&M)"),
        handler="next_map",
        shortcut="Ctrl+PgDown",
        hint=QT_TRANSLATE_NOOP("Actions", "切换到列表中的下一张地图"),
        needs="several_maps",
        separator=True,
    ),
    Action(
        "previous_map",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "上一张地图(&W)"),
        handler="previous_map",
        shortcut="Ctrl+PgUp",
        hint=QT_TRANSLATE_NOOP("Actions", "切换到列表中的上一张地图"),
        needs="several_maps",
    ),
    Action(
        "chinese",
        "view",
        text="中文",
        handler="speak_chinese",
        hint=QT_TRANSLATE_NOOP("Actions", "界面与地图使用中文"),
        group="language",
        separator=True,
    ),
    Action(
        "english",
        "view",
        text="English",
        handler="speak_english",
        hint=QT_TRANSLATE_NOOP("Actions", "界面与地图使用英文"),
        group="language",
    ),
    Action(
        "add_layer",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "添加图层(&A)…"),
        handler="add_layer",
        shortcut="Ctrl+Shift+A",
        icon="add_layer",
        hint=QT_TRANSLATE_NOOP("Actions", "添加 GeoJSON、GeoPackage、Shapefile、KML、FlatGeobuf 或 GeoParquet 文件"),
        separator=True,
    ),
    Action(
        "join",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "连接表格(&J)…"),
        handler="join_table",
        shortcut="Ctrl+J",
        icon="join",
        hint=QT_TRANSLATE_NOOP("Actions", "按关键字段把 CSV 或 Excel 表格的列连接到选中的图层"),
        needs="layer",
    ),
    Action(
        "move_up",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "上移一层(&U)"),
        handler="move_layer_up",
        shortcut="Ctrl+Up",
        icon="up",
        hint=QT_TRANSLATE_NOOP("Actions", "把选中的图层移到上面一层之上"),
        needs="above",
        separator=True,
    ),
    Action(
        "move_down",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "下移一层(&N)"),
        handler="move_layer_down",
        shortcut="Ctrl+Down",
        icon="down",
        hint=QT_TRANSLATE_NOOP("Actions", "把选中的图层移到下面一层之下"),
        needs="below",
    ),
    Action(
        "labels",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "显示或隐藏名称注记(&T)"),
        handler="toggle_labels",
        shortcut="Ctrl+T",
        icon="labels",
        hint=QT_TRANSLATE_NOOP("Actions", "在图上写出选中图层的要素名称"),
        needs="layer",
    ),
    Action(
        "remove_layer",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "移除图层(&R)"),
        handler="remove_layer",
        shortcut="Ctrl+Del",
        icon="remove_layer",
        hint=QT_TRANSLATE_NOOP("Actions", "从地图中移除选中的图层，可以撤销"),
        needs="layer",
    ),
    Action(
        "datum_wgs84",
        "datum",
        text="WGS 84",
        handler="datum_wgs84",
        hint=QT_TRANSLATE_NOOP("Actions", "数据坐标是 WGS 84 经纬度"),
        needs="layer",
        group="datum",
    ),
    Action(
        "datum_cgcs2000",
        "datum",
        text=QT_TRANSLATE_NOOP("Actions", "CGCS2000（2000 国家大地坐标系）"),
        handler="datum_cgcs2000",
        hint=QT_TRANSLATE_NOOP("Actions", "数据坐标是 2000 国家大地坐标系"),
        needs="layer",
        group="datum",
    ),
    Action(
        "datum_gcj02",
        "datum",
        text=QT_TRANSLATE_NOOP("Actions", "GCJ-02（高德、腾讯等网络地图）"),
        handler="datum_gcj02",
        hint=QT_TRANSLATE_NOOP("Actions", "数据来自高德、腾讯等网络地图，显示时换算到 WGS 84"),
        needs="layer",
        group="datum",
    ),
    Action(
        "datum_bd09",
        "datum",
        text=QT_TRANSLATE_NOOP("Actions", "BD-09（百度地图）"),
        handler="datum_bd09",
        hint=QT_TRANSLATE_NOOP("Actions", "数据来自百度地图，显示时换算到 WGS 84"),
        needs="layer",
        group="datum",
    ),
    Action(
        "about",
        "help",
        text=QT_TRANSLATE_NOOP("Actions", "关于园图(&A)"),
        handler="show_about",
        shortcut="F1",
        icon="about",
        hint=QT_TRANSLATE_NOOP("Actions", "版本、许可与数据来源"),
    ),
)


def action_text(source: str) -> str:
    """Return a text of the table in the language of the window."""
    return QCoreApplication.translate("Actions", source)


def action(action_id: str) -> Action:
    """Return the action with this id."""
    return next(entry for entry in ACTIONS if entry.id == action_id)
