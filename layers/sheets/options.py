"""What a user chooses for a sheet: paper, resolution, language, and which parts it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from spatial.errors import ExportError
from spatial.text import Language, Text

FileType = Literal["png", "svg", "pdf"]
FILE_TYPES: tuple[FileType, ...] = ("png", "svg", "pdf")
SERIES: dict[str, Text] = {
    "map": Text("每张地图一幅", "One sheet per map"),
    "year": Text("每个指标和年份一幅", "One sheet per indicator and year"),
    "subpark": Text("每个子园（或分区）一幅", "One sheet per sub-park (or area)"),
}
VIEWS = "views"
"""Not one map but the views of the window side by side."""
LEAST_DPI, MOST_DPI = 50, 600


@dataclass(frozen=True)
class SheetFormat:
    """A size of paper.

    Parameters
    ----------
    name
        Name shown to users.
    width_mm, height_mm
        Size.
    scale
        Letters and furniture are this much larger than on A4.
    """

    name: Text
    width_mm: float
    height_mm: float
    scale: float = 1.0

    @property
    def portrait(self) -> bool:
        """Higher than wide: the legend stands below the map."""
        return self.height_mm > self.width_mm

    @property
    def roomy(self) -> bool:
        """Wide enough for an inset and a legend of full width: not half a column of text."""
        return self.width_mm >= 120.0


FORMATS: dict[str, SheetFormat] = {
    "a4_landscape": SheetFormat(Text("A4 横向", "A4 landscape"), 297.0, 210.0),
    "a4_portrait": SheetFormat(Text("A4 纵向", "A4 portrait"), 210.0, 297.0),
    "a3_landscape": SheetFormat(Text("A3 横向", "A3 landscape"), 420.0, 297.0, 1.25),
    "slide_16_9": SheetFormat(Text("幻灯片 16:9", "Slide 16:9"), 338.667, 190.5, 1.2),
    "report_figure": SheetFormat(Text("报告插图", "Figure in a report"), 190.0, 135.0, 0.8),
    "report_half": SheetFormat(Text("报告半幅插图", "Half-width figure in a report"), 100.0, 86.0, 0.62),
}


@dataclass(frozen=True)
class SheetOptions:
    """What a user chooses for a sheet.

    Parameters
    ----------
    format
        Key of `FORMATS`.
    dpi
        Resolution of PNG, 50 to 600; SVG and PDF are made of shapes and letters.
    language
        Of everything printed.
    inset
        Whether a small map shows where in the region the map lies, where that says anything.
    date
        Date to print, as it is to read; empty: none.
    logo
        PNG or JPEG for the upper right corner.
    maps
        Ids of the maps that a series takes; none: all (of a series by sub-park: the first that shows them).
    file_type
        Of the files of a series.
    title, caption
        Of one sheet, in place of the title and the description of its map, as they are to read; empty: those of the
        map. With a title of its own a sheet prints no description but this one.
    """

    format: str = "a4_landscape"
    dpi: int = 150
    language: Language = "zh"
    inset: bool = True
    date: str = ""
    logo: Path | None = None
    maps: tuple[str, ...] = ()
    file_type: FileType = "pdf"
    title: str = ""
    caption: str = ""

    @property
    def of_a_series(self) -> SheetOptions:
        """The same for sheets of several maps, each of which has the words of its map."""
        return replace(self, title="", caption="")


def as_file_type(ending: str) -> FileType:
    """Return the file type of this name; raise `ExportError` for another."""
    for known in FILE_TYPES:
        if ending.lower().removeprefix(".") == known:
            return known
    raise ExportError(
        Text(f"不认识的图件类型“{ending}”。", f"“{ending}” is no type of sheet."),
        Text("请使用 .png、.svg 或 .pdf。", "Use .png, .svg or .pdf."),
    )


def check_options(options: SheetOptions) -> SheetFormat:
    """Return the format of a sheet; raise `ExportError` for an unknown one and for a resolution out of bounds."""
    if options.format not in FORMATS:
        names = "、".join(FORMATS)
        raise ExportError(
            Text(f"没有名为“{options.format}”的版式。", f"There is no sheet format “{options.format}”."),
            Text(f"可用：{names}。", f"There are: {names.replace('、', ', ')}."),
        )
    if not LEAST_DPI <= options.dpi <= MOST_DPI:
        raise ExportError(
            Text(f"分辨率 {options.dpi} dpi 超出范围。", f"A resolution of {options.dpi} dpi is out of bounds."),
            Text(f"请给出 {LEAST_DPI} 到 {MOST_DPI}。", f"Give {LEAST_DPI} to {MOST_DPI}."),
        )
    return FORMATS[options.format]
