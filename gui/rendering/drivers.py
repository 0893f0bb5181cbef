"""Drivers of a render job that need no thread: at once, and in slices of the GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator

from PySide6.QtCore import QTimer

from gui.rendering.render import Drawn, Handle, Job

SLICE_S = 0.008


class _Done:
    def cancel(self) -> None:
        """Nothing is running."""


def at_once(job: Job, on_image: Callable[[Drawn], None]) -> Handle:
    """Run a job to its end before returning."""
    for drawn in job():
        if drawn is not None:
            on_image(drawn)
    return _Done()


def in_slices(job: Job, on_image: Callable[[Drawn], None]) -> Handle:
    """Run a job in the GUI thread, 8 ms at a time, whenever no event waits."""
    return _Slices(job(), on_image)


class _Slices:
    def __init__(self, steps: Iterator[Drawn | None], on_image: Callable[[Drawn], None]) -> None:
        self._steps, self._on_image = steps, on_image
        self._cancelled = False
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run)
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop, and end what was being painted."""
        self._cancelled = True
        self._timer.stop()
        if isinstance(self._steps, Generator):
            self._steps.close()

    def _run(self) -> None:
        """Run one slice. The timer is started again only after it, so that an error does not come back for ever."""
        until = time.perf_counter() + SLICE_S
        while time.perf_counter() < until:
            try:
                drawn = next(self._steps)
            except StopIteration:
                return
            if drawn is not None:
                self._on_image(drawn)
            if self._cancelled:
                return
        self._timer.start(0)
