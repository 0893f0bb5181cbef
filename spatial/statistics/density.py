"""Density of points by zone: counts, n/km² with intervals, shares, location quotients, ranks, and how sure they are.

The road: `prepare_zones` -> `count_points` -> `density_table`; then `rate_ratio_of` for two zones, and
`density_sensitivity` for the area basis and the points near a border. Counts of parts of a file add up
(`ZoneCounts.__add__`), see `spatial.statistics.partitions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from spatial.errors import GeometryError
from spatial.geodesic import AREA_METHOD
from spatial.statistics.count_intervals import (
    INTERVAL_TEXTS,
    INTERVALS,
    Interval,
    RateRatio,
    check_confidence,
    fay_feuer,
    garwood,
    jeffreys,
    rate_ratio,
)
from spatial.statistics.zone_counts import (
    COUNTING_RULES,
    RULE_TEXTS,
    CountingRule,
    Marks,
    ZoneCounts,
    Zones,
    count_points,
    merge_zones,
    prepare_zones,
)
from spatial.text import Text

__all__ = [
    "COUNTING_RULES",
    "CURRENT",
    "INTERVALS",
    "AreaBasis",
    "CountingRule",
    "Densities",
    "DensityRow",
    "Interval",
    "KindShare",
    "Marks",
    "RateRatio",
    "ZoneCounts",
    "Zones",
    "count_points",
    "current_basis",
    "density_table",
    "fay_feuer",
    "garwood",
    "jeffreys",
    "merge_zones",
    "prepare_zones",
    "rate_ratio",
    "rate_ratio_of",
]

Floats = npt.NDArray[np.float64]

CURRENT = Text("当前图形", "as drawn now")


@dataclass(frozen=True, eq=False)
class AreaBasis:
    """The areas that points are divided by, and what they are.

    Parameters
    ----------
    name
        Such as planned, approved, as drawn now.
    area_km2
        (Z,) square kilometres; NaN where this basis has none for the zone.
    method
        How the areas were measured, or where they were published.
    key
        How a caller tells the bases apart.
    """

    name: Text
    area_km2: Floats
    method: Text = AREA_METHOD
    key: str = "drawn"


@dataclass(frozen=True)
class KindShare:
    """One kind of point in one zone.

    Parameters
    ----------
    kind
        Its name.
    n
        Points (a fraction under the rule ``split``).
    weight
        Sum of the weights; None where unweighted.
    share
        Of the points (weights) of the zone; None where it has none.
    location_quotient
        Share of the kind in the zone over its share in all zones: (n_zk / n_z) / (n_k / n); None where undefined.
    """

    kind: str
    n: float
    weight: float | None
    share: float | None
    location_quotient: float | None


@dataclass(frozen=True)
class DensityRow:
    """One zone.

    Parameters
    ----------
    id
        Of the zone.
    n
        Points (a fraction under the rule ``split``).
    weight
        Sum of the weights; None where unweighted.
    area_km2
        By the basis of the table; None where it has none, or 0.
    density_per_km2, ci_low, ci_high
        Points (weights) per km² and the ends of its interval; None where there is no area. `ci_high` is None, too,
        where no weight at all is known.
    share
        Of the points (weights) in all zones; None where there are none.
    location_quotient
        Share of the points over share of the area: density over that of all zones together; None where undefined.
    rank
        1 for the densest; equal densities share the better rank, and the next ones are skipped (1, 2, 2, 4).
    tied
        How many zones have this rank, 1 for none other.
    kinds
        Kinds of points.
    """

    id: str
    n: float
    weight: float | None
    area_km2: float | None
    density_per_km2: float | None
    ci_low: float | None
    ci_high: float | None
    share: float | None
    location_quotient: float | None
    rank: int | None
    tied: int
    kinds: tuple[KindShare, ...] = ()


@dataclass(frozen=True, eq=False)
class Densities:
    """Zones with their densities.

    Parameters
    ----------
    rows
        In the order of the zones.
    basis
        The areas used.
    counts
        What was counted, and what was left over.
    confidence
        Of the intervals.
    interval
        ``garwood``, ``jeffreys`` or ``fay_feuer``.
    overall_per_km2
        Density of all zones that have an area, together; None where there are none.
    method
        Everything above in words.
    notes
        What must be said with the figures.
    """

    rows: tuple[DensityRow, ...]
    basis: AreaBasis
    counts: ZoneCounts
    confidence: float
    interval: str
    overall_per_km2: float | None
    method: Text
    notes: tuple[Text, ...] = field(default=())

    def row(self, zone: str) -> DensityRow:
        """Return the row of a zone.

        Raises
        ------
        GeometryError
            There is no such zone.
        """
        for each in self.rows:
            if each.id == zone:
                return each
        raise GeometryError(
            Text(f"没有编号为“{zone}”的分区。", f"There is no zone with the id “{zone}”."),
            Text("请从表中选择。", "Choose one from the table."),
        )


def current_basis(zones: Zones) -> AreaBasis:
    """Return the geodesic areas of the zones as they are drawn now."""
    return AreaBasis(CURRENT, zones.area_km2)


def density_table(
    counts: ZoneCounts, basis: AreaBasis, interval: Interval = "garwood", confidence: float = 0.95
) -> Densities:
    """Describe the density of every zone.

    Parameters
    ----------
    counts
        Of the zones in the order of `basis.area_km2`. Weighted counts give weights per km², with the interval of Fay
        and Feuer; so do counts under the rule ``split``.
    interval
        ``garwood`` or ``jeffreys``, for unweighted whole counts.

    Raises
    ------
    GeometryError
        The confidence is not between 0 and 1, the interval unknown, or the areas are not those of the zones.
    """
    _check(counts, basis, interval)
    area = np.where(basis.area_km2 > 0, basis.area_km2, np.nan)
    amount = counts.weight if counts.weighted else counts.n
    low, high, used = _ends(counts, interval, check_confidence(confidence))
    density = amount / area
    rank, tied = _ranks(density)
    measured = np.isfinite(area)
    overall = float(amount[measured].sum() / area[measured].sum()) if measured.any() else np.nan
    total = float(amount.sum())
    kinds = _kind_shares(counts)
    rows = tuple(
        DensityRow(
            id=name,
            n=float(counts.n[i]),
            weight=float(counts.weight[i]) if counts.weighted else None,
            area_km2=_known(area[i]),
            density_per_km2=_known(density[i]),
            ci_low=_known(low[i] / area[i]),
            ci_high=_known(high[i] / area[i]),
            share=float(amount[i] / total) if total > 0 else None,
            location_quotient=_known(density[i] / overall) if overall > 0 else None,
            rank=int(rank[i]) or None,
            tied=int(tied[i]),
            kinds=kinds[i],
        )
        for i, name in enumerate(counts.ids)
    )
    method = _method(counts, basis, used, confidence)
    return Densities(rows, basis, counts, confidence, used, _known(overall), method, _notes(counts, rows))


def rate_ratio_of(table: Densities, a: str, b: str, confidence: float | None = None) -> RateRatio:
    """Compare the densities of two zones of a table; see `rate_ratio`.

    Raises
    ------
    GeometryError
        A zone is unknown or has no area, or the counts are weighted or split.
    """
    first, second = table.row(a), table.row(b)
    if table.counts.weighted:
        raise GeometryError(
            Text("加权密度没有精确的密度比区间。", "There is no exact interval for the ratio of weighted densities."),
            Text("请改用不加权的点数。", "Compare the unweighted counts."),
        )
    return rate_ratio(
        (a, first.n, first.area_km2 or 0.0), (b, second.n, second.area_km2 or 0.0), confidence or table.confidence
    )


def ranks(density: Sequence[float] | Floats) -> tuple[int | None, ...]:
    """Return the rank of every density, 1 for the highest; equal ones share the better rank; None for NaN."""
    return tuple(int(each) or None for each in _ranks(np.asarray(density, dtype=np.float64))[0])


def _check(counts: ZoneCounts, basis: AreaBasis, interval: str) -> None:
    if interval not in INTERVALS:
        raise GeometryError(
            Text(f"未知的区间“{interval}”。", f"Unknown interval “{interval}”."),
            Text(f"可选：{'、'.join(INTERVALS)}。", f"Choose one of {', '.join(INTERVALS)}."),
        )
    if len(basis.area_km2) != len(counts.ids):
        raise GeometryError(
            Text(
                f"面积有 {len(basis.area_km2)} 个，分区有 {len(counts.ids)} 个。",
                f"There are {len(basis.area_km2)} areas for {len(counts.ids)} zones.",
            ),
            Text(
                "请为每个分区给出一个面积（没有则为 NaN）。", "Give one area for each zone (NaN where there is none)."
            ),
        )


def _ends(counts: ZoneCounts, interval: Interval, confidence: float) -> tuple[Floats, Floats, str]:
    if counts.weighted:
        return *fay_feuer(counts.weight, counts.weight_squares, counts.largest_weight, confidence), "fay_feuer"
    if counts.rule == "split":
        return *fay_feuer(counts.n, counts.n_squares, 1.0, confidence), "fay_feuer"
    if interval == "jeffreys":
        return *jeffreys(counts.n, confidence), interval
    return *garwood(counts.n, confidence), interval


def _ranks(density: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return (Z,) rank, 0 for none, and (Z,) how many share it."""
    rank, tied = np.zeros(len(density), dtype=np.int64), np.zeros(len(density), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(density))
    ordered = np.sort(density[known])
    below = np.searchsorted(ordered, density[known], side="left")
    upto = np.searchsorted(ordered, density[known], side="right")
    rank[known], tied[known] = len(known) - upto + 1, upto - below
    return rank, tied


