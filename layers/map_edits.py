"""What a user does to the list of maps: begin, copy, word, move and remove them. Edits, as in `layers.edits`."""

from __future__ import annotations

from dataclasses import replace

from layers import edits
from layers.edit_checks import check_place, check_text
from layers.layer import Map
from layers.project import Project
from spatial.text import Text


def begin_map(project: Project, title: Text) -> Project:
    """Add a map behind the shown one and show it: its background layers and base maps, and nothing on them yet."""
    before = project.shown
    new_id = edits.unique_id([each.id for each in project.maps], "map")
    if before is None:
        return edits.show_map(edits.add_map(project, Map(new_id, title)), new_id)
    taken, ground = list(edits.layer_ids(project)), []
    for layer in before.layers:
        if layer.context:
            taken.append(edits.unique_id(taken, layer.id))
            ground.append(replace(layer, id=taken[-1], group=""))
    new = Map(new_id, title, tuple(ground), extent=before.extent, base_maps=before.base_maps)
    place = project.maps.index(before) + 1
    return edits.show_map(edits.add_map(project, new, place), new_id)


def copy_map(project: Project, map_id: str, title: Text) -> Project:
    """Put a copy of a map behind it, and show the copy."""
    copied = edits.duplicate_map(project, map_id, title)
    place = project.maps.index(project.map(map_id)) + 1
    return edits.show_map(copied, copied.maps[place].id)


def move_map(project: Project, map_id: str, place: int) -> Project:
    """Move a map to `place` in the list, 0 … number of maps - 1."""
    check_place(place, len(project.maps))
    moved = project.map(map_id)
    others = [each for each in project.maps if each is not moved]
    order = (*others[:place], moved, *others[place:])
    return project if order == project.maps else replace(project, maps=order)


def remove_map(project: Project, map_id: str) -> Project:
    """Remove a map with its layers, and the views that show it; its data stay in the project."""
    removed = edits.remove_map(project, map_id)
    comparison = project.comparison
    if all(view.map != map_id for view in comparison.views):
        return removed
    left = tuple(view for view in comparison.views if view.map != map_id)
    return replace(removed, comparison=replace(comparison, views=left if len(left) > 1 else (), active=0))


def word_map(project: Project, map_id: str, title: Text, description: Text, notes: tuple[Text, ...]) -> Project:
    """Give a map a title, a sentence on what it shows, and caveats; empty caveats are left out."""
    check_text(title, Text("地图标题", "title of a map"))
    old = project.map(map_id)
    new = replace(old, title=title, description=description, notes=tuple(note for note in notes if note))
    same = (new.title, new.description, new.notes) == (old.title, old.description, old.notes)
    return project if same else replace(project, maps=tuple(new if each is old else each for each in project.maps))
