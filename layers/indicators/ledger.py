"""The target ledger (目标台账): what the plans promise, where each figure stands, and the pace that is still needed.

A row is one indicator of one area: its baseline, its latest figure, its target, the gap between the two, the yearly
pace that closes the gap (compound and linear), the figure expected on the way, and a status whose rule is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from layers.indicators.catalogue import Catalogue, Indicator, Value
from layers.indicators.units import english_unit
from spatial.text import Text

Status = Literal[
    "achieved", "on_track", "behind", "missed", "not_started", "no_baseline", "no_target", "not_computable"
]

STATUS_NAMES: dict[Status, Text] = {
    "achieved": Text("已达成", "achieved"),
    "on_track": Text("进度正常", "on track"),
    "behind": Text("落后于进度", "behind"),
    "missed": Text("到期未达成", "missed"),
    "not_started": Text("仅有基期", "baseline only"),
    "no_baseline": Text("缺现状值", "no current figure"),
    "no_target": Text("未设目标", "no target"),
    "not_computable": Text("无法计算", "cannot be computed"),
}
QUALIFIERS = {
    "左右": "about",
    "约": "about",
    "超过": "more than",
    "突破": "more than",
    "不低于": "at least",
    "余": "more than",
    "多": "more than",
    "多个": "more than",
    "多项": "more than",
    "近": "nearly",
    "接近": "nearly",
    "力争": "striven for",
    "预估": "estimate",
    "预估值": "estimated target",
    "户籍人口": "registered residents",
    "汇总": "computed",
}
RATIO_UNITS = ("%", "百分点")

RULE = Text(
    "状态规则：最近值达到目标为“已达成”；否则与期望值比较，不低于期望值为“进度正常”，低于为“落后于进度”；"
    "最近值已是目标年或以后的数而未达到目标为“到期未达成”。"
    "期望值是从基期值到目标值的路径在最近值年份上的值：数量和人均值按复合增速，百分比及基期为 0 的按直线。"
    "基期是最早的现状值，最近值是最晚的现状值或预估值；二者为同一年时只有基期，不作判断。",
    "Status rule: achieved where the latest figure reaches the target; else on track where it is not short of the "
    "expected figure, and behind where it is; missed where the latest figure is of the target's year, or later, and "
    "short of it. The expected figure lies on the path from baseline to target in the year of the latest figure: at "
    "compound growth for amounts and rates per head, on a straight line for percentages and "
    "from a baseline of 0. The baseline is the earliest actual figure, the latest is the last actual or estimated one; "
    "where both are of one year, there is a baseline only and no judgement.",
)


@dataclass(frozen=True)
class Pace:
    """What it takes from one figure to a later one.

    Parameters
    ----------
    gap
        Target less figure, in the unit of the indicator (percentage points for percentages).
    years
        Years between the two.
    growth_per_year
        Compound growth, a fraction (0.046 for +4.6 % a year): ``(target / figure) ** (1 / years) - 1``. None where
        either figure is not positive.
    step_per_year
        Linear pace: ``gap / years``, in the unit of the indicator a year.
    """

    gap: float
    years: int
    growth_per_year: float | None
    step_per_year: float


@dataclass(frozen=True)
class LedgerRow:
    """One indicator of one area.

    Parameters
    ----------
    indicator, area
        Ids.
    figures
        Every figure there is, by year; figures without a number (ranges, bounds, ``/``) among them.
    baseline, latest, target
        The figures that the row is about; None where there is none with a number.
    milestones
        Targets before the last one, by year.
    pace
        From the latest figure to the target; None where one is missing or the target's year has come.
    expected
        The figure on the path from baseline to target in the year of the latest one; None where the path has no length.
    status
        See `RULE`.
    """

    indicator: Indicator
    area: str
    figures: tuple[Value, ...]
    baseline: Value | None
    latest: Value | None
    target: Value | None
    milestones: tuple[Value, ...]
    pace: Pace | None
    expected: float | None
    status: Status

    @property
    def progress(self) -> float | None:
        """Share of the way from baseline to target that the latest figure has gone; None without such a way."""
        first, last, goal = (_number(value) for value in (self.baseline, self.latest, self.target))
        if first is None or last is None or goal is None or goal == first or self.status == "not_started":
            return None
        return (last - first) / (goal - first)


def make_ledger(catalogue: Catalogue, areas: Iterable[str] | None = None) -> tuple[LedgerRow, ...]:
    """Return a row for every indicator and area that has a figure, in the order of the tables.

    Parameters
    ----------
    catalogue
        Indicators and figures.
    areas
        Only these areas; None: all.
    """
    wanted = None if areas is None else set(areas)
    groups: dict[tuple[str, str], list[Value]] = {}
    for value in catalogue.values:
        if wanted is None or value.area in wanted:
            groups.setdefault((value.indicator, value.area), []).append(value)
    return tuple(
        _row(catalogue.indicator(indicator), area, sorted(figures, key=lambda value: value.year))
        for (indicator, area), figures in groups.items()
    )


def pace(figure: float, target: float, years: int) -> Pace | None:
    """Return the pace from a figure to a target `years` later; None where no year is left."""
    if years <= 0:
        return None
    positive = figure > 0 and target > 0
    growth = math.pow(target / figure, 1 / years) - 1 if positive else None
    return Pace(target - figure, years, growth, (target - figure) / years)


def expected_value(row: LedgerRow, year: int) -> float | None:
    """Return the figure on the path from baseline to target in a year between the two; None outside, or without a path.

    The path grows at a compound rate; it is a straight line for percentages and where an end is not positive.
    """
    first, goal = _number(row.baseline), _number(row.target)
    if row.baseline is None or row.target is None or first is None or goal is None:
        return None
    return _on_path(row.indicator.unit, (row.baseline.year, first), (row.target.year, goal), year)


def outlook(row: LedgerRow) -> float | None:
    """Return the figure of the target's year if the pace from baseline to latest went on; None without such a pace."""
    first, last = _number(row.baseline), _number(row.latest)
    if row.baseline is None or row.latest is None or row.target is None or first is None or last is None:
        return None
    gone, left = row.latest.year - row.baseline.year, row.target.year - row.latest.year
    if gone <= 0 or left < 0:
        return None
    if first > 0 and last > 0 and row.indicator.unit not in RATIO_UNITS:
        return float(last * math.pow(last / first, left / gone))
    return last + (last - first) / gone * left


