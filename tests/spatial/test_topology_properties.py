"""Random rows of 200 edits with undo and redo on random coverages: what must hold after every one of them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from coverages import is_coverage, total_m2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_edits import CONSERVING, WIDENING, divided, merged, random_coverage

from spatial import topology as topo
from spatial.errors import GeometryError
from spatial.topology import Topology

EDITS = 200


def wkb_of(t: Topology) -> list[bytes]:
    return [b"" if shape is None else shape.wkb for shape in t.shapes]


def edited(t: Topology, rng: np.random.Generator) -> Topology:
    """Return the topology after one random edit; as it is where the edit is refused."""
    edit = CONSERVING[rng.integers(len(CONSERVING))]
    if edit is divided and len(t.features) > 40:
        edit = merged
    try:
        return topo.settle(t, edit(t, rng))
    except GeometryError:
        return t


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.slow
def test_two_hundred_edits_keep_a_coverage_a_coverage(seed: int) -> None:
    rng = np.random.default_rng(seed)
    past = [random_coverage(rng)]
    saved = [wkb_of(past[0])]
    future: list[Topology] = []
    whole = total_m2(past[0])
    assert is_coverage(past[0])
    done = 0
    while done < EDITS:
        if rng.random() < 0.2 and len(past) > 1:
            for _ in range(int(rng.integers(1, min(len(past), 8)))):
                future.append(past.pop())
                saved.pop()
                assert wkb_of(past[-1]) == saved[-1]
            for _ in range(int(rng.integers(0, len(future) + 1))):
                past.append(future.pop())
                saved.append(wkb_of(past[-1]))
            continue
        done += 1
        new = edited(past[-1], rng)
        if new is past[-1]:
            continue
        future.clear()
        untouched = set(past[-1].features) - set(new.change.touched if new.change else ())
        assert all(new.shapes[each] is past[-1].shapes[each] for each in untouched)
        past.append(new)
        saved.append(wkb_of(new))
        if done % 10 == 0:
            assert is_coverage(new)
            assert topo.check_near(new, new.change.touched if new.change else ()).counts["gap"] == 0
            assert abs(total_m2(new) - whole) < 1e-6 * whole
            assert not new.marked
    assert is_coverage(past[-1])
    counts = topo.check(past[-1]).counts
    assert (counts["gap"], counts["overlap"], counts["invalid"]) == (0, 0, 0)
    while len(past) > 1:
        past.pop()
        saved.pop()
        assert wkb_of(past[-1]) == saved[-1]


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_invalid_or_overlaps_is_marked_and_no_edit_fails_on_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    t = random_coverage(rng)
    for _ in range(60):
        edit = CONSERVING[rng.integers(len(CONSERVING))]
        try:
            t = topo.settle(t, edit(t, rng), draft=True)
        except GeometryError:
            continue
    faults = topo.check(t).faults
    broken = {each for fault in faults if fault.kind in ("invalid", "overlap") for each in fault.features}
    assert broken <= t.marked


def land_m2(t: Topology) -> float:
    """The area of all features as one: less than the sum where two overlap."""
    shapes = np.array([t.shapes[each] for each in t.features], dtype=object)
    return float(t.measure(shapely.get_parts(shapely.union_all(shapes)).tolist()))


def any_edit(t: Topology, rng: np.random.Generator) -> tuple[Topology, bool]:
    """Return the topology after one random edit of any kind, and whether that kind only shares land out anew."""
    conserving = bool(rng.random() < 0.5)
    edits = CONSERVING if conserving else WIDENING
    edit = edits[rng.integers(len(edits))]
    if len(t.features) > 40 and edit is divided:
        edit = merged
    try:
        new = topo.settle(t, edit(t, rng))
    except GeometryError:
        return t, True
    return new, conserving


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.slow
def test_two_hundred_edits_of_every_kind_overlap_nobody_and_account_for_every_square_metre(seed: int) -> None:
    """Adding, holes, parts, deleting, offset, detaching and attaching among the others, with undo and redo."""
    rng = np.random.default_rng(seed)
    past = [random_coverage(rng)]
    saved = [wkb_of(past[0])]
    done = 0
    while done < EDITS:
        if rng.random() < 0.15 and len(past) > 1:
            back = int(rng.integers(1, min(len(past), 10)))
            undone = past[-back:]
            del past[-back:], saved[-back:]
            assert wkb_of(past[-1]) == saved[-1]
            for again in undone[: int(rng.integers(0, back + 1))]:
                past.append(again)
                saved.append(wkb_of(again))
            continue
        done += 1
        old = past[-1]
        new, conserving = any_edit(old, rng)
        if new is old:
            continue
        touched = set(new.change.touched if new.change else ())
        assert all(new.shapes[each] is old.shapes[each] for each in set(old.features) - touched)
        shapes = np.array([new.shapes[each] for each in new.features], dtype=object)
        assert shapely.is_valid(shapes).all() and not new.marked
        was, now = total_m2(old), total_m2(new)
        changed = [each for each in new.changed_since(old) if each < len(old)]
        before = float(np.nansum(old.area_m2(changed)))
        after = float(np.nansum(new.area_m2([each for each in new.changed_since(old) if each not in new.gone])))
        assert abs((now - was) - (after - before)) < 1e-3, "what the touched features gained is what the layer gained"
        assert not conserving or abs(now - was) < 1e-6 * was, "no gap that was not there"
        past.append(new)
        saved.append(wkb_of(new))
        if done % 10 == 0:
            assert abs(land_m2(new) - now) < 1e-6 * now, "nobody overlaps"
            assert topo.check(new).counts["overlap"] == 0
    while len(past) > 1:
        past.pop()
        saved.pop()
        assert wkb_of(past[-1]) == saved[-1]
