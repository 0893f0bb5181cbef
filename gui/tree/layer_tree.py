"""The tree of the shown map: layers in their groups, background, base maps; and the legends of the layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QDropEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from gui.language import say
from gui.symbology.legend_rows import COUNT, NAME, Wrapped, legend_rows, shape_of
from gui.symbology.swatches import SWATCH_HEIGHT_PX, SWATCH_WIDTH_PX
from gui.theme import icon
from layers.base_map import BASE_ID, BaseMap
from layers.cartography.portrayal import Portrayal
from layers.layer import Layer, Map
from layers.layer_tree import Group, Node, tree_of
from spatial.text import Text

__all__ = ["COUNT", "NAME", "SECTIONS", "LayerTree", "shape_of"]

PART_ID = Qt.ItemDataRole.UserRole
SECTION = Qt.ItemDataRole.UserRole + 1
SECTIONS = ("foreground", "context", "base")
_Flag = Qt.ItemFlag
_BASIC = _Flag.ItemIsEnabled | _Flag.ItemIsSelectable | _Flag.ItemIsUserCheckable | _Flag.ItemIsEditable
_Place = QAbstractItemView.DropIndicatorPosition


class LayerTree(QTreeWidget):
    """Shows a map from top to bottom; says what the user did to its parts and changes nothing itself.

    Parts are layers, groups and base maps; their ids differ. Signals: ``toggled(part_id, visible)``,
    ``renamed(part_id, name)``, ``selected(layer_id)`` ("" for none), ``parts_chosen`` (other parts are selected),
    ``folded(group_id, collapsed)``, and ``moved(part ids, group, above)``: dropped into a group ("" for none) directly
    above a part of it ("" for its lower end); base maps are dropped among base maps.
    """

    toggled = Signal(str, bool)
    renamed = Signal(str, str)
    selected = Signal(str)
    parts_chosen = Signal()
    folded = Signal(str, bool)
    moved = Signal(object, str, str)

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
        self.setItemDelegate(Wrapped(self))
        self.header().sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._sections = {section: self._add_section(section) for section in SECTIONS}
        self._structure: object = None
        self._entering = False
        self._quiet_parts: Mapping[str, str] = {}
        self.itemChanged.connect(self._item_changed)
        self.currentItemChanged.connect(lambda item, _: self.selected.emit(self._layer_of(item)))
        self.itemSelectionChanged.connect(self.parts_chosen)
        self.itemExpanded.connect(lambda item: self._fold(item, False))
        self.itemCollapsed.connect(lambda item: self._fold(item, True))

    def _add_section(self, section: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self)
        item.setFlags(_Flag.ItemIsEnabled | _Flag.ItemIsDropEnabled)
        item.setData(NAME, SECTION, section)
        item.setExpanded(True)
        item.setFirstColumnSpanned(True)
        return item

    # --- what is chosen -------------------------------------------------------------------------------------------

    @property
    def selected_layer(self) -> str:
        """Id of the layer the current row belongs to, "" for none."""
        return self._layer_of(self.currentItem())

    @property
    def selected_part(self) -> str:
        """Id of the layer, group or base map the current row belongs to, "" for none."""
        return self._part_of(self.currentItem())

    @property
    def selected_parts(self) -> tuple[str, ...]:
        """Ids of all selected layers, groups and base maps, from the top; the current one where none is selected."""
        found = [self._part_of(item) for item in self.items() if item.isSelected()]
        return tuple(dict.fromkeys(filter(None, found))) or tuple(filter(None, (self.selected_part,)))

    def select(self, part_id: str) -> None:
        """Make the row of a part the current one, and the only selected one."""
        item = self.item_of(part_id)
        if item is not None and (self.selected_part != part_id or len(self.selected_parts) > 1):
            self.setCurrentItem(item)

    def select_parts(self, ids: Sequence[str]) -> None:
        """Select these parts; the first becomes the current one."""
        items = [item for item in map(self.item_of, ids) if item is not None]
        self.clearSelection()
        for item in items[:1]:
            self.setCurrentItem(item, NAME, QItemSelectionModel.SelectionFlag.NoUpdate)
        for item in items:
            item.setSelected(True)

    def edit_name(self, part_id: str) -> None:
        """Let the user type the name of a part."""
        item = self.item_of(part_id)
        if item is not None:
            self.setCurrentItem(item)
            self.editItem(item, NAME)

    def item_of(self, part_id: str) -> QTreeWidgetItem | None:
        """Return the row of a part."""
        return next((item for item in self.items() if item.data(NAME, PART_ID) == part_id), None)

    def items(self) -> Iterator[QTreeWidgetItem]:
        """Yield all rows from the top."""

        def below(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
            yield item
            for row in range(item.childCount()):
                yield from below(item.child(row))

        for section in self._sections.values():
            yield from below(section)

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Name the sections."""
        self.blockSignals(True)
        for section, title in titles.items():
            self._sections[section].setText(NAME, title)
        self.blockSignals(False)
        self._colour()

    def show_map(self, shown: Map | None) -> None:
        """Show the parts of a map, keeping what is open and selected."""
        self.blockSignals(True)
        part, layer = self.selected_part, self.selected_layer
        nodes = tree_of(shown.layers, shown.groups) if shown is not None else ()
        bases = shown.base_maps if shown is not None else ()
        structure = tuple(map(_structure_of, nodes)), tuple(base.id for base in bases)
        if structure != self._structure:
            self._structure = structure
            self._refill(nodes, [base.id for base in bases])
        parts: tuple[Layer | Group | BaseMap, ...] = (*shown.layers, *shown.groups, *bases) if shown is not None else ()
        for each in parts:
            item = self.item_of(each.id)
            if item is not None:
                item.setText(NAME, say(each.name))
                item.setCheckState(NAME, Qt.CheckState.Checked if each.visible else Qt.CheckState.Unchecked)
                if isinstance(each, Group):
                    item.setIcon(NAME, icon("folder"))
                    item.setExpanded(not each.collapsed)
        for section in self._sections.values():
            section.setHidden(section.childCount() == 0)
        self._keep_current(part, shown)
        self.blockSignals(False)
        self._colour()
        if self.selected_layer != layer:
            self.selected.emit(self.selected_layer)
        if self.selected_part != part:
            self.parts_chosen.emit()

    def _keep_current(self, part: str, shown: Map | None) -> None:
        """Make the part that was chosen the current one again; where it is gone, the foremost layer."""
        layers = shown.layers if shown is not None else ()
        foremost = next((layer.id for layer in reversed(layers) if not layer.context), "")
        item = self.item_of(part) if part else None
        item = item or (self.item_of(foremost) if foremost else None)
        if item is not None and self._part_of(self.currentItem()) != item.data(NAME, PART_ID):
            self.setCurrentItem(item)

    def show_legend(
        self, layer_id: str, portrayal: Portrayal | None, footnotes: Sequence[Text] = (), opacity: float = 1.0
    ) -> None:
        """Show the legend of a layer below its row, as opaque as it is drawn, with its footnotes at the end."""
        item = self.item_of(layer_id)
        if item is None:
            return
        self.blockSignals(True)
        on_legend = self.currentItem() is not None and self.currentItem().parent() is item
        item.takeChildren()
        for row in legend_rows(portrayal, self._quiet_colour().color(), footnotes, opacity):
            item.addChild(row)
        if on_legend:
            self.setCurrentItem(item)
        self.blockSignals(False)

    def show_quiet(self, reasons: Mapping[str, str]) -> None:
        """Show these parts in grey: they are ticked and not drawn; the tool tip says why."""
        self._quiet_parts = reasons
        self._colour()

    def _colour(self) -> None:
        self.blockSignals(True)
        quiet = self._quiet_colour()
        for section in self._sections.values():
            section.setForeground(NAME, quiet)
        for item in self.items():
            part = str(item.data(NAME, PART_ID) or "")
            if part:
                reason = self._quiet_parts.get(part, "")
                item.setForeground(NAME, quiet if reason else QBrush())
                item.setToolTip(NAME, "\n".join(filter(None, [item.text(NAME), reason])))
        self.blockSignals(False)

    def _quiet_colour(self) -> QBrush:
        return QBrush(self.palette().color(QPalette.ColorRole.PlaceholderText))

    def _refill(self, nodes: Sequence[Node], bases: Sequence[str]) -> None:
        closed = {str(item.data(NAME, PART_ID)) for item in self.items() if not item.isExpanded()}
        selected = set(self.selected_parts)
        for section in self._sections.values():
            section.takeChildren()
        for node in reversed(nodes):
            self._add_node(self._sections["context" if node.context else "foreground"], node, closed)
        for base in reversed(bases):
            self._add_row(self._sections["base"], base, _BASIC | _Flag.ItemIsDragEnabled)
        for item in self.items():
            if item.data(NAME, PART_ID) in selected and len(selected) > 1:
                item.setSelected(True)

    def _add_node(self, parent: QTreeWidgetItem, node: Node, closed: set[str]) -> None:
        dropped = _Flag.ItemIsDropEnabled if node.is_group else _Flag.NoItemFlags
        item = self._add_row(parent, node.id, _BASIC | _Flag.ItemIsDragEnabled | dropped)
        item.setExpanded(node.is_group or (node.id not in closed and not node.context))
        for child in reversed(node.children):
            self._add_node(item, child, closed)

    def _add_row(self, parent: QTreeWidgetItem, part_id: str, flags: Qt.ItemFlag) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent)
        item.setData(NAME, PART_ID, part_id)
        item.setFlags(flags)
        return item

    # --- what the user does ---------------------------------------------------------------------------------------

    def _part_of(self, item: QTreeWidgetItem | None) -> str:
        while item is not None:
            part_id = item.data(NAME, PART_ID)
            if part_id:
                return str(part_id)
            item = item.parent()
        return ""

    def _layer_of(self, item: QTreeWidgetItem | None) -> str:
        part = self._part_of(item)
        return "" if ":" in part else part

    def _fold(self, item: QTreeWidgetItem, collapsed: bool) -> None:
        part = str(item.data(NAME, PART_ID) or "")
        if part.startswith("group:"):
            self.folded.emit(part, collapsed)

    def _item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        part_id = item.data(NAME, PART_ID)
        if column == NAME and part_id:
            self.toggled.emit(part_id, item.checkState(NAME) == Qt.CheckState.Checked)
            self.renamed.emit(part_id, item.text(NAME))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Note that a click brought the keyboard here."""
        self._entering = event.reason() == Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the click; the one that brought the keyboard chooses a row, and does not begin to rename it."""
        triggers = self.editTriggers()
        if self._entering:
            self.setEditTriggers(triggers & ~QAbstractItemView.EditTrigger.SelectedClicked)
        super().mouseReleaseEvent(event)
        self.setEditTriggers(triggers)
        self._entering = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Delete remove what is selected, and the space bar tick all of it; else it is as in any tree."""
        several = len(self.selected_parts) > 1
        wanted = {Qt.Key.Key_Delete: "remove_layer"} | ({Qt.Key.Key_Space: "toggle_visible"} if several else {})
        name = wanted.get(Qt.Key(event.key()))
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return  # these move a part (actions of the window); at the end they do nothing, and leave the row alone
        if name is None or event.modifiers():
            super().keyPressEvent(event)
            return
        for action in self.actions():
            if action.objectName() == name and action.isEnabled():
                action.trigger()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Say where parts were dropped; the rows move when the project did."""
        target = self.itemAt(event.position().toPoint())
        among_bases = target is not None and _section_of(target) == "base"
        dragged = [part for part in self.selected_parts if part.startswith(BASE_ID) == among_bases]
        where = self.dropIndicatorPosition()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        place = self._place_of(target, where) if dragged else None
        if place is not None and place[1] not in dragged:
            self.moved.emit(dragged, *place)

    def _place_of(self, target: QTreeWidgetItem | None, where: _Place) -> tuple[str, str] | None:
        """Return (group, part that lies directly below) for a drop; None where nothing can be dropped."""
        if target is None:
            return "", ""
        if target.data(NAME, SECTION):
            return "", _first(target)
        part = self._part_of(target)
        row = self.item_of(part)
        if row is None:
            return None
        group = str(row.parent().data(NAME, PART_ID) or "")
        if target is row and where == _Place.AboveItem:
            return group, part
        if part.startswith("group:") and (where == _Place.OnItem or (row.isExpanded() and row.childCount())):
            return part, _first(row)
        beside = row.parent().indexOfChild(row) + 1
        return group, str(row.parent().child(beside).data(NAME, PART_ID)) if beside < row.parent().childCount() else ""


def _section_of(item: QTreeWidgetItem) -> str:
    while item.parent() is not None:
        item = item.parent()
    return str(item.data(NAME, SECTION))


def _first(item: QTreeWidgetItem) -> str:
    """Return the part in the topmost row below a row, "" for none."""
    return str(item.child(0).data(NAME, PART_ID)) if item.childCount() else ""


def _structure_of(node: Node) -> tuple[object, ...]:
    return node.id, node.is_group, node.context, tuple(map(_structure_of, node.children))
