"""The actions of pasting, measuring, bookmarks and going back to views; see `gui.actions`."""

from __future__ import annotations

from gui.action import QT_TRANSLATE_NOOP, Action

LOOK_ACTIONS: tuple[Action, ...] = (
    Action(
        "view_back",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "上一个视图(&K)"),
        handler="map_area.canvas.back",
        shortcut="Alt+Left",
        hint=QT_TRANSLATE_NOOP("Actions", "回到之前的视图"),
        needs="map",
        separator=True,
    ),
    Action(
        "view_forward",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "下一个视图(&O)"),
        handler="map_area.canvas.forward",
        shortcut="Alt+Right",
        hint=QT_TRANSLATE_NOOP("Actions", "回到之后的视图"),
        needs="map",
    ),
    Action(
        "bookmark_add",
        "bookmarks",
        text=QT_TRANSLATE_NOOP("Actions", "添加书签(&A)…"),
        handler="bookmarks.ask_add",
        shortcut="Ctrl+B",
        hint=QT_TRANSLATE_NOOP("Actions", "给当前视图起名，保存在项目里"),
        needs="map",
    ),
    Action(
        "bookmark_manage",
        "bookmarks",
        text=QT_TRANSLATE_NOOP("Actions", "管理书签(&M)…"),
        handler="bookmarks.manage",
        shortcut="Ctrl+Shift+B",
        hint=QT_TRANSLATE_NOOP("Actions", "前往、重命名或移除这张地图的书签"),
        needs="map",
    ),
    Action(
        "paste",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "粘贴图层(&V)"),
        handler="incoming.paste",
        shortcut="Ctrl+V",
        hint=QT_TRANSLATE_NOOP("Actions", "把剪贴板中的文件、GeoJSON 或 WKT 文本添加为图层"),
        separator=True,
    ),
    Action(
        "measure_distance",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "量测距离(&D)"),
        handler="measure.distance",
        shortcut="Ctrl+M",
        icon="measure_distance",
        hint=QT_TRANSLATE_NOOP("Actions", "单击添加点，双击或回车结束，退格撤回一点，Esc 清除；测地线长度"),
        needs="map",
        group="tool",
        separator=True,
    ),
    Action(
        "measure_area",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "量测面积(&R)"),
        handler="measure.area",
        shortcut="Ctrl+Shift+M",
        icon="measure_area",
        hint=QT_TRANSLATE_NOOP("Actions", "单击添加顶点，双击或回车结束，退格撤回一点，Esc 清除；椭球面积"),
        needs="map",
        group="tool",
    ),
)
