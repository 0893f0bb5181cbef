"""`--out`: a result of a command as a table, a sheet or a page, the same that the window exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers.command_line.terminal import FILE, language, progress
from spatial.errors import ExportError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.layer import Dataset
    from layers.project import Project
    from layers.results.result_story import Story
    from layers.results.result_tables import ResultTable

OUT = click.option(
    "--out",
    "outs",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="写出结果，可多次：表 .csv .xlsx，图件 .pdf .png .svg，网页 .html "
    "/ write the result, repeatable: table, sheet, page",
)
TABLES, SHEETS, PAGES = (".csv", ".xlsx"), (".pdf", ".png", ".svg"), (".html", ".htm")


def check_endings(outs: Sequence[Path]) -> None:
    """Raise `ExportError` for a file whose ending says nothing, before anything is computed."""
    every = (*TABLES, *SHEETS, *PAGES)
    for path in outs:
        if path.suffix.lower() not in every:
            raise ExportError(
                Text(f"不认识的结果类型“{path.name}”。", f"“{path.name}” is no type of result."),
                Text(f"可用：{'、'.join(every)}。", f"Use one of {', '.join(every)}."),
            )


def write_outs(outs: Sequence[Path], table: ResultTable, story: Callable[[], Story]) -> list[str]:
    """Write a result to files, each by its ending; return their paths.

    Raises
    ------
    SourceError
        A file cannot be written.
    """
    made: Story | None = None
    for path in outs:
        ending = path.suffix.lower()
        if ending in TABLES:
            from layers.results.result_tables import write_result

            write_result(table, path, language(), progress())
            continue
        made = made or story()
        if ending in SHEETS:
            from layers.sheets.options import SheetOptions
            from layers.sheets.story import write_story_sheet

            for each in write_story_sheet(made, path, SheetOptions(language=language(), dpi=300), progress()):
                click.echo(f"{path.name}: {each.message.to(language())}", err=True)
        else:
            from layers.page.story import write_story_page

            write_story_page(made, path, language(), progress())
    return [str(path) for path in outs]


def ground(project: Path | None = None) -> Project:
    """Return the project whose background results of files are drawn on: the one given, else the starter project."""
    from layers.commands import STARTER
    from layers.storage.project_file import read_project

    return read_project(project or STARTER, progress()).project


def with_files(project: Project, files: Sequence[Path]) -> tuple[Project, tuple[Dataset, ...]]:
    """Return a project that holds the layer files, too, and their data sets.

    A file that the project was made of is taken as the project has it, with the names of its columns and its sources.

    Raises
    ------
    SourceError
        A file cannot be read, or holds several layers.
    """
    from layers.datasets import read_dataset
    from layers.edits import add_dataset

    found = []
    for path in files:
        read = read_dataset(path, [each.id for each in project.datasets], progress())
        known = next((each for each in project.datasets if _same_file(each, read)), None)
        project = project if known is not None else add_dataset(project, read)
        found.append(known or read)
    return project, tuple(found)


def _same_file(one: Dataset, other: Dataset) -> bool:
    if one.origin is None or other.origin is None or len(one.frame) != len(other.frame):
        return False
    return bool(one.origin.sha256) and one.origin.sha256 == other.origin.sha256
