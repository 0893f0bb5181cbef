"""What holds for every test."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# scikit-learn's joblib warns where it cannot count physical cores, as in a bare container; warnings are errors here.
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")

# Never a timed test: a slow machine is no failure. The same examples each time, so that a red run can be repeated.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

# Looking for cyclic garbage after every few hundred objects took a tenth of all time.
gc.set_threshold(20_000, 20, 50)


def pytest_collection_finish() -> None:
    """Set aside what was imported and collected: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, then those of the window: cores that share the files end together."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path not in slow, item.path.parent.name not in ("gui", "browser")))


@pytest.fixture(autouse=True, scope="session")
def disk_need_not_flush() -> Iterator[None]:
    """Look at what is written, not at whether it outlives a power cut; `tests/killing.py` and the stories flush."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield
