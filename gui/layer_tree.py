"""The tree of the shown map: foreground and background layers with check boxes, and their legends below them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from gui.language import say
from gui.matrix_picture import matrix_picture
from gui.swatches import SWATCH_HEIGHT_PX, SWATCH_WIDTH_PX, Shape, disc, swatch
from layers.layer import Layer
from layers.matrix_layout import axis_marks
from layers.portrayal import Portrayal
from layers.symbology import Proportional

LAYER_ID = Qt.ItemDataRole.UserRole
GROUP = Qt.ItemDataRole.UserRole + 1
NAME, COUNT = 0, 1
_Flag = Qt.ItemFlag


class _Wrapped(QStyledItemDelegate):
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


class LayerTree(QTreeWidget):
    """Shows layers from top to bottom; says what the user did to them and changes nothing itself.

    Signals: ``toggled(layer_id, visible)``, ``renamed(layer_id, name)``, ``selected(layer_id)`` ("" for none), and
    ``moved(layer_id, above_id, group)``: dropped above the layer `above_id` ("" for the lower end) of a group.
    """

    toggled = Signal(str, bool)
    renamed = Signal(str, str)
    selected = Signal(str)
    moved = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self.setIndentation(14)
        self.setIconSize(QSize(SWATCH_WIDTH_PX, SWATCH_HEIGHT_PX))
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setItemDelegate(_Wrapped(self))
        self.header().sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._groups = {group: self._add_group(group) for group in ("foreground", "context")}
        self.itemChanged.connect(self._item_changed)
        self.currentItemChanged.connect(lambda item, _: self.selected.emit(self._layer_of(item)))

    def _add_group(self, group: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self)
        item.setFlags(_Flag.ItemIsEnabled | _Flag.ItemIsDropEnabled)
        item.setData(NAME, GROUP, group)
        item.setExpanded(True)
        item.setFirstColumnSpanned(True)
        return item

    @property
    def selected_layer(self) -> str:
        """Id of the layer the current row belongs to, "" for none."""
        return self._layer_of(self.currentItem())

    def select(self, layer_id: str) -> None:
        """Make the row of a layer the current one."""
        item = self.item_of(layer_id)
        if item is not None and self.selected_layer != layer_id:
            self.setCurrentItem(item)

    def item_of(self, layer_id: str) -> QTreeWidgetItem | None:
        """Return the row of a layer."""
        return next((item for item in self._layer_items() if item.data(NAME, LAYER_ID) == layer_id), None)

    def set_titles(self, foreground: str, context: str) -> None:
        """Name the two groups."""
        self.blockSignals(True)
        for group, title in (("foreground", foreground), ("context", context)):
            self._groups[group].setText(NAME, title)
            self._groups[group].setForeground(NAME, self.palette().color(QPalette.ColorRole.PlaceholderText))
        self.blockSignals(False)

    def show_layers(self, layers: tuple[Layer, ...]) -> None:
        """Show the layers of a map (given from the bottom to the top), keeping what is open and selected."""
        self.blockSignals(True)
        chosen = self.selected_layer
        closed = {item.data(NAME, LAYER_ID) for item in self._layer_items() if not item.isExpanded()}
        wanted = {
            group: [layer for layer in reversed(layers) if layer.context == (group == "context")]
            for group in self._groups
        }
        if {group: self._ids(group) for group in self._groups} != {
            group: [layer.id for layer in wanted[group]] for group in wanted
        }:
            self._refill(wanted, closed)
        for layer in layers:
            item = self.item_of(layer.id)
            if item is not None:
                item.setText(NAME, say(layer.name))
                item.setToolTip(NAME, say(layer.name))
                item.setCheckState(NAME, Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked)
        for group, item in self._groups.items():
            item.setHidden(not wanted[group])
        foremost = next((layer.id for layer in reversed(layers) if not layer.context), "")
        item = self.item_of(chosen) or self.item_of(foremost)
        before, now = chosen, ""
        if item is not None:
            now = str(item.data(NAME, LAYER_ID))
            if self._layer_of(self.currentItem()) != now:
                self.setCurrentItem(item)
        self.blockSignals(False)
        if before != now:
            self.selected.emit(now)

    def show_legend(self, layer_id: str, portrayal: Portrayal | None) -> None:
        """Show the legend of a layer below its row."""
        item = self.item_of(layer_id)
        if item is None:
            return
        self.blockSignals(True)
        on_legend = self.currentItem() is not None and self.currentItem().parent() is item
        item.takeChildren()
        for row in _legend_rows(portrayal, self.palette().color(QPalette.ColorRole.PlaceholderText)):
            item.addChild(row)
        if on_legend:
            self.setCurrentItem(item)
        self.blockSignals(False)

    def _refill(self, wanted: dict[str, list[Layer]], closed: set[str]) -> None:
        for group, parent in self._groups.items():
            parent.takeChildren()
            for layer in wanted[group]:
                item = QTreeWidgetItem(parent)
                item.setData(NAME, LAYER_ID, layer.id)
                item.setFlags(
                    _Flag.ItemIsEnabled
                    | _Flag.ItemIsSelectable
                    | _Flag.ItemIsUserCheckable
                    | _Flag.ItemIsDragEnabled
                    | _Flag.ItemIsEditable
                )
                item.setExpanded(layer.id not in closed and not layer.context)

    def _ids(self, group: str) -> list[str]:
        parent = self._groups[group]
        return [str(parent.child(row).data(NAME, LAYER_ID)) for row in range(parent.childCount())]

    def _layer_items(self) -> Iterator[QTreeWidgetItem]:
        for parent in self._groups.values():
            for row in range(parent.childCount()):
                yield parent.child(row)

    def _layer_of(self, item: QTreeWidgetItem | None) -> str:
        while item is not None:
            layer_id = item.data(NAME, LAYER_ID)
            if layer_id:
                return str(layer_id)
            item = item.parent()
        return ""

    def _item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        layer_id = item.data(NAME, LAYER_ID)
        if column == NAME and layer_id:
            self.toggled.emit(layer_id, item.checkState(NAME) == Qt.CheckState.Checked)
            self.renamed.emit(layer_id, item.text(NAME))

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Say where a layer was dropped; the rows move when the project did."""
        dragged = self.selected_layer
        target = self.itemAt(event.position().toPoint())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if not dragged or target is None:
            return
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        if group := target.data(NAME, GROUP):
            self.moved.emit(dragged, (self._ids(group) or [""])[0], group)
            return
        layer_id = self._layer_of(target)
        item = self.item_of(layer_id)
        if item is None or layer_id == dragged:
            return
        group = str(item.parent().data(NAME, GROUP))
        order = [*self._ids(group), ""]
        below = below or target is not item
        self.moved.emit(dragged, order[order.index(layer_id) + below], group)


def _legend_rows(portrayal: Portrayal | None, quiet: QColor) -> Iterator[QTreeWidgetItem]:
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
        row.setIcon(NAME, swatch(entry.style, shape, dashed=dashed and shape == "polygon"))
        row.setToolTip(NAME, say(entry.label))
        row.setTextAlignment(COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.setForeground(COUNT, quiet)
        yield _passive(row)


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
