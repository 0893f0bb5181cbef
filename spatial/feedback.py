"""How work tells the one who waits for it how far it is, and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable

from spatial.text import Text


class Cancelled(Exception):  # noqa: N818 - a change of mind, not an error
    """The user stopped the work. Shown to nobody."""


class Feedback:
    """Progress out, cancellation in. This base class is silent and never cancels: use it as the default.

    Work calls `report` at least every 0.2 s; that call is also where it stops when the user asked it to.
    """

    def report(self, fraction: float, doing: Text | None = None) -> None:
        """Say that `fraction` (0 to 1) of the work is done, and raise `Cancelled` if it should stop.

        Parameters
        ----------
        fraction
            Share of the work that is done, 0 to 1; clipped.
        doing
            What is being done now; None keeps the last words.

        Raises
        ------
        Cancelled
            The user asked to stop.
        """

    def part(self, start: float, stop: float) -> Feedback:
        """Return a feedback for a step that covers `start` to `stop` of this one."""
        return _Part(self, start, stop)


class CallbackFeedback(Feedback):
    """A feedback that calls functions: `on_progress(fraction, doing)`, and `should_stop()` to hear of cancellation."""

    def __init__(
        self,
        on_progress: Callable[[float, Text | None], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self._on_progress = on_progress
        self._should_stop = should_stop

    def report(self, fraction: float, doing: Text | None = None) -> None:
        """Pass the progress on; raise `Cancelled` when `should_stop()` is true."""
        if self._should_stop is not None and self._should_stop():
            raise Cancelled
        if self._on_progress is not None:
            self._on_progress(min(max(fraction, 0.0), 1.0), doing)


class _Part(Feedback):
    def __init__(self, whole: Feedback, start: float, stop: float) -> None:
        self._whole, self._start, self._span = whole, start, stop - start

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self._whole.report(self._start + self._span * min(max(fraction, 0.0), 1.0), doing)


SILENT = Feedback()
