"""The About box: what this is, its version, and whose work it stands on, with every licence."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.help.licences import Package, shipped_packages
from gui.messages import log_path
from gui.theme import RESOURCES, icon_pixmap
from layers.version import VERSION

_ROOT = RESOURCES.parent


class AboutDialog(QDialog):
    """Says what the product is, in which version, under which licence, and with what it was made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("关于园图"))
        picture = QLabel()
        picture.setPixmap(icon_pixmap("yuantu", "#1668a8", 64))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        heading = QLabel(self.tr("园图 {version}").format(version=VERSION))
        heading.setObjectName("heading")
        large = heading.font()
        large.setPointSizeF(1.5 * large.pointSizeF())
        heading.setFont(large)
        pages = QTabWidget()
        pages.addTab(self._about(), self.tr("关于"))
        pages.addTab(self._licences(), self.tr("许可"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        text = QVBoxLayout()
        text.addWidget(heading)
        text.addWidget(pages, 1)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(picture)
        row.addLayout(text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 14)
        column.addLayout(row, 1)
        column.addWidget(buttons)
        self.resize(680, 480)

    def _about(self) -> QLabel:
        words = QLabel(
            "\n\n".join(
                [
                    self.tr("上海创新园区桌面图集：离线、中文优先，面积、来源与口径有据可查。"),
                    self.tr("许可：Apache-2.0。随附字体 Noto Sans SC（SIL OFL 1.1）。"),
                    self.tr(
                        "临港与陆域边界含 © OpenStreetMap contributors 数据（ODbL）。"
                        "各图层来源见查询面板与 data/geo/SOURCES.md。"
                    ),
                    self.tr(
                        "使用 Qt {qt}、PySide6（LGPL）、GeoPandas、Shapely、PROJ、GDAL、Leaflet、Folium 等开源软件。"
                    ).format(qt=qVersion()),
                    self.tr("日志文件：{path}").format(path=log_path()),
                ]
            )
        )
        words.setWordWrap(True)
        words.setMinimumWidth(420)
        words.setContentsMargins(4, 12, 4, 4)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return words

    def _licences(self) -> QWidget:
        self.packages, self.text = QTreeWidget(), QPlainTextEdit()
        self.packages.setHeaderLabels([self.tr("软件"), self.tr("版本"), self.tr("许可")])
        self.packages.setRootIsDecorated(False)
        self.packages.setAccessibleName(self.tr("随附软件"))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("许可全文"))
        for package in self._all():
            item = QTreeWidgetItem(self.packages, [package.name, package.version, package.licence or self.tr("见全文")])
            item.setData(0, Qt.ItemDataRole.UserRole, package.text)
            item.setToolTip(2, package.licence)
        self.packages.setColumnWidth(0, 190)
        self.packages.currentItemChanged.connect(
            lambda item, _: self.text.setPlainText(str(item.data(0, Qt.ItemDataRole.UserRole)) if item else "")
        )
        first = self.packages.topLevelItem(0)
        if first is not None:
            self.packages.setCurrentItem(first)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.packages, 3)
        column.addWidget(self.text, 2)
        return page

    @staticmethod
    def _all() -> list[Package]:
        """Return the program itself, its font, and the packages it ships with."""
        own = (_ROOT / "LICENSE").read_text(encoding="utf-8")
        font = (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8")
        return [
            Package("Yuantu", VERSION, "Apache-2.0", own),
            Package("Noto Sans SC", "", "OFL-1.1", font),
            *shipped_packages(),
        ]
