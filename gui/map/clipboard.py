"""Copying the map as a picture: how large, with which parts; drawn beside the window's work, then on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language
from gui.map.area import MapArea
from gui.map.base_maps import attributions as base_attributions
from gui.map.picture import LEAST_PX, MOST_PIXELS, MOST_PX, Picture, PictureJob, PictureOptions, draw_picture
from gui.messages import Message
from gui.session import Session
from gui.tasks import Task
from layers.indicators.footnotes import footnotes
from layers.project import Project
from spatial.text import Text

_DPI = (96, 150, 200, 300)
_MM_PER_INCH = 25.4
_PARTS = ("legend", "scale_bar", "north_arrow", "sources")


class MapCopy(QObject):
    """The verb of the edit menu."""

    def __init__(self, session: Session, area: MapArea, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._area, self._window = session, area, window

    def ask(self) -> None:
        """Ask how large, and copy."""
        MapCopyDialog(self._session, self._area, self._window).open()


class MapCopyDialog(QDialog):
    """Asks for size and parts. It stays open while the picture is drawn, so that Cancel can stop it."""

    def __init__(self, session: Session, area: MapArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._area = session, area
        self._drawing: Task | None = None
        self.unit, self.dpi = QComboBox(), QComboBox()
        self.width_box, self.height_box = QSpinBox(), QSpinBox()
        self.parts = {name: QCheckBox() for name in _PARTS}
        self.words = QLabel()
        self.words.setObjectName("quiet")
        self.words.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._labels = {name: QLabel() for name in ("size", "unit", "dpi")}
        self._fill()
        self._lay_out()
        self.unit.currentIndexChanged.connect(lambda _: self._convert())
        self.dpi.currentIndexChanged.connect(lambda _: self._bound())
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(lambda _: self._show_size())
        self.buttons.accepted.connect(self._copy)
        self.buttons.rejected.connect(self.reject)
        on_language(self, self._retranslate)

    @property
    def ok(self) -> QPushButton:
        """The button that copies."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def options(self) -> PictureOptions:
        """Return what is chosen, in device pixels."""
        dpi = int(self.dpi.currentData())
        per_unit = dpi / _MM_PER_INCH if self.unit.currentData() == "mm" else 1.0
        width, height = (max(round(box.value() * per_unit), 1) for box in (self.width_box, self.height_box))
        return PictureOptions(width, height, dpi, *(self.parts[name].isChecked() for name in _PARTS))

    def done(self, result: int) -> None:
        """Close, and draw no more."""
        if self._drawing is not None:
            self._drawing.cancel()
        super().done(result)

    # --- the form --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        for unit in ("px", "mm"):
            self.unit.addItem("", unit)
        for dpi in _DPI:
            self.dpi.addItem(f"{dpi} dpi", dpi)
        for box in self.parts.values():
            box.setChecked(True)
        self._before = "px"
        self._bound()
        canvas = self._area.canvas
        self.width_box.setValue(canvas.width())
        self.height_box.setValue(canvas.height())

    def _lay_out(self) -> None:
        size = QHBoxLayout()
        size.addWidget(self.width_box, 1)
        size.addWidget(QLabel("×"))
        size.addWidget(self.height_box, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._labels["size"], size)
        form.addRow(self._labels["unit"], self.unit)
        form.addRow(self._labels["dpi"], self.dpi)
        for name, widget in (("size", self.width_box), ("unit", self.unit), ("dpi", self.dpi)):
            self._labels[name].setBuddy(widget)
        for box in self.parts.values():
            form.addRow("", box)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addWidget(self.buttons)
        self.setMinimumWidth(360)
        for first, then in zip(
            tab_order := [self.width_box, self.height_box, self.unit, self.dpi, *self.parts.values()],
            tab_order[1:],
            strict=False,
        ):
            QWidget.setTabOrder(first, then)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("复制地图为图片"))
        self._labels["size"].setText(self.tr("大小（宽 × 高）(&S)"))
        self._labels["unit"].setText(self.tr("单位(&U)"))
        self._labels["dpi"].setText(self.tr("分辨率(&R)"))
        for place, words in enumerate((self.tr("像素"), self.tr("毫米"))):
            self.unit.setItemText(place, words)
        names = (self.tr("图例(&L)"), self.tr("比例尺(&B)"), self.tr("指北针(&N)"), self.tr("数据来源(&D)"))
        for box, words in zip(self.parts.values(), names, strict=True):
            box.setText(words)
        self.width_box.setAccessibleName(self.tr("宽"))
        self.height_box.setAccessibleName(self.tr("高"))
        self.ok.setText(self.tr("复制"))
        self._show_size()

    def _bound(self) -> None:
        """Allow what makes a picture of a size that can be pasted anywhere."""
        dpi = int(self.dpi.currentData())
        per_px = _MM_PER_INCH / dpi if self.unit.currentData() == "mm" else 1.0
        for box in (self.width_box, self.height_box):
            box.setRange(max(round(LEAST_PX * per_px), 1), int(MOST_PX * per_px))
        self._show_size()

    def _convert(self) -> None:
        """Keep the size on paper where the unit changes."""
        unit, before = str(self.unit.currentData()), self._before
        if unit == before:
            return
        factor = _MM_PER_INCH / int(self.dpi.currentData())
        factor = factor if unit == "mm" else 1 / factor
        values = [round(box.value() * factor) for box in (self.width_box, self.height_box)]
        self._before = unit
        self._bound()
        for box, value in zip((self.width_box, self.height_box), values, strict=True):
            box.setValue(value)

    def _show_size(self) -> None:
        options = self.options()
        fits = options.width_px * options.height_px <= MOST_PIXELS
        width_mm, height_mm = (px / options.dpi * _MM_PER_INCH for px in (options.width_px, options.height_px))
        words = self.tr("{w} × {h} 像素，粘贴后 {wmm} × {hmm} 毫米")
        size = words.format(w=options.width_px, h=options.height_px, wmm=round(width_mm), hmm=round(height_mm))
        too_large = self.tr("太大：最多 {n} 百万像素").format(n=MOST_PIXELS // 1_000_000)
        self.words.setText(size if fits else f"{size}\n{too_large}")
        self.ok.setEnabled(fits and self._drawing is None)

    # --- the picture -----------------------------------------------------------------------------------------------

    def _copy(self) -> None:
        if not self.ok.isEnabled():
            return
        from layers.sheets.content import attributions

        area, project = self._area, self._session.project
        canvas, layers = area.canvas, area.canvas_layers()
        drawn = [project.layer(layer.id) for layer in layers if layer.visible]
        sources = dict.fromkeys(
            (*attributions(project, drawn), *base_attributions(project.shown, area.denominator)),
        )
        job = PictureJob(
            layers, canvas.view.bounds, canvas.crs, language(), tuple(sources), self.options(), area.base_layers(),
            remark_of(project, area.remark),
        )  # fmt: skip
        self.words.setText(self.tr("正在绘制…"))
        self.ok.setEnabled(False)
        self._drawing = self._session.tasks.draw(lambda: draw_picture(job), self._take)

    def _take(self, picture: Picture) -> None:
        self._drawing = None
        QGuiApplication.clipboard().setMimeData(mime_of(picture))
        size = f"{picture.image.width()} × {picture.image.height()}"
        self._session.messages.show(
            Message(
                "success",
                Text(
                    f"地图已复制到剪贴板（{size} 像素），可直接粘贴到报告中。",
                    f"The map is on the clipboard ({size} px), ready to be pasted into a report.",
                ),
            )
        )
        self.accept()


def remark_of(project: Project, remark: Text) -> Text:
    """Return what a picture of the shown map says with or without its sources: footnotes, and that a filter is on."""
    notes = footnotes(project, project.active_map) if project.active_map else ()
    found = [each for each in (*notes, remark) if each]
    return Text(" ".join(each.zh for each in found), " ".join(each.to("en") for each in found))


def mime_of(picture: Picture) -> QMimeData:
    """Return what is put on the clipboard: PNG with its resolution, the same as an image, and its size in words."""
    mime = QMimeData()
    mime.setImageData(picture.image)
    mime.setData("image/png", picture.png)
    width_mm = picture.image.width() / picture.image.dotsPerMeterX() * 1000
    mime.setData(
        "application/x-yuantu-size",
        f"{picture.image.width()}x{picture.image.height()} px, {width_mm:.1f} mm wide".encode(),
    )
    return mime
