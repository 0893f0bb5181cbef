"""Formulas of derived indicators: ``[产值] / area()``, ``growth([企业数 2019], [企业数 2025])``, ``share([产值])``.

    + - * / ( )         units are checked: 亿元 + 家 is refused, 亿元 / 平方公里 is 亿元/平方公里
    columns             [名称]  “名称”  or the bare word, by name or by heading
    numbers             100, 1.5e3; with a unit behind it: 5 亿元, 3 %
    functions           `FUNCTIONS`, by English or Chinese name

It shares its grammar with the conditions on rows (`spatial.expression_parsing`): no attribute, no subscript, no name
but columns, no call but those of the table, no power. Length, depth, number of operations and size of numbers are
bounded, so that a formula of anybody's file can be read. What becomes of missing cells, "/", ranges and estimates: see
`spatial.expression_values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spatial.errors import IncomparableError
from spatial.expression_parsing import ArithmeticParser, Node, Table, Token
from spatial.expression_values import Value, arithmetic
from spatial.feedback import SILENT, Feedback
from spatial.formula_functions import AREA_UNIT, FUNCTIONS, NAMES, Call, Quantity, scaled
from spatial.formula_results import Result, printed_cells, rounded
from spatial.text import Text
from spatial.unit_algebra import PURE, Unit, conversion, is_known_unit, product, read_unit
from spatial.values import Form

if TYPE_CHECKING:
    import pandas as pd

_POINTS = read_unit("百分点")
MOST_OPERATIONS = 200
__all__ = ["Formula", "Result", "read_formula", "rounded"]
LARGEST_NUMBER = 1e15
_REMEDY = Text(
    "可用：列名（可写作 [列名]）、数值（可带单位）、+ - * / 和括号，以及函数："
    f"{'、'.join(each.signature.zh for each in FUNCTIONS.values())}。",
    "Allowed: columns (also as [column]), numbers (with a unit if need be), + - * / and brackets, and the functions "
    f"{', '.join(each.signature.en for each in FUNCTIONS.values())}.",
)
_OVERRIDE = Text(
    "若确要合并计算，请写明理由，它会作为说明印在结果旁。",
    "To bring them together all the same, give a reason: it is printed beside the result.",
)
Guard = Callable[[str, str, str], Text]
"""Takes two columns and the sign or function that brings them together; returns why they must not meet, or ""."""


def anything_goes(first: str, second: str, sign: str) -> Text:
    """Return no objection: the guard where nothing is known of definitions."""
    return Text("")


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula that was read: its units fit.

    Parameters
    ----------
    expression
        As typed.
    unit
        Unit of the result, as printed.
    columns
        Columns of the frame that it reads, in order of appearance.
    uses_area
        Whether it asks for the areas of the features.
    is_total
        Whether a row's result depends on all rows (totals and shares), not on its own cells alone.
    """

    expression: str
    unit: str
    columns: tuple[str, ...]
    uses_area: bool
    is_total: bool
    _node: Node
    _places: tuple[tuple[int, int, str], ...]

    def spelled(self, column: Callable[[str], str], function: Callable[[str], str] = str) -> str:
        """Return the formula with its columns and functions called otherwise, e.g. by their headings.

        Parameters
        ----------
        column, function
            Take the name of a column, or a key of `FUNCTIONS`, and return what is to be written.
        """
        pieces, done = [], 0
        for start, end, name in self._places:
            written = function(name[1:]) if name.startswith("=") else bracketed(column(name[1:]))
            pieces += [self.expression[done:start], written]
            done = end
        return "".join([*pieces, self.expression[done:]]).strip()

    def evaluate(self, frame: pd.DataFrame, areas: Value | None = None, feedback: Feedback = SILENT) -> Result:
        """Return the figure of every row of a frame.

        Parameters
        ----------
        areas
            (N,) areas of the features in km²; needed where `uses_area`.
        """
        table = FormulaTable(frame, areas, feedback)
        with np.errstate(all="ignore"):
            value = self._node.value(table)
            shape = (len(frame),)
            low, high = np.broadcast_to(value.low, shape), np.broadcast_to(value.high, shape)
            form, cause = np.broadcast_to(value.form, shape), np.broadcast_to(value.causes, shape)
            guess = np.broadcast_to(value.guessed, shape)
        table.tick()
        form = np.where(form == Form.TEXT, np.uint8(Form.MISSING), form).astype(np.uint8)
        return Result(printed_cells(low, high, form, guess), form, cause.copy())


