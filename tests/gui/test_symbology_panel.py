"""The symbology panel with a session and no window around it, driven by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shapely.geometry import box
from window_project import pick, settle, small_project, without_platform_noise

from gui.language import set_language
from gui.map.portrayals import Portrayals
from gui.messages import Messages
from gui.session import Session
from gui.symbology.histogram import BARS_PX, Histogram
from gui.symbology.symbology_panel import SymbologyPanel
from gui.symbology.wish import Wish, build, wish_of
from gui.tasks import Tasks
from gui.tree.layers_panel import LayersPanel
from layers import edits
from layers.cartography.color_ramps import simulate
from layers.cartography.styling import categorised, graduated
from layers.cartography.symbology import Categorised, Proportional, Single
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.text import Text

__all__ = ["without_platform_noise"]
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    set_language("zh")
    messages = Messages()
    tasks = Tasks(messages.error, inline=True)
    made = Session(messages, tasks)
    messages.crashed.connect(lambda error: pytest.fail(repr(error)))
    made.open(small_project())
    yield made
    tasks.close()


@pytest.fixture
def panel(session: Session) -> SymbologyPanel:
    made = SymbologyPanel(session, Portrayals(session))
    session.open(session.project)
    made.resize(340, 700)
    made.show()
    made.set_layer("zones")
    settle()
    return made


def look(session: Session, layer: str = "zones"):
    return session.project.layer(layer).symbology


def put(session: Session, chosen: object) -> None:
    session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", chosen))
    settle()


@pytest.mark.parametrize("reverse", [True, False])
@pytest.mark.parametrize("ramp", ["RdYlBu", "Blues"])
@pytest.mark.parametrize("breaks", [(-1.0, 0.0, 20.0, 70.0), (0.0, 20.0, 70.0)])
def test_a_reversed_ramp_is_known_again(session: Session, ramp: str, reverse: bool, breaks: tuple[float, ...]) -> None:
    dataset = session.project.dataset("zones")
    made = graduated(dataset, "share@2019", "manual", breaks=breaks, ramp=ramp, reverse=reverse)
    assert wish_of(made).reverse is reverse
    assert build(dataset, wish_of(made), made).colours == made.colours


def test_a_classification_that_is_cancelled_stops(session: Session) -> None:
    dataset = session.project.dataset("zones")
    made = graduated(dataset, "share@2019", "fisher_jenks", 3)
    with pytest.raises(Cancelled):
        build(dataset, wish_of(made), made, CallbackFeedback(lambda *_: None, lambda: True))


def test_a_spin_box_that_was_left_begins_a_new_step(session: Session, panel: SymbologyPanel) -> None:
    pick(panel.form.kind, "graduated")
    steps = session.history.index
    k = panel.form.k
    k.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Down):
        QTest.keyClick(k, key)
        settle()
    assert session.history.index == steps + 2


def test_a_kind_that_needs_numbers_does_not_keep_a_field_of_categories(session: Session, panel: SymbologyPanel) -> None:
    for kind in ("graduated", "proportional"):
        pick(panel.form.kind, "categorised")
        pick(panel.form.indicator, "kind")
        assert look(session).field == "kind"
        pick(panel.form.kind, kind)
        assert look(session).field in ("staff", "firms", "share@2019", "share@2020")


def test_another_kind_of_look_calls_the_categories_what_they_were_called(session: Session) -> None:
    dataset = session.project.dataset("zones")
    named = categorised(dataset, "kind", labels={"a": Text("甲", "A")})
    made = build(dataset, Wish("categorised", ("kind",), patterns=True), named)
    assert isinstance(made, Categorised)
    assert [each.label for each in made.categories] == [each.label for each in named.categories]
    assert Text("甲", "A") in {each.label for each in made.categories}
    other = build(dataset, Wish("categorised", ("kind",)), Single())
    assert isinstance(other, Categorised) and Text("甲", "A") not in {each.label for each in other.categories}


def test_two_variables_are_offered_where_there_are_two(session: Session, panel: SymbologyPanel) -> None:
    assert panel.form.kind.findData("bivariate") >= 0
    dataset = session.project.dataset("zones")
    columns = ["staff", "share@2019", "share@2020"]
    fewer = replace(dataset, frame=dataset.frame.drop(columns=[each for each in columns if each in dataset.frame]))
    session.apply(
        Text("x"),
        lambda project: replace(
            project, datasets=tuple(fewer if each.id == "zones" else each for each in project.datasets)
        ),
    )
    settle()
    settle()
    assert panel.form.kind.findData("graduated") >= 0
    assert panel.form.kind.findData("bivariate") < 0, "a choice that would only end in an error is none"


def test_two_drags_of_the_opacity_are_two_steps(session: Session) -> None:
    layers = LayersPanel(session, Portrayals(session))
    layers.resize(300, 700)
    layers.show()
    layers.select("zones")
    settle()
    slider = layers.opacity
    x_px = slider.width() - 6
    for _ in range(2):
        steps = session.history.index
        QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(x_px, slider.height() // 2))
        for _ in range(6):
            x_px -= 6
            QTest.mouseMove(slider, QPoint(x_px, slider.height() // 2))
            settle()
        QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(x_px, slider.height() // 2))
        settle()
        assert session.history.index == steps + 1


# --- the histogram --------------------


@pytest.fixture
def histogram(session: Session, panel: SymbologyPanel) -> Histogram:
    put(session, graduated(session.project.dataset("zones"), "share@2019", "manual", breaks=(1.0, 10.0, 40.0, 60.0)))
    assert panel.breaks.isVisible()
    return panel.breaks.histogram


def drag(histogram: Histogram, place: int, to: float, modifier: Qt.KeyboardModifier = NO_KEYS) -> None:
    y_px = 30
    start, end = (QPoint(round(histogram.x_of(value)), y_px) for value in (histogram.breaks[place], to))
    QTest.mousePress(histogram, LEFT, NO_KEYS, start)
    for share in (0.3, 0.6, 1.0):
        at = QPointF(start) + (QPointF(end) - QPointF(start)) * share
        spot = QPointF(round(at.x()), y_px)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove, spot, histogram.mapToGlobal(spot), Qt.MouseButton.NoButton, LEFT, modifier
        )
        QApplication.sendEvent(histogram, event)
        settle()
    QTest.mouseRelease(histogram, LEFT, NO_KEYS, end)
    settle()


def test_a_drag_moves_a_break_live_and_is_one_step(session: Session, histogram: Histogram) -> None:
    steps, before, seen = session.history.index, look(session), []
    session.changed.connect(lambda _: seen.append(look(session).breaks[1]))
    drag(histogram, 1, 25)
    assert len(seen) == 3, "no live preview"
    now = look(session)
    assert now.scheme == "manual" and now.breaks[1] == pytest.approx(25, abs=0.5)
    assert now.breaks[1] == round(now.breaks[1], 1), "not a nice number"
    assert (now.breaks[0], *now.breaks[2:]) == (1.0, 40.0, 60.0)
    drag(histogram, 2, 50)
    assert session.history.index == steps + 2
    session.undo(2)
    assert look(session) == before


def test_the_colours_of_the_classes_lie_under_the_bars(session: Session, histogram: Histogram) -> None:
    colours = look(session).colours
    picture = histogram.grab().toImage()
    for place, colour in enumerate(colours):
        middle = (histogram.breaks[place] + histogram.breaks[place + 1]) / 2
        at = QPoint(round(histogram.x_of(middle)), round(BARS_PX + 5)) * picture.devicePixelRatio()
        assert picture.pixelColor(at).name() == colour
    put(session, graduated(session.project.dataset("zones"), "share@2019", "manual", breaks=(7.0, 7.0)))
    whole = histogram.grab().toImage()
    assert whole.pixelColor(20, round(BARS_PX + 5)).name() == look(session).colours[0]


def test_ctrl_moves_finer_and_no_break_passes_its_neighbour(session: Session, histogram: Histogram) -> None:
    drag(histogram, 1, 23, Qt.KeyboardModifier.ControlModifier)
    assert look(session).breaks[1] == pytest.approx(23, abs=0.2)
    assert look(session).breaks[1] % 0.5, "snapped although Ctrl was held"
    drag(histogram, 1, 58)
    first, second, third, last = look(session).breaks
    assert first < second < third == 40.0 < last


def test_the_keys_choose_move_and_type_a_break(session: Session, histogram: Histogram) -> None:
    steps = session.history.index
    histogram.setFocus()
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    settle()
    assert look(session).breaks[1] == 10.5
    QTest.keyClick(histogram, Qt.Key.Key_Up)
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    settle()
    assert look(session).breaks[2] == 39.5
    QTest.keyClick(histogram, Qt.Key.Key_Return)
    assert histogram.editor.isVisible() and histogram.editor.text() == "39.5"
    QTest.keyClicks(histogram.editor, "99")
    QTest.keyClick(histogram.editor, Qt.Key.Key_Return)
    assert histogram.editor.isVisible(), "99 lies beyond the last edge"
    QTest.keyClicks(histogram.editor, "33.25")
    QTest.keyClick(histogram.editor, Qt.Key.Key_Return)
    settle()
    assert look(session).breaks[2] == 33.25 and not histogram.editor.isVisible()
    assert session.history.index == steps + 3


def test_a_double_click_types_a_break_and_escape_leaves_it(session: Session, histogram: Histogram) -> None:
    before = session.project
    at = QPoint(round(histogram.x_of(40.0)), 30)
    QTest.mouseDClick(histogram, LEFT, NO_KEYS, at)
    assert histogram.editor.isVisible() and histogram.editor.text() == "40"
    QTest.keyClick(histogram.editor, Qt.Key.Key_Escape)
    settle()
    assert not histogram.editor.isVisible() and session.project is before


def test_years_under_one_lock_move_together_and_say_so(session: Session, panel: SymbologyPanel) -> None:
    pick(panel.form.kind, "graduated")
    pick(panel.form.indicator, "share")
    pick(panel.form.scheme, "quantiles")
    assert panel.breaks.locked.isVisible()
    drag(panel.breaks.histogram, 1, panel.breaks.histogram.breaks[1] + 1.0)
    assert {each.breaks for each in session.project.layer("zones").alternatives} == {look(session).breaks}
    pick(panel.form.kind, "single")
    assert not panel.breaks.isVisible()


def test_what_is_no_figure_is_counted_beside_the_bars(session: Session, panel: SymbologyPanel) -> None:
    put(session, graduated(session.project.dataset("zones"), "firms", "equal_interval", 2))
    words = panel.breaks.beside.text()
    assert words == "含预估 1 · 区间值 1 · 无数据 1 · 不适用 1"
    assert not panel.breaks.locked.isVisible()
    set_language("en")
    settle()
    assert "no data: 1" in panel.breaks.beside.text()
    set_language("zh")


def test_other_breaks_keep_a_diverging_ramp_about_zero_and_colours_of_ones_own(session: Session) -> None:
    from layers.cartography.color_ramps import colours_around
    from layers.cartography.styling import with_breaks

    dataset = session.project.dataset("zones")
    made = graduated(dataset, "share@2019", "manual", breaks=(-9.0, -3.0, 3.0, 9.0), ramp="RdBu", reverse=True)
    moved = with_breaks(made, (-9.0, 0.0, 3.0, 9.0))
    assert moved.colours == colours_around("RdBu", moved.breaks, reverse=True) != made.colours
    own = replace(made, colours=("#111111", "#222222", "#333333"))
    assert with_breaks(own, (-9.0, 0.0, 3.0, 9.0)).colours == own.colours


# --- warnings --------------------


@pytest.fixture
def unequal(session: Session, panel: SymbologyPanel) -> SymbologyPanel:
    """The panel on the count of firms in zones one of which is twice as wide as the others."""
    dataset = session.project.dataset("zones")
    shapes = [*dataset.frame.geometry[:-1], box(121.50, 31.20, 121.53, 31.22)]
    wider = replace(dataset, frame=dataset.frame.set_geometry(shapes, crs=4326))
    session.open(replace(session.project, datasets=(wider, session.project.dataset("sites"))))
    settle()
    pick(panel.form.kind, "graduated")
    pick(panel.form.indicator, "firms")
    return panel


def click(widget) -> None:
    QTest.mouseClick(widget, LEFT)
    settle()


def test_a_total_in_colours_is_warned_of_and_symbols_mend_it(session: Session, unequal: SymbologyPanel) -> None:
    assert "Firms" in unequal.advice.words["count"].text()
    steps = session.history.index
    click(unequal.advice.offers["symbols"])
    assert isinstance(look(session), Proportional) and session.history.index == steps + 1
    assert not unequal.advice.isVisible()


def test_a_total_is_divided_by_area_in_one_step(session: Session, unequal: SymbologyPanel) -> None:
    before, steps = session.project, session.history.index
    click(unequal.advice.offers["per_km2"])
    assert look(session).field == "firms_per_km2" and session.history.index == steps + 1
    cells = session.project.dataset("zones").frame["firms_per_km2"].tolist()
    assert cells[2] == "/" and cells[3] != cells[3] and cells[4].endswith("（预估）") and "至" in cells[1]
    assert "count" not in unequal.advice.words
    assert "测地线" in unequal.result.text()
    session.undo()
    assert session.project is before


def test_areas_of_equal_size_need_no_warning(session: Session, panel: SymbologyPanel) -> None:
    pick(panel.form.kind, "graduated")
    pick(panel.form.indicator, "firms")
    assert "count" not in panel.advice.words


def test_few_values_are_said_and_fewer_classes_offered(session: Session, panel: SymbologyPanel) -> None:
    put(session, graduated(session.project.dataset("zones"), "share@2019", "quantiles", 5))
    assert "6" in panel.advice.words["small_n"].text() and panel.advice.offers["fewer"].text() == "改为 2 级"
    click(panel.advice.offers["fewer"])
    assert len(look(session).colours) == 2 and not panel.advice.isVisible()


def test_colours_too_close_are_warned_of_when_they_are_chosen(session: Session, panel: SymbologyPanel) -> None:
    made = graduated(session.project.dataset("zones"), "share@2019", "manual", breaks=(1.0, 10.0, 60.0))
    put(session, made)
    assert "contrast" not in panel.advice.words
    put(session, replace(made, colours=("#888888", "#8a8a8a"), ramp=""))
    assert "#888888" in panel.advice.words["contrast"].text()
    pick(panel.form.ramp, "Blues")
    assert "contrast" not in panel.advice.words


# --- colour vision --------------------


def test_a_simulated_vision_shows_everywhere_and_changes_nothing(session: Session, panel: SymbologyPanel) -> None:
    made = graduated(session.project.dataset("zones"), "share@2019", "manual", breaks=(1.0, 10.0, 60.0), ramp="Greens")
    put(session, made)
    shown, before = panel._portrayals, session.project
    plain = shown.of("zones")
    preview = panel.form.ramp.itemIcon(0).pixmap(40, 10).toImage()
    pick(panel.vision.visions, "protanopia")
    seen = shown.of("zones")
    for code, style in plain.styles.items():
        assert seen.styles[code].fill == simulate(style.fill, "protanopia")
    assert [entry.style for entry in seen.legend.entries] == [seen.styles[entry.code] for entry in seen.legend.entries]
    assert seen.classes is plain.classes and shown.of("zones") is seen
    assert panel.form.ramp.itemIcon(0).pixmap(40, 10).toImage() != preview
    assert panel.vision.note.isVisible()
    assert session.project is before
    pick(panel.vision.visions, "normal")
    assert shown.of("zones") is plain and not panel.vision.note.isVisible()
