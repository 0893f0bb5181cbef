"""Window, page and legend agree: same class, same colour, same count, for every symbology over odd data.

Sheets: `tests/test_agreement_sheets.py`. All read one `Portrayal`.
The reference here is the portrayal; the window is rendered to an image and the page is opened in Chromium, and both are
looked at from outside: pixels, and the text of the legend.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from shapely import MultiPolygon, box

from gui.map.canvas import CanvasLayer, MapCanvas
from layers.cartography.legend import Style
from layers.cartography.patterns import PATTERNS
from layers.cartography.portrayal import Portrayal, place, portray
from layers.cartography.styling import clustered, graduated
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.web_map import write_web_map
from spatial.text import Text
from tests.agreement_cases import CASES, PROJECT, coverage, dataset, ink_share
from tests.gui.conftest import qapp as qapp
from tests.page_reader import Reader, chromium, needs_chromium

__all__ = ["qapp"]
MAPS = [each.id for each in PROJECT.maps]
pytestmark = [pytest.mark.browser, needs_chromium]


def reference(layer: Layer) -> Portrayal:
    data = PROJECT.dataset(layer.dataset)
    return portray(data, place(data, PROJECT.crs), layer.symbology)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = tmp_path_factory.mktemp("agreement") / "page.html"
    write_web_map(PROJECT, path)
    reader = Reader(browser, path)
    yield reader
    reader.page.close()
    assert reader.faults == []


def filled(made: Portrayal) -> Iterator[tuple[int, str]]:
    """The features whose middle shows the plain colour of their class."""
    for feature, code in enumerate(made.classes.tolist()):
        style = made.styles[code]
        if made.radius_px is None and not style.hatch:
            yield feature, style.fill


def hatched(made: Portrayal) -> Iterator[tuple[int, Style]]:
    """The features whose middle shows the pattern of their class."""
    for feature, code in enumerate(made.classes.tolist()):
        if made.radius_px is None and made.styles[code].hatch:
            yield feature, made.styles[code]


# Everything that is looked at on the page, in one call: each costs a round trip. Colours are read beside the anchor.
LOOK = """([id, plain, hatched]) => {
    const layer = Yuantu.theme().layers.find((one) => one.id === id);
    const { viewport } = Yuantu.atlas.placed;
    const canvas = Yuantu.atlas.pictures.get(id).canvas.getContext("2d");
    const read = (f, dx, dy, size) => {
        const at = layer.dataset.anchor(f);
        const px = [viewport.x(at[0]) + dx, viewport.y(at[1]) + dy].map((v) => Math.round(v * viewport.ratio));
        return [...canvas.getImageData(px[0], px[1], size, size).data];
    };
    const hex = ([r, g, b, a]) => (a ? "#" + [r, g, b].map((c) => c.toString(16).padStart(2, "0")).join("") : "");
    const texts = (row, ...parts) => parts.map((part) => row.querySelector(part).textContent);
    const all = (selector) => [...document.querySelectorAll(`#legend [data-layer="${id}"] ${selector}`)];
    return {
        codes: [...layer.view.codes],
        rows: all(".legend-row").map((row) => texts(row, ".legend-label", ".legend-count")),
        cells: all(".legend-cell").map((cell) => [cell.getAttribute("aria-label"), ...texts(cell, "text")]),
        plain: plain.map((f) => hex(read(f, 3, 14, 1))),
        hatched: hatched.map((f) => read(f, -18, -18, 36).filter((_, i) => i % 4 < 3)),
    };
}"""


@pytest.mark.parametrize(("map_id", "layer"), CASES, ids=[case for case, _ in CASES])
def test_page(page: Reader, map_id: str, layer: Layer) -> None:
    made = reference(layer)
    page.do(f"Yuantu.showMap({MAPS.index(map_id)})")
    plain, patterned = list(filled(made)), list(hatched(made))
    seen = page.page.evaluate(LOOK, [layer.id, [f for f, _ in plain], [f for f, _ in patterned]])
    assert seen["codes"] == made.classes.tolist()
    assert seen["rows"] == [[entry.label.zh, str(entry.count)] for entry in made.legend.rows]
    assert seen["cells"] == [[f"{entry.label.zh}: {entry.count}", str(entry.count)] for entry in made.legend.cells]
    assert seen["plain"] == [colour for _, colour in plain]
    for (_, style), patch in zip(patterned, seen["hatched"], strict=True):
        share = ink_share(np.array(patch, float).reshape(-1, 3), style)
        assert share == pytest.approx(coverage(PATTERNS[style.hatch]), abs=0.09)


@pytest.mark.parametrize(("map_id", "layer"), CASES, ids=[case for case, _ in CASES])
def test_window(qapp: object, map_id: str, layer: Layer) -> None:
    made = reference(layer)
    image, at = rendered(made)
    for feature, colour in filled(made):
        assert QColor(image.pixel(*at[feature])).name() == colour
    for feature, style in hatched(made):
        x, y = at[feature]
        pixels = [QColor(image.pixel(x + i, y + j)).getRgb()[:3] for i in range(-18, 18) for j in range(-18, 18)]
        share = ink_share(np.array(pixels, float), style)
        assert share == pytest.approx(coverage(PATTERNS[style.hatch]), abs=0.09)
    if made.radius_px is not None:
        for feature in np.flatnonzero((made.classes == 0) & (made.radius_px > 4)):
            x, y = at[feature]
            inside = int(made.radius_px[feature] * 0.6)
            assert QColor(image.pixel(x + inside, y)).name() == made.styles[0].fill


def rendered(made: Portrayal) -> tuple[QImage, list[tuple[int, int]]]:
    """The window's picture of a layer, and the pixel in the middle of each feature."""
    canvas = MapCanvas()
    canvas.resize(900, 300)
    canvas.set_layers([CanvasLayer("a", made)])
    canvas.zoom_to_full()
    image = canvas.grab_image(900, 300, furniture=False)
    middles = np.array([[geometry.centroid.x, geometry.centroid.y] for geometry in made.placed.geometry])
    at = [(int(x), int(y)) for x, y in canvas.view.resized(900, 300).to_pixels(middles)]
    canvas.close()
    return image, at