def reading(row: LedgerRow) -> Text:
    """Return a row as a sentence, with the years and the kind of each figure."""
    name, status = row.indicator.name, STATUS_NAMES[row.status]
    if row.target is None:
        return Text(f"{name.zh}：{status.zh}。", f"{name.to('en')}: {status.to('en')}.")
    goal, year = worded(row.target), row.target.year
    if row.latest is None:
        return Text(
            f"{name.zh}：{year}年目标 {goal.zh}；{status.zh}。",
            f"{name.to('en')}: target {goal.to('en')} in {year}; {status.to('en')}.",
        )
    now, need = worded(row.latest), _need(row)
    return Text(
        f"{name.zh}：{row.latest.year}年 {now.zh}，{year}年目标 {goal.zh}{need.zh}；{status.zh}。",
        f"{name.to('en')}: {now.to('en')} in {row.latest.year}, target {goal.to('en')} in {year}{need.en}; "
        f"{status.to('en')}.",
    )


def worded(value: Value) -> Text:
    """Return a figure with its unit and its qualifier: ``458 亿元（预估）``; a range or a bound as it is printed."""
    unit = value.unit if value.unit == "%" else english_unit(value.unit)
    words = value.qualifier
    if value.number is None:
        number_zh = number_en = value.printed
        words = ""
    else:
        number_zh, number_en = f"{value.text} {value.unit}", f"{value.text} {unit}".strip()
    english = QUALIFIERS.get(words, words)
    return Text(f"{number_zh}（{words}）" if words else number_zh, f"{number_en} ({english})" if words else number_en)


def _need(row: LedgerRow) -> Text:
    if row.pace is None or row.pace.gap == 0 or row.status == "achieved":
        return Text("", "")
    step, growth = row.pace.step_per_year, row.pace.growth_per_year
    if row.indicator.unit in RATIO_UNITS:
        return Text(f"，每年还需 {step:+.2g} 个百分点", f", which needs {step:+.2g} percentage points a year")
    if growth is None:
        return Text(f"，每年还需 {step:+.2g} {row.indicator.unit}", f", which needs {step:+.2g} a year")
    return Text(f"，每年还需 {growth * 100:+.1f} %", f", which needs {growth * 100:+.1f} % a year")


def _row(indicator: Indicator, area: str, figures: list[Value]) -> LedgerRow:
    known = [value for value in figures if value.number is not None]
    targets = [value for value in known if value.kind == "target"]
    target = targets[-1] if targets else None
    actual = [value for value in known if value.kind != "target"]
    measured = [value for value in actual if value.kind == "actual"] or actual
    baseline, latest = (measured[0], actual[-1]) if actual else (None, None)
    first, last, goal = _number(baseline), _number(latest), _number(target)
    needed = expected = None
    if latest is not None and target is not None and last is not None and goal is not None:
        needed = pace(last, goal, target.year - latest.year)
        if baseline is not None and first is not None and baseline.year < latest.year < target.year:
            expected = _on_path(indicator.unit, (baseline.year, first), (target.year, goal), latest.year)
    status = _status(indicator, (last, goal, expected))
    if goal is None and any(value.kind == "target" for value in figures):
        status = "not_computable"
    if status in ("not_started", "behind") and latest is not None and target is not None and latest.year >= target.year:
        status = "missed"
    return LedgerRow(
        indicator, area, tuple(figures), baseline, latest, target, tuple(targets[:-1]), needed, expected, status
    )


def _status(indicator: Indicator, figures: tuple[float | None, float | None, float | None]) -> Status:
    last, goal, expected = figures
    if goal is None:
        return "no_target"
    if last is None:
        return "no_baseline"
    sign = -1 if indicator.direction == "down" else 1
    if sign * (last - goal) >= 0:
        return "achieved"
    if expected is None:
        return "not_started"
    slack = 1e-9 * max(abs(expected), abs(goal))  # a figure that lies on the path is not behind it
    return "on_track" if sign * (last - expected) >= -slack else "behind"


def _on_path(unit: str, start: tuple[int, float], end: tuple[int, float], year: int) -> float | None:
    (first_year, first), (last_year, last) = start, end
    if not first_year < last_year or not first_year <= year <= last_year:
        return None
    share = (year - first_year) / (last_year - first_year)
    if unit not in RATIO_UNITS and first > 0 and last > 0:
        return float(first * math.pow(last / first, share))
    return first + (last - first) * share


def _number(value: Value | None) -> float | None:
    return None if value is None else value.number
