"""What conditions and formulas have in common: tokens, columns, brackets, and + - * / with their signs.

Nothing of the language reaches Python: there are no attributes, no subscripts, no names but columns, and no calls but
those a subclass looks up in a table. Length and depth are bounded, and chains of any length are read without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from spatial.errors import ExpressionError
from spatial.expression_values import Truth, Value, arithmetic, negated
from spatial.feedback import SILENT, Feedback
from spatial.text import Text
from spatial.unit_algebra import PURE, Unit

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
KEYWORDS = frozenset({"or", "and", "not", "in", "between", "contains", "like", "is"})
_SIGNS = str.maketrans("（），＝＞＜＋－＊／！−×÷≠≤≥％", "(),=><+-*/!-*/\u2260\u2264\u2265%")
_TOKEN = re.compile(
    r"""(?P<blank>[\s\u3000]+)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w]))
    |(?P<column>\[[^\]]+\]|“[^”]+”)
    |(?P<text>'[^']*'|"[^"]*"|‘[^’]*’)
    |(?P<word>[^\W\d][\w@]*)
    |(?P<sign>[<>!=＜＞！＝][=＝]|<>|＜＞|[=<>≠≤≥()+\-*/,%（），＝＞＜＋－＊／！−×÷％])""",
    re.VERBOSE,
)
_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
Compute = Callable[["Table"], "Value | Truth"]


@dataclass(frozen=True)
class Token:
    """A word, sign, number, column or text of an expression, and the character it begins at (the first is 0)."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Node:
    """A part of an expression: a value or a truth for every row, and how it comes about.

    Parameters
    ----------
    kind, make, at
        What it gives, the computation, and the character it begins at.
    unit
        Unit of a value (formulas; conditions do not look at it).
    columns
        Columns whose figures it is a sum, a difference or a multiple of: what a comparison of definitions asks about.
    constant
        The number it is, where it is one that was typed.
    """

    kind: Literal["value", "truth"]
    make: Compute
    at: int
    unit: Unit = PURE
    columns: tuple[str, ...] = ()
    constant: float | None = None

    def value(self, table: Table) -> Value:
        """Return the figures of a value."""
        made = self.make(table)
        assert isinstance(made, Value)
        return made

    def truth(self, table: Table) -> Truth:
        """Return where a truth holds."""
        made = self.make(table)
        assert isinstance(made, Truth)
        return made


class Table:
    """The columns of a frame, each read once."""

    def __init__(self, frame: pd.DataFrame, feedback: Feedback = SILENT) -> None:
        self._frame, self._feedback = frame, feedback
        self._read: dict[str, Value] = {}

    def __len__(self) -> int:
        return len(self._frame)

    def column(self, name: str) -> Value:
        """Return the figures of a column."""
        if name not in self._read:
            self._read[name] = Value.of_column(self._frame[name], self._feedback)
        return self._read[name]


