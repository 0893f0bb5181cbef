"""The verbs of views side by side: what they open with, and the difference of two years."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.docks import toggle
from gui.map.view import Bounds
from gui.messages import Message
from gui.selection import Selection
from gui.session import Edit, Session
from gui.sheet_dialog import SheetDialog
from gui.tasks import Task
from gui.views.cards_dialog import CardsDialog
from gui.views.difference_dialog import DifferenceDialog
from gui.views.view_pane import bounds_of
from gui.views.views import Views
from layers import comparison
from layers.cartography.styling import FieldChoice, field_choices
from layers.cartography.symbology import Symbology
from layers.cartography.symbology_locks import field_of
from layers.comparison import MOST, Arrangement, View
from layers.indicators.area_cards import Card, area_cards, groups_of
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.layer import Layer
from layers.placement import texts
from layers.project import Project
from layers.sheets.options import VIEWS
from spatial.feedback import Feedback
from spatial.text import Text

OPEN = Text("并排显示", "Show side by side")
BLOCKS = ("block", "block_zh", "parent")


class ViewVerbs(QObject):
    """Opens and closes views.

    Parameters
    ----------
    chosen
        Id of the layer chosen in the tree, "" for none.
    """

    def __init__(
        self,
        session: Session,
        views: Views,
        selection: Selection,
        chosen: Callable[[], str],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._session, self._portrayals, self._selection = session, views.main.portrayals, selection
        self._views, self._chosen, self._window = views, chosen, window

    @property
    def state(self) -> str:
        """Id of the action that says how many views there are."""
        now = self._session.project.comparison
        return f"views_{now.arrangement}" if comparison.views_of(self._session.project) else "views_one"

    # --- opening ---------------------------------------------------------------------------------------------------

    def alone(self) -> None:
        """Show the active view alone."""
        self._session.apply(Text("只看一张地图", "Show one map alone"), comparison.show_alone)

    def row(self) -> None:
        """Show two views side by side."""
        self._open(2, "row")

    def column(self) -> None:
        """Show two views, one above the other."""
        self._open(2, "column")

    def grid(self) -> None:
        """Show four views in two columns."""
        self._open(MOST, "grid")

    def _open(self, number: int, arrangement: Arrangement) -> None:
        """Show the years of the map, or the map itself as often; views that are open already are kept."""
        project = self._session.project
        open_now = list(comparison.views_of(project))
        link = project.comparison.link if len(open_now) == number else "extent"
        if len(open_now) != number:
            open_now = [View(view.map, view.column) for view in open_now]  # areas of their own were for those views
        years = comparison.years_of(project, project.active_map)
        columns = _spread(years, _column_in_force(project), number)
        fresh = [View(project.active_map, column) for column in columns]
        views = with_others(open_now, fresh, View(project.active_map), number)
        self._compare(views, lambda project: comparison.compare(project, views, arrangement, link))

    def _compare(self, views: Sequence[View], edit: Edit) -> None:
        """Do an edit that opens views, after their columns were given looks that compare."""
        project = self._session.project
        wanted = tuple(dict.fromkeys(view.column for view in views if view.column))
        layer = comparison.subject(project, views[0].map, wanted[0]) if wanted else None
        if layer is None:
            self._session.apply(OPEN, edit)
            return
        columns = tuple(each for each in wanted if each in comparison.columns_of(project, layer))
        dataset, locked = project.dataset(layer.dataset), project.comparison.locked

        def then(looks: tuple[Symbology, ...]) -> Edit:
            return lambda project: edit(offer_looks(project, layer.id, looks))

        def work(feedback: Feedback) -> tuple[Symbology, ...]:
            return looks_for(dataset, layer, columns, locked, feedback, self._session.project)

        self._session.run(Task(OPEN, "views"), work, then)

    def areas(self) -> None:
        """Show areas side by side at one scale: those that are selected, else the blocks of the map."""
        found = self._selected_areas() or self._blocks()
        if not 2 <= len(found) <= MOST:
            words = Text(
                f"请先选择 2 到 {MOST} 个要素（Ctrl+4），再并排显示；这张地图没有南北区块可分。",
                f"Select 2 to {MOST} features first (Ctrl+4): this map has no blocks to tell apart.",
            )
            self._session.messages.show(Message("info", words))
            return
        active = self._session.project.active_map
        column = _column_in_force(self._session.project)
        views = [View(active, column, self._degrees(bounds)) for bounds in found]
        self._session.apply(OPEN, lambda project: comparison.compare(project, views, "row", "scale"))

    def _selected_areas(self) -> list[Bounds]:
        found = []
        for layer in self._foreground():
            portrayal, rows = self._portrayals.of(layer.id), self._selection.rows(layer.dataset)
            if portrayal is not None and 2 <= len(rows) <= MOST:
                found = [bounds_of(portrayal.placed.geometry[row : row + 1]) for row in rows.tolist()]
        return [each for each in found if each is not None]

    def _blocks(self) -> list[Bounds]:
        """Return the extents of the groups that features of the map belong to: the north and the south block."""
        for layer in self._foreground():
            portrayal = self._portrayals.of(layer.id)
            frame = self._session.project.dataset(layer.dataset).frame
            for column in BLOCKS:
                groups = np.array(texts(frame, column), dtype=object)
                names = [name for name in dict.fromkeys(groups.tolist()) if name]
                if portrayal is not None and 2 <= len(names) <= MOST and len(groups) > len(names):
                    found = [bounds_of(portrayal.placed.geometry[groups == name]) for name in names]
                    return [each for each in found if each is not None]
        return []

    def _foreground(self) -> list[Layer]:
        shown = self._session.project.shown
        layers = [layer for layer in (shown.layers if shown is not None else ()) if layer.visible and not layer.context]
        return layers[::-1]

    def _degrees(self, bounds: Bounds) -> Bounds:
        from pyproj import Transformer

        made = Transformer.from_crs(self._session.project.crs, "EPSG:4326", always_xy=True).transform_bounds(*bounds)
        return made[0], made[1], made[2], made[3]

    # --- time ------------------------------------------------------------------------------------------------------

    def toggle_slider(self) -> None:
        """Show the line of years, or put it away; say so where the map shows nothing that has years."""
        project, slider = self._session.project, self._views.slider
        if slider.isVisible():
            slider.set_wanted(False)
            self._views.main.area.canvas.setFocus()
            return
        slider.set_wanted(True)
        if len(comparison.years_of(project, project.active_map)) < 2:
            words = Text(
                "这张地图显示的内容没有两个以上的年份；切换到有年份的指标后时间轴即出现。",
                "The map shows nothing with two years or more: the slider appears once it shows such an indicator.",
            )
            self._session.messages.show(Message("info", words))

    # --- the sheet of all views ------------------------------------------------------------------------------------

    def ask_sheet(self) -> None:
        """Show the views as one sheet, and ask on which paper and where to write it."""
        SheetDialog(self._session, self._window, VIEWS).open()

    # --- cards of blocks -------------------------------------------------------------------------------------------

    def show_cards(self) -> None:
        """Compare the blocks that areas of the map belong to; where it has none, those of another data set."""
        project = self._session.project
        drawn = [project.dataset(layer.dataset) for layer in self._foreground()]
        found = [each for each in (*drawn, *project.datasets) if groups_of(each)]
        if not found:
            words = Text(
                "项目中没有分属区块的区域：需要“上级”（parent）或“区块”（block）字段。",
                "No areas of the project belong to blocks: a column “parent” or “block” is needed.",
            )
            self._session.messages.show(Message("info", words))
            return
        task = Task(Text("汇总区块", "Rolling up the blocks"), "cards")

        def then(cards: tuple[Card, ...]) -> None:
            CardsDialog(cards, self._window).open()

        self._session.run(task, lambda feedback: area_cards(project, found[0].id, feedback), then)

    # --- charts ----------------------------------------------------------------------------------------------------

    def toggle_charts(self) -> None:
        """Show the charts of the chosen layer and lead the keyboard to them, or put them away."""
        dock = self._window.findChild(QDockWidget, "charts_dock")
        if dock is None:
            return
        if toggle(dock):
            dock.widget().setFocus()
        else:
            self._views.main.area.canvas.setFocus()

    # --- the difference of two years -------------------------------------------------------------------------------

    def ask_difference(self) -> None:
        """Ask which two columns of which layer to subtract."""
        project = self._session.project
        layer = comparison.subject(project, project.active_map) or self._chosen_layer()
        if layer is None:
            words = Text("请先选择一个有数值字段的图层。", "Choose a layer with figures first.")
            self._session.messages.show(Message("info", words))
            return
        dataset = project.dataset(layer.dataset)

        def then(choices: tuple[FieldChoice, ...]) -> None:
            numbers = [each.field for each in choices if each.kind == "number"]
            DifferenceDialog(self._session, self._window, layer.id, dataset, numbers).open()

        task = Task(Text("读取字段", "Reading the fields"), "difference", quiet=True)
        self._session.run(task, lambda feedback: field_choices(dataset), then)

    def _chosen_layer(self) -> Layer | None:
        layers = self._foreground()
        return next((layer for layer in layers if layer.id == self._chosen()), layers[0] if layers else None)


def _column_in_force(project: Project) -> str:
    layer = comparison.subject(project, project.active_map)
    return field_of(layer.symbology) if layer is not None else ""


def with_others(open_now: Sequence[View], fresh: Sequence[View], as_it_is: View, number: int) -> list[View]:
    """Return `number` views: those that are open, the fresh ones that none of them shows, and the map as it is."""
    others = [each for each in fresh if each not in open_now]
    return [*open_now, *others, *[as_it_is] * number][:number]


def _spread(years: Sequence[tuple[int, str]], in_force: str, number: int) -> list[str]:
    """Return up to `number` columns in the order of their years: the one in force, and those farthest from it."""
    columns = [column for _, column in years]
    if in_force not in columns:
        return []
    place = columns.index(in_force)
    others = sorted((each for each in range(len(columns)) if each != place), key=lambda each: -abs(each - place))
    return [columns[each] for each in sorted([place, *others[: number - 1]])]
