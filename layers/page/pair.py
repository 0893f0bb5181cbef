"""Maps side by side as the page carries them: which map and which looks each pane shows, and how panes are linked."""

from __future__ import annotations

from layers.cartography.symbology_locks import field_of
from layers.comparison import View, subject, views_of
from layers.page.scene import LayerViews, Scene

Numbers = dict[str, int]


def encode_pairs(scene: Scene) -> dict[str, object]:
    """Return the views of a project as a pair of the page, which opens with it; none where a map of them is not there.

    A pane is the number of its map in the page, the number of the look of each layer that is not drawn by the look in
    force, the layer that its caption is about ("": the map), and where it opens, degrees.
    """
    views, numbers = views_of(scene.project), {shown.id: place for place, (shown, _) in enumerate(scene.maps)}
    if not views or any(each.map not in numbers for each in views):
        return {"pairs": []}
    comparison = scene.project.comparison
    pair = {
        "panes": [_pane(scene, each, numbers[each.map]) for each in views],
        "arrangement": comparison.arrangement,
        "link": comparison.link,
        "locked": comparison.locked,
        "cursor": comparison.cursor,
    }
    return {"pairs": [pair], "active": len(scene.maps)}


def _pane(scene: Scene, view: View, number: int) -> dict[str, object]:
    layer = subject(scene.project, view.map, view.column)
    _, rows = scene.maps[number]
    row = next((each for each in rows if layer is not None and each.layer.id == layer.id), None)
    looks: Numbers = {} if row is None or not view.column else _look(row, view.column)
    if view.extent is None:
        extent = None
    else:
        west, south, east, north = view.extent
        extent = ((south, west), (north, east))
    return {"map": number, "subject": row.layer.id if row and view.column else "", "looks": looks, "extent": extent}


def _look(row: LayerViews, column: str) -> Numbers:
    """Return the look of a layer that draws a column; nothing where the look in force does, or none."""
    drawn = [field_of(each.symbology) for each in row.views]
    if drawn[row.active] == column or column not in drawn:
        return {}
    return {row.layer.id: drawn.index(column)}
