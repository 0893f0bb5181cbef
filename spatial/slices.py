"""Long calls in short pieces: shapely holds the interpreter while it works, and nothing else runs meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

ROWS = 2048
"""Geometries of some twenty vertices that shapely goes through in about a millisecond."""


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
    return np.concatenate([function(geometry[start : start + rows]) for start in range(0, len(geometry), rows)])
