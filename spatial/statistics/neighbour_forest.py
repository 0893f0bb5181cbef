"""Nearest neighbours of many points, found piece by piece: a tree of a million points cannot be stopped while it grows.

Points are parted by medians into boxes of at most `MOST` of them, and each box has a k-d tree of its own. A query asks
the tree of every box that is nearer than what was found so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST = 100_000
_QUERIES, _ROWS = 20_000, 4_000
_DOING = Text("建立索引", "Indexing the points")


@dataclass(frozen=True, eq=False)
class Forest:
    """Points in boxes, each with its tree; made by `plant`.

    Parameters
    ----------
    xy
        (N, 2) the points.
    members
        Indices of the points of each box.
    trees
        One per box.
    boxes
        (B, 4) bounds: west, south, east, north.
    """

    xy: Floats
    members: tuple[Integers, ...]
    trees: tuple[cKDTree, ...]
    boxes: Floats

    def nearest(self, at: Floats, k: int, feedback: Feedback = SILENT) -> tuple[Floats, Integers]:
        """Return (M, k) distances in ascending order and (M, k) indices of the k points nearest to places (M, 2).

        A point that lies at the place counts; `k` is at most the number of points. Of equally near points any may stand
        at the end of the list.
        """
        far, close = np.full((len(at), k), np.inf), np.full((len(at), k), -1, dtype=np.int64)
        for start in range(0, len(at), _QUERIES):
            feedback.report(start / len(at))
            rows = slice(start, start + _QUERIES)
            self._search(np.asarray(at[rows]), far[rows], close[rows])
        return far, close

    def _search(self, at: Floats, far: Floats, close: Integers) -> None:
        """Search the box at hand of every place first, then the boxes nearer than what was found there."""
        away = np.stack([_to_box(at, box) for box in self.boxes])
        home = away.argmin(axis=0)
        for first in (True, False):
            for number in range(len(self.boxes)):
                near = home == number if first else (home != number) & (away[number] < far[:, -1])
                asked = np.flatnonzero(near)
                if len(asked):
                    self._search_box(number, at, asked, (far, close))

    def _search_box(self, number: int, at: Floats, asked: Integers, best: tuple[Floats, Integers]) -> None:
        far, close = best
        k = min(far.shape[1], len(self.members[number]))
        distance, place = self.trees[number].query(at[asked], k=np.arange(1, k + 1))
        every = np.hstack([far[asked], distance])
        found = np.hstack([close[asked], self.members[number][place]])
        order = np.argsort(every, axis=1, kind="stable")[:, : far.shape[1]]
        far[asked], close[asked] = np.take_along_axis(every, order, 1), np.take_along_axis(found, order, 1)

    def within(self, at: Floats, distance: float) -> Integers:
        """Return the indices of the points no farther than `distance` from one place (2,), in no order."""
        near = np.flatnonzero(np.array([_to_box(at[None, :], box)[0] for box in self.boxes]) <= distance)
        found = [self.members[n][self.trees[n].query_ball_point(at, distance)] for n in near]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def pairs_within(self, distance: float, most: int, feedback: Feedback = SILENT) -> Integers | None:
        """Return (P, 2) the pairs of points no farther apart than `distance`, once each; None for more than `most`."""
        from scipy.spatial import cKDTree

        pairs, count = [np.empty((0, 2), dtype=np.int64)], 0
        for number, members in enumerate(self.members):
            for start in range(0, len(members), _ROWS):
                feedback.report((number + start / len(members)) / len(self.members))
                rows = members[start : start + _ROWS]
                part = cKDTree(self.xy[rows])
                low, high = self.xy[rows].min(axis=0) - distance, self.xy[rows].max(axis=0) + distance
                for other, tree in enumerate(self.trees):
                    west, south, east, north = self.boxes[other]
                    if west > high[0] or east < low[0] or south > high[1] or north < low[1]:
                        continue
                    if count + part.count_neighbors(tree, distance) // 2 > 2 * most:
                        return None
                    found = part.sparse_distance_matrix(tree, distance, output_type="coo_matrix")
                    a, b = rows[found.row], self.members[other][found.col]
                    pairs.append(np.column_stack([a, b])[a < b])
                    count += len(pairs[-1])
                if count > most:
                    return None
        feedback.report(1.0)
        return np.concatenate(pairs)


def plant(xy: Floats, feedback: Feedback = SILENT) -> Forest:
    """Return the forest of points (N, 2), finite, at least one."""
    from scipy.spatial import cKDTree

    xy = np.ascontiguousarray(xy, dtype=np.float64)
    waiting: list[Integers] = [np.arange(len(xy))]
    members: list[Integers] = []
    placed = 0
    while waiting:
        feedback.report(0.3 * placed / max(len(xy), 1), _DOING)
        part = waiting.pop()
        if len(part) <= MOST:
            members.append(part)
            placed += len(part)
            continue
        axis = int(np.argmax(np.ptp(xy[part], axis=0)))
        order = np.argpartition(xy[part, axis], len(part) // 2)
        waiting += [part[order[len(part) // 2 :]], part[order[: len(part) // 2]]]
    trees = []
    for number, part in enumerate(members):
        feedback.report(0.3 + 0.7 * number / len(members))
        trees.append(cKDTree(xy[part], balanced_tree=False))
    boxes = np.array([[*xy[part].min(axis=0), *xy[part].max(axis=0)] for part in members])
    return Forest(xy, tuple(members), tuple(trees), boxes)


def _to_box(at: Floats, box: Floats) -> Floats:
    """Return (M,) the distance of places to a box, 0 inside it."""
    dx = np.maximum(np.maximum(box[0] - at[:, 0], at[:, 0] - box[2]), 0.0)
    dy = np.maximum(np.maximum(box[1] - at[:, 1], at[:, 1] - box[3]), 0.0)
    return np.asarray(np.hypot(dx, dy), dtype=np.float64)
