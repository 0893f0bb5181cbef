"""The ledger of boundaries: commit, compare, restore, revert, locks, saving, merging, the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from layers.boundaries import edits as boundary_edits
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.revisions import committing, locking, restoring, states, tracking
from layers.revisions.change_map import land_of, with_change_map
from layers.revisions.model import Boundaries, Entry
from layers.revisions.workbook import write_ledger
from layers.storage.merging import merge
from layers.storage.processes import this_process
from layers.storage.project_file import equal_projects, read_project, write_project
from layers.storage.project_lock import acquire, lock_path
from layers.web_map import write_web_map
from main import main
from spatial import topology as topo
from spatial.errors import GisError, ProjectError
from spatial.geodesic import geodesic_area_m2
from spatial.text import Text

ENTRY = Entry("甲", "2026-03-01T00:00:00+00:00", "调整")
APPROVED = replace(ENTRY, status="approved", document="普府〔2026〕7号")


def parks() -> Dataset:
    """Four squares in a row that share their borders; the last one stands apart."""
    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "name": ["Alpha", "Beta", "Gamma", "Delta"],
            "block": ["north", "north", "south", "south"],
            "firms": ["10", "3-5", "/", None],
            "staff": [1, 2, 3, 4],
            "geometry_status": ["schematic"] * 4,
        },
        geometry=[box(round(121.4 + 0.01 * x, 2), 31.2, round(121.41 + 0.01 * x, 2), 31.21) for x in (0, 1, 2, 5)],
        crs="EPSG:4326",
    )
    return Dataset("parks", Text("园区", "Parks"), frame, id_field="id", name_field="name")


@pytest.fixture
def project() -> Project:
    """One map of the parks."""
    shown = Map("map", Text("图", "Map"), (Layer("parks", "parks", Text("园区", "Parks")),))
    return Project(Text("项目", "Project"), (parks(),), (shown,), "map")


def moved(project: Project, at: tuple[float, float], to: tuple[float, float], draft: bool = True) -> Project:
    """Move a vertex in every owner, as the editor does."""
    dataset = project.dataset("parks")
    old = topo.of_frame(dataset.frame, dataset.datum)
    new = topo.settle(old, topo.move_vertex(old, at, to), draft)
    return boundary_edits.set_topology(project, "parks", (old, new), drafts=dict.fromkeys(new.marked, "crosses"))


def split(project: Project) -> Project:
    dataset = project.dataset("parks")
    old = topo.of_frame(dataset.frame, dataset.datum)
    new = topo.split(old, np.array([(121.405, 31.19), (121.405, 31.22)]), [0])
    return boundary_edits.set_topology(project, "parks", (old, new))


def committed(project: Project, at: tuple[float, float], to: tuple[float, float], entry: Entry = ENTRY) -> Project:
    return committing.commit(moved(project, at, to), "parks", entry)


def shapes(project: Project) -> dict[str, bytes]:
    frame = project.dataset("parks").frame
    return dict(zip(frame["id"], shapely.to_wkb(frame.geometry.to_numpy()), strict=True))


def cells(project: Project) -> dict[str, list[object]]:
    frame = project.dataset("parks").frame.set_index("id").sort_index()
    return {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in ("firms", "staff")}


CORNER, SHARED = (121.4, 31.21), (121.41, 31.21)
AWAY, NEAR = (121.395, 31.215), (121.412, 31.212)


def test_an_edit_waits_until_it_is_committed_and_the_revision_says_what_it_did(project: Project) -> None:
    edited = moved(project, SHARED, NEAR)
    assert tracking.pending(edited, "parks") == ("a", "b")
    done = committing.commit(edited, "parks", APPROVED)
    revision = done.boundaries.revisions[0]
    old, new = (geodesic_area_m2(each.dataset("parks").frame.geometry.to_numpy()) for each in (project, done))
    assert tracking.pending(done, "parks") == ()
    assert [(each.feature, each.old_m2, each.new_m2) for each in revision.changes] == [
        ("a", old[0], new[0]),
        ("b", old[1], new[1]),
    ]
    assert revision.delta_m2 == pytest.approx(new.sum() - old.sum(), abs=1e-6)
    assert revision.is_intact and not replace(revision, entry=ENTRY).is_intact
    assert done.dataset("parks").frame["geometry_status"].tolist() == ["approved", "approved", "schematic", "schematic"]
    assert boundary_edits.locked_rows(done.dataset("parks")) == {0, 1}


def test_untouched_features_are_in_no_revision_and_contents_are_kept_once(project: Project) -> None:
    one = committed(project, CORNER, AWAY)
    back = committed(one, AWAY, CORNER)
    again = committed(back, CORNER, AWAY)
    assert {each.feature for each in again.boundaries.origins} == {"a"}
    first, second, third = (each.changes[0] for each in again.boundaries.revisions)
    assert (
        (first.old.shape, first.new.shape) == (second.new.shape, second.old.shape) == (third.old.shape, third.new.shape)
    )
    assert len([text for text in again.boundaries.contents.values() if not text.startswith("{")]) == 2


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (replace(ENTRY, author=" "), "no author"),
        (replace(ENTRY, status="approved"), "document number"),
        (replace(APPROVED, reason=""), "reason"),
        (replace(ENTRY, status="final"), "final"),  # type: ignore[arg-type]
    ],
)
def test_an_incomplete_entry_is_refused(project: Project, entry: Entry, word: str) -> None:
    with pytest.raises(ProjectError, match=word):
        committing.commit(moved(project, CORNER, AWAY), "parks", entry)


def test_nothing_to_commit_drafts_and_features_without_ids_are_refused(project: Project) -> None:
    with pytest.raises(ProjectError, match="no change"):
        committing.commit(project, "parks", ENTRY)
    crossing = moved(project, CORNER, (121.42, 31.205))
    with pytest.raises(ProjectError, match="drafts"):
        committing.commit(crossing, "parks", APPROVED)
    bare = replace(project, datasets=(replace(parks(), id_field=""),))
    with pytest.raises(ProjectError, match="ids of their own"):
        committing.commit(moved(bare, CORNER, AWAY), "parks", ENTRY)


def test_a_status_can_change_alone_and_approved_boundaries_are_locked(project: Project) -> None:
    done = committing.commit(project, "parks", APPROVED, ["a"])
    assert [each.kind for each in done.boundaries.revisions] == ["status"]
    with pytest.raises(boundary_edits.LockedError):
        moved(done, CORNER, AWAY)
    with pytest.raises(ProjectError, match="locked"):
        committing.commit(done, "parks", ENTRY, ["a"])
    unlocked = locking.set_locked(done, "parks", [0], False, "乙")
    last = unlocked.boundaries.revisions[-1]
    assert (last.kind, last.entry.author, last.of) == ("unlock", "乙", "Alpha")
    again = committed(unlocked, CORNER, AWAY, APPROVED)
    assert boundary_edits.locked_rows(again.dataset("parks")) == {0}


@pytest.mark.parametrize("older", ["", "1", "2"])
def test_any_state_comes_back_bit_for_bit_as_a_new_revision(project: Project, older: str) -> None:
    one = committed(project, CORNER, AWAY)
    two = committed(one, SHARED, NEAR)
    three = committing.commit(split(two), "parks", ENTRY)
    wanted = {"": project, "1": one, "2": two}[older]
    back = restoring.restore(three, older, ENTRY, "parks")
    assert shapes(back) == shapes(wanted)
    assert cells(back) == cells(wanted)
    assert back.boundaries.revisions[:3] == three.boundaries.revisions
    assert back.boundaries.revisions[-1].kind == "restore"
    forward = restoring.restore(back, "3", ENTRY)
    assert shapes(forward) == shapes(three)
    assert cells(forward) == cells(three)


def test_cells_edited_since_a_revision_stay_when_it_is_restored(project: Project) -> None:
    from layers.cell_edits import set_cells

    done = committing.commit(split(project), "parks", ENTRY)
    edited = set_cells(done, "parks", "staff", [0], ["77"])
    back = restoring.restore(edited, "", ENTRY, "parks")
    assert cells(back)["staff"][0] == 77
    assert cells(back)["firms"][0] == "10"


MOVES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(-0.002, 0.002), st.floats(-0.002, 0.002)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(MOVES, st.data())
def test_restoring_and_reverting_are_exact(moves: list[tuple[int, int, float, float]], data: st.DataObject) -> None:
    shown = Map("map", Text("图", "Map"), (Layer("parks", "parks", Text("园区", "Parks")),))
    project = Project(Text("项目", "Project"), (parks(),), (shown,), "map")
    known = [project]
    for feature, vertex, dx, dy in moves:
        x, y = shapely.get_coordinates(project.dataset("parks").frame.geometry.iloc[feature])[vertex].tolist()
        try:
            project = committed(project, (x, y), (x + dx, y + dy))
        except GisError:
            continue
        known.append(project)
    count = len(project.boundaries.revisions)
    place = data.draw(st.integers(0, count))
    wanted = shapes(known[place])
    if wanted != shapes(project):
        name = project.boundaries.revisions[place - 1].id if place else ""
        assert shapes(restoring.restore(project, name, ENTRY, "parks")) == wanted
    if not count:
        return
    chosen = project.boundaries.revisions[data.draw(st.integers(0, count - 1))]
    try:
        reverted = restoring.revert(project, chosen.id, ENTRY)
    except ProjectError:
        assert restoring.conflicts(project, chosen)
        return
    assert not restoring.conflicts(project, chosen)
    touched = {each.feature for each in chosen.changes}
    now, before = shapes(reverted), shapes(known[project.boundaries.revisions.index(chosen)])
    assert all(now[each] == (before if each in touched else shapes(project))[each] for each in now)


@pytest.mark.parametrize(
    ("at", "to", "conflict"),
    [
        ((121.46, 31.21), (121.458, 31.212), False),  # the park that stands apart
        ((121.43, 31.21), (121.432, 31.212), False),  # the far side of another one
        (AWAY, (121.394, 31.216), True),  # the same vertex again
        (SHARED, NEAR, True),  # another vertex of the same feature
    ],
)
def test_one_revision_is_reverted_where_nothing_later_touches_it(
    project: Project, at: tuple[float, float], to: tuple[float, float], conflict: bool
) -> None:
    later = committed(committed(project, CORNER, AWAY), at, to, replace(ENTRY, reason="后来"))
    if conflict:
        with pytest.raises(ProjectError, match="2（后来）"):
            restoring.revert(later, "1", ENTRY)
        return
    back = restoring.revert(later, "1", ENTRY)
    assert shapes(back) == shapes(later) | {"a": shapes(project)["a"]}
    assert back.boundaries.revisions[-1].of == later.boundaries.revisions[0].id


def test_a_neighbour_that_took_the_same_border_conflicts(project: Project) -> None:
    """Gamma gives land up, then Delta takes it: giving it back would overlap."""
    dataset = project.dataset("parks")
    first = committed(project, (121.43, 31.21), (121.425, 31.21))
    grown = dataset.frame.geometry.to_numpy().copy()
    grown[3] = box(121.427, 31.205, 121.46, 31.21)
    wide = first.dataset("parks").frame.copy()
    wide.loc[3, "geometry"] = grown[3]
    second = committing.commit(
        boundary_edits.with_dataset(first, replace(first.dataset("parks"), frame=wide)), "parks", ENTRY
    )
    assert [each.id for each in restoring.conflicts(second, second.boundaries.revisions[0])] == [
        second.boundaries.revisions[1].id
    ]


def test_what_is_not_committed_is_never_lost_by_going_back_and_can_be_discarded(project: Project) -> None:
    done = committed(project, CORNER, AWAY)
    edited = moved(done, SHARED, NEAR)
    for back in (restoring.restore, restoring.revert):
        with pytest.raises(ProjectError, match="not committed"):
            back(edited, "1", ENTRY)
    assert shapes(restoring.discard(edited, "parks")) == shapes(done)


def test_any_two_states_compare_with_their_land(project: Project) -> None:
    one = committed(project, CORNER, AWAY)
    two = committed(one, SHARED, NEAR)
    first, last = (each.id for each in two.boundaries.revisions)
    whole = states.compare(two, "parks", states.FIRST, last)
    back = states.compare(two, "parks", last, states.FIRST)
    assert (
        whole.delta_m2
        == pytest.approx(-back.delta_m2)
        == pytest.approx(sum(each.delta_m2 for each in two.boundaries.revisions))
    )
    land = {kind: sum(area for each, _, _, area in land_of(whole) if each == kind) for kind in ("added", "removed")}
    assert land["added"] - land["removed"] == pytest.approx(whole.delta_m2, rel=1e-4)
    total = next(each for each in whole.sums if each.key == "north")
    assert total.new_m2 - total.old_m2 == pytest.approx(whole.delta_m2, abs=1e-3)
    assert states.compare(two, "parks", first, first).changes == ()


def test_a_change_becomes_an_ordinary_map(project: Project) -> None:
    done = committed(project, SHARED, NEAR)
    shown = with_change_map(done, states.change_of(done, done.boundaries.revisions[0]))
    looks = {layer.name.en: layer for layer in shown.map(shown.active_map).layers}
    kinds = shown.dataset(looks["Changed land"].dataset).frame["kind"].tolist()
    assert set(kinds) == {"added", "moved"}
    old = shown.dataset(looks["Old boundary"].dataset).frame
    assert old["geometry_status"].tolist() == ["schematic"] * 2
    assert shown.dataset(looks["New boundary"].dataset).frame["geometry_status"].tolist() == ["draft"] * 2


def test_the_map_of_a_change_says_who_why_and_the_totals_and_is_a_theme_of_the_page(
    project: Project, tmp_path: Path
) -> None:
    done = committed(committed(project, CORNER, AWAY), SHARED, NEAR)
    second = done.boundaries.revisions[1]
    shown = with_change_map(done, states.change_of(done, second))
    made = shown.map(shown.active_map)
    total = second.sums[0]
    assert f"{total.old_m2 / 1e6:.4f} → {total.new_m2 / 1e6:.4f} km²" in made.description.zh
    assert [note.zh[:4] for note in made.notes[1:]] == ["修订 2"], "what came before the older state is not told"
    assert ENTRY.author in made.notes[1].zh and ENTRY.reason in made.notes[1].en
    both = with_change_map(done, states.compare(done, "parks", states.FIRST, second.id))
    assert len(both.map(both.active_map).notes) == 3
    page = tmp_path / "page.html"
    write_web_map(shown, page)
    assert made.title.zh in page.read_text(encoding="utf-8") and made.notes[1].zh in page.read_text(encoding="utf-8")


def test_a_split_beside_a_locked_park_leaves_its_border_where_it_runs(project: Project) -> None:
    """The new border meets that of the locked one: it gets a vertex there, stays approved and locked, and says so."""
    locked = locking.set_locked(project, "parks", [0], True, "乙")
    dataset = locked.dataset("parks")
    old = topo.of_frame(dataset.frame, dataset.datum)
    new = topo.settle(old, topo.split(old, np.array([(121.405, 31.2053), (121.425, 31.2047)]), (1,)))
    assert 0 in new.change.changed, "a vertex for the neighbour"
    after = boundary_edits.set_topology(locked, "parks", (old, new))
    assert set(tracking.pending(after, "parks")) > {"a", "b"}
    done = committing.commit(after, "parks", ENTRY)
    of = {each.feature: each for each in done.boundaries.revisions[-1].changes}
    assert (of["a"].new_vertices, of["a"].old_vertices) == (5, 4)
    assert of["a"].new_m2 == pytest.approx(of["a"].old_m2, rel=1e-9)
    frame = done.dataset("parks").frame
    status = dict(zip(frame["id"], frame["geometry_status"], strict=True))
    assert (status["a"], status["b"]) == ("schematic", "draft")
    moved = topo.move_vertex(new, (121.41, 31.2), (121.409, 31.2))
    with pytest.raises(boundary_edits.LockedError):
        boundary_edits.set_topology(done, "parks", (new, moved))


def test_the_ledger_is_saved_and_old_projects_open(project: Project, tmp_path: Path) -> None:
    done = committing.commit(split(committed(project, CORNER, AWAY)), "parks", ENTRY)
    saved = write_project(done, tmp_path / "p")
    again = read_project(tmp_path / "p").project
    assert equal_projects(saved, again)
    assert all(each.is_intact for each in again.boundaries.revisions)
    assert tracking.pending(again, "parks") == ()
    document = tmp_path / "p" / "project.json"
    bare = json.loads(document.read_text(encoding="utf-8"))
    del bare["boundaries"]
    document.write_text(json.dumps(bare), encoding="utf-8")
    assert read_project(tmp_path / "p").project.boundaries == Boundaries()


def test_a_merge_keeps_the_revisions_of_both_sides(project: Project) -> None:
    base = committed(project, CORNER, AWAY)
    mine = committed(base, SHARED, NEAR)
    theirs = committed(base, (121.46, 31.21), (121.458, 31.212))
    both = merge(base, mine, theirs)
    assert [len(each.changes) for each in both.project.boundaries.revisions] == [1, 2, 1]
    assert not both.conflicts
    assert tracking.pending(both.project, "parks") == ()
    assert shapes(both.project) == shapes(mine) | {"d": shapes(theirs)["d"]}


def test_the_workbook_holds_every_revision_and_no_formula(project: Project, tmp_path: Path) -> None:
    import openpyxl

    done = committed(project, CORNER, AWAY, replace(ENTRY, reason="=1+1"))
    assert write_ledger(done, tmp_path / "ledger.xlsx") == 1
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    assert book.sheetnames == ["修订", "子园变化", "合计", "扩区情景"]
    row = [cell.value for cell in book["修订"][2]]
    assert row[1] == done.boundaries.revisions[0].id and row[8] == "=1+1"
    assert book["修订"]["I2"].data_type == "s"
    assert book["子园变化"]["G2"].value == pytest.approx(done.boundaries.revisions[0].delta_m2 / 1e6)


# --- the command line ------------------------------------------------------------------------------------------------


def test_the_command_line_lists_and_restores_with_a_backup(project: Project, tmp_path: Path) -> None:
    place = tmp_path / "p"
    write_project(committed(project, CORNER, AWAY), place)
    write_project(committed(read_project(place).project, SHARED, NEAR), place)
    run = CliRunner()
    listed = json.loads(run.invoke(main, ["revisions", str(place), "--json"]).output)
    assert [(each["number"], each["intact"], each["status"]) for each in listed["revisions"]] == [
        (1, True, "draft"),
        (2, True, "draft"),
    ]
    done = run.invoke(main, ["restore", str(place), "1", "--reason", "回到一", "--author", "丙", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["number"] == 3
    opened = read_project(place).project
    assert shapes(opened) == shapes(committed(project, CORNER, AWAY))
    assert opened.boundaries.revisions[-1].entry.author == "丙"
    assert list((place / "backups").glob("*.json")) and not lock_path(place).exists()
    assert run.invoke(main, ["restore", str(place), "99"]).exit_code != 0


def test_the_command_line_refuses_a_project_that_somebody_has_open(project: Project, tmp_path: Path) -> None:
    place = tmp_path / "p"
    write_project(committed(project, CORNER, AWAY), place)
    before = (place / "project.json").read_bytes()
    other = replace(this_process(), machine="elsewhere", user="lisi")
    assert acquire(place, other) is None
    answer = CliRunner().invoke(main, ["restore", str(place), "1"])
    assert answer.exit_code != 0 and (place / "project.json").read_bytes() == before
    assert lock_path(place).exists()
