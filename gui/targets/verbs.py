"""What a user does with the targets: look, report figures, make a map of statuses, follow the facilities in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QDockWidget, QMainWindow

from gui.docks import bring, in_front
from gui.file_dialogs import ask_to_open, read_filters
from gui.language import on_language
from gui.map.area import MapArea
from gui.map.portrayals import Portrayals
from gui.messages import Message
from gui.selection import Selection
from gui.session import Edit, Session
from gui.targets.figure_dialog import FigureDialog, FiguresDialog
from gui.targets.map_links import AreaLink, FacilityLink
from gui.targets.targets_panel import CHECK, LEDGER, TIMELINE, TargetsPanel
from gui.targets.year_filter import YearFilter
from gui.tasks import Task
from layers.indicators.catalogue import Value
from layers.indicators.figure_edits import FiguresRead, read_figures, report_figures, withdraw_figure
from layers.indicators.project_plans import Plans
from layers.indicators.reported import Reported, reported_of
from layers.results.status_map import Shape, area_shapes, status_map
from spatial.text import Text

NO_ROW = Text(
    "请先在目标台账中选中一行：地图画的是那一行的指标。",
    "Select a row of the target ledger first: its indicator is mapped.",
)


class Targets(QObject):
    """The dock of the targets and the verbs of its menu. ``zoom_asked()``: show what is selected on the map."""

    zoom_asked = Signal()

    def __init__(
        self, session: Session, selection: Selection, portrayals: Portrayals, area: MapArea, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._window, self._area = session, window, area
        self.filter = YearFilter(session, portrayals, area.canvas, self)
        self.panel = TargetsPanel(session, selection, self.filter)
        self.area_link = AreaLink(session, selection, self.panel.ledger)
        self.facility_link = FacilityLink(session, portrayals, area, self.panel.timeline)
        self.dock = QDockWidget(window)
        self.dock.setObjectName("targets_dock")
        self.dock.setWidget(self.panel)
        self.dock.setMinimumWidth(240)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.hide()
        self._waiting: Callable[[Plans], object] | None = None
        self._history = session.history
        self.panel.source.changed.connect(self._go_on)
        ledger = self.panel.ledger
        ledger.figure_asked.connect(self.type_figure)
        ledger.table_asked.connect(self.join_figures)
        ledger.map_asked.connect(self.make_map)
        ledger.withdrawn.connect(self._withdraw)
        ledger.zoom_asked.connect(self.zoom_asked)
        on_language(self.dock, self._retranslate)

    def _retranslate(self) -> None:
        self.dock.setWindowTitle(self.tr("指标与目标"))

    # --- showing ---------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Show the ledger, or put it away."""
        self._toggle(LEDGER)

    def toggle_check(self) -> None:
        """Show the plans checked against themselves, or put them away."""
        self._toggle(CHECK)

    def toggle_timeline(self) -> None:
        """Show the facilities in time, or put them away."""
        self._toggle(TIMELINE)

    def _toggle(self, tab: int) -> None:
        if in_front(self.dock) and self.panel.tabs.currentIndex() == tab:
            self.dock.hide()
            self._area.canvas.setFocus()
        else:
            self.show(tab)

    def show(self, tab: int = LEDGER) -> None:
        """Show the panel with a tab in front."""
        if not self.dock.isVisible():
            self.dock.show()
            self._window.resizeDocks([self.dock], [400], Qt.Orientation.Vertical)
        bring(self.dock)
        self.panel.show_tab(tab)

    def forget(self) -> None:
        """Look at the whole map again where another project was opened; saving one changes nothing."""
        if self._session.history is not self._history:
            self._history = self._session.history
            self.filter.set_year(None)
        self.panel.source.read_again()

    def filter_now(self) -> None:
        """Show only the facilities built by the year of the slider, or everything again."""
        if self.filter.year is not None:
            self.filter.set_year(None)
        else:
            self.show(TIMELINE)
            self._with_plans(lambda _: self._filter())

    def _filter(self) -> None:
        if self.panel.timeline.entries:
            self.panel.timeline.on.setChecked(True)
        else:
            self._say(Text("没有设施清单，无从筛选。", "There is no list of facilities to filter by."))

    # --- figures ---------------------------------------------------------------------------------------------------

    def type_figure(self) -> None:
        """Ask for a figure that came after the plans were printed."""
        self._with_plans(self._type_figure)

    def _type_figure(self, plans: Plans) -> None:
        chosen = self.panel.ledger.table.chosen()
        start = (chosen[0].row.area, chosen[0].row.indicator.id) if chosen else (self.panel.ledger.tree.area, "")
        _open(FigureDialog(plans, start, lambda figure: self._report([figure]), self._window))

    def join_figures(self) -> None:
        """Ask for a table of figures, and show what it gives before anything is reported."""
        filters = read_filters(self.tr("表格"), "table")
        title = self.tr("从表格填报数字")
        self._with_plans(lambda _: ask_to_open(self._window, title, filters, lambda paths: self.read_table(paths[0])))

    def read_table(self, path: Path) -> None:
        """Read a table of figures and ask what to do with it."""
        self._with_plans(lambda plans: self._read_table(path, plans))

    def _read_table(self, path: Path, plans: Plans) -> None:
        def then(read: FiguresRead) -> Edit | None:
            _open(FiguresDialog(read, plans, path.name, self._report, self._window))
            return None

        label = Text(f"读取“{path.name}”", f"Reading “{path.name}”")
        self._session.run(Task(label), lambda feedback: read_figures(path, plans.tables, "", feedback), then)

    def _report(self, figures: Sequence[Reported]) -> None:
        self._with_plans(lambda plans: self._report_with(figures, plans))

    def _report_with(self, figures: Sequence[Reported], plans: Plans) -> None:
        first = plans.catalogue.indicators[figures[0].indicator].name
        label = Text(f"填报 {len(figures)} 个数字", f"Report {len(figures)} figures")
        if len(figures) == 1:
            label = Text(f"填报“{first.zh}”{figures[0].year}年", f"Report “{first.to('en')}” of {figures[0].year}")
        if self._session.apply(label, lambda project: report_figures(project, figures, plans.tables)):
            self.show(LEDGER)
            self.panel.ledger.go_to(figures[0].area, figures[0].indicator)

    def _withdraw(self, value: Value) -> None:
        figure = reported_of(self._session.project.figures, value)
        if figure is not None:
            label = Text(f"撤回 {figure.year} 年的填报", f"Withdraw the figure of {figure.year}")
            self._session.apply(label, lambda project: withdraw_figure(project, figure))

    # --- the map and files -----------------------------------------------------------------------------------------

    def make_map(self) -> None:
        """Add a map of the status of the chosen row's indicator to the project."""
        self._with_plans(self._make_map)

    def _make_map(self, plans: Plans) -> None:
        chosen = self.panel.ledger.table.chosen()
        if not chosen:
            self._say(NO_ROW)
            return
        indicator, lines, project = chosen[0].row.indicator, self.panel.ledger.lines, self._session.project

        def then(shapes: dict[str, Shape]) -> Edit:
            return lambda now: status_map(now, plans.tables.areas, lines, indicator.id, shapes)

        label = Text(f"状态地图：{indicator.name.zh}", f"Map of statuses: {indicator.name.to('en')}")
        areas = plans.tables.areas
        self._session.run(Task(label, "status_map"), lambda feedback: area_shapes(project, areas, feedback), then)

    def export(self) -> None:
        """Ask where to write the tab in front as XLSX or CSV."""
        self._with_plans(lambda _: self.panel.ask_table())

    # --- small questions -------------------------------------------------------------------------------------------

    def _with_plans(self, act: Callable[[Plans], object]) -> None:
        """Show the panel and do something with the plans as soon as they are read; say where there are none."""
        source = self.panel.source
        if not self.dock.isVisible():
            self.show(self.panel.tabs.currentIndex())
        self._waiting = act
        if source.plans is not None or source.why:
            self._go_on()

    def _go_on(self) -> None:
        act, self._waiting = self._waiting, None
        source = self.panel.source
        if act is not None and source.plans is not None:
            act(source.plans)
        elif act is not None:
            self._say(
                Text(
                    "这个项目没有规划表格：面板里写明了怎样放入。",
                    "There are no plans: the panel says how to add them.",
                )
            )

    def _say(self, text: Text) -> None:
        self._session.messages.show(Message("info", text))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
