"""The controls of a bivariate choropleth: both variables with year and scheme, size of the matrix, colour set."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from gui.elided_box import ElidedBox
from gui.language import on_language, say
from gui.symbology.wish import FieldGroup, Wish, year_text
from spatial.classification import SCHEME_LABELS, SCHEMES

_ROW_PX = 28
_ICON_PX = 24


class BivariateForm(QWidget):
    """``changed(control, value)`` where control is ``field``, ``field_y``, or another field of `Wish`."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[FieldGroup, ...] = ()
        self._wish = Wish()
        self._vision = "normal"
        self.field, self.scheme = ElidedBox(), ElidedBox()
        self.field_y, self.scheme_y = ElidedBox(), ElidedBox()
        self.k, self.ramp, self.turned = ElidedBox(), ElidedBox(), QCheckBox()
        self._labels: dict[str, QLabel] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name in ("field", "scheme", "field_y", "scheme_y", "k", "ramp", "turned"):
            widget: QWidget = getattr(self, name)
            widget.setMinimumHeight(_ROW_PX)
            label = self._labels[name] = QLabel()
            label.setBuddy(widget)
            label.setMinimumHeight(_ROW_PX)
            form.addRow(label, widget)
            if isinstance(widget, QComboBox):
                widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                widget.setMinimumContentsLength(8)
                self._listen(name, widget)
        self.ramp.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.turned.toggled.connect(lambda on: self.changed.emit("turned", on))
        on_language(self, self._retranslate)

    def _listen(self, name: str, box: QComboBox) -> None:
        box.activated.connect(lambda _: self.changed.emit(name, box.currentData()))

    def show_wish(self, wish: Wish, groups: tuple[FieldGroup, ...]) -> None:
        """Show what is in force; says nothing."""
        self._wish, self._groups = wish, groups
        blockers = [QSignalBlocker(each) for each in self.findChildren(QWidget)]
        first = wish.fields[0] if wish.fields else ""
        self._fill_fields(self.field, first)
        self._fill_fields(self.field_y, wish.field_y)
        for box, scheme in ((self.scheme, wish.scheme), (self.scheme_y, wish.scheme_y)):
            box.clear()
            for name in SCHEMES:
                if name != "manual" or scheme == "manual":
                    box.addItem(say(SCHEME_LABELS[name]), name)
            box.setCurrentIndex(box.findData(scheme or "quantiles"))
        self.scheme_y.setEnabled(not self._is_one_indicator(first, wish.field_y))
        self.k.clear()
        for k in (2, 3, 4):
            self.k.addItem(f"{k} × {k}", k)
        self.k.setCurrentIndex(self.k.findData(wish.k or 3))
        self.turned.setChecked(wish.turned)
        self._fill_sets()
        del blockers

    def set_vision(self, vision: str) -> None:
        """Show the colour sets as they look under a colour vision."""
        self._vision = vision
        blocker = QSignalBlocker(self.ramp)
        self._fill_sets()
        del blocker

    def _is_one_indicator(self, one: str, other: str) -> bool:
        return any({one, other} <= {each.field.name for each in group.members} for group in self._groups)

    def _fill_fields(self, box: QComboBox, chosen: str) -> None:
        box.clear()
        for group in self._groups:
            for each in group.members if group.kind == "number" else ():
                if not (each.n_values or each.field.name == chosen):
                    continue
                year = say(year_text(each)) if each.field.year else ""
                box.addItem(f"{say(group.label)} · {year}" if year else say(group.label), each.field.name)
                box.setItemData(box.count() - 1, say(each.field.definition), Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(box.findData(chosen))
        box.setToolTip(box.currentText())

    def _fill_sets(self) -> None:
        from layers.cartography.bivariate_colors import COLOUR_SETS, DEFAULT_SET
        from layers.cartography.vision import seen_colour

        self.ramp.clear()
        for each in COLOUR_SETS:
            rows = [[seen_colour(colour, self._vision) for colour in row] for row in each.rows]
            self.ramp.addItem(_icon(rows), say(each.label), each.name)
            self.ramp.setItemData(self.ramp.count() - 1, each.source, Qt.ItemDataRole.ToolTipRole)
        self.ramp.setCurrentIndex(self.ramp.findData(self._wish.ramp or DEFAULT_SET))

    def _retranslate(self) -> None:
        texts = {
            "field": self.tr("横向指标"),
            "scheme": self.tr("横向分级"),
            "field_y": self.tr("纵向指标"),
            "scheme_y": self.tr("纵向分级"),
            "k": self.tr("级数"),
            "ramp": self.tr("色组"),
            "turned": "",
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
            getattr(self, name).setAccessibleName(text)
        self.turned.setText(self.tr("图例方阵斜置"))
        self.turned.setToolTip(self.tr("方阵以低值的一角立起，两个方向同等重要"))
        self.scheme_y.setToolTip(self.tr("同一指标的两个年份共用横向的分级"))
        self.show_wish(self._wish, self._groups)


def _icon(rows: list[list[str]]) -> QIcon:
    """Return a colour set as a small table, low values at the lower left."""
    picture = QPixmap(_ICON_PX, _ICON_PX)
    painter = QPainter(picture)
    edge = _ICON_PX // len(rows)
    for row, colours in enumerate(reversed(rows)):
        for column, colour in enumerate(colours):
            painter.fillRect(column * edge, row * edge, edge, edge, QColor(colour))
    painter.end()
    return QIcon(picture)
