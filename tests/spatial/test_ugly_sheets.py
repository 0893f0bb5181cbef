"""Every ugly spreadsheet is read right, to the cell, or refused with its reason; and each guess is said, no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from ugly_sheets import UGLY, Ugly, listed

from spatial.cells import Form, read_cell
from spatial.errors import SourceError
from spatial.sources import read_table


def meaning(cell: str | None) -> object:
    """Say what a cell means, as `ugly_sheets.Ugly.figures` writes it."""
    found = read_cell(cell or "")
    return {
        Form.NUMBER: found.number,
        Form.ESTIMATE: f"~{found.number:g}",
        Form.RANGE: f"{found.low:g}..{found.high:g}",
        Form.MISSING: None,
        Form.NOT_APPLICABLE: "/",
        Form.TEXT: f"“{cell}”",
    }[found.form]


@pytest.mark.parametrize("ugly", UGLY, ids=lambda ugly: ugly.file)
def test_an_ugly_sheet_is_read_right_or_refused(tmp_path: Path, ugly: Ugly) -> None:
    path = tmp_path / ugly.file
    ugly.make(path)
    if ugly.refused:
        with pytest.raises(SourceError) as error:
            read_table(path, sheet=ugly.sheet, options=ugly.options)
        assert ugly.refused in error.value.what.zh and error.value.what.en and error.value.remedy.zh
        return
    source = read_table(path, sheet=ugly.sheet, options=ugly.options)
    cells = {name: [None if cell != cell else cell for cell in source.frame[name]] for name in source.frame.columns}
    assert cells == {name: list(column) for name, column in ugly.columns.items()}
    assert {finding.code for finding in source.findings} == ugly.said
    assert [column.name for column in source.columns] == list(source.frame.columns)
    assert all(finding.message.zh and finding.message.en for finding in source.findings)
    for name, figures in ugly.figures.items():
        assert [meaning(cell) for cell in cells[name]] == list(figures)
    units = {column.name: column.unit for column in source.columns}
    assert {name: units[name] for name in ugly.units} == dict(ugly.units)


def test_there_are_enough_and_no_two_alike() -> None:
    assert len(UGLY) >= 60
    assert len({ugly.what for ugly in UGLY}) == len({ugly.file for ugly in UGLY}) == len(UGLY)


def test_check_reads_every_ugly_workbook_as_a_table(tmp_path: Path) -> None:
    from spatial.sources import check_file

    for ugly in UGLY:
        if ugly.file.endswith((".ods", ".xls", ".et")) and not ugly.refused:
            ugly.make(tmp_path / ugly.file)
            report = check_file(tmp_path / ugly.file)
            assert report.features == len(next(iter(ugly.columns.values()))), ugly.file


def test_the_list_for_readers_is_that_of_the_tests() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "spreadsheets.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert rows == [listed(number, ugly) for number, ugly in enumerate(UGLY, 1)]
