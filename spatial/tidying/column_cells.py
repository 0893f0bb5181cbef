"""The cells of one column by what is printed in them: every different word once, with the row where it first stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.cells import Cell, Form, read_cell

if TYPE_CHECKING:
    import pandas as pd

_PLAIN = r"^-?(?:[1-9][0-9]*|0)(?:\.[0-9]+)?$"
_LOOKED_AT = 2_000
_FEW = 0.02


class ColumnCells:
    """The different cells of a column.

    Parameters
    ----------
    name
        Of the column.
    column
        (N,) str; missing cells are no words.
    lines
        (N,) line of each row in the file.

    Attributes
    ----------
    words
        The different cells.
    odd
        Places in `words` of those that are no plain numbers. Where there are thousands of them and hardly any of the
        first ones is a figure, the column is one of words, and only those are listed.
    """

    def __init__(self, name: str, column: pd.Series[str], lines: npt.NDArray[np.int64]) -> None:
        import pandas as pd
        import pyarrow as pa
        import pyarrow.compute as pc

        self.name, self.lines = name, lines
        self._codes, words = pd.factorize(column, use_na_sentinel=True)
        self.words: list[str] = [str(word) for word in words.tolist()]
        plain = pc.match_substring_regex(pa.array(self.words, pa.string()), _PLAIN).to_numpy(zero_copy_only=False)
        odd = np.flatnonzero(~plain.astype(bool)).tolist()
        self.n_plain = len(self.words) - len(odd)
        self._read: dict[int, Cell] = {}
        if len(odd) > _LOOKED_AT:
            figures = sum(self.cell(place).form <= Form.RANGE for place in odd[:_LOOKED_AT])
            odd = odd[:_LOOKED_AT] if figures < _FEW * _LOOKED_AT else odd
        self.odd: Sequence[int] = odd

    def cell(self, place: int) -> Cell:
        """Return what a word says."""
        if place not in self._read:
            self._read[place] = read_cell(self.words[place])
        return self._read[place]

    def of_form(self, *forms: Form) -> list[int]:
        """Return the odd words that have one of the forms."""
        return [place for place in self.odd if self.cell(place).form in forms]

    def line(self, place: int) -> int:
        """Return the line where a word first stands."""
        return int(self.lines[int(np.argmax(self._codes == place))])

    def counts(self) -> dict[Form, int]:
        """Return how many cells there are of each form, the blank ones among the missing."""
        per_word = np.bincount(self._codes[self._codes >= 0], minlength=len(self.words))
        odd = np.array(self.odd, np.int64)
        result = dict.fromkeys(Form, 0)
        for place in self.odd:
            result[self.cell(place).form] += int(per_word[place])
        listed = int(per_word[odd].sum()) if len(odd) else 0
        rest = int(per_word.sum()) - listed
        beyond = len(self.words) - self.n_plain > len(self.odd)
        result[Form.TEXT if beyond else Form.NUMBER] += rest
        result[Form.MISSING] += int((self._codes < 0).sum())
        return result

    def count(self, places: Sequence[int]) -> int:
        """Return how many cells hold one of some words."""
        return int(np.isin(self._codes, np.array(places, np.int64)).sum()) if places else 0

    def said(self, places: Sequence[int], separator: str = "、", limit: int = 3) -> str:
        """Return the first few words with their lines: ``“超过1.7万家”（第 5 行）``."""
        named = [f"“{self.words[place]}”({self.line(place)})" for place in places[:limit]]
        return separator.join(named) + ("…" if len(places) > limit else "")

    def replaced(self, new: Mapping[int, str | None]) -> pd.Series[str]:
        """Return the column with other words at some places (None: missing)."""
        import pandas as pd

        words = np.array([*self.words, None], dtype=object)
        for place, word in new.items():
            words[place] = word
        return pd.Series(pd.array(words[self._codes], dtype="str"))
