"""A page in millimetres: what every part of a sheet is drawn with.

matplotlib's `Figure` is used without pyplot; one pair of axes covers the page, so that data coordinates are millimetres
from the lower left corner. Sizes in screen pixels are those at 96 dpi: a pixel is 0.75 pt.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from layers.sheets.text import FONT, MM_PER_PT, printable, width_mm
from spatial.findings import Finding
from spatial.text import Text

PT_PER_PX = 0.75
MM_PER_PX = 25.4 / 96.0
INK = "#1d2833"
GREY = "#5b6670"
PALE = "#c5ccd3"
LINE_HEIGHT = 1.36
Floats = npt.NDArray[np.float64]
Colour = str | tuple[float, float, float, float]

_SETTINGS: Any = {
    "pdf.fonttype": 42,  # TrueType in the file, a subset: Chinese can be selected, searched and edited
    "pdf.compression": 6,
    "svg.fonttype": "path",  # outlines: looks the same on a machine without the font; the words stay as comments
    "svg.hashsalt": "yuantu",
    "text.hinting": "none",
    "path.simplify": False,
    "agg.path.chunksize": 0,
}
_DRAWING = threading.RLock()


@dataclass(frozen=True)
class Box:
    """A rectangle of the page in millimetres, y upward."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.left + self.width / 2, self.bottom + self.height / 2

    def shrunk(self, by_mm: float) -> Box:
        """Return the rectangle inside at a distance from all edges."""
        return Box(self.left + by_mm, self.bottom + by_mm, self.width - 2 * by_mm, self.height - 2 * by_mm)


@contextmanager
def drawing_rules() -> Iterator[None]:
    """Hold matplotlib's settings for a sheet; one sheet at a time, since the settings are those of the process."""
    import matplotlib as mpl

    with _DRAWING, mpl.rc_context(_SETTINGS):
        yield


class Page:
    """A sheet of paper under way.

    Parameters
    ----------
    width_mm, height_mm
        Size of the paper.

    Attributes
    ----------
    missing
        Characters that the font does not have and that were asked for.
    texts
        (text, box) of every line printed, for the check that nothing is cut.
    noticed
        What else could not be printed as it was meant.
    """

    def __init__(self, width_mm: float, height_mm: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.font_manager import FontProperties

        self.width, self.height = width_mm, height_mm
        self.figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), facecolor="#ffffff")
        self.axes: Any = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0.0, width_mm)
        self.axes.set_ylim(0.0, height_mm)
        self.font = FontProperties(fname=str(FONT))
        self.missing: dict[str, None] = {}
        self.texts: list[tuple[str, Box]] = []
        self.noticed: list[Finding] = []
        self._order = 1.0

    def words(self, text: str) -> str:
        """Return a text as it can be printed; characters without a glyph are remembered."""
        text, missing = printable(text)
        self.missing |= dict.fromkeys(missing)
        return text

    def add(self, artist: Any, clip: Box | None = None) -> Any:
        """Put an artist on top of all others, cut at `clip`."""
        from matplotlib.transforms import Bbox, TransformedBbox

        self._order += 1.0
        artist.set_zorder(self._order)
        self.axes.add_artist(artist)
        if clip is None:
            artist.set_clip_on(False)
        else:
            edges = Bbox.from_bounds(clip.left, clip.bottom, clip.width, clip.height)
            artist.set_clip_box(TransformedBbox(edges, self.axes.transData))
            artist.set_clip_on(True)
        return artist

    def line_of_text(
        self,
        x: float,
        baseline: float,
        text: str,
        size_pt: float,
        colour: str = INK,
        align: Literal["left", "centre", "right"] = "left",
    ) -> float:
        """Print one line at a baseline; return its width. The text must be printable already (`words`)."""
        from matplotlib.text import Text as Artist

        width = width_mm(text, size_pt)
        left = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
        if text:
            self.texts.append((text, Box(left, baseline - 0.22 * size_pt * MM_PER_PT, width, size_pt * MM_PER_PT)))
            self.add(Artist(left, baseline, text, fontproperties=self.font, fontsize=size_pt, color=colour))
        return width

    def block(self, x: float, top: float, lines: Sequence[str], size_pt: float, colour: str = INK) -> float:
        """Print lines below each other from `top` downward; return the height they take."""
        step = size_pt * MM_PER_PT * LINE_HEIGHT
        for number, line in enumerate(lines):
            self.line_of_text(x, top - number * step - size_pt * MM_PER_PT * 1.02, line, size_pt, colour)
        return step * len(lines)

    def rectangle(self, box: Box, fill: Colour = "none", stroke: str = "none", width_pt: float = 0.5) -> None:
        """Draw a rectangle."""
        from matplotlib.patches import Rectangle

        shape = Rectangle((box.left, box.bottom), box.width, box.height, facecolor=fill, edgecolor=stroke)
        shape.set_linewidth(width_pt if stroke != "none" else 0.0)
        self.add(shape)

    def polyline(self, points: Sequence[tuple[float, float]], colour: str = INK, width_pt: float = 0.6) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D

        xy = np.asarray(points, dtype=float)
        self.add(Line2D(xy[:, 0], xy[:, 1], color=colour, linewidth=width_pt, solid_capstyle="butt"))

    def polygon(self, points: Sequence[tuple[float, float]], fill: str, stroke: str, width_pt: float = 0.5) -> None:
        """Draw a filled polygon."""
        from matplotlib.patches import Polygon

        self.add(Polygon(np.asarray(points), closed=True, facecolor=fill, edgecolor=stroke, linewidth=width_pt))

    def circle(
        self, at: tuple[float, float], radius_mm: float, fill: Colour, stroke: str = "none", width_pt: float = 0.75
    ) -> None:
        """Draw a disc."""
        from matplotlib.patches import Circle

        disc = Circle(at, radius_mm, facecolor=fill, edgecolor=stroke)
        disc.set_linewidth(width_pt if stroke != "none" else 0.0)
        self.add(disc)

    def findings(self) -> tuple[Finding, ...]:
        """Return what could not be printed as it was meant: characters without a glyph, words beyond the paper."""
        found = [*self.noticed]
        if self.missing:
            signs = " ".join(f"{each} (U+{ord(each):04X})" for each in self.missing)
            found.append(
                Finding(
                    "missing_glyph",
                    "error",
                    Text(
                        f"字体缺少字符 {signs}，图上以“〓”代替；请改用其他写法。",
                        f"The font lacks {signs}; “〓” stands in their place. Write them in another way.",
                    ),
                )
            )
        if cut := [text for text, box in self.texts if box.left < 0.5 or box.right > self.width - 0.5]:
            found.append(
                Finding(
                    "text_cut",
                    "warning",
                    Text(f"文字超出纸面：“{cut[0]}”。", f"Words run off the paper: “{cut[0]}”."),
                )
            )
        return tuple(found)


def save_page(page: Page, path: Path, file_type: str, dpi: float) -> None:
    """Write a page as PNG, SVG or PDF, without dates or names of programs: the same page gives the same bytes."""
    metadata: Any = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": "Yuantu"},
        "pdf": {"CreationDate": None, "Creator": "Yuantu", "Producer": None},
    }[file_type]
    page.figure.savefig(path, format=file_type, dpi=dpi, metadata=metadata)


def picture_of(page: Page, dpi: float) -> bytes:
    """Return a page as a PNG picture."""
    buffer = io.BytesIO()
    page.figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()
