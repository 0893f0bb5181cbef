"""Every symbology over odd data: what window, page, sheets and legends must agree on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import box

from layers.cartography.bivariate_styling import bivariate
from layers.cartography.legend import Style
from layers.cartography.patterns import Pattern
from layers.cartography.styling import categorised, graduated, proportional
from layers.cartography.symbology import Bivariate, Graduated, Single, Symbology
from layers.layer import Dataset, Field, Layer, Map
from layers.project import Project
from spatial.classification import SCHEMES
from spatial.text import Text

ODD: dict[str, list[Any]] = {
    "all missing": [None, None, None],
    "all zero": [0, 0, 0, 0],
    "constant": [7, 7, 7],
    "two values": [1, 1, 9, 9],
    "outlier": [1, 2, 3, 4, 5, 1_000_000_000],
    "negative": [-5, -1, 0, 3, 8],
    "ties": [1, 1, 1, 1, 2, 2, 3],
    "printed forms": ["0", "3-5", "/", "458（预估）", "", "12", "40-900", "1,200"],
}


SECOND = ["5", "1", None, "9", "/", "2", "1-8", "7"]
PAIRS = ("#e8e8e8", "#c85a5a", "#64acbe", "#574249")


def dataset(name: str, geometry: list[Any] | None = None) -> Dataset:
    cells = ODD[name]
    squares = geometry or [box(121.40 + i / 50, 31.2, 121.414 + i / 50, 31.214) for i in range(len(cells))]
    n = len(cells)
    columns = {"id": [f"f{i}" for i in range(n)], "v": cells, "w": SECOND[:n]}
    frame = gpd.GeoDataFrame(columns, geometry=squares, crs=4326)
    fields = {
        "v": Field("v", Text(name, name), "家", "v", 2019, "actual"),
        "w": Field("w", Text("第二项", "Second"), "%", "w", 2020, "actual"),
    }
    return Dataset(name.replace(" ", "-"), Text(name, name), frame, id_field="id", fields=fields)


def looks(data: Dataset) -> Iterator[tuple[str, Symbology]]:
    """Every symbology for a data set; breaks of a good year stand in where a column holds no number (locked breaks)."""
    yield "single", Single(fill="#7a9cc6")
    locked = Graduated("v", "manual", (0.0, 5.0, 50.0, 500.0), ("#ffeda0", "#feb24c", "#f03b20"))
    if data.frame["v"].isna().all():
        yield "locked", locked
        yield "bivariate", Bivariate("v", "w", "manual", (0, 5, 50), "manual", (0, 3, 9), PAIRS)
        return
    yield "zero", graduated(data, "v", zero_class=True)
    yield "locked", locked
    for scheme in SCHEMES:
        if scheme != "manual":
            yield scheme, graduated(data, "v", scheme, 4)
    yield "hatched", graduated(data, "v", "equal_interval", 5, patterns=True)
    yield "categories", categorised(data, "v")
    yield "hatched categories", categorised(data, "v", patterns=True)
    yield "bivariate", bivariate(data, "v", "w", 3)
    yield "turned", bivariate(data, "v", "w", 2, ramp="red_blue", turned=True)
    yield "hatched pair", bivariate(data, "v", "w", 3, patterns=True)
    if (data.frame["v"].map(lambda cell: isinstance(cell, int) and cell > 0)).any():
        yield "symbols", proportional(data, "v")


def project() -> Project:
    datasets = [dataset(name) for name in ODD]
    maps = [
        Map(f"{data.id}-{name}", Text(f"{data.id} {name}"), (Layer(f"{data.id}-{name}", data.id, data.name, look),))
        for data in datasets
        for name, look in looks(data)
    ]
    return Project(Text("一致"), tuple(datasets), tuple(maps), maps[0].id)


PROJECT = project()
CASES = [(owner.id, layer) for owner, layer in PROJECT.layers()]


def coverage(pattern: Pattern, n: int = 240) -> float:
    """The share of the ground that the ink of a pattern covers, measured on a fine grid."""
    if pattern.solid:
        return 1.0
    at = (np.arange(n) + 0.5) * pattern.size / n
    x, y = np.meshgrid(at, at)
    ink = np.zeros((n, n), dtype=bool)
    for x1, y1, x2, y2 in pattern.segments():
        along = np.array([x2 - x1, y2 - y1], dtype=float)
        length = float(np.hypot(*along))
        along /= length
        forward = (x - x1) * along[0] + (y - y1) * along[1]
        aside = np.abs((x - x1) * along[1] - (y - y1) * along[0])
        ink |= (forward >= 0) & (forward <= length) & (aside <= pattern.width / 2)
    for left, top, radius in pattern.dots:
        ink |= (x - left) ** 2 + (y - top) ** 2 <= radius**2
    return float(ink.mean())


def ink_share(patch: np.ndarray, style: Style) -> float:
    """The share of ink in a patch (rows, columns, 3) of 0-255, between the fill of a style and its ink."""
    fill, ink = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)], float) for c in (style.fill, style.pattern_ink))
    way = ink - fill
    return float((((patch.reshape(-1, 3) - fill) @ way) / (way @ way)).mean())
