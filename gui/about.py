"""The About box: what this is, its version, and whose work it stands on."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.messages import log_path
from gui.theme import icon_pixmap
from layers.version import VERSION


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
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        text = QVBoxLayout()
        text.addWidget(heading)
        text.addWidget(words, 1)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(picture)
        row.addLayout(text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 14)
        column.addLayout(row, 1)
        column.addWidget(buttons)
