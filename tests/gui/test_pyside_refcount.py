"""PySide6 6.12.0 on Python 3.11 drops a reference to None at every void call and aborts in the first large render."""

import sys

from PySide6.QtCore import QTimer


def test_void_calls_keep_the_references_of_none(qapp: object) -> None:
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(1000):
        timer.setInterval(5)
    assert sys.getrefcount(None) > before - 100
