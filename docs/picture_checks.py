"""What can be seen of a picture without eyes: cut and elided words, widgets on top of each other, boxes for characters.

`faults_of(widget)` walks through what is visible below a widget. It compares the room each text needs with the room it
has, as Qt itself lays it out; a character for which no font of the machine has a glyph comes out as glyph 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import shiboken6
from PySide6.QtCore import QAbstractListModel, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QTextBrowser,
    QToolButton,
    QTreeView,
    QWidget,
)

from gui.elided_box import ElidedBox
from gui.language import language

SMALL_SCREEN = (1280, 690)
"""A notebook of 1920 by 1080 at 150 %, less the panel of the desktop: every dialog must fit in."""
_SLACK_PX = 2
_HEADING_PADDING_PX = 12
_LEAST_CONTRAST = 2.5
_ENGLISH = re.compile(r"(?<![\w.])(?:the|of|and|from|with|not|by|for|is|are|in|to|on)(?![\w.])")
_CHINESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uff60“”]+")
_QUOTED = re.compile(r'"[^"]*"|\([^()]*\)|/[^\s]*|\d+（预估）|李工')
"""What the data, a path or the name of a user may say in Chinese."""
_known: dict[tuple[str, str], str] = {}


def faults_of(top: QWidget) -> list[str]:
    """Return what is wrong in a window, dialog or panel, each in one line with the words it is about."""
    found: list[str] = []
    if isinstance(top, QDialog | QMainWindow):
        least = top.minimumSizeHint().expandedTo(top.minimumSize())
        if least.width() > SMALL_SCREEN[0] or least.height() > SMALL_SCREEN[1]:
            found.append(f"does not fit a small screen: {least.width()} x {least.height()} px")
    for widget in [top, *top.findChildren(QWidget)]:
        if not shiboken6.isValid(widget) or not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QMenu) and widget is not top:
            continue
        found += [f"{_name(widget)}: {fault}" for fault in _cut(widget)]
        found += [f"{_name(widget)}: {fault}" for fault in (*_unseen(widget), *_untranslated(widget))]
        found += [f"{_name(widget)}: no glyph for {each}" for each in sorted(_boxes(widget))]
        found += [f"{_name(widget)}: {fault}" for fault in _overlaps(widget)]
    return list(dict.fromkeys(found))


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}".strip()


# --- cut ---------------------------------------------------------------------------------------------------------


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _cut_label(widget)
    elif isinstance(widget, QTabBar):
        yield from _cut_tabs(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _cut_button(widget)
    elif isinstance(widget, QComboBox):
        yield from _cut_box(widget)
    elif isinstance(widget, QLineEdit):
        words, tip = widget.placeholderText(), widget.toolTip()
        if not widget.text() and _wide(widget.font(), words) > widget.width() - 8 and words not in tip:
            yield f"placeholder cut “{words}”"
    elif isinstance(widget, QHeaderView):
        yield from _cut_header(widget)
    elif isinstance(widget, QListView | QTreeView):
        yield from _cut_items(widget)


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.text() or not label.pixmap().isNull():
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + _SLACK_PX:
            yield f"lines cut ({needed} > {label.height()}) “{_short(label.text())}”"
    elif label.sizeHint().width() > label.width() + _SLACK_PX:
        yield f"cut ({label.sizeHint().width()} > {label.width()}) “{_short(label.text())}”"
    if label.parentWidget() is not None and _outside(label):
        yield f"reaches out of its parent “{_short(label.text())}”"


def _outside(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if parent is None or parent.parentWidget() is None or isinstance(parent.parentWidget(), QAbstractScrollArea):
        return False
    return not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    if not button.text():
        return
    if isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        if button.icon().isNull() and button.sizeHint().width() > button.width() + _SLACK_PX:
            yield f"cut “{button.text()}”"
        return
    if button.sizeHint().width() > button.width() + _SLACK_PX:
        yield f"cut ({button.sizeHint().width()} > {button.width()}) “{button.text()}”"


def _cut_box(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    option.initFrom(box)
    option.editable = box.isEditable()
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    icon = 0 if box.itemIcon(box.currentIndex()).isNull() else box.iconSize().width() + 4
    needed = _wide(box.font(), box.currentText()) + icon
    if not isinstance(box, ElidedBox) and needed > field.width() + _SLACK_PX and box.toolTip() != box.currentText():
        yield f"elided ({needed} > {field.width()}) “{box.currentText()}”"


def _cut_tabs(tabs: QTabBar) -> Iterator[str]:
    for place in range(tabs.count()):
        if tabs.isTabVisible(place) and _wide(tabs.font(), tabs.tabText(place)) > tabs.tabRect(place).width():
            yield f"tab elided “{tabs.tabText(place)}”"
    if tabs.count() and tabs.tabRect(tabs.count() - 1).right() > tabs.width() + _SLACK_PX and tabs.isVisible():
        yield f"tabs reach out: “{tabs.tabText(tabs.count() - 1)}”"


def _cut_header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if model is None or header.orientation() != Qt.Orientation.Horizontal:
        return
    for place in range(min(header.count(), 60)):
        text = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
        if header.isSectionHidden(place) or not text or header.sectionViewportPosition(place) > header.width():
            continue
        room = header.sectionSize(place) - _HEADING_PADDING_PX
        wraps = bool(int(header.defaultAlignment()) & int(Qt.TextFlag.TextWordWrap))
        lines = text.split() if wraps and text.isascii() else text.split("\n")
        needed = 0 if wraps and not text.isascii() else max(_wide(header.font(), line) for line in lines)
        box = QRect(0, 0, max(room, 1), 10_000)
        high = header.fontMetrics().boundingRect(box, int(Qt.TextFlag.TextWordWrap), text).height() if wraps else 0
        tip = str(model.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or "")
        if (needed > room or high > header.height()) and text not in tip:
            yield f"heading cut ({needed} > {room}) “{text}”"


def _cut_items(view: QListView | QTreeView) -> Iterator[str]:
    model = view.model()
    if model is None or view.textElideMode() == Qt.TextElideMode.ElideNone or view.wordWrap():
        return
    index = view.indexAt(view.viewport().rect().topLeft())
    for _ in range(200):
        if not index.isValid() or not isinstance(view, QTreeView | QListView):
            return
        text = str(index.data() or "")
        needed = view.sizeHintForIndex(index).width()
        room = view.visualRect(index).width()
        tip = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        if text and needed > room + _SLACK_PX and view.visualRect(index).isValid() and text not in tip:
            yield f"item elided ({needed} > {room}) “{_short(text)}”"
        index = view.indexBelow(index) if isinstance(view, QTreeView) else model.index(index.row() + 1, 0)


def _wide(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text.replace("&&", "\0").replace("&", "").replace("\0", "&"))


def _short(text: str) -> str:
    return text if len(text) < 60 else text[:57] + "…"


# --- unseen, untranslated ------------------------------------------------------------------------------------------


def _unseen(widget: QWidget) -> Iterator[str]:
    """Say where an icon has nearly the colour of its ground, and where a menu was broken into columns."""
    if isinstance(widget, QMenu):
        columns = {widget.actionGeometry(each).left() for each in widget.actions() if not each.isSeparator()}
        if len(columns) > 1:
            yield f"menu in {len(columns)} columns: it is higher than the screen"
        yield from _twice(widget)
    elif isinstance(widget, QToolButton) and widget.isEnabled() and not widget.icon().isNull():
        picture = widget.icon().pixmap(widget.iconSize()).toImage()
        pixels = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        solid = [each for each in pixels if each.alpha() > 200]
        ground = widget.palette().color(QPalette.ColorRole.Window)
        own = isinstance(widget.parentWidget(), QFrame) and widget.parentWidget().objectName() == "message"
        if solid and not own and max(_contrast(each, ground) for each in solid) < _LEAST_CONTRAST:
            yield f"icon cannot be seen on its ground “{widget.toolTip()[:40]}”"


def _twice(menu: QMenu) -> Iterator[str]:
    """Say which mnemonics of a menu stand for two entries."""
    names: dict[str, str] = {}
    for action in menu.actions():
        mark = action.text().replace("&&", "").partition("&")[2][:1].casefold()
        if mark and action.isVisible() and names.setdefault(mark, action.text()) != action.text():
            yield f"mnemonic {mark.upper()} twice: “{names[mark]}”, “{action.text()}”"


def _contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    low, high = sorted(_luminance(each) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def _untranslated(widget: QWidget) -> Iterator[str]:
    """Say where a Chinese window speaks English (two little words of it in one text), an English one Chinese."""
    if language() == "en":
        yield from _chinese(widget)
        return
    if isinstance(widget, QPlainTextEdit | QTextBrowser | QTableView):  # tables show the data
        return
    for text in _words(widget):
        if len(_ENGLISH.findall(text)) > 1:
            yield f"English “{_short(text)}”"


def _chinese(widget: QWidget) -> Iterator[str]:
    """Say where an English window shows Chinese words or marks; what the data or the user wrote may be Chinese."""
    if not isinstance(widget, QLabel | QAbstractButton | QTabBar | QMenu):
        return
    for text in _words(widget):
        if text.startswith("• "):  # a reading quotes the industries as the plans print them
            continue
        found = _CHINESE.search(_QUOTED.sub("", text))
        if found and text not in ("中文", "中文(&Z)"):
            yield f"Chinese “{found[0]}” in “{_short(text)}”"


# --- boxes -------------------------------------------------------------------------------------------------------


def _boxes(widget: QWidget) -> set[str]:
    """Return the characters of a widget's words that no font of the machine can draw."""
    found: set[str] = set()
    for text in _words(widget):
        key = widget.font().toString(), text
        if key not in _known:
            _known[key] = "".join(each for each in set(text) if each.isprintable() and _is_box(each, widget.font()))
        found |= set(_known[key])
    return {f"“{each}” (U+{ord(each):04X})" for each in found}


