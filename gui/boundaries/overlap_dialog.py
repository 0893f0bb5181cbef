"""What to do where an edit overlaps a neighbour: trim mine, trim theirs, or keep and mark; each with its m²."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from gui.boundaries.decisions import Choice, Outcome, outcomes
from gui.boundaries.shape_overlay import LOST, NEW, ShapeOverlay, Shown
from gui.editing.edit_session import Doubtful, EditSession
from gui.language import on_language, say
from gui.map.canvas import MapCanvas


class OverlapDialog(QDialog):
    """Shows the three ways out and previews the chosen one on the map; Esc leaves everything as it was.

    ``decided(Outcome)``: what was chosen.
    """

    decided = Signal(object)

    def __init__(self, editing: EditSession, doubtful: Doubtful, canvas: MapCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("overlap")
        self._editing, self._doubtful = editing, doubtful
        self._names = {each: say(editing.name(each)) for each in doubtful.old.features if each in self._involved()}
        self.outcomes = outcomes(doubtful.old, doubtful.new, doubtful.troubles)
        self._overlay = ShapeOverlay(canvas)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.buttons: dict[Choice, QRadioButton] = {}
        self.details: dict[Choice, QLabel] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.words)
        for outcome in self.outcomes:
            button, detail = QRadioButton(), QLabel()
            detail.setWordWrap(True)
            detail.setIndent(24)
            detail.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            button.setEnabled(outcome.after is not None)
            button.toggled.connect(lambda on, outcome=outcome: self._preview(outcome) if on else None)
            self._group.addButton(button)
            self.buttons[outcome.choice], self.details[outcome.choice] = button, detail
            column.addWidget(button)
            column.addWidget(detail)
        self.box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.box.accepted.connect(self._decide)
        self.box.rejected.connect(self.reject)
        self.finished.connect(lambda _: self._put_away())
        column.addStretch(1)
        column.addWidget(self.box)
        self.resize(460, 340)
        first = next(each for each in self.outcomes if each.after is not None)
        self.buttons[first.choice].setChecked(True)
        on_language(self, self._retranslate)

    @property
    def chosen(self) -> Outcome:
        """The way out that is chosen."""
        return next(each for each in self.outcomes if self.buttons[each.choice].isChecked())

    def _involved(self) -> set[int]:
        old, new = self._doubtful.old, self._doubtful.new
        others = {each.other for each in self._doubtful.overlaps if each.other is not None}
        return set(new.changed_since(old)) | others | {each.feature for each in self._doubtful.overlaps}

    def _name(self, feature: int) -> str:
        return self._names.get(feature, self.tr("新要素"))

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("与相邻边界重叠"))
        line = self.tr("“{mine}”与“{theirs}”重叠 {area} 平方米。")
        told = [
            line.format(mine=self._name(each.feature), theirs=self._name(each.other), area=f"{each.area_m2:,.1f}")
            for each in self._doubtful.overlaps
            if each.other is not None
        ]
        self.words.setText(
            "\n".join([*told[:4], *([self.tr("共 {n} 处重叠。").format(n=len(told))] if told[4:] else [])])
        )
        titles: dict[Choice, str] = {
            "trim_mine": self.tr("裁剪我的：重叠部分留给邻居(&M)"),
            "trim_theirs": self.tr("裁剪对方：重叠部分归我(&T)"),
            "keep": self.tr("保留并标记：作为草稿，稍后处理(&K)"),
        }
        for outcome in self.outcomes:
            self.buttons[outcome.choice].setText(titles[outcome.choice])
            self.details[outcome.choice].setText(self._told(outcome))

    def _told(self, outcome: Outcome) -> str:
        if outcome.after is None:
            return self.tr("不可用：{why}").format(why=say(outcome.refusal))
        line = self.tr("{name}：{area} 平方米（{delta}）")
        rows = [
            line.format(name=self._name(feature), area=f"{then:,.1f}", delta=f"{then - now:+,.1f}")
            for feature, now, then in outcome.changes
            if abs(then - now) >= 0.05 or now == 0.0
        ]
        return "\n".join(rows[:6])

    def _preview(self, outcome: Outcome) -> None:
        if outcome.after is None:
            return
        old, after = self._doubtful.old, outcome.after
        shown = [Shown(after.shapes[k], NEW) for k in after.changed_since(old) if after.shapes[k] is not None]
        shown += [
            Shown(old.shapes[k], LOST, filled=False, dashed=True)
            for k in after.changed_since(old)
            if k < len(old) and old.shapes[k] is not None
        ]
        self._overlay.show_shapes(shown, self._editing.placing)

    def _decide(self) -> None:
        self.decided.emit(self.chosen)
        self.accept()

    def _put_away(self) -> None:
        self._overlay.clear()
        self._overlay.deleteLater()
        self.deleteLater()
