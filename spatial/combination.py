"""Several rows of a table into one: sums, means and lists that keep what kind of figure each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from spatial.cells import Form
from spatial.feedback import SILENT, Feedback
from spatial.values import Values, print_number, print_numbers

CombinationRule = Literal["sum", "mean", "list"]
SEPARATOR = "；"
_REPORT_EVERY = 1 << 13


@dataclass(frozen=True, eq=False)
class Combined:
    """A column after combining.

    Parameters
    ----------
    values
        (G,) one per group.
    incomplete
        (G,) bool: the group has figures and missing cells, so its sum or mean is not known; it is MISSING.
    partly_applicable
        (G,) bool: the sum or mean leaves out cells that are not applicable.
    listed
        (G,) bool: the cells differ and are no figures to add, so they are listed as text, separated by ``；``.
    """

    values: Values
    incomplete: npt.NDArray[np.bool_]
    partly_applicable: npt.NDArray[np.bool_]
    listed: npt.NDArray[np.bool_]


def combine(
    values: Values,
    groups: npt.NDArray[np.int64],
    n_groups: int,
    rule: CombinationRule,
    feedback: Feedback = SILENT,
) -> Combined:
    """Combine the rows of each group into one cell.

    ===================================== =====================================================================
    cells of the group                    result
    ===================================== =====================================================================
    one cell                              that cell, as printed
    numbers                               their sum or mean (unweighted)
    numbers and estimates                 sum or mean, an ESTIMATE
    … and ranges                          sum or mean of the lower and of the upper ends, a RANGE
    … and cells that are missing          MISSING, flagged `incomplete`: a part that is not known is not 0
    … and cells that are not applicable   sum or mean of the others, flagged `partly_applicable`
    all missing, or missing and ``/``     MISSING
    all ``/``                             NOT_APPLICABLE
    text among them, or rule ``list``     the cell where all are the same, else TEXT that lists the different cells
    ===================================== =====================================================================

    Parameters
    ----------
    values
        (N,) the column.
    groups
        (N,) int64 group of each row, 0 … G-1; -1 leaves the row out. An empty group is MISSING.
    n_groups
        G.
    rule
        ``sum``, ``mean`` or ``list``.
    feedback
        Hears of progress.
    """
    feedback.report(0.0)
    kept = np.flatnonzero(groups >= 0)
    rows = kept[np.argsort(groups[kept], kind="stable")]
    counts = np.bincount(groups[kept], minlength=n_groups)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if n_groups else np.zeros(0, np.int64)
    n_of = _forms_per_group(values, groups, n_groups)
    lists = (n_of[Form.TEXT] > 0) | (rule == "list") | (counts == 1)
    result = _figures(values, groups, n_of, rule)
    feedback.report(0.4)
    chosen = [(int(g), rows[starts[g] : starts[g] + counts[g]]) for g in np.flatnonzero(lists & (counts > 0))]
    listed = _list(values, result, chosen, feedback.part(0.5, 1))
    figures = n_of[Form.NUMBER] + n_of[Form.ESTIMATE] + n_of[Form.RANGE]
    incomplete = ~lists & (figures > 0) & (n_of[Form.MISSING] > 0)
    partly = ~lists & (figures > 0) & (n_of[Form.NOT_APPLICABLE] > 0) & ~incomplete
    return Combined(result, incomplete, partly, listed)


def _forms_per_group(values: Values, groups: npt.NDArray[np.int64], n_groups: int) -> npt.NDArray[np.int64]:
    """(6, G): how many cells of each form a group has."""
    kept = groups >= 0
    cell = values.form[kept].astype(np.int64) * n_groups + groups[kept]
    return np.bincount(cell, minlength=len(Form) * n_groups).reshape(len(Form), n_groups).astype(np.int64)


def _figures(
    values: Values, groups: npt.NDArray[np.int64], n_of: npt.NDArray[np.int64], rule: CombinationRule
) -> Values:
    """Sum or mean of every group, text cells ignored (`_list` overwrites those groups)."""
    n_groups = n_of.shape[1]
    figures = (groups >= 0) & (values.form <= Form.RANGE)
    n = n_of[Form.NUMBER] + n_of[Form.ESTIMATE] + n_of[Form.RANGE]
    share = np.maximum(n, 1) if rule == "mean" else 1
    low, high = (
        np.bincount(groups[figures], weights=end[figures], minlength=n_groups) / share
        for end in (values.low, values.high)
    )
    form = np.where(n_of[Form.RANGE] > 0, Form.RANGE, np.where(n_of[Form.ESTIMATE] > 0, Form.ESTIMATE, Form.NUMBER))
    form = np.where(n == 0, Form.NOT_APPLICABLE, form)
    form = np.where((n_of[Form.MISSING] > 0) | (n_of.sum(axis=0) == 0), Form.MISSING, form).astype(np.uint8)
    low[form > Form.RANGE] = high[form > Form.RANGE] = np.nan
    number = np.where(form <= Form.ESTIMATE, low, np.nan)
    sign = "%" if values.percent else ""
    cells = print_numbers(number)
    for i in np.flatnonzero((form != Form.NUMBER) | values.percent).tolist():
        cells[i] = _print(int(form[i]), float(low[i]), float(high[i]), sign)
    return Values(number, low, high, form, cells, values.percent, values.notes)


def _print(form: int, low: float, high: float, sign: str) -> str:
    if form == Form.RANGE:
        return f"{print_number(low)}{sign}-{print_number(high)}{sign}"
    if form == Form.ESTIMATE:
        return f"{print_number(low)}{sign}（预估）"
    if form == Form.NUMBER:
        return f"{print_number(low)}{sign}"
    return "/" if form == Form.NOT_APPLICABLE else ""


def _list(
    values: Values, result: Values, groups: Sequence[tuple[int, npt.NDArray[np.intp]]], feedback: Feedback
) -> npt.NDArray[np.bool_]:
    """Write the cells of `groups` into `result` (just made, shared with nobody); return which groups list several."""
    listed = np.zeros(len(result), bool)
    text = values.text
    blank = "—" if np.any(values.form <= Form.RANGE) else ""
    cells = result.cells
    assert cells is not None
    for n, (group, rows) in enumerate(groups):
        if n % _REPORT_EVERY == 0:
            feedback.report(n / len(groups))
        different = dict.fromkeys(text[rows].tolist())
        if len(different) == 1:
            for part, source in ((result.number, values.number), (result.low, values.low), (result.high, values.high)):
                part[group] = source[rows[0]]
            result.form[group], cells[group] = values.form[rows[0]], text[rows[0]]
            continue
        words = [word for word in (cell or blank for cell in different) if word]
        result.number[group] = result.low[group] = result.high[group] = np.nan
        result.form[group], cells[group] = Form.TEXT, SEPARATOR.join(words)
        listed[group] = len(words) > 1
    return listed
