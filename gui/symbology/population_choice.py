"""Asking which population a figure per 10,000 people is divided by, where several are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from gui.language import say
from layers.layer import Field


def ask_population(parent: QWidget, people: Sequence[Field], take: Callable[[Field], None]) -> None:
    """Show the populations with their years; `take` is called with the one that the user confirms."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("ask_population", text)

    names = [f"{say(field.title)} · {field.name}" for field in people]
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(tr("改为每万人"))
    dialog.setLabelText(tr("除以哪一个人口数？"))
    dialog.setComboBoxItems(names)
    dialog.setOkButtonText(tr("计算"))
    dialog.setCancelButtonText(tr("取消"))
    dialog.textValueSelected.connect(lambda name: take(people[names.index(name)]) if name in names else None)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
