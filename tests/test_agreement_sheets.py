"""Sheets agree with the portrayal: classes, colours, patterns, legend texts and counts, in PNG, SVG and PDF.

Every sheet is looked at from outside: pixels of the PNG, shapes and fills of the SVG, and the PDF as poppler draws and
reads it. Every look is drawn over two sets of odd values, and every set of odd values in three looks; all PDF pages are
one file, so that fonts are embedded and poppler is started once. Two sheets are files of their own besides.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.image import imread

from layers.cartography.legend import Style
from layers.cartography.patterns import NO_VALUE, ORDERED, PATTERNS, ordered_patterns
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Categorised, Graduated
from layers.layout import FORMATS, SheetOptions
from layers.sheets.arrangement import arrange
from layers.sheets.content import SheetContent, SheetLayer, compose
from layers.sheets.frame import Frame
from layers.sheets.page import Page, drawing_rules, save_page
from tests.agreement_cases import CASES, PROJECT, coverage, ink_share

DPI = 96
OPTIONS = SheetOptions(inset=False)
HIGH_MM = FORMATS[OPTIONS.format].height_mm
SVG = "{http://www.w3.org/2000/svg}"
needs_poppler = pytest.mark.skipif(shutil.which("pdftocairo") is None, reason="poppler-utils is not installed")
ALL_LOOKS, ALL_VALUES = ("printed-forms-", "outlier-"), ("-locked", "-quantiles", "-bivariate")
DRAWN = [case for case, _ in CASES if case.startswith(ALL_LOOKS) or case.endswith(ALL_VALUES)]
every_case = pytest.mark.parametrize("map_id", DRAWN)


@dataclass
class Sheet:
    """The files of a map, and where its features are on the paper, mm; its page of the PDF and the words there."""

    folder: Path
    made: Portrayal
    at: np.ndarray
    frame: Frame
    page: Page
    drawn_pdf: Path = Path()
    words: str = ""

    @property
    def areas(self) -> Iterator[tuple[int, Style]]:
        if self.made.radius_px is None:
            for feature, code in enumerate(self.made.classes.tolist()):
                yield feature, self.made.styles[code]


def write(content: SheetContent, folder: Path, kinds: tuple[str, ...] = ("png", "svg")) -> Sheet:
    """Write files; the page is laid out once."""
    folder.mkdir(exist_ok=True)
    frames: list[Frame] = []
    fitted = Frame.fitted
    with pytest.MonkeyPatch.context() as patch, drawing_rules():
        patch.setattr(Frame, "fitted", staticmethod(lambda *a: frames.append(fitted(*a)) or frames[-1]))
        page, findings = arrange(content, OPTIONS)
        assert not findings
        for kind in kinds:
            save_page(page, folder / f"sheet.{kind}", kind, DPI)
    made = content.layers[0].portrayal
    middles = np.array([[shape.centroid.x, shape.centroid.y] for shape in made.placed.geometry])
    return Sheet(folder, made, frames[0].page(middles), frames[0], page)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheet]:
    """All sheets, by map; their PDF pages stand in one file, in this order."""
    folder = tmp_path_factory.mktemp("sheets")
    made = {}
    with drawing_rules(), PdfPages(folder / "all.pdf") as pages:
        for map_id in DRAWN:
            made[map_id] = write(compose(PROJECT, map_id), folder / map_id)
            pages.savefig(made[map_id].page.figure)
    if shutil.which("pdftocairo") is not None:
        drawn, words = read_pdf(folder / "all.pdf")
        for sheet, picture, said in zip(made.values(), drawn, words, strict=True):
            sheet.drawn_pdf, sheet.words = picture, said
    return made


def read_pdf(path: Path) -> tuple[list[Path], list[str]]:
    """Return the pages of a PDF as poppler draws them, and the words that it reads on them, without white space."""
    subprocess.run(["pdftocairo", "-r", str(DPI), "-png", path, path.with_suffix("")], check=True)
    read = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True).stdout.decode()
    words = ["".join(page.split()) for page in read.split("\f")[:-1]]
    return sorted(path.parent.glob(f"{path.stem}-*.png")), words


@pytest.fixture
def sheet(sheets: dict[str, Sheet], map_id: str) -> Sheet:
    return sheets[map_id]


def check_pixels(sheet: Sheet, picture: np.ndarray) -> None:
    """Every area has the fill of its class, or its pattern in the share of ink that it has by its definition."""
    for feature, style in sheet.areas:
        x, y = sheet.at[feature]
        column, row = round(x * DPI / 25.4), round((HIGH_MM - y) * DPI / 25.4)
        half = 14 * DPI // DPI
        patch = picture[row - half : row + half, column - half : column + half, :3] * 255
        if style.hatch:
            assert ink_share(patch, style) == pytest.approx(coverage(PATTERNS[style.hatch]), abs=0.09)
        elif style.fill:
            assert hex_of(patch[half, half]) == style.fill
    if sheet.made.radius_px is not None:
        for feature in np.flatnonzero((sheet.made.classes == 0) & (sheet.made.radius_px > 4)):
            x, y = sheet.at[feature]
            inside = round(x * DPI / 25.4 + 0.5 * sheet.made.radius_px[feature] * DPI / DPI)
            found = picture[round((HIGH_MM - y) * DPI / 25.4), inside, :3] * 255
            assert hex_of(found) == sheet.made.styles[0].fill


def hex_of(rgb: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(channel)):02x}" for channel in rgb)


@every_case
def test_png(sheet: Sheet) -> None:
    check_pixels(sheet, imread(sheet.folder / "sheet.png"))


@needs_poppler
@every_case
def test_pdf(sheet: Sheet) -> None:
    check_pixels(sheet, imread(sheet.drawn_pdf))
    check_words(sheet.made, sheet.words)


@needs_poppler
@pytest.mark.parametrize("map_id", ["printed-forms-hatched categories", "outlier-symbols"])
def test_a_pdf_of_its_own(map_id: str, tmp_path: Path) -> None:
    own = write(compose(PROJECT, map_id), tmp_path, ("pdf",))
    (drawn,), (words,) = read_pdf(tmp_path / "sheet.pdf")
    check_pixels(own, imread(drawn))
    check_words(own.made, words)


def fills(path: Path) -> list[tuple[np.ndarray, str]]:
    """Return the corners (west, north, east, south; mm of the paper) and the fill of every filled shape of an SVG."""
    tree = ET.parse(path)
    shapes = {node.get("id"): node for node in tree.iter(f"{SVG}path") if node.get("id")}
    found = []
    for node in tree.iter():
        style = node.get("style") or ""
        fill = re.search(r"fill: (#[0-9a-f]{6}|none)", style)
        href = (node.get("{http://www.w3.org/1999/xlink}href") or "#")[1:]
        drawn = node if node.tag == f"{SVG}path" and node.get("d") else shapes.get(href)
        if drawn is None or (fill and fill[1] == "none"):
            continue
        numbers = [float(word) for word in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", drawn.get("d") or "")]
        xy = np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)
        if not len(xy):
            continue
        xy += np.array([float(node.get("x") or 0), float(node.get("y") or 0)])
        colour = fill[1] if fill else "#000000"  # what a shape without a fill of its own has
        found.append((np.concatenate((xy.min(axis=0), xy.max(axis=0))) * 25.4 / 72, colour))
    return found


@every_case
def test_svg(sheet: Sheet) -> None:
    check_svg(sheet)


def check_svg(sheet: Sheet) -> None:
    shapes = fills(sheet.folder / "sheet.svg")
    bounds = np.array([shape.bounds for shape in sheet.made.placed.geometry])
    wide = (bounds[:, 2] - bounds[:, 0]) / sheet.frame.units_per_mm
    for feature, style in sheet.areas:
        x, y = sheet.at[feature]
        own = [
            fill
            for box, fill in shapes
            if abs((box[0] + box[2]) / 2 - x) < 0.3
            and abs((box[1] + box[3]) / 2 - (HIGH_MM - y)) < 0.3
            and abs(box[2] - box[0] - wide[feature]) < 0.3
        ]
        assert own[:1] == [style.fill]
    legend = [fill for box, fill in shapes if box[0] > sheet.frame.box.right]
    for entry in (*sheet.made.legend.cells, *sheet.made.legend.rows):  # in this order from top to bottom
        if entry.style.fill:
            assert entry.style.fill in legend, f"{entry.label.zh} has no swatch"
            legend = legend[legend.index(entry.style.fill) + 1 :]
    words = re.findall(r"<!-- (.*?) -->", (sheet.folder / "sheet.svg").read_text(encoding="utf-8"))
    check_words(sheet.made, "".join("".join(words).split()))


def check_words(made: Portrayal, said: str) -> None:
    """Every row of the legend stands there with its count, in order; so do the counts of a matrix and its axes."""
    legend = made.legend
    cells = "".join(str(entry.count) for entry in legend.cells)
    assert cells in said
    for axis in (legend.matrix.x, legend.matrix.y) if legend.matrix else ():
        assert "".join(axis.title.zh.split()) in said
        assert "".join("".join(label.zh.split()) for label in axis.labels) in said.replace("\u3000", "")
    at = 0
    for entry in legend.rows:
        row = "".join(entry.label.zh.split()) + f"{entry.count:,}"
        assert row in said[at:], f"the legend lacks {row}"
        at = said.index(row, at) + len(row)


@pytest.mark.parametrize("map_id", ["outlier-quantiles", "printed-forms-bivariate"])
def test_one_wrong_colour_is_noticed(map_id: str, tmp_path: Path) -> None:
    content = compose(PROJECT, map_id)
    row = content.layers[0]
    code = next(code for code in row.portrayal.classes.tolist() if code >= 0)
    wrong = row.portrayal.styles | {code: replace(row.portrayal.styles[code], fill="#123456")}
    painted = replace(row.portrayal, styles=wrong)
    written = write(replace(content, layers=(SheetLayer(row.layer, painted),)), tmp_path)
    written.made = row.portrayal
    with pytest.raises(AssertionError):
        check_pixels(written, imread(tmp_path / "sheet.png"))
    with pytest.raises(AssertionError):
        check_svg(written)


# --- the patterns themselves --------------------


def test_patterns_grow_darker_from_class_to_class() -> None:
    shares = [coverage(PATTERNS[name]) for name in ORDERED]
    assert all(after - before > 0.02 for before, after in pairwise(shares))
    for k in range(1, 13):
        names = ordered_patterns(k)
        assert len(set(names)) == k
        assert [ORDERED.index(name) for name in names] == sorted(ORDERED.index(name) for name in names)


def test_classes_and_no_values_have_patterns_of_their_own() -> None:
    for _, layer in CASES:
        made = compose(PROJECT, layer.id).layers[0].portrayal
        if isinstance(made.symbology, Graduated | Categorised) and made.symbology.patterns:
            marks = [made.styles[code].hatch for code in made.styles if code in NO_VALUE]
            assert len(set(marks)) == len(marks)
            assert not set(made.symbology.patterns) & set(NO_VALUE.values())
