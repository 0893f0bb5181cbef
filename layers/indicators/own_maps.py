"""The way out of a refusal: what may not stand beside the figures of a map is shown on a map of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.cartography.symbology_locks import field_of
from layers.edits import layer_ids, unique_id
from layers.indicators.encounters import Encounter, new_encounters, uncovered
from layers.layer import Layer, Map
from layers.project import Project
from spatial.text import Text


@dataclass(frozen=True)
class Parting:
    """Which layers of a map go to a map of their own, and which they cannot stand beside."""

    map_id: str
    moved: tuple[str, ...]
    left: tuple[str, ...]


def parting(before: Project, after: Project) -> Parting | None:
    """Return how a refused step could be had on another map.

    Parameters
    ----------
    before, after
        The project as it stands, and as the step would have made it.

    Returns
    -------
    Parting
        None where another map would not help: two variables of one look, years under shared classes, a step that only
        describes columns, or layers that were changed together and do not compare with each other.
    """
    found = tuple(new_encounters(before, after))
    map_ids = {each.map_id for each in found}
    if len(map_ids) != 1 or any(each.place != "map" for each in found):
        return None
    map_id = map_ids.pop()
    if map_id not in {each.id for each in before.maps}:
        return None
    kept = {id(layer) for layer in before.map(map_id).layers}
    changed = {layer.id for layer in after.map(map_id).layers if id(layer) not in kept}
    if any(len(changed.intersection(each.layers)) != 1 for each in found):
        return None
    moved = {one for each in found for one in each.layers if one in changed}
    against = [each for each in uncovered(after, map_id) if _meets(each, moved)]
    left = {one for each in against for one in each.layers} - moved
    order = [layer.id for layer in after.map(map_id).layers]
    return Parting(map_id, tuple(one for one in order if one in moved), tuple(one for one in order if one in left))


def on_own_map(before: Project, after: Project) -> Project:
    """Edit: keep a map as it is, and show what a step would have put on it on a new map behind it.

    The new map is a copy of the one the step was meant for, without what its figures do not compare with and without
    hidden layers; layers get ids of their own, and groups are dissolved. It becomes the active one. Data that the step
    made stay. A step that nothing speaks against is done as it is.
    """
    how = parting(before, after)
    if how is None:
        return after
    old, wanted = before.map(how.map_id), after.map(how.map_id)
    taken, layers = list(layer_ids(after)), []
    for layer in wanted.layers:
        if layer.id in how.left or not (layer.visible or layer.context or layer.id in how.moved):
            continue
        taken.append(unique_id(taken, layer.id))
        layers.append(replace(layer, id=taken[-1], group="", visible=layer.visible or layer.id in how.moved))
    subject = after.layer(how.moved[-1])
    own = Map(
        unique_id([each.id for each in after.maps], old.id),
        _title(after, subject),
        tuple(layers),
        _description(old, subject),
        wanted.notes,
        wanted.extent,
        wanted.bookmarks,
        base_maps=wanted.base_maps,
    )
    place = after.maps.index(wanted)
    return replace(after, maps=(*after.maps[:place], old, own, *after.maps[place + 1 :]), active_map=own.id)


def own_layer(own: Map, moved: Layer) -> str:
    """Return the id that a layer has on the map made for it, "" where it is not there."""
    same = (moved.dataset, moved.symbology)
    return next((each.id for each in reversed(own.layers) if (each.dataset, each.symbology) == same), "")


def _meets(encounter: Encounter, moved: set[str]) -> bool:
    return encounter.place == "map" and bool(moved.intersection(encounter.layers))


def _title(project: Project, layer: Layer) -> Text:
    """Return the name of the figures for a new map, with the layer's name where a map is called so already."""
    column = field_of(layer.symbology)
    title = project.dataset(layer.dataset).field_of(column).title if column else layer.name
    if any(each.title == title for each in project.maps):
        name = layer.name
        title = Text(f"{name.to('zh')}：{title.to('zh')}", f"{name.to('en')}: {title.to('en')}")
    return title


def _description(old: Map, layer: Layer) -> Text:
    return Text(
        f"“{layer.name.to('zh')}”单独成图：与“{old.title.to('zh')}”中的数字口径不可比。",
        f"“{layer.name.to('en')}” on a map of its own: its figures do not compare with those of "
        f"“{old.title.to('en')}”.",
    )
