"""Exporting printed sheets: which map or series, on which paper, with a picture of what will be printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import settings
from gui.file_dialogs import ask_for_folder, ask_to_open, ask_to_save
from gui.language import language, on_language, say
from gui.messages import Message, open_folder
from gui.session import Edit, Session
from gui.tasks import Task
from layers.layout import SheetResult
from layers.sheets.options import FILE_TYPES, FORMATS, SERIES, VIEWS, SheetOptions, as_file_type
from layers.sheets.series import Preview, file_name, preview_of, write_sheets
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Language, Text

_DPI = (150, 300)
_PREVIEW_DPI = 96
_PATIENCE_MS = 150
_SINGLE = Text("单幅：所选地图", "One sheet: the chosen map")
_VIEWS_NAME = Text("并排图件", "Side by side")
_ROWS = ("series", "map", "title", "caption", "paper", "file_type", "dpi", "language", "date", "logo", "path")
_VIEWS = Text("单幅：并排视图", "One sheet: the views side by side")


class SheetDialog(QDialog):
    """Asks, shows the sheet as it will be printed, and writes it or the series in a worker.

    Parameters
    ----------
    kind
        What is chosen at first: "" the map shown, `VIEWS` the views side by side, or a series.
    """

    def __init__(self, session: Session, parent: QWidget | None = None, kind: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._making: Task | None = None
        self._ready = False
        self._proposed = ""
        self.series, self.map, self.paper = QComboBox(), QComboBox(), QComboBox()
        self.file_type, self.dpi, self.language = QComboBox(), QComboBox(), QComboBox()
        self.title, self.caption = QLineEdit(), QLineEdit()
        self.inset, self.date = QCheckBox(), QLineEdit()
        self.logo, self.browse_logo = QLineEdit(), QPushButton()
        self.path, self.browse = QLineEdit(), QPushButton()
        self.preview, self.words = _Picture(), QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._labels = {name: QLabel() for name in _ROWS}
        self._fill()
        self.series.setCurrentIndex(max(self.series.findData(kind), 0))
        self._lay_out()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._draw)
        self._wire()
        self.resize(1080, 640)
        on_language(self, self._retranslate)
        self._changed()

    @property
    def ok(self) -> QPushButton:
        """The button that exports."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def done(self, result: int) -> None:
        """Close, and wait for no picture any more."""
        self._patience.stop()
        if self._making is not None:
            self._making.cancel()
        super().done(result)

    # --- the form --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        views = (VIEWS,) if self._session.project.comparison.views else ()
        for key in ("", *views, *SERIES):
            self.series.addItem("", key)
        for each in self._session.project.maps:
            self.map.addItem("", each.id)
        self.map.setCurrentIndex(max(self.map.findData(self._session.project.active_map), 0))
        for key in FORMATS:
            self.paper.addItem("", key)
        for kind in ("pdf", *(each for each in FILE_TYPES if each != "pdf")):
            self.file_type.addItem(kind.upper(), kind)
        for dpi in _DPI:
            self.dpi.addItem(f"{dpi} dpi", dpi)
        self.dpi.setCurrentIndex(1)
        self.language.addItem("中文", "zh")
        self.language.addItem("English", "en")
        self.language.setCurrentIndex(self.language.findData(language()))
        self.inset.setChecked(True)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows: dict[str, QComboBox | QLineEdit] = {
            "series": self.series,
            "map": self.map,
            "title": self.title,
            "caption": self.caption,
            "paper": self.paper,
            "file_type": self.file_type,
        }
        rows |= {"dpi": self.dpi, "language": self.language, "date": self.date}
        for name, widget in rows.items():
            form.addRow(self._labels[name], widget)
            self._labels[name].setBuddy(widget)
            if isinstance(widget, QComboBox):
                widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                widget.setMinimumContentsLength(16)
                widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        form.addRow("", self.inset)
        for name, line, button in (("logo", self.logo, self.browse_logo), ("path", self.path, self.browse)):
            row = QHBoxLayout()
            row.addWidget(line, 1)
            row.addWidget(button)
            form.addRow(self._labels[name], row)
            self._labels[name].setBuddy(line)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addStretch(1)
        left.addWidget(self.words)
        left.addWidget(self.buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 12)
        row.setSpacing(16)
        row.addLayout(left, 2)
        row.addWidget(self.preview, 3)

    def _wire(self) -> None:
        for box in (self.series, self.map, self.paper, self.file_type, self.language):
            box.currentIndexChanged.connect(lambda _: self._changed())
        self.inset.toggled.connect(lambda _: self._changed())
        for line in (self.title, self.caption, self.date, self.logo):
            line.textChanged.connect(lambda _: self._changed())
        self.path.textChanged.connect(lambda _: self._enable())
        self.browse.clicked.connect(self._browse)
        self.browse_logo.clicked.connect(self._browse_logo)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("导出图件"))
        words = {
            "series": self.tr("内容(&C)"),
            "map": self.tr("地图(&M)"),
            "title": self.tr("标题(&N)"),
            "caption": self.tr("说明(&A)"),
            "paper": self.tr("版式(&S)"),
            "file_type": self.tr("文件类型(&T)"),
            "dpi": self.tr("分辨率(&R)"),
            "language": self.tr("图上文字(&L)"),
            "date": self.tr("制图日期(&D)"),
            "logo": self.tr("徽标(&G)"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        self.inset.setText(self.tr("位置图：图幅在全市何处(&I)"))
        self.date.setPlaceholderText(self.tr("不填则不印，例如 2026年11月"))
        self.logo.setPlaceholderText(self.tr("可选，PNG 或 JPEG"))
        for button in (self.browse, self.browse_logo):
            button.setText(self.tr("浏览…"))
        self.ok.setText(self.tr("导出"))
        self.preview.setAccessibleName(self.tr("图件预览"))
        for place in range(self.series.count()):
            key = str(self.series.itemData(place))
            self.series.setItemText(place, say({"": _SINGLE, VIEWS: _VIEWS, **SERIES}[key]))
        for place, each in enumerate(self._session.project.maps):
            self.map.setItemText(place, say(each.title))
        for place in range(self.paper.count()):
            self.paper.setItemText(place, say(FORMATS[str(self.paper.itemData(place))].name))
        self._name_path()

    def _name_words(self) -> None:
        """Show what is printed where nothing is written: the words of the map, in the language of the sheet."""
        shown = next((each for each in self._session.project.maps if each.id == self.map.currentData()), None)
        speech: Language = "en" if self.language.currentData() == "en" else "zh"
        alone = shown is not None and self.series.currentData() == ""
        for line, words in (self.title, shown and shown.title), (self.caption, shown and shown.description):
            line.setEnabled(not self._in_folder)
            line.setPlaceholderText(words.to(speech).partition("\n")[0] if alone and words else "")
            line.setToolTip(line.placeholderText())

    def _name_path(self) -> None:
        self._labels["path"].setText(self.tr("文件夹(&F)") if self._in_folder else self.tr("文件(&F)"))

    @property
    def _in_folder(self) -> bool:
        return self.series.currentData() in SERIES

    def options(self) -> SheetOptions:
        """Return what is chosen; a series of all maps takes them all, the others the chosen one."""
        maps = () if self.series.currentData() == "map" else (str(self.map.currentData()),)
        logo = self.logo.text().strip()
        return SheetOptions(
            format=str(self.paper.currentData()),
            dpi=int(self.dpi.currentData()),
            language="en" if self.language.currentData() == "en" else "zh",
            inset=self.inset.isChecked(),
            date=self.date.text().strip(),
            logo=Path(logo).expanduser() if logo else None,
            maps=maps,
            file_type=as_file_type(str(self.file_type.currentData())),
            title=self.title.text().strip() if self.title.isEnabled() else "",
            caption=self.caption.text().strip() if self.caption.isEnabled() else "",
        )

    def _changed(self) -> None:
        """Follow a choice: enable what goes with it, propose a file, and draw the sheet again."""
        self.map.setEnabled(self.series.currentData() not in ("map", VIEWS))
        self._name_words()
        self.inset.setEnabled(self.series.currentData() != VIEWS)
        self.dpi.setEnabled(self.file_type.currentData() == "png")
        self._name_path()
        if self.path.text() == self._proposed:
            self._proposed = str(self._proposed_path())
            self.path.setText(self._proposed)
        self._ready = False
        self.words.setText(self.tr("正在绘制预览…"))
        self._enable()
        self._patience.start()

    def _proposed_path(self) -> Path:
        shown = [each for each in self._session.project.maps if each.id == self.map.currentData()]
        title = self._session.project.title if self.series.currentData() == "map" else shown[0].title
        name = file_name(title.to(self.options().language))
        if self.series.currentData() == VIEWS:
            name = file_name(_VIEWS_NAME.to(self.options().language))
        return settings.export_folder() / (name if self._in_folder else f"{name}.{self.file_type.currentData()}")

    def _browse(self) -> None:
        def chosen(paths: list[Path]) -> None:
            self.path.setText(str(paths[0]))

        title = self.tr("导出到")
        if self._in_folder:
            ask_for_folder(self, title, chosen)
            return
        kind = str(self.file_type.currentData())
        ask_to_save(self, title, [f"{kind.upper()} (*.{kind})"], Path(self.path.text()), chosen)

    def _browse_logo(self) -> None:
        filters = [self.tr("图片") + " (*.png *.jpg *.jpeg)"]
        ask_to_open(self, self.tr("选择徽标"), filters, lambda paths: self.logo.setText(str(paths[0])))

    # --- the picture -----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        project, series, options = self._session.project, str(self.series.currentData()), self.options()
        dpi = _PREVIEW_DPI * self.devicePixelRatioF()

        def work(feedback: Feedback) -> Preview:
            return preview_of(project, series, options, dpi, feedback)

        task = Task(Text("绘制图件预览", "Drawing the sheet"), f"sheet-preview-{id(self)}", quiet=True)
        self._making = self._session.tasks.run(task, work, self._take, self._refuse)

    def _take(self, made: Preview) -> None:
        self.preview.show_picture(QPixmap.fromImage(QImage.fromData(made.png)))
        lines = [self.tr("共 {n} 幅，预览为第一幅。").format(n=made.sheets)] if self._in_folder else []
        self.words.setText("\n".join([*lines, *(say(finding.message) for finding in made.findings)]))
        self._ready = True
        self._enable()

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, GisError):
            self.preview.show_picture(QPixmap())
            self.words.setText(error.message(language()))
        else:
            self._session.messages.error(error)

    def _enable(self) -> None:
        self.ok.setEnabled(self._ready and bool(self.path.text().strip()))

    # --- the file --------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        if not self.ok.isEnabled():
            return
        project, session, options = self._session.project, self._session, self.options()
        series, target = str(self.series.currentData()), Path(self.path.text().strip()).expanduser()
        if not self._in_folder and target.suffix.lower() != f".{options.file_type}":
            target = target.with_name(f"{target.name}.{options.file_type}")
        settings.LAST_FOLDER.keep(str(target.parent))

        def work(feedback: Feedback) -> tuple[SheetResult, ...]:
            return write_sheets(project, series, target, options, feedback)

        def then(written: tuple[SheetResult, ...]) -> Edit | None:
            session.messages.show(written_message(written))
            return None

        session.run(Task(Text("导出图件", "Exporting sheets"), "export-sheet"), work, then)
        self.accept()


def written_message(written: tuple[SheetResult, ...]) -> Message:
    """Return what was written, with a button that shows it in its folder."""
    first, size_kb = written[0].path, sum(each.bytes for each in written) / 1000
    if len(written) == 1:
        text = Text(f"已导出 {first}（{size_kb:,.0f} KB）。", f"Exported {first} ({size_kb:,.0f} kB).")
    else:
        text = Text(
            f"已导出 {len(written)} 幅图件到 {first.parent}（{size_kb:,.0f} KB）。",
            f"Exported {len(written)} sheets to {first.parent} ({size_kb:,.0f} kB).",
        )
    show = (Text("打开文件夹", "Open folder"), lambda: open_folder(first.parent))
    copy = (Text("复制路径", "Copy path"), lambda: QGuiApplication.clipboard().setText(str(first)))
    findings = tuple(finding.message for each in written for finding in each.findings)
    return Message("success", text, findings, (show, copy))


class _Picture(QFrame):
    """A picture of a sheet, as large as there is room, in its own proportions."""

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._label = QPixmap(), QLabel(self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setMinimumSize(QSize(360, 300))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def picture(self) -> QPixmap:
        """The sheet shown; null while there is none."""
        return self._picture

    def show_picture(self, picture: QPixmap) -> None:
        """Show a sheet; a null picture clears the place."""
        self._picture = picture
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the picture anew."""
        self._label.setGeometry(self.rect().adjusted(8, 8, -8, -8))
        self._fit()

    def _fit(self) -> None:
        if self._picture.isNull():
            self._label.clear()
            return
        ratio = self.devicePixelRatioF()
        shown = self._picture.scaled(
            self._label.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setDevicePixelRatio(ratio)
        self._label.setPixmap(shown)
