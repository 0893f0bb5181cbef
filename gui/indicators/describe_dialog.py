"""Asks what a column is: an indicator of the catalogue, or a definition of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from gui.session import Session
from layers.indicators.catalogue import Catalogue, Indicator
from layers.indicators.describing import as_indicator, describe
from layers.indicators.rules import BASE_NAMES, STOCK_FLOW_NAMES, Base, RollUp, Rule, StockFlow
from layers.layer import Field, YearKind
from spatial.text import Text

LABEL = Text("说明字段的口径", "Describe a column")
OWN = ("zh", "en", "unit", "definition", "english", "stock_flow", "base", "roll_up")
"""Controls of a definition of its own: an indicator of the catalogue says these things itself."""


class DescribeDialog(QDialog):
    """Describes one column of a data set; ``then`` is done after the description is in the project."""

    def __init__(
        self,
        session: Session,
        where: tuple[str, Field],
        catalogue: Catalogue | None,
        parent: QWidget,
        then: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._catalogue, self._then = session, catalogue, then
        self._dataset_id, self._field = where
        self.indicator, self.kind = QComboBox(), QComboBox()
        self.year = QSpinBox()
        self.year.setRange(1900, 2100)
        self.zh, self.en, self.unit, self.source = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.definition, self.english = QPlainTextEdit(), QPlainTextEdit()
        for box in (self.definition, self.english):
            box.setFixedHeight(56)
            box.setTabChangesFocus(True)
        self.stock_flow, self.base, self.roll_up = QComboBox(), QComboBox(), QComboBox()
        self._labels: dict[str, QLabel] = {}
        form = QFormLayout()
        for name in ("indicator", "year", "kind", *OWN, "source"):
            label, widget = QLabel(), cast("QWidget", getattr(self, name))
            label.setBuddy(widget)
            self._labels[name] = label
            form.addRow(label, widget)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.resize(560, 0)
        self._fill()
        self.indicator.currentIndexChanged.connect(lambda _: self._choose())
        on_language(self, self._retranslate)

    def _fill(self) -> None:
        self.indicator.addItem("", "")
        for each in self._catalogue.indicators.values() if self._catalogue is not None else ():
            self.indicator.addItem("", each.id)
        self.indicator.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for key in ("", "actual", "estimate", "target"):
            self.kind.addItem("", key)
        for box, keys in (
            (self.stock_flow, STOCK_FLOW_NAMES),
            (self.base, BASE_NAMES),
            (self.roll_up, ("", "sum", "not_additive")),
        ):
            for key in keys:
                box.addItem("", key)
        self._show(self._field)
        self.indicator.setCurrentIndex(max(self.indicator.findData(self._field.indicator or ""), 0))
        self.kind.setCurrentIndex(self.kind.findData(self._field.year_kind or ""))
        self.year.setValue(self._field.year or self.year.minimum())
        self.source.setText(say(self._field.source))
        self._enable()

    def _show(self, field: Field) -> None:
        self.zh.setText(field.label.zh)
        self.en.setText(field.label.en)
        self.unit.setText(field.unit)
        self.definition.setPlainText(field.definition.zh)
        self.english.setPlainText(field.definition.en)
        self.stock_flow.setCurrentIndex(self.stock_flow.findData(field.rule.stock_flow))
        self.base.setCurrentIndex(self.base.findData(field.rule.base))
        self.roll_up.setCurrentIndex(max(self.roll_up.findData(field.rule.roll_up), 0))

    def _choose(self) -> None:
        known = self._known()
        if known is not None:
            self._show(as_indicator(self._field, known, None, None))
        self._enable()

    def _known(self) -> Indicator | None:
        chosen = str(self.indicator.currentData() or "")
        return self._catalogue.indicators.get(chosen) if self._catalogue is not None and chosen else None

    def _enable(self) -> None:
        for name in OWN:
            getattr(self, name).setEnabled(self._known() is None)

    def field(self) -> Field:
        """Return the description as it stands in the dialog."""
        kind = cast("YearKind | None", str(self.kind.currentData() or "") or None)
        year = self.year.value() if self.year.value() > self.year.minimum() else None
        source = self._field.source if self.source.text() == say(self._field.source) else Text(self.source.text())
        known = self._known()
        if known is not None:
            return replace(as_indicator(self._field, known, year, kind), source=source)
        rule = Rule(
            cast("StockFlow", self.stock_flow.currentData()),
            cast("Base", self.base.currentData()),
            cast("RollUp", self.roll_up.currentData()),
        )
        return replace(
            self._field,
            label=Text(self.zh.text().strip(), self.en.text().strip()),
            unit=self.unit.text().strip(),
            indicator=self._own_id(),
            year=year,
            year_kind=kind,
            definition=Text(self.definition.toPlainText().strip(), self.english.toPlainText().strip()),
            source=source,
            rule=rule,
        )

    def _own_id(self) -> str | None:
        """Return the id that years of one thing share; one of the catalogue is given up."""
        known = self._catalogue.indicators if self._catalogue is not None else {}
        return None if self._field.indicator in known else self._field.indicator

    def _accept(self) -> None:
        field = self.field()
        if self._session.apply(LABEL, lambda project: describe(project, self._dataset_id, field)):
            self.accept()
            self._then()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("说明字段的口径") + f" – {self._field.name}")
        names = {
            "indicator": self.tr("目录中的指标(&I)"),
            "year": self.tr("年份(&Y)"),
            "kind": self.tr("年份类别(&K)"),
            "zh": self.tr("中文名称(&Z)"),
            "en": self.tr("英文名称(&E)"),
            "unit": self.tr("单位(&U)"),
            "definition": self.tr("定义（中文）(&D)"),
            "english": self.tr("定义（英文）(&N)"),
            "stock_flow": self.tr("存量或流量(&S)"),
            "base": self.tr("分母(&B)"),
            "roll_up": self.tr("汇总规则(&R)"),
            "source": self.tr("来源(&O)"),
        }
        for name, words in names.items():
            self._labels[name].setText(words)
            getattr(self, name).setAccessibleName(words.partition("(")[0])
        self.indicator.setItemText(0, self.tr("（不是目录中的指标）"))
        for row, each in enumerate(self._catalogue.indicators.values() if self._catalogue is not None else (), 1):
            self.indicator.setItemText(row, say(each.name))
        self.year.setSpecialValueText(self.tr("未注明"))
        for row, words in enumerate((self.tr("未注明"), self.tr("实际值"), self.tr("预估值"), self.tr("目标值"))):
            self.kind.setItemText(row, words)
        for box, known in ((self.stock_flow, STOCK_FLOW_NAMES), (self.base, BASE_NAMES)):
            for row in range(box.count()):
                box.setItemText(row, say(known[str(box.itemData(row))]))
        for row, words in enumerate((self.tr("未注明"), self.tr("下级区域相加"), self.tr("不可汇总"))):
            self.roll_up.setItemText(row, words)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("确定"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
