"""The panel of charts: what is drawn of which layer, kept in step with selection, data and colours of the map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import settings
from gui.charts.bar_drawing import MOST, BarDrawing
from gui.charts.box_drawing import BoxDrawing
from gui.charts.chart_canvas import ChartCanvas
from gui.charts.drawing import Drawing
from gui.charts.histogram_drawing import HistogramDrawing
from gui.charts.scatter_drawing import ScatterDrawing
from gui.elided_box import ElidedBox
from gui.file_dialogs import ask_to_save
from gui.language import on_language, say
from gui.map.portrayals import Portrayals
from gui.messages import Message
from gui.selection import Selection
from gui.session import Session
from gui.tasks import Task
from gui.theme import icon
from layers.cartography.distribution import distribution
from layers.cartography.styling import FieldChoice, field_choices
from layers.charts import Left, bars, boxes, pairs
from layers.indicators.footnotes import footnotes_of_columns
from layers.indicators.overrides import NotComparableError, check_columns_compare
from layers.layer import Dataset, Layer
from layers.placement import names_of
from spatial.feedback import Feedback
from spatial.files import replace_bytes
from spatial.text import Text

Kind = Literal["bars", "scatter", "histogram", "boxes"]
Made = tuple[Drawing, Left]
LABEL = Text("统计图表", "Making the chart")


class ChartsPanel(QWidget):
    """Charts of one layer (see `set_layer`). Selecting in them selects in map and table, and the other way round."""

    def __init__(self, session: Session, portrayals: Portrayals, selection: Selection) -> None:
        super().__init__()
        self._session, self._portrayals, self._selection = session, portrayals, selection
        self._layer_id = ""
        self._known: tuple[Dataset, tuple[FieldChoice, ...]] | None = None
        self._drawn: tuple[object, ...] | None = None
        self._left: Left | None = None
        self._refused: NotComparableError | None = None
        self.kind, self.x_field, self.y_field, self.group = QComboBox(), ElidedBox(), ElidedBox(), ElidedBox()
        for key in ("bars", "scatter", "histogram", "boxes"):
            self.kind.addItem("", key)
        for box in (self.x_field, self.y_field, self.group):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.setMinimumContentsLength(0)
        self.kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.save, self.copy = QToolButton(), QToolButton()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.canvas = ChartCanvas(self.area)
        self.area.setWidget(self.canvas)
        self.heading, self.under, self.beside, self.notes = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self.heading, self.under, self.beside, self.notes):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.exception = QPushButton()
        self.exception.clicked.connect(self._ask_exception)
        self.beside.setObjectName("quiet")
        self.setFocusProxy(self.canvas)
        self._lay_out()
        self._connect()
        on_language(self, self._retranslate)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.kind)
        for box in (self.x_field, self.y_field, self.group):
            row.addWidget(box, 1)
        row.addWidget(self.save)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.heading)
        column.addWidget(self.area, 1)
        column.addWidget(self.under)
        column.addWidget(self.beside)
        column.addWidget(self.notes)
        column.addWidget(self.exception, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show)
        for box in (self.kind, self.x_field, self.y_field, self.group):
            box.activated.connect(lambda _: self._later.start())
        self.canvas.chosen.connect(self._choose)
        self.canvas.hovered.connect(lambda words: self.under.setText(say(words) if words else " "))
        self.save.clicked.connect(self.ask_save)
        self.copy.clicked.connect(self.copy_picture)
        self._session.changed.connect(lambda _: self._later.start())
        self._portrayals.ready.connect(lambda layer_id: self._later.start() if layer_id == self._layer_id else None)
        self._selection.changed.connect(lambda _: self._mark())

    def set_layer(self, layer_id: str) -> None:
        """Show charts of another layer, "" for none."""
        if layer_id != self._layer_id:
            self._layer_id, self._drawn = layer_id, None
        self._later.start()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Draw what was put off while the panel was not seen."""
        self._later.start()

    # --- what is drawn ---------------------------------------------------------------------------------------------

    def _layer(self) -> Layer | None:
        return next((layer for _, layer in self._session.project.layers() if layer.id == self._layer_id), None)

    def _show(self) -> None:
        layer = self._layer()
        if not self.isVisible():
            return
        if layer is None:
            self._empty(self.tr("没有选中的图层"))
            return
        dataset = self._session.project.dataset(layer.dataset)
        if self._known is None or self._known[0] is not dataset:
            self._read_fields(dataset)
            return
        self._fill_boxes(layer, self._known[1])
        kind = cast("Kind", self.kind.currentData())
        x, y, group = (str(box.currentData() or "") for box in (self.x_field, self.y_field, self.group))
        for box, wanted in ((self.y_field, kind == "scatter"), (self.group, kind == "boxes")):
            box.setVisible(wanted)
        if not x or (kind == "scatter" and not y) or (kind == "boxes" and not group):
            words = self.tr("这个图层没有可分组的字段") if x else self.tr("这个图层没有数值字段")
            self._empty(words)
            return
        self.heading.setText(f"{say(layer.name)} · {say(dataset.field_of(x).title)}")
        if not self._judge(dataset, (x, y) if kind == "scatter" else (x,)):
            return
        key = (id(dataset), kind, x, y if kind == "scatter" else "", group if kind == "boxes" else "")
        if self._drawn == key:
            self._paint(layer, dataset)
        else:
            self._draw(dataset, key, _work(dataset, kind, (x, y, group)))

    def _judge(self, dataset: Dataset, columns: tuple[str, ...]) -> bool:
        """Refuse two fields that do not compare, with the reason, unless that is allowed; show the footnotes else."""
        project = self._session.project
        notes = [say(each) for each in footnotes_of_columns(project, dataset.id, columns)]
        try:
            check_columns_compare(project, dataset.id, columns, "axes")
            self._refused = None
        except NotComparableError as refused:
            self._refused = refused
            self._empty(self.tr("这两个字段不能画在一张图上：{why}。").format(why=say(refused.verdict.reason)))
        self.notes.setText("\n".join(notes) if self._refused is None else "")
        self.notes.setVisible(bool(self.notes.text()))
        self.exception.setVisible(self._refused is not None)
        return self._refused is None

    def _ask_exception(self) -> None:
        if self._refused is not None:
            self._session.messages.mend(self._refused, self._later.start)

    def _draw(self, dataset: Dataset, key: tuple[object, ...], work: Callable[[Feedback], Made]) -> None:
        def then(made: Made) -> None:
            self._drawn, self._left = key, made[1]
            self.canvas.show_drawing(made[0], len(dataset.frame))
            layer = self._layer()
            if layer is not None:
                self._paint(layer, dataset)

        self._session.run(Task(LABEL, "chart"), work, then)

    def _paint(self, layer: Layer, dataset: Dataset) -> None:
        """Bring colours, selection and words up to date."""
        self.canvas.show_drawing(self.canvas.drawing, len(dataset.frame), self._colours(layer))
        self._mark()
        names = names_of(dataset) if self._left is not None and len(dataset.frame) <= 100_000 else None
        words = ""
        if self._left is not None and self._left.sentence:
            listed = say(self._left.names(names, 6)) if names is not None else ""
            words = " · ".join(each for each in (say(self._left.sentence), listed) if each)
            self.beside.setToolTip(say(self._left.names(names, 200)) if names is not None else "")
        drawing = self.canvas.drawing
        if isinstance(drawing, BarDrawing) and len(drawing.data.rows) > MOST:
            words = f"{self.tr('只画出最大的 {n} 个').format(n=f'{MOST:,}')} {words}"
        self.beside.setText(words)
        self.beside.setVisible(bool(words))

    def _colours(self, layer: Layer) -> tuple[str, ...]:
        """Return the colour of each feature on the map, where the map draws the same column."""
        portrayal = self._portrayals.of(layer.id)
        if portrayal is None or getattr(portrayal.symbology, "field", "") != self.x_field.currentData():
            return ()
        colours = {code: style.fill for code, style in portrayal.styles.items()}
        return tuple(colours.get(code, "") for code in portrayal.classes.tolist())

    def _empty(self, words: str) -> None:
        self._drawn = None
        for widget in (self.notes, self.exception):
            widget.hide()
        self.heading.setText(words)
        self.canvas.show_drawing(None, 0)
        self.beside.clear()
        self.under.setText(" ")

    def _read_fields(self, dataset: Dataset) -> None:
        def then(choices: tuple[FieldChoice, ...]) -> None:
            self._known = (dataset, choices)
            self._later.start()

        task = Task(Text("读取字段", "Reading the fields"), "chart fields", quiet=True)
        self._session.run(task, lambda _: field_choices(dataset), then)

    def _fill_boxes(self, layer: Layer, choices: tuple[FieldChoice, ...]) -> None:
        numbers = [each.field for each in choices if each.kind == "number"]
        groups = [each.field for each in choices if each.kind == "category"]
        drawn = str(getattr(layer.symbology, "field", ""))
        for box, fields, first in (
            (self.x_field, numbers, drawn),
            (self.y_field, numbers, ""),
            (self.group, groups, ""),
        ):
            entries = [(say(each.title), each.name) for each in fields]
            present = [(box.itemText(row), box.itemData(row)) for row in range(box.count())]
            if entries == present:
                continue
            before = box.currentData()
            box.clear()
            for title, name in entries:
                box.addItem(title, name)
            place = box.findData(before)
            place = place if place >= 0 else box.findData(first)
            if place < 0 and entries:  # a figure against itself says nothing
                place = 1 if box is self.y_field and self.x_field.currentIndex() == 0 and len(entries) > 1 else 0
            box.setCurrentIndex(place)

    # --- the selection ---------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        layer = self._layer()
        if layer is not None and self.isVisible() and self._drawn is not None:
            rows = self._selection.rows(layer.dataset)
            self.canvas.set_selected(rows)
            if len(rows) == 1:
                self.canvas.show_row(int(rows[0]))

    def _choose(self, rows: np.ndarray, adding: bool) -> None:
        layer = self._layer()
        if layer is not None:
            self._selection.select(layer.dataset, rows, adding=adding)

    # --- files -----------------------------------------------------------------------------------------------------

    def _footer(self) -> str:
        parts = (self.heading.text(), self.beside.text(), self.notes.text().replace("\n", " "))
        return " · ".join(each for each in parts if each)

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(self.canvas.image(self._footer()))
        self._session.messages.show(Message("success", Text("图表已复制为图片", "The chart is copied as a picture")))

    def ask_save(self) -> None:
        """Ask where to save the chart as PNG or SVG."""
        filters = [self.tr("PNG 图片") + " (*.png)", self.tr("SVG 矢量图") + " (*.svg)"]
        name = settings.export_folder() / f"{self.heading.text().replace('/', '-')[:60]}.png"
        ask_to_save(self.window(), self.tr("保存图表"), filters, name, lambda paths: self.save_to(paths[0]))

    def save_to(self, path: Path) -> None:
        """Save the whole chart; the ending of the file says whether as SVG or as PNG."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if path.suffix.lower() == ".svg":
            size, words_px = self.canvas.file_size(), self.canvas.footer_px(self._footer())
            generator = QSvgGenerator()
            generator.setOutputDevice(buffer)
            generator.setSize(QSize(size.width(), size.height() + words_px))
            generator.setViewBox(QRectF(0, 0, size.width(), size.height() + words_px))
            painter = QPainter(generator)
            self.canvas.paint_file(painter, self._footer())
            painter.end()
        else:
            self.canvas.image(self._footer()).save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, PySide text
        whole = bytes(content.data())
        words = Text(f"图表已保存到 {path}", f"The chart is saved in {path}")
        self._session.run(
            Task(Text("保存图表", "Save the chart"), quiet=True),
            lambda _: replace_bytes(path, whole),
            lambda _: self._session.messages.show(Message("success", words)),
        )

    def _retranslate(self) -> None:
        kinds = (self.tr("条形图"), self.tr("散点图"), self.tr("直方图"), self.tr("箱线图"))
        for place, name in enumerate(kinds):
            self.kind.setItemText(place, name)
        boxes_words = (self.tr("图表类型"), self.tr("数值字段"), self.tr("纵轴字段"), self.tr("分组字段"))
        for box, name in zip((self.kind, self.x_field, self.y_field, self.group), boxes_words, strict=True):
            box.setAccessibleName(name)
            box.setToolTip(name)
        self.exception.setText(self.tr("设为口径例外…"))
        self.save.setIcon(icon("save"))
        self.copy.setIcon(icon("copy"))
        for button, name in ((self.save, self.tr("保存图表…")), (self.copy, self.tr("复制图表"))):
            button.setToolTip(name)
            button.setAccessibleName(name)
        self.canvas.setAccessibleName(self.tr("图表：点击或框选即选中地图与表中的要素；方向键逐个查看，回车选中"))
        self._later.start()


def _work(dataset: Dataset, kind: Kind, columns: tuple[str, str, str]) -> Callable[[Feedback], Made]:
    """Return the work that makes a chart."""
    x, y, group = columns

    def work(feedback: Feedback) -> Made:
        names = names_of(dataset)
        feedback.report(0.2)
        rest = feedback.part(0.2, 1.0)
        if kind == "scatter":
            two = pairs(dataset, x, y, rest)
            return ScatterDrawing(two, names), two.left
        if kind == "boxes":
            several = boxes(dataset, x, group, rest)
            return BoxDrawing(several, names), several.left
        one = bars(dataset, x, rest)
        if kind == "histogram":
            return HistogramDrawing(one, distribution(dataset, x), names), one.left
        return BarDrawing(one, names), one.left

    return work
