"""The left side of the window: the maps of the project, the layers of the shown map, the opacity of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language, say
from gui.layer_tree import LayerTree
from gui.portrayals import Portrayals
from gui.session import Session
from layers import edits
from spatial.text import Text

MAP_ID = Qt.ItemDataRole.UserRole


class LayersPanel(QWidget):
    """Maps, layers and legends. ``layer_selected(layer_id)`` says which layer the other panels should be about."""

    layer_selected = Signal(str)

    def __init__(self, session: Session, portrayals: Portrayals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._portrayals = session, portrayals
        self._shown_legends: dict[str, object] = {}
        self._map_heading, self._layer_heading, self._opacity_label = QLabel(), QLabel(), QLabel()
        self.maps = QListWidget()
        self.maps.setObjectName("maps")
        self.maps.setWordWrap(True)
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
        self.maps.currentItemChanged.connect(lambda item, _: self._show_map(item))
        self.tree.toggled.connect(self._toggle)
        self.tree.renamed.connect(self._rename)
        self.tree.moved.connect(self._move)
        self.tree.selected.connect(self._select)
        self.opacity.valueChanged.connect(self._set_opacity)
        self.opacity.sliderReleased.connect(lambda: self._session.history.end_merge())

    @property
    def selected_layer(self) -> str:
        """Id of the chosen layer, "" for none."""
        return self.tree.selected_layer

    def select(self, layer_id: str) -> None:
        """Choose a layer."""
        self._later.stop()
        self._show()
        self.tree.select(layer_id)

    def _retranslate(self) -> None:
        self._map_heading.setText(self.tr("地图"))
        self._layer_heading.setText(self.tr("图层与图例"))
        self._opacity_label.setText(self.tr("不透明度"))
        self.maps.setAccessibleName(self.tr("地图"))
        self.tree.setAccessibleName(self.tr("图层与图例"))
        self.opacity.setToolTip(self.tr("选中图层的不透明度"))
        self.tree.set_titles(self.tr("专题图层"), self.tr("背景图层"))
        self._shown_legends.clear()
        self._later.start()

    def _show(self) -> None:
        project = self._session.project
        self._show_maps()
        shown = project.shown
        layers = shown.layers if shown else ()
        self.tree.show_layers(layers)
        for layer in layers:
            portrayal = self._portrayals.of(layer.id)
            if self._shown_legends.get(layer.id) is not portrayal:
                self.tree.show_legend(layer.id, portrayal)
        self._shown_legends = {layer.id: self._portrayals.of(layer.id) for layer in layers}
        self._show_opacity()

    def _show_maps(self) -> None:
        project = self._session.project
        self.maps.blockSignals(True)
        rows = [self.maps.item(row) for row in range(self.maps.count())]
        if [row.data(MAP_ID) for row in rows] != [each.id for each in project.maps]:
            self.maps.clear()
            for each in project.maps:
                item = QListWidgetItem(self.maps)
                item.setData(MAP_ID, each.id)
        for row, each in enumerate(project.maps):
            self.maps.item(row).setText(say(each.title))
            self.maps.item(row).setToolTip(say(each.description))
            if each.id == project.active_map:
                self.maps.setCurrentRow(row)
        self.maps.blockSignals(False)

    def _show_opacity(self) -> None:
        layer_id = self.selected_layer
        self.opacity.setEnabled(bool(layer_id))
        if layer_id:
            percent = round(self._session.project.layer(layer_id).opacity * 100)
            self.opacity.blockSignals(True)
            self.opacity.setValue(percent)
            self.opacity.blockSignals(False)
        self._opacity_value.setText(f"{self.opacity.value()} %" if layer_id else "")

    def _show_map(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            map_id = str(item.data(MAP_ID))
            title = self._session.project.map(map_id).title
            label = Text(f"切换到“{title.to('zh')}”", f"Show “{title.to('en')}”")
            self._session.apply(label, lambda project: edits.show_map(project, map_id), merge="show_map")

    def _select(self, layer_id: str) -> None:
        self._show_opacity()
        self.layer_selected.emit(layer_id)

    def _toggle(self, layer_id: str, visible: bool) -> None:
        label = Text("显示图层", "Show layer") if visible else Text("隐藏图层", "Hide layer")
        self._session.apply(label, lambda project: edits.set_visible(project, layer_id, visible))

    def _rename(self, layer_id: str, name: str) -> None:
        old = self._session.project.layer(layer_id).name
        if name == say(old):
            return
        new = Text(name, old.en) if language() == "zh" else Text(old.zh, name)
        self._session.apply(
            Text("重命名图层", "Rename layer"), lambda project: edits.rename_layer(project, layer_id, new)
        )
        self._later.start()

    def _move(self, layer_id: str, above_id: str, group: str) -> None:
        shown = self._session.project.map_of(layer_id)
        layer = self._session.project.layer(layer_id)
        if layer.context != (group == "context"):
            return
        order = [each.id for each in shown.layers if each.id != layer_id]
        peers = [each.id for each in shown.layers if each.context == layer.context and each.id != layer_id]
        index = order.index(above_id) + 1 if above_id in order else order.index(peers[0]) if peers else 0
        self._session.apply(
            Text("调整图层顺序", "Reorder layers"), lambda project: edits.move_layer(project, layer_id, index)
        )

    def _set_opacity(self, percent: int) -> None:
        layer_id = self.selected_layer
        self._opacity_value.setText(f"{percent} %")
        self._session.apply(
            Text("调整不透明度", "Change opacity"),
            lambda project: edits.set_opacity(project, layer_id, percent / 100),
            merge=f"opacity:{layer_id}",
        )
