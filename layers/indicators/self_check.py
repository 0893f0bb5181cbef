"""The plans checked against themselves: what they claim in words or sums against what their own figures give."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from layers.indicators.catalogue import Catalogue, Value
from layers.indicators.facility_years import Facility
from layers.tables import Row, number, parse_rows, parts, read_rows
from spatial.errors import SourceError
from spatial.text import Text

Outcome = Literal["agrees", "disagrees", "remark", "not_checkable"]
OUTCOME_NAMES: dict[Outcome, Text] = {
    "agrees": Text("相符", "agrees"),
    "disagrees": Text("不符", "disagrees"),
    "remark": Text("提示", "remark"),
    "not_checkable": Text("无法核对", "cannot be checked"),
}
CHECK_NAMES: dict[str, Text] = {
    "multiple": Text("倍数：目标 ÷ 基期，取一位小数，不小于所说倍数", "Multiple: target ÷ base, at one decimal"),
    "share": Text("占比：分子 ÷ 分母，按所印位数取舍后相等", "Share: part ÷ whole, equal as far as printed"),
    "share_of_whole_number": Text("占比：分母应为整数", "Share: the whole must be a whole number"),
    "sum": Text("合计：各项之和等于合计", "Sum: the parts add up to the total"),
    "facility_count": Text("清单与指标：到该年建成的项数等于指标", "List and indicator: facilities built by the year"),
    "implied_base": Text("分母：由数量和比率反推", "Denominator: implied by count and rate"),
    "stock_falls": Text("存量：后一份文件不应变小", "Stock: the later document should not show less"),
}
CLAIM_COLUMNS = ("claim_id", "check", "subject", "figures", "stated", "printed", "source", "note")


@dataclass(frozen=True)
class Claim:
    """Something a plan says that its own figures can confirm or contradict.

    Parameters
    ----------
    id, check
        Slug, and the name of the check: a key of `CHECKS`.
    subject
        What it is about.
    figures
        (area, indicator, year) of the figures that the check reads, in its order.
    stated
        The number in the claim's words (4 for 4倍增); None where the claim is one of the figures.
    printed, source, note
        The claim's words, where they stand, and a remark.
    """

    id: str
    check: str
    subject: Text
    figures: tuple[tuple[str, str, int], ...]
    stated: float | None
    printed: str
    source: str
    note: str


@dataclass(frozen=True)
class Checked:
    """A claim and what came of it.

    Parameters
    ----------
    claim, outcome
        What was checked, and how it went.
    arithmetic
        The sum that was done, with its figures.
    sources
        Document and place of the claim and of every figure used, without repetition.
    """

    claim: Claim
    outcome: Outcome
    arithmetic: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Evidence:
    values: tuple[Value, ...]
    facilities: tuple[Facility, ...]


def read_claims(path: Path) -> tuple[Claim, ...]:
    """Read the table of claims.

    Raises
    ------
    SourceError
        It cannot be read, or a row names no such check or a figure of another form than ``area/indicator/year``.
    """
    return tuple(parse_rows(path, read_rows(path, CLAIM_COLUMNS), _claim))


def check_plans(catalogue: Catalogue, claims: Iterable[Claim], facilities: Sequence[Facility]) -> tuple[Checked, ...]:
    """Check every claim; disagreements first, then remarks, what cannot be checked, and what agrees."""
    checked = [_checked(claim, catalogue, facilities) for claim in claims]
    order = ("disagrees", "remark", "not_checkable", "agrees")
    return tuple(sorted(checked, key=lambda each: order.index(each.outcome)))


def _checked(claim: Claim, catalogue: Catalogue, facilities: Sequence[Facility]) -> Checked:
    values: list[Value] = []
    for figure in claim.figures:
        found = catalogue.find(*figure)
        if len(found) != 1 or found[0].number is None:
            what = " / ".join(map(str, figure))
            arithmetic = Text(f"没有可用的数字：{what}。", f"There is no one figure of {what}.")
            return Checked(claim, "not_checkable", arithmetic, (claim.source,))
        values.append(found[0])
    outcome, arithmetic = CHECKS[claim.check](claim, _Evidence(tuple(values), tuple(facilities)))
    printed = [claim.source, *(value.source for value in values)]
    sources = [source.strip() for each in printed for source in each.split(";")]
    if claim.check == "facility_count":
        sources += [facility.source.rpartition(",")[0] for facility in facilities]  # the list, not each of its rows
    return Checked(claim, outcome, arithmetic, tuple(dict.fromkeys(sources)))


def _multiple(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    """Compare "N 倍增" with target / base: reached where the quotient, rounded to one decimal, is N or more."""
    base, target = evidence.values
    first, last = _exact(base), _exact(target)
    if not first or claim.stated is None:
        return "not_checkable", Text("基期值为 0。", "The base figure is 0.")
    ratio = last / first
    agrees = round(ratio, 1) >= claim.stated
    sum_ = f"{target.year}: {target.text} ÷ {base.year}: {base.text} = {ratio:.2f}×"
    return ("agrees" if agrees else "disagrees"), Text(
        f"{sum_}；原文为 {claim.stated:g} 倍。", f"{sum_}; the plan says {claim.stated:g}×."
    )


def _share(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    """Compare a printed share with part / whole; each printed figure stands for all that round to it."""
    part, whole, share = evidence.values
    low, high = (100 * a / b for a, b in zip(_rounding(part), reversed(_rounding(whole)), strict=True))
    share_low, share_high = _rounding(share)
    agrees = low <= share_high and share_low <= high
    sum_ = f"{part.text} ÷ {whole.text} = {100 * _exact(part) / _exact(whole):.2f} %"
    return ("agrees" if agrees else "disagrees"), Text(
        f"{sum_}；所印为 {share.text} %。", f"{sum_}; printed: {share.text} %."
    )


def _share_of_whole_number(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    """Find a whole number of which the part is the printed share."""
    part, share = evidence.values
    low, high = _rounding(share)
    first, last = math.ceil(100 * _exact(part) / high), math.floor(100 * _exact(part) / low)
    exact = 100 * _exact(part) / _exact(share)
    sum_ = f"{part.text} ÷ {share.text} % = {exact:.2f}"
    if first <= last:
        return "agrees", Text(f"{sum_}，即 {first}。", f"{sum_}, that is {first}.")
    return "disagrees", Text(
        f"{sum_}，不是整数：没有哪个整数的 {share.text} % 是 {part.text}。",
        f"{sum_}, no whole number: of none {part.text} is {share.text} %.",
    )


def _sum(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    *terms, total = evidence.values
    found = math.fsum(_exact(term) for term in terms)
    slack = math.fsum(_half_unit(value) for value in evidence.values if "." in value.text)
    sum_ = f"{' + '.join(term.text for term in terms)} = {found:g}"
    agrees = abs(found - _exact(total)) <= slack + 1e-9
    return ("agrees" if agrees else "disagrees"), Text(
        f"{sum_}；合计所印为 {total.text}。", f"{sum_}; the printed total is {total.text}."
    )


def _facility_count(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    """Count the facilities that the list calls built by the end of the year, of an area."""
    (row,) = evidence.values
    inside = [each for each in evidence.facilities if row.area in each.areas]
    unknown = [each for each in inside if each.built_by(row.year) is None]
    count = sum(each.built_by(row.year) is True for each in inside)
    if unknown:
        return "not_checkable", Text(
            f"清单中 {len(unknown)} 项只写“建成”，没有年份；{row.year}年的 {row.text} 个无法核对。",
            f"{len(unknown)} of the list say “built” without a year; the {row.text} of {row.year} cannot be checked.",
        )
    return ("agrees" if count == row.number else "disagrees"), Text(
        f"清单到 {row.year}年为 {count} 个；指标为 {row.text} 个。",
        f"The list gives {count} by {row.year}; the indicator says {row.text}.",
    )


def _implied_base(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    count, rate = evidence.values
    persons = _exact(count) / _exact(rate) * 10_000
    sum_ = f"{count.text} ÷ {rate.text} × 10 000 = {persons:,.0f}"
    return "remark", Text(
        f"{sum_} 人：分母应为园区从业人员，而非常住人口，不能与按人口计算的指标比较。",
        f"{sum_} persons: the denominator is the staff of the park, not residents; not to be compared with rates per "
        "resident.",
    )


def _stock_falls(claim: Claim, evidence: _Evidence) -> tuple[Outcome, Text]:
    first, last = evidence.values
    sum_ = f"{first.year}: {first.text}, {last.year}: {last.text}"
    if _exact(last) >= _exact(first):
        return "agrees", Text(f"{sum_}。", f"{sum_}.")
    return "remark", Text(
        f"{sum_}：后一份文件的数字较小，二者口径或时点可能不同。",
        f"{sum_}: the later figure is smaller; the two may differ in definition or date.",
    )


Check = Callable[[Claim, _Evidence], tuple[Outcome, Text]]
CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "multiple": _multiple,
        "share": _share,
        "share_of_whole_number": _share_of_whole_number,
        "sum": _sum,
        "facility_count": _facility_count,
        "implied_base": _implied_base,
        "stock_falls": _stock_falls,
    }
)


def _claim(row: Row) -> Claim:
    if row["check"] not in CHECKS:
        raise ValueError(f"check = {row['check']!r} ({' / '.join(CHECKS)})")
    figures = []
    for figure in parts(row["figures"]):
        area, indicator, year = figure.split("/")
        figures.append((area, indicator, int(year)))
    zh, _, en = row["subject"].partition("|")
    return Claim(
        row["claim_id"], row["check"], Text(zh, en), tuple(figures), number(row["stated"]), row["printed"],
        row["source"], row["note"],
    )  # fmt: skip


def _exact(value: Value) -> float:
    if value.number is None:
        raise SourceError(
            Text(f"{value.indicator} {value.year} 没有数字。", f"{value.indicator} {value.year} has no number."),
            Text("请更正数值表。", "Correct the table of figures."),
        )
    return value.number


def _half_unit(value: Value) -> float:
    """Return half a unit of the last printed decimal."""
    return 0.5 / 10.0 ** len(value.text.partition(".")[2])


def _rounding(value: Value) -> tuple[float, float]:
    """Return the ends of what rounds to a printed figure; 约 and 左右 allow a whole unit of the last digit."""
    slack = _half_unit(value) * (2 if value.qualifier in ("约", "左右") else 1)
    return _exact(value) - slack, _exact(value) + slack
