"""A result as a map of the project: an ordinary data column, or an ordinary data set, drawn by an ordinary layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layers.cartography.symbology import Symbology
from layers.edits import add_dataset, layer_ids, unique_id
from layers.indicators.per_area import Derived, add_columns
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from spatial.text import Text


def add_column_map(
    project: Project,
    dataset: Dataset,
    derived: Derived,
    look: Symbology | tuple[Symbology, ...],
    words: tuple[Text, Text],
    above: Sequence[Layer] = (),
) -> Project:
    """Edit: give a data set derived columns, and the project a map that draws the first of them.

    Parameters
    ----------
    dataset
        As it was when the columns were made.
    look
        Of the layer; of several the first is in force, and the layer switches between them.
    words
        Title and description of the map.
    above
        Layers on top of it, such as the points that were counted; they get ids of their own.

    Raises
    ------
    ProjectError
        The data set changed since.
    """
    project = add_columns(project, dataset, derived)
    looks = look if isinstance(look, tuple) else (look,)
    layer = Layer("", dataset.id, dataset.name, looks[0], labels=len(dataset.frame) <= 60)
    layer = replace(layer, alternatives=looks) if len(looks) > 1 else layer
    return with_map(project, (layer, *above), words)


def add_layers(
    project: Project,
    made: Sequence[tuple[Dataset, Symbology]],
    map_id: str = "",
    words: tuple[Text, Text] | None = None,
    below: Sequence[Layer] = (),
    under: str = "",
) -> Project:
    """Edit: add data sets made from a result, each with a layer on top of a map (`map_id`) or a new map (`words`).

    Layers `below` them go to the map, too, with ids of their own. Areas among them come under the first layer that
    draws the data set `under`, where the map has one: a surface does not hide the points it was made of.
    """
    layers = list(below)
    for dataset, look in made:
        own = replace(dataset, id=unique_id([each.id for each in project.datasets], dataset.id))
        project = add_dataset(project, own)
        layers.append(Layer("", own.id, own.name, look))
    if words is not None:
        return with_map(project, tuple(layers), words)
    owner = project.map(map_id or project.active_map)
    named = _named(project, owner.id, layers)
    place = next((n for n, each in enumerate(owner.layers) if each.dataset == under), len(owner.layers))
    areas = [each for each in named if _has_areas(project.dataset(each.dataset))]
    rest = [each for each in named if each not in areas]
    grown = replace(owner, layers=(*owner.layers[:place], *areas, *owner.layers[place:], *rest))
    return replace(project, maps=tuple(grown if each is owner else each for each in project.maps))


def _has_areas(dataset: Dataset) -> bool:
    return bool(dataset.frame.geom_type.isin(["Polygon", "MultiPolygon"]).any())


def _named(project: Project, map_id: str, layers: Sequence[Layer]) -> tuple[Layer, ...]:
    taken = list(layer_ids(project))
    made = []
    for layer in layers:
        taken.append(unique_id(taken, f"{map_id}-{layer.dataset}"))
        made.append(replace(layer, id=taken[-1]))
    return tuple(made)


def with_map(project: Project, layers: tuple[Layer, ...], words: tuple[Text, Text]) -> Project:
    """Edit: add a new map and show it: these layers over the background of the map shown before."""
    before = project.shown
    ground = [replace(each, group="") for each in before.layers if each.context] if before is not None else []
    name = unique_id([each.id for each in project.maps], "result")
    new = Map(name, words[0], _named(project, name, [*ground, *layers]), words[1])
    place = project.maps.index(before) + 1 if before is not None else len(project.maps)
    maps = (*project.maps[:place], new, *project.maps[place:])
    return replace(project, maps=maps, active_map=name)
