"""A made-up city for benchmarks, always the same: parcels of 12 to 28 vertices that tile it, and points in clumps.

Neighbours share their borders vertex by vertex, as parcels of a survey do; borders are crooked, corners are jittered.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

CITY = (13_460_000.0, 3_590_000.0, 13_580_000.0, 3_670_000.0)
"""Extent of Shanghai in EPSG:3857, in the proportions of a 1200 x 800 picture."""
CITY_DEGREES = (120.9, 30.68, 122.0, 31.4)
CLASSES = 5

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Rings:
    """Closed rings in flat arrays: `xy` (V, 2), `start` (N + 1,), and a class 0-4 and a value for each."""

    xy: Array
    start: Index
    classes: npt.NDArray[np.int32]
    values: Array

    def polygons(self) -> npt.NDArray[np.object_]:
        """Return (N,) shapely polygons."""
        owner = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        made: npt.NDArray[np.object_] = shapely.polygons(shapely.linearrings(self.xy, indices=owner))
        return made


def parcels(count: int, extent: Box = CITY, seed: int = 7) -> Rings:
    """Return `count` parcels that tile `extent` but for the end of the last row."""
    random = np.random.default_rng(seed)
    columns = max(round((count * 1.5) ** 0.5), 1)
    rows = -(-count // columns)
    node = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), axis=-1)
    node += random.uniform(-0.25, 0.25, node.shape)
    flat, wide = node.reshape(-1, 2), columns + 1
    cell = np.arange(count)
    corner = (cell // columns) * wide + cell % columns
    along = _Borders(flat, np.arange(len(flat) - 1), 1, random)
    up = _Borders(flat, np.arange(len(flat) - wide), wide, random)
    sides = [(along, corner, False), (up, corner + 1, False), (along, corner + wide, True), (up, corner, True)]
    size = np.column_stack([border.inner[edge] + 1 for border, edge, _ in sides])
    size[:, 3] += 1  # the first vertex once more closes the ring
    start = np.concatenate(([0], np.cumsum(size.sum(axis=1))))
    xy = np.empty((int(start[-1]), 2))
    begin = start[:-1].copy()
    for side, (border, edge, backward) in enumerate(sides):
        border.write(xy, begin, edge, backward=backward)
        begin += size[:, side]
    xy[start[1:] - 1] = xy[start[:-1]]
    west, south, east, north = extent
    xy *= [(east - west) / columns, (north - south) / rows]
    xy += [west, south]
    return Rings(xy, start, *_attributes(count, random))


class _Borders:
    """Crooked lines from node n to node n + `step`, with 2 to 6 vertices between."""

    def __init__(self, node: Array, first: Index, step: int, random: np.random.Generator) -> None:
        self._node, self._step = node, step
        self.inner: Index = random.integers(2, 7, len(first))
        self._start = np.concatenate(([0], np.cumsum(self.inner)))
        edge = np.repeat(first, self.inner)
        place = np.arange(len(edge)) - self._start[edge]
        share = ((place + 1) / (self.inner[edge] + 1))[:, None]
        self._xy = node[edge] * (1 - share) + node[edge + step] * share + random.uniform(-0.04, 0.04, (len(edge), 2))

    def write(self, xy: Array, begin: Index, edge: Index, *, backward: bool) -> None:
        """Write node and inner vertices of the edges, in either direction, from the rows `begin` on."""
        xy[begin] = self._node[edge + self._step] if backward else self._node[edge]
        inner = self.inner[edge]
        owner = np.repeat(np.arange(len(edge)), inner)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(inner) - inner, inner)
        source = self._start[edge][owner] + (inner[owner] - 1 - place if backward else place)
        xy[begin[owner] + 1 + place] = self._xy[source]


def places(count: int, extent: Box = CITY, seed: int = 8) -> tuple[Array, npt.NDArray[np.int32], Array]:
    """Return `count` points, most of them around 400 centres, with classes and values."""
    random = np.random.default_rng(seed)
    west, south, east, north = extent
    centre = random.uniform((0.0, 0.0), (1.0, 1.0), (400, 2))
    spread = random.uniform(0.004, 0.05, 400)
    of = random.integers(0, 400, count)
    xy = centre[of] + random.normal(0.0, 1.0, (count, 2)) * spread[of][:, None]
    alone = random.random(count) < 0.2
    xy[alone] = random.uniform(0.0, 1.0, (int(alone.sum()), 2))
    np.clip(xy, 0.0, 1.0, out=xy)
    return xy * [east - west, north - south] + [west, south], *_attributes(count, random)


def _attributes(count: int, random: np.random.Generator) -> tuple[npt.NDArray[np.int32], Array]:
    values = np.round(random.uniform(0.0, 100.0, count), 2)
    return np.minimum(values // (100 / CLASSES), CLASSES - 1).astype(np.int32), values


def write_layer(path: Path, kind: str, count: int, crs: str = "EPSG:3857") -> Path:
    """Write ``polygons`` or ``points`` as a GeoPackage with a number, a name and a value; an existing file is kept."""
    if path.exists():
        return path
    import geopandas as gpd
    import pyogrio

    extent = CITY if crs == "EPSG:3857" else CITY_DEGREES
    if kind == "polygons":
        rings = parcels(count, extent)
        geometry, values = rings.polygons(), rings.values
    else:
        xy, _, values = places(count, extent)
        geometry = shapely.points(xy)
    columns = {"id": np.arange(count), "name": [f"地块{i}" for i in range(count)], "value": values}
    pyogrio.write_dataframe(gpd.GeoDataFrame(columns, geometry=geometry, crs=crs), path, use_arrow=True)
    return path
