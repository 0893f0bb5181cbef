from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
import shapely
from PySide6.QtWidgets import QApplication

import gui.garbage as garbage
from gui.garbage import Garbage


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Garbage]:
    made = Garbage()
    yield made
    made.stop()
    gc.unfreeze()
    assert gc.isenabled()


class Knot:
    """Refers to itself, and says in which thread it ended."""

    ended: list[int] = []  # noqa: RUF012

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Knot.ended.append(threading.get_ident())


def test_cycles_end_in_the_gui_thread_only(collector: Garbage) -> None:
    Knot.ended.clear()
    worker = threading.Thread(target=lambda: [Knot() for _ in range(5_000)])
    worker.start()
    worker.join()
    assert not Knot.ended
    collector.look()
    assert set(Knot.ended) == {threading.get_ident()} and len(Knot.ended) == 5_000


def test_a_large_layer_is_set_aside_and_goes_with_its_last_holder(
    collector: Garbage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "MANY", 1_000)
    gc.unfreeze()
    collector.look()
    layer = shapely.points(range(5_000), 0)
    collector.look()
    assert gc.get_freeze_count() > 5_000
    before = gc.get_freeze_count()
    del layer
    assert gc.get_freeze_count() <= before - 5_000
    collector.sweep(10)
    collector.sweep(10_000)  # too large to be looked at


def test_what_was_set_aside_is_looked_at_when_another_project_is_opened(
    collector: Garbage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "MANY", 1_000)
    for set_aside, ended in ((False, 0), (True, 5_000)):
        gc.collect()
        Knot.ended.clear()
        knots = [Knot() for _ in range(5_000)]
        if set_aside:
            collector.look()
        del knots
        collector.sweep(10)
        assert len(Knot.ended) == ended, "nobody looks through the whole program where nothing was set aside"
    assert gc.get_freeze_count() > 10_000, "the program is set aside again"
