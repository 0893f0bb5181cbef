"""The left side of the window: the maps of the project, the layers of the shown map, the opacity of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.map.portrayals import Portrayals
from gui.session import Session
from gui.tree.layer_tree import SECTIONS, LayerTree
from gui.tree.map_list import MapList
from gui.tree.names import renamed
from gui.tree.tree_edits import TreeEdits
from layers import edits
from layers.cartography.portrayal import Portrayal
from layers.indicators.footnotes import footnotes_by_layer
from layers.layer_tree import drawn_layers
from spatial.text import Text


class LayersPanel(QWidget):
    """Maps, layers and legends. ``layer_selected(layer_id)`` says which layer the other panels should be about."""

    layer_selected = Signal(str)

    def __init__(self, session: Session, portrayals: Portrayals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._portrayals = session, portrayals
        self._edits = TreeEdits(session)
        self._shown_legends: dict[str, tuple[Portrayal | None, tuple[Text, ...], float]] = {}
        self._map_heading, self._layer_heading, self._opacity_label = QLabel(), QLabel(), QLabel()
        self.maps = MapList()
        self.tree = LayerTree()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self._opacity_value = QLabel()
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show)
        self._connect()
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        for heading in (self._map_heading, self._layer_heading):
            heading.setObjectName("heading")
        self._map_heading.setBuddy(self.maps)
        self._layer_heading.setBuddy(self.tree)
        self._opacity_label.setBuddy(self.opacity)
        self._opacity_value.setMinimumWidth(self._opacity_value.fontMetrics().horizontalAdvance("100 %") + 4)
        self._opacity_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        for heading, widget in ((self._map_heading, self.maps), (self._layer_heading, self.tree)):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(5)
            column.addWidget(heading)
            column.addWidget(widget, 1)
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([260, 480])
        row = QHBoxLayout()
        row.addWidget(self._opacity_label)
        row.addWidget(self.opacity, 1)
        row.addWidget(self._opacity_value)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(splitter, 1)
        column.addLayout(row)

    def _connect(self) -> None:
        self._session.changed.connect(lambda _: self._later.start())
        self._portrayals.ready.connect(lambda _: self._later.start())
        self.maps.chosen.connect(self._show_map)
        self.tree.toggled.connect(self._edits.toggle)
        self.tree.renamed.connect(self._rename)
        self.tree.moved.connect(self._edits.move)
        self.tree.folded.connect(self._edits.fold)
        self.tree.selected.connect(self.layer_selected)
        self.tree.parts_chosen.connect(self._show_opacity)
        self.opacity.valueChanged.connect(self._set_opacity)
        self.opacity.sliderReleased.connect(lambda: self._session.history.end_merge())

    @property
    def selected_layer(self) -> str:
        """Id of the chosen layer, "" for none."""
        return self.tree.selected_layer

    @property
    def selected_parts(self) -> tuple[str, ...]:
        """Ids of the chosen layers, groups and base maps of the shown map, from the top."""
        return self.tree.selected_parts

    def select(self, part_id: str) -> None:
        """Choose a layer, a group or a base map."""
        self.show_now()
        self.tree.select(part_id)

    def edit_name(self, part_id: str) -> None:
        """Choose a part and let the user type its name."""
        self.show_now()
        self.tree.edit_name(part_id)

    def show_later(self) -> None:
        """Bring list and tree in step with the project once the events under way are done."""
        self._later.start()

    def show_now(self) -> None:
        """Bring the tree in step with the project without waiting for the events under way."""
        self._later.stop()
        self._show()

    def show_quiet(self, reasons: Mapping[str, str]) -> None:
        """Show parts in grey that are ticked and not drawn, with the reason why."""
        self.tree.show_quiet(reasons)

    def _retranslate(self) -> None:
        self._map_heading.setText(self.tr("地图"))
        self._layer_heading.setText(self.tr("图层与图例"))
        self._opacity_label.setText(self.tr("不透明度"))
        self.maps.setAccessibleName(self.tr("地图"))
        self.tree.setAccessibleName(self.tr("图层与图例"))
        self.opacity.setToolTip(self.tr("选中的图层、图层组或底图的不透明度；图层组的与组内图层的相乘"))
        titles = self.tr("专题图层"), self.tr("背景图层"), self.tr("底图")
        self.tree.set_titles(dict(zip(SECTIONS, titles, strict=True)))
        self._shown_legends.clear()
        self._later.start()

    def _show(self) -> None:
        project = self._session.project
        self.maps.show_maps(project)
        shown = project.shown
        layers = drawn_layers(shown) if shown else ()
        self.tree.show_map(shown)
        footnotes = footnotes_by_layer(project, shown.id) if shown else {}
        legends = {
            layer.id: (self._portrayals.of(layer.id), footnotes.get(layer.id, ()), layer.opacity) for layer in layers
        }
        for layer_id, (portrayal, notes, opacity) in legends.items():
            before = self._shown_legends.get(layer_id, (None, (), 1.0))
            if before[0] is not portrayal or before[1:] != (notes, opacity):
                self.tree.show_legend(layer_id, portrayal, notes, opacity)
        self._shown_legends = legends
        self._show_opacity()

    def _show_opacity(self) -> None:
        part = self._edits.part(self.tree.selected_part)
        self.opacity.setEnabled(part is not None)
        if part is not None:
            self.opacity.blockSignals(True)
            self.opacity.setValue(round(part.opacity * 100))
            self.opacity.blockSignals(False)
        self._opacity_value.setText(f"{self.opacity.value()} %" if part is not None else "")

    def _show_map(self, map_id: str) -> None:
        title = self._session.project.map(map_id).title
        label = Text(f"切换到“{title.to('zh')}”", f"Show “{title.to('en')}”")
        self._session.apply(label, lambda project: edits.show_map(project, map_id), merge="show_map")

    def _rename(self, part_id: str, name: str) -> None:
        part = self._edits.part(part_id)
        if part is None or name == say(part.name):
            return
        self._edits.rename(part_id, renamed(part.name, name))
        self._later.start()

    def _set_opacity(self, percent: int) -> None:
        self._opacity_value.setText(f"{percent} %")
        self._edits.set_opacity(self.tree.selected_part, percent / 100)
