"""The functions of formulas (`spatial.formulas`): a table that the parser, the dialog and the help read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from spatial.errors import ExpressionError
from spatial.expression_parsing import Node, Table
from spatial.expression_values import Cause, Value, arithmetic, combined
from spatial.text import Text
from spatial.unit_algebra import conversion, product, read_unit
from spatial.values import Form

AREA_UNIT = read_unit("平方公里")
_PER_10K = read_unit("万人")
_PERCENT = read_unit("%")
_GROWTH = read_unit("%/年")


@dataclass(frozen=True)
class Quantity:
    """What is known of a column: its unit as printed, and the year of its figures."""

    unit: str = ""
    year: int | None = None


class Parser(Protocol):
    """What functions need of the parser of formulas."""

    def refusal(self, at: int, zh: str, en: str, remedy: Text | None = None) -> ExpressionError:
        """Return the error that something is wrong at a character."""

    def quantity(self, column: str) -> Quantity:
        """Return what is known of a column."""

    def areas(self, at: int) -> Node:
        """Return the areas of the features."""

    def all_rows(self) -> None:
        """Note that a row's result depends on all rows."""

    def alike(self, left: Node, right: Node, sign: str) -> float:
        """Return what `right` is multiplied by to be in the unit of `left`; refuse different things."""

    def ask(self, left: Node, right: Node, sign: str) -> None:
        """Ask the guard about columns that are brought together."""

    def converted(self, node: Node, unit: str, at: int) -> Node:
        """Return a value in another unit of the same kind."""


@dataclass(frozen=True)
class Call:
    """A function.

    Parameters
    ----------
    name, zh
        What it is called by.
    signature, meaning
        How it is written, and what it gives, for completion and help.
    least, most
        Number of arguments, both included.
    make
        Takes the parser, the character of the call and the arguments; returns the value, or raises `ExpressionError`.
    """

    name: str
    zh: str
    signature: Text
    meaning: Text
    least: int
    most: int
    make: Callable[[Parser, int, Sequence[Node | str]], Node]


def scaled(node: Node, factor: float) -> Node:
    """Return a value multiplied by a number; its unit stays for the caller to set."""
    if factor == 1.0:
        return node
    return Node(
        "value", lambda t: arithmetic("*", node.value(t), Value.of_number(factor)), node.at, node.unit, node.columns
    )


def _nodes(parser: Parser, at: int, arguments: Sequence[Node | str]) -> list[Node]:
    found = [each for each in arguments if isinstance(each, Node)]
    if len(found) < len(arguments):
        raise parser.refusal(at, "此函数的参数不能是文本", "a text is no argument of this function")
    return found


