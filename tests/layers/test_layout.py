"""Sheets: classes, colours, legend and counts of every other reader of a portrayal; nothing cut, same bytes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from shapely import Point, Polygon, box

from layers.cartography.portrayal import portray
from layers.cartography.styling import categorised, graduated, proportional
from layers.cartography.symbology import Categorised, Category, Clustered, Graduated, Single, Symbology
from layers.layer import Dataset, Field, Layer, Map
from layers.layout import FORMATS, SheetOptions, preview_sheet, write_sheet
from layers.project import Project
from layers.sheets import sheet
from layers.sheets.arrangement import arrange
from layers.sheets.content import SheetContent, compose
from layers.sheets.frame import Frame
from layers.sheets.page import Box, drawing_rules
from layers.sheets.parts import bar_length_m, metres_per_mm
from layers.sheets.series import file_name, series_leaves, write_series
from layers.sheets.text import balanced, width_mm, wrap
from spatial.errors import ExportError, SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.geometry import bounds
from spatial.text import Text

CELLS = ["0", "3-5", "/", "458（预估）", "", "12", "40-900", "1,200"]
LOCKED = Graduated("v", "manual", (0.0, 5.0, 50.0, 500.0), ("#ffeda0", "#feb24c", "#f03b20"))
DPI = 100
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def project(geometry: list[Any] | None = None, cells: list[Any] | None = None, **map_parts: Any) -> Project:
    cells = cells or CELLS
    squares = geometry or [box(121.40 + i / 50, 31.2, 121.416 + i / 50, 31.216) for i in range(len(cells))]
    frame = gpd.GeoDataFrame({"id": [f"f{i}" for i in range(len(cells))], "v": cells}, geometry=squares, crs=4326)
    data = Dataset("d", Text("图斑", "Areas"), frame, id_field="id", fields={"v": Field("v", Text("数", "n"), "家")})
    shown = Map("m", Text("图", "Map"), (Layer("a", "d", data.name, LOCKED),))
    return Project(Text("项目", "Project"), (data,), (replace(shown, **map_parts),), "m")


def with_look(made: Project, look: Symbology, **layer: Any) -> Project:
    shown = made.maps[0]
    return replace(made, maps=(replace(shown, layers=(replace(shown.layers[0], symbology=look, **layer),)),))


def looks(made: Project) -> dict[str, Symbology]:
    data = made.datasets[0]
    return {
        "single": Single(fill="#7a9cc6"),
        "locked": LOCKED,
        "zero": graduated(data, "v", zero_class=True),
        "categories": categorised(data, "v"),
    }


def picture_of(content: SheetContent, options: SheetOptions) -> tuple[np.ndarray, Frame]:
    """Return the sheet as (rows, columns, 3) floats, and the frame of its map."""
    frames: list[Frame] = []
    fitted = Frame.fitted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Frame, "fitted", staticmethod(lambda *a: frames.append(fitted(*a)) or frames[-1]))
        png, _ = preview_sheet(content, options, DPI)
    return imread(io.BytesIO(png))[:, :, :3], frames[0]


def colour_at(picture: np.ndarray, frame: Frame, x: float, y: float, high_mm: float) -> tuple[float, ...]:
    (mm_x, mm_y) = frame.page(np.array([[x, y]]))[0]
    return tuple(picture[round((high_mm - mm_y) * DPI / 25.4), round(mm_x * DPI / 25.4)].tolist())


# --- the same as every other reader --------------------


@pytest.mark.parametrize("name", ["single", "locked", "zero", "categories"])
@pytest.mark.parametrize("paper", ["a4_landscape", "a4_portrait"])
def test_the_inside_of_each_area_has_the_fill_of_its_class(name: str, paper: str) -> None:
    made = project()
    made = with_look(made, looks(made)[name])
    content = compose(made, "m")
    portrayal = content.layers[0].portrayal
    picture, frame = picture_of(content, SheetOptions(paper, inset=False))
    for feature, shape in enumerate(portrayal.placed.geometry):
        style = portrayal.styles[int(portrayal.classes[feature])]
        found = colour_at(picture, frame, *shape.centroid.coords[0], FORMATS[paper].height_mm)
        if style.hatch:  # the ground of the hatch is the fill; its ink is darker
            assert min(abs(np.array(found) - to_rgb(style.fill)).max(), 0.3) < 0.25
        else:
            assert found == pytest.approx(to_rgb(style.fill), abs=0.01)


def expected_words(content: SheetContent, language: str) -> list[str]:
    return [
        word
        for row in content.layers
        for entry in row.portrayal.legend.entries
        for word in (entry.label.to(language), f"{entry.count:,}")
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["locked", "zero", "categories", "symbols"])
def test_the_legend_holds_every_row_word_for_word(tmp_path: Path, name: str, language: str) -> None:
    made = project()
    known = looks(made) | {"symbols": proportional(project(cells=[1, 4, 9]).datasets[0], "v")}
    made = with_look(made if name != "symbols" else project(cells=[1, 4, 9]), known[name])
    options = SheetOptions(language=language)
    write_sheet(made, "m", tmp_path / "s.svg", options)
    words = re.findall(r"<!-- (.*?) -->", (tmp_path / "s.svg").read_text(encoding="utf-8"))
    content = compose(made, "m")
    for word in expected_words(content, language):
        assert word.strip() == "" or word in words
        if word in words:
            words.remove(word)


@needs_poppler
def test_the_words_of_a_pdf_can_be_selected(tmp_path: Path) -> None:
    write_sheet(project(), "m", tmp_path / "s.pdf", SheetOptions())
    text = subprocess.run(["pdftotext", tmp_path / "s.pdf", "-"], capture_output=True, check=True).stdout.decode()
    for word in expected_words(compose(project(), "m"), "zh"):
        assert word in text
    assert project().status_note.zh in text
    fonts = subprocess.run(["pdffonts", tmp_path / "s.pdf"], capture_output=True, check=True).stdout.decode()
    assert fonts.count("NotoSansSC") == len(fonts.splitlines()) - 2, "every font is the embedded subset"


@pytest.mark.parametrize("paper", list(FORMATS))
def test_little_paper_is_shown_beyond_the_background(paper: str) -> None:
    land = gpd.GeoDataFrame({"id": ["land"]}, geometry=[box(121.3, 31.0, 121.58, 31.3)], crs=4326)
    made = project([box(121.40, 31.1, 121.416, 31.25), box(121.42, 31.05, 121.44, 31.1)], ["1", "2"])
    ground = Layer("g", "land", Text("陆地", "Land"), Single("#f3efe6"), context=True)
    shown = replace(made.maps[0], layers=(ground, *made.maps[0].layers))
    made = replace(made, datasets=(*made.datasets, Dataset("land", ground.name, land, id_field="id")), maps=(shown,))
    content = compose(made, "m")
    with drawing_rules():
        sheets: list[Frame] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sheet, "draw_ground", lambda page, frame, region: sheets.append(frame))
            arrange(content, SheetOptions(paper))
    (west, south, east, north), (left, low, right, high) = sheets[-1].bounds, content.bounds
    assert west <= left and east >= right and south <= low and north >= high, "all that must be seen is seen"
    region = bounds(content.context[0].portrayal.placed.geometry)
    assert region is not None
    beyond = 1 - min((region[2] - region[0]) / (east - west), 1.0)
    assert beyond < 0.06, "the frame is narrowed to the background"


def test_features_of_the_background_are_not_counted() -> None:
    made = project()
    front = made.maps[0].layers[0]
    ground = replace(front, id="g", name=Text("底", "Ground"), symbology=Single(), context=True)
    content = compose(replace(made, maps=(replace(made.maps[0], layers=(ground, front)),)), "m")
    assert [row.drawn.counted for row in content.layers] == [False, True]


def test_a_hole_is_a_hole() -> None:
    hole = [(121.44, 31.24), (121.46, 31.24), (121.46, 31.26), (121.44, 31.26)]
    for ring in (hole, hole[::-1]):
        made = with_look(project([Polygon(box(121.4, 31.2, 121.5, 31.3).exterior, [ring])], ["1"]), Single("#336699"))
        content = compose(made, "m")
        picture, frame = picture_of(content, SheetOptions(inset=False))
        centre = shapely.box(*content.bounds).centroid
        high = FORMATS["a4_landscape"].height_mm
        assert colour_at(picture, frame, centre.x, centre.y, high) == pytest.approx(to_rgb("#dfe7ec"), abs=0.01)
        beside = content.bounds[0] + 0.2 * (content.bounds[2] - content.bounds[0])
        assert colour_at(picture, frame, beside, centre.y, high) == pytest.approx(to_rgb("#336699"), abs=0.01)


@pytest.mark.parametrize("look", [Clustered("aggregate", "v"), Clustered("dbscan", "v", eps_m=3000.0, min_samples=2)])
def test_cluster_maps_print_exact_counts(look: Clustered) -> None:
    points: list[Any] = [Point(121.4 + i / 1e4, 31.2) for i in range(6)] + [Point(121.9, 31.0), None]
    made = with_look(project(points, ["a"] * 8), look, labels=True)
    content = compose(made, "m")
    with drawing_rules():
        page, findings = arrange(content, SheetOptions())
    assert not findings
    assert "6" in [text for text, _ in page.texts]
    assert portray(made.datasets[0], content.layers[0].portrayal.placed, look).legend.entries


# --- nothing cut, nothing missing --------------------


def crowded() -> Project:
    long = "上海市张江高新技术产业开发区普陀园区各子园产业定位与承载空间情况及规划目标完成度专题图（征求意见稿）" * 3
    notes = tuple(
        Text(f"第{i}条说明" + "需要知道的事情" * 12, f"Note {i}: " + "what must be known " * 12) for i in range(4)
    )
    made = project(
        cells=[f"类别{i}的名称" for i in range(40)], title=Text(long, "A very long title " * 12), notes=notes
    )
    return with_look(made, categorised(made.datasets[0], "v"), labels=True)


@pytest.mark.parametrize("paper", list(FORMATS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_long_words_wrap_and_nothing_overlaps_or_leaves_the_paper(paper: str, language: str) -> None:
    with drawing_rules():
        page, findings = arrange(compose(crowded(), "m"), SheetOptions(paper, language=language))
    sheet = Box(0, 0, FORMATS[paper].width_mm, FORMATS[paper].height_mm)
    boxes = [each for _, each in page.texts]
    assert all(
        each.left > 0 and each.right < sheet.right and each.bottom > 0 and each.top < sheet.top for each in boxes
    )
    edges = np.array([(b.left, b.bottom, b.right, b.top) for b in boxes])
    one, other = np.triu_indices(len(edges), 1)
    wide = np.minimum(edges[one, 2], edges[other, 2]) - np.maximum(edges[one, 0], edges[other, 0])
    high = np.minimum(edges[one, 3], edges[other, 3]) - np.maximum(edges[one, 1], edges[other, 1])
    overlaps = [(page.texts[one[i]], page.texts[other[i]]) for i in np.flatnonzero((wide > 0.3) & (high > 0.3))]
    assert not overlaps
    assert {finding.code for finding in findings} <= {"legend_cut"}


def test_a_legend_that_fits_at_no_size_is_a_finding_not_a_silent_cut() -> None:
    made = project(cells=[f"第{i}类" for i in range(400)])
    with drawing_rules():
        kinds = tuple(Category(cell, Text(cell), "#336699") for cell in made.datasets[0].frame["v"])
        _, findings = arrange(compose(with_look(made, Categorised("v", kinds)), "m"), SheetOptions())
    assert [finding.code for finding in findings] == ["legend_cut"]


def test_a_character_without_a_glyph_is_a_finding() -> None:
    made = project(title=Text("𠮷园 图"))
    with drawing_rules():
        page, findings = arrange(compose(made, "m"), SheetOptions())
    assert [(finding.code, finding.severity) for finding in findings] == [("missing_glyph", "error")]
    assert "U+20BB7" in findings[0].message.zh
    assert "〓园 图" in [text for text, _ in page.texts]


@pytest.mark.parametrize(
    ("text", "limit_mm", "lines"),
    [
        ("", 10, []),
        ("张江，科学城", 8.9, ["张江，", "科学城"]),
        ("（张江）科学城", 12, ["（张江）", "科学城"]),
        ("one two", 14, ["one two"]),
        ("one two", 8, ["one", "two"]),
    ],
)
def test_lines_break_where_they_may(text: str, limit_mm: float, lines: list[str]) -> None:
    assert wrap(text, 8, limit_mm) == lines


def test_balanced_lines_are_as_few_and_none_too_wide() -> None:
    text = "高新技术企业数量与每万人口发明专利拥有量对照"
    assert len(balanced(text, 9, 60)) == len(wrap(text, 9, 60))
    assert max(width_mm(line, 9) for line in balanced(text, 9, 60)) <= 60


@pytest.mark.parametrize(("crs", "factor"), [("EPSG:3857", 0.857), ("EPSG:4549", 1.0)])
def test_the_scale_bar_is_geodesic_at_the_centre_of_the_map(crs: str, factor: float) -> None:
    x, y = gpd.GeoSeries([Point(121.47, 31.0)], crs=4326).to_crs(crs)[0].coords[0]
    per_mm = metres_per_mm(Frame(Box(0, 0, 200, 100), x, y, 100.0), crs)
    assert per_mm == pytest.approx(100.0 * factor, rel=2e-3)
    assert bar_length_m(100.0, 42.0) == 2000.0


# --- the file --------------------


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_project_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    first, again = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
    for path in (first, again):
        write_sheet(project(), "m", path, SheetOptions())
    assert first.read_bytes() == again.read_bytes()
    assert not re.search(rb"CreationDate|matplotlib v|<dc:date>", first.read_bytes())


def test_another_process_gives_the_same_pdf(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = ['.', 'tests/layers']\n"
        "from test_layout import *\n"
        "write_sheet(project(), 'm', sys.argv[1], SheetOptions())"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "1.pdf")], check=True, env={"PYTHONHASHSEED": "7"})
    write_sheet(project(), "m", tmp_path / "2.pdf", SheetOptions())
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


@pytest.mark.parametrize("paper", list(FORMATS))
def test_a_png_has_the_size_of_its_paper(tmp_path: Path, paper: str) -> None:
    write_sheet(project(), "m", tmp_path / "s.png", SheetOptions(paper, dpi=60))
    rows, columns = imread(tmp_path / "s.png").shape[:2]
    wanted = FORMATS[paper]
    assert (columns, rows) == pytest.approx((wanted.width_mm / 25.4 * 60, wanted.height_mm / 25.4 * 60), abs=1)


def test_date_and_logo_are_printed(tmp_path: Path) -> None:
    from matplotlib.image import imsave

    imsave(tmp_path / "logo.png", np.zeros((20, 40, 3)))
    options = SheetOptions(date="2026年11月", logo=tmp_path / "logo.png", inset=False)
    with drawing_rules():
        page, _ = arrange(compose(project(), "m"), options)
    assert any("2026年11月" in text for text, _ in page.texts)
    picture, _ = picture_of(compose(project(), "m"), options)
    assert picture[round(12 * DPI / 25.4), round(280 * DPI / 25.4)].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "options", "error"),
    [
        ("s.pdf", SheetOptions("a5"), ExportError),
        ("s.pdf", SheetOptions(dpi=5000), ExportError),
        ("s.docx", SheetOptions(), ExportError),
        ("s.pdf", SheetOptions(logo=Path("absent.png")), ExportError),
        ("absent/s.pdf", SheetOptions(), SourceError),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    tmp_path: Path, name: str, options: SheetOptions, error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_sheet(project(), "m", tmp_path / name, options)
    assert not list(tmp_path.iterdir())


def test_a_map_of_nothing_is_refused() -> None:
    with pytest.raises(ExportError):
        compose(project(layers=()), "m")


# --- series --------------------


def years() -> Project:
    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b"],
            "name": ["甲/园", "乙园"],
            "y@2019": [1, 9],
            "y@2025": [3, "/"],
            "level": ["subpark", "park"],
        },
        geometry=[box(121.4, 31.2, 121.42, 31.22), box(121.5, 31.2, 121.6, 31.3)],
        crs=4326,
    )
    names = {f"y@{year}": Field(f"y@{year}", Text("企业数", "Firms"), "家", "y", year) for year in (2019, 2025)}
    data = Dataset("d", Text("园", "Parks"), frame, id_field="id", name_field="name", fields=names)
    looks_of_years = tuple(
        Graduated(name, "manual", (0.0, 5.0, 10.0), ("#ffeda0", "#f03b20"), lock="y") for name in names
    )
    shown = Map("m", Text("年份", "Years"), (Layer("a", "d", data.name, looks_of_years[0], looks_of_years),))
    other = Map("n", Text("另一张：图", "Another"), (Layer("b", "d", data.name),))
    return Project(Text("系列", "Series"), (data,), (shown, other, Map("e", Text("空", "Empty"))), "m")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("map", ["01_年份.svg", "02_另一张：图.svg"]),
        ("year", ["01_企业数_2019年（家）.svg", "02_企业数_2025年（家）.svg"]),
        ("subpark", ["01_甲_园.svg"]),
    ],
)
def test_a_series_is_numbered_and_named_after_what_it_shows(tmp_path: Path, kind: str, names: list[str]) -> None:
    told: list[str] = []
    feedback = CallbackFeedback(lambda _, doing: told.append(doing.zh) if doing else None)
    written = write_series(years(), kind, tmp_path / "out", SheetOptions(file_type="svg"), feedback)
    assert [each.path.name for each in written] == names
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert [words for words in told if words.startswith("第")] == list(dict.fromkeys(told)), "the words stay"


def test_years_of_a_series_share_their_breaks() -> None:
    legends = []
    for leaf in series_leaves(years(), "year", SheetOptions()):
        content = compose(years(), leaf.map_id, leaf.view)
        legends.append([entry.label.zh for entry in content.layers[0].portrayal.legend.entries][:2])
    assert legends[0] == legends[1] == ["(5, 10]", "[0, 5]"]


def test_a_series_stops_when_asked(tmp_path: Path) -> None:
    written = []

    def stop() -> bool:
        written[:] = list(tmp_path.glob("*.svg"))
        return len(written) == 1

    with pytest.raises(Cancelled):
        write_series(years(), "map", tmp_path, SheetOptions(file_type="svg"), CallbackFeedback(None, stop))
    assert [path.name for path in tmp_path.iterdir()] == ["01_年份.svg"]


@pytest.mark.parametrize(("kind", "maps"), [("week", ()), ("year", ("n",))])
def test_a_series_of_nothing_is_refused(tmp_path: Path, kind: str, maps: tuple[str, ...]) -> None:
    with pytest.raises(ExportError):
        write_series(years(), kind, tmp_path / "out", SheetOptions(maps=maps))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("text", "name"), [("a/b: c", "a_b_c"), ("..", "sheet"), ("图（1）", "图（1）")])
def test_file_names(text: str, name: str) -> None:
    assert file_name(text) == name
