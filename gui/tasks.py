"""Work off the GUI thread: the only module of the window that has threads.

Work is a plain function of a `Feedback`. `Tasks.run` sends it to a worker; what comes back is delivered in the GUI
thread: `on_done(result)` after success, nothing at all after a cancellation, `on_error(error)` otherwise. A newer run
with the same key supersedes an older one, whose result is then never delivered, even if it was already made.
`Tasks(inline=True)` does everything before `run` returns: for tests where the order of events is not the subject.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from spatial.feedback import SILENT, CallbackFeedback, Cancelled, Feedback
from spatial.text import Text

R = TypeVar("R")
Errand = Callable[[], None]

PROGRESS_INTERVAL_S = 0.1
WORKERS = 3
SWITCH_S = 0.0001
"""How long the interpreter stays with a thread that another one waits for. The GUI thread gives it up and wants it back
many times in one picture or one event: at Python's 5 ms, workers would hold it up for tenths of a second, at 0.5 ms
for 50 ms and more when a large layer has just been read."""
NICE = 10
PROCESSORS = min(len(os.sched_getaffinity(0)), 4) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
NAP_S = 0.0002
REST_EVERY_S = 0.002
"""A worker that reports lies down for a moment that often: several that only hand the interpreter to each other would
leave the GUI thread waiting."""


@dataclass(eq=False)
class Task:
    """A piece of work under way.

    Parameters
    ----------
    label
        What is being done, for the progress strip.
    key
        Runs with the same non-empty key supersede each other.
    quiet
        Not shown in the progress strip (previews, drawing).
    fraction, doing
        Share done, and the last words of the work.
    """

    label: Text
    key: str = ""
    quiet: bool = False
    fraction: float = 0.0
    doing: Text = Text("")
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next report, and its result is not delivered in any case."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()


class Tasks(QObject):
    """Runs work in threads and delivers results in the thread this object lives in.

    Parameters
    ----------
    on_error
        Receives what `run`'s own `on_error` is not given for.
    inline
        Do the work at once in the calling thread.
    """

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    _posted = Signal(object)

    def __init__(
        self, on_error: Callable[[BaseException], None], *, inline: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._on_error = on_error
        self._inline = inline
        sys.setswitchinterval(SWITCH_S)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="task", initializer=_give_way)
        self._drawing = ThreadPoolExecutor(1, thread_name_prefix="draw", initializer=_give_way)
        self._recording = ThreadPoolExecutor(1, thread_name_prefix="record", initializer=_give_way)
        self._running: list[Task] = []
        self._closed = False
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks under way, oldest first."""
        return tuple(self._running)

    def run(
        self,
        task: Task,
        work: Callable[[Feedback], R],
        on_done: Callable[[R], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> Task:
        """Do `work` in a worker and hand its result to `on_done` in this object's thread; return `task`.

        Parameters
        ----------
        task
            Label, key and quietness; its `cancel` stops the work.
        work
            Called with a feedback that carries progress out and cancellation in.
        on_done, on_error
            Called in the GUI thread, never after a cancellation.
        """
        for older in self._running:
            if task.key and older.key == task.key:
                older.cancel()
        self._running.append(task)
        self.started.emit(task)
        post = self._deliver if self._inline else self._post
        feedback = CallbackFeedback(_Throttled(task, lambda: post(lambda: self._tell(task))), lambda: task.cancelled)

        def errand() -> None:
            outcome = _outcome(work, feedback)
            post(lambda: self._finish(task, outcome, on_done, on_error or self._on_error))

        if self._inline:
            errand()
        else:
            self._pool.submit(errand)
        return task

    def draw(self, steps: Callable[[], Iterator[R | None]], on_made: Callable[[R], None]) -> Task:
        """Run a generator in the one drawing thread and hand over what it makes, one by one, in this object's thread.

        The generator yields often, None where there is nothing to hand over; it is closed at the first yield after the
        task was cancelled, and nothing is handed over from then on. This is the runner of the map canvas.
        """
        task = Task(Text("绘制地图", "Drawing the map"), quiet=True)
        post = self._deliver if self._inline else self._post

        def errand() -> None:
            outcome = _outcome(lambda _: _exhaust(steps, task, lambda made: post(lambda: hand_over(made))), SILENT)
            if isinstance(outcome, BaseException):
                post(lambda: self._on_error(outcome))

        def hand_over(made: R) -> None:
            if not task.cancelled:
                on_made(made)

        if self._inline:
            errand()
        else:
            self._drawing.submit(errand)
        return task

    def record(self, work: Callable[[], None], on_done: Callable[[BaseException | None], None]) -> Future[None]:
        """Do work that must not be lost, one after the other, in a thread of its own; it cannot be cancelled.

        Parameters
        ----------
        work
            Short work, such as writing one command to the journal.
        on_done
            Called in this object's thread with None, or with what `work` raised.

        Returns
        -------
        Future
            Done when `work` is, whether it raised or not: to wait for it for a moment.
        """
        post = self._deliver if self._inline else self._post

        def errand() -> None:
            outcome = _outcome(lambda _: work(), SILENT)
            error = outcome if isinstance(outcome, BaseException) else None
            post(lambda: on_done(error))

        if not self._inline:
            return self._recording.submit(errand)
        errand()
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def close(self) -> None:
        """Cancel everything and wait for the workers to come home; nothing is delivered any more.

        What was given to `record` is done to the end.
        """
        self._closed = True
        for task in self._running:
            task.cancel()
        for pool in (self._pool, self._drawing):
            pool.shutdown(wait=True, cancel_futures=True)
        self._recording.shutdown(wait=True)

    def _post(self, errand: Errand) -> None:
        self._posted.emit(errand)

    @Slot(object)
    def _deliver(self, errand: Errand) -> None:
        if not self._closed:
            errand()

    def _tell(self, task: Task) -> None:
        if not task.cancelled:
            self.progressed.emit(task)

    def _finish(
        self,
        task: Task,
        outcome: _Outcome[R],
        on_done: Callable[[R], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._running.remove(task)
        self.ended.emit(task)
        if task.cancelled or isinstance(outcome, Cancelled):
            return
        if isinstance(outcome, BaseException):
            on_error(outcome)
        else:
            on_done(outcome[0])


_Outcome = tuple[R] | BaseException


def _outcome(work: Callable[[Feedback], R], feedback: Feedback) -> _Outcome[R]:
    try:
        feedback.report(0.0)
        return (work(feedback),)
    except BaseException as error:  # the one place where whatever a worker raises is taken home
        return error


def _exhaust(steps: Callable[[], Iterator[R | None]], task: Task, hand_over: Callable[[R], None]) -> None:
    made_one_by_one = steps()
    for made in made_one_by_one:
        if task.cancelled:
            break
        if made is None:
            time.sleep(NAP_S)  # painting holds the GIL: let the GUI thread have its turn
        else:
            hand_over(made)
    if isinstance(made_one_by_one, Generator):
        made_one_by_one.close()


def side_by_side(jobs: Sequence[Errand]) -> None:
    """Do short jobs that do not touch each other in this thread and in as many others as there are processors.

    It is for compiled loops, which hold no interpreter lock, and returns when all are done; where no other thread comes
    to help in time, this one does them all.
    """
    left = deque(jobs)

    def work() -> None:
        while left:
            try:
                job = left.popleft()
            except IndexError:  # another thread was quicker
                return
            job()

    hands = [_hands().submit(work) for _ in range(min(len(jobs), PROCESSORS) - 1)]
    try:
        work()
    finally:
        for hand in hands:
            if not hand.cancel():
                hand.result()


@cache
def _hands() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(PROCESSORS - 1, 1), thread_name_prefix="hand", initializer=_give_way)


def _give_way() -> None:
    """Let the system prefer the GUI thread to this one.

    All workers alike: one of a lower rank that held the interpreter would be kept from going on by the others, and the
    window with it. Linux has a rank for each thread; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class _Throttled:
    """Writes progress into a task, and speaks up at most every `PROGRESS_INTERVAL_S`."""

    def __init__(self, task: Task, speak: Callable[[], None]) -> None:
        self._task, self._speak, self._last, self._rested = task, speak, 0.0, time.monotonic()

    def __call__(self, fraction: float, doing: Text | None) -> None:
        self._task.fraction = fraction
        self._task.doing = doing or self._task.doing
        now = time.monotonic()
        if now - self._last >= PROGRESS_INTERVAL_S:
            self._last = now
            self._speak()
        if now - self._rested >= REST_EVERY_S:
            time.sleep(NAP_S)
            self._rested = time.monotonic()
