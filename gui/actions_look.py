"""The actions of pasting, measuring, bookmarks and going back to views; see `gui.actions`."""

from __future__ import annotations

from gui.action import QT_TRANSLATE_NOOP, Action

LOOK_ACTIONS: tuple[Action, ...] = (
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
