"""The table of actions: menus, tool bar, shortcuts, tests and documentation read it.

An action without a line here does not exist; a line here whose handler does nothing fails a test. Texts are Chinese
source strings of the context ``Actions``; `&` marks the mnemonic.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.actions.action import QT_TRANSLATE_NOOP, Action
from gui.actions.definitions import DEFINITION_ACTIONS
from gui.actions.draw import DRAW_ACTIONS
from gui.actions.edit import EDIT_ACTIONS
from gui.actions.file import FILE_ACTIONS
from gui.actions.help import HELP_ACTIONS
from gui.actions.layer import LAYER_ACTIONS
from gui.actions.ledger import LEDGER_ACTIONS
from gui.actions.look import LOOK_ACTIONS
from gui.actions.maps import MAPS_ACTIONS
from gui.actions.select import SELECT_ACTIONS
from gui.actions.targets import TARGETS_ACTIONS
from gui.actions.tree import TREE_ACTIONS
from gui.actions.view import VIEW_ACTIONS
from gui.actions.views import VIEWS_ACTIONS

__all__ = ["ACTIONS", "BAR", "BAR_WITH_WORDS", "MENUS", "SUBMENUS", "Action", "action", "action_text"]

MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("Actions", "文件(&F)")),
    ("edit", QT_TRANSLATE_NOOP("Actions", "编辑(&E)")),
    ("boundary", QT_TRANSLATE_NOOP("Actions", "边界(&B)")),
    ("drawing", QT_TRANSLATE_NOOP("Actions", "绘制与分合(&W)")),
    ("ledger", QT_TRANSLATE_NOOP("Actions", "边界修订台账(&G)")),
    ("scenarios", QT_TRANSLATE_NOOP("Actions", "扩区情景(&X)")),
    ("view", QT_TRANSLATE_NOOP("Actions", "视图(&V)")),
    ("views", QT_TRANSLATE_NOOP("Actions", "并排视图(&A)")),
    ("targets", QT_TRANSLATE_NOOP("Actions", "指标与目标(&T)")),
    ("bookmarks", QT_TRANSLATE_NOOP("Actions", "书签(&K)")),
    ("language", QT_TRANSLATE_NOOP("Actions", "界面语言(&G)")),
    ("theme", QT_TRANSLATE_NOOP("Actions", "界面外观(&H)")),
    ("map", QT_TRANSLATE_NOOP("Actions", "地图(&M)")),
    ("layer", QT_TRANSLATE_NOOP("Actions", "图层(&L)")),
    ("datum", QT_TRANSLATE_NOOP("Actions", "数据的坐标基准(&D)")),
    ("help", QT_TRANSLATE_NOOP("Actions", "帮助(&H)")),
)
SUBMENUS = {
    "boundary": "edit",
    "drawing": "edit",
    "ledger": "edit",
    "scenarios": "edit",
    "views": "view",
    "targets": "view",
    "bookmarks": "view",
    "language": "view",
    "theme": "view",
    "datum": "layer",
}
BAR: tuple[tuple[str, ...], ...] = (
    ("new", "open", "save"),
    ("undo", "redo"),
    ("add_layer", "join"),
    ("pan", "zoom_box", "identify", "select"),
    ("edit_boundaries", "edit_vertex"),
    ("measure_distance", "measure_area"),
    ("zoom_in", "zoom_out", "zoom_full", "zoom_layer"),
    ("export_html", "export_sheet", "copy_map"),
    ("attribute_table",),
    ("help",),
)
BAR_WITH_WORDS = frozenset({"add_layer", "join", "export_html"})

ACTIONS: tuple[Action, ...] = (
    *FILE_ACTIONS,
    *VIEW_ACTIONS,
    *LAYER_ACTIONS,
    *LOOK_ACTIONS,
    *SELECT_ACTIONS,
    *EDIT_ACTIONS,
    *DRAW_ACTIONS,
    *LEDGER_ACTIONS,
    *VIEWS_ACTIONS,
    *TARGETS_ACTIONS,
    *MAPS_ACTIONS,
    *DEFINITION_ACTIONS,
    *TREE_ACTIONS,
    *HELP_ACTIONS,
)


def action_text(source: str) -> str:
    """Return a text of the table in the language of the window."""
    return QCoreApplication.translate("Actions", source)


def action(action_id: str) -> Action:
    """Return the action with this id."""
    return next(entry for entry in ACTIONS if entry.id == action_id)
