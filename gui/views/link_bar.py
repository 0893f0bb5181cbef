"""The switches above several views: what they have in common."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton

from gui.language import on_language
from gui.session import Session
from layers import comparison
from layers.comparison import Link
from spatial.text import Text

LABEL = Text("更改视图的联动", "Change what views share")


class LinkBar(QFrame):
    """Shows and changes the links of the views; hidden where one map is shown alone."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.caption = QLabel()
        self.link = QComboBox()
        for key in ("extent", "scale", "none"):
            self.link.addItem("", key)
        self.locked, self.mark, self.alone = QCheckBox(), QCheckBox(), QPushButton()
        self.caption.setBuddy(self.link)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(10)
        for widget in (self.caption, self.link, self.locked, self.mark):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.alone)
        self.link.activated.connect(lambda _: self._set_link(cast("Link", self.link.currentData())))
        self.locked.clicked.connect(self._set_locked)
        self.mark.clicked.connect(self._set_cursor)
        self.alone.clicked.connect(self._close)
        on_language(self, self._retranslate)
        self.hide()

    def show_state(self, views: int) -> None:
        """Show the links as they are; `views`: how many views there are."""
        now = self._session.project.comparison
        self.setVisible(views > 1)
        self.link.setCurrentIndex(self.link.findData(now.link))
        self.locked.setChecked(now.locked)
        self.mark.setChecked(now.cursor)

    def _set_link(self, link: Link) -> None:
        self._session.apply(LABEL, lambda project: comparison.set_link(project, link))

    def _set_locked(self, locked: bool) -> None:
        self._session.apply(LABEL, lambda project: comparison.set_locked(project, locked))

    def _set_cursor(self, cursor: bool) -> None:
        self._session.apply(LABEL, lambda project: comparison.set_cursor(project, cursor))

    def _close(self) -> None:
        self._session.apply(Text("只看一张地图", "Show one map alone"), comparison.show_alone)

    def _retranslate(self) -> None:
        self.caption.setText(self.tr("联动"))
        names = (self.tr("同一范围"), self.tr("同一比例，各自中心"), self.tr("各自移动"))
        for place, name in enumerate(names):
            self.link.setItemText(place, name)
        self.link.setAccessibleName(self.tr("视图的联动方式"))
        self.locked.setText(self.tr("锁定分级"))
        self.locked.setToolTip(self.tr("同一指标的各视图使用同一断点与颜色；口径或单位不同的指标不能并列"))
        self.mark.setText(self.tr("联动光标"))
        self.mark.setToolTip(self.tr("鼠标所在处在其他视图中以十字标出，并显示各自的数值"))
        self.alone.setText(self.tr("只看当前视图"))
