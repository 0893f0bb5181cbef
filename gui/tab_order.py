"""The way of the Tab key through widgets that come later than their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def lead_into(container: QWidget, widgets: Sequence[QWidget]) -> None:
    """Let Tab come to widgets, in this order, where their container stands; new ones would come last of the window.

    All of them must be inside the container, and the container in a window.
    """
    policy = container.focusPolicy()
    container.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt puts nothing behind what takes no focus
    for before, after in pairwise((container, *widgets)):
        QWidget.setTabOrder(before, after)
    container.setFocusPolicy(policy)
