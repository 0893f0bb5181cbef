"""How sure a ranking is: under other area bases, and when points near a border might lie on its other side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import plane_of
from spatial.statistics.density import AreaBasis, density_table, ranks
from spatial.statistics.zone_counts import ZoneCounts, Zones
from spatial.text import Text

Floats = npt.NDArray[np.float64]

_SLICE = 20_000
_DOING = Text("查找边界附近的点", "Looking for points near borders")


@dataclass(frozen=True)
class BasisRanks:
    """One zone under every area basis.

    Parameters
    ----------
    id
        Of the zone.
    density_per_km2, rank
        One per basis, in their order; None where the basis has no area for the zone. Ranks are among the zones that
        have an
        area under every basis, so that they can be compared.
    changes
        Whether the rank differs between bases.
    """

    id: str
    density_per_km2: tuple[float | None, ...]
    rank: tuple[int | None, ...]
    changes: bool


@dataclass(frozen=True)
class BorderRange:
    """One zone with its points near a border in doubt.

    Parameters
    ----------
    id
        Of the zone.
    n_low
        Points in it that are farther from its border than the distance: certain.
    n_high
        Points in it, or outside within the distance: possible.
    density_low, density_high
        Both per km²; None without an area.
    rank_best, rank_worst
        Ranks that are possible; None without an area.
    """

    id: str
    n_low: int
    n_high: int
    density_low: float | None
    density_high: float | None
    rank_best: int | None
    rank_worst: int | None


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What would change the ranking.

    Parameters
    ----------
    bases
        Names of the area bases.
    by_basis
        Zones under every basis.
    borders
        Zones with points near a border in doubt; () where that was not asked.
    stable
        No rank changes between bases, and no zone could have another rank.
    method
        In words.
    """

    bases: tuple[Text, ...]
    by_basis: tuple[BasisRanks, ...]
    borders: tuple[BorderRange, ...]
    stable: bool
    method: Text


def basis_sensitivity(counts: ZoneCounts, bases: Sequence[AreaBasis]) -> tuple[BasisRanks, ...]:
    """Rank zones under several area bases.

    Raises
    ------
    GeometryError
        There is no basis.
    """
    if not bases:
        raise GeometryError(
            Text("没有给出面积口径。", "No area basis was given."), Text("请至少给出一种。", "Give one or more.")
        )
    densities = [[row.density_per_km2 for row in density_table(counts, basis).rows] for basis in bases]
    common = np.array([all(each[z] is not None for each in densities) for z in range(len(counts.ids))], dtype=bool)
    ranked = [ranks(np.where(common, np.array(each, dtype=np.float64), np.nan)) for each in densities]
    return tuple(
        BasisRanks(
            name,
            tuple(each[z] for each in densities),
            tuple(each[z] for each in ranked),
            len({each[z] for each in ranked}) > 1,
        )
        for z, name in enumerate(counts.ids)
    )


def border_sensitivity(
    lonlat: Floats, zones: Zones, basis: AreaBasis, distance_m: float | Floats, feedback: Feedback = SILENT
) -> tuple[BorderRange, ...]:
    """Find how far counts and ranks could move if points near a border lay on its other side.

    Parameters
    ----------
    lonlat
        (N, 2) WGS 84 degrees; rows that are not finite are left out.
    distance_m
        Metres, for all points or (N,) for each (the stated accuracy of its place); NaN counts as 0.

    Raises
    ------
    GeometryError
        A distance is negative or infinite, or no point has coordinates.
    """
    distance = np.nan_to_num(np.broadcast_to(np.asarray(distance_m, dtype=np.float64), len(lonlat)), posinf=-1.0)
    if bool((distance < 0).any()):
        raise GeometryError(
            Text("到边界的距离须为不小于 0 的有限数。", "Distances to a border are finite and not negative."),
            Text("请给出米数，例如 300。", "Give metres, for example 300."),
        )
    plane = plane_of(lonlat)
    present = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    held = zones.index.place(lonlat, feedback.part(0.0, 0.2)).held
    pairs = zones.index.pairs(lonlat, held)
    usable = np.array([g is not None and not g.is_empty for g in zones.geometry], dtype=bool)
    rings = np.full(len(zones), None, dtype=object)
    rings[usable] = plane.shapes_to_metres(shapely.boundary(zones.geometry[usable]))
    tree = shapely.STRtree(rings)
    near: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(present), _SLICE):
        feedback.report(0.2 + 0.8 * start / len(present), _DOING)
        rows = present[start : start + _SLICE]
        at = shapely.points(plane.to_metres(np.asarray(lonlat[rows], dtype=np.float64)))
        point, zone = tree.query(at, predicate="dwithin", distance=distance[rows])
        near.append(np.column_stack([rows[point], zone]))
    close = np.unique(np.vstack(near), axis=0) if near else np.empty((0, 2), dtype=np.int64)
    size = len(zones)
    key_in, key_close = pairs[:, 0] * size + pairs[:, 1], close[:, 0] * size + close[:, 1]
    certain = pairs[~np.isin(key_in, key_close), 1]
    possible = np.union1d(key_in, key_close) % size
    low, high = np.bincount(certain, minlength=size), np.bincount(possible, minlength=size)
    return _ranges(zones.ids, low, high, np.where(basis.area_km2 > 0, basis.area_km2, np.nan))


def density_sensitivity(
    points: tuple[Floats, float | Floats],
    zones: Zones,
    counts: ZoneCounts,
    bases: Sequence[AreaBasis],
    feedback: Feedback = SILENT,
) -> Sensitivity:
    """Put both together: other area bases, and points near a border.

    Parameters
    ----------
    points
        (N, 2) WGS 84 degrees, and the distance to a border within which a point is in doubt; see `border_sensitivity`.
    bases
        The first one is that of the ranking.
    """
    by_basis = basis_sensitivity(counts, bases)
    borders = border_sensitivity(points[0], zones, bases[0], points[1], feedback)
    stable = not any(row.changes for row in by_basis) and all(row.rank_best == row.rank_worst for row in borders)
    listed_zh, listed_en = "、".join(b.name.zh for b in bases), ", ".join(b.name.en for b in bases)
    width = np.asarray(points[1], dtype=np.float64)
    metres = f"{float(width):g}" if width.ndim == 0 else f"{np.nanmin(width):g}–{np.nanmax(width):g}"
    method = Text(
        f"面积口径：{listed_zh}；名次只在各口径都有面积的分区之间比较。"
        f"距边界 {metres} 米以内的点可能属于另一侧：下限不计、上限计入，"
        "名次范围由密度区间两两比较得出。",
        f"Area bases: {listed_en}; ranks among the zones that have an area under each. Points within {metres} m of a "
        f"border may "
        "lie on its other side: left out of the lower count, taken into the higher one; possible ranks from "
        "comparing those "
        "ranges pair by pair.",
    )
    return Sensitivity(tuple(basis.name for basis in bases), by_basis, borders, stable, method)


def _ranges(
    ids: tuple[str, ...], low: npt.NDArray[np.int64], high: npt.NDArray[np.int64], area: Floats
) -> tuple[BorderRange, ...]:
    least, most = low / area, high / area
    found = []
    for z, name in enumerate(ids):
        if not np.isfinite(area[z]):
            found.append(BorderRange(name, int(low[z]), int(high[z]), None, None, None, None))
            continue
        best = 1 + int((least > most[z]).sum())  # NaN compares false
        worst = 1 + int((most > least[z]).sum()) - int(most[z] > least[z])
        found.append(BorderRange(name, int(low[z]), int(high[z]), float(least[z]), float(most[z]), best, worst))
    return tuple(found)
