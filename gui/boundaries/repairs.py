"""What can be done about a fault of a boundary, as choices with proposals; nothing here happens by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spatial import topology as topo
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.text import Text
from spatial.topology.checks import FaultKind
from spatial.topology.cutting import combined
from spatial.topology.model import Change
from spatial.topology.repairs import propose

Name = Callable[[int], Text]
Repair = Callable[[topo.Topology, topo.Fault], topo.Proposal]

KIND_NAMES: dict[FaultKind, Text] = {
    "invalid": Text("自相交", "Self-intersection"),
    "overlap": Text("重叠", "Overlap"),
    "gap": Text("缝隙", "Gap"),
    "near_nodes": Text("邻近顶点", "Near vertices"),
    "sliver": Text("细条", "Sliver"),
    "duplicate_vertex": Text("重复顶点", "Repeated vertex"),
    "spike": Text("尖刺", "Spike"),
}


@dataclass(frozen=True, eq=False)
class Way:
    """One way to repair a fault: its name, what it does, and whether it can be done to all faults of the kind."""

    name: Text
    repair: Repair
    for_all: bool = True


def ways(fault: topo.Fault, name: Name) -> tuple[Way, ...]:
    """Return the ways to repair a fault; none for one that only a person can judge (a border that crosses itself)."""
    if fault.kind == "near_nodes":
        return (Way(Text("合为一个顶点", "Make them one vertex"), lambda t, f: topo.snap_near_nodes(t, [f])),)
    if fault.kind == "gap":
        return (
            Way(Text("并入共边最长的邻居", "To the neighbour with the longest border"), topo.fill_gap),
            Way(Text("并入最大的邻居", "To the largest neighbour"), lambda t, f: topo.fill_gap(t, f, "largest")),
            *(_to(feature, name) for feature in fault.features),
        )
    if fault.kind == "overlap":
        larger = Way(
            Text("都归较大的一方", "To the larger one"), lambda t, f: topo.remove_overlap(t, f, _smaller(t, f))
        )
        return (*(_from(feature, name) for feature in fault.features), larger)
    if fault.kind == "sliver":
        return (
            Way(Text("并入共边最长的邻居", "To the neighbour with the longest border"), topo.remove_sliver),
            Way(Text("删去", "Delete it"), lambda t, f: topo.remove_sliver(t, f, None)),
        )
    if fault.kind == "duplicate_vertex":
        return (Way(Text("去掉重复的一个", "Drop the second one"), _without_repeat),)
    if fault.kind == "spike":
        return (Way(Text("削去尖刺", "Cut it off"), _without_spike),)
    return ()


def repair_all(topology: topo.Topology, faults: Sequence[topo.Fault], way: Way, feedback: Feedback) -> topo.Proposal:
    """Propose to repair several faults one after the other; those that cannot be are told in ``skipped``."""
    after, skipped = topology, []
    for number, fault in enumerate(faults):
        feedback.report(number / len(faults), Text("试算修复", "Trying the repair"))
        try:
            step = way.repair(after, fault)
        except GisError as error:
            skipped.append(error.what)
            continue
        skipped += step.skipped
        after = step.after
    change = after.change or Change("repair")
    named = replace(after, change=replace(change, kind="repair")) if after is not topology else after
    return propose(topology, combined(topology, named) if after is not topology else topology, skipped)


def _to(feature: int, name: Name) -> Way:
    to = name(feature)
    words = Text(f"并入“{to.to('zh')}”", f"To “{to.to('en')}”")
    return Way(words, lambda t, f: topo.fill_gap(t, f, feature), for_all=False)


def _from(feature: int, name: Name) -> Way:
    loser = name(feature)
    words = Text(f"从“{loser.to('zh')}”中减去", f"Take it from “{loser.to('en')}”")
    return Way(words, lambda t, f: topo.remove_overlap(t, f, feature), for_all=False)


def _smaller(topology: topo.Topology, fault: topo.Fault) -> int:
    areas = topology.area_m2(fault.features)
    return fault.features[int(areas.argmin())]


def _without_repeat(topology: topo.Topology, fault: topo.Fault) -> topo.Proposal:
    (feature,) = fault.features
    places = [each for each in topology.places(fault.at) if each.feature == feature]
    after = topology
    for part, ring in sorted({(each.part, each.ring) for each in places}):
        vertices = after.ring(feature, part, ring)
        kept = vertices[(vertices != vertices[list(range(-1, len(vertices) - 1))]).any(axis=1)]
        after = topo.set_ring(after, feature, (part, ring), kept)
    return propose(topology, after)


def _without_spike(topology: topo.Topology, fault: topo.Fault) -> topo.Proposal:
    return propose(topology, topo.delete_vertices(topology, [fault.at], fault.features[0]))
