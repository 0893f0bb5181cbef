"""The main window: lays out the panels, wires them to one session, and holds the methods that the actions name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QIcon
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from gui import application, settings
from gui.appearance import Appearance, chosen_theme
from gui.boundaries.verbs import Drawing
from gui.charts.charts_panel import ChartsPanel
from gui.compare.compare_panel import ComparePanel
from gui.compare.map_link import MapLink
from gui.docks import toggle
from gui.editing.verbs import Editing
from gui.export_dialog import ExportDialog
from gui.garbage import Garbage
from gui.help.about import AboutDialog
from gui.help.diagnostics import Diagnostics
from gui.history_panel import HistoryPanel
from gui.identify_panel import IdentifyPanel
from gui.indicators.verbs import IndicatorVerbs
from gui.language import language, on_language, say, set_language
from gui.manners import Manners
from gui.map.bookmarks import Bookmarks
from gui.map.measure import Measure
from gui.map.notes import MapNotes
from gui.map.portrayals import Portrayals
from gui.map.scale_notes import ScaleNotes
from gui.map.selecting import MapSelection
from gui.map.tool_hint import ToolHint
from gui.map.tools import ToolName
from gui.menus import Menus
from gui.messages import CrashDialog, Messages, start_log
from gui.projects.files import ProjectFiles, is_modified
from gui.projects.recent_projects import RecentProjects
from gui.projects.safekeeping import Safekeeping
from gui.revisions.verbs import Ledger
from gui.search_box import SearchBox
from gui.selection import Selection
from gui.session import Session
from gui.status import StatusLine
from gui.symbology.style_verbs import StyleVerbs
from gui.symbology.symbology_panel import SymbologyPanel
from gui.tables.attribute_table import AttributeTable
from gui.targets.verbs import Targets
from gui.tasks import Tasks
from gui.theme import RESOURCES
from gui.tree.incoming_files import IncomingFiles
from gui.tree.layer_files import LayerFiles
from gui.tree.layer_verbs import LayerVerbs
from gui.tree.layers_panel import LayersPanel
from gui.views.view_area import ViewArea
from gui.views.view_verbs import ViewVerbs
from gui.views.views import Views
from layers import edits
from spatial.text import Language, Text


class MainWindow(QMainWindow):
    """The window of the product. One session, its panels, its actions.

    Parameters
    ----------
    inline
        Do all work at once in the GUI thread (tests).
    """

    def __init__(self, *, inline: bool = False) -> None:
        super().__init__()
        self.setWindowIcon(QIcon(str(RESOURCES / "icons" / "yuantu.svg")))
        self._closing = False
        self.messages = Messages(self)
        self.tasks = Tasks(self.messages.error, inline=inline, parent=self)
        self.garbage = Garbage(self)
        self.session = Session(self.messages, self.tasks, self)
        self.portrayals = Portrayals(self.session, self)
        self.files = ProjectFiles(self.session, self)
        self.safe = Safekeeping(self.session, self.files, self)
        self.layer_files = LayerFiles(self.session, self)
        self.selection = Selection(self.session, self)
        self.map_area = ViewArea(self.session, self.portrayals)
        self.layers_panel = LayersPanel(self.session, self.portrayals)
        self.symbology_panel = SymbologyPanel(self.session, self.portrayals)
        self.identify_panel = IdentifyPanel(self.session, self.portrayals)
        self.history_panel = HistoryPanel(self.session)
        self.attribute_table = AttributeTable(self.session, self.selection)
        self.map_notes = MapNotes(self.session)
        self.map_selection = MapSelection(
            self.session, self.portrayals, self.selection, self.map_area, lambda: self.layers_panel.selected_layer
        )
        self.charts = ChartsPanel(self.session, self.portrayals, self.selection)
        self.compare = ComparePanel(self.session, self.selection)
        self.compare_link = MapLink(self.session, self.portrayals, self.map_area, self.compare)
        self.views = Views(
            self.session, self.portrayals, self.selection, self.map_area, lambda: self.layers_panel.selected_layer
        )
        self.view_verbs = ViewVerbs(
            self.session, self.views, self.selection, lambda: self.layers_panel.selected_layer, self
        )
        self.scale_notes = ScaleNotes(self.session, self.map_area, self.layers_panel)
        self.layer_verbs = LayerVerbs(self.session, self.layers_panel, self.layer_files, self.selection, self)
        self.indicators = IndicatorVerbs(self.session, self.layer_verbs.layer, self.attribute_table, self)
        self.style_verbs = StyleVerbs(self.session, self.layer_verbs.layer, self)
        self.appearance = Appearance(self)
        self.diagnostics = Diagnostics(self.session, self)
        self.bookmarks = Bookmarks(self.session, self.map_area, self)
        self.incoming = IncomingFiles(self.session, self.files, self.layer_files, self.layer_verbs, self)
        self.search = SearchBox(self.session, self.portrayals, self)
        self.editing = Editing(
            self.session,
            self.portrayals,
            self.selection,
            self.map_area,
            lambda: self.layers_panel.selected_layer,
            self,
        )
        self.drawing = Drawing(self.editing.editor, self)
        self.measure = Measure(self.session, self.map_area.canvas)
        self.manners = Manners(self.session, self.map_area, self._part, self)
        self.ledger = Ledger(self.session, self.selection, self.layer_verbs.layer, self)
        self.targets = Targets(self.session, self.selection, self.portrayals, self.map_area, self)
        self.menus = Menus(self)
        self.menus.add_to_bar(self.search)
        self.bookmarks.fill(self.menus.menus["bookmarks"])
        self.recent = RecentProjects(self.session, self.files, self.menus.menus["file"], self)
        self._lay_out()
        self.appearance.restore_layout()
        self._wire()
        on_language(self, self._retranslate)

    # --- layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setCentralWidget(self.views)
        self.tool_hint = ToolHint(self.menus.actions, self.statusBar())
        self.status = StatusLine(self.map_area.canvas, self.session, self.statusBar())
        self.safe.show_state(self.statusBar())
        self.left = self._dock("layers_dock", self.layers_panel, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel in (self.symbology_panel, self.identify_panel, self.history_panel):
            self.tabs.addTab(panel, "")
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.map_notes)
        self.right = self._dock("panels_dock", side, Qt.DockWidgetArea.RightDockWidgetArea)
        self.table_dock = self._dock("table_dock", self.attribute_table, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.table_dock.hide()
        self.charts_dock = self._dock("charts_dock", self.charts, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.charts_dock.hide()
        self.compare_dock = self._dock("compare_dock", self.compare, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.compare_dock.hide()
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.resize(1440, 900)
        self.resizeDocks([self.left, self.right], [300, 350], Qt.Orientation.Horizontal)
        self.resizeDocks([self.table_dock, self.compare_dock], [280, 380], Qt.Orientation.Vertical)
        self.layer_verbs.fill_menus(self.menus.actions)
        view = self.menus.menus["view"]
        view.addSeparator()
        view.addActions([self.left.toggleViewAction(), self.right.toggleViewAction()])

    def _part(self, name: str) -> QWidget | None:
        """Return a part of the window by name; the id of an action: its button in the tool bar."""
        parts: dict[str, QWidget] = {
            "bar": self.menus.bar,
            "message": self.map_area.bar,
            "maps": self.layers_panel.maps,
            "tree": self.layers_panel.tree,
            "canvas": self.map_area.canvas,
            "panels": self.tabs,
            "table": self.attribute_table,
            "search": self.search,
        }
        named = {"export": "export_html"}.get(name, name)
        return parts[name] if name in parts else self.menus.bar.widgetForAction(self.menus.actions[named])

    def _dock(self, name: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        dock.setMinimumWidth(240)
        self.addDockWidget(area, dock)
        return dock

    def _wire(self) -> None:
        self.messages.crashed.connect(self._show_crash)
        self.session.changed.connect(lambda _: self._refresh())
        self.attribute_table.zoom_asked.connect(self.map_selection.zoom)
        self.targets.zoom_asked.connect(self.map_selection.zoom)
        self.selection.changed.connect(lambda _: self._refresh())
        self.files.opened.connect(self.selection.clear)
        self.files.opened.connect(lambda: self.garbage.sweep(sum(len(d.frame) for d in self.session.project.datasets)))
        self.files.opened.connect(self.map_area.forget_views)
        self.files.opened.connect(self.views.forget_views)
        self.files.opened.connect(self.targets.forget)
        self.files.opened.connect(self._refresh)
        self.layer_files.added.connect(self._show_added_next)
        self.layer_files.added_base.connect(self._show_added)
        self.layers_panel.layer_selected.connect(self._select_layer)
        self.symbology_panel.card_asked.connect(self.indicators.show_card)
        self.indicators.shown.connect(self._show_added)
        self.layers_panel.tree.parts_chosen.connect(self._refresh)
        self.map_area.hits.connect(self._show_hits)
        self.compare.left.connect(self.map_area.canvas.setFocus)
        self.selection.changed.connect(lambda _: self.identify_panel.mark(self.map_selection.holds))
        self.identify_panel.feature_chosen.connect(self.map_area.select)
        self.search.chosen.connect(self._show_found)
        self.search.left.connect(self.map_area.canvas.setFocus)
        for name in ("pan", "zoom_box", "identify", "select", "measure_distance", "measure_area"):
            self.menus.actions[name].toggled.connect(lambda on, name=name: self.views.set_tool(name) if on else None)
        for name in ("measure_distance", "measure_area"):
            self.menus.actions[name].toggled.connect(self.measure.keep)
        self.editing.wire(self.menus, self._refresh)
        self.drawing.wire(self.menus)
        self.editing.save_asked.connect(self.files.save)
        self.menus.check("pan")
        self.map_area.canvas.setFocus()

    def _show_crash(self, error: BaseException) -> None:
        """Show the first fault; those that come while it is on screen are in the log."""
        if not self.findChildren(CrashDialog):
            CrashDialog(error, self).open()

    def _retranslate(self) -> None:
        self.left.setWindowTitle(self.tr("图层"))
        self.right.setWindowTitle(self.tr("面板"))
        self.charts_dock.setWindowTitle(self.tr("统计图表"))
        self.compare_dock.setWindowTitle(self.tr("分区比较"))
        self._name_table()
        for place, title in enumerate((self.tr("样式"), self.tr("查询"), self.tr("历史"))):
            self.tabs.setTabText(place, title)
        self._name_small_buttons()
        self.menus.check("chinese" if language() == "zh" else "english")
        self.menus.check(f"theme_{chosen_theme()}")
        self._refresh()

    def _name_small_buttons(self) -> None:
        """Name the buttons that Qt makes itself and names once only, in the language of the start."""
        names = {
            "qt_dockwidget_floatbutton": self.tr("浮动面板"),
            "qt_dockwidget_closebutton": self.tr("关闭面板"),
            "ScrollLeftButton": self.tr("向左滚动"),
            "ScrollRightButton": self.tr("向右滚动"),
        }
        for button in self.findChildren(QAbstractButton):
            if button.objectName() in names:
                button.setToolTip(names[button.objectName()])
                button.setAccessibleName(names[button.objectName()])

    def _refresh(self) -> None:
        """Bring title and actions in step with the session."""
        session = self.session
        mark = "*" if is_modified(session) else ""
        self.setWindowTitle(f"{say(session.project.title)}{mark} – {self.tr('园图')}")
        layer, shown = self.layer_verbs.layer(), session.project.shown
        self.menus.enable(
            {
                "map": shown is not None,
                "several_maps": len(session.project.maps) > 1,
                "several_views": self.views.comparing,
                **self.layer_verbs.needs(),
                "selection": bool(self.selection),
                "editing": self.editing.active,
                "undo": session.history.can_undo,
                "redo": session.history.can_redo,
            }
        )
        self.menus.check(self.view_verbs.state)
        self._name_step("undo", self.tr("撤销：{step}"), session.history.index)
        self._name_step("redo", self.tr("重做：{step}"), session.history.index + 1)
        if layer is not None:
            self._name_table()
            self.menus.check(f"datum_{session.project.dataset(layer.dataset).datum}")

    def _name_step(self, action_id: str, words: str, index: int) -> None:
        made: QAction = self.menus.actions[action_id]
        labels = self.session.history.labels
        if made.isEnabled() and index < len(labels):
            made.setStatusTip(words.format(step=say(labels[index])))

    def _select_layer(self, layer_id: str) -> None:
        self.symbology_panel.set_layer(layer_id)
        self.attribute_table.set_layer(layer_id)
        self.charts.set_layer(layer_id)
        self._refresh()

    def _show_added_next(self, layer_id: str) -> None:
        """Tree and table take a while: other events come first, which a queued call would not let through."""
        QTimer.singleShot(0, self, lambda: self._show_added(layer_id))

    def _show_added(self, layer_id: str) -> None:
        self.layers_panel.select(layer_id)

    def _show_hits(self, hits: list[tuple[str, int]]) -> None:
        self.identify_panel.show_hits(hits)
        self.tabs.setCurrentWidget(self.identify_panel)
        self.right.show()

    def _show_found(self, layer_id: str, index: int) -> None:
        self.map_area.zoom_feature(layer_id, index)
        self._show_hits([(layer_id, index)])
        self.map_area.canvas.setFocus()

    # --- file ------------------------------------------------------------------------------------------------------

    def open_starter(self) -> None:
        """Open the project that comes with the product."""
        self.files.after_saving(lambda: self.files.open(None))

    def export_html(self) -> None:
        """Ask what to export as a page."""
        ExportDialog(self.session, self).open()

    # --- view ------------------------------------------------------------------------------------------------------

    def _tool(self, name: ToolName) -> None:
        self.map_area.canvas.set_tool(name)

    def tool_pan(self) -> None:
        """Drag the map with the left button."""
        self._tool("pan")

    def tool_zoom_box(self) -> None:
        """Draw a box to zoom to with the left button."""
        self._tool("zoom_box")

    def tool_identify(self) -> None:
        """Ask what is here with the left button."""
        self._tool("identify")

    def zoom_layer(self) -> None:
        """Show the whole layer."""
        self.map_area.zoom_layer(self.layers_panel.selected_layer)

    def toggle_table(self) -> None:
        """Show the attribute table and lead the keyboard to it, or put it away."""
        shown = toggle(self.table_dock)
        (self.attribute_table.view if shown else self.map_area.canvas).setFocus()

    def _name_table(self) -> None:
        layer = self.layer_verbs.layer()
        title = self.tr("属性表")
        self.table_dock.setWindowTitle(f"{title} – {say(layer.name)}" if layer is not None else title)

    def next_map(self) -> None:
        """Show the next map of the project."""
        self._show_map(1)

    def previous_map(self) -> None:
        """Show the map before."""
        self._show_map(-1)

    def _show_map(self, step: int) -> None:
        project = self.session.project
        ids = [each.id for each in project.maps]
        shown = ids[(ids.index(project.active_map) + step) % len(ids)]
        label = Text("切换地图", "Show another map")
        self.session.apply(label, lambda project: edits.show_map(project, shown), merge="show_map")

    def speak_chinese(self) -> None:
        """Switch to Chinese."""
        self._speak("zh")

    def speak_english(self) -> None:
        """Switch to English."""
        self._speak("en")

    def _speak(self, wanted: Language) -> None:
        set_language(wanted)
        settings.LANGUAGE.keep(wanted)

    # --- help and the end ------------------------------------------------------------------------------------------

    def show_about(self) -> None:
        """Say what this is, in which version, under which licences."""
        AboutDialog(self).open()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask about unsaved changes, then stop all work."""
        if self._closing or not is_modified(self.session):
            self.appearance.keep_layout()
            self.manners.help.close()
            self.map_area.canvas.close()
            self.views.close_canvases()
            self.tasks.close()
            self.garbage.stop()
            self.safe.close()
            event.accept()
            return
        event.ignore()
        self.files.after_saving(self._close_now)

    def _close_now(self) -> None:
        self._closing = True
        self.close()


def run(project_path: str | None = None) -> int:
    """Show the window with a project, a layer file or (None) the starter project; return the exit code.

    The window is shown before anything is read; heavy imports happen in the worker that reads.
    """
    app = application.make_application()
    start_log()
    window = MainWindow()
    window.messages.install()
    window.show()
    window.files.opened.connect(window.manners.tour.start_once)
    QTimer.singleShot(0, window, lambda: window.files.open(Path(project_path) if project_path else None))
    QTimer.singleShot(0, window, window.safe.recovery.offer)
    return app.exec()
