"""Cards of groups of areas side by side: the same lines, each with its rule and its source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.language import language, on_language, say
from gui.tables.cell_clipboard import put_cells
from layers.indicators.area_cards import RULES, Card, Figure
from layers.indicators.citations import cited
from layers.indicators.units import in_brackets
from spatial.text import Text

_SEPARATOR = Text("、", "\n")  # English names hold commas
RULE_NOTE = Text(
    "数量与面积相加（同一对象在几个区域各计一次的，和中重复计入），每平方公里的数按面积加权，百分比与其他比率从不平均，只列最低至最高。",
    "Counts and areas are summed (what several areas share is counted in each), figures per km² are weighted by area; "
    "percentages and other ratios are never averaged: lowest to highest.",
)


class CardsDialog(QDialog):
    """Shows cards; their figures can be marked with the mouse, and copied as a table."""

    def __init__(self, cards: Sequence[Card], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cards = tuple(cards)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._note = QLabel()
        self._note.setObjectName("quiet")
        self._note.setWordWrap(True)
        self.copy = QPushButton()
        self.copy.clicked.connect(lambda: put_cells(self.table()))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._area, 1)
        column.addWidget(self._note)
        column.addWidget(self._buttons)
        self.resize(900, 560)
        on_language(self, self._retranslate)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("区块对比"))
        self.copy.setText(self.tr("复制为表格"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("关闭"))
        self._note.setText(say(RULE_NOTE))
        self._area.setWidget(self._sheet())

    def _sheet(self) -> QWidget:
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        last = len(self.cards) + 1
        for place, card in enumerate(self.cards, start=1):
            grid.addWidget(_label(say(card.title), "heading"), 0, place)
            members = _label(say(_SEPARATOR).join(say(each) for each in card.members), "quiet")
            grid.addWidget(members, 1, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 2)
        grid.addWidget(_label(self.tr("规则与来源"), "heading"), 0, last)
        grid.setColumnStretch(last, 3)
        for row, figure in enumerate(self.cards[0].figures if self.cards else (), start=2):
            grid.addWidget(_label(f"{say(figure.label)}{_unit(figure)}"), row, 0)
            for place, card in enumerate(self.cards, start=1):
                own = card.figures[row - 2]
                value = _label(say(own.value))
                font = value.font()
                font.setBold(True)
                font.setPointSizeF(font.pointSizeF() * 1.15)
                value.setFont(font)
                value.setToolTip(say(own.note))
                grid.addWidget(value, row, place)
            grid.addWidget(_label(_rule(self.cards, row - 2), "quiet"), row, last)
        grid.setRowStretch(grid.rowCount(), 1)
        return sheet

    def table(self) -> list[list[str]]:
        """Return the cards as lines of cells, as spreadsheets paste them."""
        head = ["", *(say(card.title) for card in self.cards), self.tr("规则与来源")]
        lines = [head]
        for row, figure in enumerate(self.cards[0].figures if self.cards else ()):
            label = f"{say(figure.label)}{_unit(figure)}"
            lines.append([label, *(say(card.figures[row].value) for card in self.cards), _rule(self.cards, row)])
        return lines


def _unit(figure: Figure) -> str:
    """Return the unit in brackets; English counts without one."""
    unit = in_brackets(figure.unit)
    return unit.en if language() == "en" else unit.zh


def _rule(cards: Sequence[Card], row: int) -> str:
    """Return rule, what is missing where, and sources of one line."""
    figures: list[Figure] = [card.figures[row] for card in cards]
    lacking = [f"{say(card.title)}: {say(each.note)}" for card, each in zip(cards, figures, strict=True) if each.note]
    sources = dict.fromkeys(say(cited(each.source)) for each in figures if each.source)
    return " · ".join([say(RULES[figures[0].rule]), *lacking, *sources])


def _label(words: str, name: str = "") -> QLabel:
    made = QLabel(words)
    made.setObjectName(name)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
