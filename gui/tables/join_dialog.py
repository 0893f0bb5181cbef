"""Joining a table to a layer: the file, the keys, the rule, and what would match before anything is done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
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
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialogs import ask_to_open, ask_to_save, read_filters
from gui.language import on_language, say
from gui.session import Edit, Session
from gui.tables.export import write_frame
from gui.tables.indicator_links import IndicatorLinks
from gui.tables.join_keys import KeyPairs
from gui.tables.join_message import LISTED, joined_message
from gui.tables.join_preview import (
    JoinChoice,
    JoinPreview,
    OpenTable,
    join,
    listed,
    open_table,
    preview,
    put_join,
    with_indicators,
)
from gui.tables.table_reading import TableReader
from gui.tasks import Task
from layers.layer import Dataset
from layers.project import Project
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.formats.readable import names
from spatial.joining.join_checks import RULES
from spatial.joining.joins import JoinResult
from spatial.text import Text

AUTOMATIC = ""


class JoinDialog(QDialog):
    """Joins a table to the data set of a layer. OK is enabled only where the join would be done as shown."""

    def __init__(self, session: Session, layer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._layer_id = session, layer_id
        self._opened: OpenTable | None = None
        self._previewed: JoinPreview | None = None
        self._reason: Text | None = None
        self._confirmed: dict[str, str] = {}
        self._waited_for: list[Task] = []
        self.path, self.browse = QLineEdit(), QPushButton()
        self.path.editingFinished.connect(self._read_typed)
        self.browse.clicked.connect(self._browse)
        self.reader = TableReader()
        self.reader.changed.connect(self._read_again)
        self.reader.save_asked.connect(self._save_table)
        self.keys = KeyPairs()
        self.keys.changed.connect(self._keys_changed)
        self.sheet, self.rule, self.year = QComboBox(), QComboBox(), QComboBox()
        self.sheet.activated.connect(lambda _: self._read_sheet())
        for box in (self.rule, self.year):
            box.activated.connect(lambda _: self._preview())
        self.summary, self.reason = QLabel(), QLabel()
        self.lists = {name: QListWidget() for name in ("notes", "layer", "table", "duplicates", "near")}
        self.lists["notes"].setWordWrap(True)
        self.lists["notes"].setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lists["notes"].setResizeMode(QListWidget.ResizeMode.Adjust)
        self.lists["near"].itemChanged.connect(self._confirm)
        self.indicators = IndicatorLinks()
        self.indicators.counted.connect(self._count_indicators)
        self.tabs = QTabWidget()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._join)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.resize(QSize(900, 720).boundedTo(self.screen().availableSize()))
        on_language(self, self._retranslate)

    @property
    def ok(self) -> QPushButton:
        """The button that joins."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def done(self, result: int) -> None:
        """Close, and wait for nothing any more: losing the keyboard, the line of the path would read once more."""
        self.path.blockSignals(True)
        for task in self._waited_for:
            task.cancel()
        super().done(result)

    def _dataset(self) -> Dataset:
        return self._session.project.dataset(self._session.project.layer(self._layer_id).dataset)

    # --- layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        file_row = QHBoxLayout()
        file_row.addWidget(self.path, 1)
        file_row.addWidget(self.browse)
        self._labels = {name: QLabel() for name in ("layer", "file", "sheet", "keys", "rule", "year")}
        self._layer_name = QLabel()
        self._layer_name.setObjectName("heading")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self._labels["layer"], self._layer_name)
        form.addRow(self._labels["file"], file_row)
        form.addRow(self._labels["sheet"], self.sheet)
        form.addRow(self.reader)
        form.addRow(self._labels["keys"], self.keys)
        form.addRow(self._labels["rule"], self.rule)
        form.addRow(self._labels["year"], self.year)
        self._form = form
        for name, widget in (("file", self.path), ("sheet", self.sheet), ("rule", self.rule), ("year", self.year)):
            self._labels[name].setBuddy(widget)
        self.summary.setObjectName("heading")
        self.reason.setObjectName("notice")
        for label in (self.summary, self.reason):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for listing in (*self.lists.values(), self.indicators):
            listing.setMinimumHeight(44)
            self.tabs.addTab(listing, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self.summary)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.reason)
        column.addWidget(self.buttons)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("连接表格"))
        texts = {
            "layer": self.tr("图层"),
            "file": self.tr("表格文件(&F)"),
            "sheet": self.tr("工作表(&S)"),
            "keys": self.tr("关键字段"),
            "rule": self.tr("重复键(&R)"),
            "year": self.tr("年份列(&Y)"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
        self._layer_name.setText(say(self._dataset().name))
        self.path.setPlaceholderText(say(names("table")))
        self.browse.setText(self.tr("浏览(&B)…"))
        self.ok.setText(self.tr("连接"))
        chosen = self.rule.currentData()
        self.rule.clear()
        for rule, words in RULES.items():
            self.rule.addItem(say(words), rule)
        self.rule.setCurrentIndex(max(self.rule.findData(chosen), 0))
        self.indicators.show_found(self._opened.recognised if self._opened is not None else ())
        self._show_preview()

    # --- the table -------------------------------------------------------------------------------------------------

    def _browse(self) -> None:
        filters = read_filters(self.tr("表格"), "table")
        ask_to_open(self, self.tr("选择表格"), filters, lambda paths: self.read(paths[0]))

    def _read_typed(self) -> None:
        typed = self.path.text().strip()
        if typed and (self._opened is None or typed != str(self._opened.path)):
            self.read(Path(typed))

    def _read_sheet(self) -> None:
        if self._opened is not None:
            self._read(self._opened.path, self.sheet.currentText())

    def _read_again(self) -> None:
        path = Path(self.path.text().strip())
        if self.path.text().strip():
            self._read(path, self.sheet.currentText())

    def read(self, path: Path, sheet: str = "") -> None:
        """Read a table ("": the first sheet of a workbook) and show it."""
        self.reader.reset()
        self.indicators.forget()
        self.sheet.clear()
        self._read(path, sheet)

    def _read(self, path: Path, sheet: str) -> None:
        self.path.setText(str(path))
        self._opened, self._previewed, self._reason = None, None, None
        dataset, aliases = self._dataset(), self._session.project.aliases
        reading, project = self.reader.options(), self._session.path

        def work(feedback: Feedback) -> OpenTable:
            return with_indicators(open_table(path, (sheet, reading), dataset, aliases, feedback), project)

        task = Task(Text(f"读取“{path.name}”", f"Reading “{path.name}”"), f"join-read-{id(self)}")
        for each in self._waited_for:
            each.cancel()
        self._waited_for = [self._session.tasks.run(task, work, self._show_table, self._refuse)]
        self._show_preview()

    def _refuse(self, error: BaseException) -> None:
        """Say in the dialog what is wrong with the table; a fault of the program goes its own way."""
        if isinstance(error, GisError):
            self._previewed = None
            self._reason = Text(error.message("zh"), error.message("en"))
            self._show_preview()
        else:
            self._session.messages.error(error)

    def _show_table(self, opened: OpenTable) -> None:
        self._opened = opened
        self._confirmed = dict(opened.remembered)
        frame = opened.source.frame
        columns = [str(name) for name in frame.columns]
        self.sheet.clear()
        self.sheet.addItems(list(opened.sheets))
        self.sheet.setCurrentText(opened.source.sheet)
        self.reader.show_table(opened.source)
        self.indicators.show_found(opened.recognised)
        geometry = self._dataset().frame.geometry.name
        ours = [str(name) for name in self._dataset().frame.columns if name != geometry]
        self.keys.set_columns(ours, columns, opened.guess)
        self.year.clear()
        self.year.addItem(self.tr("自动识别"), AUTOMATIC)
        for name in columns:
            self.year.addItem(name, name)
        self._preview()

    # --- the preview -----------------------------------------------------------------------------------------------

    def choice(self) -> JoinChoice:
        """Return what is chosen."""
        return JoinChoice(
            self.keys.pairs(),
            str(self.rule.currentData() or ""),
            str(self.year.currentData() or ""),
            tuple(self._confirmed.items()),
            self.indicators.links(),
        )

    def _keys_changed(self) -> None:
        self._confirmed = {}
        self._preview()

    def _preview(self) -> None:
        opened = self._opened
        if opened is None:
            return
        self._previewed, self._reason = None, None
        dataset, aliases, choice = self._dataset(), self._session.project.aliases, self.choice()

        def work(feedback: Feedback) -> JoinPreview:
            return preview(dataset, opened, choice, aliases, feedback)

        task = Task(Text("比对关键字段", "Matching the keys"), f"join-preview-{id(self)}", quiet=True)
        self._waited_for.append(self._session.tasks.run(task, work, self._take_preview, self._refuse))
        self._show_preview()

    def _take_preview(self, previewed: JoinPreview) -> None:
        self._previewed = previewed
        refusal = previewed.refusal
        self._reason = Text(refusal.message("zh"), refusal.message("en")) if refusal is not None else None
        self._show_preview()

    def _show_preview(self) -> None:
        previewed = self._previewed
        self._form.setRowVisible(self.sheet, self.sheet.count() > 1)
        self._form.setRowVisible(self.year, self.rule.currentData() in ("latest", "years"))
        self.ok.setEnabled(previewed is not None and previewed.refusal is None)
        match = previewed.match if previewed is not None else None
        if match is not None:
            n = len(match.layer_keys)
            self.summary.setText(self.tr("{n} 个要素中匹配到 {m} 个").format(n=n, m=match.matched))
        elif self._opened is not None and self._reason is None:
            self.summary.setText(self.tr("正在比对…"))
        else:
            self.summary.setText(self.tr("选择表格后在此预览匹配结果"))
        findings = self._opened.source.findings if self._opened is not None else ()
        counts = {
            "notes": [("⚠ " if each.severity != "info" else "") + say(each.message) for each in findings],
            "layer": listed(match.unmatched_layer) if match else [],
            "table": listed(match.unmatched_table) if match else [],
            "duplicates": listed(match.duplicates) if match else [],
        }
        for name, keys in counts.items():
            self.lists[name].clear()
            self.lists[name].addItems(keys[:LISTED])
            if len(keys) > LISTED:
                self.lists[name].addItem(self.tr("……另有 {n} 个").format(n=len(keys) - LISTED))
        near = self._show_near()
        titles = (
            self.tr("读表说明（{n}）").format(n=len(findings)),
            self.tr("图层中未匹配（{n}）").format(n=len(counts["layer"])),
            self.tr("表格中未匹配（{n}）").format(n=len(counts["table"])),
            self.tr("表格中重复的键（{n}）").format(n=len(counts["duplicates"])),
            self.tr("近似匹配，勾选即确认（{n}）").format(n=near),
        )
        for place, title in enumerate(titles):
            self.tabs.setTabText(place, title)
        self._count_indicators()
        self.reason.setVisible(self._reason is not None)
        self.reason.setText(say(self._reason) if self._reason is not None else "")

    def _count_indicators(self) -> None:
        """Say in the tab of the indicators how many columns are taken for one."""
        linked = len(self.indicators.links())
        self.tabs.setTabText(len(self.lists), self.tr("关联指标（{n}）").format(n=linked))

    def _save_table(self) -> None:
        """Write the table as it is shown, cleaned and perhaps long, to a file of its own."""
        frame, opened = self.reader.frame(), self._opened
        if frame is None or opened is None:
            return
        filters = [self.tr("Excel 工作簿") + " (*.xlsx)", self.tr("CSV 表格") + " (*.csv)"]
        name = opened.path.with_name(opened.path.stem + self.tr("（整理）") + ".xlsx")

        ask_to_save(
            self,
            self.tr("另存整理后的表"),
            filters,
            name,
            lambda paths: write_frame(self._session, frame, paths[0]),
        )

    def _show_near(self) -> int:
        """List confirmed matches and proposals, with check boxes; return how many."""
        match = self._previewed.match if self._previewed is not None else None
        if match is None:
            return len(self._confirmed)
        listing = self.lists["near"]
        listing.blockSignals(True)
        listing.clear()
        rows = [(ours, theirs, self.tr("已确认")) for ours, theirs in self._confirmed.items()]
        rows += [(each.layer_key, each.table_key, say(each.reason)) for each in match.near]
        for ours, theirs, why in rows:
            item = QListWidgetItem(f"{ours}  ↔  {theirs}    {why}", listing)
            item.setData(Qt.ItemDataRole.UserRole, (ours, theirs))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ours in self._confirmed else Qt.CheckState.Unchecked)
        listing.blockSignals(False)
        return len(rows)

    def _confirm(self, item: QListWidgetItem) -> None:
        ours, theirs = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() == Qt.CheckState.Checked:
            self._confirmed[ours] = theirs
        else:
            self._confirmed.pop(ours, None)
        QTimer.singleShot(0, self, self._preview)

    # --- the join --------------------------------------------------------------------------------------------------

    def _join(self) -> None:
        opened, choice, dataset = self._opened, self.choice(), self._dataset()
        if opened is None or not self.ok.isEnabled():
            return
        session, aliases, layer_id = self._session, self._session.project.aliases, self._layer_id
        label = Text(f"连接表格“{opened.path.name}”", f"Join “{opened.path.name}”")

        def work(feedback: Feedback) -> JoinResult:
            return join(dataset, opened, choice, aliases, feedback)

        def then(result: JoinResult) -> Edit | None:
            def edit(project: Project) -> Project:
                return put_join(project, dataset, opened, choice, result)

            if session.apply(label, edit):
                session.messages.show(joined_message(session, layer_id, result))
            return None

        session.run(Task(label), work, then)
        self.accept()
