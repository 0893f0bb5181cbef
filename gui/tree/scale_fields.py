"""The two scales between which something is drawn, to be typed."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QFormLayout, QLabel, QSpinBox, QWidget

from gui.language import on_language
from layers.cartography.scale_range import ScaleRange

_MOST = 2_000_000_000


class ScaleFields(QWidget):
    """Shows and takes a `ScaleRange`; an empty end is shown as no limit."""

    def __init__(self, scales: ScaleRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.least, self.most = QSpinBox(), QSpinBox()
        self._labels = QLabel(), QLabel()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, label in zip((self.least, self.most), self._labels, strict=True):
            field.setRange(0, _MOST)
            field.setPrefix("1 : ")
            field.setGroupSeparatorShown(True)
            field.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
            label.setBuddy(field)
            form.addRow(label, field)
        self.least.setValue(round(scales.minimum))
        self.most.setValue(round(scales.maximum) if math.isfinite(scales.maximum) else 0)
        on_language(self, self._retranslate)

    def scales(self) -> ScaleRange:
        """Return what was typed; it may be a range without a scale in it, which the edit refuses."""
        return ScaleRange(float(self.least.value()), float(self.most.value()) or math.inf)

    def _retranslate(self) -> None:
        hint = self.tr("分母，例如 100,000；0 为不限。屏幕比例尺按每像素 0.28 毫米（OGC）计算")
        words = self.tr("不小于（放大到此为止）(&L)"), self.tr("小于（缩小到此为止）(&M)")
        for field, label, text in zip((self.least, self.most), self._labels, words, strict=True):
            field.setSpecialValueText(self.tr("不限"))
            field.setToolTip(hint)
            label.setText(text)
