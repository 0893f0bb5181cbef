"""The target ledger as a table: for the window, CSV and XLSX."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from layers.areas import Area
from layers.indicators.catalogue import Value
from layers.indicators.ledger import RULE
from layers.indicators.target_lines import (
    DATE_RULE,
    KIND_NAMES,
    TargetLine,
    figure_words,
    rule_words,
    sources_of,
    status_words,
    unit_words,
)
from layers.results.result_tables import Cell, ResultTable
from spatial.text import Text

COLUMNS: tuple[Text, ...] = (
    Text("区域", "Area"),
    Text("指标", "Indicator"),
    Text("单位", "Unit"),
    Text("基期", "Baseline"),
    Text("最近值", "Latest"),
    Text("目标", "Target"),
    Text("缺口", "Gap"),
    Text("年均增速（需）", "Growth needed"),
    Text("年均增量（需）", "Step needed"),
    Text("应达", "Expected"),
    Text("趋势外推", "Outlook"),
    Text("状态", "Status"),
    Text("走势", "Course"),
)


def target_table(lines: Sequence[TargetLine], areas: Mapping[str, Area], date: datetime.date) -> ResultTable:
    """Return the ledger for a file: figures with their years, kinds and sources, and the rule of each status."""
    columns = (
        *COLUMNS[:3],
        *(Text(zh, en) for zh, en in (("基期年", "Baseline year"), ("基期", "Baseline"))),
        *(Text(zh, en) for zh, en in (("最近年", "Latest year"), ("最近值", "Latest"), ("性质", "Kind"))),
        *(Text(zh, en) for zh, en in (("目标年", "Target year"), ("目标", "Target"), ("缺口", "Gap"))),
        Text("尚需年均增速（小数）", "Growth needed a year (fraction)"),
        Text("尚需年均增量", "Step needed a year"),
        Text(f"应达（{date:%Y-%m-%d}）", f"Expected on {date:%Y-%m-%d}"),
        Text("趋势外推", "Outlook"),
        Text("状态", "Status"),
        Text("判断依据", "Rule of the status"),
        Text("全部数字", "All figures"),
        Text("来源", "Sources"),
        Text("汇总", "Computed"),
    )
    rows = tuple(_cells(line, areas) for line in lines)
    return ResultTable(Text("目标台账", "Target ledger"), columns, rows, (RULE, DATE_RULE))


def _cells(line: TargetLine, areas: Mapping[str, Area]) -> tuple[Cell, ...]:
    row, pace = line.row, line.row.pace
    base, last, goal = line.ends
    figures = Text(
        "；".join(figure_words(value).zh for value in row.figures),
        "; ".join(figure_words(value).to("en") for value in row.figures),
    )
    name = areas[row.area].name if row.area in areas else Text(row.area, row.area)
    return (
        name, row.indicator.name, unit_words(row), *(_ends(base)), *(_ends(last)),
        KIND_NAMES[last.kind] if last is not None else None, *(_ends(goal)), line.gap,
        pace.growth_per_year if pace else None, pace.step_per_year if pace else None, line.expected, line.outlook,
        status_words(line), rule_words(line), figures, "; ".join(sources_of(line)), line.computed,
    )  # fmt: skip


def _ends(value: Value | None) -> tuple[Cell, Cell]:
    return (None, None) if value is None else (value.year, value.number)
