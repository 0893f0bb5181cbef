"""The controls of the symbology panel: they show a `Wish` and say which control the user changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from gui.elided_box import ElidedBox
from gui.language import on_language, say
from gui.symbology.swatches import RAMP_WIDTH_PX, SWATCH_HEIGHT_PX, ramp_preview
from gui.symbology.wish import POINTS_ONLY, FieldGroup, Kind, Wish, year_text
from spatial.classification import SCHEME_LABELS, SCHEMES

MAX_K = 12
ROW_HEIGHT_PX = 28
_SHOWN_FOR: dict[str, frozenset[str]] = {
    "indicator": frozenset({"graduated", "proportional", "categorised", "aggregate", "dbscan"}),
    "year": frozenset({"graduated", "proportional"}),
    "scheme": frozenset({"graduated"}),
    "k": frozenset({"graduated"}),
    "breaks": frozenset({"graduated"}),
    "ramp": frozenset({"graduated"}),
    "reverse": frozenset({"graduated"}),
    "zero_class": frozenset({"graduated"}),
    "max_radius_px": frozenset({"proportional"}),
    "radius_px": frozenset({"aggregate"}),
    "eps_m": frozenset({"dbscan"}),
    "min_samples": frozenset({"dbscan"}),
    "fill": frozenset({"single", "proportional"}),
    "patterns": frozenset({"graduated", "bivariate", "categorised"}),
}


class SymbologyForm(QWidget):
    """``changed(control, value)`` where control is ``kind``, ``field`` or a field of `Wish`."""

    changed = Signal(str, object)
    finished = Signal()
    """A number was turned and then left, or confirmed with Enter: the gesture is over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[FieldGroup, ...] = ()
        self._wish = Wish()
        self._vision = "normal"
        self.kind, self.indicator, self.year = ElidedBox(), ElidedBox(), ElidedBox()
        self.scheme, self.ramp = ElidedBox(), ElidedBox()
        self.k, self.min_samples = QSpinBox(), QSpinBox()
        self.breaks = QLineEdit()
        self.reverse, self.zero_class, self.patterns = QCheckBox(), QCheckBox(), QCheckBox()
        self.max_radius_px, self.radius_px, self.eps_m = QDoubleSpinBox(), QDoubleSpinBox(), QDoubleSpinBox()
        self.fill = QPushButton()
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(8)
        self._form.setHorizontalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._ranges()
        for name in ("kind", *_SHOWN_FOR):
            widget: QWidget = getattr(self, name)
            label = QLabel()
            label.setBuddy(widget)
            label.setMinimumHeight(ROW_HEIGHT_PX)
            widget.setMinimumHeight(ROW_HEIGHT_PX)
            self._form.addRow(label, widget)
            self._rows[name] = (label, widget)
        self._connect()
        on_language(self, self._retranslate)

    def _ranges(self) -> None:
        for box in (self.kind, self.indicator, self.year, self.scheme, self.ramp):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        self.ramp.setIconSize(QSize(RAMP_WIDTH_PX * 2 // 3, SWATCH_HEIGHT_PX))
        self.k.setRange(1, MAX_K)
        self.min_samples.setRange(1, 1000)
        for spin, low, high, step in (
            (self.max_radius_px, 4, 120, 2),
            (self.radius_px, 8, 200, 4),
            (self.eps_m, 1, 1_000_000, 100),
        ):
            spin.setDecimals(0)
            spin.setRange(low, high)
            spin.setSingleStep(step)
        for number in (self.k, self.min_samples, self.max_radius_px, self.radius_px, self.eps_m):
            number.setKeyboardTracking(False)
        self.eps_m.setGroupSeparatorShown(True)

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _: self.changed.emit("kind", self.kind.currentData()))
        self.indicator.activated.connect(lambda _: self._choose_indicator())
        self.year.activated.connect(lambda _: self.changed.emit("field", self.year.currentData()))
        self.scheme.activated.connect(lambda _: self.changed.emit("scheme", self.scheme.currentData()))
        self.ramp.activated.connect(lambda _: self.changed.emit("ramp", self.ramp.currentData()))
        self.reverse.toggled.connect(lambda on: self.changed.emit("reverse", on))
        self.zero_class.toggled.connect(lambda on: self.changed.emit("zero_class", on))
        self.patterns.toggled.connect(lambda on: self.changed.emit("patterns", on))
        self.k.valueChanged.connect(lambda value: self.changed.emit("k", value))
        self.min_samples.valueChanged.connect(lambda value: self.changed.emit("min_samples", value))
        self.max_radius_px.valueChanged.connect(lambda value: self.changed.emit("max_radius_px", value))
        self.radius_px.valueChanged.connect(lambda value: self.changed.emit("radius_px", value))
        self.eps_m.valueChanged.connect(lambda value: self.changed.emit("eps_m", value))
        for number in (self.k, self.min_samples, self.max_radius_px, self.radius_px, self.eps_m):
            number.editingFinished.connect(self.finished)
        self.breaks.editingFinished.connect(self._read_breaks)
        self.fill.clicked.connect(self._choose_fill)

    def show_wish(self, wish: Wish, kinds: Sequence[Kind], groups: tuple[FieldGroup, ...]) -> None:
        """Show what is in force; says nothing."""
        self._wish, self._groups = wish, groups
        blockers = [QSignalBlocker(widget) for _, widget in self._rows.values()]
        self._fill_kinds(kinds)
        self._fill_fields()
        _select(self.scheme, wish.scheme)
        self.k.setValue(wish.k or 5)
        self.k.setEnabled(wish.scheme != "manual")
        if not self.breaks.hasFocus():
            self.breaks.setText(", ".join(f"{edge:.10g}" for edge in wish.breaks))
        self._fill_ramps()
        self.reverse.setChecked(wish.reverse)
        self.zero_class.setChecked(wish.zero_class)
        self.patterns.setChecked(wish.patterns)
        self.max_radius_px.setValue(wish.max_radius_px)
        self.radius_px.setValue(wish.radius_px)
        self.eps_m.setValue(wish.eps_m)
        self.min_samples.setValue(wish.min_samples)
        self._paint_fill()
        del blockers
        self._show_rows()

    def set_vision(self, vision: str) -> None:
        """Show the ramps as they look under a colour vision."""
        self._vision = vision
        blocker = QSignalBlocker(self.ramp)
        self._fill_ramps()
        del blocker

    def _show_rows(self) -> None:
        for name, kinds in _SHOWN_FOR.items():
            wanted = self._wish.kind in kinds
            if name == "year":
                wanted = wanted and self.year.count() > 1
            if name == "breaks":
                wanted = wanted and self._wish.scheme == "manual"
            if name == "reverse":
                wanted = wanted and self.ramp.count() > 0
            self._form.setRowVisible(self._rows[name][1], wanted)

    def _fill_kinds(self, kinds: Sequence[Kind]) -> None:
        names = self._kind_names()
        self.kind.clear()
        for kind in kinds:
            self.kind.addItem(names[kind], kind)
        _select(self.kind, self._wish.kind)

    def _fill_fields(self) -> None:
        wanted = "number" if self._wish.kind in ("graduated", "proportional") else "category"
        column = self._wish.fields[0] if self._wish.fields else ""
        self.indicator.clear()
        self.year.clear()
        if self._wish.kind in POINTS_ONLY:
            self.indicator.addItem(self.tr("（不分类）"), "")
        for group in self._groups:
            names = [each.field.name for each in group.members]
            if group.kind == wanted or column in names:
                self.indicator.addItem(say(group.label), group.key)
                self.indicator.setItemData(
                    self.indicator.count() - 1, say(group.members[0].field.definition), Qt.ItemDataRole.ToolTipRole
                )
            if column in names:
                self.indicator.setCurrentIndex(self.indicator.count() - 1)
                for each in group.members:
                    self.year.addItem(say(year_text(each)), each.field.name)
                _select(self.year, column)
        self.indicator.setToolTip(self.indicator.currentText())

    def _fill_ramps(self) -> None:
        from layers.cartography.color_ramps import ramp_colours, ramps_of
        from layers.cartography.vision import seen_colour

        self.ramp.clear()
        for each in (*ramps_of("sequential"), *ramps_of("diverging")):
            colours = [seen_colour(colour, self._vision) for colour in ramp_colours(each.name, 5)]
            self.ramp.addItem(QIcon(ramp_preview(colours)), say(each.label), each.name)
        _select(self.ramp, self._wish.ramp)

    def _choose_indicator(self) -> None:
        key = self.indicator.currentData()
        group = next((group for group in self._groups if group.key == key), None)
        if group is None:
            self.changed.emit("field", "")
            return
        year_now = self.year.currentText()
        same_year = [each for each in group.members if say(year_text(each)) == year_now]
        self.changed.emit("field", (same_year or list(group.members))[0].field.name)

    def _read_breaks(self) -> None:
        words = self.breaks.text()
        for mark in ",，;；、":
            words = words.replace(mark, " ")
        try:
            edges = tuple(float(word) for word in words.split())
        except ValueError:
            self.breaks.setText(", ".join(f"{edge:.10g}" for edge in self._wish.breaks))
            return
        if len(edges) > 1 and edges != self._wish.breaks:
            self.changed.emit("breaks", edges)

    def _choose_fill(self) -> None:
        dialog = QColorDialog(QColor(self._wish.fill or "#b8c4d0"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.changed.emit("fill", colour.name()))
        dialog.open()

    def _paint_fill(self) -> None:
        picture = QPixmap(self.fill.iconSize())
        picture.fill(QColor(self._wish.fill or "#00000000"))
        self.fill.setIcon(QIcon(picture))
        self.fill.setText(self._wish.fill or self.tr("无填充"))

    def _kind_names(self) -> dict[Kind, str]:
        return {
            "single": self.tr("单一符号"),
            "graduated": self.tr("分级设色"),
            "bivariate": self.tr("双变量设色"),
            "proportional": self.tr("比例符号"),
            "categorised": self.tr("分类设色"),
            "aggregate": self.tr("点聚合（随缩放）"),
            "dbscan": self.tr("密度聚类（DBSCAN）"),
        }

    def _retranslate(self) -> None:
        texts = {
            "kind": self.tr("表达方式"),
            "indicator": self.tr("指标"),
            "year": self.tr("年份"),
            "scheme": self.tr("分级方法"),
            "k": self.tr("级数"),
            "breaks": self.tr("分级界限"),
            "ramp": self.tr("色带"),
            "max_radius_px": self.tr("最大半径"),
            "radius_px": self.tr("聚合距离"),
            "eps_m": self.tr("邻域半径"),
            "min_samples": self.tr("最少点数"),
            "fill": self.tr("填充颜色"),
        }
        for name, text in texts.items():
            self._rows[name][0].setText(text)
            self._rows[name][1].setAccessibleName(text)
        self.reverse.setText(self.tr("反转色带"))
        self.zero_class.setText(self.tr("零值单列一级"))
        self.patterns.setText(self.tr("黑白打印图案"))
        self.patterns.setToolTip(self.tr("用由疏到密的图案代替颜色，黑白打印时仍可区分各级"))
        self.breaks.setToolTip(self.tr("从小到大，用逗号或空格隔开"))
        self.eps_m.setToolTip(self.tr("DBSCAN 的 eps：两点相距不超过它即为邻居"))
        self.min_samples.setToolTip(self.tr("DBSCAN 的 min_samples：邻域内至少有这么多点才算聚类"))
        self.eps_m.setSuffix(self.tr(" 米"))
        for spin in (self.max_radius_px, self.radius_px):
            spin.setSuffix(self.tr(" 像素"))
        self._fill_schemes()

    def _fill_schemes(self) -> None:
        blocker = QSignalBlocker(self.scheme)
        self.scheme.clear()
        for scheme in SCHEMES:
            self.scheme.addItem(say(SCHEME_LABELS[scheme]), scheme)
        self.scheme.addItem(self.tr("按数据推荐"), "")
        _select(self.scheme, self._wish.scheme)
        del blocker


def _select(box: QComboBox, data: str) -> None:
    box.setCurrentIndex(box.findData(data))