class FormulaTable(Table):
    """A table that also knows areas, and hears at every operation whether the work should stop."""

    def __init__(self, frame: pd.DataFrame, areas: Value | None, feedback: Feedback) -> None:
        super().__init__(frame, feedback)
        self._areas, self._done = areas, 0

    @property
    def areas(self) -> Value:
        """Areas of the features, km²."""
        assert self._areas is not None
        return self._areas

    def tick(self) -> None:
        """Say that an operation is done; raises `Cancelled` where the work should stop."""
        self._done += 1
        self._feedback.report(min(self._done / 10, 1.0))


def read_formula(
    expression: str,
    names: Mapping[str, str],
    quantities: Mapping[str, Quantity],
    wanted_unit: str = "",
    guard: Guard = anything_goes,
) -> Formula:
    """Read a formula and check its units.

    Parameters
    ----------
    names
        Names that columns go by (column names, headings), each with the column it means.
    quantities
        What is known of columns: unit and year. A column that is not among them has no unit.
    wanted_unit
        The unit that the result is given in; empty: the one that comes out.
    guard
        Asked before columns are added, subtracted or compared.

    Raises
    ------
    ExpressionError
        Says at which character the formula is wrong (the first is 1), why, and what is allowed.
    """
    parser = _Formulas(expression, names, quantities, guard)
    node = parser.whole()
    if wanted_unit.strip():
        node = parser.converted(node, wanted_unit.strip(), node.at)
    used = tuple(dict.fromkeys(parser.used))
    return Formula(expression, str(node.unit), used, parser.uses_area, parser.is_total, node, tuple(parser.places))


