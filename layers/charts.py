"""What charts show: bars, pairs, boxes by group, with what has no figure counted and named. No drawing, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from layers.code_words import code_word
from layers.layer import Dataset, Field
from layers.placement import texts
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.values import Values

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
MOST_POINTS = 5_000
GRID = 120


@dataclass(frozen=True, eq=False)
class Left:
    """What a chart leaves out, by reason.

    Parameters
    ----------
    missing, not_applicable, ranges, words
        Rows without a figure, with ``/``, with a range, with text that is no figure.
    """

    missing: Rows
    not_applicable: Rows
    ranges: Rows
    words: Rows

    @property
    def sentence(self) -> Text:
        """How many are left out and why; empty where nothing is."""
        parts = [
            (len(self.missing), "无数据 {n}", "{n} no data"),
            (len(self.not_applicable), "不适用 {n}", "{n} not applicable"),
            (len(self.ranges), "区间值 {n}", "ranges: {n}"),
            (len(self.words), "非数字 {n}", "{n} not numbers"),
        ]
        found = [(str(n), zh, en) for n, zh, en in parts if n]
        if not found:
            return Text("")
        return Text(
            "未画出：" + "、".join(zh.replace("{n}", n) for n, zh, _ in found),
            "Not shown: " + ", ".join(en.replace("{n}", n) for n, _, en in found),
        )

    def names(self, names: Sequence[Text], most: int = 12) -> Text:
        """Return the names of the features left out, the first `most` of them."""
        rows = np.concatenate([self.missing, self.not_applicable, self.ranges, self.words]).tolist()
        shown = [names[row] for row in rows[:most]]
        more = len(rows) - len(shown)
        zh = "、".join(each.zh or each.en for each in shown) + (f"等 {len(rows)} 个" if more > 0 else "")
        en = ", ".join(each.to("en") for each in shown) + (f" and {more} more" if more > 0 else "")
        return Text(zh, en)


@dataclass(frozen=True, eq=False)
class Bars:
    """Figures in falling order.

    Parameters
    ----------
    field
        What the figures are of.
    rows, numbers, estimate
        (M,) rows of the data set, their figures, and whether each is an estimate; the largest first, equal ones in the
        order of the data set.
    left
        What has no bar.
    """

    field: Field
    rows: Rows
    numbers: Numbers
    estimate: npt.NDArray[np.bool_]
    left: Left


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two figures per feature.

    Parameters
    ----------
    x, y
        What the axes are.
    rows, x_numbers, y_numbers
        (M,) the features with a figure in both.
    left
        What has no point: the reason is that of `x` where that has none, else that of `y`.
    density
        (GRID, GRID) counts over the extent of both axes, rows from low y to high y; None where there are few enough
        points to draw each.
    """

    x: Field
    y: Field
    rows: Rows
    x_numbers: Numbers
    y_numbers: Numbers
    left: Left
    density: npt.NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class Box:
    """One group of a box plot.

    Parameters
    ----------
    name
        The group.
    rows, numbers
        (M,) its features and their figures, increasing.
    quartiles
        First quartile, median, third quartile (linear interpolation, as numpy's default).
    whiskers
        Least and greatest figure within 1.5 interquartile ranges of the box (Tukey).
    """

    name: Text
    rows: Rows
    numbers: Numbers
    quartiles: tuple[float, float, float]
    whiskers: tuple[float, float]

    @property
    def outliers(self) -> Rows:
        """Rows beyond the whiskers."""
        return self.rows[(self.numbers < self.whiskers[0]) | (self.numbers > self.whiskers[1])]


@dataclass(frozen=True, eq=False)
class Boxes:
    """A box for each group, in the order in which the groups occur."""

    field: Field
    group: Field
    boxes: tuple[Box, ...]
    left: Left


def bars(dataset: Dataset, column: str, feedback: Feedback = SILENT) -> Bars:
    """Order the figures of a column; ranges have no bar."""
    from spatial.values import Form, parse_values

    values = parse_values(dataset.frame[column], feedback)
    rows = np.flatnonzero(np.isfinite(values.number)).astype(np.int64)
    order = rows[np.argsort(-values.number[rows], kind="stable")]
    estimate = values.form[order] == Form.ESTIMATE
    return Bars(dataset.field_of(column), order, values.number[order], estimate, _left(values))


def pairs(dataset: Dataset, x: str, y: str, feedback: Feedback = SILENT) -> Pairs:
    """Pair two columns; above `MOST_POINTS` pairs they are counted on a grid too."""
    from spatial.values import parse_values

    first = parse_values(dataset.frame[x], feedback.part(0.0, 0.4))
    second = parse_values(dataset.frame[y], feedback.part(0.4, 0.8))
    both = np.isfinite(first.number) & np.isfinite(second.number)
    rows = np.flatnonzero(both).astype(np.int64)
    one, other = _left(first), _left(second)
    left = Left(
        *(
            np.concatenate([a, b[np.isfinite(first.number[b])]])
            for a, b in (
                (one.missing, other.missing),
                (one.not_applicable, other.not_applicable),
                (one.ranges, other.ranges),
                (one.words, other.words),
            )
        )
    )
    density = None
    if len(rows) > MOST_POINTS:
        density = np.histogram2d(second.number[rows], first.number[rows], bins=GRID)[0].astype(np.int64)
    fields = dataset.field_of(x), dataset.field_of(y)
    return Pairs(*fields, rows, first.number[rows], second.number[rows], left, density)


def boxes(dataset: Dataset, column: str, group: str, feedback: Feedback = SILENT) -> Boxes:
    """Divide a column by the values of another; features of no group are put together as such."""
    from spatial.values import parse_values

    values = parse_values(dataset.frame[column], feedback)
    finite = np.isfinite(values.number)
    groups = np.array(texts(dataset.frame, group), dtype=object)
    found = []
    for name in dict.fromkeys(groups.tolist()):
        rows = np.flatnonzero(finite & (groups == name)).astype(np.int64)
        if len(rows):
            rows = rows[np.argsort(values.number[rows], kind="stable")]
            words = code_word(group, name) if name else Text("无分组", "No group")
            found.append(_box(words, rows, values.number[rows]))
    return Boxes(dataset.field_of(column), dataset.field_of(group), tuple(found), _left(values))


def _box(name: Text, rows: Rows, numbers: Numbers) -> Box:
    low, middle, high = (float(each) for each in np.quantile(numbers, (0.25, 0.5, 0.75)))
    reach = 1.5 * (high - low)
    inside = numbers[(numbers >= low - reach) & (numbers <= high + reach)]
    return Box(name, rows, numbers, (low, middle, high), (float(inside[0]), float(inside[-1])))


def _left(values: Values) -> Left:
    from spatial.values import Form

    forms = (Form.MISSING, Form.NOT_APPLICABLE, Form.RANGE, Form.TEXT)
    return Left(*(np.flatnonzero(values.form == form).astype(np.int64) for form in forms))


def ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Return up to about `most` round values from `low` to `high`, both ends within; one value where they are equal."""
    if not high > low:
        return (low,)
    raw = (high - low) / max(most, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(each * power for each in (1.0, 2.0, 2.5, 5.0, 10.0) if each * power >= raw * (1 - 1e-9))
    first = np.ceil(low / step - 1e-9)
    count = int(np.floor(high / step + 1e-9) - first) + 1
    return tuple(float(round((first + i) * step, 12)) for i in range(count))
