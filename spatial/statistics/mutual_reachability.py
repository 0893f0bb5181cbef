"""The shortest tree over points by mutual reachability (Campello, Moulavi and Sander 2013), by Prim."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled("void(float64[:, ::1], float64[::1], Tuple((float64[::1], int64[::1], int64[::1])), float64[:, ::1])")
def grow_tree(xy: Floats, core: Floats, state: tuple[Floats, Integers, Integers], tree: Floats) -> None:
    """Add edges to tree (N - 1, 3): from, to, mutual reachability distance.

    Parameters
    ----------
    core
        (N,) distance to the min_samples-th neighbour, the point itself counted.
    state
        (N,) shortest distance of each point to the tree, negative in the tree; (N,) from where; and [last point added,
        edges so far, edges wanted].
    """
    nearest, source, at = state
    while at[1] < at[2]:
        last = at[0]
        best, following = np.inf, -1
        x, y, own = xy[last, 0], xy[last, 1], core[last]
        for j in range(len(xy)):
            if nearest[j] < 0.0:
                continue
            dx, dy = xy[j, 0] - x, xy[j, 1] - y
            distance = max(np.sqrt(dx * dx + dy * dy), own, core[j])
            if distance < nearest[j]:
                nearest[j], source[j] = distance, last
            if nearest[j] < best:
                best, following = nearest[j], j
        tree[at[1], 0], tree[at[1], 1], tree[at[1], 2] = source[following], following, best
        nearest[following] = -1.0
        at[0], at[1] = following, at[1] + 1


@compiled("void(float64[:, ::1], float64[:, ::1])")
def link(tree: Floats, merges: Floats) -> None:
    """Fill merges (N - 1, 4), node, node, distance, size, from a tree sorted by distance; row i makes node N + i."""
    n = len(tree) + 1
    parent = np.arange(2 * n - 1)
    size = np.ones(2 * n - 1, dtype=np.int64)
    for i in range(n - 1):
        a, b = int(tree[i, 0]), int(tree[i, 1])
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        made = n + i
        parent[a] = parent[b] = made
        size[made] = size[a] + size[b]
        merges[i, 0], merges[i, 1], merges[i, 2], merges[i, 3] = a, b, tree[i, 2], size[made]
