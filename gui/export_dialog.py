"""Exporting maps as one offline page: which maps, in which language, where to, and what the page will not carry."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
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
from gui.file_dialogs import ask_to_save
from gui.language import language, on_language, say
from gui.messages import Message, open_folder
from gui.session import Edit, Session
from gui.tasks import Task
from gui.theme import icon_pixmap
from layers.page.tiles import BUDGET_BYTES, TileChoice, TileWish, chosen_zoom
from layers.web_map import ExportReview, WebMapResult, review_export, write_web_map
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.findings import Finding
from spatial.text import Language, Text

_INK = {"error": "#b42318", "warning": "#b06a00", "info": "#1668a8"}


class ExportDialog(QDialog):
    """Asks, shows the check list, and writes the page in a worker."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._findings: tuple[Finding, ...] | None = None
        self._refusal: Text | None = None
        self._checking: Task | None = None
        self.maps, self.check_list = QListWidget(), QListWidget()
        self.check_list.setWordWrap(True)
        self.check_list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.check_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.check_list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.language = QComboBox()
        self.language.addItem("中文", "zh")
        self.language.addItem("English", "en")
        self.language.setCurrentIndex(self.language.findData(language()))
        self.tiles = QComboBox()
        self.tiles.activated.connect(lambda _: self._tiles_chosen())
        self._choices: tuple[TileChoice, ...] = ()
        self._wish: TileWish = "auto"
        self.path, self.browse = QLineEdit(), QPushButton()
        self.browse.clicked.connect(self._browse)
        self.path.textChanged.connect(lambda _: self._enable())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)
        self._labels = {name: QLabel() for name in ("maps", "language", "tiles", "path", "checks")}
        self._lay_out()
        self._fill_maps()
        self.path.setText(str(self._proposed_path()))
        self.maps.itemChanged.connect(lambda _: QTimer.singleShot(0, self, self._check))
        self.resize(720, 640)
        on_language(self, self._retranslate)
        self._check()

    @property
    def ok(self) -> QPushButton:
        """The button that exports."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def done(self, result: int) -> None:
        """Close, and wait for nothing any more."""
        if self._checking is not None:
            self._checking.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        file_row = QHBoxLayout()
        file_row.addWidget(self.path, 1)
        file_row.addWidget(self.browse)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self._labels["language"], self.language)
        form.addRow(self._labels["tiles"], self.tiles)
        form.addRow(self._labels["path"], file_row)
        named = {"maps": self.maps, "language": self.language, "tiles": self.tiles, "path": self.path}
        for name, widget in named.items():
            self._labels[name].setBuddy(widget)
        self._labels["checks"].setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._labels["maps"])
        column.addWidget(self.maps, 2)
        column.addLayout(form)
        column.addWidget(self._labels["checks"])
        column.addWidget(self.check_list, 3)
        column.addWidget(self.buttons)

    def _fill_maps(self) -> None:
        for each in self._session.project.maps:
            item = QListWidgetItem(self.maps)
            item.setData(Qt.ItemDataRole.UserRole, each.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each.layers else Qt.CheckState.Unchecked)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("导出网页"))
        self._labels["maps"].setText(self.tr("要导出的地图(&M)，每张是网页中的一个专题"))
        self._labels["language"].setText(self.tr("打开时的语言(&L)"))
        self._labels["tiles"].setText(self.tr("嵌入底图(&T)"))
        self._labels["path"].setText(self.tr("网页文件(&F)"))
        self.browse.setText(self.tr("浏览(&B)…"))
        self.ok.setText(self.tr("导出"))
        for row, each in enumerate(self._session.project.maps):
            self.maps.item(row).setText(say(each.title))
        self._show_choices()
        self._show_checks()

    def chosen_maps(self) -> list[str]:
        """Return the ids of the ticked maps."""
        items = [self.maps.item(row) for row in range(self.maps.count())]
        ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked]

    def _proposed_path(self) -> Path:
        title = re.sub(r'[\\/:*?"<>|\s]+', "_", say(self._session.project.title)).strip("_") or "map"
        return settings.export_folder() / f"{title}.html"

    def _browse(self) -> None:
        filters = [self.tr("网页") + " (*.html)"]
        ask_to_save(
            self, self.tr("导出到"), filters, Path(self.path.text()), lambda paths: self.path.setText(str(paths[0]))
        )

    # --- the check list --------------------------------------------------------------------------------------------

    def _check(self) -> None:
        maps, project = self.chosen_maps(), self._session.project
        self._findings, self._refusal = None, None
        self._choices = ()
        self._show_choices()
        if not maps:
            self._findings = ()
            self._refusal = Text("请至少勾选一张地图。", "Tick at least one map.")
            self._show_checks()
            return

        def work(feedback: Feedback) -> ExportReview:
            return review_export(project, maps, feedback)

        task = Task(Text("检查导出内容", "Checking the export"), f"export-check-{id(self)}", quiet=True)
        self._checking = self._session.tasks.run(task, work, self._take_checks, self._refuse)
        self._show_checks()

    def _take_checks(self, review: ExportReview) -> None:
        self._findings, self._choices = review.findings, review.tiles
        self._show_choices()
        self._show_checks()

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, GisError):
            self._findings = ()
            self._refusal = Text(error.message("zh"), error.message("en"))
            self._show_checks()
        else:
            self._session.messages.error(error)

    def _show_checks(self) -> None:
        if self._refusal is not None:
            self._labels["checks"].setText(say(self._refusal))
        elif self._findings is None:
            self._labels["checks"].setText(self.tr("正在检查…"))
        else:
            self._labels["checks"].setText(self.tr("外发体检：{n} 项").format(n=len(self._findings)))
        self.check_list.clear()
        for finding in self._findings or ():
            item = QListWidgetItem(say(finding.message), self.check_list)
            name = "error" if finding.severity == "error" else finding.severity
            item.setIcon(icon_pixmap(name, _INK[finding.severity], 16))
        self._enable()

    def _enable(self) -> None:
        self.ok.setEnabled(bool(self.path.text().strip()) and self._refusal is None and self._findings is not None)

    # --- base maps in the page --------------------------------------------------------------------------------------

    def _show_choices(self) -> None:
        """Offer the zooms that base maps can be carried up to; the row is there where there are any."""
        for widget in (self._labels["tiles"], self.tiles):
            widget.setVisible(bool(self._choices))
        self.tiles.clear()
        self.tiles.addItem(self.tr("不嵌入"), "none")
        for each in self._choices:
            words = (
                self.tr("到第 {zoom} 级：{n} 块，约 {mb} MB")
                if each.bytes >= 50_000
                else self.tr("到第 {zoom} 级：{n} 块")
            )
            self.tiles.addItem(
                words.format(zoom=each.zoom, n=f"{each.tiles:,}", mb=f"{each.bytes / 1e6:.1f}"), each.zoom
            )
        zoom = chosen_zoom(self._choices, self._wish)
        self.tiles.setCurrentIndex(max(self.tiles.findData(zoom if zoom >= 0 else "none"), 0))
        budget = self.tr("底图的瓦片写进网页，断网也能看；未选时嵌入不超过 {mb} MB 的最细一级，都超过则不嵌入")
        self.tiles.setToolTip(budget.format(mb=f"{BUDGET_BYTES / 1e6:g}"))

    def _tiles_chosen(self) -> None:
        chosen = self.tiles.currentData()
        self._wish = "none" if chosen == "none" else int(chosen)

    # --- the page --------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        if not self.ok.isEnabled():
            return
        project, maps, session = self._session.project, self.chosen_maps(), self._session
        path = Path(self.path.text().strip()).expanduser()
        opens_in: Language = "en" if self.language.currentData() == "en" else "zh"
        wish = self._wish
        settings.LAST_FOLDER.keep(str(path.parent))

        def work(feedback: Feedback) -> WebMapResult:
            return write_web_map(project, path, maps=maps, language=opens_in, tiles=wish, feedback=feedback)

        def then(result: WebMapResult) -> Edit | None:
            session.messages.show(exported_message(result))
            return None

        session.run(Task(Text("导出网页", "Exporting the page"), "export"), work, then)
        self.accept()


def exported_message(result: WebMapResult) -> Message:
    """Return what was written, with a button that shows it in its folder."""
    size_kb = result.bytes / 1000
    text = Text(
        f"已导出 {result.path}（{len(result.maps)} 张地图，{size_kb:,.0f} KB），双击即可打开，无需网络。",
        f"Exported {result.path} ({len(result.maps)} maps, {size_kb:,.0f} kB). It opens by double-click, offline.",
    )
    show = (Text("打开文件夹", "Open folder"), lambda: open_folder(result.path.parent))
    copy = (Text("复制路径", "Copy path"), lambda: QGuiApplication.clipboard().setText(str(result.path)))
    return Message("success", text, tuple(finding.message for finding in result.findings), (show, copy))
