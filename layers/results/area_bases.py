"""The areas that points can be divided by: as drawn now, published, approved, and of the current revision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from layers.areas import AreaTable
from layers.boundaries.area_totals import APPROVED as APPROVED_COLUMN
from layers.layer import Dataset
from layers.project import Project
from layers.revisions.states import NOW, compare
from spatial.statistics.density import AreaBasis, Zones, current_basis
from spatial.text import Text

Floats = npt.NDArray[np.float64]

Basis = Literal["drawn", "published", "approved", "revision"]
BASES: tuple[Basis, ...] = get_args(Basis)
BASIS_NAMES: dict[Basis, Text] = {
    "drawn": Text("当前图形", "as drawn now"),
    "published": Text("公布面积（规划或批复）", "published (planned or approved)"),
    "approved": Text("批复面积", "approved"),
    "revision": Text("当前修订（已提交的边界）", "current revision (committed boundaries)"),
}
PUBLISHED = BASIS_NAMES["published"]
PUBLISHED_COLUMN = "area_km2_published"


def area_bases(
    dataset: Dataset, zones: Zones, areas: AreaTable | None = None, project: Project | None = None
) -> tuple[AreaBasis, ...]:
    """Return the bases that are there for the zones of a data set: as drawn always, the others where any zone has it.

    Parameters
    ----------
    areas
        The area table, for published areas by zone id; the column ``area_km2_published`` of the data set goes first.
    project
        Holds the ledger of boundaries: the area at the last revision with the status approved (the column
        ``area_km2_approved`` goes first), and that of the last revision, without what is not committed yet.
    """
    found = [current_basis(zones)]
    published = _column(dataset, PUBLISHED_COLUMN, zones.ids)
    for place, name in enumerate(zones.ids):
        if areas is not None and name in areas and not published[place] > 0:
            published[place] = own_area(areas, name)
    approved = _column(dataset, APPROVED_COLUMN, zones.ids)
    revised = np.full(len(zones.ids), np.nan)
    if project is not None and any(each.dataset == dataset.id for each in project.boundaries.revisions):
        approved = np.where(approved > 0, approved, _last_approved(project, dataset.id, zones.ids))
        revised = _committed(project, dataset, zones)
    methods: dict[Basis, Text] = {
        "published": Text("文件公布值，见各区域来源", "as published, see the source of each area"),
        "approved": Text(
            "批复文件的面积，没有的取台账中最近一次“已批复”修订的测地线面积",
            "the approved figure, else the geodesic area at the last revision with the status approved",
        ),
        "revision": Text(
            "台账最近一次修订的测地线面积，不含未提交的修改",
            "geodesic area at the last revision of the ledger, without what is not committed",
        ),
    }
    columns: dict[Basis, Floats] = {"published": published, "approved": approved, "revision": revised}
    for key, column in columns.items():
        if np.isfinite(column).any():
            found.append(AreaBasis(BASIS_NAMES[key], column, methods[key], key))
    return tuple(found)


def own_area(areas: AreaTable, name: str) -> float:
    """Return the published area of an area in km², NaN where there is none."""
    published = areas[name].area_km2_published
    return float("nan") if published is None else published


def _column(dataset: Dataset, column: str, ids: Sequence[str]) -> Floats:
    from spatial.values import parse_values

    if column not in dataset.frame.columns:
        return np.full(len(ids), np.nan)
    return np.array(parse_values(dataset.frame[column]).number, dtype=np.float64)


def _last_approved(project: Project, dataset: str, ids: Sequence[str]) -> Floats:
    """Return (Z,) km² of each zone at the last revision that gave it the status approved, NaN for none."""
    known: dict[str, float] = {}
    for revision in project.boundaries.revisions:
        if revision.dataset == dataset and revision.entry.status == "approved":
            known |= {change.feature: change.new_m2 / 1e6 for change in revision.changes if change.new_m2 > 0}
    return np.array([known.get(name, np.nan) for name in ids], dtype=np.float64)


def _committed(project: Project, dataset: Dataset, zones: Zones) -> Floats:
    """Return (Z,) km² of each zone as the last revision left it; 0 m² (it was not there) is no area."""
    own = [each.id for each in project.boundaries.revisions if each.dataset == dataset.id]
    area = zones.area_km2.copy()
    before = {each.feature: each.old_m2 / 1e6 for each in compare(project, dataset.id, own[-1], NOW).changes}
    for place, name in enumerate(zones.ids):
        if name in before:
            area[place] = before[name] if before[name] > 0 else np.nan
    return area
