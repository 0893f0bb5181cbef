"""Editing a polygon layer whose neighbours share their borders: pure functions `Topology -> Topology`.

    topology = of_frame(frame, datum)                       # feature k is row k of the frame
    target = snap([topology.index], pointer, reach)         # spatial.snapping: exact coordinates of a vertex
    edited = settle(topology, move_vertex(topology, at, target.at))
    edited.change                                           # which features changed, came and went, and from which

Every edit keeps the geometry objects of the features it does not touch, raises `GeometryError` with a reason where it
refuses, and says in `Topology.change` what it did. Edits do not judge the result: `settle` does (refuse, or keep as a
marked draft). Undo is keeping the topology before.

Rooms: `model` (the topology), `vertices` (move, insert, delete), `borders` (detach, attach), `parts` (add, delete,
merge, move, turn, buffer), `cutting` (split, overlaps), `reshaping`, `tracing`, `dragging` (a frame of a drag from the
incident edges alone), `settling`, `checks` and `repairs` (near nodes, slivers, gaps, overlaps), `arcs` (borders as
arcs between nodes); `noding` and `faces` are how lines and polygons are put together without a lost vertex.
"""

from spatial.topology.arcs import Arcs, arc_through, build_arcs
from spatial.topology.borders import attach, detach, shared_border_m, shared_vertices
from spatial.topology.checks import Fault, Report, check, check_near
from spatial.topology.cutting import split, yield_overlap
from spatial.topology.dragging import Drag, Frame, begin_drag
from spatial.topology.model import Change, Topology, build, of_frame
from spatial.topology.parts import (
    add_hole,
    add_part,
    add_polygon,
    buffered,
    delete_features,
    delete_hole,
    delete_part,
    merge,
    move_part,
    offset,
    rotate_part,
)
from spatial.topology.repairs import Proposal, fill_gap, remove_overlap, remove_sliver, snap_near_nodes
from spatial.topology.reshaping import reshape
from spatial.topology.settling import Trouble, crossing_segments, settle, troubles
from spatial.topology.tracing import trace
from spatial.topology.vertices import (
    delete_vertices,
    insert_vertex,
    insert_vertices,
    move_edge,
    move_vertex,
    move_vertices,
    movers,
    nudge,
    set_ring,
)

__all__ = [
    "Arcs", "Change", "Drag", "Fault", "Frame", "Proposal", "Report", "Topology", "Trouble", "add_hole", "add_part",
    "add_polygon", "arc_through", "attach", "begin_drag", "buffered", "build", "build_arcs", "check", "check_near",
    "crossing_segments", "delete_features", "delete_hole", "delete_part", "delete_vertices", "detach", "fill_gap",
    "insert_vertex", "insert_vertices", "merge", "move_edge", "move_part", "move_vertex", "move_vertices", "movers",
    "nudge", "of_frame", "offset", "remove_overlap", "remove_sliver", "reshape", "rotate_part", "set_ring", "settle",
    "shared_border_m", "shared_vertices", "snap_near_nodes", "split", "trace", "troubles", "yield_overlap",
]  # fmt: skip
