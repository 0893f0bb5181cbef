"""The actions of the layer tree: groups, visibility, base maps; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

TREE_ACTIONS: tuple[Action, ...] = (
    Action(
        "add_base_map",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "添加离线底图(&L)…"),
        handler="layer_files.ask_add_base_map",
        shortcut="Ctrl+Alt+M",
        hint=QT_TRANSLATE_NOOP("Actions", "添加本地栅格瓦片（MBTiles、PMTiles），画在所有图层之下，不联网"),
    ),
    Action(
        "add_context",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "添加底图：行政区与水域(&W)"),
        handler="layer_files.add_context",
        hint=QT_TRANSLATE_NOOP("Actions", "把随程序提供的区界与陆地、水域作为背景加到当前地图"),
    ),
    Action(
        "make_group",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "建立图层组(&G)"),
        handler="layer_verbs.make_group",
        shortcut="Ctrl+G",
        icon="folder",
        hint=QT_TRANSLATE_NOOP("Actions", "把选中的图层和图层组放进一个新的图层组"),
        needs="map",
        separator=True,
    ),
    Action(
        "ungroup",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "解散图层组，保留图层(&O)"),
        handler="layer_verbs.ungroup",
        shortcut="Ctrl+Shift+G",
        hint=QT_TRANSLATE_NOOP("Actions", "去掉图层组，其中的图层留在原处"),
        needs="group",
    ),
    Action(
        "remove_group",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "移除图层组及其图层(&M)"),
        handler="layer_verbs.remove_group",
        hint=QT_TRANSLATE_NOOP("Actions", "把图层组和其中的图层一起从地图中移除，可以撤销"),
        needs="group",
    ),
    Action(
        "toggle_visible",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "显示或隐藏(&H)"),
        handler="layer_verbs.toggle_visible",
        shortcut="Ctrl+H",
        hint=QT_TRANSLATE_NOOP("Actions", "显示或隐藏选中的图层、图层组和底图"),
        needs="part",
    ),
    Action(
        "zoom_scale",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "缩放到可见比例尺(&Z)"),
        handler="scale_notes.zoom",
        hint=QT_TRANSLATE_NOOP("Actions", "把地图缩放到选中图层显示的比例尺"),
        needs="source",
    ),
)
