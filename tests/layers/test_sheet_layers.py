"""What of a map is on its sheet: groups, ranges of scales at the sheet's own scale, and base maps with attribution."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from shapely import box

from layers.base_map import BaseMap
from layers.cartography.scale_range import ScaleRange
from layers.cartography.symbology import Single
from layers.layer import Dataset, Layer, Map, Origin
from layers.layer_tree import Group
from layers.layout import FORMATS, SheetOptions, write_sheet
from layers.project import Project
from layers.sheets.arrangement import arrange
from layers.sheets.content import compose
from layers.sheets.frame import Frame
from layers.sheets.page import drawing_rules
from layers.sheets.sheet import denominator_of
from spatial.datums import convert_datum
from spatial.text import Text
from tests.tile_files import SHANGHAI, around, blue_of, tile_of, write_mbtiles

ZOOM = 14
DPI = 100
OPTIONS = SheetOptions(dpi=DPI, inset=False)
needs_poppler = pytest.mark.skipif(shutil.which("pdfimages") is None, reason="poppler-utils is not installed")


def project(
    layers: dict[str, dict[str, Any]], bases: tuple[BaseMap, ...] = (), groups: tuple[Group, ...] = ()
) -> Project:
    """Return a map of 4 × 4 km with a square at its middle per layer, each attributed to a source of its own."""
    lon, lat = SHANGHAI
    shape = gpd.GeoDataFrame(
        {"id": ["1"]}, geometry=[box(lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002)], crs=4326
    )
    data = tuple(
        Dataset(name, Text(f"数据{name}"), shape, origin=Origin(attribution=Text(f"来源{name}", f"Source {name}")))
        for name in layers
    )
    drawn = tuple(Layer(name, name, Text(f"图层{name}"), Single(fill="#d04020"), **layers[name]) for name in layers)
    extent = (lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)
    return Project(Text("p"), data, (Map("m", Text("m"), drawn, extent=extent, base_maps=bases, groups=groups),), "m")


def base(folder: Path, **parts: Any) -> BaseMap:
    path = write_mbtiles(folder / "base.mbtiles", around(SHANGHAI, [ZOOM], 4))
    return BaseMap("base:b", Text("影像", "Imagery"), str(path), attribution=Text("© 测试者", "© Testers"), **parts)


def laid_out(made: Project, options: SheetOptions = OPTIONS) -> tuple[str, Frame, tuple[str, ...]]:
    """Return the words of a sheet, its frame, and the codes of its findings."""
    frames: list[Frame] = []
    fitted = Frame.fitted
    with pytest.MonkeyPatch.context() as patch, drawing_rules():
        patch.setattr(Frame, "fitted", staticmethod(lambda *a: frames.append(fitted(*a)) or frames[-1]))
        page, findings = arrange(compose(made, "m"), options)
    return " ".join(text for text, _ in page.texts), frames[-1], tuple(finding.code for finding in findings)


def colour_at_the_middle(made: Project, folder: Path) -> np.ndarray:
    """Return the colour of a PNG sheet where the squares are."""
    write_sheet(made, "m", folder / "sheet.png", OPTIONS)
    _, frame, _ = laid_out(made)
    x, y = frame.box.centre
    picture = imread(folder / "sheet.png")
    return picture[round((FORMATS[OPTIONS.format].height_mm - y) * DPI / 25.4), round(x * DPI / 25.4), :3]


# --- ranges of scales ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4_landscape", "a4_portrait", "a3_landscape"])
def test_a_layer_is_drawn_explained_and_attributed_at_the_scale_of_the_sheet(paper: str) -> None:
    options = replace(OPTIONS, format=paper)
    everything = project({"a": {}, "b": {}})
    _, frame, codes = laid_out(everything, options)
    scale = denominator_of(frame, compose(everything, "m"))
    assert 5_000 < scale < 60_000
    assert codes == ()
    for scales, seen in ((ScaleRange(scale * 0.8, scale * 1.25), True), (ScaleRange(0, scale * 0.8), False)):
        words, _, codes = laid_out(project({"a": {}, "b": {"scales": scales}}), options)
        assert ("数据b" in words, "来源b" in words, codes == ()) == (seen, seen, seen)
        assert "数据a" in words


def test_the_scale_is_that_of_the_frame_that_is_left() -> None:
    """Thirty layers need a legend that takes room from the map below 1:s; when they are hidden the map is larger."""
    limited = {f"l{i}": {} for i in range(30)}
    options = replace(OPTIONS, format="a4_portrait")
    _, crowded, _ = laid_out(project({"a": {}, **limited}), options)
    _, alone, _ = laid_out(project({"a": {}}), options)
    between = ScaleRange(0, 10.0)
    words, frame, codes = laid_out(project({"a": {}, **{name: {"scales": between} for name in limited}}), options)
    assert alone.box.height > crowded.box.height + 10
    assert (frame.box, frame.units_per_mm) == (alone.box, alone.units_per_mm)
    assert codes == ("out_of_scale",)
    assert "数据l3" not in words


def test_a_hidden_layer_is_named_in_the_findings(tmp_path: Path) -> None:
    made = project({"a": {}, "b": {"scales": ScaleRange(0, 500)}})
    result = write_sheet(made, "m", tmp_path / "a.png", OPTIONS)
    assert ["图层b" in finding.message.zh for finding in result.findings] == [True]
    assert "图层a" not in result.findings[0].message.zh


# --- groups --------------------------------------------------------------------------------------------------------


def test_groups_hide_layers_and_multiply_opacity(tmp_path: Path) -> None:
    inside = {"a": {"group": "group:g", "opacity": 0.5}}
    plain = project(inside, groups=(Group("group:g", Text("组"), opacity=0.5),))
    hidden = project({**inside, "b": {}}, groups=(Group("group:g", Text("组"), visible=False),))
    words, _, _ = laid_out(hidden)
    assert "数据a" not in words
    assert "数据b" in words
    sea, fill = np.array(to_rgb("#dfe7ec")), np.array(to_rgb("#d04020"))
    assert colour_at_the_middle(plain, tmp_path) == pytest.approx(0.75 * sea + 0.25 * fill, abs=0.012)


# --- base maps -----------------------------------------------------------------------------------------------------


def expected(frame: Frame, x: float, y: float, datum: str = "wgs84") -> np.ndarray:
    """Return the colour of the tiles at a place of the page, mm: red and green say where in the tile, blue which."""
    from pyproj import Transformer

    west, south, _, _ = frame.bounds
    place = west + (x - frame.box.left) * frame.units_per_mm, south + (y - frame.box.bottom) * frame.units_per_mm
    lonlat = np.array([Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True).transform(*place)])
    column, row = tile_of(*convert_datum(lonlat, "wgs84", datum)[0], ZOOM)
    return np.array([column % 1 * 256, row % 1 * 256, blue_of((ZOOM, int(column), int(row)))])


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_tiles_lie_where_they_belong_and_are_attributed(tmp_path: Path, datum: str) -> None:
    made = project({"a": {}}, (base(tmp_path, datum=datum),))
    write_sheet(made, "m", tmp_path / "sheet.png", OPTIONS)
    words, frame, codes = laid_out(made)
    assert codes == ()
    assert "© 测试者" in words
    picture = imread(tmp_path / "sheet.png")[..., :3] * 255
    compared = 0
    for share_x in np.linspace(0.22, 0.78, 9):
        for share_y in np.linspace(0.2, 0.8, 9):
            x, y = frame.box.left + share_x * frame.box.width, frame.box.bottom + share_y * frame.box.height
            wanted = expected(frame, x, y, datum)
            if not (12 < wanted[0] < 244 and 12 < wanted[1] < 244) or max(abs(share_x - 0.5), abs(share_y - 0.5)) < 0.1:
                continue  # at the edge of a tile a pixel beside is quite another colour; the square lies at the middle
            at = round((210 - y) * DPI / 25.4), round(x * DPI / 25.4)
            assert picture[at] == pytest.approx(wanted, abs=6)
            compared += 1
    assert compared > 30


@pytest.mark.parametrize("parts", [{"visible": False}, {"scales": ScaleRange(0, 500)}, {"opacity": 0.5}])
def test_visibility_scales_and_opacity_of_base_maps(tmp_path: Path, parts: dict[str, Any]) -> None:
    made = project({"a": {"visible": True}}, (base(tmp_path, **parts),))
    words, frame, _ = laid_out(made)
    drawn = "opacity" in parts
    assert ("© 测试者" in words) == drawn
    write_sheet(made, "m", tmp_path / "sheet.png", OPTIONS)
    x, y = frame.box.left + 0.3 * frame.box.width, frame.box.bottom + 0.3 * frame.box.height
    found = imread(tmp_path / "sheet.png")[round((210 - y) * DPI / 25.4), round(x * DPI / 25.4), :3] * 255
    sea = np.array(to_rgb("#dfe7ec")) * 255
    wanted = (expected(frame, x, y) + sea) / 2 if drawn else sea
    assert found == pytest.approx(wanted, abs=5)


@needs_poppler
def test_pictures_in_pdf_and_svg_are_as_fine_as_print_needs_and_no_finer_than_the_tiles(tmp_path: Path) -> None:
    made = project({"a": {}}, (base(tmp_path),))
    for kind in ("pdf", "svg"):
        write_sheet(made, "m", tmp_path / f"sheet.{kind}", OPTIONS)
    listed = subprocess.run(
        ["pdfimages", "-list", str(tmp_path / "sheet.pdf")], check=True, capture_output=True, text=True
    ).stdout.splitlines()[2:]
    assert len(listed) == 1
    assert 148 <= float(listed[0].split()[12]) <= 152, "tiles of 9 m a pixel, drawn at about 1:24 000"
    assert re.findall(r"<image [^>]*href=\"data:image/png;base64,", (tmp_path / "sheet.svg").read_text("utf-8"))
    assert "http" not in re.sub(r'xmlns[:\w]*="[^"]*"|"http://[^"]*"', "", (tmp_path / "sheet.svg").read_text("utf-8"))


def test_a_missing_archive_is_said_and_the_sheet_is_made_without_it(tmp_path: Path) -> None:
    gone = replace(base(tmp_path), path=str(tmp_path / "gone.mbtiles"))
    result = write_sheet(project({"a": {}}, (gone,)), "m", tmp_path / "a.png", OPTIONS)
    assert [(finding.code, finding.severity) for finding in result.findings] == [("base_map_missing", "error")]
    assert "影像" in result.findings[0].message.zh
