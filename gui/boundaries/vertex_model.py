"""The vertices of a ring as a table that can be edited: the figures of a row are converted when that row is changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from spatial.coordinate_lists import in_shanghai, print_figures, read_places
from spatial.crs import WGS84, check_crs, coordinate_transform
from spatial.geodesic import WGS84_GEOD

Floats = npt.NDArray[np.float64]
Index = QModelIndex | QPersistentModelIndex
_WARNING = QColor("#b42318")


class VertexModel(QAbstractTableModel):
    """Number, two figures, and the length of the edge that begins at each vertex.

    Vertices that nobody typed at keep their coordinates to the last bit. ``edited``: a vertex is another one, came or
    went; ``refused(str)``: this text is no coordinate.
    """

    edited = Signal()
    refused = Signal(str)

    def __init__(self, crs: str, datum: str) -> None:
        super().__init__()
        self._to_lonlat = coordinate_transform(crs, datum, WGS84)
        self._to_layer = coordinate_transform(WGS84, "wgs84", crs, datum)
        self._untold = 1.2e-9 if check_crs(crs).is_geographic else 1.2e-4
        """A difference that figures to the tenth of a millimetre do not tell: such a coordinate keeps its bits."""
        self.style, self.datum = "decimal", "wgs84"
        self.headings: tuple[str, ...] = ("", "", "", "")
        self.ring: Floats = np.empty((0, 2))
        self._saved: Floats = self.ring
        self._lonlat: Floats = self.ring
        self._figures: list[tuple[str, str]] = []
        self._lengths: list[float] = []

    # --- what it shows --------------------------------------------------------------------------------------------

    def show_ring(self, ring: Floats) -> None:
        """Show (n, 2) vertices of the layer, the closing one left out, as those that are saved."""
        self._saved = np.array(ring, dtype=np.float64)
        self._put(self._saved.copy())

    def speak(self, style: str, datum: str) -> None:
        """Print the figures in a style of `spatial.coordinate_text` and a datum."""
        self.style, self.datum = style, datum
        self._put(self.ring)

    @property
    def is_changed(self) -> bool:
        """Whether the ring differs from the one that is saved."""
        return not np.array_equal(self.ring, self._saved)

    def outside(self) -> list[int]:
        """Return the rows outside of Shanghai."""
        return np.flatnonzero(~in_shanghai(self._lonlat)).tolist()

    def swappable(self) -> list[int]:
        """Return the rows outside of Shanghai that lie in it with longitude and latitude the other way round."""
        return [row for row in self.outside() if in_shanghai(self._lonlat[row : row + 1, ::-1]).all()]

    # --- verbs ----------------------------------------------------------------------------------------------------

    def take(self, ring: Floats) -> None:
        """Show another ring as a change of the one that is saved."""
        self._put(np.array(ring, dtype=np.float64))
        self.edited.emit()

    def take_lonlat(self, lonlat: Floats) -> None:
        """Show places in WGS 84 as a change of the ring."""
        self.take(self._to_layer(lonlat))

    def swap(self) -> None:
        """Exchange longitude and latitude of the rows that lie in Shanghai then."""
        rows = self.swappable()
        ring = self.ring.copy()
        ring[rows] = self._to_layer(self._lonlat[rows][:, ::-1])
        self.take(ring)

    def insert_after(self, row: int) -> None:
        """Insert a vertex in the middle of the edge that begins at a row."""
        middle = (self.ring[row] + self.ring[(row + 1) % len(self.ring)]) / 2.0
        self.take(np.insert(self.ring, row + 1, middle, axis=0))

    def delete(self, rows: list[int]) -> None:
        """Delete rows."""
        self.take(np.delete(self.ring, rows, axis=0))

    def revert(self) -> None:
        """Go back to the ring that is saved."""
        self.take(self._saved.copy())

    def _put(self, ring: Floats) -> None:
        resets = len(ring) != len(self.ring)  # a reset would take the editor of a cell away under its hands
        if resets:
            self.beginResetModel()
        self.ring = ring
        self._lonlat = np.asarray(self._to_lonlat(ring)) if len(ring) else ring
        self._figures = print_figures(self._lonlat, self.style, self.datum) if len(ring) else []
        after = np.roll(self._lonlat, -1, axis=0)
        with np.errstate(invalid="ignore"):
            legal = np.isfinite(self._lonlat).all() and len(ring) and (np.abs(self._lonlat[:, 1]) <= 90).all()
        self._lengths = WGS84_GEOD.inv(*self._lonlat.T, *after.T)[2].tolist() if legal else [np.nan] * len(ring)
        if resets:
            self.endResetModel()
        elif len(ring):
            self.dataChanged.emit(self.index(0, 0), self.index(len(ring) - 1, 3))

    # --- Qt's side ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and default
        """Return how many vertices there are."""
        return 0 if parent.isValid() else len(self.ring)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return 4."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that the two figures can be edited."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() in (1, 2) else usual

    def data(self, index: Index, role: int = 0) -> Any:
        """Return the text, the alignment, and the looks of what changed or lies outside."""
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if column == 0:
                return str(row + 1)
            return self._figures[row][column - 1] if column < 3 else f"{self._lengths[row]:,.2f}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and not in_shanghai(self._lonlat[row : row + 1]).all():
            return _WARNING
        if role == Qt.ItemDataRole.FontRole and not self._is_saved(row):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Move the vertex of a row to the typed figure; a text that is none changes nothing."""
        row, place = index.row(), index.column() - 1
        if str(value).strip() == self._figures[row][place]:
            return False
        pair = list(self._figures[row])
        pair[place] = str(value).strip()
        read = read_places(" ".join(pair), self.style, self.datum)
        if len(read.lonlat) != 1 or not np.isfinite(read.lonlat).all():
            self.refused.emit(str(value))
            return False
        ring = self.ring.copy()
        new = self._to_layer(read.lonlat)[0]
        ring[row] = np.where(np.abs(new - ring[row]) <= self._untold, ring[row], new)
        self.take(ring)
        return True

    def _is_saved(self, row: int) -> bool:
        return row < len(self._saved) and bool((self.ring[row] == self._saved[row]).all())
