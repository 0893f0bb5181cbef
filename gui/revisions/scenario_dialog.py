"""The question before a scenario is made: its name, where its parcels would belong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.revisions.scenario_table import BLOCKS
from layers.placement import names_of, texts
from layers.project import Project
from layers.revisions.scenarios import blocks_of


@dataclass(frozen=True)
class ScenarioWish:
    """What was asked for: name, data set, block, and the feature that the parcels would become part of."""

    name: str
    dataset: str
    block: str
    into: str


class ScenarioDialog(QDialog):
    """``decided(ScenarioWish)``."""

    decided = Signal(object)

    def __init__(self, project: Project, datasets: tuple[str, ...], name: str, parcels: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("new_scenario")
        self._project, self._parcels = project, parcels
        self.name = QLineEdit(name)
        self.dataset, self.block, self.into = QComboBox(), QComboBox(), QComboBox()
        for each in datasets:
            self.dataset.addItem("", each)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._labels = {key: QLabel() for key in ("name", "dataset", "block", "into")}
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._decide)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for key, field in (("name", self.name), ("dataset", self.dataset), ("block", self.block), ("into", self.into)):
            form.addRow(self._labels[key], field)
            self._labels[key].setBuddy(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.words)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.dataset.currentIndexChanged.connect(lambda _: self._fill())
        self.name.textChanged.connect(lambda _: self._check())
        on_language(self, self._retranslate)
        self.resize(460, 240)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("新建扩区情景"))
        self.words.setText(self.tr("候选地块 {count} 个。地块自带“block”字段时以其为准。").format(count=self._parcels))
        for key, text in (
            ("name", self.tr("名称(&N)：")),
            ("dataset", self.tr("加入图层(&L)：")),
            ("block", self.tr("所属区块(&B)：")),
            ("into", self.tr("并入(&I)：")),
        ):
            self._labels[key].setText(text)
        for place in range(self.dataset.count()):
            self.dataset.setItemText(place, say(self._project.dataset(self.dataset.itemData(place)).name))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("建立"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._fill()

    def _fill(self) -> None:
        dataset = self._project.dataset(self.dataset.currentData())
        self.block.clear()
        self.into.clear()
        for key in (*blocks_of(dataset), ""):
            self.block.addItem(say(BLOCKS[key]) if key in BLOCKS else key, key)
        self.into.addItem(self.tr("各自成为新的园区"), "")
        for feature, name in zip(texts(dataset.frame, dataset.id_field), names_of(dataset), strict=True):
            self.into.addItem(say(name), feature)
        self._check()

    def _check(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.name.text().strip()))

    def _decide(self) -> None:
        chosen = (self.dataset.currentData(), self.block.currentData() or "", self.into.currentData() or "")
        self.decided.emit(ScenarioWish(self.name.text().strip(), *chosen))
        self.accept()
