"""The dialog that selects features by where they lie: in, or meeting, features of another layer."""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.messages import Message
from gui.selection import Rows, Selection
from gui.session import Session
from gui.tasks import Task
from layers.layer import Layer
from spatial.feedback import Feedback
from spatial.place_relations import Relation
from spatial.text import Text


class PlaceDialog(QDialog):
    """Asks for a relation and another layer of the map, and selects the features of a layer that stand in it.

    Of the other layer the selected features count; all of them where none is selected.
    """

    def __init__(self, session: Session, selection: Selection, layer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._selection = session, selection
        self._layer = session.project.layer(layer_id)
        owner = session.project.map_of(layer_id)
        self._others = [each for each in reversed(owner.layers) if each.id != layer_id]
        self._others.sort(key=lambda each: not len(selection.rows(each.dataset)))
        self.relation, self.other = QComboBox(), QComboBox()
        self._words, self._relation_label, self._other_label = QLabel(), QLabel(), QLabel()
        self._words.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._select)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self._relation_label, self.relation)
        form.addRow(self._other_label, self.other)
        self._relation_label.setBuddy(self.relation)
        self._other_label.setBuddy(self.other)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._words)
        column.addLayout(form)
        column.addWidget(self.buttons)
        for relation in ("intersects", "within"):
            self.relation.addItem("", relation)
        for each in self._others:
            self.other.addItem("", each.id)
        self.resize(520, 180)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("按位置选择"))
        words = self.tr("选择“{layer}”中与另一图层的要素有以下关系的要素。")
        self._words.setText(words.format(layer=say(self._layer.name)))
        self._relation_label.setText(self.tr("关系"))
        self._other_label.setText(self.tr("另一图层"))
        self.relation.setItemText(0, self.tr("相交（含接触）"))
        self.relation.setItemText(1, self.tr("位于其内（含边界）"))
        for place, each in enumerate(self._others):
            self.other.setItemText(place, f"{say(each.name)} {self._counted(each)}")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self._others))

    def _counted(self, layer: Layer) -> str:
        selected = len(self._selection.rows(layer.dataset))
        everything = len(self._session.project.dataset(layer.dataset).frame)
        words = self.tr("（已选 {n} 个）") if selected else self.tr("（全部 {n} 个）")
        return words.format(n=f"{selected or everything:,}")

    def _select(self) -> None:
        other = self._session.project.layer(str(self.other.currentData()))
        relation = cast("Relation", self.relation.currentData())
        run_by_place(self._session, self._selection, self._layer, other, relation)
        self.accept()


def run_by_place(session: Session, selection: Selection, layer: Layer, other: Layer, relation: Relation) -> None:
    """Select the features of a layer that stand in a relation to the selected (none: to all) features of another."""
    project = session.project
    target, source = project.dataset(layer.dataset), project.dataset(other.dataset)
    rows = selection.rows(source.id)

    def work(feedback: Feedback) -> Rows:
        from layers.placement import place
        from spatial.place_relations import related

        shapes = place(target, project.crs, feedback.part(0.0, 0.4)).geometry
        others = place(source, project.crs, feedback.part(0.4, 0.8)).geometry
        return related(shapes, others[rows] if len(rows) else others, relation, feedback.part(0.8, 1.0))

    def done(found: Rows) -> None:
        if any(each.id == target.id and len(each.frame) == len(target.frame) for each in session.project.datasets):
            selection.select(target.id, np.asarray(found))
            n, name = len(found), layer.name
            words = Text(f"在“{name.to('zh')}”中选中 {n} 个要素。", f"{n} features of “{name.to('en')}” are selected.")
            session.messages.show(Message("info", words))

    session.tasks.run(Task(Text("按位置选择", "Selecting by place"), key="select_by_place"), work, done)
