"""Points counted by zone and kind, by a stated rule for borders and overlaps; counts of parts of a file add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.geodesic import geodesic_area_m2
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.zone_index import Placed, ZoneIndex
    from spatial.zone_tree import ZoneTree

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]

CountingRule = Literal["first", "all", "split"]
COUNTING_RULES: tuple[CountingRule, ...] = get_args(CountingRule)
RULE_TEXTS: dict[CountingRule, Text] = {
    "first": Text(
        "边界属于分区；落在公共边界或重叠处的点只计一次，归图层中排在最前的分区",
        "a border belongs to its zone; a point on a shared border or in an overlap counts once, in the first of its "
        "zones "
        "in the order of the layer",
    ),
    "all": Text(
        "边界属于分区；落在公共边界或重叠处的点在每个分区各计一次，各区之和可大于总数",
        "a border belongs to its zone; a point on a shared border or in an overlap counts in each of its zones, so "
        "that "
        "zones may add up to more than all points",
    ),
    "split": Text(
        "边界属于分区；落在 m 个分区公共边界或重叠处的点在每区计 1/m",
        "a border belongs to its zone; a point on a border shared by m zones, or in their overlap, counts 1/m in each",
    ),
}

_SLICE = 500_000
_N, _N2, _W, _W2 = range(4)  # the sums of a cell: shares, squared shares, weights, squared weights


@dataclass(frozen=True, eq=False)
class Zones:
    """Zones ready for counting; made by `prepare_zones`, picklable.

    Parameters
    ----------
    ids
        One per zone, all different.
    geometry
        (Z,) polygons, WGS 84 degrees; edges are straight in longitude and latitude (RFC 7946).
    area_km2
        (Z,) geodesic area as drawn; 0 for lines, points, empty and missing geometry.
    index
        Finds the zones of a point.
    invalid
        Ids of zones whose polygon is invalid; points are placed in them by the even-odd rule.
    """

    ids: tuple[str, ...]
    geometry: Geometries
    area_km2: Floats
    index: ZoneIndex | ZoneTree
    invalid: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Marks:
    """What is known of each point besides its place.

    Parameters
    ----------
    kinds
        Names of the kinds; ("",) where points are not told apart.
    kind
        (N,) int64 code of each point; -1 (no kind given) counts in the zone but in no kind. None: all are of kind 0.
    weight
        (N,) float64 weights, not negative; NaN for missing (the point counts, its weight does not). None: unweighted.
    """

    kinds: tuple[str, ...] = ("",)
    kind: Integers | None = None
    weight: Floats | None = None

    def part(self, rows: slice) -> Marks:
        """Return the marks of some rows."""
        return Marks(
            self.kinds,
            None if self.kind is None else self.kind[rows],
            None if self.weight is None else self.weight[rows],
        )


@dataclass(frozen=True, eq=False)
class ZoneCounts:
    """Points by zone and kind.

    Parameters
    ----------
    ids
        Zones, in the order of the layer.
    kinds
        Kinds, in the order of the columns.
    rule
        How points on borders and in overlaps were counted, see `RULE_TEXTS`.
    weighted
        Whether weights were given.
    points
        Number of points, those without coordinates included.
    outside
        Points in no zone.
    on_border
        Points exactly on the border of a zone that holds them.
    in_overlap
        Points in more than one zone that are not on a border.
    no_position
        Points without coordinates; they are not outside, nobody knows where they are.
    weight_missing
        Points in a zone whose weight is missing.
    largest_weight
        Largest weight of a point in any zone (1 where unweighted); 0 where there is none.
    sums
        (Z, K + 1, 4, 2) float64 shares, squared shares, weights, squared weights as high and low part; the last kind
        holds the points of no kind.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    rule: CountingRule
    weighted: bool
    sums: Floats
    points: int = 0
    outside: int = 0
    on_border: int = 0
    in_overlap: int = 0
    no_position: int = 0
    weight_missing: int = 0
    largest_weight: float = 0.0
    notes: tuple[Text, ...] = field(default=())

    @property
    def n(self) -> Floats:
        """(Z,) points of each zone; whole numbers except under the rule ``split``."""
        return self._total(_N)

    @property
    def n_squares(self) -> Floats:
        """(Z,) sum of the squared shares of points: the variance of `n` (equal to it except under ``split``)."""
        return self._total(_N2)

    @property
    def weight(self) -> Floats:
        """(Z,) sum of the weights."""
        return self._total(_W)

    @property
    def weight_squares(self) -> Floats:
        """(Z,) sum of the squared weights: the variance of `weight` as a compound Poisson sum."""
        return self._total(_W2)

    def by_kind(self, *, weighted: bool = False) -> Floats:
        """Return (Z, K) points (or weights) of each zone and kind."""
        return np.asarray(self.sums[:, :-1, _W if weighted else _N, 0])

    @property
    def without_kind(self) -> Floats:
        """(Z,) points of each zone whose kind is missing."""
        return np.asarray(self.sums[:, -1, _N, 0])

    def _total(self, which: int) -> Floats:
        from spatial.statistics.zone_tallies import merge

        total = self.sums[:, 0, which]
        for kind in range(1, self.sums.shape[1]):
            total = merge(total, self.sums[:, kind, which])
        return np.asarray(total[..., 0])

    def __add__(self, other: ZoneCounts) -> ZoneCounts:
        """Return the counts of both parts of the points; the zones, kinds and rule must be the same."""
        from spatial.statistics.zone_tallies import merge

        return replace(
            self,
            sums=merge(self.sums, other.sums),
            points=self.points + other.points,
            outside=self.outside + other.outside,
            on_border=self.on_border + other.on_border,
            in_overlap=self.in_overlap + other.in_overlap,
            no_position=self.no_position + other.no_position,
            weight_missing=self.weight_missing + other.weight_missing,
            largest_weight=max(self.largest_weight, other.largest_weight),
        )


