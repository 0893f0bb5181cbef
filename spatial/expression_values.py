"""What expressions compute with: figures with their ends and the reason where there is none, texts, and three truths.

What becomes of figures that are not plain numbers is the same in conditions (`spatial.expressions`) and formulas
(`spatial.formulas`): "not applicable" stays that, a missing cell or a text gives a missing result, a range a range (by
interval arithmetic: the true result lies in it), and whatever is made of an estimate is an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.cells import fold
from spatial.feedback import SILENT, Feedback
from spatial.values import Form, parse_values

if TYPE_CHECKING:
    import pandas as pd

Figures = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LARGEST = 1e18
"""Figures beyond this are no figures: no plan has them, and sums of them are no longer exact."""


class Cause(IntEnum):
    """Why a row has no figure; NONE where it has one."""

    NONE = 0
    MISSING = 1
    NOT_APPLICABLE = 2
    TEXT = 3
    ZERO_DIVISOR = 4
    TOO_LARGE = 5
    NOT_POSITIVE = 6


_CAUSES = np.array([Cause.NONE, Cause.NONE, Cause.NONE, Cause.MISSING, Cause.NOT_APPLICABLE, Cause.TEXT], np.uint8)


@dataclass(frozen=True, eq=False)
class Truth:
    """Whether something holds, for each of N rows or for all (1): `yes`, `no`, or neither where a cell is missing."""

    yes: Bools
    no: Bools

    @staticmethod
    def known(yes: Bools) -> Truth:
        """Return what is true or false everywhere."""
        return Truth(yes, ~yes)

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)


@dataclass(frozen=True, eq=False)
class Value:
    """A column, or one value for all rows.

    Parameters
    ----------
    low, high
        (N,) or (1,) ends of the figure, equal where it is one number, NaN where there is none.
    form
        (N,) or (1,) of `Form`.
    codes, words
        (N,) or (1,) places in `words`, the different texts, blanks stripped; None where there is no text (the result of
        arithmetic).
    cause
        (N,) or (1,) of `Cause`; None: what the form says.
    guess
        (N,) or (1,) whether an estimate had a part in it, ranges too; None: what the form says.
    """

    low: Figures
    high: Figures
    form: npt.NDArray[np.uint8]
    codes: npt.NDArray[np.int64] | None = None
    words: tuple[str, ...] = ()
    cause: npt.NDArray[np.uint8] | None = None
    guess: Bools | None = None

    @property
    def guessed(self) -> Bools:
        """(N,) or (1,) whether an estimate had a part in it."""
        estimates: Bools = self.form == Form.ESTIMATE
        return estimates if self.guess is None else self.guess

    @property
    def causes(self) -> npt.NDArray[np.uint8]:
        """(N,) or (1,) of `Cause`: why there is no figure."""
        return _CAUSES[self.form] if self.cause is None else self.cause

    @staticmethod
    def of_column(column: pd.Series[Any], feedback: Feedback = SILENT) -> Value:
        """Return a column as `spatial.values` reads it."""
        import pandas as pd

        values = parse_values(column, feedback)
        codes, words = pd.factorize(values.text)
        texts = tuple(str(word).strip() for word in words)
        return Value(values.low, values.high, values.form, np.asarray(codes, np.int64), texts)

    @staticmethod
    def of_number(number: float) -> Value:
        """Return a number."""
        figure = np.array([number if np.isfinite(number) else np.nan])
        return Value(figure, figure, np.array([Form.NUMBER], np.uint8))

    @staticmethod
    def of_text(text: str) -> Value:
        """Return a text, which is also the figure that it prints."""
        values = parse_values([text])
        form = np.array([Form.TEXT], np.uint8) if values.form[0] == Form.MISSING else values.form
        return Value(values.low, values.high, form, np.zeros(1, np.int64), (text.strip(),))


def arithmetic(sign: str, left: Value, right: Value) -> Value:
    """Return ``left sign right`` for + - * /; see the head of the module for what is no plain number."""
    no_divisor = None
    if sign == "/":
        no_divisor = (right.low <= 0) & (right.high >= 0)
    return combined([left, right], *_ends(sign, left, right), no_divisor)


def combined(parts: Sequence[Value], low: Figures, high: Figures, no_divisor: Bools | None = None) -> Value:
    """Return the value that a computation made of `parts`: its ends, with the forms and causes that follow from them.

    Parameters
    ----------
    low, high
        (N,) or (1,) ends of the result; what they say where a part has no figure does not matter.
    no_divisor
        (N,) or (1,) where a divisor is zero, or a range with zero in it; None: nothing was divided.
    """
    shape = np.broadcast_shapes(low.shape, high.shape, *(part.form.shape for part in parts))
    cause = np.zeros(shape, np.uint8)
    for part in parts:
        cause = np.where((cause == Cause.NONE) | (part.causes == Cause.NOT_APPLICABLE), part.causes, cause)
    if no_divisor is not None:
        cause = np.where((cause == Cause.NONE) & no_divisor, np.uint8(Cause.ZERO_DIVISOR), cause)
    fits = (np.abs(low) <= LARGEST) & (np.abs(high) <= LARGEST)
    cause = np.where((cause == Cause.NONE) & ~fits, np.uint8(Cause.TOO_LARGE), cause).astype(np.uint8)
    known = cause == Cause.NONE
    guessed = np.zeros(shape, bool)
    for part in parts:
        guessed = guessed | part.guessed
    form = np.where(guessed, np.uint8(Form.ESTIMATE), np.uint8(Form.NUMBER))
    form = np.where(low < high, np.uint8(Form.RANGE), form)
    form = np.where(known, form, np.uint8(Form.MISSING))
    form = np.where(cause == Cause.NOT_APPLICABLE, np.uint8(Form.NOT_APPLICABLE), form).astype(np.uint8)
    return Value(np.where(known, low, np.nan), np.where(known, high, np.nan), form, cause=cause, guess=guessed & known)


def _ends(sign: str, left: Value, right: Value) -> tuple[Figures, Figures]:
    if sign == "+":
        return left.low + right.low, left.high + right.high
    if sign == "-":
        return left.low - right.high, left.high - right.low
    corners = [
        a * b if sign == "*" else a / b for a in (left.low, left.high) for b in (right.low, right.high)
    ]  # which of the four is least depends on the signs
    return np.minimum.reduce(np.broadcast_arrays(*corners)), np.maximum.reduce(np.broadcast_arrays(*corners))


def negated(value: Value) -> Value:
    """Return the number with the other sign."""
    return arithmetic("-", Value.of_number(0.0), value)


def compare(sign: str, left: Value, right: Value) -> Truth:
    """Compare row by row: figures as figures, texts (for ``=`` and ``!=`` only) by what is printed."""
    figures = ~(np.isnan(left.low) | np.isnan(right.low))
    if sign == "!=":
        return ~compare("=", left, right)
    if sign == "=":
        yes = figures & (left.low == left.high) & (left.low == right.low) & (left.high == right.high)
        yes = yes | (_as_printed(left, right) & ~_blank(left) & ~_blank(right))
        return Truth(yes, ~yes & ~_blank(left) & ~_blank(right))
    order = {
        "<": (left.high < right.low, left.low >= right.high),
        "<=": (left.high <= right.low, left.low > right.high),
        ">": (left.low > right.high, left.high <= right.low),
        ">=": (left.low >= right.high, left.high < right.low),
    }
    yes, no = order[sign]
    return Truth(figures & yes, figures & no)


def listed(value: Value, items: Sequence[Value]) -> Truth:
    """Say where a value equals any of the items."""
    found = compare("=", value, items[0])
    for item in items[1:]:
        found = found | compare("=", value, item)
    return found


def matches(value: Value, pattern: str, like: bool) -> Truth:
    """Say where the text holds `pattern`, or (`like`) is it with ``%`` for any text and ``_`` for any character."""
    wanted = fold(pattern).casefold()
    test: Callable[[str], bool] = (lambda word: _like(word, wanted)) if like else (lambda word: wanted in word)
    blank = _blank(value)
    if value.codes is None:
        return Truth(np.zeros_like(blank), ~blank)
    found = np.array([test(fold(word).casefold()) for word in value.words] or [False])[value.codes]
    return Truth(found & ~blank, ~found & ~blank)


def _blank(value: Value) -> Bools:
    blank: Bools = value.form == Form.MISSING
    return blank


def _as_printed(left: Value, right: Value) -> Bools:
    """Say where both print the same text; texts that are figures have been compared as such."""
    if left.codes is None or right.codes is None:
        return np.zeros(1, bool)
    places = {word: place for place, word in enumerate(left.words)}
    to_left = np.array([places.get(word, -1) for word in right.words] or [-1])
    own = np.array([places[word] for word in left.words] or [-2])
    same: Bools = own[left.codes] == to_left[right.codes]
    return same


def _like(word: str, pattern: str) -> bool:
    """Match without going back: each piece between ``%`` is taken at its first place, which is never worse."""
    head, *rest = pattern.split("%")
    if not rest:
        return len(word) == len(head) and _fits(word, head, 0)
    if not _fits(word, head, 0):
        return False
    at = len(head)
    *middle, tail = rest
    for piece in middle:
        at = next((place for place in range(at, len(word) + 1) if _fits(word, piece, place)), -1)
        if at < 0:
            return False
        at += len(piece)
    return len(word) - len(tail) >= at and _fits(word, tail, len(word) - len(tail))


def _fits(word: str, piece: str, at: int) -> bool:
    if at + len(piece) > len(word):
        return False
    return all(wanted in ("_", word[at + place]) for place, wanted in enumerate(piece))
