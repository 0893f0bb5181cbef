"""The actions of the project's maps; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

MAPS_ACTIONS: tuple[Action, ...] = (
    Action(
        "new_map",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "新建地图(&N)"),
        handler="layer_verbs.maps.new",
        shortcut="Ctrl+Shift+N",
        hint=QT_TRANSLATE_NOOP("Actions", "在项目中再建一张地图，沿用当前地图的背景图层和底图"),
    ),
    Action(
        "duplicate_map",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "复制地图(&D)"),
        handler="layer_verbs.maps.duplicate",
        hint=QT_TRANSLATE_NOOP("Actions", "在当前地图后面放一个副本，图层和样式各自独立"),
        needs="map",
    ),
    Action(
        "rename_map",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "重命名地图(&R)"),
        handler="layer_verbs.maps.rename",
        hint=QT_TRANSLATE_NOOP("Actions", "在地图列表中修改当前地图的标题；也可在列表中按 F2 或双击"),
        needs="map",
    ),
    Action(
        "map_properties",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "地图属性(&P)…"),
        handler="layer_verbs.maps.properties",
        shortcut="Ctrl+Shift+J",
        hint=QT_TRANSLATE_NOOP("Actions", "当前地图的中英文标题、说明和注意事项，印在网页、图件和报告里"),
        needs="map",
    ),
    Action(
        "next_map",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "下一张地图(&M)"),
        handler="next_map",
        shortcut="Ctrl+PgDown",
        hint=QT_TRANSLATE_NOOP("Actions", "切换到列表中的下一张地图"),
        needs="several_maps",
        separator=True,
    ),
    Action(
        "previous_map",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "上一张地图(&W)"),
        handler="previous_map",
        shortcut="Ctrl+PgUp",
        hint=QT_TRANSLATE_NOOP("Actions", "切换到列表中的上一张地图"),
        needs="several_maps",
    ),
    Action(
        "map_up",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "地图上移(&U)"),
        handler="layer_verbs.maps.move_up",
        hint=QT_TRANSLATE_NOOP("Actions", "把当前地图在列表中上移一位；导出的网页按此顺序列出专题"),
        needs="several_maps",
        separator=True,
    ),
    Action(
        "map_down",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "地图下移(&O)"),
        handler="layer_verbs.maps.move_down",
        hint=QT_TRANSLATE_NOOP("Actions", "把当前地图在列表中下移一位；也可以拖动"),
        needs="several_maps",
    ),
    Action(
        "remove_map",
        "map",
        text=QT_TRANSLATE_NOOP("Actions", "移除地图(&X)"),
        handler="layer_verbs.maps.remove",
        hint=QT_TRANSLATE_NOOP("Actions", "从项目中移除当前地图，数据仍在项目里，可以撤销"),
        needs="map",
        separator=True,
    ),
)
