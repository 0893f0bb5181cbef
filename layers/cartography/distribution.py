"""How the figures of a column are distributed, and what of the column is no figure: the histogram under the breaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.layer import Dataset
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

LEAST_BINS, MOST_BINS = 8, 48


@dataclass(frozen=True, eq=False)
class Distribution:
    """Counts in bins of one column.

    Parameters
    ----------
    edges
        (B+1,) edges, increasing; bins are [a, b), the last one [a, b].
    counts
        (B,) figures per bin, estimates among them.
    low, high
        Least and greatest figure; NaN where there is none.
    zeros
        True zeros that are left out because they are a class of their own.
    estimates, ranges, missing, not_applicable, words
        Cells by form; only the estimates are in `counts`.
    """

    edges: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]
    low: float
    high: float
    zeros: int = 0
    estimates: int = 0
    ranges: int = 0
    missing: int = 0
    not_applicable: int = 0
    words: int = 0

    @property
    def beside(self) -> Text:
        """What the bars do not show, one after the other; empty where they show everything."""
        parts = [
            (self.estimates, Text("含预估 {n}", "estimates included: {n}")),
            (self.zeros, Text("零值 {n}（另列一级）", "zeros: {n} (separate class)")),
            (self.ranges, Text("区间值 {n}", "ranges: {n}")),
            (self.missing, Text("无数据 {n}", "no data: {n}")),
            (self.not_applicable, Text("不适用 {n}", "not applicable: {n}")),
            (self.words, Text("非数字 {n}", "not numbers: {n}")),
        ]
        found = [(str(n), words) for n, words in parts if n]
        return Text(
            " · ".join(words.zh.replace("{n}", n) for n, words in found),
            " · ".join(words.to("en").replace("{n}", n) for n, words in found),
        )


def distribution(dataset: Dataset, field: str, zero_class: bool = False, feedback: Feedback = SILENT) -> Distribution:
    """Count the figures of a column in bins of equal width.

    Parameters
    ----------
    field
        A column of the data set.
    zero_class
        Whether exact zeros are left out of the bins and counted in `zeros`.

    Returns
    -------
    Distribution
        With no bins where the column holds no finite figure. Whole numbers of a small span get a bin each.
    """
    from spatial.values import Form, parse_values

    values = parse_values(dataset.frame[field], feedback.part(0.0, 0.8))
    numbers = values.number[np.isfinite(values.number)]
    zeros = int(np.count_nonzero(numbers == 0)) if zero_class else 0
    if zeros:
        numbers = numbers[numbers != 0]
    feedback.report(0.9, Text("统计分布", "Counting the distribution"))
    edges = _edges(numbers)
    counts = np.histogram(numbers, edges)[0] if len(edges) else np.empty(0, np.int64)

    def cells(form: Form) -> int:
        return int(np.count_nonzero(values.form == form))

    return Distribution(
        edges,
        counts.astype(np.int64),
        float(numbers.min()) if len(numbers) else np.nan,
        float(numbers.max()) if len(numbers) else np.nan,
        zeros,
        cells(Form.ESTIMATE),
        cells(Form.RANGE),
        cells(Form.MISSING),
        cells(Form.NOT_APPLICABLE),
        cells(Form.TEXT),
    )


def _edges(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if not len(numbers):
        return np.empty(0)
    low, high = float(numbers.min()), float(numbers.max())
    if low == high:
        half = max(abs(low) * 1e-6, 0.5)
        return np.array([low - half, high + half])
    if high - low < MOST_BINS and bool((numbers == np.round(numbers)).all()):
        return np.arange(low - 0.5, high + 1.0)
    bins = int(np.clip(np.ceil(2 * np.sqrt(len(numbers))), LEAST_BINS, MOST_BINS))
    return np.linspace(low, high, bins + 1)


def snapped(value: float, span: float, *, fine: bool = False) -> float:
    """Return `value` rounded to the nice step (1, 2 or 5 times a power of ten) of about a hundredth of `span`.

    `fine` rounds to a hundredth of that step, so that no digits are left that nobody meant.
    """
    step = nice_step(span) / (100 if fine else 1)
    decimals = max(0, -int(np.floor(np.log10(step))))
    return round(round(value / step) * step, decimals) + 0.0


def nice_step(span: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is at most a hundredth of `span` (positive)."""
    power = 10.0 ** np.floor(np.log10(span / 100))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= span / 100 * (1 + 1e-9)))