def _kind_shares(counts: ZoneCounts) -> list[tuple[KindShare, ...]]:
    if counts.kinds == ("",):
        return [()] * len(counts.ids)
    n, amount = counts.by_kind(), counts.by_kind(weighted=counts.weighted)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = amount / amount.sum(axis=1, keepdims=True)
        quotient = share / (amount.sum(axis=0) / amount.sum())
    return [
        tuple(
            KindShare(
                kind,
                float(n[z, k]),
                float(amount[z, k]) if counts.weighted else None,
                _known(share[z, k]),
                _known(quotient[z, k]),
            )
            for k, kind in enumerate(counts.kinds)
        )
        for z in range(len(counts.ids))
    ]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _method(counts: ZoneCounts, basis: AreaBasis, interval: str, confidence: float) -> Text:
    rule, ends = RULE_TEXTS[counts.rule], INTERVAL_TEXTS[interval]
    what = Text("权重之和", "sum of the weights") if counts.weighted else Text("点数", "points")
    return Text(
        f"密度 = {what.zh} ÷ 面积；面积口径：{basis.name.zh}（{basis.method.zh}）。计数规则：{rule.zh}。"
        f"{confidence:.0%} {ends.zh}，视点为泊松过程。区位商 = 点的份额 ÷ 面积的份额；"
        "分类的区位商 = 该类在区内的份额 ÷ 在全部分区的份额。名次按密度从高到低，密度相同者并列。",
        f"Density = {what.en} / area; area basis: {basis.name.en} ({basis.method.en}). Counting rule: {rule.en}. "
        f"{confidence:.0%} {ends.en}, points taken as a Poisson process. Location quotient = share of points / share "
        f"of area; "
        "by kind: share of the kind in the zone / its share in all zones. Ranked from the densest, equal densities "
        "tied.",
    )


