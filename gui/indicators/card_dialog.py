"""The definition card in the window: of a column of the chosen layer, or of any indicator of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QTextCursor, QTextLength, QTextTableFormat
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language, say
from layers.indicators.catalogue import Catalogue
from layers.indicators.definition_card import DefinitionCard, definition_card, field_of_indicator
from layers.layer import Dataset, Field
from spatial.text import Text


@dataclass(frozen=True, eq=False)
class CardSources:
    """What cards are made from: the catalogue with the names of its areas, and the data set of the chosen layer."""

    catalogue: Catalogue | None
    areas: Mapping[str, Text]
    dataset: Dataset | None


class CardDialog(QDialog):
    """Shows one card; the box above it chooses among the columns of the layer and the indicators of the catalogue.

    ``describe_asked(column)``: the definition of a column of the layer is to be changed.
    """

    describe_asked = Signal(str)

    def __init__(self, sources: CardSources, column: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sources = sources
        self._fields = _fields(sources)
        self._label = QLabel()
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(24)
        completer = QCompleter(self.choice.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.choice.setCompleter(completer)
        self._label.setBuddy(self.choice)
        self.text = QTextBrowser()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        self.describe = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.describe.clicked.connect(lambda: self.describe_asked.emit(self._fields[self.choice.currentIndex()].name))
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.setSpacing(8)
        for widget in (self._label, self.choice, self.text, self.buttons):
            whole.addWidget(widget)
        self.resize(720, 680)
        self.choice.addItems([""] * len(self._fields))
        place = next((row for row, each in enumerate(self._fields) if each.name == column), 0)
        self.choice.setCurrentIndex(place if self._fields else -1)
        self.choice.currentIndexChanged.connect(lambda _: self._show())
        on_language(self, self._retranslate)
        self.text.setFocus()

    @property
    def card(self) -> DefinitionCard | None:
        """The card shown, None where there is nothing to choose."""
        row = self.choice.currentIndex()
        if not 0 <= row < len(self._fields):
            return None
        beside = tuple(self._sources.dataset.fields.values()) if self._sources.dataset is not None else ()
        field = self._fields[row]
        others = tuple(each for each in beside if each.name != field.name)
        return definition_card(field, self._sources.catalogue, self._sources.areas, others)

    def show_column(self, column: str) -> None:
        """Show the card of another column."""
        for row, each in enumerate(self._fields):
            if each.name == column:
                self.choice.setCurrentIndex(row)

    def _copy(self) -> None:
        card = self.card
        if card is not None:
            QGuiApplication.clipboard().setText(card.text(language()))

    def _show(self) -> None:
        card = self.card
        self.text.clear()
        self.copy.setEnabled(card is not None)
        self.describe.setEnabled(card is not None and bool(self._fields[self.choice.currentIndex()].name))
        if card is None:
            self.text.setPlainText(self.tr("没有可说明的指标。"))
            return
        cursor = self.text.textCursor()
        plain, bold = cursor.charFormat(), cursor.charFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        title = cursor.charFormat()
        title.setFontWeight(QFont.Weight.Bold)
        title.setFontPointSize(self.font().pointSizeF() * 1.35)
        cursor.insertText(say(card.title), title)
        table = QTextTableFormat()
        table.setBorder(0)
        table.setCellPadding(2)
        table.setCellSpacing(0)
        table.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, 30), QTextLength(QTextLength.Type.PercentageLength, 70)]
        )
        for section in card.sections:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            spaced = cursor.blockFormat()
            spaced.setTopMargin(8)
            cursor.insertBlock(spaced)
            cursor.insertText(say(section.title), bold)
            rows = cursor.insertTable(len(section.lines), 2, table)
            for row, (name, words) in enumerate(section.lines):
                rows.cellAt(row, 0).firstCursorPosition().insertText(say(name), plain)
                rows.cellAt(row, 1).firstCursorPosition().insertText(say(words), plain)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("口径卡"))
        self._label.setText(self.tr("指标或字段（可输入文字查找）(&I)"))
        self.choice.setAccessibleName(self.tr("指标或字段"))
        self.text.setAccessibleName(self.tr("口径卡"))
        self.copy.setText(self.tr("复制全部(&C)"))
        self.describe.setText(self.tr("修改口径(&E)…"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("关闭"))
        row = self.choice.currentIndex()
        self.choice.blockSignals(True)
        for place, each in enumerate(self._fields):
            where = self.tr("指标目录") if not each.name else each.name
            self.choice.setItemText(place, f"{say(each.title)} · {where}")
        self.choice.setCurrentIndex(row)
        self.choice.setEditText(self.choice.itemText(row))
        self.choice.blockSignals(False)
        self._show()


def _fields(sources: CardSources) -> list[Field]:
    """Return the columns of the layer that somebody described, then all indicators of the catalogue."""
    found: list[Field] = []
    if sources.dataset is not None:
        columns = map(str, sources.dataset.frame.columns)
        geometry = sources.dataset.frame.geometry.name if len(sources.dataset.frame.columns) else ""
        found = [sources.dataset.field_of(column) for column in columns if column != geometry]
    if sources.catalogue is not None:
        found += [field_of_indicator(each) for each in sources.catalogue.indicators.values()]
    return found
