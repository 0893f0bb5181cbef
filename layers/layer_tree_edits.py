"""What a user can do to the tree of a map: groups, their members, and base maps. Pure, as `layers.edits`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from layers.base_map import BASE_ID, BaseMap
from layers.cartography.scale_range import check_scales
from layers.edit_checks import check_opacity, check_text
from layers.edits import unique_id
from layers.layer import Layer, Map
from layers.layer_tree import GROUP_ID, Group, Node, flattened, layers_in, tree_of
from layers.project import Project
from spatial.errors import ProjectError
from spatial.text import Text


def group_of(shown: Map, group_id: str) -> Group:
    """Return a group of a map; raise `ProjectError` if there is none."""
    for each in shown.groups:
        if each.id == group_id:
            return each
    raise _missing(group_id)


def base_map_of(shown: Map, base_id: str) -> BaseMap:
    """Return a base map of a map; raise `ProjectError` if there is none."""
    for each in shown.base_maps:
        if each.id == base_id:
            return each
    raise _missing(base_id)


# --- groups --------------------------------------------------------------------------------------------------------


def make_group(project: Project, map_id: str, name: Text, members: Sequence[str] = ()) -> Project:
    """Put layers and groups of a map into a new group, which stands where the topmost of them stood.

    Parameters
    ----------
    members
        Ids of layers and groups, all of the foreground or all of the background; none make an empty group.

    Raises
    ------
    ProjectError
        A member does not exist, or foreground and background are mixed.
    """
    owner = project.map(map_id)
    check_text(name, Text("图层组名称", "name of a group"))
    nodes = tree_of(owner.layers, owner.groups)
    chosen = _chosen(nodes, members)
    if len({node.context for node in chosen}) > 1:
        raise ProjectError(
            Text("专题图层和背景图层不能放在同一组。", "Layers of the foreground and the background share no group."),
            Text("请分别选择。", "Group them one after the other."),
        )
    taken = [each.id.removeprefix(GROUP_ID) for each in owner.groups]
    new_id = GROUP_ID + unique_id(taken, name.en or name.zh)
    group = Group(new_id, name, context=bool(chosen) and chosen[0].context)
    if not chosen:
        return _with_nodes(project, owner, (*nodes, Node(group)))
    top, ids = chosen[-1].id, {node.id for node in chosen}
    return _with_nodes(project, owner, _grouped(nodes, ids, top, Node(group, tuple(chosen))))


def rename_group(project: Project, map_id: str, group_id: str, name: Text) -> Project:
    """Give a group another name."""
    check_text(name, Text("图层组名称", "name of a group"))
    return _with_group(project, map_id, group_id, name=name)


def set_group_visible(project: Project, map_id: str, group_id: str, visible: bool) -> Project:
    """Draw the layers of a group that are visible themselves, or none."""
    return _with_group(project, map_id, group_id, visible=bool(visible))


def set_group_opacity(project: Project, map_id: str, group_id: str, opacity: float) -> Project:
    """Set the opacity that those of the layers of a group are multiplied with, 0 to 1."""
    check_opacity(opacity)
    return _with_group(project, map_id, group_id, opacity=float(opacity))


def set_group_collapsed(project: Project, map_id: str, group_id: str, collapsed: bool) -> Project:
    """Close a group in the tree, or open it."""
    return _with_group(project, map_id, group_id, collapsed=bool(collapsed))


def dissolve_group(project: Project, map_id: str, group_id: str) -> Project:
    """Remove a group; what was in it stays, in its place."""
    owner = project.map(map_id)
    group_of(owner, group_id)

    def without(nodes: Sequence[Node]) -> tuple[Node, ...]:
        result: list[Node] = []
        for node in nodes:
            inside = without(node.children)
            result += inside if node.id == group_id else [replace(node, children=inside)]
        return tuple(result)

    return _with_nodes(project, owner, without(tree_of(owner.layers, owner.groups)))


def remove_parts(project: Project, map_id: str, ids: Collection[str]) -> Project:
    """Remove layers, base maps, and groups with all that is in them, from a map. The data sets stay."""
    owner = project.map(map_id)
    nodes = tree_of(owner.layers, owner.groups)
    bases = {each.id for each in owner.base_maps}
    _chosen(nodes, [each for each in ids if each not in bases])
    kept = tuple(each for each in owner.base_maps if each.id not in ids)
    if kept != owner.base_maps:
        project = _with_map(project, owner, base_maps=kept)
        owner = project.map(map_id)
    return _with_nodes(project, owner, _without(nodes, set(ids)))


def move_parts(project: Project, map_id: str, ids: Sequence[str], parent: str = "", above: str = "") -> Project:
    """Move layers and groups of a map together, keeping their order.

    Parameters
    ----------
    ids
        Layers and groups; what is in a group of them moves with it.
    parent
        Id of the group they go into; empty: in none.
    above
        Id of the layer or group in `parent` that they are to stand directly above; empty: the lowest of their kind
        there (foreground over background).

    Raises
    ------
    ProjectError
        One of them does not exist, a group would go into itself, or foreground and background would mix.
    """
    owner = project.map(map_id)
    nodes = tree_of(owner.layers, owner.groups)
    chosen = _chosen(nodes, ids)
    if parent:
        group = group_of(owner, parent)
        if any(parent == inner.id for node in chosen for inner in node.walk()):
            raise ProjectError(
                Text("图层组不能放进它自己里面。", "A group does not go into itself."),
                Text("请另选位置。", "Choose another place."),
            )
        if any(node.context != group.context for node in chosen):
            raise ProjectError(
                Text("专题图层和背景图层不能放在同一组。", "Foreground and background share no group."),
                Text("请另选位置。", "Choose another place."),
            )
    below = next((node for each in nodes for node in each.walk() if node.id == above), None)
    if below is not None and any(node.context != below.context for node in chosen):
        raise ProjectError(
            Text(
                "专题图层在背景图层之上，两者不能混排。", "The foreground lies above the background; do not mix them."
            ),
            Text("请在各自的分区内调整顺序。", "Move a layer among those of its own kind."),
        )
    rest = _without(nodes, {node.id for node in chosen})
    return _with_nodes(project, owner, _inserted(rest, chosen, parent, above))


def move_step(project: Project, map_id: str, part_id: str, step: int) -> Project:
    """Move a layer or a group one place up (1) or down (-1) as the tree shows it.

    An open group that lies in the way is entered, a closed or empty one passed; at the end of its group a part leaves
    it. At the end of the foreground or the background nothing happens.
    """
    owner = project.map(map_id)
    nodes = tree_of(owner.layers, owner.groups)
    parent, peers = _peers(nodes, part_id)
    at = next(number for number, node in enumerate(peers) if node.id == part_id)
    part, beside = peers[at], at + step
    if not 0 <= beside < len(peers) or peers[beside].context != part.context:
        if not parent:
            return project
        grand, _ = _peers(nodes, parent)
        below = parent if step > 0 else _below(_peers(nodes, parent)[1], parent)
        return move_parts(project, map_id, [part_id], grand, below or _BOTTOM)
    neighbour = peers[beside]
    if isinstance(neighbour.part, Group) and neighbour.children and not neighbour.part.collapsed:
        above = neighbour.children[-1].id if step < 0 else _BOTTOM
        return move_parts(project, map_id, [part_id], neighbour.id, above)
    above = neighbour.id if step > 0 else _below([node for node in peers if node is not part], neighbour.id) or _BOTTOM
    return move_parts(project, map_id, [part_id], parent, above)


def can_step(shown: Map, part_id: str, step: int) -> bool:
    """Say whether `move_step` would move a part."""
    nodes = tree_of(shown.layers, shown.groups)
    if not any(node.id == part_id for each in nodes for node in each.walk()):
        return False
    parent, peers = _peers(nodes, part_id)
    at = next(number for number, node in enumerate(peers) if node.id == part_id)
    inside = 0 <= at + step < len(peers) and peers[at + step].context == peers[at].context
    return inside or bool(parent)


_BOTTOM = "\0bottom"


def _below(peers: Sequence[Node], part_id: str) -> str:
    """Return the id of the peer below a part, "" for the lowest of its kind."""
    at = next(number for number, node in enumerate(peers) if node.id == part_id)
    return peers[at - 1].id if at and peers[at - 1].context == peers[at].context else ""


def _peers(nodes: Sequence[Node], part_id: str) -> tuple[str, Sequence[Node]]:
    """Return the id of the group that a part is in, and all that is in it from the bottom to the top."""
    if any(node.id == part_id for node in nodes):
        return "", nodes
    for each in nodes:
        for node in each.walk():
            if any(child.id == part_id for child in node.children):
                return node.id, node.children
    raise _missing(part_id)


def _chosen(nodes: Sequence[Node], ids: Collection[str]) -> list[Node]:
    """Return the nodes with these ids from the bottom to the top, none that lies in another of them."""
    wanted, found = set(ids), list[Node]()

    def look(branch: Sequence[Node]) -> None:
        for node in branch:
            if node.id in wanted:
                found.append(node)
            else:
                look(node.children)

    look(nodes)
    every = {node.id for each in nodes for node in each.walk()}
    if missing := sorted(wanted - every):
        raise _missing(missing[0])
    return found


def _without(nodes: Sequence[Node], ids: Collection[str]) -> tuple[Node, ...]:
    return tuple(replace(node, children=_without(node.children, ids)) for node in nodes if node.id not in ids)


def _grouped(nodes: Sequence[Node], ids: Collection[str], top: str, group: Node) -> tuple[Node, ...]:
    """Return a tree with `group` in the place of its topmost member `top`, and its members nowhere else."""
    result: list[Node] = []
    for node in nodes:
        if node.id == top:
            result.append(group)
        elif node.id not in ids:
            result.append(replace(node, children=_grouped(node.children, ids, top, group)))
    return tuple(result)


def _inserted(nodes: Sequence[Node], new: Sequence[Node], parent: str, above: str) -> tuple[Node, ...]:
    if parent:
        return tuple(
            replace(
                node,
                children=_put(node.children, new, above)
                if node.id == parent
                else _inserted(node.children, new, parent, above),
            )
            for node in nodes
        )
    return _put(nodes, new, above)


def _put(nodes: Sequence[Node], new: Sequence[Node], above: str) -> tuple[Node, ...]:
    """Return nodes with new ones directly above one of them, or below all of their kind."""
    places = [number + 1 for number, node in enumerate(nodes) if node.id == above]
    context = bool(new) and new[0].context
    same = [number for number, node in enumerate(nodes) if node.context == context]
    lowest = same[0] if same else 0 if context else len(nodes)
    place = places[0] if places else lowest
    return (*nodes[:place], *new, *nodes[place:])


# --- base maps -----------------------------------------------------------------------------------------------------


def add_base_map(project: Project, map_id: str, base: BaseMap) -> Project:
    """Add a base map above those of a map, below all of its layers. Its id becomes one that is new in the map."""
    owner = project.map(map_id)
    check_base_map(base)
    taken = [each.id.removeprefix(BASE_ID) for each in owner.base_maps]
    named = replace(base, id=BASE_ID + unique_id(taken, base.id.removeprefix(BASE_ID) or "tiles"))
    return _with_map(project, owner, base_maps=(*owner.base_maps, named))


def change_base_map(project: Project, map_id: str, base_id: str, **changes: Any) -> Project:
    """Change the name, datum, visibility, opacity, scales or attribution of a base map."""
    owner = project.map(map_id)
    old = base_map_of(owner, base_id)
    new = replace(old, **changes)
    check_base_map(new)
    if new == old:
        return project
    return _with_map(project, owner, base_maps=tuple(new if each is old else each for each in owner.base_maps))


def move_base_map(project: Project, map_id: str, base_id: str, step: int) -> Project:
    """Move a base map above the next one (1) or below the one under it (-1)."""
    owner = project.map(map_id)
    bases = list(owner.base_maps)
    at = bases.index(base_map_of(owner, base_id))
    if not 0 <= at + step < len(bases):
        return project
    bases[at], bases[at + step] = bases[at + step], bases[at]
    return _with_map(project, owner, base_maps=tuple(bases))


def move_base_maps(project: Project, map_id: str, ids: Sequence[str], above: str = "") -> Project:
    """Move base maps together, keeping their order, directly above another one; empty: below all others."""
    owner = project.map(map_id)
    chosen = [base_map_of(owner, each) for each in ids]
    moved = [each for each in owner.base_maps if each in chosen]
    rest = [each for each in owner.base_maps if each not in chosen]
    at = rest.index(base_map_of(owner, above)) + 1 if above and base_map_of(owner, above) in rest else 0
    order = (*rest[:at], *moved, *rest[at:])
    return project if order == owner.base_maps else _with_map(project, owner, base_maps=order)


def check_base_map(base: BaseMap) -> None:
    """Refuse a base map without a name, of an unknown datum, or with impossible opacity or scales."""
    from spatial.datums import check_datum

    check_text(base.name, Text("底图名称", "name of a base map"))
    check_opacity(base.opacity)
    check_scales(base.scales)
    check_datum(base.datum)


# --- one part changed, the others kept -----------------------------------------------------------------------------


def _with_nodes(project: Project, owner: Map, nodes: Sequence[Node]) -> Project:
    layers, groups = flattened(nodes)
    if layers == owner.layers and groups == owner.groups:
        return project
    return _with_map(project, owner, layers=layers, groups=groups)


def _with_group(project: Project, map_id: str, group_id: str, **changes: Any) -> Project:
    owner = project.map(map_id)
    old = group_of(owner, group_id)
    new = replace(old, **changes)
    if new == old:
        return project
    return _with_map(project, owner, groups=tuple(new if each is old else each for each in owner.groups))


def _with_map(project: Project, owner: Map, **changes: Any) -> Project:
    new = replace(owner, **changes)
    return replace(project, maps=tuple(new if each is owner else each for each in project.maps))


def _missing(part_id: str) -> ProjectError:
    return ProjectError(
        Text(f"地图中没有编号为“{part_id}”的图层或图层组。", f"The map has no layer or group “{part_id}”."),
        Text("它可能已被移除；请重新选择。", "It may have been removed: choose again."),
    )


def layers_of_parts(shown: Map, ids: Collection[str]) -> tuple[Layer, ...]:
    """Return the layers among these parts of a map, and those in the groups among them."""
    grouped = {layer.id for group in shown.groups if group.id in ids for layer in layers_in(shown, group.id)}
    return tuple(layer for layer in shown.layers if layer.id in ids or layer.id in grouped)
