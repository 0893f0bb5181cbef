"""Scenes of the picture matrix with boundaries in work: edit mode, its dialogs, revisions, scenarios of expansion."""

from __future__ import annotations

import shapely
from PySide6.QtCore import Qt

from docs.picture_scenes import Studio, show_map, wait
from layers.boundaries import edits as boundary_edits
from layers.project import Project
from layers.revisions.committing import commit
from layers.revisions.model import Entry
from spatial import topology as topo
from spatial.text import Text

_DATA, _LAYER = "subparks", "overlap-subparks"
_PARCEL = ((121.362, 31.262), (121.368, 31.262), (121.368, 31.266), (121.362, 31.266))
_TOUCHED = ("merge_features", "offset_feature", "vertex_table", "import_boundary", "check_boundaries")


def editing(studio: Studio) -> None:
    """Take edit mode with its tools in hand, the menus it enables, and the dialogs that ask about a feature."""
    window = studio.window
    show_map(window, "overlap", _LAYER)
    editor = window.editing.editor
    editor.edit.begin(_LAYER)
    wait(window)
    editor.select((0,))
    for tool in ("edit_select", "edit_vertex", "draw_add_polygon", "draw_split"):
        window.menus.actions[tool].trigger()
        editor.select((0,))
        studio.take(f"edit-{tool}", window)
    for name in ("boundary", "drawing"):
        menu = window.menus.menus[name]
        menu.popup(window.pos())
        studio.take(f"edit-menu-{name}", menu)
        menu.hide()
    for action in _TOUCHED:
        editor.select((0, 1) if action == "merge_features" else (0,))
        wait(window)
        with studio.opened():
            window.menus.actions[action].trigger()
            wait(window)
            for each in studio.new_windows():
                studio.take(f"edit-{action}", each)
    window.session.apply(Text("移动顶点", "Move a vertex"), _moved)
    wait(window)
    with studio.opened():
        window.menus.actions["edit_boundaries"].trigger()
        wait(window)
        for each in studio.new_windows():
            studio.take("edit-finish", each)
    if editor.edit.active:
        editor.edit.end()
    wait(window)
    window.tool_pan()


def ledger(studio: Studio) -> None:
    """Take the ledger with two revisions and what waits, the question before one, and scenarios side by side."""
    window = studio.window
    show_map(window, "overlap", _LAYER)
    for number, reason in enumerate(("按批复调整北界", "与控规一致")):
        window.session.apply(Text("移动顶点", "Move a vertex"), _moved)
        entry = Entry(
            "规划科", f"2026-11-2{number}T02:00:00+00:00", reason, f"普规〔2026〕{number + 3}号", "consultation"
        )
        window.session.apply(Text("提交", "Commit"), lambda project, entry=entry: commit(project, _DATA, entry))
    window.session.apply(Text("移动顶点", "Move a vertex"), _moved)
    with studio.opened():
        window.menus.actions["ledger_commit"].trigger()
        wait(window)
        for each in studio.new_windows():
            studio.take("ledger-commit", each)
    window.menus.actions["ledger_discard"].trigger()
    wait(window)
    panel, dock = window.ledger.panel, window.ledger.dock
    window.resizeDocks([dock], [380], Qt.Orientation.Vertical)
    dock.show()
    panel.tabs.setCurrentIndex(0)
    wait(window)
    panel.revisions.setCurrentCell(0, 0)
    studio.take("ledger-revisions", window)
    window.session.apply(Text("新建面", "Add a polygon"), _drawn)
    wait(window)
    count = len(window.session.project.dataset(_DATA).frame)
    window.selection.select(_DATA, [count - 1])
    with studio.opened():
        window.menus.actions["scenario_selection"].trigger()
        wait(window)
        for each in studio.new_windows():
            studio.take("ledger-scenario-new", each)
            each.buttons.accepted.emit()  # type: ignore[attr-defined]
        wait(window)
    panel.tabs.setCurrentIndex(1)
    wait(window)
    studio.take("ledger-scenarios", window)
    dock.hide()
    window.selection.clear()


def _moved(project: Project) -> Project:
    """Move a corner of the first sub-park by some metres."""
    dataset = project.dataset(_DATA)
    old = topo.of_frame(dataset.frame, dataset.datum)
    x, y = shapely.get_coordinates(old.shapes[0])[0].tolist()
    new = topo.settle(old, topo.move_vertex(old, (x, y), (x - 0.0004, y + 0.0003)))
    return boundary_edits.set_topology(project, _DATA, (old, new))


def _drawn(project: Project) -> Project:
    dataset = project.dataset(_DATA)
    old = topo.of_frame(dataset.frame, dataset.datum)
    return boundary_edits.set_topology(project, _DATA, (old, topo.add_polygon(old, shapely.Polygon(_PARCEL))))
