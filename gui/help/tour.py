"""The tour of the first start: a ring around a part of the window, a card that says what it is for; work goes on below.

The ring lets the mouse through and the card covers little, so nothing is blocked: the tour can be left standing while
one works. Right and left arrow, Enter and Esc work while the card has the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from gui.language import on_language
from gui.settings import QT_TRANSLATE_NOOP, TOUR_SEEN

_RING, _HALO = QColor("#ff7a00"), QColor(255, 122, 0, 70)
_CARD_PX, _GAP_PX = 340, 14


@dataclass(frozen=True)
class Step:
    """One step: the name of the part of the window, a heading, one or two sentences (Chinese sources of ``Tour``)."""

    part: str
    title: str
    words: str


STEPS: tuple[Step, ...] = (
    Step(
        "maps",
        QT_TRANSLATE_NOOP("Tour", "地图列表"),
        QT_TRANSLATE_NOOP("Tour", "项目里的每张地图是一个专题。点一下就切换，图例和说明随之变化。"),
    ),
    Step(
        "tree",
        QT_TRANSLATE_NOOP("Tour", "图层与图例"),
        QT_TRANSLATE_NOOP("Tour", "勾选显示或隐藏，拖动调整上下顺序，按 F2 改名；下面就是图例和各级的个数。"),
    ),
    Step(
        "canvas",
        QT_TRANSLATE_NOOP("Tour", "地图"),
        QT_TRANSLATE_NOOP("Tour", "拖动平移，滚轮缩放。把 Shapefile、GeoJSON 等文件拖进来就能添加。"),
    ),
    Step(
        "identify",
        QT_TRANSLATE_NOOP("Tour", "查询要素"),
        QT_TRANSLATE_NOOP("Tour", "选这个工具再点地图，右侧列出该处全部要素的数值、来源、精度和边界状态。"),
    ),
    Step(
        "panels",
        QT_TRANSLATE_NOOP("Tour", "样式、查询与历史"),
        QT_TRANSLATE_NOOP("Tour", "在“样式”里选指标、年份和分级方法；“历史”列出每一步，点哪步回到哪步。"),
    ),
    Step(
        "join",
        QT_TRANSLATE_NOOP("Tour", "连接表格"),
        QT_TRANSLATE_NOOP("Tour", "把 Excel 或 CSV 接到图层上：先看匹配了多少、两边各剩什么，再决定。"),
    ),
    Step(
        "search",
        QT_TRANSLATE_NOOP("Tour", "搜索"),
        QT_TRANSLATE_NOOP("Tour", "输入名称、别名或拼音首字母，例如 zj，回车即到。"),
    ),
    Step(
        "export",
        QT_TRANSLATE_NOOP("Tour", "交付"),
        QT_TRANSLATE_NOOP("Tour", "导出一个离线网页，或 A4、A3、幻灯片图件。任何时候按 F1 打开与当前面板有关的帮助。"),
    ),
)


class Tour(QObject):
    """Leads through `STEPS`.

    Parameters
    ----------
    parts
        Returns the widget of a part of the window, None where it is not there.
    """

    def __init__(self, parts: Callable[[str], QWidget | None], window: QMainWindow) -> None:
        super().__init__(window)
        self._parts, self._window = parts, window
        self.ring, self.card = _Ring(window), _Card(self, window)
        self.step = -1
        window.installEventFilter(self)
        on_language(window, self._show)

    @property
    def running(self) -> bool:
        """Whether the tour is on screen."""
        return self.step >= 0

    def start_once(self) -> None:
        """Start at the first start of the program, and never again by itself."""
        if not TOUR_SEEN.value():
            self.start()

    def start(self) -> None:
        """Start from the first step."""
        TOUR_SEEN.keep(True)
        self.step = 0
        self._show()
        self.card.next.setFocus()

    def go(self, by: int) -> None:
        """Go on or back; beyond the last step is the end."""
        if self.running:
            self.step = max(self.step + by, 0)
            if self.step >= len(STEPS):
                self.end()
            else:
                self._show()

    def end(self) -> None:
        """Put ring and card away and give the keyboard back to the map."""
        self.step = -1
        self._show()
        canvas = self._parts("canvas")
        if canvas is not None:
            canvas.setFocus()

    def target(self) -> QRect:
        """Return where the part of the present step lies in the window; empty where it is hidden."""
        part = self._parts(STEPS[self.step].part) if self.running else None
        if part is not None and not part.isVisible():
            part = self._parts("bar")  # a narrow window keeps its last buttons behind the arrow of the tool bar
        if part is None or not part.isVisible():
            return QRect()
        box = QRect(part.mapTo(self._window, QPoint(0, 0)), part.size())
        return box.intersected(self._window.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the window as its size and its panels change."""
        if self.running and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return False

    def _show(self) -> None:
        self.ring.setVisible(self.running)
        self.card.setVisible(self.running)
        if self.running:
            self.card.show_step(self.step)
            self._place()

    def _place(self) -> None:
        box = self.target()
        self.ring.setGeometry(self._window.rect())
        self.ring.around(box)
        self.card.adjustSize()
        self.card.move(beside(box, self._window.rect(), self.card.rect()))
        self.ring.raise_()
        self.card.raise_()