class ArithmeticParser:
    """Reads by descent: sums of products of signed columns, numbers and brackets.

    Parameters
    ----------
    expression
        What was typed.
    columns
        Names that columns go by, each with the column it means.
    """

    noun = Text("算式", "expression")
    allowed = Text("")

    def __init__(self, expression: str, columns: Mapping[str, str]) -> None:
        self._columns = columns
        self._place = 0
        self._depth = 0
        self._tokens = self._read_tokens(expression)

    def refusal(self, at: int, zh: str, en: str, remedy: Text | None = None) -> ExpressionError:
        """Return the error that something is wrong at a character."""
        return ExpressionError(
            Text(f"{self.noun.zh}第 {at + 1} 个字符：{zh}。", f"Character {at + 1} of the {self.noun.en}: {en}."),
            remedy or self.allowed,
            at,
        )

    def _read_tokens(self, expression: str) -> list[Token]:
        if len(expression) > LONGEST:
            words = self.noun
            raise self.refusal(LONGEST, f"{words.zh}超过 {LONGEST} 个字符", f"it is longer than {LONGEST} characters")
        found: list[Token] = []
        at = 0
        while at < len(expression):
            match = _TOKEN.match(expression, at)
            if match is None:
                sign = expression[at]
                raise self.refusal(at, f"不认识“{sign}”", f"“{sign}” means nothing here")
            found += _token(str(match.lastgroup), match.group(), at)
            at = match.end()
        return [*found, Token("end", "", len(expression))]

    @property
    def _now(self) -> Token:
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
            raise self.refusal(self._now.at, f"此处应为“{text}”", f"“{text}” is wanted here")

    def _value(self, node: Node) -> Node:
        if node.kind != "value":
            raise self.refusal(node.at, "这里是条件，应为列或数值", "a condition stands here, where a value is wanted")
        return node

    def _inside(self) -> Node:
        """Read what may stand in brackets."""
        return self._sum()

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.refusal(self._now.at, "括号或否定嵌套太深", "brackets are nested too deeply")
        node = read()
        self._depth -= 1
        return node

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._unary, "*", "/")

    def _chain(self, part: Callable[[], Node], *signs: str) -> Node:
        first = part()
        steps: list[tuple[str, Node]] = []
        while sign := self._take(*signs):
            steps.append((sign, self._value(part())))
        return self._combined(self._value(first), steps) if steps else first

    def _combined(self, first: Node, steps: list[tuple[str, Node]]) -> Node:
        """Return the value of a chain such as ``a + b - c``."""

        def make(table: Table) -> Value:
            made = first.value(table)
            for sign, node in steps:
                made = arithmetic(sign, made, node.value(table))
            return made

        return Node("value", make, first.at)

    def _unary(self) -> Node:
        at, odd, signed = self._now.at, False, False
        while sign := self._take("-", "+"):
            odd, signed = odd != (sign == "-"), True
        node = self._atom()
        if not signed:
            return node
        inner = self._value(node)
        if not odd:
            return inner
        number = None if inner.constant is None else -inner.constant
        return Node("value", lambda t: negated(inner.value(t)), at, inner.unit, inner.columns, number)

    def _atom(self) -> Node:
        now = self._now
        if self._take("("):
            node = self._deeper(self._inside)
            self._expect(")")
            return node
        if now.kind == "end":
            raise self.refusal(now.at, f"{self.noun.zh}没有写完", f"the {self.noun.en} ends too soon")
        self._place += 1
        if now.kind == "number":
            return self._number(now)
        if now.kind == "text":
            return self._text(now)
        if now.kind == "column" or (now.kind == "word" and now.text not in KEYWORDS):
            return self._name(now)
        raise self.refusal(now.at, f"“{now.text}”不应在此处", f"“{now.text}” cannot stand here")

    def _number(self, token: Token) -> Node:
        number = float(token.text)
        return Node("value", lambda _: Value.of_number(number), token.at, constant=number)

    def _text(self, token: Token) -> Node:
        return Node("value", lambda _: Value.of_text(token.text), token.at)

    def _name(self, token: Token) -> Node:
        name = self._column(token)
        return Node("value", lambda t: t.column(name), token.at, columns=(name,))

    def _column(self, token: Token) -> str:
        if token.text in self._columns:
            return self._columns[token.text]
        from rapidfuzz import process

        near = [str(each[0]) for each in process.extract(token.text, list(self._columns), limit=3, score_cutoff=50)]
        listed_names = near or list(self._columns)[:8]
        remedy = Text(f"可用的列：{'、'.join(listed_names)}。", f"There are: {', '.join(listed_names)}.")
        raise self.refusal(token.at, f"没有名为“{token.text}”的列", f"there is no column “{token.text}”", remedy)


def _token(kind: str, words: str, at: int) -> list[Token]:
    if kind == "blank":
        return []
    if kind == "sign":
        words = words.translate(_SIGNS)
        return [Token(kind, _SAME.get(words, words), at)]
    if kind == "word":
        meant = _WORDS.get(words, words)
        keyword = meant.casefold() if meant.casefold() in KEYWORDS else meant
        return [Token(kind, part, at) for part in (keyword.split() if words in _WORDS else [keyword])]
    return [Token(kind, words if kind == "number" else words[1:-1], at)]
