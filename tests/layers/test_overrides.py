"""Where figures meet that do not compare: refused, allowed with a reason, footnoted, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers import edits
from layers.cartography.styling import graduated, proportional
from layers.cartography.symbology import Graduated
from layers.indicators.comparability import Aspect
from layers.indicators.comparable_columns import looks_for, offer_looks
from layers.indicators.difference import add_difference, difference, diverging
from layers.indicators.encounters import encounters, refuse_new, uncovered
from layers.indicators.footnotes import (
    footnotes,
    footnotes_of_columns,
    footnotes_of_layer,
    footnotes_of_project,
    notes_of_map,
)
from layers.indicators.formula_edits import put_formula, remove_formula
from layers.indicators.formula_steps import FormulaStep
from layers.indicators.formulas import make_column
from layers.indicators.overrides import Compared, NotComparableError, Override, allow, check_columns_compare, covering
from layers.indicators.per_area import with_columns
from layers.indicators.revoking import falls_with, revoke
from layers.layer import Layer
from layers.project import Project
from layers.storage.merging import merge
from layers.storage.project_document import document_of
from layers.storage.project_file import read_project, write_project
from layers.storage.project_json import Decoder, encode
from spatial.errors import ProjectError
from spatial.text import Text
from tests.layers.look_alikes import FIRMS, GDP, GRANTED, HELD, REASON, areas, exception, pair_look, project


def with_two(a: str, b: str, symbols: bool = False) -> Project:
    """Return the project with two layers on its map."""
    dataset, base = areas(), project(graduated(areas(), a))
    look = proportional(dataset, [b]) if symbols else graduated(dataset, b)
    owner = base.maps[0]
    two = replace(owner, layers=(*owner.layers, Layer("upper", "areas", Text("上", "Upper"), look)))
    return replace(base, datasets=(dataset,), maps=(two,))


@pytest.mark.parametrize(
    ("after", "word"),
    [
        (lambda: edits.set_symbology(project(), "areas", pair_look()), "流量"),
        (lambda: with_two(f"{GRANTED}@2019", f"{HELD}@2019"), "从业人员"),
        (lambda: with_two(f"{GRANTED}@2019", f"{HELD}@2019", symbols=True), "不可比"),
        (lambda: with_two(f"{FIRMS}@2019", f"{FIRMS}@2025"), "目标值"),
        (lambda: with_two(f"{FIRMS}@2019", f"{GDP}@2019"), "单位不同"),
    ],
    ids=["bivariate", "two fills", "fill and symbols", "actual and target", "two things"],
)
def test_what_does_not_compare_does_not_come_to_meet(after, word: str) -> None:  # type: ignore[no-untyped-def]
    before = project()
    with pytest.raises(NotComparableError) as caught:
        refuse_new(before, after())
    assert word in caught.value.what.zh and "口径例外" in caught.value.remedy.zh
    assert len(caught.value.columns) == 2


@pytest.mark.parametrize(
    "after",
    [
        lambda: with_two(f"{FIRMS}@2018", f"{FIRMS}@2019"),
        lambda: with_two(f"{FIRMS}@2019", f"{GDP}@2019", symbols=True),
        lambda: offer_looks(
            project(),
            "areas",
            looks_for(areas(), project().layer("areas"), [f"{FIRMS}@{year}" for year in (2018, 2019, 2025)]),
        ),
    ],
    ids=["two actual years", "symbols over a fill of another thing", "years of the slider"],
)
def test_what_compares_is_not_hindered(after) -> None:  # type: ignore[no-untyped-def]
    made = after()
    refuse_new(project(), made)
    assert not encounters(made, "map") and not footnotes(made, "map")


def test_layers_that_are_never_seen_together_do_not_meet() -> None:
    made = with_two(f"{GRANTED}@2019", f"{HELD}@2019")
    near, far = edits.set_scales, edits.set_scales
    apart = near(made, "areas", replace(made.layer("areas").scales, maximum=50_000.0))
    apart = far(apart, "upper", replace(made.layer("upper").scales, minimum=50_000.0))
    assert encounters(made, "map") and not encounters(apart, "map")
    hidden = edits.set_visible(made, "upper", False)
    assert not encounters(hidden, "map")
    with pytest.raises(NotComparableError):
        refuse_new(hidden, edits.set_visible(hidden, "upper", True))


def test_what_a_file_brings_is_said_and_other_steps_go_on() -> None:
    opened = project(pair_look())
    refuse_new(opened, edits.set_visible(opened, "areas", False))
    refuse_new(opened, edits.rename_layer(opened, "areas", Text("新名", "New name")))
    (warning,) = footnotes(opened, "map")
    assert (
        warning.zh.startswith("注意，“")
        and "口径不可比" in warning.zh
        and "未经确认" in warning.zh
        and "Caution" in warning.en
    )


def test_an_exception_lets_them_meet_and_its_footnote_says_what_and_why() -> None:
    allowed = allow(project(), exception())
    made = edits.set_symbology(allowed, "areas", pair_look())
    refuse_new(allowed, made)
    (note,) = footnotes(made, "map")
    assert note.zh.startswith("口径例外：“每万人当年新增发明专利授权数") and "“每万人口发明专利拥有量" in note.zh
    assert f"理由：{REASON}（王工，2026-11-21）。" in note.zh and "流量 / 存量" in note.zh
    assert "Exception: “Invention patents granted" in note.en and "a flow / a stock" in note.en
    assert notes_of_map(made, made.maps[0]) == (note, Text("本图的说明", "A note of this map"))
    assert footnotes_of_layer(made, "areas") == (note,) == footnotes_of_project(made)
    assert not footnotes(allowed, "map"), "where they do not meet nothing is printed"
    assert footnotes_of_columns(allowed, "areas", [f"{GRANTED}@2019", f"{HELD}@2019"]) == (note,)


def test_an_exception_covers_what_was_seen_when_it_was_given() -> None:
    columns = [f"{GRANTED}@2019", f"{HELD}@2019"]
    narrow = replace(exception(), aspects=("definition", "indicator"))
    with pytest.raises(NotComparableError):
        check_columns_compare(allow(project(), narrow), "areas", columns, "axes")
    check_columns_compare(allow(project(), exception()), "areas", columns, "axes")


def test_an_exception_of_two_indicators_holds_for_all_their_years_unless_it_is_about_kinds_of_year() -> None:
    aspects: tuple[Aspect, ...] = ("unit", "stock_flow", "definition", "indicator")
    given = Override((Compared("areas", f"{FIRMS}@2018"), Compared("areas", f"{GDP}@2019")), aspects, REASON)
    check_columns_compare(allow(project(), given), "areas", [f"{FIRMS}@2019", f"{GDP}@2019"], "scale")
    with pytest.raises(NotComparableError, match="target"):
        check_columns_compare(allow(project(), given), "areas", [f"{FIRMS}@2025", f"{GDP}@2019"], "scale")


@pytest.mark.parametrize("broken", [{"reason": " "}, {"columns": (Compared("areas", "x"),)}])
def test_an_exception_needs_a_reason_and_two_columns(broken: dict[str, object]) -> None:
    with pytest.raises(ProjectError):
        allow(project(), replace(exception(), **broken))  # type: ignore[arg-type]


def test_a_better_reason_replaces_the_old_one() -> None:
    twice = allow(allow(project(), exception()), replace(exception(), reason="另一个理由"))
    assert [each.reason for each in twice.overrides] == ["另一个理由"]


# --- taking back ----------------------------------------------------------------------------------------------------


def test_taking_it_back_takes_the_look_and_the_footnote() -> None:
    made = edits.set_symbology(allow(project(), exception()), "areas", pair_look())
    after = revoke(made, made.overrides[0])
    assert isinstance(after.layer("areas").symbology, Graduated)
    assert not footnotes(after, "map") and not uncovered(after, "map") and not after.overrides
    assert "改变" in falls_with(made, made.overrides[0])[0].zh
    with pytest.raises(ProjectError):
        revoke(after, made.overrides[0])


def test_taking_it_back_hides_the_upper_of_two_layers() -> None:
    columns = f"{GRANTED}@2019", f"{HELD}@2019"
    made = allow(with_two(*columns), exception())
    assert not uncovered(made, "map")
    after = revoke(made, made.overrides[0])
    assert not after.layer("upper").visible and not footnotes(after, "map")


def test_taking_it_back_parts_columns_that_shared_their_classes() -> None:
    columns = f"{GRANTED}@2019", f"{HELD}@2019"
    allowed = allow(project(), exception())
    with pytest.raises(NotComparableError, match="Lock breaks"):
        looks_for(areas(), project().layer("areas"), columns)
    made = offer_looks(allowed, "areas", looks_for(areas(), project().layer("areas"), columns, project=allowed))
    assert footnotes(made, "map") and not uncovered(made, "map")
    after = revoke(made, made.overrides[0])
    assert not after.layer("areas").alternatives and not footnotes(after, "map")


def with_difference() -> Project:
    """Return a project with the gap to a target as a map of its own, allowed."""
    columns = f"{FIRMS}@2019", f"{FIRMS}@2025"
    dataset = areas()
    allowed = allow(replace(project(), datasets=(dataset,)), exception(*columns))
    derived = difference(dataset, *columns, allowed=True)
    made = with_columns(dataset, derived)
    return add_difference(allowed, "areas", derived, diverging(made, next(iter(derived.columns))), dataset)


def test_a_difference_that_was_allowed_carries_the_footnote_until_that_is_taken_back() -> None:
    made = with_difference()
    (override,) = made.overrides
    assert len(override.made) == 1
    (note,) = footnotes(made, made.maps[1].id)
    assert "2019年实际值 / 2025年目标值" in note.zh
    assert not footnotes(made, "map"), "the map of one year alone carries none"
    after = revoke(made, override)
    assert [each.id for each in after.maps] == ["map"] and not footnotes_of_project(after)
    assert override.made[0].column not in after.dataset("areas").frame.columns
    assert any("删除地图" in line.zh for line in falls_with(made, override))


def test_columns_that_compare_leave_no_mark() -> None:
    dataset = areas()
    base = replace(project(), datasets=(dataset,))
    derived = difference(dataset, f"{FIRMS}@2018", f"{FIRMS}@2019")
    look = diverging(with_columns(dataset, derived), next(iter(derived.columns)))
    assert not footnotes_of_project(add_difference(base, "areas", derived, look, dataset))


def test_a_formula_over_look_alikes_is_footnoted_as_long_as_it_is_there() -> None:
    base = replace(project(), datasets=(areas(),))
    step = FormulaStep("", f"[{GRANTED}@2019] - [{HELD}@2019]", override=REASON)
    made = put_formula(base, base.datasets[0], make_column(base.datasets[0], step, Text("差", "Gap")))
    column = made.datasets[0].formulas[0].column
    shown = edits.set_symbology(made, "areas", graduated(made.datasets[0], column))
    (note,) = footnotes(shown, "map")
    assert "“差”由本不可比的“每万人当年新增发明专利授权数" in note.zh and REASON in note.en
    assert not footnotes(made, "map") and footnotes_of_project(made) == (note,)
    assert not footnotes_of_project(remove_formula(made, "areas", column))


# --- the file -------------------------------------------------------------------------------------------------------


def test_exceptions_are_kept_in_the_file_and_older_files_open() -> None:
    stored = encode((exception(),), tuple[Override, ...])
    assert Decoder().decode(stored, tuple[Override, ...], "overrides") == (exception(),)
    old = document_of(replace(project(), datasets=(), maps=(), active_map=""), {})
    del old["overrides"]
    assert Decoder().part(old, Project, "", datasets=()).overrides == ()


def test_a_saved_project_opens_with_its_exceptions_and_footnotes(tmp_path: Path) -> None:
    made = with_difference()
    write_project(made, tmp_path / "p")
    opened = read_project(tmp_path / "p").project
    assert opened.overrides == made.overrides
    assert footnotes_of_project(opened) == footnotes_of_project(made) != ()
    assert not footnotes_of_project(revoke(opened, opened.overrides[0]))


def test_exceptions_of_two_planners_are_both_kept() -> None:
    base = project()
    mine, theirs = allow(base, exception()), allow(base, exception(f"{FIRMS}@2019", f"{GDP}@2019"))
    merged = merge(base, mine, theirs)
    assert not merged.conflicts and len(merged.project.overrides) == 2


def test_an_exception_of_a_data_set_that_is_gone_still_reads() -> None:
    made = allow(project(), exception())
    gone = replace(made, datasets=(), maps=())
    assert REASON in footnotes_of_project(gone)[0].zh
    assert covering(gone, exception().columns, replace(encounters(project(pair_look()), "map")[0].verdict)) is not None
