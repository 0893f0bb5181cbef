"""Rows of the legend below a layer of the tree, and how high a row is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from gui.language import say
from gui.symbology.matrix_picture import matrix_picture
from gui.symbology.swatches import SWATCH_WIDTH_PX, Shape, disc, swatch
from layers.cartography.matrix_layout import axis_marks
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Proportional
from spatial.text import Text

NAME, COUNT = 0, 1
_Flag = Qt.ItemFlag


class Wrapped(QStyledItemDelegate):
    """Rows as high as their text needs in the width there is: names and legend headings are never cut."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Return the size with the words broken over as many lines as they take."""
        size = super().sizeHint(option, index)
        if index.column() != NAME:
            return size
        depth, parent = 1, index.parent()
        while parent.isValid():
            depth, parent = depth + 1, parent.parent()
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        taken = depth * self._tree.indentation() + (SWATCH_WIDTH_PX + 6 if picture is not None else 0)
        taken += 26 if index.data(Qt.ItemDataRole.CheckStateRole) is not None else 0
        width = max(self._tree.columnWidth(NAME) - taken - 12, 40)
        room = QRect(0, 0, width, 10_000)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        needed = self._tree.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), words)
        return QSize(size.width(), max(size.height(), needed.height() + 6))


def legend_rows(
    portrayal: Portrayal | None, quiet: QColor, footnotes: Sequence[Text] = (), opacity: float = 1.0
) -> Iterator[QTreeWidgetItem]:
    """Yield the rows of the legend of a layer, the footnotes last; none where there is no portrayal yet."""
    if portrayal is None:
        return
    legend = portrayal.legend
    heading = QTreeWidgetItem([say(legend.title), ""])
    heading.setToolTip(NAME, "\n".join(filter(None, [say(legend.method), *(say(note) for note in legend.notes)])))
    heading.setForeground(NAME, quiet)
    yield _passive(heading)
    yield from _size_rows(portrayal)
    yield from _matrix_rows(portrayal)
    shape, dashed = shape_of(portrayal), bool(portrayal.placed.dashed.any())
    for entry in legend.rows:
        row = QTreeWidgetItem([say(entry.label), f"{entry.count:,}"])
        row.setIcon(NAME, swatch(entry.style, shape, dashed=dashed and shape == "polygon", opacity=opacity))
        row.setToolTip(NAME, say(entry.label))
        row.setTextAlignment(COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.setForeground(COUNT, quiet)
        yield _passive(row)
    for note in footnotes:
        words = QTreeWidgetItem([say(note), ""])
        words.setToolTip(NAME, say(note))
        yield _passive(words)


def _size_rows(portrayal: Portrayal) -> Iterator[QTreeWidgetItem]:
    """Yield the size key of proportional symbols, drawn as large as on the map."""
    look, sizes = portrayal.symbology, portrayal.legend.sizes
    if isinstance(look, Proportional):
        for value, radius_px in sizes:
            row = QTreeWidgetItem([f"{value:,.10g}", ""])
            picture = disc(2 * radius_px, 2 * sizes[0][1], look.fill, look.stroke)
            row.setData(NAME, Qt.ItemDataRole.DecorationRole, picture)
            yield _passive(row)


def _matrix_rows(portrayal: Portrayal) -> Iterator[QTreeWidgetItem]:
    """Yield the table of a map of two variables, and its axes in words."""
    if portrayal.legend.matrix is None:
        return
    row = QTreeWidgetItem(["", ""])
    row.setData(NAME, Qt.ItemDataRole.DecorationRole, matrix_picture(portrayal.legend))
    row.setToolTip(NAME, "\n".join(f"{say(entry.label)}: {entry.count:,}" for entry in portrayal.legend.cells))
    yield _passive(row)
    matrix = portrayal.legend.matrix
    for mark, axis in zip(axis_marks(matrix), (matrix.x, matrix.y), strict=True):
        edges = "  ".join(say(label) for label in axis.labels)
        words = QTreeWidgetItem([f"{mark} {say(axis.title)}\n{edges}", ""])
        words.setToolTip(NAME, edges)
        yield _passive(words)


def _passive(row: QTreeWidgetItem) -> QTreeWidgetItem:
    row.setFlags(_Flag.ItemIsEnabled | _Flag.ItemIsSelectable)
    return row


def shape_of(portrayal: Portrayal) -> Shape:
    """Return what the features of a layer are drawn as in its legend."""
    if portrayal.radius_px is not None or portrayal.aggregation is not None or portrayal.clusters is not None:
        return "point"
    first = next((each for each in portrayal.placed.geometry if each is not None), None)
    kind = first.geom_type if first is not None else "Polygon"
    if "Point" in kind:
        return "point"
    return "line" if "Line" in kind or kind == "LinearRing" else "polygon"
