"""The pictures of a report: pace charts, intervals of densities, the facility timeline, and maps as printed sheets."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from layers.indicators.catalogue import Value
from layers.indicators.facility_years import Facility
from layers.indicators.ledger import LedgerRow, expected_value
from layers.indicators.positioning import Overlap
from layers.project import Project
from layers.reports.content import PAIR_WIDTH_MM
from layers.sheets.page import GREY, INK, PALE, drawing_rules
from layers.sheets.text import FONT, printable, wrap
from spatial.statistics.density import Densities
from spatial.text import Language, Text

BLUE, ORANGE, GREEN = "#1f6f9f", "#c8641b", "#2f7d4f"
CHART_DPI, MAP_DPI = 200, 240
MM = 1 / 25.4
BESIDE_MAP_MM = 70.0
"""Height of a chart beside a map."""


@dataclass(frozen=True)
class Picture:
    """A PNG with its size in pixels."""

    png: bytes
    size_px: tuple[int, int]


def pace_chart(row: LedgerRow, language: Language, beside_map: bool = False) -> Picture:
    """Draw baseline, path, latest figure, target and the pace that is needed over the years.

    Parameters
    ----------
    beside_map
        On half the width of the text, with the legend below; else on all of it, with the legend at the right.
    """

    def draw(axes: Any) -> None:
        known = [value for value in row.figures if value.number is not None]
        for kind, colour, face, words in (
            ("actual", BLUE, BLUE, Text("实际值", "actual")),
            ("estimate", BLUE, "#ffffff", Text("预估值", "estimate")),
            ("target", ORANGE, "#ffffff", Text("目标值", "target")),
        ):
            at = [value for value in known if value.kind == kind]
            if at:
                axes.plot(
                    [value.year for value in at], [value.number for value in at], "s" if kind == "target" else "o",
                    color=colour, markerfacecolor=face, markersize=6, label=words.to(language), zorder=4,
                )  # fmt: skip
        measured = [value for value in known if value.kind != "target"]
        axes.plot([v.year for v in measured], [v.number for v in measured], color=BLUE, linewidth=1.4, zorder=3)
        _paths(axes, row, language)
        for value in known:
            axes.annotate(
                _figure_words(value), (value.year, value.number), (0, 7), textcoords="offset points", ha="center"
            )
        years = sorted({value.year for value in row.figures})
        axes.set_xticks(years)
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axes.margins(y=0.22)
        if min(value.number for value in known if value.number is not None) >= 0:
            axes.set_ylim(bottom=max(axes.get_ylim()[0], 0.0))
        axes.set_ylabel(_printable(row.indicator.unit if language == "zh" else _unit(row)))
        if beside_map:
            axes.legend(loc="upper left", bbox_to_anchor=(-0.08, -0.12), ncols=2, frameon=False, columnspacing=1.0)
        else:
            axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)

    return _chart(draw, (PAIR_WIDTH_MM, BESIDE_MAP_MM) if beside_map else (160.0, 62.0))


def _figure_words(value: Value) -> str:
    """Return a figure as it stands at its mark: the mark says whether it is an estimate."""
    from spatial.values import print_number

    return print_number(value.number) if value.number is not None else _printable(value.printed)


def _paths(axes: Any, row: LedgerRow, language: Language) -> None:
    base, last, goal = row.baseline, row.latest, row.target
    if goal is None or goal.number is None:
        return
    if base is not None and base.year < goal.year:
        steps = [base.year + (goal.year - base.year) * each / 40 for each in range(41)]
        path = [_between(row, year) for year in steps]
        words = Text("基期到目标的路径", "path, baseline to target").to(language)
        axes.plot(steps, path, color=GREY, linewidth=1.0, linestyle=(0, (4, 3)), label=words, zorder=2)
    if last is not None and last.number is not None and last.year < goal.year and row.pace:
        words = Text("尚需的速度", "pace still needed").to(language)
        ends = [last.number, goal.number]
        axes.plot([last.year, goal.year], ends, color=ORANGE, linewidth=1.4, linestyle=":", label=words, zorder=2)


def _between(row: LedgerRow, year: float) -> float:
    """Return the path at a fraction of a year: through the figures of the ledger at whole years, by their own rule."""
    low = int(year)
    first = expected_value(row, low)
    second = expected_value(row, low + 1)
    if first is None or second is None or year == low:
        return float("nan") if first is None else first
    share = year - low
    if first > 0 and second > 0 and row.indicator.unit not in ("%", "百分点"):
        return float(first * (second / first) ** share)
    return first + (second - first) * share


def _unit(row: LedgerRow) -> str:
    from layers.indicators.units import english_unit

    return row.indicator.unit if row.indicator.unit == "%" else english_unit(row.indicator.unit)


def density_chart(table: Densities, names: Sequence[str], language: Language, width_mm: float = 160.0) -> Picture:
    """Draw densities with their intervals, the densest at the top; zones without an area are left out."""
    rows = [(row, name) for row, name in zip(table.rows, names, strict=True) if row.density_per_km2 is not None]
    rows.sort(key=lambda each: each[0].density_per_km2 or 0.0)

    def draw(axes: Any) -> None:
        for place, (row, _) in enumerate(rows):
            value = row.density_per_km2 or 0.0
            low, high = row.ci_low or 0.0, value if row.ci_high is None else row.ci_high
            axes.barh(place, value, height=0.55, color="#9cc3da", zorder=2)
            axes.plot([low, high], [place, place], color=INK, linewidth=1.2, zorder=3)
            axes.plot([low, high], [place, place], "|", color=INK, markersize=7, zorder=3)
            axes.annotate(f"{value:.3g}", (high, place), (6, 0), textcoords="offset points", va="center")
        room = width_mm * 0.34
        axes.set_yticks(range(len(rows)), ["\n".join(wrap(_printable(name), 8.0, room)) for _, name in rows])
        axes.margins(x=0.12 if width_mm > 100 else 0.3)  # room for the figures at the ends
        axes.set_xlim(left=0)
        confidence = f"{table.confidence:.0%}"
        words = Text(f"处/平方公里，横线为 {confidence} 区间", f"per km², lines: {confidence} interval")
        axes.set_xlabel(_printable(words.to(language)))

    return _chart(draw, (width_mm, 22.0 + 8.5 * max(len(rows), 1)))


def timeline_chart(facilities: Sequence[Facility], language: Language) -> Picture:
    """Draw when each facility is built: from its start where that is said, to its completion."""
    known = [each for each in facilities if each.schedule.completion is not None or each.schedule.built]

    def draw(axes: Any) -> None:
        years = [
            year
            for each in known
            for year in (each.schedule.start, each.schedule.completion, each.listed_in if each.schedule.built else None)
            if year is not None
        ]
        for place, each in enumerate(reversed(known)):
            schedule = each.schedule
            if schedule.built:
                axes.plot([each.listed_in], [place], "<", color=GREEN, markersize=7)
                continue
            if schedule.start is not None:
                axes.plot([schedule.start, schedule.completion], [place, place], color=BLUE, linewidth=3.0)
            face = "#ffffff" if schedule.derived else BLUE
            axes.plot([schedule.completion], [place], "o", color=BLUE, markerfacecolor=face, markersize=6)
        axes.set_yticks(range(len(known)), [_printable(each.name) for each in reversed(known)])
        axes.set_xticks(range(min(years), max(years) + 1))
        axes.set_xlim(min(years) - 0.7, max(years) + 0.7)
        axes.set_ylim(-0.7, len(known) - 0.3)
        words = Text(
            "三角：此前已建成（年份不详）；实心：原文写明；空心：按工期推算",
            "triangle: built before, year not stated; solid: as stated; hollow: computed from the duration",
        )
        axes.set_xlabel(_printable(words.to(language)))

    return _chart(draw, (160.0, 20.0 + 6.5 * max(len(known), 1)))


def overlap_matrix(overlap: Overlap, names: Sequence[str]) -> Picture:
    """Draw the Jaccard index of every pair of areas as a matrix; pairs without an industry in common stay blank."""

    def draw(axes: Any) -> None:
        from matplotlib import colormaps
        from matplotlib.colors import Normalize

        shades, size = colormaps["YlOrBr"], len(overlap.areas)
        scale = Normalize(0.0, 1.0)
        from matplotlib.patches import Rectangle

        for column, first in enumerate(overlap.areas):
            for line, second in enumerate(overlap.areas):
                value = overlap.jaccard(first, second)
                fill = "#e9ecef" if first == second else shades(scale(value)) if value > 0 else "#ffffff"
                axes.add_patch(
                    Rectangle((column - 0.5, line - 0.5), 1, 1, facecolor=fill, edgecolor=PALE, linewidth=0.5)
                )
                if value > 0 and first != second:
                    ink = "#ffffff" if value > 0.6 else INK
                    axes.annotate(f"{value:.2f}", (column, line), ha="center", va="center", color=ink, fontsize=6.5)
        axes.set_xlim(-0.5, size - 0.5)
        axes.set_ylim(size - 0.5, -0.5)
        axes.set_xticks(range(size), [str(each + 1) for each in range(size)])
        axes.set_yticks(range(size), [f"{_printable(name)}  {each + 1}" for each, name in enumerate(names)])
        axes.xaxis.tick_top()
        axes.grid(visible=False)

    return _chart(draw, (160.0, 20.0 + 6.2 * len(overlap.areas)))


def map_picture(
    project: Project, map_id: str, column: tuple[str, str] | None, language: Language, beside_chart: bool = False
) -> Picture:
    """Draw a map as a sheet.

    Parameters
    ----------
    column
        (layer, field): puts that look of the layer in force.
    beside_chart
        On half the width of the text, titled by the column, its notes left to the text; else on half a page.
    """
    from types import MappingProxyType

    from layers.layout import preview_sheet
    from layers.sheets.content import View, compose
    from layers.sheets.options import SheetOptions

    view = View()
    if column is not None:
        layer = project.layer(column[0])
        looks = [look for look in (layer.symbology, *layer.alternatives) if getattr(look, "field", "") == column[1]]
        title = project.dataset(layer.dataset).field_of(column[1]).title
        view = View(title, MappingProxyType({layer.id: looks[0]})) if looks else view
    content = compose(project, map_id, view)
    if beside_chart:
        shown = replace(content.shown, title=view.subtitle or content.shown.title, description=Text(""), notes=())
        half = SheetOptions("report_half", language=language, inset=False)
        png, _ = preview_sheet(replace(content, shown=shown, subtitle=Text("")), half, 1.5 * MAP_DPI)
        return _packed(png, trimmed=True)
    png, _ = preview_sheet(content, SheetOptions("report_figure", language=language), MAP_DPI)
    return _packed(png)


def _chart(draw: Callable[[Any], None], size_mm: tuple[float, float]) -> Picture:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    with drawing_rules(), rc_context({"axes.unicode_minus": False}):  # the font has no U+2212
        figure = Figure(figsize=(size_mm[0] * MM, size_mm[1] * MM), facecolor="#ffffff", layout="constrained")
        axes = figure.add_subplot()
        axes.grid(visible=True, color="#e3e7eb", linewidth=0.6)
        axes.set_axisbelow(True)
        draw(axes)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(PALE)
        axes.tick_params(colors=INK, length=0)
        from matplotlib.text import Text as Artist

        for artist in figure.findobj(Artist):
            size = min(artist.get_fontsize(), 8.0)
            artist.set_fontproperties(FontProperties(fname=str(FONT), size=size))
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=CHART_DPI, metadata={"Software": None})
    return _packed(buffer.getvalue())


def _packed(png: bytes, trimmed: bool = False) -> Picture:
    """Return a picture with a palette of 256 colours: a third of the bytes, and none that an eye would miss.

    `trimmed`: without its white margins.
    """
    from PIL import Image, ImageChops, ImageOps

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if trimmed:
        inside = ImageChops.difference(picture, Image.new("RGB", picture.size, picture.getpixel((0, 0)))).getbbox()
        picture = picture.crop(inside) if inside else picture
        picture = ImageOps.expand(picture, 6, (255, 255, 255))
    packed = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = packed.getpalette() or []
    at = 3 * int(np.asarray(packed)[0, 0])
    if picture.getpixel((0, 0)) == (255, 255, 255):
        packed.putpalette([*palette[:at], 255, 255, 255, *palette[at + 3 :]])  # paper stays white
    buffer = io.BytesIO()
    packed.save(buffer, "PNG", optimize=True)
    return Picture(buffer.getvalue(), picture.size)


def _printable(text: str) -> str:
    return printable(text)[0]
