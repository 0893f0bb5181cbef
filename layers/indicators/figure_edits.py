"""Reporting figures: what may be entered beside the plans, as edits of the project; and reading them from a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers.areas import AreaTable
from layers.indicators.catalogue import Catalogue
from layers.indicators.plan_tables import PlanTables
from layers.indicators.recognising import named
from layers.indicators.reported import Reported, ReportedKind
from layers.project import Project
from spatial.cells import Form, fold, read_cell
from spatial.errors import GisError, ProjectError, SourceError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text
from spatial.years import parse_year

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR, LAST_YEAR = 1949, 2100

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "area": ("area_id", "area", "区域", "区域名称", "园区", "园区名称", "区域编号", "地区"),
    "indicator": ("indicator_id", "indicator", "指标", "指标名称", "指标编号"),
    "year": ("year", "年份", "年度", "年"),
    "value": ("value", "figure", "数值", "值", "实际值", "完成值"),
    "kind": ("kind", "类型", "性质", "数据性质"),
    "source": ("source", "来源", "出处", "数据来源"),
    "note": ("note", "备注", "说明"),
}
_ESTIMATES = ("estimate", "estimated", "预估", "估计", "预计", "快报")
_ACTUALS = ("", "actual", "实际", "实际值", "统计", "现状")


@dataclass(frozen=True)
class FiguresRead:
    """What a table of figures gave.

    Parameters
    ----------
    figures
        Those that can be reported.
    refused
        (row of the table as a spreadsheet numbers it, why): rows or cells that cannot.
    """

    figures: tuple[Reported, ...]
    refused: tuple[tuple[int, Text], ...]


def check_figure(figure: Reported, tables: PlanTables) -> Reported:
    """Return a figure as it is kept: blanks gone, an estimate where it is printed as one.

    Raises
    ------
    ProjectError
        Area or indicator are not known, the year is none, the cell holds no figure, no source is given, or a plan
        prints a figure of that year already: those are never overwritten.
    """
    catalogue = tables.catalogue
    if figure.area not in tables.areas:
        raise _wrong(f"没有区域“{figure.area}”", f"there is no area “{figure.area}”")
    indicator = catalogue.indicator(figure.indicator)
    if not FIRST_YEAR <= figure.year <= LAST_YEAR:
        raise _wrong(f"年份 {figure.year} 不在 1949 至 2100 之间", f"the year {figure.year} is not within 1949 to 2100")
    cell = read_cell(figure.printed)
    if cell.form in (Form.MISSING, Form.TEXT):
        shown = figure.printed.strip()
        what = (f"“{shown}”不是数字", f"“{shown}” is no figure") if shown else ("还没有填数字", "no figure is given")
        forms = "2902、2,902、1.2万、3-5、458（预估）"
        raise _wrong(f"{what[0]}；可填 {forms}或 /", f"{what[1]}; type e.g. 2902, 2,902, 3-5 or /")
    if cell.percent and indicator.unit != "%":
        raise _wrong(
            f"填了百分数，而“{indicator.name.zh}”的单位是“{indicator.unit}”",
            f"a percentage was typed, and “{indicator.name.to('en')}” is in “{indicator.unit}”",
        )
    if not figure.source.strip():
        raise _wrong("没有写来源（文件和位置）", "no source is given (document and place)")
    kind: ReportedKind = "estimate" if cell.form == Form.ESTIMATE else figure.kind
    words = {name: getattr(figure, name).strip() for name in ("printed", "source", "note")}
    kept = replace(figure, kind=kind, **words)
    _refuse_overwriting(kept, catalogue)
    return kept


def report_figures(project: Project, figures: Sequence[Reported], tables: PlanTables) -> Project:
    """Edit: append reported figures; one that was reported before of the same year and kind is corrected.

    Raises
    ------
    ProjectError
        One of them cannot be reported (`check_figure`); then none is.
    """
    checked = [check_figure(each, tables) for each in figures]
    new = {each.key: each for each in checked}
    if not new:
        return project
    kept = tuple(new.pop(each.key, each) for each in project.figures)
    after = (*kept, *new.values())
    return project if after == project.figures else replace(project, figures=after)


def withdraw_figure(project: Project, figure: Reported) -> Project:
    """Edit: take back a reported figure; one that is not there changes nothing."""
    kept = tuple(each for each in project.figures if each.key != figure.key)
    return project if len(kept) == len(project.figures) else replace(project, figures=kept)


def read_figures(path: Path, tables: PlanTables, source: str = "", feedback: Feedback = SILENT) -> FiguresRead:
    """Read figures from a CSV or XLSX.

    Two shapes are read: a row for each figure (columns area, indicator, year, value; also kind, source, note), or a row
    for each area and indicator with a column for each year (``2026年``, ``2026年（预估）``; target columns are left out
    and said). Headings in Chinese or English; areas and indicators by id, name or alias.

    Parameters
    ----------
    source
        Source of rows that name none; empty: the file's name.

    Raises
    ------
    SourceError
        The file cannot be read, or lacks a column for areas, indicators or figures.
    """
    from spatial.sources import read_table

    frame = read_table(path, feedback=feedback).frame
    columns = _columns_of(frame)
    years = {str(name): label for name in frame.columns if (label := parse_year(name)) is not None}
    wanting = [name for name in ("area", "indicator") if name not in columns]
    if wanting or not ({"year", "value"} <= columns.keys() or years):
        raise SourceError(
            Text(
                f"“{path.name}”缺少列：需要“区域”“指标”，以及“年份”“数值”或各年份的列。",
                f"“{path.name}” lacks columns: area and indicator, and year and value or a column for each year.",
            ),
            Text(
                f"现有列：{'、'.join(map(str, frame.columns))}。", f"There are: {', '.join(map(str, frame.columns))}."
            ),
        )
    figures: list[Reported] = []
    refused: list[tuple[int, Text]] = []
    given = source or path.name
    rows = frame.fillna("").astype(str).to_dict("records")
    for line, row in enumerate(rows, start=2):
        cells = {name: str(row[column]).strip() for name, column in columns.items()}
        for printed, year, kind in _cells(cells, {name: str(row[name]) for name in years}):
            try:
                figures.append(check_figure(_figure(cells, (printed, year, kind), given, tables), tables))
            except GisError as error:
                refused.append((line, Text(error.what.zh, error.what.to("en"))))
    return FiguresRead(tuple(figures), tuple(refused))


def _cells(cells: Mapping[str, str], by_year: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (printed, year, kind) of a row; blank cells of year columns are no figures."""
    if "year" in cells and "value" in cells:
        yield cells["value"], cells["year"], cells.get("kind", "")
        return
    for name, printed in by_year.items():
        label = parse_year(name)
        if label is not None and read_cell(printed).form != Form.MISSING:
            yield printed, str(label.year), label.kind


