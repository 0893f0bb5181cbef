"""The actions of selecting features, and of their table; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

SELECT_ACTIONS: tuple[Action, ...] = (
    Action(
        "select",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "选择要素(&E)"),
        handler="map_selection.tool",
        shortcut="Ctrl+4",
        icon="select",
        hint=QT_TRANSLATE_NOOP("Actions", "点选或拉框选择选中图层的要素；按住 Shift 添加到已选"),
        needs="map",
        group="tool",
        separator=True,
    ),
    Action(
        "zoom_selection",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "缩放到选择(&Z)"),
        handler="map_selection.zoom",
        shortcut="Ctrl+Alt+0",
        hint=QT_TRANSLATE_NOOP("Actions", "缩放到全部已选要素"),
        needs="selection",
    ),
    Action(
        "clear_selection",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "清除选择(&C)"),
        handler="map_selection.clear",
        shortcut="Ctrl+Shift+D",
        hint=QT_TRANSLATE_NOOP("Actions", "取消选择全部图层的要素"),
        needs="selection",
        separator=True,
    ),
    Action(
        "invert_selection",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "反选(&I)"),
        handler="map_selection.invert",
        shortcut="Ctrl+Shift+I",
        hint=QT_TRANSLATE_NOOP("Actions", "改为选择选中图层中未选的要素"),
        needs="layer",
    ),
    Action(
        "select_by_place",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "按位置选择(&L)…"),
        handler="map_selection.ask_by_place",
        shortcut="Ctrl+Shift+L",
        hint=QT_TRANSLATE_NOOP("Actions", "选择选中图层中与另一图层的已选要素相交、或位于其内的要素"),
        needs="layer",
    ),
    Action(
        "attribute_table",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "属性表(&B)"),
        handler="toggle_table",
        shortcut="F6",
        icon="table",
        hint=QT_TRANSLATE_NOOP("Actions", "列出选中图层的全部要素：排序、筛选、选择、编辑、统计与导出"),
        needs="layer",
        separator=True,
    ),
)
