"""Kernel density of points in metres: binned on a fine grid, convolved by FFT, corrected at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import Pattern, Plane
from spatial.statistics.bandwidths import (
    BANDWIDTH_RULES,
    KERNELS,
    Bandwidth,
    BandwidthRule,
    Kernel,
    given_bandwidth,
    select_bandwidth,
)
from spatial.statistics.nearest_neighbours import need_points
from spatial.text import Text

__all__ = [
    "BANDWIDTH_RULES",
    "EDGE_RULES",
    "KERNELS",
    "Bandwidth",
    "BandwidthRule",
    "Contours",
    "EdgeRule",
    "Kernel",
    "Surface",
    "contours",
    "given_bandwidth",
    "kernel_density",
    "select_bandwidth",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EdgeRule = Literal["diggle", "jones", "none"]
EDGE_RULES: tuple[EdgeRule, ...] = get_args(EdgeRule)

_CELLS_PER_BANDWIDTH: dict[Kernel, int] = {"quartic": 16, "gaussian": 8}
_REACH: dict[Kernel, float] = {"quartic": 1.0, "gaussian": 4.5}
_MOST_CELLS = 4_000_000
_FEWEST_PER_BANDWIDTH = 3
_DOING = Text("计算核密度", "Computing kernel density")
_KERNEL_TEXTS: dict[Kernel, Text] = {
    "quartic": Text("四次核（双权），K = 3/(π h²)·(1-(d/h)²)²", "quartic (biweight) kernel, K = 3/(π h²)·(1-(d/h)²)²"),
    "gaussian": Text("高斯核（截断于 4.5 个标准差）", "Gaussian kernel (cut at 4.5 standard deviations)"),
}
_EDGE_TEXTS: dict[EdgeRule, Text] = {
    "diggle": Text(
        "边缘校正：Diggle（1985），每个点除以其核落在研究区内的质量，积分等于点数",
        "edge correction after Diggle (1985): each point divided by the mass of its kernel in the study area, so "
        "that the "
        "integral is the number of points",
    ),
    "jones": Text(
        "边缘校正：Jones（1993），每个位置除以核在研究区内的质量，均匀分布时无偏",
        "edge correction after Jones (1993): each place divided by the mass of the kernel in the study area, "
        "unbiased for "
        "an even pattern",
    ),
    "none": Text("无边缘校正，研究区边缘偏低", "no edge correction: too low near the edge of the study area"),
}


@dataclass(frozen=True, eq=False)
class Surface:
    """A density surface over the bounds of a study area.

    Parameters
    ----------
    density_per_km2
        (rows, columns) at the centres of the cells; row 0 is the southern one. Weights per km² where weighted. Outside
        of the study area (see `inside`) values are there for contours only.
    inside
        (rows, columns) whether most of the cell lies in the study area: show these only.
    origin
        x and y of the centre of cell (0, 0), metres in the plane.
    cell_m
        Side of a cell.
    bandwidth
        Used.
    edge
        Edge correction.
    study
        Study area, metres in the plane.
    plane
        The projection.
    method
        In words: kernel, bandwidth, edge, grid, projection, study area.
    """

    density_per_km2: Floats
    inside: Flags
    origin: tuple[float, float]
    cell_m: float
    bandwidth: Bandwidth
    edge: EdgeRule
    study: BaseGeometry
    plane: Plane
    method: Text

    def at(self, xy: Floats) -> Floats:
        """Return (N,) the density at places (N, 2) in metres of the plane, linear between cells; NaN off the grid."""
        from scipy.ndimage import map_coordinates

        place = (np.asarray(xy, dtype=np.float64) - np.array(self.origin)) / self.cell_m
        return np.asarray(map_coordinates(self.density_per_km2, place.T[::-1], order=1, cval=np.nan), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Contours:
    """Contours of a surface, clipped to the study area.

    Parameters
    ----------
    levels
        (L,) densities per km², increasing.
    lines
        (L,) multi-line of each level, WGS 84 degrees; empty where the surface does not reach it.
    bands
        (L,) multi-polygon between each level and the next (the last: and above), lower end closed; WGS 84 degrees.
    method
        In words.
    """

    levels: tuple[float, ...]
    lines: tuple[BaseGeometry, ...]
    bands: tuple[BaseGeometry, ...]
    method: Text


def kernel_density(
    pattern: Pattern,
    bandwidth: Bandwidth,
    edge: EdgeRule = "diggle",
    weight: Floats | None = None,
    feedback: Feedback = SILENT,
) -> Surface:
    """Compute the kernel density of a pattern over its study area.

    Parameters
    ----------
    bandwidth
        From `select_bandwidth` or `given_bandwidth`; names the kernel.
    edge
        ``diggle``, ``jones`` or ``none``.
    weight
        (n,) of the points of the pattern, not negative; NaN leaves the point out. None: each counts 1.

    Raises
    ------
    GeometryError
        There is no point, a weight is negative or infinite, the edge rule unknown, or the bandwidth so small that
        the study
        area would need more than 4 million cells of a third of it.

    Notes
    -----
    Linear binning on cells of a sixteenth (quartic) or an eighth (Gaussian) of the bandwidth: at most 0.3 % of the
    maximum
    off the exact sum; where the study area is so large that cells are wider, `method` says so.
    """
    need_points(pattern, 1)
    if edge not in EDGE_RULES:
        raise GeometryError(
            Text(f"未知的边缘校正“{edge}”。", f"Unknown edge correction “{edge}”."),
            Text(f"可选：{'、'.join(EDGE_RULES)}。", f"Choose one of {', '.join(EDGE_RULES)}."),
        )
    feedback.report(0.0, _DOING)
    xy, mass = _weighted(pattern, weight)
    cell, origin, shape = _grid(pattern, bandwidth)
    kernel = _Convolution(bandwidth, cell, shape)
    share = _share(pattern, origin, cell, shape, feedback.part(0.05, 0.5))
    held = np.ones((1, 1))
    if edge != "none":
        held = np.maximum(kernel.of(share, feedback.part(0.5, 0.55)) * cell**2, 1e-3)
    if edge == "diggle":
        from scipy.ndimage import map_coordinates

        place = (xy - np.array(origin)) / cell
        mass = mass / map_coordinates(held, place.T[::-1], order=1, mode="nearest")
    feedback.report(0.6, _DOING)
    binned = _binned(xy, mass, origin, cell, shape, feedback.part(0.6, 0.8))
    density = np.maximum(kernel.of(binned, feedback.part(0.8, 1.0)), 0.0) * 1e6
    if edge == "jones":
        density = density / held
    feedback.report(1.0)
    method = _method(pattern, bandwidth, edge, cell, weighted=weight is not None)
    return Surface(density, share >= 0.5, origin, cell, bandwidth, edge, pattern.study, pattern.plane, method)


def contours(surface: Surface, levels: Sequence[float] | int = 6, feedback: Feedback = SILENT) -> Contours:
    """Draw contours.

    Parameters
    ----------
    levels
        Densities per km², or how many: then equal steps of the maximum, rounded to three digits.

    Raises
    ------
    GeometryError
        A level is not positive, they do not increase, or the surface is 0 everywhere.
    """
    import contourpy

    top = float(surface.density_per_km2[surface.inside].max(initial=0.0))
    chosen = (
        [float(f"{top * (i + 1) / (levels + 1):.3g}") for i in range(levels)]
        if isinstance(levels, int)
        else [float(level) for level in levels]
    )
    if not chosen or not all(np.isfinite(chosen)) or chosen[0] <= 0 or bool((np.diff(chosen) <= 0).any()):
        raise GeometryError(
            Text(
                f"等值线的值 {chosen} 不可用（最大密度 {top:.4g}）。",
                f"Contours at {chosen} (maximum density {top:.4g}).",
            ),
            Text(
                "请给出由小到大的正数；表面处处为 0 时没有等值线。",
                "Give positive, increasing levels; a surface of 0 has none.",
            ),
        )
    rows, columns = surface.density_per_km2.shape
    x = surface.origin[0] + np.arange(columns) * surface.cell_m
    y = surface.origin[1] + np.arange(rows) * surface.cell_m
    z = surface.density_per_km2
    made = cast("Any", contourpy.contour_generator(x, y, z, line_type="Separate", fill_type="OuterOffset"))
    lines, bands = [], []
    for number, level in enumerate(chosen):
        feedback.report(number / len(chosen), Text("绘制等值线", "Drawing contours"))
        line = shapely.MultiLineString([part for part in made.lines(level) if len(part) > 1])  # of none: empty
        lines.append(shapely.intersection(line, surface.study))
        upper = chosen[number + 1] if number + 1 < len(chosen) else np.inf
        bands.append(shapely.intersection(_band(made.filled(level, min(upper, 1e300))), surface.study))
    method = Text(
        f"等值线（个/km²）：{'、'.join(f'{level:g}' for level in chosen)}，裁剪到研究区。{surface.method.zh}",
        f"Contours (per km²) at {', '.join(f'{level:g}' for level in chosen)}, clipped to the study area. "
        f"{surface.method.en}",
    )
    back = surface.plane.shapes_to_lonlat
    return Contours(
        tuple(chosen), tuple(back(np.array(lines, dtype=object))), tuple(back(np.array(bands, dtype=object))), method
    )


class _Convolution:
    """A kernel on a grid, ready to be convolved with it (zero outside)."""

    def __init__(self, bandwidth: Bandwidth, cell: float, shape: tuple[int, int]) -> None:
        from scipy import fft

        reach = int(np.ceil(_REACH[bandwidth.kernel] * bandwidth.metres / cell))
        offset = np.arange(-reach, reach + 1) * cell
        square = (offset[:, None] ** 2 + offset[None, :] ** 2) / bandwidth.metres**2
        kernel = np.maximum(1.0 - square, 0.0) ** 2 if bandwidth.kernel == "quartic" else np.exp(-square / 2.0)
        kernel[square > _REACH[bandwidth.kernel] ** 2] = 0.0
        kernel /= kernel.sum() * cell**2
        self._reach, self._shape = reach, shape
        self._padded = [int(fft.next_fast_len(size + 2 * reach, real=True)) for size in shape]
        self._spectrum = fft.rfft2(kernel, self._padded, workers=-1)

    def of(self, grid: Floats, feedback: Feedback) -> Floats:
        from scipy import fft

        feedback.report(0.0)
        spectrum = fft.rfft2(grid, self._padded, workers=-1)
        feedback.report(0.4)
        spectrum *= self._spectrum
        whole = fft.irfft2(spectrum, self._padded, workers=-1, overwrite_x=True)
        r, (rows, columns) = self._reach, self._shape
        return np.asarray(whole[r : r + rows, r : r + columns], dtype=np.float64)


def _weighted(pattern: Pattern, weight: Floats | None) -> tuple[Floats, Floats]:
    if weight is None:
        return pattern.xy, np.ones(1)
    if bool(((weight < 0) | np.isinf(weight)).any()):
        raise GeometryError(
            Text("权重中有负数或无穷大。", "A weight is negative or infinite."),
            Text(
                "请给出不小于 0 的有限数，缺失留空。", "Give finite weights of 0 or more; leave blank what is missing."
            ),
        )
    known = ~np.isnan(weight)
    return np.ascontiguousarray(pattern.xy[known]), np.ascontiguousarray(weight[known], dtype=np.float64)


def _grid(pattern: Pattern, bandwidth: Bandwidth) -> tuple[float, tuple[float, float], tuple[int, int]]:
    """Return the side of a cell, the centre of cell (0, 0), and (rows, columns); the outer centres lie outside."""
    west, south, east, north = pattern.study.bounds
    fine = bandwidth.metres / _CELLS_PER_BANDWIDTH[bandwidth.kernel]
    least = float(np.sqrt((east - west) * (north - south) / _MOST_CELLS))
    cell = max(fine, least)
    if cell * _FEWEST_PER_BANDWIDTH > bandwidth.metres:
        raise GeometryError(
            Text(
                f"带宽 {bandwidth.metres:.4g} 米相对研究区太小。",
                f"A bandwidth of {bandwidth.metres:.4g} m is too small for this study area.",
            ),
            Text(
                f"请给出不小于 {least * _FEWEST_PER_BANDWIDTH:.4g} 米的带宽，或缩小研究区。",
                f"Give {least * _FEWEST_PER_BANDWIDTH:.4g} m or more, or a smaller study area.",
            ),
        )
    columns, rows = (int(np.ceil(size / cell)) + 2 for size in (east - west, north - south))
    return cell, (west - cell / 2.0, south - cell / 2.0), (rows, columns)


def _share(
    pattern: Pattern, origin: tuple[float, float], cell: float, shape: tuple[int, int], feedback: Feedback
) -> Floats:
    """Return (rows, columns) the share of each cell in the study area."""
    from spatial.statistics.study_raster import coverage
    from spatial.zone_index import index_zones

    rows, columns = shape
    if shapely.equals(pattern.study, shapely.box(*pattern.study.bounds)):
        west, south, east, north = pattern.study.bounds
        x, y = origin[0] + np.arange(columns + 1) * cell - cell / 2, origin[1] + np.arange(rows + 1) * cell - cell / 2
        across, up = np.diff(np.clip(x, west, east)) / cell, np.diff(np.clip(y, south, north)) / cell
        return np.outer(up, across)
    frame = (origin[0] - cell / 2, origin[1] - cell / 2, (columns - 0.5) * cell, (rows - 0.5) * cell)
    return coverage(index_zones(np.array([pattern.study], dtype=object)), frame, cell, 2, feedback)


def _binned(
    xy: Floats, mass: Floats, origin: tuple[float, float], cell: float, shape: tuple[int, int], feedback: Feedback
) -> Floats:
    from spatial.statistics.linear_binning import bin_linearly  # numba

    binned = np.zeros(shape)
    frame = np.array([*origin, 1.0 / cell])
    for start in range(0, len(xy), 1_000_000):
        feedback.report(start / len(xy))
        rows = slice(start, start + 1_000_000)
        bin_linearly(xy[rows], mass if len(mass) == 1 else np.ascontiguousarray(mass[rows]), frame, binned)
    return binned


def _band(filled: tuple[list[Floats], list[npt.NDArray[np.integer]]]) -> BaseGeometry:
    """Return the multi-polygon of the filled contour from contourpy: points, and offsets of the rings."""
    shapes = []
    for points, offsets in zip(*filled, strict=True):
        rings = [points[a:b] for a, b in pairwise(offsets)]
        shapes.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object))) if shapes else shapely.Polygon()


def _method(pattern: Pattern, bandwidth: Bandwidth, edge: EdgeRule, cell: float, *, weighted: bool) -> Text:
    kernel, ends, rule = _KERNEL_TEXTS[bandwidth.kernel], _EDGE_TEXTS[edge], bandwidth.method
    coarse = cell > 1.001 * bandwidth.metres / _CELLS_PER_BANDWIDTH[bandwidth.kernel]
    note = Text(
        "（研究区大，网格较粗，误差可超过 1 %）",
        " (large study area, coarse grid: off by more than 1 % of the maximum)",
    )
    weights = Text("按权重，", "weighted, ") if weighted else Text("", "")
    return Text(
        f"核密度：{weights.zh}{kernel.zh}，带宽 {bandwidth.metres:.6g} 米（{rule.zh}）；{ends.zh}；网格 {cell:.4g} 米"
        f"{note.zh if coarse else ''}。{pattern.basis.zh}",
        f"Kernel density: {weights.en}{kernel.en}, bandwidth {bandwidth.metres:.6g} m ({rule.en}); {ends.en}; cells of "
        f"{cell:.4g} m{note.en if coarse else ''}. {pattern.basis.en}",
    )
