"""What each action of the table must do, seen from outside: an action without an expectation fails.

Actions of the boundary editor and other parts with tests of their own are named in those tests, by their id.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QWidget
from test_main_window import BEFORE, state_of
from window_project import SharedWindow, open_dialogs, settle, shared_window, small_project, without_platform_noise

from gui.actions import ACTIONS
from gui.export_dialog import ExportDialog
from gui.help.about import AboutDialog
from gui.help.window import HelpWindow
from gui.indicators.card_dialog import CardDialog
from gui.indicators.exceptions_dialog import ExceptionsDialog
from gui.language import language
from gui.main_window import MainWindow
from gui.map.bookmarks import BookmarkDialog
from gui.map.clipboard import MapCopyDialog
from gui.map.place_dialog import PlaceDialog
from gui.map.tools import TOOLS, ToolName
from gui.report_dialog import ReportDialog
from gui.settings_dialog import SettingsDialog
from gui.sheet_dialog import SheetDialog
from gui.tables.formula_dialog import FormulaDialog
from gui.tables.join_dialog import JoinDialog
from gui.tables.points_dialog import PointsDialog
from gui.tree.export_layer import ExportLayerDialog
from gui.tree.layer_properties import LayerProperties
from gui.tree.map_properties import MapProperties, ProjectProperties
from gui.views.cards_dialog import CardsDialog
from gui.views.difference_dialog import DifferenceDialog
from layers.cartography.symbology import Single
from layers.layer import Layer, Map

__all__ = ["shared_window", "without_platform_noise"]
Seen = Callable[[], bool]
Expectation = Callable[[MainWindow], Seen]
"""Called before the action is triggered; what it returns must hold afterwards and not before."""


def opens(kind: type[QWidget], holds: Callable[[QWidget], bool] = lambda _: True) -> Expectation:
    """Expect a window of a kind, about the right thing."""

    def there() -> bool:
        found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        return any(holds(each) for each in found)

    return lambda _: there


def asks_for(words: str, *endings: str, saves: bool = False) -> Expectation:
    """Expect a dialog for files, with a title, that filters these endings, to open or to save."""

    def fits(dialog: QWidget) -> bool:
        assert isinstance(dialog, QFileDialog)
        mode = QFileDialog.AcceptMode.AcceptSave if saves else QFileDialog.AcceptMode.AcceptOpen
        filters = " ".join(dialog.nameFilters())
        return (
            words in dialog.windowTitle() and dialog.acceptMode() == mode and all(each in filters for each in endings)
        )

    return opens(QFileDialog, fits)


def says(words: str) -> Expectation:
    """Expect a message in the bar."""

    def there(window: MainWindow) -> bool:
        message = window.map_area.bar.message
        return message is not None and words in message.text.zh

    return lambda window: lambda: there(window)


def holds(true: Callable[[MainWindow], bool]) -> Expectation:
    """Expect something of the window."""
    return lambda window: lambda: true(window)


def zoomed(by: float) -> Expectation:
    """Expect a change of the scale about the same centre."""

    def begin(window: MainWindow) -> Seen:
        canvas = window.map_area.canvas
        before = canvas.view
        return lambda: (
            abs(before.units_per_px / canvas.view.units_per_px - by) < 1e-9
            and max(abs(a - b) for a, b in ((before.x, canvas.view.x), (before.y, canvas.view.y))) < before.units_per_px
        )

    return begin


def shows_all_of(layer: str) -> Expectation:
    """Expect a layer to fill the canvas in one direction, and to lie in it in the other."""

    def framed(window: MainWindow) -> bool:
        placed, view = window.portrayals.of(layer).placed, window.map_area.canvas.view
        west, south, east, north = (float(each) for each in _bounds(placed.geometry))
        left, bottom, right, top = view.bounds
        share = max((east - west) / (right - left), (north - south) / (top - bottom))
        return left <= west and east <= right and bottom <= south and north <= top and share > 0.7

    return holds(framed)


def _bounds(geometry: object) -> tuple[float, ...]:
    import shapely

    return tuple(shapely.total_bounds(geometry).tolist())


def shown(window: MainWindow) -> Map:
    found = window.session.project.shown
    assert found is not None
    return found


def layer(window: MainWindow, name: str = "zones") -> Layer:
    return window.session.project.layer(name)


def order(window: MainWindow) -> list[str]:
    return [each.id for each in shown(window).layers]


def tool(name: ToolName) -> Expectation:
    return holds(
        lambda window: type(window.map_area.canvas._tool) is TOOLS[name] and window.menus.actions[name].isChecked()
    )


def theme(dark: bool) -> Expectation:
    return holds(lambda _: (QGuiApplication.palette().window().color().lightness() < 128) == dark)


def datum(name: str) -> Expectation:
    return holds(lambda window: window.session.project.dataset("zones").datum == name)


def arranged(how: str, panes: int) -> Expectation:
    return holds(
        lambda window: len(window.views.panes) == panes and window.session.project.comparison.arrangement == how
    )


def maps_are(*ids: str) -> Expectation:
    return holds(lambda window: [each.id for each in window.session.project.maps] == list(ids))


def selected(*rows: int) -> Expectation:
    return holds(lambda window: window.selection.rows("zones").tolist() == list(rows))


def same_view_as(place: Callable[[MainWindow], list[object]]) -> Expectation:
    """Expect the view that the canvas keeps as the one to go to."""

    def begin(window: MainWindow) -> Seen:
        wanted, now = place(window)[-1], window.map_area.canvas.view
        return lambda: window.map_area.canvas.view == wanted != now

    return begin


def focus_moves(window: MainWindow) -> Seen:
    before = QApplication.focusWidget()
    return lambda: QApplication.focusWidget() not in (None, before)


EFFECTS: dict[str, Expectation] = {
    "new": holds(lambda window: not window.session.project.datasets and window.session.path is None),
    "open": asks_for("打开", "*.yuantu", "*.geojson"),
    "open_starter": holds(lambda window: len(window.session.project.maps) >= 8),
    "save": asks_for("另存为", "*.yuantu", saves=True),  # the project has no file yet
    "save_as": asks_for("另存为", "*.yuantu", saves=True),
    "recover": says("没有"),
    "versions": says("版本"),
    "branch": says("保存"),
    "merge_branch": asks_for("合并分支", "*.yuantu"),
    "export_html": opens(ExportDialog),
    "export_sheet": opens(SheetDialog),
    "export_report": opens(ReportDialog),
    "scenario_show": holds(lambda window: window.ledger.panel.isVisible()),
    "scenario_file": asks_for("扩区情景", "*.geojson", "*.shp"),
    "quit": holds(lambda window: not window.isVisible()),
    "undo": holds(lambda window: "zones" in order(window) and window.session.history.can_redo),
    "redo": holds(lambda window: "zones" not in order(window) and not window.session.history.can_redo),
    "pan": tool("pan"),
    "zoom_box": tool("zoom_box"),
    "identify": tool("identify"),
    "select": tool("select"),
    "measure_distance": holds(lambda window: window.menus.actions["measure_distance"].isChecked()),
    "measure_area": holds(lambda window: window.menus.actions["measure_area"].isChecked()),
    "zoom_in": zoomed(1.5),
    "zoom_out": zoomed(1 / 1.5),
    "zoom_full": shows_all_of("zones"),
    "zoom_layer": shows_all_of("zones"),
    "zoom_selection": holds(
        lambda window: window.map_area.canvas.view.bounds[2] - window.map_area.canvas.view.bounds[0] < 9000
    ),
    "search": holds(lambda window: window.focusWidget() is window.search),
    "next_map": holds(lambda window: shown(window).id == "second"),
    "previous_map": holds(lambda window: shown(window).id == "second"),  # of two
    "chinese": holds(lambda _: language() == "zh"),
    "english": holds(lambda window: language() == "en" and window.menus.menus["file"].title() == "&File"),
    "theme_system": holds(lambda window: window.menus.actions["theme_system"].isChecked()),
    "theme_light": holds(lambda window: window.menus.actions["theme_light"].isChecked()),
    "theme_dark": theme(dark=True),
    "save_diagnostics": asks_for("诊断", "*.zip", saves=True),
    "layer_properties": opens(LayerProperties),
    "duplicate_layer": holds(lambda window: len(order(window)) == 4 and order(window)[2] == "zones"),
    "view_back": same_view_as(lambda window: window.map_area.canvas._past),
    "view_forward": same_view_as(lambda window: window.map_area.canvas._future),
    "bookmark_add": opens(QInputDialog),
    "bookmark_manage": opens(BookmarkDialog),
    "paste": holds(
        lambda window: (
            [str(each) for each in window.session.project.datasets[-1].frame.geometry] == ["POINT (121.4 31.2)"]
        )
    ),
    "clear_selection": selected(),
    "invert_selection": selected(0, 1, 2, 3, 4, 5),
    "select_by_place": opens(PlaceDialog),
    "attribute_table": holds(lambda window: window.table_dock.isVisible() and window.attribute_table.view.hasFocus()),
    "views_one": holds(lambda window: not window.views.comparing),
    "views_row": arranged("row", 2),
    "views_column": arranged("column", 2),
    "views_grid": arranged("grid", 4),
    "views_areas": says("请先选择"),
    "views_next": holds(lambda window: window.session.project.comparison.active == 1),
    "difference_map": opens(DifferenceDialog),
    "time_slider": holds(lambda window: window.views.slider.isVisible() or window.map_area.bar.message is not None),
    "views_sheet": opens(SheetDialog),
    "block_cards": lambda window: lambda: bool(open_dialogs()) or window.map_area.bar.message is not None,
    "charts": holds(lambda window: window.charts_dock.isVisible()),
    "new_map": holds(lambda window: len(window.session.project.maps) == 3 and shown(window).title.zh == "地图 3"),
    "duplicate_map": holds(lambda window: shown(window).title.zh == "First map 副本" and len(order(window)) == 3),
    "rename_map": holds(lambda window: window.layers_panel.maps.findChild(QLineEdit) is not None),
    "map_properties": opens(MapProperties),
    "map_up": maps_are("second", "first"),
    "map_down": maps_are("second", "first"),
    "remove_map": maps_are("second"),
    "project_properties": opens(ProjectProperties),
    "drop_unused": says("没有未使用的数据"),
    "add_layer": asks_for("添加图层", "*.shp", "*.gpkg"),
    "add_points": opens(PointsDialog),
    "export_layer": opens(ExportLayerDialog),
    "join": opens(JoinDialog),
    "definition_card": opens(CardDialog),
    "exceptions": opens(ExceptionsDialog),
    "formula": opens(FormulaDialog),
    "move_up": holds(lambda window: order(window) == ["ground", "zones", "lower"]),
    "move_down": holds(lambda window: order(window) == ["ground", "zones", "lower"]),
    "labels": holds(lambda window: layer(window).labels),
    "copy_style": says("样式"),
    "paste_style": holds(lambda window: layer(window).symbology == Single()),
    "save_style": asks_for("保存样式", saves=True),
    "open_style": asks_for("样式"),
    "remove_layer": holds(lambda window: order(window) == ["ground", "lower"]),
    "datum_wgs84": datum("wgs84"),
    "datum_cgcs2000": datum("cgcs2000"),
    "datum_gcj02": datum("gcj02"),
    "datum_bd09": datum("bd09"),
    "add_base_map": asks_for("底图", "*.mbtiles", "*.pmtiles"),
    "add_context": holds(lambda window: any("区" in each.name.zh and each.context for each in shown(window).layers)),
    "make_group": holds(lambda window: [each.name.zh for each in shown(window).groups] == ["图层组 1"]),
    "ungroup": holds(lambda window: not shown(window).groups and "zones" in order(window)),
    "remove_group": holds(lambda window: not shown(window).groups and "zones" not in order(window)),
    "toggle_visible": holds(lambda window: not layer(window).visible),
    "zoom_scale": holds(lambda window: layer(window).scales.holds(window.map_area.denominator)),
    "copy_map": opens(MapCopyDialog),
    "settings": opens(SettingsDialog),
    "next_panel": focus_moves,
    "previous_panel": focus_moves,
    "help": opens(HelpWindow),
    "tour": holds(lambda window: window.manners.tour.running and window.manners.tour.card.isVisible()),
    "about": opens(AboutDialog),
}
_ = CardsDialog, DifferenceDialog


PROJECT = small_project()
AS_NEW: list[object] = []
"""What the first test found."""


@pytest.fixture
def window(shared_window: SharedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window as if it were new: each action finds what it would find at a start."""
    crashes: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: crashes.append(error))
    made = shared_window.renewed(tmp_path, PROJECT)
    heard = made.messages.crashed.connect(crashes.append)
    *state, focus = state_of(made)
    AS_NEW[:] = AS_NEW or [*state, type(focus)]
    assert [*state, type(focus)] == AS_NEW, "an action of an earlier test has left something"
    yield made
    made.messages.crashed.disconnect(heard)
    assert not crashes


