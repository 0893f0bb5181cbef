"""The evaluation report: which chapters, in which language and by which template, into which file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import settings
from gui.file_dialogs import ask_to_open, ask_to_save
from gui.language import language, on_language
from gui.messages import Message, open_folder
from gui.session import Edit, Session
from gui.tasks import Task
from layers.report import REPORT_TYPES, ReportOptions, ReportResult, chosen_template, write_report
from layers.reports.template import template_text
from layers.sheets.series import file_name
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.files import replace_bytes
from spatial.text import Language, Text

_KEY = Qt.ItemDataRole.UserRole


class ReportDialog(QDialog):
    """Asks, checks the template at once, and writes the report in a worker that can be stopped."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._proposed = ""
        self.file_type, self.language, self.sections = QComboBox(), QComboBox(), QListWidget()
        self.template, self.browse_template, self.save_template = QLineEdit(), QPushButton(), QPushButton()
        self.previous, self.browse_previous = QLineEdit(), QPushButton()
        self.title, self.logo, self.browse_logo = QLineEdit(), QLineEdit(), QPushButton()
        self.letterhead, self.browse_letterhead = QLineEdit(), QPushButton()
        self.path, self.browse = QLineEdit(), QPushButton()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        names = (
            "file_type", "language", "template", "title", "sections", "logo", "letterhead", "previous", "path",
        )  # fmt: skip
        self._labels = {name: QLabel() for name in names}
        for kind in REPORT_TYPES:
            self.file_type.addItem({"docx": "Word (DOCX)", "pdf": "PDF", "html": "HTML"}[kind], kind)
        self.language.addItem("中文", "zh")
        self.language.addItem("English", "en")
        self.language.setCurrentIndex(self.language.findData(language()))
        self._lay_out()
        self._wire()
        self.resize(720, 720)
        on_language(self, self._retranslate)
        self._load_template()

    @property
    def ok(self) -> QPushButton:
        """The button that writes."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    # --- the form --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows: dict[str, tuple[QWidget, ...]] = {
            "file_type": (self.file_type,),
            "language": (self.language,),
            "template": (self.template, self.browse_template, self.save_template),
            "title": (self.title,),
            "sections": (self.sections,),
            "logo": (self.logo, self.browse_logo),
            "letterhead": (self.letterhead, self.browse_letterhead),
            "previous": (self.previous, self.browse_previous),
            "path": (self.path, self.browse),
        }
        for name, widgets in rows.items():
            line = QHBoxLayout()
            for place, widget in enumerate(widgets):
                line.addWidget(widget, 0 if place else 1)
            form.addRow(self._labels[name], line)
            self._labels[name].setBuddy(widgets[0])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addLayout(form, 1)
        column.addWidget(self.words)
        column.addWidget(self.buttons)

    def _wire(self) -> None:
        self.file_type.currentIndexChanged.connect(lambda _: self._propose())
        self.language.currentIndexChanged.connect(lambda _: self._load_template())
        self.template.editingFinished.connect(self._load_template)
        self.sections.itemChanged.connect(lambda _: self._enable())
        self.sections.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        for line in (self.path, self.title):
            line.textChanged.connect(lambda _: self._enable())
        for line in (self.logo, self.letterhead, self.title):
            line.editingFinished.connect(self._check)
        self.browse_logo.clicked.connect(self._browse_logo)
        self.browse_letterhead.clicked.connect(self._browse_letterhead)
        self.browse.clicked.connect(self._browse)
        self.browse_template.clicked.connect(self._browse_template)
        self.save_template.clicked.connect(self._save_template)
        self.browse_previous.clicked.connect(self._browse_previous)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("中期评估报告"))
        words = {
            "file_type": self.tr("文件类型(&T)"),
            "language": self.tr("报告语言(&L)"),
            "template": self.tr("模板(&M)"),
            "title": self.tr("封面标题(&N)"),
            "sections": self.tr("章节(&S)"),
            "logo": self.tr("徽标(&G)"),
            "letterhead": self.tr("单位样式文件(&W)"),
            "previous": self.tr("上次报告(&P)"),
            "path": self.tr("文件(&F)"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        self.template.setPlaceholderText(self.tr("不填则用标准模板"))
        self.previous.setPlaceholderText(self.tr("可选，上次报告旁的 .report.json，用于“与上次报告相比”"))
        self.title.setPlaceholderText(self.tr("不填则用模板的标题；可写 {project}、{year} 等占位符"))
        self.logo.setPlaceholderText(self.tr("可选，印在封面的 PNG 或 JPEG"))
        self.letterhead.setPlaceholderText(self.tr("可选，带本单位页眉、页脚和样式的 DOCX，只用于 Word 报告"))
        self.sections.setToolTip(self.tr("勾选要印的章节；拖动可换顺序"))
        for button in (
            self.browse, self.browse_template, self.browse_previous, self.browse_logo, self.browse_letterhead,
        ):  # fmt: skip
            button.setText(self.tr("浏览…"))
        self.save_template.setText(self.tr("另存模板…"))
        self.save_template.setToolTip(self.tr("写出一份可修改的模板：章节、顺序、标题和文字"))
        self.sections.setAccessibleName(self.tr("报告的章节"))
        self.ok.setText(self.tr("生成报告"))

    # --- choices ---------------------------------------------------------------------------------------------------

    def options(self) -> ReportOptions:
        """Return what is chosen."""
        items = [self.sections.item(row) for row in range(self.sections.count())]
        chosen = tuple(str(each.data(_KEY)) for each in items if each.checkState() == Qt.CheckState.Checked)
        return ReportOptions(
            self._language(),
            _path(self.template),
            chosen,
            _path(self.previous),
            title=self.title.text(),
            logo=_path(self.logo),
            letterhead=_path(self.letterhead),
        )

    def _language(self) -> Language:
        return "en" if self.language.currentData() == "en" else "zh"

    def _load_template(self) -> None:
        """Show the chapters of the template, or what is wrong with it; what was switched off stays so."""
        items = [self.sections.item(row) for row in range(self.sections.count())]
        off = {each.data(_KEY) for each in items if each.checkState() == Qt.CheckState.Unchecked}
        try:
            template = chosen_template(ReportOptions(self._language(), _path(self.template)))
        except GisError as error:
            self.sections.clear()
            self.words.setText(error.message(language()))
        else:
            self.words.clear()
            self.sections.blockSignals(True)
            self.sections.clear()
            for section in template.sections:
                item = QListWidgetItem(section.title, self.sections)
                item.setData(_KEY, section.id)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsUserCheckable
                    | Qt.ItemFlag.ItemIsDragEnabled
                )
                item.setCheckState(Qt.CheckState.Unchecked if section.id in off else Qt.CheckState.Checked)
            self.sections.blockSignals(False)
        self._propose()

    def _check(self) -> None:
        """Say what is wrong with title, logo or letterhead."""
        try:
            chosen_template(self.options())
        except GisError as error:
            self.words.setText(error.message(language()))
        else:
            self.words.clear()

    def _propose(self) -> None:
        if self.path.text() == self._proposed:
            title = Text("评估报告", "evaluation report").to(self._language())
            name = file_name(f"{self._session.project.title.to(self._language())} {title}")
            self._proposed = str(settings.export_folder() / f"{name}.{self.file_type.currentData()}")
            self.path.setText(self._proposed)
        self._enable()

    def _enable(self) -> None:
        self.ok.setEnabled(bool(self.options().sections) and bool(self.path.text().strip()))

    def _browse(self) -> None:
        kind = str(self.file_type.currentData())
        filters = [f"{kind.upper()} (*.{kind})"]
        ask_to_save(self, self.tr("保存报告"), filters, Path(self.path.text()), lambda p: self.path.setText(str(p[0])))

    def _browse_template(self) -> None:
        def chosen(paths: list[Path]) -> None:
            self.template.setText(str(paths[0]))
            self._load_template()

        ask_to_open(self, self.tr("选择报告模板"), [self.tr("报告模板") + " (*.toml)"], chosen)

    def _save_template(self) -> None:
        def chosen(paths: list[Path]) -> None:
            try:
                replace_bytes(paths[0], template_text(self._language()).encode())
            except GisError as error:
                self.words.setText(error.message(language()))
                return
            self.template.setText(str(paths[0]))
            self._load_template()

        name = settings.export_folder() / (self.tr("报告模板") + ".toml")
        ask_to_save(self, self.tr("另存模板"), [self.tr("报告模板") + " (*.toml)"], name, chosen)

    def _browse_logo(self) -> None:
        filters = [self.tr("图片") + " (*.png *.jpg *.jpeg)"]
        ask_to_open(self, self.tr("选择徽标"), filters, lambda paths: self._take(self.logo, paths[0]))

    def _browse_letterhead(self) -> None:
        filters = [self.tr("Word 文档") + " (*.docx)"]
        ask_to_open(self, self.tr("选择单位样式文件"), filters, lambda paths: self._take(self.letterhead, paths[0]))

    def _take(self, line: QLineEdit, path: Path) -> None:
        line.setText(str(path))
        self._check()

    def _browse_previous(self) -> None:
        filters = [self.tr("报告数据") + " (*.report.json)"]
        ask_to_open(self, self.tr("选择上次报告"), filters, lambda paths: self.previous.setText(str(paths[0])))

    # --- the file --------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        self._check()
        if self.words.text() or not self.ok.isEnabled():
            return
        session, options = self._session, self.options()
        project, place = session.project, session.path
        target, kind = Path(self.path.text().strip()).expanduser(), str(self.file_type.currentData())
        if target.suffix.lower() != f".{kind}":
            target = target.with_name(f"{target.name}.{kind}")
        settings.LAST_FOLDER.keep(str(target.parent))

        def work(feedback: Feedback) -> ReportResult:
            return write_report(project, place, target, options, feedback)

        def then(made: ReportResult) -> Edit | None:
            session.messages.show(written_message(made))
            return None

        session.run(Task(Text("生成评估报告", "Writing the evaluation report"), "report"), work, then)
        self.accept()


def written_message(made: ReportResult) -> Message:
    """Return what was written, with buttons that open it and its folder."""
    size = made.bytes / 1e6
    text = Text(
        f"已生成 {made.path}（{made.indicators} 项指标，{made.tables} 表，{made.figures} 图，{size:.1f} MB）；"
        f"{made.companion.name} 供下次报告比较。",
        f"Wrote {made.path} ({made.indicators} indicators, {made.tables} tables, {made.figures} figures, "
        f"{size:.1f} MB); {made.companion.name} is for the next report to compare with.",
    )
    show = (Text("打开报告", "Open report"), lambda: _open(made.path))
    folder = (Text("打开文件夹", "Open folder"), lambda: open_folder(made.path.parent))
    copy = (Text("复制路径", "Copy path"), lambda: QGuiApplication.clipboard().setText(str(made.path)))
    return Message("success", text, (), (show, folder, copy))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _path(line: QLineEdit) -> Path | None:
    words = line.text().strip()
    return Path(words).expanduser() if words else None
