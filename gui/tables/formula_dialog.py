"""Derived indicators: a formula over the columns of a layer, with its unit and its figures shown while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
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
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language, say
from gui.session import Edit, Session
from gui.symbology.wish import put_look
from gui.tables.formula_edit import FormulaEdit
from gui.tasks import Task
from layers.cartography.styling import default_symbology
from layers.cartography.symbology import Symbology
from layers.indicators.formula_edits import put_formula, remove_formula
from layers.indicators.formula_steps import FormulaStep
from layers.indicators.formulas import FormulaColumn, column_names, describe_causes, make_column, read_step, spelled
from layers.layer import Dataset
from layers.project import Project
from spatial.errors import GisError, IncomparableError
from spatial.feedback import Feedback
from spatial.formula_functions import FUNCTIONS
from spatial.text import Text

ADD = Text("添加派生指标", "Add a derived indicator")
CHANGE = Text("修改派生指标", "Change a derived indicator")
REMOVE = Text("删除派生指标", "Remove a derived indicator")
WAIT_MS = 250
MOST_ROWS = 200
_KEY = Qt.ItemDataRole.UserRole


class FormulaDialog(QDialog):
    """Asks for a formula; says at once what is wrong with it and where, or its unit and its figures."""

    def __init__(self, session: Session, layer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._layer_id = session, layer_id
        self._made: FormulaColumn | None = None
        self._error: GisError | None = None
        self._task: Task | None = None
        self.which, self.zh, self.en = QComboBox(), QLineEdit(), QLineEdit()
        self.formula, self.unit, self.reason = FormulaEdit(), QLineEdit(), QLineEdit()
        self.columns, self.functions, self.tabs = QListWidget(), QListWidget(), QTabWidget()
        self.preview, self.status, self.draw = QTableWidget(0, 2), QLabel(), QCheckBox()
        self.remove = QPushButton()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._labels = {name: QLabel() for name in ("which", "zh", "en", "formula", "unit", "reason")}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._lay_out()
        self._wire()
        self.resize(860, 700)
        on_language(self, self._retranslate)
        self._choose()
        self.formula.setFocus()

    @property
    def ok(self) -> QPushButton:
        """The button that adds or changes the column."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def done(self, result: int) -> None:
        """Close, and compute no more."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
        super().done(result)

    def _dataset(self) -> Dataset:
        return self._session.project.dataset(self._session.project.layer(self._layer_id).dataset)

    # --- the form --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        fields: dict[str, QWidget] = {
            "which": self.which, "zh": self.zh, "en": self.en, "formula": self.formula, "unit": self.unit,
            "reason": self.reason,
        }  # fmt: skip
        for name, widget in fields.items():
            self._labels[name].setBuddy(widget)
            form.addRow(self._labels[name], widget)
        self._form = form
        for listing in (self.columns, self.functions):
            listing.setWordWrap(True)
            self.tabs.addTab(listing, "")
        self.preview.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.preview.verticalHeader().hide()
        self.preview.horizontalHeader().setStretchLastSection(True)
        self.preview.setColumnWidth(0, 190)
        self.preview.setTabKeyNavigation(False)
        halves = QSplitter()
        halves.addWidget(self.tabs)
        halves.addWidget(self.preview)
        halves.setSizes([430, 400])
        self.status.setObjectName("notice")
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.draw.setChecked(True)
        foot = QHBoxLayout()
        foot.addWidget(self.remove)
        foot.addWidget(self.draw, 1)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self.status)
        column.addWidget(halves, 1)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.which.activated.connect(lambda _: self._choose())
        self.formula.textChanged.connect(self._typed)
        for line in (self.zh, self.en, self.unit, self.reason):
            line.textChanged.connect(self._typed)
        for listing in (self.columns, self.functions):
            listing.itemActivated.connect(lambda item: self.formula.insert(str(item.data(_KEY))))
        self._timer.timeout.connect(self._compute)
        self.remove.clicked.connect(self._remove)
        self.buttons.accepted.connect(self._put)
        self.buttons.rejected.connect(self.reject)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("派生指标：{layer}").format(layer=say(self._dataset().name)))
        words = {
            "which": self.tr("指标(&I)"),
            "zh": self.tr("中文名称(&Z)"),
            "en": self.tr("英文名称(&E)"),
            "formula": self.tr("公式(&F)"),
            "unit": self.tr("单位(&U)"),
            "reason": self.tr("仍要合并的理由(&R)"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        self.en.setPlaceholderText(self.tr("可不填"))
        self.formula.setPlaceholderText(self.tr("如：[企业数] / 面积()　　双击下面的列或函数即可插入"))
        self.reason.setPlaceholderText(self.tr("会作为说明印在图例、网页、图件和报告中"))
        self.tabs.setTabText(0, self.tr("列"))
        self.tabs.setTabText(1, self.tr("函数"))
        self.columns.setAccessibleName(self.tr("可用的列"))
        self.functions.setAccessibleName(self.tr("可用的函数"))
        self.preview.setAccessibleName(self.tr("预览"))
        self.draw.setText(self.tr("在图上显示(&D)"))
        self.remove.setText(self.tr("删除此指标(&X)"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("取消"))
        self._fill_choices()
        self._fill_lists()
        self._show()

    def _fill_choices(self) -> None:
        chosen, dataset = self.which.currentData(), self._dataset()
        self.which.clear()
        self.which.addItem(self.tr("新建派生指标"), "")
        for step in dataset.formulas:
            self.which.addItem(say(dataset.field_of(step.column).label), step.column)
        self.which.setCurrentIndex(max(self.which.findData(chosen), 0))

    def _fill_lists(self) -> None:
        dataset, names = self._dataset(), column_names(self._dataset())
        geometry = dataset.frame.geometry.name
        self.columns.clear()
        words = []
        columns = [str(each) for each in dataset.frame.columns if each != geometry]
        for column in sorted(columns, key=lambda each: not _has_figures(dataset, each)):
            title = say(dataset.field_of(column).title)
            called = title if names.get(title) == column and "]" not in title else column
            item = QListWidgetItem(title, self.columns)
            item.setData(_KEY, f"[{called}]")
            item.setToolTip(say(dataset.field_of(column).definition) or column)
            words.append(f"[{called}]")
        self.functions.clear()
        for call in FUNCTIONS.values():
            item = QListWidgetItem(f"{say(call.signature)}　{say(call.meaning)}", self.functions)
            item.setToolTip(item.text())
            name = call.zh if language() == "zh" else call.name
            item.setData(_KEY, f"{name}(" if call.most else f"{name}()")
            words.append(str(item.data(_KEY)))
        self.formula.set_words(words)

    # --- what is typed ---------------------------------------------------------------------------------------------

    def _column(self) -> str:
        return str(self.which.currentData() or "")

    def _choose(self) -> None:
        """Show the formula that is chosen, or empty fields for a new one."""
        dataset = self._dataset()
        step = next((each for each in dataset.formulas if each.column == self._column()), FormulaStep("", ""))
        label = dataset.field_of(step.column).label if step.column else Text("")
        self.zh.setText(label.zh)
        self.en.setText(label.en if label.en != label.zh else "")
        self.formula.setPlainText(spelled(dataset, step, language()) if step.column else "")
        self.unit.setText(step.unit)
        self.reason.setText(step.override)
        self.draw.setChecked(not step.column)
        self._typed()

    def step(self) -> FormulaStep:
        """Return the formula as it is typed."""
        return FormulaStep(self._column(), self.formula.toPlainText(), self.unit.text(), self.reason.text())

    def name(self) -> Text:
        """Return the name as it is typed."""
        zh, en = self.zh.text().strip(), self.en.text().strip()
        return Text(zh or en, en or zh)

    def _typed(self) -> None:
        """Check what is typed now, and compute it when the typing rests."""
        self._made, self._error = None, None
        if self._task is not None:
            self._task.cancel()
        if self.formula.toPlainText().strip():
            try:
                read_step(self._dataset(), self.step())
            except GisError as error:
                self._error = error
            else:
                self._timer.start()
        self._show()

    def _compute(self) -> None:
        dataset, step = self._dataset(), self.step()
        name = self.name() or Text("预览", "preview")

        def work(feedback: Feedback) -> FormulaColumn:
            return make_column(dataset, step, name, feedback)

        def then(made: FormulaColumn) -> None:
            self._made = made
            self._show()

        def failed(error: BaseException) -> None:
            if isinstance(error, GisError):
                self._error = error
                self._show()
            else:
                self._session.messages.error(error)

        task = Task(Text("计算公式", "Computing the formula"), f"formula-{id(self)}", quiet=True)
        self._task = self._session.tasks.run(task, work, then, failed)

    def _show(self) -> None:
        """Say what is wrong, or what comes out."""
        error, made = self._error, self._made
        self.formula.mark(getattr(error, "at", -1) if error is not None else -1)
        asks = isinstance(error, IncomparableError) or bool(self.reason.text())
        self._form.setRowVisible(self.reason, asks)
        unit = made.field.unit if made is not None else ""
        self.unit.setPlaceholderText(
            self.tr("按公式得出：{unit}").format(unit=unit or self.tr("无单位")) if made else self.tr("按公式得出")
        )
        self.ok.setText(self.tr("修改") if self._column() else self.tr("添加"))
        self.ok.setEnabled(made is not None and bool(self.name()))
        self.remove.setVisible(bool(self._column()))
        self.status.setText(self._words())
        self.status.setVisible(bool(self.status.text()))
        self._show_figures()

    def _words(self) -> str:
        if self._error is not None:
            return self._error.message(language())
        if self._made is None:
            return ""
        parts = [describe_causes(self._made.result.causes)] if self._made.result.causes else []
        parts += [Text(f"不可比：{each.zh}", f"Not comparable: {each.en}") for each in self._made.doubts]
        if not self.name():
            parts.append(Text("请填写名称。", "Give it a name."))
        return "\n".join(say(each) for each in parts)

    def _show_figures(self) -> None:
        made, table, dataset = self._made, self.preview, self._dataset()
        rows = min(len(dataset.frame), MOST_ROWS) if made is not None else 0
        heading = say(made.field.title) if made is not None else self.tr("结果")
        table.setHorizontalHeaderLabels([self.tr("要素"), heading.replace("（", "\n（").replace(" (", "\n(")])
        item = table.horizontalHeaderItem(1)
        if item is not None:
            item.setToolTip(heading)
        table.setRowCount(rows)
        if made is None:
            return
        from layers.placement import names_of
        from spatial.formulas import rounded

        names = names_of(dataset).zh if language() == "zh" else names_of(dataset).en
        for row, cell in enumerate(made.result.cells[:rows].tolist()):
            table.setItem(row, 0, QTableWidgetItem(names[row]))
            lacking = cell is None or cell != cell
            words = self.tr("无数据") if lacking else rounded(cell) if isinstance(cell, float) else str(cell)
            figure = QTableWidgetItem(words)
            figure.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, 1, figure)

    # --- the project -----------------------------------------------------------------------------------------------

    def _put(self) -> None:
        dataset, step, name = self._dataset(), self.step(), self.name()
        layer_id, draw = self._layer_id, self.draw.isChecked()
        label = CHANGE if step.column else ADD

        project = self._session.project

        def work(feedback: Feedback) -> tuple[FormulaColumn, Symbology | None]:
            made = make_column(dataset, step, name, feedback)
            after = put_formula(project, dataset, made).dataset(dataset.id)
            return made, default_symbology(after, made.step.column) if draw else None

        def then(result: tuple[FormulaColumn, Symbology | None]) -> Edit:
            made, look = result

            def edit(project: Project) -> Project:
                project = put_formula(project, dataset, made)
                return project if look is None else put_look(project, layer_id, look, (made.step.column,))

            return edit

        self.accept()
        self._session.run(Task(label, "formula"), work, then)

    def _remove(self) -> None:
        dataset_id, column = self._dataset().id, self._column()
        if self._session.apply(REMOVE, lambda project: remove_formula(project, dataset_id, column)):
            self.accept()


def _has_figures(dataset: Dataset, column: str) -> bool:
    """Say whether a column is one to compute with, as far as a glance tells: numbers, or cells with a unit."""
    return dataset.frame[column].dtype.kind in "iuf" or bool(dataset.field_of(column).unit)
