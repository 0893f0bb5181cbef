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

It is a language of its own: nothing of it reaches Python. Figures are read by `spatial.values`; a range fulfils a
comparison when all of it does, and has no part in arithmetic. As in SQL, a comparison with a missing cell is neither
true nor false: neither ``x = 1`` nor ``not x = 1`` holds there.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn

import numpy as np
import numpy.typing as npt

from spatial.errors import ExpressionError
from spatial.expression_values import Truth, Value, arithmetic, compare, listed, matches, negated
from spatial.text import Text
from spatial.values import Form

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 2000
DEEPEST = 40
_WORDS = {
    **dict.fromkeys(("或", "或者"), "or"),
    **dict.fromkeys(("且", "并且"), "and"),
    "非": "not",
    "包含": "contains",
    "属于": "in",
    "为空": "is missing",
    "不为空": "is not missing",
}
_KEYWORDS = frozenset({"or", "and", "not", "in", "between", "contains", "like", "is"})
_SIGNS = str.maketrans("（），＝＞＜＋－＊／！−×≠≤≥", "(),=><+-*/!-*\u2260\u2264\u2265")
_TOKEN = re.compile(
    r"""(?P<blank>[\s\u3000]+)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
    |(?P<column>\[[^\]]+\]|“[^”]+”)
    |(?P<text>'[^']*'|"[^"]*"|‘[^’]*’)
    |(?P<word>[^\W\d][\w@]*)
    |(?P<sign>[<>!=＜＞！＝][=＝]|<>|＜＞|[=<>≠≤≥()+\-*/,（），＝＞＜＋－＊／！−×])""",
    re.VERBOSE,
)
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
_FORMS = {"missing": Form.MISSING, "estimate": Form.ESTIMATE, "range": Form.RANGE, "applicable": Form.NOT_APPLICABLE}
_ALLOWED = Text(
    "可用：列名（可写作 [列名]）、数值、'文本'、= != < <= > >=、and or not、in (…)、between、contains、like、"
    "is missing、+ - * / 和括号。",
    "Allowed: columns (also as [column]), numbers, 'text', = != < <= > >=, and or not, in (…), between, contains, "
    "like, is missing, + - * / and brackets.",
)
Compute = Callable[["_Table"], "Value | Truth"]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class _Node:
    """A part of an expression: a value or a truth for every row, and how it comes about."""

    kind: Literal["value", "truth"]
    make: Compute
    at: int

    def value(self, table: _Table) -> Value:
        made = self.make(table)
        assert isinstance(made, Value)
        return made

    def truth(self, table: _Table) -> Truth:
        made = self.make(table)
        assert isinstance(made, Truth)
        return made


