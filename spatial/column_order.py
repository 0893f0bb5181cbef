"""The order of the rows of a table by one of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.values import Form, parse_values

if TYPE_CHECKING:
    import pandas as pd


def order_of(column: pd.Series[Any], descending: bool = False) -> npt.NDArray[np.int64]:
    """Return the places of the cells in order: figures, then texts, then what is not applicable, then what is missing.

    Parameters
    ----------
    column
        (N,) cells as `spatial.values.parse_values` reads them. Ranges stand where their low end does.
    descending
        Turns figures and texts round, each among themselves.

    Returns
    -------
    (N,) int64
        Equal cells keep their order either way.
    """
    import pandas as pd

    values = parse_values(column)
    text = values.form == Form.TEXT
    group = np.select([text, values.form == Form.NOT_APPLICABLE, values.form == Form.MISSING], [1, 2, 3], 0)
    key = np.nan_to_num(values.low)
    if text.any():
        words = pd.Series(values.text[text], dtype=object).str.casefold()
        key[text] = pd.factorize(words, sort=True)[0]
    return np.asarray(np.lexsort((-key if descending else key, group)), dtype=np.int64)
