"""Printed sheets for reports: title, map, legend, scale bar, north arrow, inset, sources and status on one page.

A sheet reads portrayals and nothing else, so its classes, colours, legend texts and counts are those of the window. The
same project gives the same bytes. PNG, SVG (letters as outlines) and PDF (letters as an embedded subset of the font).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layers.project import Project
from layers.sheets.arrangement import arrange
from layers.sheets.content import SheetContent, View, compose
from layers.sheets.options import FILE_TYPES, FORMATS, SERIES, SheetFormat, SheetOptions, as_file_type, check_options
from layers.sheets.page import drawing_rules, picture_of, save_page
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.findings import Finding
from spatial.text import Text

__all__ = [
    "FILE_TYPES",
    "FORMATS",
    "SERIES",
    "SheetFormat",
    "SheetOptions",
    "SheetResult",
    "View",
    "preview_sheet",
    "write_sheet",
]


@dataclass(frozen=True)
class SheetResult:
    """What was written.

    Parameters
    ----------
    path, bytes
        The file and its size.
    map_id
        The map on it.
    findings
        What could not be printed as it was meant.
    """

    path: Path
    bytes: int
    map_id: str
    findings: tuple[Finding, ...] = ()


def write_sheet(
    project: Project,
    map_id: str,
    path: Path | str,
    options: SheetOptions,
    feedback: Feedback = SILENT,
    *,
    view: View | None = None,
) -> SheetResult:
    """Write a map of a project as a sheet; the ending of `path` says whether as PNG, SVG or PDF.

    Parameters
    ----------
    map_id
        Id of the map.
    path
        File to write; an existing one is replaced, and left as it was when anything goes wrong.
    view
        A part or another look of the map (a series); None: the map as it stands.

    Raises
    ------
    ProjectError
        There is no such map.
    ExportError
        The format or the ending is unknown, the map shows nothing, or the logo cannot be read.
    SourceError
        The file cannot be written.
    """
    target = Path(path)
    file_type = as_file_type(target.suffix or target.name)
    check_options(options)
    content = compose(project, map_id, view, feedback.part(0.0, 0.4))
    feedback.report(0.45, Text("正在排版", "Laying out the sheet"))
    with drawing_rules():
        page, findings = arrange(content, options, options.dpi if file_type == "png" else 0.0)
        feedback.report(0.7, Text("正在写入文件", "Writing the file"))
        replace_file(target, lambda temporary: save_page(page, temporary, file_type, options.dpi))
    feedback.report(1.0)
    return SheetResult(target, target.stat().st_size, map_id, findings)


def preview_sheet(
    content: SheetContent, options: SheetOptions, dpi: float, feedback: Feedback = SILENT
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a sheet as a PNG picture at a resolution of `dpi`, and its findings, without writing a file."""
    check_options(options)
    feedback.report(0.0, Text("正在排版", "Laying out the sheet"))
    with drawing_rules():
        page, findings = arrange(content, options, dpi)
        feedback.report(0.5)
        return picture_of(page, dpi), findings