def _per_km2(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    (node,) = _nodes(parser, at, arguments)
    return _quotient(node, parser.areas(at))


def _per_10k(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    node, people = _nodes(parser, at, arguments)
    factor = conversion(people.unit, _PER_10K)
    if factor is None:
        unit = str(people.unit) or "—"
        raise parser.refusal(
            people.at,
            f"第二项应为以人或万人为单位的人数，实际单位是“{unit}”",
            f"the second argument should be a number of persons, its unit is “{unit}”",
        )
    heads = scaled(people, factor)
    return _quotient(node, Node("value", heads.make, heads.at, _PER_10K))


def _quotient(node: Node, by: Node) -> Node:
    unit, factor = product(node.unit, by.unit, -1)
    made = Node("value", lambda t: arithmetic("/", node.value(t), by.value(t)), node.at, unit)
    return scaled(made, factor)


def _growth(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    first, last = _nodes(parser, at, arguments)
    years = []
    for node in (first, last):
        year = parser.quantity(node.columns[0]).year if len(node.columns) == 1 else None
        if year is None:
            raise parser.refusal(
                node.at,
                "年均增长需要两个带年份的列",
                "growth is between two columns that each have a year",
                Text("请选择如“企业数 2019年”的列。", "Choose columns such as “firms, 2019”."),
            )
        years.append(year)
    span = years[1] - years[0]
    if span <= 0:
        raise parser.refusal(
            last.at,
            f"后一列的年份 {years[1]} 应晚于前一列的 {years[0]}",
            f"the second year, {years[1]}, should be later than the first, {years[0]}",
        )
    if first.unit.is_percent:
        raise parser.refusal(
            first.at,
            "百分比不计算年均增长，请用两年之差（百分点）",
            "percentages have no compound growth: take the difference (percentage points)",
        )
    factor = parser.alike(first, last, "growth")
    parser.ask(first, last, "growth")
    later = scaled(last, factor)
    return Node("value", lambda t: _compound(first.value(t), later.value(t), span), at, _GROWTH)


def _compound(first: Value, last: Value, years: int) -> Value:
    """Return compound growth in % a year: ``((last / first) ** (1 / years) - 1) * 100`` of figures above zero."""
    low = ((last.low / first.high) ** (1 / years) - 1) * 100
    high = ((last.high / first.low) ** (1 / years) - 1) * 100
    made = combined([first, last], low, high)
    wrong = ((first.low <= 0) | (last.low <= 0)) & ~np.isin(
        made.causes, (Cause.MISSING, Cause.NOT_APPLICABLE, Cause.TEXT)
    )
    return without(made, wrong, Cause.NOT_POSITIVE)


def without(value: Value, rows: np.ndarray, cause: Cause) -> Value:
    """Return a value without a figure in some rows, and the cause."""
    form = np.where(rows, np.uint8(Form.MISSING), value.form).astype(np.uint8)
    causes = np.where(rows, np.uint8(cause), value.causes).astype(np.uint8)
    low, high = np.where(rows, np.nan, value.low), np.where(rows, np.nan, value.high)
    return Value(low, high, form, cause=causes, guess=value.guessed & ~rows)


def _additive(parser: Parser, node: Node) -> None:
    """Refuse sums over areas of what does not add up: percentages and ratios."""
    if node.unit.is_percent or any(part.power < 0 for part in node.unit.parts):
        raise parser.refusal(
            node.at,
            f"单位“{node.unit}”是比率，各区域的比率不能相加",
            f"“{node.unit}” is the unit of a ratio: ratios of areas do not add up",
            Text("请对分子、分母分别合计后再相除。", "Take the totals of its numerator and denominator, then divide."),
        )
    if node.constant is not None or not node.columns:
        raise parser.refusal(node.at, "合计和占比只对列计算", "totals and shares are of columns")


def _total(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    (node,) = _nodes(parser, at, arguments)
    _additive(parser, node)
    parser.all_rows()
    return Node("value", lambda t: total(node.value(t)), at, node.unit, node.columns)


def total(value: Value) -> Value:
    """Return the sum over all rows that have a figure, (1,): an estimate where one of them is, a range where one is.

    Missing cells and "/" are left out; no figure at all gives a missing total.
    """
    known = ~np.isnan(value.low)
    if not known.any():
        return Value(np.array([np.nan]), np.array([np.nan]), np.array([Form.MISSING], np.uint8))
    low, high = np.array([value.low[known].sum()]), np.array([value.high[known].sum()])
    guessed = bool(value.guessed.any())
    form = Form.RANGE if low[0] < high[0] else Form.ESTIMATE if guessed else Form.NUMBER
    return Value(low, high, np.array([form], np.uint8), guess=np.array([guessed]))


def _share(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    nodes = _nodes(parser, at, arguments)
    if len(nodes) == 1:
        _additive(parser, nodes[0])
        parser.all_rows()
        return Node("value", lambda t: share_of_total(nodes[0].value(t)), at, _PERCENT)
    part, whole = nodes
    factor = parser.alike(part, whole, "share")
    parser.ask(part, whole, "share")
    turned = scaled(whole, factor)
    made = Node("value", lambda t: arithmetic("/", part.value(t), turned.value(t)), at)
    return Node("value", scaled(made, 100.0).make, at, _PERCENT)


def share_of_total(value: Value) -> Value:
    """Return each row's share of the sum over all rows, %; figures below zero have no shares.

    A range stands in its own total, too: its share lies between low / (low + others' high) and the other way round.
    """
    whole = total(value)
    low = value.low / (value.low + (whole.high - value.high)) * 100
    high = value.high / (value.high + (whole.low - value.low)) * 100
    known = ~np.isnan(value.low)
    zero = np.broadcast_to(whole.low <= 0, value.low.shape)
    made = combined([value, whole], low, high, zero & known)
    return without(made, known & bool((value.low < 0).any()), Cause.NOT_POSITIVE)


def _extreme(
    pick: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> Callable[[Parser, int, Sequence[Node | str]], Node]:
    def make(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
        first, *others = _nodes(parser, at, arguments)
        turned = []
        for other in others:
            factor = parser.alike(first, other, "compare")
            parser.ask(first, other, "compare")
            turned.append(scaled(other, factor))

        def values(table: Table) -> Value:
            made = first.value(table)
            for other in turned:
                value = other.value(table)
                made = combined([made, value], pick(made.low, value.low), pick(made.high, value.high))
            return made

        columns = tuple(column for node in (first, *others) for column in node.columns)
        return Node("value", values, at, first.unit, columns)

    return make


def _abs(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    (node,) = _nodes(parser, at, arguments)

    def values(table: Table) -> Value:
        value = node.value(table)
        inside = (value.low < 0) & (value.high > 0)
        ends = np.abs(value.low), np.abs(value.high)
        return combined([value], np.where(inside, 0.0, np.minimum(*ends)), np.maximum(*ends))

    return Node("value", values, at, node.unit, node.columns)


def _to(parser: Parser, at: int, arguments: Sequence[Node | str]) -> Node:
    node, unit = arguments
    if not isinstance(node, Node) or not isinstance(unit, str):
        raise parser.refusal(at, "应写作 换算(列, '单位')", "it is written to(column, 'unit')")
    converted: Node = parser.converted(node, unit, at)
    return converted


_ROWS = (
    Call(
        "per_km2", "每平方公里", Text("每平方公里(列)", "per_km2(column)"),
        Text("除以要素的测地线面积（平方公里）", "divided by the geodesic area of the feature, km²"), 1, 1, _per_km2,
    ),
    Call(
        "per_10k", "每万人", Text("每万人(列, 人口)", "per_10k(column, population)"),
        Text("除以人口（折合万人）", "divided by a population, in 10,000 persons"), 2, 2, _per_10k,
    ),
    Call(
        "growth", "年均增长", Text("年均增长(前一年的列, 后一年的列)", "growth(earlier, later)"),
        Text("两年之间的年均复合增长率，%/年", "compound annual growth, %"), 2, 2, _growth,
    ),
    Call(
        "share", "占比", Text("占比(列) 或 占比(部分, 全体)", "share(column) or share(part, whole)"),
        Text("占全部要素合计的百分比，或部分占全体的百分比", "% of the total of all features, or % of a whole"),
        1, 2, _share,
    ),
    Call(
        "total", "合计", Text("合计(列)", "total(column)"),
        Text("全部要素之和；缺值不计", "sum over all features; missing figures are left out"), 1, 1, _total,
    ),
    Call(
        "area", "面积", Text("面积()", "area()"),
        Text("要素的测地线面积（平方公里）", "geodesic area of the feature, km²"), 0, 0,
        lambda parser, at, _: parser.areas(at),
    ),
    Call(
        "to", "换算", Text("换算(列, '单位')", "to(column, 'unit')"),
        Text("换成同类的另一单位", "in another unit of the same kind"), 2, 2, _to,
    ),
    Call(
        "min", "最小", Text("最小(列, 列…)", "min(column, column…)"),
        Text("同单位各列中最小的", "the least of columns of one unit"), 2, 8, _extreme(np.minimum),
    ),
    Call(
        "max", "最大", Text("最大(列, 列…)", "max(column, column…)"),
        Text("同单位各列中最大的", "the greatest of columns of one unit"), 2, 8, _extreme(np.maximum),
    ),
    Call(
        "abs", "绝对值", Text("绝对值(列)", "abs(column)"), Text("去掉负号", "without its sign"), 1, 1, _abs,
    ),
)  # fmt: skip
FUNCTIONS: Mapping[str, Call] = MappingProxyType({call.name: call for call in _ROWS})
NAMES: Mapping[str, str] = MappingProxyType({name: call.name for call in _ROWS for name in (call.name, call.zh)})
"""Every name of a function, folded, with its key in `FUNCTIONS`."""
