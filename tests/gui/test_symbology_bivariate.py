"""Two variables, patterns, figures per 10,000 people and the grey preview in the panel, driven as a user does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import pytest
from PySide6.QtWidgets import QApplication, QInputDialog
from window_project import dialog_of, pick, settle, small_project, without_platform_noise

from gui.identify_panel import answer
from gui.language import set_language
from gui.map.portrayals import Portrayals
from gui.messages import Messages
from gui.session import Session
from gui.symbology.symbology_panel import SymbologyPanel
from gui.tasks import Tasks
from gui.tree.layers_panel import LayersPanel
from layers import edits
from layers.cartography.styling import graduated
from layers.cartography.symbology import Bivariate, Categorised, Graduated
from layers.layer import Field
from spatial.text import Text

__all__ = ["without_platform_noise"]


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
def portrayals(session: Session) -> Portrayals:
    return Portrayals(session)


@pytest.fixture
def panel(session: Session, portrayals: Portrayals) -> SymbologyPanel:
    made = SymbologyPanel(session, portrayals)
    session.open(session.project)
    made.resize(340, 700)
    made.show()
    made.set_layer("zones")
    settle()
    return made


def look(session: Session) -> object:
    return session.project.layer("zones").symbology


def test_two_variables_are_chosen_changed_and_undone(session: Session, panel: SymbologyPanel) -> None:
    pick(panel.form.kind, "graduated")
    pick(panel.form.kind, "bivariate")
    first = look(session)
    assert isinstance(first, Bivariate)
    assert first.field != first.field_y
    assert panel.pair.isVisible()
    for box, value, name in (
        (panel.pair.field, "share@2019", "field"),
        (panel.pair.field_y, "staff", "field_y"),
        (panel.pair.scheme, "equal_interval", "scheme"),
        (panel.pair.ramp, "green_blue", "ramp"),
    ):
        steps = session.history.index
        pick(box, value)
        assert getattr(look(session), name) == value
        assert session.history.index == steps + 1
    pick(panel.pair.k, 2)
    panel.pair.turned.click()
    settle()
    made = look(session)
    assert isinstance(made, Bivariate)
    assert (len(made.colours), made.turned) == (4, True)
    panel.form.patterns.click()
    settle()
    assert len(look(session).patterns) == 4  # type: ignore[attr-defined]
    while look(session) != first:
        session.undo() if hasattr(session, "undo") else session.history.undo()
        settle()
    assert look(session) == first


def test_two_years_share_the_scheme_across(session: Session, panel: SymbologyPanel) -> None:
    pick(panel.form.kind, "bivariate")
    pick(panel.pair.field, "share@2019")
    pick(panel.pair.field_y, "share@2020")
    made = look(session)
    assert isinstance(made, Bivariate)
    assert made.breaks == made.breaks_y
    assert not panel.pair.scheme_y.isEnabled()


@pytest.mark.parametrize(("kind", "expected"), [("graduated", Graduated), ("categorised", Categorised)])
def test_patterns_are_one_switch(session: Session, panel: SymbologyPanel, kind: str, expected: type) -> None:
    pick(panel.form.kind, kind)
    panel.form.patterns.click()
    settle()
    made = look(session)
    assert isinstance(made, expected)
    assert len(set(made.patterns)) == len(made.patterns) > 1
    panel.form.patterns.click()
    settle()
    assert look(session).patterns == ()  # type: ignore[attr-defined]


def test_identify_says_both_values_and_both_classes(
    session: Session, panel: SymbologyPanel, portrayals: Portrayals
) -> None:
    pick(panel.form.kind, "bivariate")
    pick(panel.pair.field, "share@2019")
    pick(panel.pair.field_y, "staff")
    layer, made = session.project.layer("zones"), portrayals.of("zones")
    assert made is not None
    said = {fact.label.zh: fact.value.zh for fact in answer(session.project, layer, 0, made).facts[:4]}
    axes = made.legend.matrix
    assert axes is not None
    assert said[axes.x.title.zh] == "1"
    assert said["图例分级（横）"] == axes.x.labels[0].zh
    assert said["图例分级（纵）"] == axes.y.labels[0].zh
    without = answer(session.project, layer, 1, made).facts
    assert any("缺" in fact.value.zh for fact in without)


def test_the_layer_tree_shows_the_matrix(session: Session, panel: SymbologyPanel, portrayals: Portrayals) -> None:
    layers = LayersPanel(session, portrayals)
    layers.resize(300, 700)
    layers.show()
    pick(panel.form.kind, "bivariate")
    settle()
    item = layers.tree.item_of("zones")
    assert item is not None
    words = [item.child(row).text(0) for row in range(item.childCount())]
    assert sum(word.startswith(("→", "↑")) for word in words) == 2
    assert any("×" in item.child(row).toolTip(0) for row in range(1, item.childCount()))


def test_grey_says_whether_classes_stay_apart(session: Session, panel: SymbologyPanel) -> None:
    pick(panel.form.kind, "categorised")
    pick(panel.vision.visions, "grey")
    settle()
    assert "黑白打印图案" in panel.vision.note.text() or "可以区分" in panel.vision.note.text()
    panel.form.patterns.click()
    settle()
    assert "以图案区分" in panel.vision.note.text()
    pick(panel.vision.visions, "normal")
    settle()
    assert "灰度" not in panel.vision.note.text()


def with_people(session: Session, *names: str) -> None:
    def edit(project: object) -> object:
        old = project.dataset("zones")  # type: ignore[attr-defined]
        frame = old.frame.assign(**{name: [20000.0] * 5 + [None] for name in names}, n=[10, 20, 30, 40, 50, 60])
        fields = {name: Field(name, Text("常住人口", "Residents"), "人", year=2020) for name in names}
        known = {**old.fields, **fields, "n": Field("n", Text("企业", "Firms"), "家", year=2020)}
        new = replace(old, frame=frame, fields=MappingProxyType(known))
        datasets = tuple(new if each is old else each for each in project.datasets)  # type: ignore[attr-defined]
        return replace(project, datasets=datasets)  # type: ignore[type-var]

    session.open(edit(session.project))  # type: ignore[arg-type]
    dataset = session.project.dataset("zones")
    session.apply(Text("x"), lambda project: edits.set_symbology(project, "zones", graduated(dataset, "n")))
    settle()


@pytest.mark.parametrize("names", [("people",), ("people", "census")])
def test_a_count_becomes_a_figure_per_10000_people(
    session: Session, panel: SymbologyPanel, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.symbology.wish.are_unequal", lambda *_: True)
    with_people(session, *names)
    steps = session.history.index
    panel.advice.offers["per_people"].click()
    settle()
    if len(names) > 1:
        dialog = dialog_of(QInputDialog)
        dialog.setTextValue(next(each for each in dialog.comboBoxItems() if each.endswith("census")))
        dialog.accept()
        settle()
    made = look(session)
    assert isinstance(made, Graduated)
    field = session.project.dataset("zones").field_of(made.field)
    assert field.unit == "家/万人"
    assert "常住人口 2020年" in field.definition.zh
    assert "1 个区域没有人口数" in field.definition.zh
    assert session.history.index == steps + 1