def test_window_and_page_show_the_same_clusters(qapp: object, page: Reader, browser: Any, tmp_path: Any) -> None:
    rng = np.random.default_rng(1)
    xy = np.vstack(
        [rng.normal((121.5, 31.2), 0.002, (40, 2)), rng.normal((121.6, 31.1), 0.002, (20, 2)), [[121.9, 31.4]]]
    )
    frame = gpd.GeoDataFrame({"kind": ["a", "b", "c"] * 20 + ["a"]}, geometry=gpd.points_from_xy(*xy.T), crs=4326)
    data = Dataset("points", Text("点"), frame)
    layers = [
        Layer(method, "points", Text(method), clustered(data, method, "kind", eps_m=600.0, min_samples=4))
        for method in ("aggregate", "dbscan")
    ]
    maps = tuple(Map(layer.id, layer.name, (layer,)) for layer in layers)
    path = tmp_path / "clusters.html"
    write_web_map(Project(Text("聚类"), (data,), maps, "aggregate"), path)
    reader = Reader(browser, path)
    made = portray(data, place(data, "EPSG:3857"), layers[0].symbology)
    assert made.aggregation is not None
    members = "Object.fromEntries(Yuantu.theme().layers[0].view._levels.map((l) => [l.zoom, [...l.members]]))"
    on_page = {int(zoom): np.bincount(of) for zoom, of in reader.do(members).items()}
    for level in made.aggregation.levels:
        assert sorted(on_page[level.zoom].tolist()) == sorted(level.counts.tolist())
    reader.do("Yuantu.showMap(1)")
    found = portray(data, place(data, "EPSG:3857"), layers[1].symbology)
    assert found.clusters is not None
    assert reader.do("[...Yuantu.theme().layers[0].view.codes]") == found.classes.tolist()
    assert [cluster.n for cluster in found.clusters.clusters] == [40, 20]
    reader.page.close()


def test_parts_and_holes_are_the_same_in_window_and_page(qapp: object, browser: Any, tmp_path: Any) -> None:
    ring = box(121.40, 31.20, 121.44, 31.24).difference(box(121.41, 31.21, 121.43, 31.23))
    small = [box(121.46 + i / 50, 31.2, 121.47 + i / 50, 31.21) for i in range(4)]
    data = dataset("two values", [ring, MultiPolygon(small[:2]), *small[2:]])
    look = graduated(data, "v", "equal_interval", 2)
    made = portray(data, place(data, "EPSG:3857"), look)
    path = tmp_path / "parts.html"
    write_web_map(
        Project(Text("洞"), (data,), (Map("m", Text("m"), (Layer("l", "two-values", Text("l"), look),)),), "m"), path
    )
    reader = Reader(browser, path)
    image, at = rendered(made)
    assert QColor(image.pixel(*at[0])).name() != look.colours[0], "the middle of the ring is its hole"
    hole = """() => { const l = Yuantu.theme().layers[0]; const { viewport: v } = Yuantu.atlas.placed;
        const b = l.dataset.geometry.bbox; const at = [v.x((b[0] + b[2]) / 2), v.y((b[1] + b[3]) / 2)];
        const c = Yuantu.atlas.pictures.get("l").canvas.getContext("2d");
        return c.getImageData(Math.round(at[0] * v.ratio), Math.round(at[1] * v.ratio), 1, 1).data[3]; }"""
    assert reader.do(hole) == 0
    reader.page.close()
