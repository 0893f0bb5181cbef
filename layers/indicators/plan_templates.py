"""Empty tables of plans for a project of one's own: the headings, ready to be filled in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from layers import areas
from layers.indicators.catalogue import ALIASES, INDICATOR_COLUMNS, RULE_COLUMNS, VALUE_COLUMNS
from layers.indicators.facility_years import COLUMNS as FACILITY_COLUMNS
from layers.indicators.self_check import CLAIM_COLUMNS
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_writing, replace_bytes
from spatial.text import Text

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "areas.csv": areas.COLUMNS,
    "indicators.csv": INDICATOR_COLUMNS,
    "indicator_rules.csv": (*RULE_COLUMNS, ALIASES),
    "values.csv": VALUE_COLUMNS,
    "claims.csv": CLAIM_COLUMNS,
    "facilities_table.csv": FACILITY_COLUMNS,
}


def write_plan_templates(place: Path | None, feedback: Feedback = SILENT) -> tuple[Path, ...]:
    """Write the tables that a project lacks, headings only, into its folder ``tables``; the others stay as they are.

    Parameters
    ----------
    place
        Where the project is saved: a folder, its ``project.json``, or an archive.

    Returns
    -------
    tuple of Path
        The tables written.

    Raises
    ------
    ProjectError
        The project is saved nowhere yet.
    SourceError
        The folder cannot be written to.
    """
    if place is None:
        raise ProjectError(
            Text("项目还没有保存，没有放表格的地方。", "The project is not saved yet: there is no place for tables."),
            Text("请先保存项目。", "Save it first."),
        )
    folder = (place if place.is_dir() else place.parent) / "tables"
    written = []
    with errors_of_writing(folder):
        folder.mkdir(exist_ok=True)
        for number, (name, columns) in enumerate(TEMPLATES.items()):
            feedback.report(number / len(TEMPLATES))
            path = folder / name
            if not path.exists():
                text = io.StringIO()
                csv.writer(text, lineterminator="\r\n").writerow(columns)
                replace_bytes(path, text.getvalue().encode("utf-8-sig"))
                written.append(path)
    return tuple(written)
