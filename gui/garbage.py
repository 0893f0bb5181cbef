"""Python's collection of cyclic garbage, kept in the GUI thread and out of large layers.

Left to itself it runs wherever objects happen to be made: in a worker it may end a widget outside the GUI thread, which
crashes; and it looks at every geometry of every layer, a tenth of a second for 200,000 of them, while nothing else
runs. So it is switched off and done from a timer. What a large layer brought is set aside as it is (`gc.freeze`): its
objects still go when nobody holds them, only cycles among them wait until another project is opened.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 500
MANY = 100_000
"""Objects made since the last look: more than these are set aside."""
_YOUNG, _OFTEN = 700, 10
_LONG_S = 0.01  # a collection that took longer looked at too much: what is there now is set aside


class Garbage(QObject):
    """Collects garbage from the GUI thread as long as it lives and was not stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        if not gc.get_freeze_count():
            gc.freeze()  # the program itself
        self._made = self._set_aside = 0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect as Python would, or set aside."""
        gc.disable()  # a reader may have switched it on again
        young, middle, old = gc.get_count()
        start = time.thread_time()
        if young <= MANY:
            if old > _OFTEN:
                gc.collect(2)
            elif middle > _OFTEN:
                gc.collect(1)
            elif young > _YOUNG:
                gc.collect(0)
        if young > MANY or time.thread_time() - start > _LONG_S:
            gc.freeze()
            self._set_aside += self._made + young
            self._made = 0
        else:
            self._made += young - gc.get_count()[0]

    def sweep(self, features: int) -> None:
        """Look at what was set aside, too: after another project of so many features was opened, if they are few.

        The program itself is among it: that takes tenths of a second, and is spared until as many objects were set
        aside as a large layer brings.
        """
        if self._set_aside > MANY >= features:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._set_aside = 0

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
