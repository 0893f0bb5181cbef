"""Compiled proof that rings are simple, so that the slow exact test is asked only about the doubtful ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

# Rings with more edges than this are left to the exact test: here every pair of edges is looked at.
MOST_EDGES = 96

# Bound of the rounding error of an orientation determinant, relative to the sum of its terms: (3 + 16e)e with
# e = 2**-53, rounded up (J. R. Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric
# predicates", Discrete & Computational Geometry 18, 1997).
_ERROR = 4e-16

_XY = "float64[:, ::1]"


@compiled(f"int64({_XY}, int64, int64, int64)")
def _side(xy: npt.NDArray[np.float64], p: int, q: int, r: int) -> int:
    """Return on which side of the line from p to q the point r lies, for certain: 1 left, -1 right, 0 not certain."""
    left = (xy[q, 0] - xy[p, 0]) * (xy[r, 1] - xy[p, 1])
    right = (xy[q, 1] - xy[p, 1]) * (xy[r, 0] - xy[p, 0])
    bound = _ERROR * (abs(left) + abs(right))
    if left - right > bound:
        return 1
    return -1 if right - left > bound else 0


@compiled(f"boolean({_XY}, int64, int64)")
def _apart(xy: npt.NDArray[np.float64], p: int, r: int) -> bool:
    """Whether the edges p, p + 1 and r, r + 1, whose boxes overlap, certainly share no point."""
    q, s = p + 1, r + 1
    if _side(xy, p, q, r) * _side(xy, p, q, s) > 0:
        return True
    return bool(_side(xy, r, s, p) * _side(xy, r, s, q) > 0)


@compiled(f"boolean({_XY}, int64, int64, int64)")
def _turns(xy: npt.NDArray[np.float64], p: int, q: int, s: int) -> bool:
    """Whether the edges p, q and q, s certainly share nothing but q: the path does not fold back."""
    if _side(xy, p, q, s) != 0:
        return True
    ahead_x = (xy[q, 0] - xy[p, 0]) * (xy[s, 0] - xy[q, 0])
    ahead_y = (xy[q, 1] - xy[p, 1]) * (xy[s, 1] - xy[q, 1])
    return bool(ahead_x >= 0.0 and ahead_y >= 0.0 and ahead_x + ahead_y > 0.0)


@compiled(f"boolean({_XY}, int64, int64)")
def _is_star(xy: npt.NDArray[np.float64], start: int, edges: int) -> bool:
    """Whether the ring certainly runs once around the mean of its corners, always in the same direction."""
    cx, cy = 0.0, 0.0
    for i in range(start, start + edges):
        cx += xy[i, 0] / edges
        cy += xy[i, 1] / edges
    direction, rounds = 0, 0
    for i in range(start, start + edges):
        left = (xy[i, 0] - cx) * (xy[i + 1, 1] - cy)
        right = (xy[i, 1] - cy) * (xy[i + 1, 0] - cx)
        bound = _ERROR * (abs(left) + abs(right))
        side = 1 if left - right > bound else -1 if right - left > bound else 0
        if side == 0 or side == -direction:
            return False
        direction = side
        rounds += 1 if (xy[i, 1] < cy) != (xy[i + 1, 1] < cy) else 0
    return rounds == 2


@compiled(f"boolean({_XY}, int64, int64)")
def _is_simple(xy: npt.NDArray[np.float64], start: int, edges: int) -> bool:
    """Whether no two edges certainly share a point but the corner between them: all pairs, boxes first."""
    for i in range(edges):
        p = start + i
        if not _turns(xy, p, p + 1, start + (i + 1) % edges + 1):
            return False
        west, east = min(xy[p, 0], xy[p + 1, 0]), max(xy[p, 0], xy[p + 1, 0])
        south, north = min(xy[p, 1], xy[p + 1, 1]), max(xy[p, 1], xy[p + 1, 1])
        for r in range(p + 2, start + (edges if i > 0 else edges - 1)):
            x, y, next_x, next_y = xy[r, 0], xy[r, 1], xy[r + 1, 0], xy[r + 1, 1]
            if (x < west and next_x < west) or (x > east and next_x > east):
                continue
            if (y < south and next_y < south) or (y > north and next_y > north):
                continue
            if not _apart(xy, p, r):
                return False
    return True


@compiled(f"boolean[::1]({_XY}, int64[::1], boolean[::1])")
def certainly_simple(
    xy: npt.NDArray[np.float64], offsets: npt.NDArray[np.int64], rings: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return (N,) bool: True where a closed ring certainly neither crosses nor touches itself.

    Parameters
    ----------
    xy
        (M, 2) float64 coordinates, finite.
    offsets
        (N + 1,) int64: feature k has the coordinates offsets[k] to offsets[k + 1].
    rings
        (N,) bool: whether feature k is one closed ring. False gives False.
    """
    result = np.zeros(rings.size, np.bool_)
    for k in range(rings.size):
        edges = offsets[k + 1] - offsets[k] - 1
        if rings[k] and 3 <= edges <= MOST_EDGES:
            result[k] = _is_star(xy, offsets[k], edges) or _is_simple(xy, offsets[k], edges)
    return result
