"""The question before a revision: who, why, on which document, in which status; beside it what would change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.revisions.tables import CHANGE_HEADINGS, PlainTable, change_rows
from gui.settings import AUTHOR
from layers.revisions.committing import check_entry, now
from layers.revisions.model import STATUS_NAMES, STATUSES, Entry, FeatureChange, Sum
from layers.storage.processes import this_process
from spatial.errors import GisError
from spatial.text import Text


class EntryDialog(QDialog):
    """``decided(Entry, bool)``: what was said, and whether the selected features get the status as well.

    Parameters
    ----------
    title
        What is about to be done.
    changes, sums
        What it would change.
    selected
        Names of selected features whose boundary does not change but whose status may.
    tolerance_km2
        For the comparison with the approved area.
    """

    decided = Signal(object, bool)

    def __init__(
        self,
        title: Text,
        changed: tuple[Sequence[FeatureChange], Sequence[Sum]],
        selected: Sequence[Text],
        tolerance_km2: float,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("revision_entry")
        self._title, self._selected, self._tolerance_km2 = title, selected, tolerance_km2
        self._changes, self._sums = changed
        self.author, self.reason, self.document = QLineEdit(), QLineEdit(), QLineEdit()
        self.author.setText(AUTHOR.value() or this_process().user)
        self.status = QComboBox()
        for status in STATUSES:
            self.status.addItem("", status)
        self.status.setCurrentIndex(self.status.findData("draft"))
        self.also = QCheckBox()
        self.also.setChecked(not self._changes)
        self.also.setVisible(bool(selected))
        self.overlap = QComboBox()
        for key in ("trim_mine", "trim_theirs", "keep"):
            self.overlap.addItem("", key)
        self.words, self.lack = QLabel(), QLabel()
        self.words.setWordWrap(True)
        self.lack.setWordWrap(True)
        self.lack.setObjectName("warning")
        self.table = PlainTable()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._decide)
        self.buttons.rejected.connect(self.reject)
        self._labels = {name: QLabel() for name in ("author", "reason", "document", "status", "overlap")}
        self._lay_out()
        for line in (self.author, self.reason, self.document):
            line.textChanged.connect(lambda _: self._check())
        self.status.currentIndexChanged.connect(lambda _: self._check())
        self.also.toggled.connect(lambda _: self._check())
        on_language(self, self._retranslate)
        self.reason.setFocus()

    @property
    def ok(self) -> QPushButton:
        """The button that commits."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in (
            ("author", self.author), ("status", self.status), ("document", self.document), ("reason", self.reason),
            ("overlap", self.overlap),
        ):  # fmt: skip
            form.addRow(self._labels[name], field)
            self._labels[name].setBuddy(field)
        self.form = form
        form.setRowVisible(self.overlap, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(form)
        column.addWidget(self.also)
        column.addWidget(self.lack)
        column.addWidget(self.buttons)
        self.resize(760, 520)

    def offer_overlap(self) -> None:
        """Also ask what happens where a parcel overlaps existing parks."""
        self.form.setRowVisible(self.overlap, True)

    def _retranslate(self) -> None:
        self.setWindowTitle(say(self._title))
        vertices = sum(each.new_vertices - each.old_vertices for each in self._changes)
        area = sum(each.new_m2 - each.old_m2 for each in self._changes)
        if self._changes:
            words = self.tr("涉及 {count} 个园区，面积变化 {area} km²，顶点 {vertices}。面积为椭球面面积。")
            self.words.setText(
                words.format(count=len(self._changes), area=f"{area / 1e6:+.4f}", vertices=f"{vertices:+d}")
            )
        else:
            self.words.setText(self.tr("没有改动的边界；可以只改变所选要素的状态。"))
        rows = change_rows(self._changes, self._sums, self._tolerance_km2)
        self.table.show_rows([say(each) for each in CHANGE_HEADINGS], rows, (1, 2, 3, 4))
        for name, text in (
            ("author", self.tr("作者(&A)：")),
            ("status", self.tr("边界状态(&T)：")),
            ("document", self.tr("文号(&D)：")),
            ("reason", self.tr("理由(&R)：")),
            ("overlap", self.tr("与现有园区重叠(&O)：")),
        ):
            self._labels[name].setText(text)
        for place, key in enumerate(STATUSES):
            self.status.setItemText(place, say(STATUS_NAMES[key]))
        overlaps = (self.tr("从地块中裁去"), self.tr("从现有园区中裁去"), self.tr("保留重叠并标为草稿"))
        for place, text in enumerate(overlaps):
            self.overlap.setItemText(place, text)
        listed = "、".join(say(each) for each in self._selected[:3]) + ("…" if len(self._selected) > 3 else "")
        self.also.setText(
            self.tr("所选的 {count} 个要素也改为此状态：{names}").format(count=len(self._selected), names=listed)
        )
        self.ok.setText(self.tr("提交"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._check()

    def entry(self) -> Entry:
        """Return what the form says, for now."""
        return Entry(
            self.author.text().strip(),
            now(),
            self.reason.text().strip(),
            self.document.text().strip(),
            self.status.currentData(),
        )

    def _check(self) -> None:
        lack = ""
        try:
            check_entry(self.entry())
        except GisError as error:
            lack = say(error.what)
        if not self._changes and not (self._selected and self.also.isChecked()):
            lack = self.tr("没有可提交的内容。")
        self.lack.setText(lack)
        self.ok.setEnabled(not lack)

    def _decide(self) -> None:
        AUTHOR.keep(self.author.text().strip())
        self.decided.emit(self.entry(), bool(self._selected) and self.also.isChecked())
        self.accept()