def _figure(cells: Mapping[str, str], figure: tuple[str, str, str], source: str, tables: PlanTables) -> Reported:
    printed, year, said = figure
    label = parse_year(year)
    if label is None:
        raise _wrong(f"“{year}”不是年份", f"“{year}” is no year")
    kind = fold(said).casefold() or label.kind
    if kind not in (*_ESTIMATES, *_ACTUALS):
        raise _wrong(
            f"“{said or label.kind}”不是实际值或预估值；目标只由规划给出", f"“{said or label.kind}” is no actual figure"
        )
    return Reported(
        _area(cells["area"], tables.areas), _indicator(cells["indicator"], tables.catalogue), label.year,
        "estimate" if kind in _ESTIMATES else "actual", printed, cells.get("source") or source, cells.get("note", ""),
    )  # fmt: skip


def _area(name: str, areas: AreaTable) -> str:
    found = (areas[name],) if name in areas else areas.resolve(name)
    if len(found) != 1:
        listed = "、".join(each.id for each in found)
        raise _wrong(
            f"“{name}”指多个区域：{listed}" if found else f"没有区域“{name}”",
            f"“{name}” means several areas: {listed}" if found else f"there is no area “{name}”",
        )
    return found[0].id


def _indicator(name: str, catalogue: Catalogue) -> str:
    found = [each.id for each in named(name, catalogue)]
    if len(found) != 1:
        listed = "、".join(found)
        raise _wrong(
            f"“{name}”指多个指标：{listed}" if found else f"指标目录中没有“{name}”",
            f"“{name}” means several indicators: {listed}" if found else f"the catalogue has no indicator “{name}”",
        )
    return found[0]


def _columns_of(frame: pd.DataFrame) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in map(str, frame.columns):
        name = next((name for name, words in _HEADINGS.items() if fold(column).casefold() in words), "")
        if name:
            found.setdefault(name, column)
    return found


def _refuse_overwriting(figure: Reported, catalogue: Catalogue) -> None:
    printed = [
        value
        for value in catalogue.find(figure.area, figure.indicator, figure.year)
        if value.origin == "plan" and (value.kind == "actual" or value.kind == figure.kind)
    ]
    if printed:
        there = printed[0]
        raise _wrong(
            f"规划已给出 {figure.year} 年的数字 {there.printed}（{there.source}），不会被覆盖",
            f"a plan gives the figure of {figure.year}, {there.printed} ({there.source}), which is never overwritten",
        )


def _wrong(zh: str, en: str) -> ProjectError:
    return ProjectError(
        Text(f"无法填报：{zh}。", f"Cannot be reported: {en}."),
        Text("请更正后再试；项目没有改变。", "Correct it and try again; the project is as it was."),
    )
