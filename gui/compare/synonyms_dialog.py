"""Which industries count as one: each industry with the group that stands for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from gui.language import on_language


class SynonymsDialog(QDialog):
    """Asks for the group of each industry; ``then(industry -> group)`` is called when the user agrees.

    Parameters
    ----------
    industries
        Those asked for; the groups of others stay as they are.
    groups, table
        Groups in force, and those of the plans' table, which a button puts back.
    """

    def __init__(
        self,
        industries: Sequence[str],
        groups: Mapping[str, str],
        table: Mapping[str, str],
        then: Callable[[dict[str, str]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then, self._kept = then, {name: group for name, group in groups.items() if name not in industries}
        self._given = table
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.table = QTableWidget(len(industries), 2)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        for row, industry in enumerate(industries):
            name = QTableWidgetItem(industry)
            name.setFlags(name.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.table.setItem(row, 0, name)
            self.table.setItem(row, 1, QTableWidgetItem(groups.get(industry, "")))
        self.table.resizeColumnToContents(0)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.restore = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.restore.clicked.connect(self.put_back)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.buttons)
        self.resize(480, 520)
        on_language(self, self._retranslate)

    def groups(self) -> dict[str, str]:
        """Return the group of each industry that has one."""
        found = dict(self._kept)
        for row in range(self.table.rowCount()):
            name, group = (self.table.item(row, column) for column in (0, 1))
            if name is not None and group is not None and group.text().strip():
                found[name.text()] = group.text().strip()
        return found

    def put_back(self) -> None:
        """Write the groups of the plans' table into the cells."""
        for row in range(self.table.rowCount()):
            name, group = (self.table.item(row, column) for column in (0, 1))
            if name is not None and group is not None:
                group.setText(self._given.get(name.text(), ""))

    def accept(self) -> None:
        """Hand the groups over."""
        self._then(self.groups())
        super().accept()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("同义词组"))
        self.restore.setText(self.tr("恢复规划表中的分组"))
        self.words.setText(
            self.tr(
                "写同一组名的产业算作同一产业；留空的按原文用词比较。分组随项目保存，可以撤销，命令行和评估报告也用它。"
            )
        )
        self.table.setHorizontalHeaderLabels([self.tr("产业"), self.tr("算作")])
        self.table.setAccessibleName(self.tr("产业与同义词组"))
