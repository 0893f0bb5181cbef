"""Added and removed land as an ordinary map: what the window, the page and the printed sheet show of a revision."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from layers.boundaries.edits import STATUS
from layers.cartography.symbology import Categorised, Category, Single
from layers.edits import add_dataset, add_map, show_map, unique_id
from layers.layer import Dataset, Field, Map
from layers.project import Project
from layers.revisions.accounts import areas_m2
from layers.revisions.change_words import notes_of, sentence_of, title_of
from layers.revisions.contents import row_in, shape_in
from layers.revisions.map_ground import extent_around, ground_layers, with_layer
from layers.revisions.model import Content
from layers.revisions.states import NOW, Difference
from spatial.text import Text

Land = Literal["added", "removed", "moved"]
ADDED, REMOVED, MOVED = "#1b9e77", "#d95f02", "#5b8fd0"
OLD_LINE, NEW_LINE = "#a23b2a", "#1d2430"
LANDS: tuple[tuple[Land, Text, str], ...] = (
    ("added", Text("增加的土地", "Added land"), ADDED),
    ("removed", Text("减少的土地", "Removed land"), REMOVED),
    ("moved", Text("子园之间调整的土地", "Land moved between parks"), MOVED),
)
LEAST_M2 = 0.01
"""Smaller pieces come from rounding where two borders cross; they are left out."""


def land_of(difference: Difference) -> tuple[tuple[Land, str, Any, float], ...]:
    """Return what land changed hands.

    Returns
    -------
    tuple of (kind, feature, geometry, area in m²)
        ``added`` to and ``removed`` from all features together, and ``moved`` into one feature out of another one;
        `feature` is the one that gained, or (``removed``) lost it. Geometries are in the CRS of the data set.
    """
    import shapely

    pairs = [
        (each.feature, *(_sound(shape_in(difference.boundaries, side.shape)) for side in (each.old, each.new)))
        for each in difference.changes
        if each.old.shape != each.new.shape
    ]
    before = shapely.union_all([old for _, old, _ in pairs if old is not None])
    after = shapely.union_all([new for _, _, new in pairs if new is not None])
    found: list[tuple[Land, str, Any]] = []
    for feature, old, new in pairs:
        gained = _minus(new, old)
        found.append(("added", feature, _polygons(_minus(gained, before))))
        found.append(("moved", feature, _polygons(None if gained is None else shapely.intersection(gained, before))))
        found.append(("removed", feature, _polygons(_minus(_minus(old, new), after))))
    there = [each for each in found if each[2] is not None]
    areas = areas_m2(difference.dataset, [shape for _, _, shape in there]).tolist()
    return tuple((*each, area) for each, area in zip(there, areas, strict=True) if area >= LEAST_M2)


def outlines(difference: Difference) -> tuple[list[Any], list[Any]]:
    """Return the old and the new geometries of what changed, None where a feature was or is not there."""
    boundaries = difference.boundaries
    changes = [each for each in difference.changes if each.old.shape != each.new.shape]
    old = [shape_in(boundaries, each.old.shape) for each in changes]
    return old, [shape_in(boundaries, each.new.shape) for each in changes]


def with_change_map(project: Project, difference: Difference) -> Project:
    """Return the project with a map of what changed, shown: background, parks, changed land, old and new borders."""
    land = land_of(difference)
    areas = [(name, sum(area for each, _, _, area in land if each == kind)) for kind, name, _ in LANDS]
    dataset = difference.dataset
    old, new = outlines(difference)
    title = title_of(project, difference)
    map_id = unique_id([each.id for each in project.maps], "boundary_change")
    project = add_map(
        project,
        Map(
            map_id,
            title,
            ground_layers(project, map_id),
            description=sentence_of(project, difference, areas),
            notes=notes_of(project, difference),
            extent=extent_around(dataset, [each for side in (old, new) for each in side]),
        ),
    )
    parks = Single("", "#b4bac2", 1.0)
    name = dataset.name
    if difference.newer not in (NOW, *(each.id for each in difference.boundaries.of(dataset.id)[-1:])):
        name = Text(f"{name.to('zh')}（现状）", f"{name.to('en')} (as it is now)")
    project = with_layer(project, map_id, dataset, name, parks, labels=bool(dataset.name_field))
    rows = {kind: [each for each in land if each[0] == kind] for kind, _, _ in LANDS}
    changed = _dataset(
        project,
        dataset,
        Text("变化的土地", "Changed land"),
        [(kind, feature, shape, area, "") for kind in rows for _, feature, shape, area in rows[kind]],
    )
    categories = tuple(
        Category(kind, _measured(name, rows[kind]), colour) for kind, name, colour in LANDS if rows[kind]
    )
    project = add_dataset(project, changed)
    project = with_layer(project, map_id, changed, changed.name, Categorised("kind", categories))
    for words, shapes, side, look in (
        (Text("原边界", "Old boundary"), old, "old", Single("", OLD_LINE, 1.6)),
        (Text("新边界", "New boundary"), new, "new", Single("", NEW_LINE, 2.2)),
    ):
        made = [
            ("", change.feature, shape, 0.0, _status(difference, getattr(change, side)))
            for change, shape in zip(_moved(difference), shapes, strict=True)
        ]
        lines = _dataset(project, dataset, words, [each for each in made if each[2] is not None])
        project = add_dataset(project, lines)
        project = with_layer(project, map_id, lines, words, look)
    return show_map(project, map_id)


def _moved(difference: Difference) -> list[Any]:
    return [each for each in difference.changes if each.old.shape != each.new.shape]


def _status(difference: Difference, content: Content) -> str:
    """Return the status that a boundary had: what is not approved is drawn dashed here too."""
    return str(row_in(difference.boundaries, content.row).get(STATUS) or "")


def _measured(name: Text, rows: Sequence[tuple[Any, str, Any, float]]) -> Text:
    km2 = sum(area for *_, area in rows) / 1e6
    return Text(f"{name.zh} {km2:.4f} km²", f"{name.en} {km2:.4f} km²")


def _dataset(
    project: Project, source: Dataset, name: Text, rows: Sequence[tuple[str, str, Any, float, str]]
) -> Dataset:
    import geopandas as gpd

    names = {each: str(label) for each, label in zip(_column(source, "id"), _column(source, "name"), strict=True)}
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{kind or 'b'}-{feature}" for kind, feature, *_ in rows],
            "name": [names.get(feature, feature) for _, feature, *_ in rows],
            "kind": [kind for kind, *_ in rows],
            "area_m2": [round(area, 2) for *_, area, _ in rows],
            "geometry_status": [status for *_, status in rows],
        },
        geometry=[shape for _, _, shape, *_ in rows],
        crs=source.frame.crs,
    )
    frame = frame if len(frame) else frame.astype({"id": object, "name": object, "kind": object})
    taken = [each.id for each in project.datasets]
    fields = MappingProxyType({"kind": Field("kind", name), "area_m2": Field("area_m2", Text("面积", "Area"), "m²")})
    return Dataset(
        unique_id(taken, f"{source.id}_{name.en}"),
        name,
        frame,
        source.datum,
        id_field="id",
        name_field="name",
        fields=fields,
    )


def _column(dataset: Dataset, which: Literal["id", "name"]) -> list[str]:
    from layers.placement import texts

    own = dataset.id_field if which == "id" else dataset.name_field or dataset.id_field
    return list(texts(dataset.frame, own))


def _sound(shape: Any) -> Any:
    import shapely

    return shape if shape is None or shapely.is_valid(shape) else shapely.make_valid(shape)


def _minus(a: Any, b: Any) -> Any:
    import shapely

    return a if a is None or b is None else shapely.difference(a, b)


def _polygons(shape: Any) -> Any:
    """Return the polygons of a geometry, None where there are none."""
    import shapely

    if shape is None:
        return None
    parts = shapely.get_parts(np.array([shape], dtype=object))
    parts = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return None if not len(parts) else parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
