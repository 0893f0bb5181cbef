"""The symbology panel with a session and no window around it, driven by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_project import settle, small_project, without_platform_noise

from gui.language import set_language
from gui.layers_panel import LayersPanel
from gui.messages import Messages
from gui.portrayals import Portrayals
from gui.session import Session
from gui.symbology_panel import SymbologyPanel
from gui.symbology_wish import build, wish_of
from gui.tasks import Tasks
from layers import edits
from layers.styling import graduated
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


def pick(box, data: object) -> None:
    place = box.findData(data)
    assert place >= 0, f"there is no {data}"
    box.setCurrentIndex(place)
    box.activated.emit(place)
    settle()


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
