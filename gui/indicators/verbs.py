"""The verbs about definitions: the card of an indicator, exceptions of the guard, and the button that offers one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.indicators.card_dialog import CardDialog, CardSources
from gui.indicators.describe_dialog import DescribeDialog
from gui.indicators.exceptions_dialog import ExceptionsDialog
from gui.indicators.header_menu import HeaderMenu
from gui.indicators.override_dialog import OverrideDialog
from gui.session import Session
from gui.tables.attribute_table import AttributeTable
from gui.tasks import Task
from layers.cartography.symbology_locks import field_of
from layers.indicators.overrides import NotComparableError
from layers.layer import Layer
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text

OFFER = Text("设为口径例外…", "Allow as an exception…")


class IndicatorVerbs(QObject):
    """Shows definition cards and exceptions; `layer` gives the chosen layer."""

    def __init__(
        self, session: Session, layer: Callable[[], Layer | None], table: AttributeTable, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._layer, self._window = session, layer, window
        session.messages.remedies.append(self._offer)
        header = table.view.horizontalHeader()
        self.header_menu = HeaderMenu(header, lambda section: table.model.columns[section], self.show_card_of)

    def show_card(self) -> None:
        """Show the definition of what the chosen layer draws."""
        layer = self._layer()
        self.show_card_of(field_of(layer.symbology) if layer is not None else "")

    def show_card_of(self, column: str) -> None:
        """Show the definition of a column of the chosen layer, "" for the first indicator of the catalogue."""
        layer, project, path = self._layer(), self._session.project, self._session.path
        dataset = project.dataset(layer.dataset) if layer is not None else None

        def work(_: Feedback) -> CardSources:
            from layers.indicators.plan_tables import catalogue_beside
            from layers.indicators.reported import with_reported

            catalogue, areas = catalogue_beside(path)
            return CardSources(with_reported(catalogue, project.figures), areas, dataset)

        def then(sources: CardSources) -> None:
            dialog = CardDialog(sources, column, self._window)
            dialog.describe_asked.connect(lambda column: self._describe(dialog, sources, column))
            dialog.show()

        task = Task(Text("读取指标目录", "Reading the catalogue"), "definition card", quiet=True)
        self._session.run(task, work, then)

    def _describe(self, card: CardDialog, sources: CardSources, column: str) -> None:
        """Ask what a column of the card is, and show its card anew."""
        if sources.dataset is None:
            return

        def again() -> None:
            card.close()
            self.show_card_of(column)

        where = sources.dataset.id, sources.dataset.field_of(column)
        DescribeDialog(self._session, where, sources.catalogue, card, again).open()

    def show_exceptions(self) -> None:
        """Show what is compared though it does not compare."""
        ExceptionsDialog(self._session, self._window).open()

    def ask_exception(self, refused: NotComparableError, then: Callable[[], None] | None = None) -> None:
        """Ask for the reason of an exception, and do `then` once it is in the project."""
        OverrideDialog(self._session, refused, self._window, then).open()

    def _offer(self, error: GisError, again: Callable[[], None] | None) -> tuple[tuple[Text, Callable[[], None]], ...]:
        if not isinstance(error, NotComparableError):
            return ()
        return ((OFFER, lambda: self.ask_exception(error, again)),)
