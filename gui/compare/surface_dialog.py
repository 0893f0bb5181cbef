"""How the density surface is made: bandwidth with its rule, kernel, edge correction, weights, contours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.compare.dataset_choice import fill, make_box, on_choice
from gui.language import on_language, say
from gui.session import Session
from gui.tasks import Task
from layers.layer import Dataset
from layers.results.surface_layers import EDGE_NAMES, KERNEL_NAMES, RULE_NAMES, Rule, SurfaceWish, bandwidths_of
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.statistics.bandwidths import Bandwidth
from spatial.text import Text


class SurfaceDialog(QDialog):
    """Asks how a surface is made; ``then(wish)`` is called when the user agrees.

    Parameters
    ----------
    data
        Points, and the zones of the study area (None: the bounds of the points).
    weights
        (words, column) to weigh by.
    """

    def __init__(
        self,
        session: Session,
        data: tuple[Dataset, Dataset | None],
        weights: Sequence[tuple[str, str]],
        then: Callable[[SurfaceWish], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._data, self._weights, self._then = session, data, list(weights), then
        self._closed = False
        self._found: dict[str, dict[Rule, Bandwidth] | GisError] = {}
        self.rule, self.kernel, self.edge, self.weight = (make_box() for _ in range(4))
        self.metres, self.levels = QDoubleSpinBox(), QSpinBox()
        self.bands, self.lines = QCheckBox(), QCheckBox()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.metres.setRange(1.0, 200_000.0)
        self.metres.setDecimals(0)
        self.metres.setSingleStep(100.0)
        self.metres.setValue(SurfaceWish().metres)
        self.levels.setRange(2, 20)
        self.levels.setValue(SurfaceWish().levels)
        self.bands.setChecked(True)
        self.lines.setChecked(True)
        self._form = QFormLayout()
        self._labels = [QLabel() for _ in range(6)]
        fields = (self.kernel, self.rule, self.metres, self.edge, self.weight, self.levels)
        for label, field in zip(self._labels, fields, strict=True):
            label.setBuddy(field)
            self._form.addRow(label, field)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addWidget(self.bands)
        column.addWidget(self.lines)
        column.addWidget(self.words, 1)
        column.addWidget(self.buttons)
        self.resize(460, 420)
        on_choice((self.rule, self.kernel), self._show)
        on_language(self, self._retranslate)

    def wish(self) -> SurfaceWish:
        """Return what was chosen."""
        return SurfaceWish(
            rule=self.rule.currentData(),
            metres=self.metres.value(),
            kernel=self.kernel.currentData(),
            edge=self.edge.currentData(),
            weight=str(self.weight.currentData() or ""),
            levels=self.levels.value(),
            bands=self.bands.isChecked(),
            lines=self.lines.isChecked(),
        )

    def accept(self) -> None:
        """Hand the choice over."""
        self._then(self.wish())
        super().accept()

    def done(self, result: int) -> None:
        """Close; what is still computed is shown nowhere."""
        self._closed = True
        super().done(result)

    def _show(self) -> None:
        """Show what the rule gives for these points; ask for it where it is not known yet."""
        kernel, rule = str(self.kernel.currentData()), cast("Rule", self.rule.currentData())
        self.metres.setEnabled(rule == "given")
        found = self._found.get(kernel)
        if found is None:
            self.words.setText(self.tr("正在计算各规则的带宽…"))
            self._ask(kernel)
            return
        if isinstance(found, GisError):
            self.words.setText(say(Text(found.message("zh"), found.message("en"))))
            return
        if rule != "given":
            self.metres.setValue(found[rule].metres)
            self.words.setText(say(found[rule].method))
            return
        compared = [f"{say(RULE_NAMES[each])} {made.metres:,.0f} m" for each, made in found.items()]
        self.words.setText("\n".join(compared))

    def _ask(self, kernel: str) -> None:
        points, zones = self._data

        def work(feedback: Feedback) -> dict[Rule, Bandwidth] | GisError:
            try:
                return bandwidths_of(points, zones, "gaussian" if kernel == "gaussian" else "quartic", feedback)
            except GisError as error:
                return error

        def then(found: dict[Rule, Bandwidth] | GisError) -> None:
            self._found[kernel] = found
            if not self._closed:
                self._show()

        self._session.run(Task(Text("选择带宽", "Choosing the bandwidth"), "bandwidths"), work, then)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Compute the bandwidths when the dialog is seen."""
        self._show()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("密度面"))
        names = (
            self.tr("核函数"), self.tr("带宽规则"), self.tr("带宽（米）"), self.tr("边缘"), self.tr("权重"),
            self.tr("等值线条数"),
        )  # fmt: skip
        fields = (self.kernel, self.rule, self.metres, self.edge, self.weight, self.levels)
        for label, name, field in zip(self._labels, names, fields, strict=True):
            label.setText(name)
            field.setAccessibleName(name)
        fill(self.kernel, [(say(name), key) for key, name in KERNEL_NAMES.items()])
        fill(self.rule, [(say(name), key) for key, name in RULE_NAMES.items()])
        fill(self.edge, [(say(name), key) for key, name in EDGE_NAMES.items()])
        fill(self.weight, [(self.tr("（点数）"), ""), *self._weights], "")
        self.bands.setText(self.tr("密度面（等值线之间的面）"))
        self.lines.setText(self.tr("等值线"))
        if self.isVisible():
            self._show()
