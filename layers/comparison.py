"""Maps side by side: which map, indicator and year each view shows, and what the views have in common.

The active view is the project as it stands (active map, looks in force); the others are the same project seen with
another map or another column in force (`project_of`). Tools, panels and every export therefore know one document only.
Edits, as in `layers.edits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.cartography.symbology_locks import field_of
from layers.edit_checks import check_extent
from layers.views import Arrangement, Comparison, Link, View
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.project import Project

__all__ = ["Arrangement", "Comparison", "Link", "View"]
FEWEST, MOST = 2, 4

# --- what is shown -------------------------------------------------------------------------------------------------


def subject(project: Project, map_id: str, column: str = "") -> Layer | None:
    """Return the layer of a map that indicator and year switches act on.

    The topmost visible foreground layer that can draw `column`; without one, the topmost that has columns to choose
    from. None where there is no such layer.
    """
    owner = next((each for each in project.maps if each.id == map_id), None)
    layers = [layer for layer in reversed(owner.layers if owner is not None else ()) if not layer.context]
    for layer in sorted(layers, key=lambda layer: not layer.visible):
        found = columns_of(project, layer)
        if column in found if column else len(found) > 1:
            return layer
    return None


def columns_of(project: Project, layer: Layer) -> tuple[str, ...]:
    """Return the columns that a layer can be switched to: its alternatives, else the years of what it draws."""
    offered = tuple(dict.fromkeys(field_of(each) for each in layer.alternatives if field_of(each)))
    drawn = field_of(layer.symbology)
    if offered or not drawn:
        return offered
    known = project.dataset(layer.dataset).fields
    indicator = known[drawn].indicator if drawn in known else None
    years = [each for each in known.values() if indicator and each.indicator == indicator and each.year]
    years.sort(key=lambda each: each.year or 0)
    return tuple(each.name for each in years) or (drawn,)


def views_of(project: Project) -> tuple[View, ...]:
    """Return what each view shows now; () where one map is shown alone.

    The active view says what the project says. A map that is gone is replaced by the active one.
    """
    known = {each.id for each in project.maps}
    comparison = project.comparison
    views = [each if each.map in known else View(project.active_map) for each in comparison.views]
    if not views or not project.active_map:
        return ()
    place = min(comparison.active, len(views) - 1)
    layer = subject(project, project.active_map)
    extent = views[place].extent if views[place].map == project.active_map else None
    views[place] = View(project.active_map, field_of(layer.symbology) if layer is not None else "", extent)
    return tuple(views)


def project_of(project: Project, place: int) -> Project:
    """Return the project as one of the views shows it: its map is active, its column in force.

    Parts that the view does not change are the same objects. A column that has no look yet, or is gone, changes
    nothing.
    """
    view = views_of(project)[place]
    if place == project.comparison.active:
        return project
    shown = replace(project, active_map=view.map) if view.map != project.active_map else project
    layer = subject(project, view.map, view.column) if view.column else None
    if layer is None or field_of(layer.symbology) == view.column:
        return shown
    look = next((each for each in layer.alternatives if field_of(each) == view.column), None)
    if look is None:
        return shown
    owner = shown.map(view.map)
    drawn = replace(layer, symbology=look)
    changed = replace(owner, layers=tuple(drawn if each is layer else each for each in owner.layers))
    return replace(shown, maps=tuple(changed if each is owner else each for each in shown.maps))


def years_of(project: Project, map_id: str) -> tuple[tuple[int, str], ...]:
    """Return (year, column) of the indicator that a map shows, ascending: only years that exist in the data.

    A year with an actual figure and a target counts twice, in the order of the columns. Empty where the map shows
    nothing that has years.
    """
    layer = subject(project, map_id)
    if layer is None:
        return ()
    dataset = project.dataset(layer.dataset)
    shown = dataset.field_of(field_of(layer.symbology))
    fields = [dataset.field_of(column) for column in columns_of(project, layer)]
    same = [each for each in fields if each.year is not None and each.indicator == shown.indicator]
    return tuple(sorted((each.year or 0, each.name) for each in same)) if shown.indicator else ()


# --- edits ---------------------------------------------------------------------------------------------------------


def compare(
    project: Project, views: Sequence[View], arrangement: Arrangement = "row", link: Link = "extent"
) -> Project:
    """Show views side by side; the first becomes the active one.

    Raises
    ------
    ProjectError
        There are fewer than 2 or more than 4, a map does not exist, or an extent is none.
    """
    if not FEWEST <= len(views) <= MOST:
        raise ProjectError(
            Text(f"不能并排显示 {len(views)} 个视图。", f"{len(views)} views cannot be shown side by side."),
            Text(f"请选择 {FEWEST} 到 {MOST} 个。", f"Choose {FEWEST} to {MOST}."),
        )
    for view in views:
        project.map(view.map)
        if view.extent is not None:
            check_extent(view.extent)
    made = replace(project.comparison, views=tuple(views), active=0, arrangement=arrangement, link=link)
    return _in_force(replace(project, comparison=made), views[0])


def show_alone(project: Project) -> Project:
    """Show the active view alone."""
    if not project.comparison.views:
        return project
    return replace(project, comparison=replace(project.comparison, views=(), active=0))


def activate(project: Project, place: int) -> Project:
    """Let tools and panels act on another view; each view goes on showing what it shows."""
    views = views_of(project)
    if not 0 <= place < len(views):
        raise ProjectError(
            Text(f"没有第 {place + 1} 个视图。", f"There is no view {place + 1}."),
            Text(f"共有 {len(views)} 个视图。", f"There are {len(views)} views."),
        )
    if place == project.comparison.active:
        return project
    moved = replace(project, comparison=replace(project.comparison, views=views, active=place))
    return _in_force(moved, views[place])


def show_in(project: Project, place: int, view: View) -> Project:
    """Show something else in one of the views."""
    project.map(view.map)
    if view.extent is not None:
        check_extent(view.extent)
    views = views_of(project)
    if views[place] == view:
        return project
    views = (*views[:place], view, *views[place + 1 :])
    changed = replace(project, comparison=replace(project.comparison, views=views))
    return _in_force(changed, view) if place == project.comparison.active else changed


def set_link(project: Project, link: Link) -> Project:
    """Say what the views have in common: extent, scale, or nothing."""
    return _with(project, replace(project.comparison, link=link))


def set_locked(project: Project, locked: bool) -> Project:
    """Say whether columns of one layer must share their classes."""
    return _with(project, replace(project.comparison, locked=locked))


def set_cursor(project: Project, cursor: bool) -> Project:
    """Say whether the place under the mouse is marked in the other views."""
    return _with(project, replace(project.comparison, cursor=cursor))


def _with(project: Project, comparison: Comparison) -> Project:
    return project if comparison == project.comparison else replace(project, comparison=comparison)


def _in_force(project: Project, view: View) -> Project:
    """Make the project show what a view shows."""
    from layers.edits import choose_alternative, show_map

    project = show_map(project, view.map)
    layer = subject(project, view.map, view.column) if view.column else None
    if layer is None or field_of(layer.symbology) == view.column:
        return project
    look = next((each for each in layer.alternatives if field_of(each) == view.column), None)
    return project if look is None else choose_alternative(project, layer.id, look)
