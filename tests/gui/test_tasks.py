from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from gui.tasks import PROGRESS_INTERVAL_S, Task, Tasks, side_by_side
from spatial.feedback import Cancelled, Feedback
from spatial.text import Text

LABEL = Text("做事", "Work")


@pytest.fixture
def errors() -> list[BaseException]:
    return []


@pytest.fixture
def tasks(qapp: QApplication, errors: list[BaseException]) -> Iterator[Tasks]:
    made = Tasks(errors.append)
    yield made
    made.close()


def wait_for(app: QApplication, true: Callable[[], bool], seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came true"
        app.processEvents()
        time.sleep(0.002)


def test_work_is_done_elsewhere_and_its_result_comes_back_here(qapp: QApplication, tasks: Tasks) -> None:
    here: list[tuple[int, int]] = []
    tasks.run(Task(LABEL), lambda _: threading.get_ident(), lambda there: here.append((there, threading.get_ident())))
    wait_for(qapp, lambda: bool(here))
    assert here[0][0] != here[0][1] == threading.get_ident()


def test_an_error_goes_to_its_own_handler_or_else_to_the_common_one(
    qapp: QApplication, tasks: Tasks, errors: list[BaseException]
) -> None:
    own: list[BaseException] = []

    def fail(_: Feedback) -> None:
        raise ValueError("no")

    tasks.run(Task(LABEL), fail, lambda _: pytest.fail("delivered"), own.append)
    tasks.run(Task(LABEL), fail, lambda _: pytest.fail("delivered"))
    wait_for(qapp, lambda: len(own) == len(errors) == 1)
    assert str(own[0]) == str(errors[0]) == "no"


def test_a_cancelled_task_stops_at_its_next_report_and_delivers_nothing(
    qapp: QApplication, tasks: Tasks, errors: list[BaseException]
) -> None:
    stopped = threading.Event()

    def forever(feedback: Feedback) -> None:
        try:
            while True:
                feedback.report(0.5)
                time.sleep(0.001)
        except Cancelled:
            stopped.set()
            raise

    task = tasks.run(Task(LABEL), forever, lambda _: pytest.fail("delivered"))
    task.cancel()
    wait_for(qapp, lambda: not tasks.running)
    assert not errors


def test_a_newer_run_with_the_same_key_supersedes_the_older_even_when_that_is_done(
    qapp: QApplication, tasks: Tasks
) -> None:
    delivered: list[int] = []
    done = threading.Event()
    tasks.run(Task(LABEL, "key"), lambda _: done.set() or 1, delivered.append)
    assert done.wait(5)  # made, but its delivery still waits in the queue
    tasks.run(Task(LABEL, "key"), lambda _: 2, delivered.append)
    tasks.run(Task(LABEL, "other"), lambda _: 3, delivered.append)
    wait_for(qapp, lambda: not tasks.running)
    assert sorted(delivered) == [2, 3]


def test_progress_is_told_here_with_the_last_words(qapp: QApplication, tasks: Tasks) -> None:
    told: list[tuple[float, str, int]] = []
    tasks.progressed.connect(lambda task: told.append((task.fraction, task.doing.zh, threading.get_ident())))
    going = threading.Event()

    def work(feedback: Feedback) -> None:
        feedback.report(0.4, Text("一半", "Half"))
        time.sleep(PROGRESS_INTERVAL_S + 0.01)
        feedback.report(0.5)
        going.wait(5)

    tasks.run(Task(LABEL), work, lambda _: None)
    wait_for(qapp, lambda: any(fraction == 0.5 for fraction, _, _ in told))
    going.set()
    wait_for(qapp, lambda: not tasks.running)
    assert told[-1][1] == "一半"
    assert {thread for _, _, thread in told} == {threading.get_ident()}


def test_inline_tasks_are_done_before_run_returns(qapp: QApplication) -> None:
    delivered: list[int] = []
    tasks = Tasks(lambda error: pytest.fail(str(error)), inline=True)
    tasks.run(Task(LABEL), lambda _: 1, delivered.append)
    assert delivered == [1]
    tasks.close()


def test_a_drawing_hands_over_one_by_one_and_is_closed_when_cancelled(qapp: QApplication, tasks: Tasks) -> None:
    closed = threading.Event()

    def steps() -> Iterator[int | None]:
        try:
            for number in range(1_000_000):
                yield number
                yield None
        finally:
            closed.set()

    made: list[int] = []
    drawing = tasks.draw(steps, made.append)
    wait_for(qapp, lambda: len(made) > 2)
    drawing.cancel()
    count = len(made)
    assert closed.wait(5)
    qapp.processEvents()
    assert made[:3] == [0, 1, 2]
    assert len(made) == count


def test_closing_waits_for_the_workers_and_delivers_nothing(qapp: QApplication) -> None:
    tasks = Tasks(lambda error: pytest.fail(str(error)))
    ended: list[bool] = []

    def work(_: Feedback) -> None:
        time.sleep(0.05)
        ended.append(True)

    tasks.run(Task(LABEL), work, lambda _: pytest.fail("delivered"))
    time.sleep(0.02)  # the worker has begun
    tasks.close()
    assert ended == [True]
    qapp.processEvents()


def test_jobs_side_by_side_are_all_done_on_return_and_an_error_comes_out() -> None:
    done: list[int] = []
    side_by_side([lambda each=each: done.append(each) for each in range(50)])  # type: ignore[misc]
    side_by_side([])
    assert sorted(done) == list(range(50))
    with pytest.raises(ZeroDivisionError):
        side_by_side([lambda: None, lambda: 1 // 0, lambda: None])  # type: ignore[list-item, return-value]


def test_a_job_that_has_begun_elsewhere_is_waited_for() -> None:
    ended = threading.Event()

    def slow() -> None:
        time.sleep(0.05)
        ended.set()

    side_by_side([slow, lambda: None])
    assert ended.is_set()
