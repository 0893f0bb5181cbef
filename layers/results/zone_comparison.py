"""Comparing zones by the points in them: from two data sets of a project to densities, ranks and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from layers.areas import AreaTable
from layers.layer import Dataset
from layers.placement import NOT_APPROVED, texts
from layers.project import Project
from layers.results.area_bases import Basis
from layers.results.kind_labels import kind_labels
from layers.results.point_density import ZoneLayer, chosen_basis, marks_of, points_of, roll_up, zone_layer
from layers.results.point_years import ACCURACY, built_by, year_columns
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.density import AreaBasis, CountingRule, Densities, ZoneCounts, count_points, density_table
from spatial.statistics.density_sensitivity import BorderRange, basis_sensitivity, border_sensitivity
from spatial.text import Text

Rows = npt.NDArray[np.int64]

STATUS = "geometry_status"


@dataclass(frozen=True)
class DensityWish:
    """What is to be compared.

    Parameters
    ----------
    zones, points
        Ids of data sets.
    by
        Column of the kinds; "" for none.
    kinds
        Only points of these kinds; empty: of all.
    weight
        Column of the weights; "" counts points.
    year_field, year
        Only points built by the end of this year, by a column of years or of words such as ``2022年建成``.
    basis
        Areas as drawn now, published, approved, or of the current revision.
    level
        Level of the hierarchy that zones are summed to, such as ``block``; "" for the zones themselves.
    border_m
        Points this near to a border may lie on its other side; None: each by its stated accuracy.
    rule
        How points in overlaps count.
    """

    zones: str
    points: str
    by: str = ""
    kinds: tuple[str, ...] = ()
    weight: str = ""
    year_field: str = ""
    year: int | None = None
    basis: Basis = "drawn"
    level: str = ""
    border_m: float | None = None
    rule: CountingRule = "first"


@dataclass(frozen=True, eq=False)
class ZoneComparison:
    """Zones compared.

    Parameters
    ----------
    wish
        What was asked.
    zones, points
        The data sets it was computed from.
    table
        Counts, densities, intervals and ranks.
    names
        Of the rows of `table`.
    members
        Rows of the zones' data set behind each row of `table`: itself, or the parts of a block.
    ranks
        Best and worst rank over the area bases and the points near borders; None where there is none.
    bases
        Names of the area bases that were compared.
    border_m
        Largest distance to a border at which a point is in doubt, metres; None where borders were not judged.
    draft
        Whether a boundary of the row is not approved.
    levels
        Levels that the zones can be summed to.
    notes
        What was left out before counting.
    kind_names
        What kinds are called, by their values.
    """

    wish: DensityWish
    zones: Dataset
    points: Dataset
    table: Densities
    names: tuple[Text, ...]
    members: tuple[Rows, ...]
    ranks: tuple[tuple[int, int] | None, ...]
    bases: tuple[Text, ...]
    border_m: float | None
    draft: tuple[bool, ...]
    levels: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    kind_names: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))

    def order(self) -> tuple[int, ...]:
        """Return the rows of the table from the densest down; those without a density last."""
        keys = [(row.rank is None, row.rank or 0) for row in self.table.rows]
        return tuple(sorted(range(len(keys)), key=lambda place: keys[place]))

    def name_of(self, zone: str) -> Text:
        """Return the name of a zone by its id."""
        ids = [row.id for row in self.table.rows]
        return self.names[ids.index(zone)] if zone in ids else Text(zone)


def compare_zones(
    project: Project, wish: DensityWish, areas: AreaTable | None = None, feedback: Feedback = SILENT
) -> ZoneComparison:
    """Count the points of one data set in the zones of another and judge how sure the ranking is.

    Parameters
    ----------
    areas
        Hierarchy and published areas by zone id.

    Raises
    ------
    GeometryError
        The zones have no usable polygon, the basis or the level is not there, or no point passes the choice of kinds
        and year.
    SourceError
        A column is not there.
    """
    zones, points = project.dataset(wish.zones), project.dataset(wish.points)
    _check_polygons(zones)
    marks = marks_of(points, wish.by, wish.weight)
    lonlat = points_of(points, feedback.part(0.0, 0.2))
    layer = zone_layer(zones, areas, feedback.part(0.2, 0.4), project, len(lonlat))
    keep, notes = _chosen(points, wish)
    rows = np.flatnonzero(keep)
    if len(lonlat) and not len(rows):
        raise GeometryError(
            Text("所选类别和年份没有任何点。", "No point is of the chosen kinds and year."),
            Text("请放宽类别或年份。", "Choose more kinds or a later year."),
        )
    kept = replace(
        marks,
        kind=None if marks.kind is None else marks.kind[rows],
        weight=None if marks.weight is None else marks.weight[rows],
    )
    counts = count_points(lonlat[rows], layer.zones, kept, wish.rule, feedback.part(0.4, 0.7))
    made = _at_level(counts, layer, wish, areas)
    distance = _doubt(points, rows, wish.border_m)
    borders: tuple[BorderRange, ...] = ()
    if not wish.level and not counts.weighted and bool(np.any(distance != 0)):
        basis = made[0].basis
        borders = border_sensitivity(lonlat[rows], layer.zones, basis, distance, feedback.part(0.7, 1.0))
    table, names, members, bases, levels = made
    draft = _draft(zones)
    return ZoneComparison(
        wish=wish,
        zones=zones,
        points=points,
        table=table,
        names=names,
        members=members,
        ranks=_rank_ranges(table, bases, borders),
        bases=tuple(each.name for each in bases),
        border_m=float(np.max(distance, initial=0.0)) if borders else None,
        draft=tuple(bool(draft[each].any()) for each in members),
        levels=levels,
        notes=notes,
        kind_names=kind_labels(project, points.id, wish.by),
    )


_Levelled = tuple[Densities, tuple[Text, ...], tuple[Rows, ...], tuple[AreaBasis, ...], tuple[str, ...]]


def _at_level(counts: ZoneCounts, layer: ZoneLayer, wish: DensityWish, areas: AreaTable | None) -> _Levelled:
    """Return table, names, members and bases of the wished level, the wished basis first, and the levels there are."""
    first_basis = chosen_basis(layer, wish.basis)
    bases = (first_basis, *(each for each in layer.bases if each is not first_basis))
    rolled = [roll_up(counts, basis, areas) if areas is not None else () for basis in bases]
    levels = tuple(each.level for each in rolled[0])
    if not wish.level:
        members = tuple(np.array([place], np.int64) for place in range(len(layer.names)))
        return density_table(counts, bases[0]), layer.names, members, bases, levels
    found = [next((each for each in part if each.level == wish.level), None) for part in rolled]
    if found[0] is None or areas is None:
        raise GeometryError(
            Text("这些分区不能汇总到所选的层级。", "These zones cannot be summed to that level."),
            Text("请选择“各分区”。", "Choose the zones themselves."),
        )
    first = found[0]
    above = [{each.id for each in areas.ancestors(zone)} if zone in areas else set() for zone in counts.ids]
    members = tuple(
        np.array([place for place, those in enumerate(above) if row.id in those], np.int64) for row in first.table.rows
    )
    levelled = tuple(each.table.basis for each in found if each is not None)
    return first.table, first.names, members, levelled, levels


def kinds_in(dataset: Dataset, by: str) -> tuple[str, ...]:
    """Return the kinds that a column holds, sorted."""
    return tuple(sorted({cell.strip() for cell in texts(dataset.frame, by)} - {""})) if by else ()


def _chosen(points: Dataset, wish: DensityWish) -> tuple[npt.NDArray[np.bool_], tuple[Text, ...]]:
    keep = np.ones(len(points.frame), dtype=bool)
    notes = []
    if wish.by and wish.kinds:
        cells = np.array([cell.strip() for cell in texts(points.frame, wish.by)], dtype=object)
        keep &= np.isin(cells, wish.kinds)
        listed = "、".join(wish.kinds), ", ".join(wish.kinds)
        notes.append(Text(f"只计类别：{listed[0]}。", f"Only these kinds count: {listed[1]}."))
    if wish.year_field and wish.year is not None:
        state = built_by(texts(points.frame, wish.year_field), wish.year)
        unknown = int((keep & (state < 0)).sum())
        keep &= state == 1
        notes.append(Text(f"只计 {wish.year} 年底前建成的点。", f"Only points built by the end of {wish.year} count."))
        if unknown:
            notes.append(
                Text(
                    f"{unknown} 个点没有写明年份，未计入：这不等于没有建成。",
                    f"{unknown} points state no year and are left out: that does not mean they were not built.",
                )
            )
    return keep, tuple(notes)


def _doubt(points: Dataset, rows: Rows, border_m: float | None) -> npt.NDArray[np.float64]:
    """Return (M,) metres to a border within which each point is in doubt, 0 where its accuracy is not stated."""
    if border_m is not None:
        return np.full(len(rows), border_m)
    if ACCURACY not in points.frame.columns:
        return np.zeros(len(rows))
    from spatial.values import parse_values

    stated = parse_values(points.frame[ACCURACY]).number[rows]
    return np.where(np.isfinite(stated) & (stated > 0), stated, 0.0)


def _draft(zones: Dataset) -> npt.NDArray[np.bool_]:
    if STATUS not in zones.frame.columns:
        return np.zeros(len(zones.frame), dtype=bool)
    return np.isin(np.array(texts(zones.frame, STATUS), dtype=object), list(NOT_APPROVED))


def _rank_ranges(
    table: Densities, bases: Sequence[AreaBasis], borders: Sequence[BorderRange]
) -> tuple[tuple[int, int] | None, ...]:
    by_basis = basis_sensitivity(table.counts, bases) if len(bases) > 1 else ()
    found: list[tuple[int, int] | None] = []
    for place, row in enumerate(table.rows):
        possible = [row.rank]
        possible += list(by_basis[place].rank) if by_basis else []
        possible += [borders[place].rank_best, borders[place].rank_worst] if borders else []
        known = [each for each in possible if each is not None]
        found.append((min(known), max(known)) if row.rank is not None else None)
    return tuple(found)


def _check_polygons(zones: Dataset) -> None:
    kinds = set(zones.frame.geometry.geom_type.dropna())
    if not kinds & {"Polygon", "MultiPolygon", "GeometryCollection"}:
        raise GeometryError(
            Text(
                f"“{zones.name.zh}”不是面图层，没有分区。", f"“{zones.name.to('en')}” has no polygons, hence no zones."
            ),
            Text("请选择一个面图层。", "Choose a layer of polygons."),
        )


__all__ = ["Basis", "DensityWish", "ZoneComparison", "built_by", "compare_zones", "kinds_in", "year_columns"]