def _notes(counts: ZoneCounts, rows: Sequence[DensityRow]) -> tuple[Text, ...]:
    notes = list(counts.notes)
    if counts.in_overlap and counts.rule == "first":
        notes.append(
            Text(
                f"{counts.in_overlap} 个点落在多个分区的重叠处，只计入排在最前的分区；"
                "分区互相包含时，里面的分区会显得空，"
                "请改用 all 规则。",
                f"{counts.in_overlap} points lie in several zones and count in the first one only: where zones hold "
                "each other, the inner ones look empty; use the rule “all”.",
            )
        )
    bare = [row.id for row in rows if row.area_km2 is None]
    if bare:
        listed = "、".join(bare[:5])
        notes.append(
            Text(
                f"{len(bare)} 个分区没有面积，不算密度：{listed}。",
                f"{len(bare)} zones have no area, hence no density: {listed}.",
            )
        )
    if counts.no_position:
        notes.append(
            Text(
                f"{counts.no_position} 个点没有坐标，未计入。",
                f"{counts.no_position} points have no coordinates: not counted.",
            )
        )
    if counts.weighted and counts.weight_missing:
        notes.append(
            Text(
                f"{counts.weight_missing} 个点的权重缺失，计点数而不计权重。",
                f"The weight of {counts.weight_missing} points is missing: they count as points, not in the weights.",
            )
        )
    lost = float(counts.without_kind.sum())
    if counts.kinds != ("",) and lost:
        notes.append(
            Text(
                f"{lost:g} 个点没有类别，只计入分区合计。",
                f"{lost:g} points have no kind: they count in the zone only.",
            )
        )
    if counts.points - counts.no_position == 0:
        notes.append(
            Text("没有可用的点：密度为 0 只说明没有数据。", "There is no usable point: 0 says that there are no data.")
        )
    if len(rows) == 1:
        notes.append(Text("只有一个分区，没有可比的名次。", "There is only one zone: nothing to rank it against."))
    return tuple(notes)
