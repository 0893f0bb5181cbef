"""What is being drawn: vertices in the coordinates of the layer, with those that were traced along a border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from gui.editing.pointer import Pointer
from spatial import topology as topo
from spatial.snapping import Snap
from spatial.topology.cutting import combined
from spatial.topology.model import XY, Topology

Floats = npt.NDArray[np.float64]
OnEdge = tuple[tuple[XY, XY], XY]


@dataclass
class Sketch:
    """Vertices that were clicked.

    Parameters
    ----------
    steps
        What each click added: one vertex, or all of a traced stretch; Backspace takes the last one back.
    edges
        Of each step, the edge that its last vertex lies on where it snapped to one: an operation puts the vertex into
        every owner first.
    """

    steps: list[tuple[XY, ...]] = field(default_factory=list)
    edges: list[OnEdge | None] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, self.steps))

    @property
    def vertices(self) -> list[XY]:
        """All vertices, in order."""
        return [at for step in self.steps for at in step]

    def xy(self, more: Sequence[XY] = ()) -> Floats:
        """Return (n, 2) the vertices, with those that are not clicked yet."""
        return np.array([*self.vertices, *more], dtype=np.float64).reshape(-1, 2)

    def add(self, pointer: Pointer, traced: Sequence[XY] = ()) -> bool:
        """Add the place of the pointer, or a traced stretch that ends there; a repeated place adds nothing."""
        new = tuple(traced) or (pointer.at,)
        last = self.vertices[-1] if self.steps else None
        kept = tuple(at for at in new if at != last) if len(new) == 1 else new[1:] if new[0] == last else new
        if not kept:
            return False
        self.steps.append(kept)
        self.edges.append(edge_of(pointer.snap))
        return True

    def back(self) -> bool:
        """Take the last click back; say whether there was one."""
        if not self.steps:
            return False
        self.steps.pop()
        self.edges.pop()
        return True

    def clear(self) -> None:
        """Begin anew."""
        self.steps.clear()
        self.edges.clear()

    def on_edges(self) -> tuple[OnEdge, ...]:
        """Return the vertices that lie on edges of the layer, for `noded`."""
        return tuple(each for each in self.edges if each is not None)


def edge_of(snap: Snap | None) -> OnEdge | None:
    """Return the edge and the place of a target between two vertices; None for a vertex and for none."""
    if snap is None or snap.kind == "vertex" or snap.at in snap.edge:
        return None
    return snap.edge, snap.at


def noded(topology: Topology, on_edges: Sequence[OnEdge]) -> Topology:
    """Return the topology with vertices where a drawing snapped onto edges, in every owner."""
    into: dict[tuple[XY, XY], list[XY]] = {}
    for (a, b), at in on_edges:
        first, last = sorted((a, b))
        if at not in into.setdefault((first, last), []):
            into[first, last].append(at)
    for (first, _), places in into.items():
        places.sort(key=partial(_distance2, first))
    there = {edge: places for edge, places in into.items() if topology.edge_places(*edge)}
    return topo.insert_vertices(topology, there) if there else topology


def _distance2(a: XY, b: XY) -> float:
    return (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2


def after_noding(old: Topology, on_edges: Sequence[OnEdge], operation: Callable[[Topology], Topology]) -> Topology:
    """Do an operation on the noded topology, as one change against `old`."""
    return combined(old, operation(noded(old, on_edges)))
