"""What a column of a table holds, in a few figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spatial.feedback import SILENT, Feedback
from spatial.values import Form, parse_values

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ColumnStatistics:
    """Counts of the kinds of cells, and measures of the figures.

    Parameters
    ----------
    n
        Cells.
    figures
        Cells that hold one number: the measures are about these. `estimates` of them are estimates.
    ranges, missing, not_applicable, texts
        The other cells.
    minimum, maximum, mean, median
        Of the figures; None where there are none. The mean is unweighted: of percentages and other ratios it is not the
        ratio of the whole.
    sd
        Standard deviation of the sample (n - 1); None below two figures.
    total
        Sum of the figures; None where there are none. It means something for counts only.
    """

    n: int
    figures: int
    estimates: int
    ranges: int
    missing: int
    not_applicable: int
    texts: int
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    total: float | None = None


def describe(column: pd.Series[Any], feedback: Feedback = SILENT) -> ColumnStatistics:
    """Return the statistics of a column; ranges count as ranges, and in no measure."""
    values = parse_values(column, feedback)
    counts = {form: int((values.form == form).sum()) for form in Form}
    figures = values.number[np.isfinite(values.number)]
    kinds = {
        "n": len(values),
        "figures": len(figures),
        "estimates": counts[Form.ESTIMATE],
        "ranges": counts[Form.RANGE],
        "missing": counts[Form.MISSING],
        "not_applicable": counts[Form.NOT_APPLICABLE],
        "texts": counts[Form.TEXT],
    }
    if not len(figures):
        return ColumnStatistics(**kinds)
    return ColumnStatistics(
        **kinds,
        minimum=float(figures.min()),
        maximum=float(figures.max()),
        mean=float(figures.mean()),
        median=float(np.median(figures)),
        sd=float(figures.std(ddof=1)) if len(figures) > 1 else None,
        total=float(figures.sum()),
    )
