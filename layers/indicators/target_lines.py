"""The rows of the target ledger on a date: where each figure should be, what is still to go, and by which rule."""

from __future__ import annotations

import calendar
import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.indicators.catalogue import Value
from layers.indicators.citations import citation
from layers.indicators.ledger import RATIO_UNITS, STATUS_NAMES, LedgerRow, expected_value, outlook, worded
from layers.indicators.units import english_unit
from layers.remarks import remark
from spatial.text import LANGUAGES, Language, Text
from spatial.values import print_number

KIND_NAMES: Mapping[str, Text] = {
    "actual": Text("实际", "actual"),
    "estimate": Text("预估", "estimate"),
    "target": Text("目标", "target"),
}
ORIGIN_NAMES: Mapping[str, Text] = {
    "plan": Text("规划", "plan"),
    "reported": Text("填报", "reported"),
    "computed": Text("汇总", "computed"),
}
DATE_RULE = Text(
    "某年的数字视为该年年末的数；期望值在两年之间按同一路径内插，目标年之后即目标值。"
    "趋势外推：从基期到最近值的速度照旧，到目标年是多少。",
    "The figure of a year counts for the end of that year; the expected figure between two years lies on the same path "
    "and is the target after the year of the target. Outlook: what the target's year would show at the pace from "
    "baseline to latest.",
)


@dataclass(frozen=True)
class TargetLine:
    """A row of the ledger with what depends on the date.

    Parameters
    ----------
    row
        The row.
    gap
        Target less latest, in the unit of the indicator; None where one is missing.
    expected
        The figure on the path on the date: None before the baseline and where there is no path.
    outlook
        See `layers.indicators.ledger.outlook`.
    overdue
        Whether the year of the target is over on the date, and no figure of that year or a later one is there.
    """

    row: LedgerRow
    gap: float | None
    expected: float | None
    outlook: float | None
    overdue: bool

    @property
    def computed(self) -> bool:
        """Whether any of baseline, latest and target is rolled up."""
        return any(value is not None and value.origin == "computed" for value in self.ends)

    @property
    def ends(self) -> tuple[Value | None, Value | None, Value | None]:
        """Baseline, latest, target."""
        return self.row.baseline, self.row.latest, self.row.target


def target_lines(rows: Sequence[LedgerRow], date: datetime.date) -> tuple[TargetLine, ...]:
    """Return the rows as they stand on a date, those with a target first, else in their own order."""
    lines = [_line(row, date) for row in rows]
    return tuple(sorted(lines, key=lambda line: not _has_target(line.row)))


def _has_target(row: LedgerRow) -> bool:
    return any(value.kind == "target" for value in row.figures)


def _line(row: LedgerRow, date: datetime.date) -> TargetLine:
    last, goal = (None if value is None else value.number for value in (row.latest, row.target))
    gap = goal - last if goal is not None and last is not None else None
    year = year_of(date)
    due = row.target is not None and year >= row.target.year
    overdue = due and (row.latest is None or (row.target is not None and row.latest.year < row.target.year))
    return TargetLine(row, gap, expected_on(row, year), outlook(row), overdue)


def year_of(date: datetime.date) -> float:
    """Return a date as a year: the last day of 2025 is 2025.0, the last of June 2026 about 2025.5."""
    days = 366 if calendar.isleap(date.year) else 365
    return date.year - 1 + date.timetuple().tm_yday / days


def expected_on(row: LedgerRow, year: float) -> float | None:
    """Return the figure on the path from baseline to target at a (fractional) year; see `DATE_RULE`."""
    first, goal = row.baseline, row.target
    if first is None or goal is None or first.number is None or goal.number is None or first.year >= goal.year:
        return None
    if year >= goal.year:
        return goal.number
    low = math.floor(year)
    here, there = expected_value(row, low), expected_value(row, low + 1)
    if here is None or there is None:
        return None
    share = year - low
    if row.indicator.unit not in RATIO_UNITS and here > 0 and there > 0:
        return float(here * math.pow(there / here, share))
    return here + (there - here) * share