def prepare_zones(
    ids: Sequence[str], geometry: Geometries, feedback: Feedback = SILENT, points: int | None = None
) -> Zones:
    """Measure and index zones.

    Parameters
    ----------
    ids
        One per zone.
    geometry
        (Z,) WGS 84 degrees; empty and missing geometry is a zone that holds nothing.
    points
        How many will be counted, where that is known: few points in many zones need no index of every border.

    Raises
    ------
    GeometryError
        There is no zone, two have the same id, or a coordinate is not finite.
    """
    from spatial.zone_edges import not_finite  # numba: half a second to import
    from spatial.zone_index import index_zones
    from spatial.zone_tree import index_for

    names = tuple(str(each) for each in ids)
    if not names:
        raise GeometryError(
            Text("分区图层是空的。", "The layer of zones is empty."),
            Text("请选择含有面要素的图层。", "Choose a layer with polygons."),
        )
    double = (
        next((name for place, name in enumerate(names) if name in names[:place]), None)
        if len(set(names)) < len(names)
        else None
    )
    if double is not None:
        raise GeometryError(
            Text(f"分区编号“{double}”重复。", f"The zone id “{double}” occurs twice."),
            Text("请选择取值唯一的编号字段。", "Choose an id field whose values are all different."),
        )
    area = geodesic_area_m2(geometry, feedback.part(0.0, 0.3)) / 1e6
    there = ~shapely.is_missing(geometry)
    if np.isnan(area[there]).any():
        raise not_finite()
    broken = ~shapely.is_valid(geometry) & there
    rest = feedback.part(0.4, 1.0)
    index = index_zones(geometry, rest) if points is None else index_for(geometry, points, rest)
    return Zones(names, geometry, np.nan_to_num(area), index, tuple(names[i] for i in np.flatnonzero(broken)))


def count_points(
    lonlat: Floats, zones: Zones, marks: Marks | None = None, rule: CountingRule = "first", feedback: Feedback = SILENT
) -> ZoneCounts:
    """Count points by zone and kind.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite have no position.
    marks
        Kinds and weights; None: one kind, unweighted.
    rule
        What to do with points on borders and in overlaps, see `RULE_TEXTS`.

    Raises
    ------
    GeometryError
        A weight is negative or infinite, or the rule is unknown.
    """
    marks = marks or Marks()
    _check(marks, rule)
    total = empty_counts(zones, marks, rule)
    for start in range(0, len(lonlat), _SLICE):
        rows = slice(start, min(start + _SLICE, len(lonlat)))
        part = feedback.part(start / len(lonlat), rows.stop / len(lonlat))
        total += _count_part(np.asarray(lonlat[rows], dtype=np.float64), zones, marks.part(rows), total, part)
    feedback.report(1.0)
    return total


def empty_counts(zones: Zones, marks: Marks, rule: CountingRule) -> ZoneCounts:
    """Return the counts of no point."""
    sums = np.zeros((len(zones), len(marks.kinds) + 1, 4, 2))
    return ZoneCounts(zones.ids, marks.kinds, rule, marks.weight is not None, sums)


