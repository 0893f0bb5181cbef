"""The cells of one column by what is printed in them: every odd word once, with the row where it first stands."""

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
_SAMPLE = 200


class ColumnCells:
    """The different cells of a column that are no plain numbers.

    A column of a million plain numbers is looked at by Arrow alone; one of a million names only in its first ones.

    Parameters
    ----------
    name
        Of the column.
    column
        (N,) str; missing cells are no words.
    lines
        (N,) line of each row in the file.
    whole
        Whether plain numbers are listed as well.

    Attributes
    ----------
    words
        The different odd cells. Where there are thousands of them and hardly any of the first ones is a figure, the
        column is one of words, and only the first ones are listed.
    sample
        The first different cells, plain ones too.
    n_plain, n_odd, n_missing
        How many cells are plain numbers, odd, and blank.
    """

    def __init__(self, name: str, column: pd.Series[str], lines: npt.NDArray[np.int64], *, whole: bool = False) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        self.name, self.column, self.lines = name, column.reset_index(drop=True), lines
        read = pa.array(self.column, pa.large_string(), from_pandas=True)
        cells = read.combine_chunks() if isinstance(read, pa.ChunkedArray) else read
        plain = pc.fill_null(pc.match_substring_regex(cells, _PLAIN), False).to_numpy(zero_copy_only=False)
        present = cells.is_valid().to_numpy(zero_copy_only=False)
        self.n_missing = int((~present).sum())
        self.n_plain = 0 if whole else int(plain.sum())
        self._rows = np.flatnonzero(present if whole else present & ~plain)
        self.n_odd = len(self._rows)
        self.sample: list[str] = list(dict.fromkeys(cells.filter(cells.is_valid()).slice(0, 10 * _SAMPLE).to_pylist()))
        self.sample = self.sample[:_SAMPLE]
        self._read: dict[str, Cell] = {}
        odd = cells.take(pa.array(self._rows[:_LOOKED_AT])).to_pylist()
        self.is_words = self.n_odd > _LOOKED_AT and not whole and self._hardly_a_figure(odd)
        if self.is_words:
            self._rows = self._rows[:_LOOKED_AT]
        coded = cells.take(pa.array(self._rows)).dictionary_encode()
        self.words: list[str] = coded.dictionary.to_pylist()
        self._codes = coded.indices.to_numpy(zero_copy_only=False)

    def _hardly_a_figure(self, words: Sequence[str]) -> bool:
        return sum(self._cell(word).form <= Form.RANGE for word in words) < _FEW * len(words)

    def _cell(self, word: str) -> Cell:
        if word not in self._read:
            self._read[word] = read_cell(word)
        return self._read[word]

    @property
    def places(self) -> Sequence[int]:
        """The places of the words."""
        return range(len(self.words))

    def whole(self) -> ColumnCells:
        """Return the same column with its plain numbers among the words."""
        return ColumnCells(self.name, self.column, self.lines, whole=True)

    def cell(self, place: int) -> Cell:
        """Return what a word says."""
        return self._cell(self.words[place])

    def of_form(self, *forms: Form) -> list[int]:
        """Return the words that have one of the forms."""
        return [place for place in self.places if self.cell(place).form in forms]

    def line(self, place: int) -> int:
        """Return the line where a word first stands."""
        return int(self.lines[self._rows[int(np.argmax(self._codes == place))]])

    def counts(self) -> dict[Form, int]:
        """Return how many cells there are of each form, the blank ones among the missing."""
        result = dict.fromkeys(Form, 0)
        for place, n in enumerate(np.bincount(self._codes, minlength=len(self.words)).tolist()):
            result[self.cell(place).form] += n
        result[Form.NUMBER] += self.n_plain
        result[Form.MISSING] += self.n_missing
        result[Form.TEXT] += self.n_odd - len(self._rows)
        return result

    def count(self, places: Sequence[int]) -> int:
        """Return how many cells hold one of some words."""
        return int(np.isin(self._codes, np.array(places, np.int64)).sum()) if places else 0

    def said(self, places: Sequence[int], separator: str = "、", limit: int = 3) -> str:
        """Return the first few words with their lines: ``“超过1.7万家”（第 5 行）``."""
        named = [f"“{self.words[place]}”({self.line(place)})" for place in places[:limit]]
        return separator.join(named) + ("…" if len(places) > limit else "")

    def replaced(self, new: Mapping[int, str]) -> ColumnCells:
        """Return the column with other words at some places."""
        import pandas as pd

        if not new:
            return self
        words = np.array([new.get(place, word) for place, word in enumerate(self.words)], dtype=object)
        cells = self.column.astype(object).to_numpy(copy=True)
        cells[self._rows] = words[self._codes]
        return ColumnCells(self.name, pd.Series(pd.array(cells, dtype="str")), self.lines)
