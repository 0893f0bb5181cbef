"""Following existing borders from one vertex to another."""

from __future__ import annotations

import heapq

import numpy as np

from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.model import XY, Floats, Topology

MOST_VERTICES = 200_000


def trace(topology: Topology, start: XY, stop: XY, via: XY | None = None) -> Floats:
    """Return the shortest way along existing borders between two vertices.

    Parameters
    ----------
    start, stop
        Exact coordinates of vertices (put one into an edge first with `insert_vertex`, where a border was hit
        between two).
    via
        A vertex the way must pass: the other way round a park.

    Returns
    -------
    (n, 2) float64
        Vertices of the way, both ends included, copied to the last bit.

    Raises
    ------
    GeometryError
        One of them is no vertex, or no border leads from one to the other.
    """
    if via is not None:
        first, second = trace(topology, start, via), trace(topology, via, stop)
        return np.vstack([first, second[1:]])
    for end in (start, stop):
        if not topology.owners(end):
            raise GeometryError(
                Text(
                    f"({end[0]:.9g}, {end[1]:.9g}) 处没有顶点。", f"There is no vertex at ({end[0]:.9g}, {end[1]:.9g})."
                ),
                Text("描边的两端须是现有边界上的顶点。", "A trace begins and ends at vertices of existing borders."),
            )
    scale = np.array(topology.units(start))

    def metres(a: XY, b: XY) -> float:
        return float(np.hypot((a[0] - b[0]) / scale[0], (a[1] - b[1]) / scale[1]))

    reached: dict[XY, XY | None] = {}
    queue: list[tuple[float, float, XY, XY | None]] = [(metres(start, stop), 0.0, start, None)]
    while queue:
        _, so_far, at, before = heapq.heappop(queue)
        if at in reached:
            continue
        reached[at] = before
        if at == stop:
            return _way(reached, stop)
        if len(reached) > MOST_VERTICES:
            break
        for after in topology.linked(at):
            if after not in reached:
                length = so_far + metres(at, after)
                heapq.heappush(queue, (length + metres(after, stop), length, after, at))
    raise GeometryError(
        Text("两点之间没有相连的边界。", "No border leads from one vertex to the other."),
        Text("请选择同一条边界上的两点。", "Choose two vertices of connected borders."),
    )


def _way(reached: dict[XY, XY | None], stop: XY) -> Floats:
    way: list[XY] = []
    at: XY | None = stop
    while at is not None:
        way.append(at)
        at = reached[at]
    return np.array(way[::-1])
