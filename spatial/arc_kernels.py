"""Compiled search for arcs: maximal stretches of border between the same two sides."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

_I32 = "int32[::1]"


@compiled(f"{_I32}(int64[:, ::1], {_I32}, boolean[::1])")
def mates(
    edges: npt.NDArray[np.int64], chain: npt.NDArray[np.int32], first: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int32]:
    """Return (M,) the edge on the other side of each edge: -1 none, -2 where more than two or equal directions meet.

    Parameters
    ----------
    edges
        (M, 2) numbers of the nodes an edge runs from and to.
    chain
        (M,) the next edge between the same two nodes, -1 at the end.
    first
        (M,) whether the edge is the first of its chain.
    """
    n = chain.size
    mate = np.full(n, -1, np.int32)
    for i in range(n):
        if not first[i] or chain[i] < 0:
            continue
        j = chain[i]
        if chain[j] < 0 and edges[i, 0] == edges[j, 1] and edges[i, 1] == edges[j, 0]:
            mate[i], mate[j] = j, i
            continue
        k = i
        while k >= 0:
            mate[k] = -2
            k = chain[k]
    return mate


@compiled(f"boolean[::1]({_I32}, {_I32}, {_I32}, {_I32})")
def ends_of_arcs(
    before: npt.NDArray[np.int32],
    after: npt.NDArray[np.int32],
    mate: npt.NDArray[np.int32],
    uses: npt.NDArray[np.int32],
) -> npt.NDArray[np.bool_]:
    """Return (M,) whether an arc ends at a vertex; `uses` says how many ring vertices have its coordinates."""
    n = mate.size
    result = np.empty(n, np.bool_)
    for i in range(n):
        p = before[i]
        if mate[p] == -1 and mate[i] == -1:
            result[i] = uses[i] != 1
        elif mate[p] >= 0 and mate[i] >= 0:
            result[i] = uses[i] != 2 or after[mate[i]] != mate[p]
        else:
            result[i] = True
    return result


@compiled(f"Tuple(({_I32}, {_I32}, int64[::1]))(int64[::1], {_I32}, {_I32}, boolean[::1])")
def walk_arcs(
    starts: npt.NDArray[np.int64],
    after: npt.NDArray[np.int32],
    mate: npt.NDArray[np.int32],
    ends: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Walk all rings.

    Returns
    -------
    arc
        (M,) arc of each edge: the same for both sides.
    order, offsets
        Edges of one side in walking order, and (A + 1,) where each arc begins in it.
    """
    n = after.size
    arc, order = np.full(n, -1, np.int32), np.empty(n, np.int32)
    offsets = np.empty(n + 1, np.int64)
    count, filled = 0, 0
    for k in range(starts.size - 1):
        if starts[k + 1] == starts[k]:
            continue
        begin = starts[k]
        for i in range(starts[k], starts[k + 1]):
            if ends[i]:
                begin = i
                break
        i = begin
        opened = False
        while True:
            if arc[i] < 0:
                if not opened or ends[i]:
                    offsets[count] = filled
                    count += 1
                    opened = True
                arc[i] = count - 1
                if mate[i] >= 0:
                    arc[mate[i]] = count - 1
                order[filled] = i
                filled += 1
            else:
                opened = False
            i = after[i]
            if i == begin:
                break
    offsets[count] = filled
    return arc, order[:filled].copy(), offsets[: count + 1].copy()
