"""The area of a block and of a park together, against what was approved: for the read-out while one edits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from layers.areas import AreaTable, read_areas
from layers.layer import Dataset
from layers.placement import texts
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.text import Text, plain

Floats = npt.NDArray[np.float64]
APPROVED = "area_km2_approved"
_BLOCKS = ("parent", "block")


@dataclass(frozen=True, eq=False)
class Total:
    """Several features together.

    Parameters
    ----------
    name
        Of the block or the park.
    rows
        Rows of the data set that is edited that belong to it.
    others_m2
        Area of what belongs to it in other data sets of the map.
    approved_km2
        The approved (else published) figure; None where there is none.
    """

    name: Text
    rows: tuple[int, ...]
    others_m2: float
    approved_km2: float | None


def totals_of(project: Project, dataset: Dataset, row: int) -> tuple[Total, ...]:
    """Return the totals that a feature counts in, the block first.

    Blocks and parks are those of the area table that the column ``parent`` leads to; the park is the next area above
    the block that has an approved figure, and takes in the features of other data sets of the shown map. Where no
    column tells of blocks, the whole layer is the only total, against the sum of ``area_km2_approved`` if every
    feature has one.
    """
    groups = _groups(dataset)
    if not groups or not groups[row]:
        return (Total(Text("本图层合计", "This layer in all"), tuple(range(len(dataset.frame))), 0.0, _sum(dataset)),)
    table, block = _table(), groups[row]
    own = tuple(each for each, group in enumerate(groups) if group == block)
    known = table.get(block)
    published = known.area_km2_published if known is not None else None
    totals = [Total(known.name if known is not None else plain(block), own, 0.0, published)]
    above = table.ancestors(block) if known is not None else ()
    park = next((area for area in above if area.area_km2_published is not None and area.level == "park"), None)
    if park is not None:
        inside = frozenset(area.id for area in table.descendants(park.id)) | {park.id}
        rows = tuple(each for each, group in enumerate(groups) if group in inside)
        others = _elsewhere(project, dataset, inside, {_ids(dataset)[each] for each in rows})
        totals.append(Total(park.name, rows, others, park.area_km2_published))
    return tuple(totals)


def approved_km2(dataset: Dataset, row: int) -> float | None:
    """Return the approved area of a feature, None where none is known (a published one is no approval)."""
    if APPROVED not in dataset.frame.columns:
        return None
    from spatial.values import parse_values

    number = float(parse_values(dataset.frame[APPROVED].iloc[[row]]).number[0])
    return number if number == number else None


def _groups(dataset: Dataset) -> tuple[str, ...]:
    column = next((name for name in _BLOCKS if name in dataset.frame.columns), "")
    return texts(dataset.frame, column)


def _ids(dataset: Dataset) -> tuple[str, ...]:
    return texts(dataset.frame, dataset.id_field) or tuple(str(row) for row in range(len(dataset.frame)))


def _sum(dataset: Dataset) -> float | None:
    if APPROVED not in dataset.frame.columns:
        return None
    from spatial.values import parse_values

    numbers = parse_values(dataset.frame[APPROVED]).number
    return float(numbers.sum()) if len(numbers) and not np.isnan(numbers).any() else None


def _elsewhere(project: Project, dataset: Dataset, inside: frozenset[str], known: set[str]) -> float:
    """Return the area in m² of features of other data sets of the shown map in the same park.

    Each id counts once, and no area that another one counted is a part of (a block beside its parks).
    """
    table, seen = _table(), {dataset.id}
    found: dict[str, tuple[Dataset, int]] = {}
    for layer in project.shown.layers if project.shown is not None else ():
        other = project.dataset(layer.dataset)
        if other.id in seen or isinstance(other, AbsentDataset):
            continue
        seen.add(other.id)
        ids = _ids(other)
        for row, group in enumerate(_groups(other)):
            if group in inside and ids[row] not in known:
                found.setdefault(ids[row], (other, row))
    counted = known | set(found)
    whole = {key for key in found if key in table and any(part.id in counted for part in table.descendants(key))}
    areas = {other.id: _areas(other) for key, (other, _) in found.items() if key not in whole}
    return sum(float(np.nan_to_num(areas[other.id][row])) for key, (other, row) in found.items() if key not in whole)


def _areas(dataset: Dataset) -> Floats:
    from spatial.crs import to_lonlat_wgs84
    from spatial.geodesic import geodesic_area_m2

    return geodesic_area_m2(to_lonlat_wgs84(dataset.frame, dataset.datum))


@cache
def _table() -> AreaTable:
    from layers.commands import STARTER

    return read_areas(STARTER / "tables" / "areas.csv")
