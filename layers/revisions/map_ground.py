"""What maps made from the ledger have in common: the background of the map that is shown, and where they open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from layers.edits import add_layer, layer_ids, unique_id
from layers.layer import Dataset, Layer
from layers.project import Project
from spatial.text import Text

_BESIDE = 0.25  # of the extent, on each side


def ground_layers(project: Project, map_id: str) -> tuple[Layer, ...]:
    """Return the background layers of the map that is shown, with ids of their own for a new map."""
    layers: list[Layer] = []
    taken = list(layer_ids(project))
    for layer in project.shown.layers if project.shown is not None else ():
        if layer.context:
            taken.append(unique_id(taken, f"{map_id}_{layer.dataset}"))
            layers.append(replace(layer, id=taken[-1], group=""))
    return tuple(layers)


def with_layer(project: Project, map_id: str, dataset: Dataset, name: Text, look: Any, labels: bool = False) -> Project:
    """Return the project with a layer on top of one of its maps."""
    layer_id = unique_id(layer_ids(project), f"{map_id}_{dataset.id}")
    return add_layer(project, map_id, Layer(layer_id, dataset.id, name, look, labels=labels))


def extent_around(dataset: Dataset, shapes: Sequence[Any]) -> tuple[float, float, float, float] | None:
    """Return (west, south, east, north) in degrees around geometries of a data set, with room; None for none."""
    import shapely

    from spatial.crs import transform_geometry

    there = [each for each in shapes if each is not None and not each.is_empty]
    if not there:
        return None
    array = np.empty(len(there), dtype=object)
    array[:] = there
    lonlat = transform_geometry(array, source=dataset.frame.crs, datum=dataset.datum, target="EPSG:4326")
    west, south, east, north = shapely.total_bounds(lonlat).tolist()
    across, up = _BESIDE * (east - west), _BESIDE * (north - south)
    return west - across, south - up, east + across, north + up