def merge_zones(counts: ZoneCounts, groups: Sequence[tuple[str, Sequence[str]]]) -> ZoneCounts:
    """Roll counts up: counts are summed over the zones of each group.

    Parameters
    ----------
    groups
        (id of the group, ids of its zones); zones that the counts do not have are passed over, and a group without any
        is left out. Zones may be in several groups (a block and its park).

    Returns
    -------
    ZoneCounts
        With a note where the rule ``all`` may count a point twice in a group.
    """
    from spatial.statistics.zone_tallies import merge

    place = {name: i for i, name in enumerate(counts.ids)}
    names, sums = [], []
    for name, members in groups:
        rows = [place[member] for member in members if member in place]
        if not rows:
            continue
        total = counts.sums[rows[0]]
        for row in rows[1:]:
            total = merge(total, counts.sums[row])
        names.append(name)
        sums.append(total)
    twice = Text(
        "按“各计一次”规则汇总时，重叠处的点在上级分区中会重复计数。",
        "Under the rule “all”, points in overlaps count more than once in the areas they are rolled up to.",
    )
    notes = (*counts.notes, twice) if counts.rule == "all" and counts.in_overlap + counts.on_border else counts.notes
    shape = (0, *counts.sums.shape[1:])
    return replace(counts, ids=tuple(names), sums=np.array(sums) if sums else np.zeros(shape), notes=notes)


def _check(marks: Marks, rule: str) -> None:
    if rule not in COUNTING_RULES:
        raise GeometryError(
            Text(f"未知的计数规则“{rule}”。", f"Unknown counting rule “{rule}”."),
            Text(f"可选：{'、'.join(COUNTING_RULES)}。", f"Choose one of {', '.join(COUNTING_RULES)}."),
        )
    weight = marks.weight
    if weight is None:
        return
    bad = np.flatnonzero((weight < 0) | np.isinf(weight))
    if len(bad):
        raise GeometryError(
            Text(
                f"第 {bad[0] + 1} 个点的权重为 {weight[bad[0]]:g}。",
                f"The weight of point {bad[0] + 1} is {weight[bad[0]]:g}.",
            ),
            Text(
                "权重须为不小于 0 的有限数；缺失值请留空。",
                "Weights are finite and not negative; leave blank what is missing.",
            ),
        )


def _count_part(lonlat: Floats, zones: Zones, marks: Marks, like: ZoneCounts, feedback: Feedback) -> ZoneCounts:
    from spatial.statistics.zone_tallies import add_rows

    placed = zones.index.place(lonlat, feedback)
    present = np.isfinite(lonlat).all(axis=1)
    point, zone, share = _memberships(lonlat, zones, placed, like.rule)
    columns = len(marks.kinds) + 1
    kind = np.zeros(len(point), dtype=np.int64) if marks.kind is None else marks.kind[point]
    kind = np.where((kind < 0) | (kind >= columns - 1), columns - 1, kind)
    weight = share if marks.weight is None else share * marks.weight[point]
    missing = np.isnan(weight)
    known = np.where(missing, 0.0, weight)
    sums = np.zeros_like(like.sums)
    values = np.ascontiguousarray(np.column_stack([share, share * share, known, known * known]))
    add_rows(zone * columns + kind, values, sums.reshape(-1, 4, 2))
    return replace(
        like,
        sums=sums,
        points=len(lonlat),
        outside=int((present & (placed.held == 0)).sum()),
        on_border=int(placed.border.sum()),
        in_overlap=int(((placed.held > 1) & ~placed.border).sum()),
        no_position=int((~present).sum()),
        weight_missing=len(np.unique(point[missing])) if missing.any() else 0,
        largest_weight=_largest(marks, point, missing),
    )


def _memberships(lonlat: Floats, zones: Zones, placed: Placed, rule: CountingRule) -> tuple[Integers, Integers, Floats]:
    """Return (M,) points, (M,) zones and (M,) the share with which each counts there."""
    if rule == "first":
        point = np.flatnonzero(placed.zone >= 0)
        return point, np.ascontiguousarray(placed.zone[point]), np.ones(len(point))
    pairs = zones.index.pairs(lonlat, placed.held)
    share = np.ones(len(pairs)) if rule == "all" else 1.0 / placed.held[pairs[:, 0]]
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]), share


def _largest(marks: Marks, point: Integers, missing: npt.NDArray[np.bool_]) -> float:
    if marks.weight is None:
        return 1.0 if len(point) else 0.0
    return float(marks.weight[point[~missing]].max(initial=0.0))
