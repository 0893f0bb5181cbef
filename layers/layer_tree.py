"""Groups of layers: the tree that the flat list of a map's layers stands for, and what it makes of them.

The layers of a map stay one list from the bottom to the top, the order in which they are drawn; a layer says which
group it is in, a group which group it is in. The members of a group stand together in that list (`tidied` sees to it).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spatial.text import Text

if TYPE_CHECKING:
    from layers.layer import Layer, Map

GROUP_ID = "group:"
"""Ids of groups begin with this, so that they are never those of layers."""
LOWEST = GROUP_ID


@dataclass(frozen=True)
class Group:
    """A group of layers.

    Parameters
    ----------
    id
        Unique in its map; begins with ``group:``.
    name
        Name in the tree.
    parent
        Id of the group it is in; empty: at the top.
    visible, opacity
        A layer is drawn where it and all groups around it are visible; their opacities are multiplied.
    collapsed
        Whether the tree shows it closed.
    context
        Whether it groups background layers.
    above
        Of a group without any layer: id of the layer or group that it stands directly above, `LOWEST` at the lower end
        of what it is in, empty at the upper end. A group with layers stands where they do.
    """

    id: str
    name: Text
    parent: str = ""
    visible: bool = True
    opacity: float = 1.0
    collapsed: bool = False
    context: bool = False
    above: str = ""


@dataclass(frozen=True, eq=False)
class Node:
    """A layer or a group in the tree, with what is in it from the bottom to the top."""

    part: Layer | Group
    children: tuple[Node, ...] = ()

    @property
    def id(self) -> str:
        """Id of the layer or the group."""
        return self.part.id

    @property
    def is_group(self) -> bool:
        """Whether it is a group."""
        return isinstance(self.part, Group)

    @property
    def context(self) -> bool:
        """Whether it belongs to the background."""
        return self.part.context

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree_of(layers: Sequence[Layer], groups: Sequence[Group]) -> tuple[Node, ...]:
    """Return the tree of a map from the bottom to the top.

    A group stands where the topmost of its layers stands, an empty one where its `above` says. What names a group that
    does not exist is at the top.
    """
    known = {group.id for group in groups}
    place = {layer.id: number for number, layer in enumerate(layers)}
    owner = {layer.id: layer.group for layer in layers} | {group.id: group.parent for group in groups}

    def branch(parent: str) -> list[tuple[float, Node]]:
        found = [(float(place[layer.id]), Node(layer)) for layer in layers if inside(layer.id) == parent]
        empty: list[tuple[float, Node]] = []
        for group in groups:
            if inside(group.id) == parent:
                members = branch(group.id)
                top = max((number for number, _ in members if number < math.inf), default=math.inf)
                made = top, Node(group, tuple(node for _, node in members))
                (found if top < math.inf else empty).append(made)
        return _with_empty(sorted(found, key=lambda pair: pair[0]), empty)

    def inside(part_id: str) -> str:
        return owner[part_id] if owner[part_id] in known else ""

    return tuple(node for _, node in branch(""))


def _with_empty(branch: list[tuple[float, Node]], empty: list[tuple[float, Node]]) -> list[tuple[float, Node]]:
    """Put groups without layers among what is in order, each where it says; where that is gone, at the upper end."""
    waiting = list(empty)
    while waiting:
        places = [_place_of(branch, node) for _, node in waiting]
        number = next((number for number, place in enumerate(places) if place is not None), 0)
        place = places[number]
        branch.insert(_upper_end(branch, waiting[number][1]) if place is None else place, waiting.pop(number))
    return branch


def _upper_end(branch: list[tuple[float, Node]], node: Node) -> int:
    front = (at for at, (_, each) in enumerate(branch) if not each.context)
    return next(front, len(branch)) if node.context else len(branch)


def _place_of(branch: list[tuple[float, Node]], node: Node) -> int | None:
    above = node.part.above if isinstance(node.part, Group) else ""
    if above == LOWEST:
        return next((at for at, (_, each) in enumerate(branch) if each.context == node.context), None)
    return next((at + 1 for at, (_, each) in enumerate(branch) if each.id == above), None)


def flattened(nodes: Sequence[Node]) -> tuple[tuple[Layer, ...], tuple[Group, ...]]:
    """Return the layers, from the bottom to the top, and the groups of a tree; each says which group it is in."""
    layers: list[Layer] = []
    groups: list[Group] = []

    def lay(branch: Sequence[Node], parent: str) -> None:
        for number, node in enumerate(branch):
            if isinstance(node.part, Group):
                above = _above(branch, number)
                same = (node.part.parent, node.part.above) == (parent, above)
                groups.append(node.part if same else replace(node.part, parent=parent, above=above))
                lay(node.children, node.id)
            else:
                layers.append(node.part if node.part.group == parent else replace(node.part, group=parent))

    lay(nodes, "")
    return tuple(layers), tuple(groups)


def _above(branch: Sequence[Node], number: int) -> str:
    """Return what a group without layers remembers of its place; "" for one with layers."""
    node = branch[number]
    if any(not each.is_group for each in node.walk()):
        return ""
    below = branch[number - 1] if number else None
    return below.id if below is not None and below.context == node.context else LOWEST


def without_layer(shown: Map, layer_id: str) -> tuple[tuple[Layer, ...], tuple[Group, ...]]:
    """Return the layers and groups of a map without a layer; a group that it leaves empty stays where it was."""

    def pruned(nodes: Sequence[Node]) -> tuple[Node, ...]:
        return tuple(replace(node, children=pruned(node.children)) for node in nodes if node.id != layer_id)

    return flattened(pruned(tree_of(shown.layers, shown.groups)))


def tidied(layers: tuple[Layer, ...], groups: tuple[Group, ...]) -> tuple[Layer, ...]:
    """Return layers in an order in which the members of each group stand together."""
    return flattened(tree_of(layers, groups))[0] if groups else layers


def groups_around(shown: Map, part: Layer | Group) -> tuple[Group, ...]:
    """Return the groups that a layer or a group is in, the innermost first."""
    known = {group.id: group for group in shown.groups}
    found: list[Group] = []
    above = known.get(part.parent if isinstance(part, Group) else part.group)
    while above is not None and above not in found:
        found.append(above)
        above = known.get(above.parent)
    return tuple(found)


def layers_in(shown: Map, group_id: str) -> tuple[Layer, ...]:
    """Return all layers of a group, those of the groups in it too."""
    return tuple(layer for layer in shown.layers if any(each.id == group_id for each in groups_around(shown, layer)))


def drawn_layers(shown: Map) -> tuple[Layer, ...]:
    """Return the layers of a map as they are drawn: visible and opaque as far as the groups around them let them be.

    Everything that draws a map (window, page, sheets) asks here. A layer in no group is the same object.
    """
    return tuple(_in_groups(shown, layer) for layer in shown.layers) if shown.groups else shown.layers


def _in_groups(shown: Map, layer: Layer) -> Layer:
    visible, opacity = layer.visible, layer.opacity
    for group in groups_around(shown, layer):
        visible, opacity = visible and group.visible, opacity * group.opacity
    if (visible, opacity) == (layer.visible, layer.opacity):
        return layer
    return replace(layer, visible=visible, opacity=opacity)
