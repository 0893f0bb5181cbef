"""The vertex table: the coordinates of a ring, typed or pasted, seen on the map before they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.boundaries.coordinate_choice import CoordinateChoice
from gui.boundaries.place_list_dialog import Floats, PlaceListDialog
from gui.boundaries.running import run_edit
from gui.boundaries.shape_overlay import MARK, ShapeOverlay, Shown
from gui.boundaries.vertex_model import VertexModel
from gui.language import on_language, say
from gui.messages import Message
from gui.settings import AREA_UNIT
from spatial import topology as topo
from spatial.measuring import print_area
from spatial.text import Text

if TYPE_CHECKING:
    from gui.editing.editor import Editor

_DOTS = 500


class VertexTable(QDialog):
    """Stays open beside the map; it shows a ring of the selected feature and follows the selection.

    What was typed or pasted is bold, is drawn on the map, and enters the history with *Apply* alone.
    """

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("vertex_table")
        self.editor = editor
        topology = editor.edit.topology
        self.model = VertexModel(topology.crs, topology.datum)
        self.feature: int | None = None
        self._topology: topo.Topology | None = None
        self._overlay = ShapeOverlay(editor.canvas)
        self._name, self.doubts, self.found = QLabel(), QLabel(), QLabel()
        self._name.setObjectName("heading")
        self.rings = QComboBox()
        self.rings.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rings.setMinimumContentsLength(24)
        self.choice = CoordinateChoice()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.insert, self.delete, self.paste = QPushButton(), QPushButton(), QPushButton()
        self.swap, self.revert, self.apply = QPushButton(), QPushButton(), QPushButton()
        for button in (self.insert, self.delete, self.paste, self.swap, self.revert):
            button.setAutoDefault(False)
        self._lay_out()
        self._wire()
        on_language(self, self._retranslate)
        self.follow()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self._name, 1)
        top.addWidget(self.rings)
        column.addLayout(top)
        column.addWidget(self.choice)
        column.addWidget(self.view, 1)
        middle = QHBoxLayout()
        for button in (self.insert, self.delete, self.paste, self.swap):
            middle.addWidget(button)
        middle.addStretch(1)
        column.addLayout(middle)
        for label in (self.found, self.doubts):
            label.setWordWrap(True)
            column.addWidget(label)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.revert)
        bottom.addWidget(self.apply)
        column.addLayout(bottom)
        self.resize(600, 560)

    def _wire(self) -> None:
        edit = self.editor.edit
        self.rings.currentIndexChanged.connect(lambda _: self._show_ring())
        self.choice.changed.connect(self._speak)
        self.model.edited.connect(self._show)
        self.model.refused.connect(self._refuse)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.insert.clicked.connect(lambda: self.model.insert_after(max(self.view.currentIndex().row(), 0)))
        self.delete.clicked.connect(lambda: self.model.delete(self._rows()))
        self.paste.clicked.connect(self.ask_list)
        self.swap.clicked.connect(self.model.swap)
        self.revert.clicked.connect(self.model.revert)
        self.apply.clicked.connect(self._apply)
        edit.changed.connect(self.follow)
        edit.ended.connect(self.close)
        self.editor.selection.changed.connect(self._selected)
        self.finished.connect(lambda _: self._put_away())

    def _selected(self) -> None:
        if self.editor.edit.active and not self.model.is_changed:
            self.follow()

    def follow(self) -> None:
        """Show the selected feature as it stands; what was typed and not applied is dropped with the ring it was of."""
        selected = self.editor.selected
        topology = self.editor.edit.topology
        feature = selected[0] if selected else None
        if feature is not None and topology.shapes[feature] is None:
            feature = None
        if (feature, topology) == (self.feature, self._topology):
            return
        key = self.ring_key if feature == self.feature else (0, 0)
        self.feature, self._topology = feature, topology
        self._fill_rings(key)
        self._show_ring()

    @property
    def ring_key(self) -> tuple[int, int]:
        """Part and ring that are shown."""
        key = self.rings.currentData()
        return (int(key[0]), int(key[1])) if key is not None else (0, 0)

    def _fill_rings(self, key: tuple[int, int]) -> None:
        self.rings.blockSignals(True)
        self.rings.clear()
        topology, feature = self._topology, self.feature
        parts = [] if topology is None or feature is None else shapely.get_parts(topology.shape(feature)).tolist()
        for number, part in enumerate(parts):
            for ring, line in enumerate((part.exterior, *part.interiors)):
                what = self.tr("外环") if ring == 0 else self.tr("洞 {n}").format(n=ring)
                words = self.tr("第 {part} 部分，{ring}（{n} 个顶点）")
                self.rings.addItem(words.format(part=number + 1, ring=what, n=len(line.coords) - 1), [number, ring])
        place = next((k for k in range(self.rings.count()) if tuple(self.rings.itemData(k)) == key), 0)
        self.rings.setCurrentIndex(place)
        self.rings.setVisible(self.rings.count() > 0)
        self.rings.blockSignals(False)

    def _show_ring(self) -> None:
        if self.feature is not None and self._topology is not None and self.rings.count():
            self.model.show_ring(self._topology.ring(self.feature, *self.ring_key))
        else:
            self.model.show_ring(self.model.ring[:0])
        self._show()

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self.view.selectionModel().selectedRows()})

    def _speak(self) -> None:
        row = self.view.currentIndex().row()
        self.model.speak(self.choice.style_name, self.choice.datum)
        self._name_columns()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.view.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)
        self._show()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("顶点表"))
        for button, words in (
            (self.insert, self.tr("在后面插入(&I)")),
            (self.delete, self.tr("删除(&L)")),
            (self.paste, self.tr("粘贴列表(&P)…")),
            (self.swap, self.tr("互换经纬度(&X)")),
            (self.revert, self.tr("还原(&R)")),
            (self.apply, self.tr("应用(&A)")),
        ):
            button.setText(words)
        self.view.setAccessibleName(self.tr("顶点表"))
        self.rings.setAccessibleName(self.tr("部分和环"))
        self._name_columns()
        if self.feature is not None:
            self._fill_rings(self.ring_key)
        self._show()

    def _name_columns(self) -> None:
        grid = self.choice.style_name == "grid"
        pair = (self.tr("X（北，米）"), self.tr("Y（东，米）")) if grid else (self.tr("经度"), self.tr("纬度"))
        self.model.headings = (self.tr("序号"), *pair, self.tr("边长（米）"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)

    def _show(self) -> None:
        """Bring buttons, words and the preview in step with the table."""
        changed, outside = self.model.is_changed, self.model.outside()
        there = self.feature is not None
        name = (
            say(self.editor.edit.name(self.feature)) if self.feature is not None else self.tr("请在地图上选中一个要素")
        )
        self._name.setText(name)
        self.revert.setEnabled(changed)
        self.apply.setEnabled(changed and len(self.model.ring) > 2)
        self.insert.setEnabled(there)
        self.delete.setEnabled(there and bool(self._rows()) and len(self.model.ring) - len(self._rows()) > 2)
        self.paste.setEnabled(there)
        self.swap.setVisible(bool(self.model.swappable()))
        words = self.tr("{n} 个点不在上海范围内（第 {row} 个），请核对后再应用。") if outside else ""
        self.doubts.setText(words.format(n=len(outside), row=outside[0] + 1) if outside else "")
        self._preview(changed)

    def _preview(self, changed: bool) -> None:
        ring, topology = self.model.ring, self._topology
        self.found.clear()
        if topology is None or len(ring) < 3:
            self._overlay.clear()
            return
        shape = shapely.Polygon(ring)
        shown = [Shown(shape, MARK, vertices=len(ring) < _DOTS)] if changed else []
        row = self.view.currentIndex().row()
        if 0 <= row < len(ring):
            shown.append(Shown(shapely.Point(ring[row]), MARK))
        self._overlay.show_shapes(shown, self.editor.edit.placing)
        if changed and shapely.is_valid(shape):
            area = say(print_area(topology.measure([shape]), AREA_UNIT.value()))
            self.found.setText(self.tr("改后此环面积 {area}，已画在地图上；应用后才生效。").format(area=area))
        elif changed:
            self.found.setText(self.tr("改后的环与自身相交。"))

    def _refuse(self, typed: str) -> None:
        self.doubts.setText(self.tr("“{text}”不是坐标，未采用。").format(text=typed))

    def ask_list(self) -> None:
        """Ask for a pasted list that takes the place of the ring."""
        dialog = PlaceListDialog(self.editor.canvas, self.editor.session.project.crs, self)
        dialog.taken.connect(self._take_list)
        dialog.open()

    def _take_list(self, lonlat: Floats) -> None:
        self.model.take_lonlat(lonlat)

    def _apply(self) -> None:
        if self.feature is None:
            return
        feature, key, ring = self.feature, self.ring_key, self.model.ring.copy()
        outside = len(self.model.outside())
        if outside:
            text = Text(f"有 {outside} 个顶点不在上海范围内。", f"{outside} vertices lie outside Shanghai.")
            self.editor.session.messages.show(Message("warning", text))
        verb = Text("按坐标改边界", "Set coordinates")
        run_edit(self.editor, verb, lambda now: topo.set_ring(now, feature, key, ring))

    def _put_away(self) -> None:
        self._overlay.clear()
        self._overlay.deleteLater()