class _Table:
    """The columns of a frame, each read once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._read: dict[str, Value] = {}

    def column(self, name: str) -> Value:
        if name not in self._read:
            self._read[name] = Value.of_column(self._frame[name])
        return self._read[name]


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
    parser = _Parser(expression, known)
    node = parser.whole()
    with np.errstate(all="ignore"):
        return np.broadcast_to(node.truth(_Table(frame)).yes, (len(frame),)).copy()


def _refuse(at: int, zh: str, en: str, remedy: Text = _ALLOWED) -> NoReturn:
    raise ExpressionError(
        Text(f"条件第 {at + 1} 个字符：{zh}。", f"Character {at + 1} of the condition: {en}."), remedy
    )


def _tokens(expression: str) -> list[_Token]:
    if len(expression) > LONGEST:
        _refuse(LONGEST, f"条件超过 {LONGEST} 个字符", f"the condition is longer than {LONGEST} characters")
    found: list[_Token] = []
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            sign = expression[at]
            _refuse(at, f"不认识“{sign}”", f"“{sign}” means nothing here")
        kind, words = str(match.lastgroup), match.group()
        if kind == "sign":
            words = words.translate(_SIGNS)
            found.append(_Token(kind, _SAME.get(words, words), at))
        elif kind == "word":
            meant = _WORDS.get(words, words)
            keyword = meant.casefold() if meant.casefold() in _KEYWORDS else meant
            found += [_Token(kind, part, at) for part in (keyword.split() if words in _WORDS else [keyword])]
        elif kind != "blank":
            found.append(_Token(kind, words if kind == "number" else words[1:-1], at))
        at = match.end()
    return [*found, _Token("end", "", len(expression))]


class _Parser:
    """Reads by descent: each method reads one line of the table at the head of the module."""

    def __init__(self, expression: str, columns: Mapping[str, str]) -> None:
        self._columns = columns
        self._tokens = _tokens(expression)
        self._place = 0
        self._depth = 0

    def whole(self) -> _Node:
        node = self._or()
        if self._now.kind != "end":
            _refuse(
                self._now.at, f"“{self._now.text}”之前缺少 and、or 或运算符", f"no operator before “{self._now.text}”"
            )
        return self._truth(node)

    @property
    def _now(self) -> _Token:
        return self._tokens[self._place]

    def _take(self, *texts: str) -> str:
        """Take the next word or sign if it is one of these, and return it; "" otherwise."""
        now = self._now
        if now.kind in ("word", "sign") and now.text.casefold() in texts:
            self._place += 1
            return now.text.casefold()
        return ""

    def _expect(self, text: str) -> None:
        if not self._take(text):
            _refuse(self._now.at, f"此处应为“{text}”", f"“{text}” is wanted here")

    def _truth(self, node: _Node) -> _Node:
        if node.kind != "truth":
            _refuse(node.at, "这里只有数值，没有条件", "a value stands here, where a condition is wanted")
        return node

    def _value(self, node: _Node) -> _Node:
        if node.kind != "value":
            _refuse(node.at, "这里是条件，应为列或数值", "a condition stands here, where a value is wanted")
        return node

    def _or(self) -> _Node:
        self._depth += 1
        if self._depth > DEEPEST:
            _refuse(self._now.at, "括号或否定嵌套太深", "brackets are nested too deeply")
        node = self._joined(self._and, "or")
        self._depth -= 1
        return node

    def _and(self) -> _Node:
        return self._joined(self._not, "and")

    def _joined(self, part: Callable[[], _Node], word: str) -> _Node:
        first = part()
        if not self._take(word):
            return first
        nodes = [self._truth(first), self._truth(part())]
        while self._take(word):
            nodes.append(self._truth(part()))
        fold = operator.or_ if word == "or" else operator.and_
        return _Node("truth", lambda t: functools.reduce(fold, (node.truth(t) for node in nodes)), first.at)

    def _not(self) -> _Node:
        at, odd = self._now.at, False
        any_not = False
        while self._take("not"):
            odd, any_not = not odd, True
        node = self._comparison()
        if not any_not:
            return node
        inner = self._truth(node)
        return _Node("truth", lambda t: ~inner.truth(t), at) if odd else inner

    def _comparison(self) -> _Node:
        first = self._sum()
        if sign := self._take("=", "!=", "<", "<=", ">", ">="):
            left, right = self._value(first), self._value(self._sum())
            return _Node("truth", lambda t: compare(sign, left.value(t), right.value(t)), first.at)
        if self._take("is"):
            return self._is(self._value(first))
        after_not = bool(self._take("not"))
        word = self._take("in", "between", "contains", "like")
        if not word:
            if after_not:
                _refuse(
                    self._now.at,
                    "not 之后应为 in、between、contains 或 like",
                    "in, between, contains or like is wanted",
                )
            return first
        node = self._member(word, self._value(first))
        return _Node("truth", lambda t: ~node.truth(t), node.at) if after_not else node

    def _is(self, first: _Node) -> _Node:
        negative = bool(self._take("not"))
        word = self._take(*_FORMS)
        if word == "applicable":
            negative = not negative  # "is not applicable" names a form
        if not word:
            _refuse(
                self._now.at,
                "is 之后应为 missing、estimate、range",
                "missing, estimate, range or not applicable is wanted",
            )
        form = _FORMS[word]
        return _Node("truth", lambda t: Truth.known((first.value(t).form == form) != negative), first.at)

    def _member(self, word: str, first: _Node) -> _Node:
        if word == "between":
            low = self._value(self._sum())
            self._expect("and")
            high = self._value(self._sum())
            return _Node(
                "truth",
                lambda t: compare(">=", first.value(t), low.value(t)) & compare("<=", first.value(t), high.value(t)),
                first.at,
            )
        if word == "in":
            items = self._items()
            return _Node("truth", lambda t: listed(first.value(t), [item.value(t) for item in items]), first.at)
        pattern = self._now
        if pattern.kind != "text":
            _refuse(pattern.at, f"{word} 之后应为 '文本'", f"'text' is wanted after {word}")
        self._place += 1
        return _Node("truth", lambda t: matches(first.value(t), pattern.text, word == "like"), first.at)

    def _items(self) -> list[_Node]:
        self._expect("(")
        items = [self._value(self._sum())]
        while self._take(","):
            items.append(self._value(self._sum()))
        self._expect(")")
        return items

    def _sum(self) -> _Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> _Node:
        return self._chain(self._unary, "*", "/")

    def _chain(self, part: Callable[[], _Node], *signs: str) -> _Node:
        first = part()
        steps: list[tuple[str, _Node]] = []
        while sign := self._take(*signs):
            steps.append((sign, self._value(part())))
        if not steps:
            return first
        self._value(first)

        def make(table: _Table) -> Value:
            made = first.value(table)
            for sign, node in steps:
                made = arithmetic(sign, made, node.value(table))
            return made

        return _Node("value", make, first.at)

    def _unary(self) -> _Node:
        at, odd, signed = self._now.at, False, False
        while sign := self._take("-", "+"):
            odd, signed = odd != (sign == "-"), True
        node = self._atom()
        if not signed:
            return node
        inner = self._value(node)
        return _Node("value", lambda t: negated(inner.value(t)), at) if odd else inner

    def _atom(self) -> _Node:
        now = self._now
        if self._take("("):
            node = self._or()
            self._expect(")")
            return node
        if now.kind == "end":
            _refuse(now.at, "条件没有写完", "the condition ends too soon")
        self._place += 1
        if now.kind == "number":
            number = float(now.text)
            return _Node("value", lambda _: Value.of_number(number), now.at)
        if now.kind == "text":
            return _Node("value", lambda _: Value.of_text(now.text), now.at)
        if now.kind == "column" or (now.kind == "word" and now.text not in _KEYWORDS):
            name = self._column(now)
            return _Node("value", lambda t: t.column(name), now.at)
        _refuse(now.at, f"“{now.text}”不应在此处", f"“{now.text}” cannot stand here")

    def _column(self, token: _Token) -> str:
        if token.text in self._columns:
            return self._columns[token.text]
        from rapidfuzz import process

        near = [str(each[0]) for each in process.extract(token.text, list(self._columns), limit=3, score_cutoff=50)]
        listed_names = near or list(self._columns)[:8]
        remedy = Text(f"可用的列：{'、'.join(listed_names)}。", f"There are: {', '.join(listed_names)}.")
        _refuse(token.at, f"没有名为“{token.text}”的列", f"there is no column “{token.text}”", remedy)