@pytest.mark.parametrize("action_id", list(EFFECTS))
def test_an_action_has_its_effect_and_not_before(window: MainWindow, action_id: str) -> None:
    if action_id in BEFORE:
        BEFORE[action_id](window)
    settle()
    seen = EFFECTS[action_id](window)
    if action_id not in ("theme_light",):  # in force from the start
        assert not seen(), "the test would not notice an action that does nothing"
    window.menus.actions[action_id].trigger()
    settle()
    assert seen()


@pytest.mark.parametrize("action_id", [entry.id for entry in ACTIONS if entry.id not in EFFECTS])
def test_each_other_action_does_something(window: MainWindow, action_id: str) -> None:
    if next(entry.needs for entry in ACTIONS if entry.id == action_id) == "editing":
        window.selection.select("zones", [1])
        window.menus.actions["edit_boundaries"].trigger()
    BEFORE.get(action_id, lambda _: None)(window)
    settle()
    before = state_of(window)
    action = window.menus.actions[action_id]
    assert action.isEnabled()
    action.trigger()
    settle()
    assert state_of(window) != before


def test_each_action_is_expected_to_do_something() -> None:
    ids = {entry.id for entry in ACTIONS}
    assert set(EFFECTS) <= ids, "an expectation of an action that is gone"
    others = [
        path
        for path in Path(__file__).parent.glob("*.py")
        if path.name not in ("test_main_window.py", Path(__file__).name)
    ]
    tested = {name for path in others for name in re.findall(r"[\"'](\w+)[\"']", path.read_text(encoding="utf-8"))}
    missing = ids - set(EFFECTS) - tested
    assert not missing, "say here, or in a test of their own, what these actions must do"
