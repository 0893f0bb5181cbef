"""Which columns of a table are taken for indicators of the catalogue: proposed by heading, ticked by the user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gui.language import say
from layers.indicators.rules import brief

if TYPE_CHECKING:
    from layers.indicators.catalogue import Indicator
    from layers.indicators.recognising import Recognised

HEADING = Qt.ItemDataRole.UserRole


class IndicatorLinks(QListWidget):
    """Lists the headings that name an indicator, with check boxes. ``counted(n)``: so many are ticked now."""

    counted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._found: tuple[Recognised, ...] = ()
        self._decided: dict[str, bool] = {}
        self.itemChanged.connect(self._decide)

    def forget(self) -> None:
        """Forget what the user decided: another table is read."""
        self._decided = {}
        self.show_found(())

    def show_found(self, found: Sequence[Recognised]) -> None:
        """List what was recognised; what the user decided of a heading before stays."""
        self._found = tuple(found)
        self.blockSignals(True)
        self.clear()
        for each in self._found:
            item = QListWidgetItem(self._words(each), self)
            item.setData(HEADING, each.heading)
            item.setToolTip(say(each.indicator.definition))
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if each.fits else Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if self._is_linked(each) else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.counted.emit(len(self.links()))

    def links(self) -> tuple[tuple[str, Indicator], ...]:
        """Return the headings that are taken for an indicator, with it."""
        return tuple((each.heading, each.indicator) for each in self._found if self._is_linked(each))

    def _is_linked(self, each: Recognised) -> bool:
        return each.fits and self._decided.get(each.heading, each.sure)

    def _decide(self, item: QListWidgetItem) -> None:
        self._decided[str(item.data(HEADING))] = item.checkState() == Qt.CheckState.Checked
        self.counted.emit(len(self.links()))

    def _words(self, each: Recognised) -> str:
        about = [each.indicator.unit, say(brief(each.indicator.rule)), say(each.remark)]
        if len(each.columns) > 1:
            about.insert(0, self.tr("{n} 个年份").format(n=len(each.columns)))
        return f"{each.heading}  →  {say(each.indicator.name)}    " + " · ".join(filter(None, about))
