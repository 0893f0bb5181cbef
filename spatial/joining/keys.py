"""Keys of a join as text: what is read from a cell, and in which form keys are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.values import print_number

if TYPE_CHECKING:
    import pandas as pd

PART_SEPARATOR = " | "

_UNIFIED: dict[int, str | None] = {ord(mark): "(" for mark in "[{【〔〖〘﹝「『"}
_UNIFIED |= {ord(mark): ")" for mark in "]}】〕〗〙﹞」』"}
_UNIFIED |= {ord(mark): "-" for mark in "‐‑‒–—―−─﹘"}
_UNIFIED |= {ord(mark): "·" for mark in "・•‧∙⋅●"}
_UNIFIED |= {ord(mark): None for mark in "\0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"}
_DASHES = re.compile(r"-{2,}")
_DECIMAL = re.compile(r"[+-]?[0-9]+\.0+")


def normalise_key(text: str) -> str:
    """Return the form in which keys are compared; ``""`` is a missing key.

    Compatibility forms are unified (NFKC: full-width digits, ``㎡``), case is folded, all blanks are removed (the
    ideographic and the zero-width ones too), brackets become ``()``, dashes one ``-``, middle dots ``·``. Applying it
    again changes nothing. Leading zeros stay.
    """
    if text.isascii() and text.isalnum():
        return text.casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_UNIFIED)
    key = unicodedata.normalize("NFKC", "".join(folded.split()))
    return _DASHES.sub("-", key) if "--" in key else key


@dataclass(frozen=True, eq=False)
class KeySide:
    """The keys of one side of a join.

    Parameters
    ----------
    parts
        (N,) object arrays of text, one per part of a composite key; ``""`` where missing.
    printed
        (N,) object: the whole key, parts separated by `` | ``; ``""`` where all parts are missing.
    cut
        Whether ``.0`` was cut off a text column in which every key had it.
    """

    parts: tuple[npt.NDArray[np.object_], ...]
    printed: npt.NDArray[np.object_]
    cut: bool


def read_keys(keys: pd.DataFrame | pd.Series[Any] | Iterable[object]) -> KeySide:
    """Read the keys of one side: a column, or a frame with one column per part of a composite key.

    Whole numbers are printed without ``.0``, and so is a column of text in which every key has it.
    """
    import pandas as pd

    if isinstance(keys, pd.DataFrame):
        read = [_texts(keys.iloc[:, i]) for i in range(keys.shape[1])]
    else:
        read = [_texts(keys if isinstance(keys, pd.Series) else pd.Series(list(keys), dtype=object))]
    parts = tuple(part for part, _ in read)
    printed = parts[0] if len(parts) == 1 else objects([_join(words) for words in zip(*parts, strict=True)])
    return KeySide(parts, printed, any(cut for _, cut in read))


def _join(words: Sequence[str]) -> str:
    return PART_SEPARATOR.join(words) if any(words) else ""


def _texts(column: pd.Series[Any]) -> tuple[npt.NDArray[np.object_], bool]:
    """Return (N,) text of key cells, ``""`` where missing, and whether ``.0`` was cut off every one."""
    words = [cell if type(cell) is str else _text(cell) for cell in column.astype(object).tolist()]
    present = [word for word in words if word]
    if not present or not all(map(_DECIMAL.fullmatch, present)):
        return objects(words), False
    return objects([word.partition(".")[0] for word in words]), True


def _text(cell: Any) -> str:
    import pandas as pd

    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if not isinstance(cell, float | np.floating):
        return str(cell)
    return str(int(cell)) if float(cell).is_integer() else print_number(float(cell), 17)


def objects(words: Sequence[object]) -> npt.NDArray[np.object_]:
    """Return (N,) object array of `words`, whatever they are."""
    array = np.empty(len(words), dtype=object)
    array[:] = words
    return array
