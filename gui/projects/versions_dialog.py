"""The older versions of the project: when, how large, in what they differ; one is brought back as an unsaved step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language, say
from layers.storage.versions import Version


class VersionsDialog(QDialog):
    """One row for each version; ``chosen`` carries the `Version` to bring back."""

    chosen = Signal(object)

    def __init__(self, versions: Sequence[Version], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("versions")
        self._versions = tuple(versions)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.table = QTableWidget(len(versions), 3)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda *_: self._enable())
        self.restore = QPushButton()
        self.restore.setDefault(True)
        self.restore.clicked.connect(self._restore)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._words)
        column.addWidget(self.table, 1)
        column.addWidget(self._buttons)
        self.resize(760, 400)
        on_language(self, self._retranslate)
        self.table.setCurrentCell(0, 0)
        self._enable()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("恢复较早的版本"))
        self._words.setText(
            self.tr(
                "每次保存都会留下之前的版本，最多十个。恢复后作为一步未保存的更改出现，可以撤销；文件在您保存之前不变。"
            )
        )
        self.table.setHorizontalHeaderLabels([self.tr("保存于此之前"), self.tr("大小"), self.tr("与现在文件的不同")])
        self.table.setAccessibleName(self.windowTitle())
        for row, version in enumerate(self._versions):
            words = self.tr("；").join(say(each) for each in version.differences) or self.tr("没有不同")
            cells = (
                f"{version.time.astimezone():%Y-%m-%d %H:%M:%S}",
                QLocale().formattedDataSize(version.bytes),
                self.tr("无法读取：{why}").format(why=words) if version.damaged else words,
            )
            for place, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, place, item)
        self.table.resizeRowsToContents()
        self.restore.setText(self.tr("恢复这一版"))

    @property
    def current(self) -> Version | None:
        """The version of the current row."""
        row = self.table.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def _enable(self) -> None:
        self.restore.setEnabled(self.current is not None and not self.current.damaged)

    def _restore(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)
            self.accept()
