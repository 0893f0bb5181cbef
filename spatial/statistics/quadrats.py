"""Points counted in squares or hexagons over the study area, with the test whether they lie evenly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import Pattern
from spatial.statistics.nearest_neighbours import need_points
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]

CellShape = Literal["square", "hexagon"]
CELL_SHAPES: tuple[CellShape, ...] = get_args(CellShape)

_MOST_CELLS = 250_000
_SLICE = 2_000
_DOING = Text("裁剪网格", "Clipping the grid")
_NAMES: dict[CellShape, Text] = {"square": Text("方格", "squares"), "hexagon": Text("六边形", "hexagons")}


@dataclass(frozen=True, eq=False)
class Quadrats:
    """Counts in the cells of a grid.

    Parameters
    ----------
    cells
        (C,) polygons in WGS 84 degrees, clipped to the study area.
    n
        (C,) points; a point on a shared border counts once, in the first cell (south-west first).
    area_km2
        (C,) of the clipped cells, in the plane.
    density_per_km2
        (C,) points per km².
    side_m
        Side of a square, or distance between the flat sides of a hexagon, metres.
    dispersion
        Index of dispersion: chi-square / degrees of freedom; about 1 for complete spatial randomness, above it
        clustered.
        None for a single cell.
    chi_square, degrees, p
        Of the test against counts proportional to the area of the cells; p two-sided (twice the smaller tail). None
        for a
        single cell.
    low_expectation
        Cells that expect fewer than 5 points: where they are many, p is not to be trusted.
    method
        In words.
    """

    cells: Geometries
    n: Integers
    area_km2: Floats
    density_per_km2: Floats
    side_m: float
    dispersion: float | None
    chi_square: float | None
    degrees: int
    p: float | None
    low_expectation: int
    method: Text


def quadrat_counts(
    pattern: Pattern, side_m: float, shape: CellShape = "square", feedback: Feedback = SILENT
) -> Quadrats:
    """Count points in squares or hexagons.

    Parameters
    ----------
    side_m
        Side of a square, or distance between the flat sides of a hexagon, metres.

    Raises
    ------
    GeometryError
        There is no point; the side is not positive, or so small that there would be more than 250,000 cells; the
        shape is
        unknown.
    """
    from scipy.stats import chi2

    need_points(pattern, 1)
    _check(pattern, side_m, shape)
    cells = _cells(pattern, side_m, shape)
    clipped = cells.copy()
    shapely.prepare(pattern.study)
    whole = shapely.covers(pattern.study, cells)
    cut = np.flatnonzero(~whole)
    for start in range(0, len(cut), _SLICE):
        feedback.report(0.6 * start / len(cut), _DOING)
        part = cut[start : start + _SLICE]
        clipped[part] = shapely.intersection(cells[part], pattern.study)
    kept = shapely.area(clipped) > 0
    clipped = clipped[kept]
    n = _count(cells[kept], pattern, feedback.part(0.6, 1.0))
    area = shapely.area(clipped) / 1e6
    expected = pattern.n * area / area.sum()
    degrees = len(n) - 1
    statistic = float(((n - expected) ** 2 / expected).sum()) if degrees else None
    p = None if statistic is None else float(2.0 * min(chi2.sf(statistic, degrees), chi2.cdf(statistic, degrees), 0.5))
    name = _NAMES[shape]
    method = Text(
        f"{name.zh}边长（六边形为对边距）{side_m:g} 米，裁剪到研究区；"
        "期望与面积成比例，χ² 检验，离散指数 = χ² ÷ 自由度。"
        f"{pattern.basis.zh}",
        f"{name.en} of {side_m:g} m (hexagons: between flat sides), clipped to the study area; expectation "
        f"proportional to area, "
        f"chi-square test, index of dispersion = chi-square / degrees of freedom. {pattern.basis.en}",
    )
    return Quadrats(
        cells=pattern.plane.shapes_to_lonlat(clipped),
        n=n,
        area_km2=area,
        density_per_km2=n / area,
        side_m=float(side_m),
        dispersion=None if statistic is None else statistic / degrees,
        chi_square=statistic,
        degrees=degrees,
        p=p,
        low_expectation=int((expected < 5).sum()),
        method=method,
    )


def _check(pattern: Pattern, side_m: float, shape: str) -> None:
    if shape not in CELL_SHAPES:
        raise GeometryError(
            Text(f"未知的格网形状“{shape}”。", f"Unknown shape of cells “{shape}”."),
            Text(f"可选：{'、'.join(CELL_SHAPES)}。", f"Choose one of {', '.join(CELL_SHAPES)}."),
        )
    west, south, east, north = pattern.study.bounds
    least = float(np.sqrt((east - west) * (north - south) / _MOST_CELLS))
    if not (np.isfinite(side_m) and side_m >= least):
        raise GeometryError(
            Text(f"格网边长为 {side_m} 米。", f"The side of the cells is {side_m} m."),
            Text(
                f"请给出不小于 {least:.3g} 米的边长（不超过 {_MOST_CELLS:,} 格）。",
                f"Give at least {least:.3g} m (not more than {_MOST_CELLS:,} cells).",
            ),
        )


def _cells(pattern: Pattern, side: float, shape: CellShape) -> Geometries:
    """Return cells that cover the bounds of the study area, row by row from the south-west."""
    west, south, east, north = pattern.study.bounds
    if shape == "square":
        columns, rows = max(1, int(np.ceil((east - west) / side))), max(1, int(np.ceil((north - south) / side)))
        x0, y0 = (west + east - columns * side) / 2.0, (south + north - rows * side) / 2.0
        row, column = np.divmod(np.arange(rows * columns), columns)
        x, y = x0 + column * side, y0 + row * side
        return np.asarray(shapely.box(x, y, x0 + (column + 1) * side, y0 + (row + 1) * side), dtype=np.object_)
    radius = side / np.sqrt(3.0)  # pointed up: flat sides left and right
    columns, rows = int(np.ceil((east - west) / side)) + 2, int(np.ceil((north - south) / (1.5 * radius))) + 2
    row, column = np.divmod(np.arange(rows * columns), columns)
    half = side / 2.0
    x0, y0 = (west + east) / 2.0 - (columns // 2) * side, (south + north) / 2.0 - (rows // 2) * 1.5 * radius
    steps_x = np.array([0, 1, 1, 0, -1, -1])  # vertices in whole half sides and half radii, shared exactly
    steps_y = np.array([2, 1, -1, -2, -1, 1])
    vertex_x = x0 + half * (2 * column[:, None] + row[:, None] % 2 + steps_x)
    vertex_y = y0 + (radius / 2.0) * (3 * row[:, None] + steps_y)
    cells = np.asarray(shapely.polygons(np.stack([vertex_x, vertex_y], axis=-1)), dtype=np.object_)
    return cells[shapely.intersects(cells, shapely.box(west, south, east, north))]


def _count(cells: Geometries, pattern: Pattern, feedback: Feedback) -> Integers:
    from spatial.zone_index import index_zones  # numba

    zone = index_zones(cells, feedback.part(0.0, 0.5)).place(pattern.xy, feedback.part(0.5, 1.0)).zone
    return np.bincount(zone[zone >= 0], minlength=len(cells)).astype(np.int64)
