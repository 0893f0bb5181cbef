"""Groups of a map as the page carries them: its layers by number, in groups of groups."""

from __future__ import annotations

from collections.abc import Sequence

from layers.layer import Map
from layers.layer_tree import Group, Node, tree_of
from layers.page.attributes import text_pair
from layers.page.scene import LayerViews


def encode_tree(shown: Map, layers: Sequence[LayerViews]) -> list[object] | None:
    """Return the tree of a map from the bottom to the top; None where it has no group.

    A layer is its number among those of the page; layers that the page does not carry, and groups without any that it
    does, are left out.
    """
    if not shown.groups:
        return None
    number = {row.layer.id: place for place, row in enumerate(layers)}
    return _branch(tree_of(shown.layers, shown.groups), number)


def _branch(nodes: Sequence[Node], number: dict[str, int]) -> list[object]:
    found: list[object] = []
    for node in nodes:
        if isinstance(node.part, Group):
            children = _branch(node.children, number)
            if children:
                found.append(_group(node.part, children))
        elif node.id in number:
            found.append(number[node.id])
    return found


def _group(group: Group, children: list[object]) -> dict[str, object]:
    return {
        "id": group.id,
        "name": text_pair(group.name),
        "visible": group.visible,
        "opacity": group.opacity,
        "collapsed": group.collapsed,
        "children": children,
    }
