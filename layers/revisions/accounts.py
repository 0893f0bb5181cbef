"""Areas of what changed: geodesic, by feature, by block and in total, against what was approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from layers.boundaries.area_totals import totals_of
from layers.layer import Dataset
from layers.placement import texts
from layers.project import Project
from layers.revisions.contents import row_in, shape_in
from layers.revisions.model import Boundaries, Content, FeatureChange, Sum
from spatial.text import Text, plain

KM2_M2 = 1e6


def changes_between(
    boundaries: Boundaries, dataset: Dataset, old: Mapping[str, Content], new: Mapping[str, Content]
) -> tuple[FeatureChange, ...]:
    """Return the features that differ, with their areas; features that either side does not know do not count.

    Parameters
    ----------
    boundaries
        Holds the contents that `old` and `new` name.
    dataset
        Says the CRS, the datum and which columns are names.
    """
    features = [each for each in old if each in new and old[each] != new[each]]
    shapes = [shape_in(boundaries, state[each].shape) for state in (old, new) for each in features]
    areas = np.nan_to_num(areas_m2(dataset, shapes)).tolist()
    count = len(features)
    made = []
    for place, feature in enumerate(features):
        cells = row_in(boundaries, new[feature].row or old[feature].row)
        made.append(
            FeatureChange(
                feature,
                _name(dataset, cells, feature),
                str(cells.get("block") or ""),
                str(cells.get("parent") or ""),
                old[feature],
                new[feature],
                areas[place],
                areas[count + place],
                vertex_count(shapes[place]),
                vertex_count(shapes[count + place]),
            )
        )
    return tuple(made)


def areas_m2(dataset: Dataset, shapes: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return (N,) geodesic areas in m² of geometries in the CRS and datum of a data set; NaN for None."""
    from spatial.crs import transform_geometry
    from spatial.geodesic import geodesic_area_m2

    if not shapes:
        return np.zeros(0)
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    lonlat = transform_geometry(array, source=dataset.frame.crs, datum=dataset.datum, target="EPSG:4326")
    return geodesic_area_m2(lonlat)


def vertex_count(shape: Any) -> int:
    """Return how many vertices a polygon has, the closing ones not counted."""
    import shapely

    if shape is None:
        return 0
    rings = shapely.get_rings(shape)
    return int(shapely.get_num_coordinates(shape)) - len(rings)


def sums_of(project: Project, dataset: Dataset, changes: Sequence[FeatureChange]) -> tuple[Sum, ...]:
    """Return the blocks and parks that changes count in, before and after them.

    Parameters
    ----------
    project
        Its other data sets count in the park.
    dataset
        As it is after the changes.
    """
    groups = texts(dataset.frame, "parent") or texts(dataset.frame, "block") or ("",) * len(dataset.frame)
    keys = [each.park or each.block for each in changes]
    found: dict[str, Sum] = {}
    areas = areas_m2(dataset, list(dataset.frame.geometry.array)) if changes else np.zeros(0)
    for key in dict.fromkeys(keys):
        row = next((row for row, group in enumerate(groups) if group == key), None)
        if row is None:
            gone = sum(each.old_m2 for each, own in zip(changes, keys, strict=True) if own == key)
            found[key] = Sum("block", key, plain(key), gone, 0.0)
            continue
        for place, total in enumerate(totals_of(project, dataset, row)):
            inside = {groups[each] for each in total.rows}
            new = float(np.nansum(areas[list(total.rows)])) + total.others_m2
            grown = sum(each.new_m2 - each.old_m2 for each, own in zip(changes, keys, strict=True) if own in inside)
            level: Any = "block" if place == 0 and key else "total"
            name = total.name.to("zh")
            source = "" if total.approved_km2 is None else "areas.csv"
            found[f"{level}/{name}"] = Sum(level, key, total.name, new - grown, new, total.approved_km2, source)
    return tuple(sorted(found.values(), key=lambda each: each.level == "total"))


def against(total: Sum, tolerance_km2: float) -> Text:
    """Say how a total is against what was approved; empty where nothing is known."""
    if total.approved_km2 is None:
        return Text("")
    over = total.new_m2 / KM2_M2 - total.approved_km2
    if abs(over) <= tolerance_km2:
        return Text(f"与批复相符（{over:+.3f} km²）", f"as approved ({over:+.3f} km²)")
    word = Text("超出批复", "over approved by") if over > 0 else Text("少于批复", "under approved by")
    return Text(f"{word.zh} {abs(over):.3f} km²", f"{word.en} {abs(over):.3f} km²")


def _name(dataset: Dataset, cells: Mapping[str, Any], feature: str) -> Text:
    zh = str(cells.get(dataset.name_field) or feature)
    return replace(plain(zh), en=str(cells.get("name_en") or zh))
