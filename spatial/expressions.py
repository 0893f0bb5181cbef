"""A small language to ask for rows of a table: ``[产值] > 100 and 名称 contains '浦'``.

    or          a or b          a 或 b
    and         a and b         a 且 b
    not         not a           非 a
    comparison  = != <> < <= > >=
                x in (1, 2)     x 属于 ('甲', '乙')     with `not` before it where wanted
                x between 1 and 5                       both ends belong to it
                x contains '浦'  x 包含 '浦'  x like '上海%_'     letters of any case
                x is missing    x is not missing    x 为空    x 不为空
                x is estimate, x is range, x is not applicable
    arithmetic  + - * / ( )
    columns     [名称]  “名称”  or the bare word, by name or by heading
    text        '…' or "…"; full-width brackets, commas and signs count as plain ones

It is a language of its own: nothing of it reaches Python (`spatial.expression_parsing`). Figures are read by
`spatial.values`; a range fulfils a comparison when all of it does. As in SQL, a comparison with a missing cell is
neither true nor false: neither ``x = 1`` nor ``not x = 1`` holds there.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.expression_parsing import DEEPEST, LONGEST, ArithmeticParser, Node, Table
from spatial.expression_values import Truth, compare, listed, matches
from spatial.text import Text
from spatial.values import Form

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DEEPEST", "LONGEST", "find_rows"]

_FORMS = {"missing": Form.MISSING, "estimate": Form.ESTIMATE, "range": Form.RANGE, "applicable": Form.NOT_APPLICABLE}
_ALLOWED = Text(
    "可用：列名（可写作 [列名]）、数值、'文本'、= != < <= > >=、and or not、in (…)、between、contains、like、"
    "is missing、+ - * / 和括号。",
    "Allowed: columns (also as [column]), numbers, 'text', = != < <= > >=, and or not, in (…), between, contains, "
    "like, is missing, + - * / and brackets.",
)


def find_rows(expression: str, frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> npt.NDArray[np.bool_]:
    """Return which rows of a frame an expression holds for.

    Parameters
    ----------
    names
        Other names that columns go by (headings), each with the column it means; names of columns come first.

    Returns
    -------
    (N,) bool

    Raises
    ------
    ExpressionError
        Says at which character the expression is wrong (the first is 1) and what is allowed there.
    """
    known = {**(names or {}), **{str(column): str(column) for column in frame.columns}}
    parser = _Conditions(expression, known)
    node = parser.whole()
    with np.errstate(all="ignore"):
        return np.broadcast_to(node.truth(Table(frame)).yes, (len(frame),)).copy()


class _Conditions(ArithmeticParser):
    """Reads by descent: each method reads one line of the table at the head of the module."""

    noun = Text("条件", "condition")
    allowed = _ALLOWED

    def whole(self) -> Node:
        node = self._deeper(self._or)
        if self._now.kind != "end":
            raise self.refusal(
                self._now.at, f"“{self._now.text}”之前缺少 and、or 或运算符", f"no operator before “{self._now.text}”"
            )
        return self._truth(node)

    def _truth(self, node: Node) -> Node:
        if node.kind != "truth":
            raise self.refusal(node.at, "这里只有数值，没有条件", "a value stands here, where a condition is wanted")
        return node

    def _inside(self) -> Node:
        return self._or()

    def _or(self) -> Node:
        return self._joined(self._and, "or")

    def _and(self) -> Node:
        return self._joined(self._not, "and")

    def _joined(self, part: Callable[[], Node], word: str) -> Node:
        first = part()
        if not self._take(word):
            return first
        nodes = [self._truth(first), self._truth(part())]
        while self._take(word):
            nodes.append(self._truth(part()))
        fold = operator.or_ if word == "or" else operator.and_
        return Node("truth", lambda t: functools.reduce(fold, (node.truth(t) for node in nodes)), first.at)

    def _not(self) -> Node:
        at, odd = self._now.at, False
        any_not = False
        while self._take("not"):
            odd, any_not = not odd, True
        node = self._comparison()
        if not any_not:
            return node
        inner = self._truth(node)
        return Node("truth", lambda t: ~inner.truth(t), at) if odd else inner

    def _comparison(self) -> Node:
        first = self._sum()
        if sign := self._take("=", "!=", "<", "<=", ">", ">="):
            left, right = self._value(first), self._value(self._sum())
            return Node("truth", lambda t: compare(sign, left.value(t), right.value(t)), first.at)
        if self._take("is"):
            return self._is(self._value(first))
        after_not = bool(self._take("not"))
        word = self._take("in", "between", "contains", "like")
        if not word:
            if after_not:
                raise self.refusal(
                    self._now.at,
                    "not 之后应为 in、between、contains 或 like",
                    "in, between, contains or like is wanted",
                )
            return first
        node = self._member(word, self._value(first))
        return Node("truth", lambda t: ~node.truth(t), node.at) if after_not else node

    def _is(self, first: Node) -> Node:
        negative = bool(self._take("not"))
        word = self._take(*_FORMS)
        if word == "applicable":
            negative = not negative  # "is not applicable" names a form
        if not word:
            raise self.refusal(
                self._now.at,
                "is 之后应为 missing、estimate、range",
                "missing, estimate, range or not applicable is wanted",
            )
        form = _FORMS[word]
        return Node("truth", lambda t: Truth.known((first.value(t).form == form) != negative), first.at)

    def _member(self, word: str, first: Node) -> Node:
        if word == "between":
            low = self._value(self._sum())
            self._expect("and")
            high = self._value(self._sum())
            return Node(
                "truth",
                lambda t: compare(">=", first.value(t), low.value(t)) & compare("<=", first.value(t), high.value(t)),
                first.at,
            )
        if word == "in":
            items = self._items()
            return Node("truth", lambda t: listed(first.value(t), [item.value(t) for item in items]), first.at)
        pattern = self._now
        if pattern.kind != "text":
            raise self.refusal(pattern.at, f"{word} 之后应为 '文本'", f"'text' is wanted after {word}")
        self._place += 1
        return Node("truth", lambda t: matches(first.value(t), pattern.text, word == "like"), first.at)

    def _items(self) -> list[Node]:
        self._expect("(")
        items = [self._value(self._sum())]
        while self._take(","):
            items.append(self._value(self._sum()))
        self._expect(")")
        return items
