"""Long calls in short pieces: shapely holds the interpreter while it works, and nothing else runs meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

ROWS = 2048
"""Geometries of some twenty vertices that shapely goes through in about a millisecond."""

_TURN_S = 0.001


def joined(pieces: Sequence[bytes | memoryview]) -> memoryview:
    """Return bytes in a row. Unlike ``b"".join`` this does not hold the interpreter while it copies."""
    whole, place = np.empty(sum(map(len, pieces)), np.uint8), 0
    for piece in pieces:
        whole[place : place + len(piece)] = np.frombuffer(piece, np.uint8)
        place += len(piece)
    return whole.data


def in_slices(
    function: Callable[[npt.NDArray[np.object_]], npt.NDArray[Any]], geometry: npt.NDArray[np.object_], rows: int = ROWS
) -> npt.NDArray[Any]:
    """Return ``function(geometry)``, asked of some rows at a time so that other threads have their turn between.

    Parameters
    ----------
    function
        Works element by element along the first axis: what it gives for a part of the rows is that part of the result.
    geometry
        (N,) shapely geometries, None among them.
    rows
        Rows at a time.
    """
    if len(geometry) <= rows:
        return function(geometry)
    made, due = [], time.perf_counter() + _TURN_S
    for start in range(0, len(geometry), rows):
        made.append(function(geometry[start : start + rows]))
        if time.perf_counter() >= due:
            time.sleep(0)  # a thread that waits is let in at once, not after the switch interval
            due = time.perf_counter() + _TURN_S
    return np.concatenate(made)