def status_words(line: TargetLine) -> Text:
    """Return the status, with what is lacking where the target's year is over."""
    status = STATUS_NAMES[line.row.status]
    if not line.overdue or line.row.status == "achieved":
        return status
    assert line.row.target is not None
    year = line.row.target.year
    return Text(f"{status.zh}·待{year}年数", f"{status.to('en')}; {year} due")


def rule_words(line: TargetLine) -> Text:
    """Return how the status of a row came about, with its figures."""
    row = line.row
    last, goal, base = row.latest, row.target, row.baseline
    status = STATUS_NAMES[row.status]
    if goal is None or last is None or goal.number is None or last.number is None:
        why = {
            "no_target": Text("规划没有给出目标", "the plans set no target"),
            "no_baseline": Text("有目标，没有现状值", "there is a target and no current figure"),
        }.get(row.status, Text("目标是区间或不带数字", "the target is a range or no number"))
        return Text(f"{status.zh}：{why.zh}。", f"{status.to('en')}: {why.to('en')}.")
    now, aim = worded(last), worded(goal)
    sign = "≤" if row.indicator.direction == "down" else "≥"
    if row.status in ("achieved", "missed"):
        zh = f"{last.year}年 {now.zh}，目标（{goal.year}年）{aim.zh}"
        en = f"{now.to('en')} in {last.year}, target {aim.to('en')} in {goal.year}"
        return Text(f"{status.zh}：{zh}。", f"{status.to('en')}: {en}.")
    if row.expected is None or base is None:
        return Text(
            f"{status.zh}：只有 {last.year}年一个现状值，无法判断进度。",
            f"{status.to('en')}: there is one figure only, of {last.year}: progress cannot be judged.",
        )
    path = Text("按直线", "on a straight line") if _is_line(row) else Text("按复合增速", "at compound growth")
    wanted = print_number(row.expected, 5)
    holds = sign if row.status == "on_track" else {"≥": "<", "≤": ">"}[sign]
    return Text(
        f"{status.zh}：{last.year}年 {last.text} {holds} 期望值 {wanted}（{base.year}年 {base.text} 到 {goal.year}年 "
        f"{goal.text}，{path.zh}）。",
        f"{status.to('en')}: {last.text} in {last.year} {holds} {wanted} expected (from {base.text} in {base.year} to "
        f"{goal.text} in {goal.year}, {path.en}).",
    )


def _is_line(row: LedgerRow) -> bool:
    ends = [value.number for value in (row.baseline, row.target) if value is not None]
    return row.indicator.unit in RATIO_UNITS or any(number is None or number <= 0 for number in ends)


def figure_words(value: Value) -> Text:
    """Return one figure as a line: year, kind, figure, where from."""
    kind, origin, figure = KIND_NAMES[value.kind], ORIGIN_NAMES[value.origin], worded(value)
    source, (zh, en) = citation(value.source), (_bracketed(remark(value.note, each), each) for each in LANGUAGES)
    mark = Text("", "") if value.origin == "plan" else Text(f"[{origin.zh}]", f" [{origin.to('en')}]")
    return Text(
        f"{value.year}年{kind.zh} {figure.zh}{mark.zh}：{source.zh}{zh}",
        f"{value.year} {kind.to('en')}: {figure.to('en')}{mark.en} – {source.to('en')}{en}",
    )


def _bracketed(words: str, language: Language) -> str:
    return "" if not words else f"（{words}）" if language == "zh" else f" ({words})"


def sources_of(line: TargetLine) -> tuple[str, ...]:
    """Return the sources of all figures of a row, without repetition."""
    every = (part.strip() for value in line.row.figures for part in value.source.split(";"))
    return tuple(dict.fromkeys(each for each in every if each))


def unit_words(row: LedgerRow) -> Text:
    """Return the unit of a row in both languages."""
    return shown_unit(row.indicator.unit)


def shown_unit(unit: str) -> Text:
    """Return a unit in both languages, a dash for the counters that English does without."""
    return Text(unit, (unit if unit == "%" else english_unit(unit)) or "–")
