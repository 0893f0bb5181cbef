"""Views side by side: what each shows, which is active, and that looks are locked or refused."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from layers import comparison
from layers.cartography.symbology import Graduated
from layers.cartography.symbology_locks import field_of
from layers.comparison import Comparison, View, activate, compare, project_of, show_alone, show_in, views_of
from layers.indicators.comparable_columns import looks_for, offer_looks, why_not_comparable
from layers.layer import Field
from layers.project import Project
from layers.storage.merging import merge
from layers.storage.project_document import document_of, equal_projects
from layers.storage.project_json import Decoder, encode
from spatial.errors import ProjectError, SymbologyError
from spatial.text import Text
from tests.gui.window_project import small_project

A, B = "share@2019", "share@2020"


def pair() -> Project:
    """Two views of the zones: 2019 (active) and 2020, on locked classes."""
    project = small_project()
    looks = looks_for(project.dataset("zones"), project.layer("zones"), (A, B))
    project = offer_looks(project, "zones", looks)
    return compare(project, [View("first", A), View("first", B)])


def column_in(project: Project) -> str:
    return field_of(project.layer("zones").symbology)


def test_each_view_shows_its_column_and_the_active_one_is_the_project_itself() -> None:
    project = pair()
    assert column_in(project) == A
    assert project_of(project, 0) is project
    assert column_in(project_of(project, 1)) == B
    assert project_of(project, 1).datasets is project.datasets, "parts are shared"


def test_classes_are_made_over_both_years_and_shared() -> None:
    first, second = (each for each in pair().layer("zones").alternatives)
    assert isinstance(first, Graduated) and isinstance(second, Graduated)
    assert first.breaks == second.breaks and first.colours == second.colours and first.lock == second.lock != ""
    assert first.breaks[0] == 1.0 and first.breaks[-1] == 70.0, "the least of 2019 and the greatest of 2020"


def test_unlocked_years_have_classes_of_their_own() -> None:
    project = small_project()
    first, second = looks_for(project.dataset("zones"), project.layer("zones"), (A, B), locked=False)
    assert isinstance(first, Graduated) and isinstance(second, Graduated)
    assert first.breaks[-1] == 60.0 and second.breaks[-1] == 70.0 and not first.lock


def test_another_view_becomes_active_and_both_go_on_showing_what_they_showed() -> None:
    project = activate(pair(), 1)
    assert column_in(project) == B
    assert column_in(project_of(project, 0)) == A
    assert equal_projects(activate(project, 0), pair())


def test_what_a_panel_changes_is_what_the_active_view_shows() -> None:
    project = pair()
    other = project_of(project, 1)
    switched = replace(other, comparison=project.comparison)
    assert views_of(switched)[0].column == B


def test_a_view_can_show_another_map() -> None:
    project = show_in(pair(), 1, View("second"))
    assert project_of(project, 1).active_map == "second" and project.active_map == "first"
    assert activate(project, 1).active_map == "second"


def test_a_map_that_is_gone_is_replaced_by_the_active_one() -> None:
    project = show_in(pair(), 1, View("second"))
    gone = replace(project, maps=project.maps[:1])
    assert views_of(gone)[1] == View("first")
    assert project_of(gone, 1).active_map == "first"


def test_shown_alone_there_are_no_views() -> None:
    assert views_of(show_alone(pair())) == () and show_alone(small_project()).comparison == Comparison()


@pytest.mark.parametrize("number", [0, 1, 5])
def test_two_to_four_views(number: int) -> None:
    with pytest.raises(ProjectError):
        compare(small_project(), [View("first")] * number)


@pytest.mark.parametrize("view", [View("nowhere"), View("first", "", (3.0, 0.0, 1.0, 1.0))])
def test_a_view_of_nothing_is_refused(view: View) -> None:
    with pytest.raises(ProjectError):
        compare(small_project(), [View("first"), view])


def test_years_are_those_that_exist() -> None:
    assert comparison.years_of(pair(), "first") == ((2019, A), (2020, B))
    assert comparison.years_of(small_project(), "second") == ()


def test_views_survive_the_file() -> None:
    made = show_in(pair(), 1, View("first", B, (121.0, 31.0, 122.0, 32.0))).comparison
    stored = orjson.loads(orjson.dumps(encode(made, Comparison)))
    assert Decoder().decode(stored, Comparison, "comparison") == made


def test_a_file_from_before_there_were_views_opens() -> None:
    old = document_of(replace(small_project(), datasets=()), {})
    del old["comparison"]
    opened = Decoder().part(orjson.loads(orjson.dumps(old)), Project, "", datasets=())
    assert opened.comparison == Comparison()


def field(**known: object) -> Field:
    return Field(**{"name": "a", "label": Text("A", "A"), "unit": "%", **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (field(), field(unit="家"), "单位不同"),
        (field(definition=Text("当年新增")), field(definition=Text("累计拥有")), "口径不同"),
        (field(indicator="x"), field(indicator="y"), "两个指标"),
        (field(indicator="x", year=2019), field(indicator="x", year=2025, year_kind="target"), ""),
        (field(), field(definition=Text("当年新增")), ""),
    ],
)
def test_look_alikes_are_told_apart(a: Field, b: Field, words: str) -> None:
    assert words in why_not_comparable(a, b).zh
    assert bool(words) == bool(why_not_comparable(a, b))


def test_locked_looks_of_two_indicators_are_refused_with_the_reason() -> None:
    project = small_project()
    with pytest.raises(SymbologyError, match="the units differ"):
        looks_for(project.dataset("zones"), project.layer("zones"), (A, "firms"))


def test_two_planners_with_other_views_do_not_contradict_each_other() -> None:
    base = pair()
    mine, theirs = comparison.set_link(base, "scale"), comparison.set_link(base, "none")
    merged = merge(base, mine, theirs)
    assert not merged.conflicts and merged.project.comparison.link == "scale"