def beside(box: QRect, room: QRect, card: QRect) -> QPoint:
    """Return where the card stands: right, left, below or above of the box, where it covers none of it; else inside."""
    middle = box.center().y() - card.height() // 2
    left = box.center().x() - card.width() // 2
    tried = [
        QPoint(box.right() + _GAP_PX, middle),
        QPoint(box.left() - _GAP_PX - card.width(), middle),
        QPoint(left, box.bottom() + _GAP_PX),
        QPoint(left, box.top() - _GAP_PX - card.height()),
    ]
    inner = room.adjusted(8, 8, -8, -8)
    for at in tried if not box.isEmpty() else []:
        held = QRect(at, card.size())
        held.moveTop(min(max(held.top(), inner.top()), inner.bottom() - card.height()))
        held.moveLeft(min(max(held.left(), inner.left()), inner.right() - card.width()))
        if not held.intersects(box):
            return held.topLeft()
    centre = (box if not box.isEmpty() else room).center()
    return QPoint(centre.x() - card.width() // 2, centre.y() - card.height() // 2)


class _Ring(QWidget):
    """A ring around a part of the window; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box = QRect()
        self.hide()

    def around(self, box: QRect) -> None:
        """Stand around a box."""
        self._box = box
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._box.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((_HALO, 9.0), (_RING, 3.0)):
            painter.setPen(QPen(colour, width))
            painter.drawRoundedRect(QRectF(self._box).adjusted(3, 3, -3, -3), 6, 6)
        painter.end()


class _Card(QFrame):
    """The words of a step with the buttons; arrow keys and Esc work anywhere in it."""

    def __init__(self, tour: Tour, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("card")
        self.setAutoFillBackground(True)
        self.setFixedWidth(_CARD_PX)
        self.title, self.words, self.count = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("heading")
        self.words.setWordWrap(True)
        self.count.setObjectName("quiet")
        self.skip, self.back, self.next = QPushButton(), QPushButton(), QPushButton()
        self.next.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        for button in (self.skip, self.back, self.next):
            button.setAutoDefault(True)  # Enter presses the one with the keyboard
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 14, 12)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addSpacing(6)
        column.addLayout(row)
        self.skip.clicked.connect(tour.end)
        self.back.clicked.connect(lambda: tour.go(-1))
        self.next.clicked.connect(lambda: tour.go(1))
        for keys, act in (("Right", lambda: tour.go(1)), ("Left", lambda: tour.go(-1)), ("Esc", tour.end)):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(act)
        self.hide()

    def show_step(self, step: int) -> None:
        """Write the words of a step in the language of the window."""

        def words(source: str) -> str:
            return QCoreApplication.translate("Tour", source)

        self.title.setText(words(STEPS[step].title))
        self.words.setText(words(STEPS[step].words))
        self.setAccessibleName(f"{self.title.text()}. {self.words.text()}")
        self.count.setText(f"{step + 1} / {len(STEPS)}")
        self.skip.setText(self.tr("跳过(&S)"))
        self.back.setText(self.tr("上一步(&B)"))
        self.next.setText(self.tr("下一步(&N)") if step + 1 < len(STEPS) else self.tr("完成(&N)"))
        self.back.setEnabled(step > 0)
        self.words.setFixedHeight(self.words.heightForWidth(_CARD_PX - 32))
