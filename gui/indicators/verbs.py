"""The verbs about definitions: the card of an indicator, exceptions of the guard, and the button that offers one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from gui.indicators.card_dialog import CardDialog, CardSources
from gui.indicators.describe_dialog import DescribeDialog
from gui.indicators.exceptions_dialog import ExceptionsDialog
from gui.indicators.header_menu import HeaderMenu
from gui.indicators.override_dialog import OverrideDialog
from gui.messages import Message
from gui.session import Retry, Session
from gui.tables.attribute_table import AttributeTable
from gui.tasks import Task
from layers.cartography.symbology_locks import field_of
from layers.edits import show_map
from layers.indicators.overrides import NotComparableError
from layers.indicators.own_maps import on_own_map, own_layer, parting
from layers.layer import Layer
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text

OFFER = Text("设为口径例外…", "Allow as an exception…")
APART = Text("在新地图中显示", "Put it on a map of its own")


class IndicatorVerbs(QObject):
    """Shows definition cards and exceptions; `layer` gives the chosen layer.

    ``shown(layer_id)``: a layer was put on a map of its own.
    """

    shown = Signal(str)

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
        exception = (OFFER, lambda: self.ask_exception(error, again))
        if isinstance(again, Retry) and self._parts(again):
            return ((APART, lambda: self.show_apart(again)), exception)
        return (exception,)

    def _parts(self, refused: Retry) -> bool:
        """Say whether another map would be a way out."""
        before = self._session.project
        return parting(before, refused.edit(before)) is not None

    def show_apart(self, refused: Retry) -> None:
        """Do what was refused on a new map, and show it; the map it was meant for stays as it is."""
        before = self._session.project
        after = refused.edit(before)
        how = parting(before, after)
        if how is None:
            refused()  # what stood against it is gone
            return
        moved, old = after.layer(how.moved[-1]), before.map(how.map_id)
        label = Text(f"在新地图中显示“{moved.name.to('zh')}”", f"Put “{moved.name.to('en')}” on a map of its own")
        if not self._session.apply(label, lambda project: on_own_map(project, refused.edit(project))):
            return
        own = self._session.project.shown
        assert own is not None  # it was just made
        self.shown.emit(own_layer(own, moved))
        text = Text(
            f"已在新地图“{own.title.to('zh')}”中显示；“{old.title.to('zh')}”没有改变。",
            f"It is shown on the new map “{own.title.to('en')}”; “{old.title.to('en')}” is as it was.",
        )
        back = Text(f"回到“{old.title.to('zh')}”", f"Back to “{old.title.to('en')}”")
        go = (back, lambda: self._go_back(back, old.id))
        self._session.messages.show(Message("success", text, actions=(go,)))

    def _go_back(self, label: Text, map_id: str) -> None:
        if map_id in {each.id for each in self._session.project.maps}:
            self._session.apply(label, lambda project: show_map(project, map_id))