class _Formulas(ArithmeticParser):
    noun = Text("公式", "formula")
    allowed = _REMEDY

    def __init__(
        self, expression: str, names: Mapping[str, str], quantities: Mapping[str, Quantity], guard: Guard
    ) -> None:
        super().__init__(expression, names)
        self._quantities, self.guard = quantities, guard
        self.used: list[str] = []
        self.places: list[tuple[int, int, str]] = []
        self.uses_area = self.is_total = False
        self._operations = 0

    def whole(self) -> Node:
        node = self._sum()
        if self._now.kind != "end":
            raise self.refusal(
                self._now.at, f"“{self._now.text}”之前缺少运算符", f"no operator stands before “{self._now.text}”"
            )
        if not self.used and not self.uses_area:
            raise self.refusal(0, "公式没有用到任何列", "the formula uses no column")
        return self._value(node)

    def quantity(self, column: str) -> Quantity:
        """Return what is known of a column."""
        return self._quantities.get(column, Quantity())

    def count(self, at: int) -> None:
        """Count an operation; refuse one too many."""
        self._operations += 1
        if self._operations > MOST_OPERATIONS:
            raise self.refusal(
                at, f"运算超过 {MOST_OPERATIONS} 次", f"there are more than {MOST_OPERATIONS} operations in it"
            )

    # --- units -----------------------------------------------------------------------------------------------------

    def _combined(self, first: Node, steps: list[tuple[str, Node]]) -> Node:
        head, turned = first, []
        for sign, node in steps:
            self.count(node.at)
            left = head
            if sign in "+-":
                turned.append((sign, scaled(node, self.alike(head, node, sign)), 1.0))
                head = Node(
                    "value", first.make, first.at, _sum_unit(sign, head.unit, node.unit), head.columns + node.columns
                )
            else:
                unit, factor = product(head.unit, node.unit, 1 if sign == "*" else -1)
                turned.append((sign, node, factor))
                both = head.columns, node.columns
                columns = both[0] if node.constant is not None else both[1] if head.constant is not None else ()
                head = Node("value", first.make, first.at, unit, columns)
            self.ask(left, node, sign)
        return Node("value", _chained(first, turned), first.at, head.unit, head.columns)

    def alike(self, left: Node, right: Node, sign: str) -> float:
        """Return what `right` is multiplied by to be in the unit of `left`; refuse different things."""
        factor = conversion(right.unit, left.unit)
        mixed = factor is not None and left.unit.is_percent != right.unit.is_percent
        if factor is not None and not mixed:
            return factor
        one, other = _named(left.unit), _named(right.unit)
        words = {"+": ("相加", "added"), "-": ("相减", "subtracted")}.get(sign, ("放在一起比较", "put side by side"))
        raise self.refusal(
            right.at,
            f"单位不同，不能{words[0]}：左边是{one.zh}，右边是{other.zh}",
            f"the units differ, they cannot be {words[1]}: {one.en} on the left, {other.en} on the right",
            Text(
                "请只加减同类的量；数值后可写单位，如 5 亿元、3 %，也可用 换算(…, '单位')。",
                "Add and subtract like things only; a number may carry a unit (5 亿元, 3 %); to(…, 'unit') converts.",
            ),
        )

    def converted(self, node: Node, unit: str, at: int) -> Node:
        """Return a value in another unit of the same kind."""
        target = read_unit(unit)
        factor = conversion(node.unit, target)
        if factor is None:
            one, other = _named(node.unit), _named(target)
            raise self.refusal(
                at,
                f"结果是{one.zh}，不能换算成{other.zh}",
                f"the result is in {one.en} and cannot be given in {other.en}",
                Text("请换一个同类的单位，或留空。", "Choose a unit of the same kind, or leave it empty."),
            )
        turned = scaled(node, factor)
        return Node("value", turned.make, node.at, target, node.columns)

    def ask(self, left: Node, right: Node, sign: str) -> None:
        """Ask the guard about every pair of columns that an operation brings together."""
        for first in dict.fromkeys(left.columns):
            for second in dict.fromkeys(right.columns):
                why = self.guard(first, second, sign) if first != second else Text("")
                if why:
                    told = self.refusal(right.at, f"口径不可比：{why.zh}", f"not comparable: {why.en}", _OVERRIDE)
                    raise IncomparableError(told.what, told.remedy, told.at)

    # --- atoms -----------------------------------------------------------------------------------------------------

    def _number(self, token: Token) -> Node:
        number = float(token.text)
        if not number <= LARGEST_NUMBER:
            raise self.refusal(token.at, f"数值大于 {LARGEST_NUMBER:.0e}", f"it is greater than {LARGEST_NUMBER:.0e}")
        node = super()._number(token)
        unit = PURE
        if self._take("%"):
            unit = read_unit("%")
        elif self._now.kind == "word" and is_known_unit(self._now.text):
            unit = read_unit(self._now.text)
            self._place += 1
        return Node("value", node.make, token.at, unit, (), number)

    def _text(self, token: Token) -> Node:
        raise self.refusal(
            token.at, f"文本“{token.text[:20]}”不应在此处", f"the text “{token.text[:20]}” cannot stand here"
        )

    def _name(self, token: Token) -> Node:
        name = NAMES.get(token.text.casefold(), "")
        end = token.at + len(token.text) + (2 if token.kind == "column" else 0)
        if token.kind == "word" and name and self._take("("):
            self.places.append((token.at, end, f"={name}"))
            return self._called(FUNCTIONS[name], token)
        column = self._column(token)
        self.count(token.at)
        self.used.append(column)
        self.places.append((token.at, end, f":{column}"))
        known = self.quantity(column)
        return Node("value", lambda t: t.column(column), token.at, read_unit(known.unit), (column,))

    def _called(self, call: Call, token: Token) -> Node:
        self.count(token.at)
        arguments: list[Node | str] = []
        if not self._take(")"):
            arguments.append(self._argument())
            while self._take(","):
                arguments.append(self._argument())
            self._expect(")")
        if not call.least <= len(arguments) <= call.most:
            raise self.refusal(
                token.at, f"函数应写作 {call.signature.zh}", f"the function is written {call.signature.en}"
            )
        return call.make(self, token.at, arguments)

    def areas(self, at: int) -> Node:
        """Return the areas of the features."""
        self.uses_area = True
        return Node("value", _areas, at, AREA_UNIT)

    def all_rows(self) -> None:
        """Note that a row's result depends on all rows."""
        self.is_total = True

    def _argument(self) -> Node | str:
        if self._now.kind == "text":
            self._place += 1
            return self._tokens[self._place - 1].text
        return self._value(self._deeper(self._sum))


def _areas(table: Table) -> Value:
    assert isinstance(table, FormulaTable)
    return table.areas


def _chained(first: Node, steps: Sequence[tuple[str, Node, float]]) -> Callable[[Table], Value]:
    """Return the computation of a chain: each step a sign, a value, and what the result is multiplied by."""

    def make(table: Table) -> Value:
        made = first.value(table)
        for sign, node, factor in steps:
            made = arithmetic(sign, made, node.value(table))
            made = made if factor == 1.0 else arithmetic("*", made, Value.of_number(factor))
            if isinstance(table, FormulaTable):
                table.tick()
        return made

    return make


def _sum_unit(sign: str, left: Unit, right: Unit) -> Unit:
    """Return the unit of a sum or difference: percentages differ by percentage points."""
    if left.is_percent and sign == "-":
        return _POINTS
    return right if left.is_percent and right.is_percent and left.parts[0].name != "%" else left


def _named(unit: Unit) -> Text:
    return Text(str(unit), str(unit)) if unit.parts else Text("没有单位的数", "a number without a unit")


def bracketed(name: str) -> str:
    """Return a column as a formula names it: in brackets, or in quotation marks where it holds a bracket."""
    return f"“{name}”" if "]" in name or "[" in name else f"[{name}]"