def _is_box(character: str, font: QFont) -> bool:
    layout = QTextLayout(character, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return any(0 in run.glyphIndexes() for run in layout.glyphRuns())


def _words(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(min(widget.count(), 200)))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(place) for place in range(widget.count()))
    elif isinstance(widget, QPlainTextEdit | QTextBrowser):
        yield widget.toPlainText()[:20_000]
    elif isinstance(widget, QMenu):
        yield from (each.text() for each in widget.actions())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        columns = 1 if isinstance(model, QAbstractListModel) else min(model.columnCount(), 20)
        for row in range(min(model.rowCount(), 60)):
            yield from (str(model.index(row, column).data() or "") for column in range(columns))
    yield widget.windowTitle()


# --- overlaps ----------------------------------------------------------------------------------------------------


def _overlaps(parent: QWidget) -> Iterator[str]:
    """Say which widgets with words that one layout placed lie on top of each other, or reach out of their parent."""
    if isinstance(parent, QMainWindow | QAbstractScrollArea | QStackedWidget | QSplitter) or parent.layout() is None:
        return
    placed = [
        each
        for each in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if each.isVisible() and not each.isWindow() and parent.layout().indexOf(each) >= 0
    ]
    for each in placed:
        if each.geometry().isValid() and not parent.rect().adjusted(-1, -1, 1, 1).contains(each.geometry()):
            yield f"“{_name(each)}” reaches out of it"
    for first, second in combinations(placed, 2):
        common = QRect(first.geometry()).intersected(second.geometry())
        if common.width() > _SLACK_PX and common.height() > _SLACK_PX:
            yield f"“{_name(first)}” and “{_name(second)}” overlap"
