"""Boundaries from elsewhere: the polygons of a file or a text in the coordinates of the layer that takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layers.datasets import dataset_from_source
from layers.incoming import read_pasted
from layers.layer import Dataset
from layers.placement import names_of
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spatial.topology import Topology


@dataclass(frozen=True, eq=False)
class Candidate:
    """A polygon that can be imported.

    Parameters
    ----------
    name
        Of the feature in its source.
    shape
        In the CRS and datum of the layer, without heights.
    area_m2
        Geodesic.
    is_valid, in_shanghai
        Whether it can be taken as it is, and whether it lies where a boundary of Shanghai lies.
    """

    name: str
    shape: BaseGeometry
    area_m2: float
    is_valid: bool
    in_shanghai: bool


def read_file(path: Path, feedback: Feedback = SILENT) -> Dataset:
    """Read a file of any vector format; of a container with several layers the first that holds polygons."""
    from spatial.sources import list_layers, read_vector

    sublayers = list_layers(path)
    if len(sublayers) < 2:
        return dataset_from_source(read_vector(path, feedback=feedback), path)
    found = [dataset_from_source(read_vector(path, sublayer=each, feedback=feedback), path) for each in sublayers]
    areal = (each for each in found if each.frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any())
    return next(areal, found[0])


def read_text(text: str, feedback: Feedback = SILENT) -> Dataset:
    """Read WKT or GeoJSON; see `layers.incoming.read_pasted`."""
    return read_pasted(text, (), feedback)


def candidates_in(source: Dataset, datum: str, layer: Topology) -> tuple[Candidate, ...]:
    """Return the polygons of a data set in the coordinates of a layer, in order; other kinds are passed over.

    Parameters
    ----------
    datum
        Of the source.

    Raises
    ------
    CrsError
        The source has no CRS, or its coordinates do not fit it.
    """
    import numpy as np
    import shapely

    from spatial.coordinate_lists import in_shanghai
    from spatial.crs import coordinate_transform

    geometry = np.asarray(source.frame.geometry.array, dtype=object)
    kinds = shapely.get_type_id(geometry)
    rows = np.flatnonzero(np.isin(kinds, (3, 6)) & ~shapely.is_empty(geometry))
    move = coordinate_transform(source.frame.crs, datum, layer.crs, layer.datum)
    names = names_of(source)
    found = []
    for row in rows.tolist():
        shape = shapely.transform(shapely.force_2d(geometry[row]), move)
        centre = layer.lonlat(shapely.get_coordinates(shapely.centroid(shape)))
        valid = bool(shapely.is_valid(shape))
        area = layer.measure([shape])
        found.append(Candidate(names[row].to("zh"), shape, area, valid, bool(in_shanghai(centre).all())))
    return tuple(found)


def imported(layer: Topology, shapes: Sequence[BaseGeometry], target: str, feature: int | None = None) -> Topology:
    """Return the topology with polygons taken over.

    Parameters
    ----------
    shapes
        In the coordinates of the layer.
    target
        ``new``: each a feature of its own; ``part``: parts of a feature; ``replace``: together its new boundary.
    feature
        Which, for the last two.

    Raises
    ------
    GeometryError
        A polygon is invalid, or the target needs a feature and there is none.
    """
    import numpy as np
    import shapely

    from spatial import topology as topo
    from spatial.topology.cutting import combined
    from spatial.topology.model import replaced
    from spatial.topology.parts import resolve_overlaps

    now = layer
    if target == "new":
        for shape in shapes:
            now = topo.add_polygon(now, shape, "keep")
        return combined(layer, now)
    if feature is None:
        raise GeometryError(
            Text("没有选中要素。", "No feature is selected."), Text("请先选中一个。", "Select one first.")
        )
    if target == "part":
        for shape in shapes:
            now = topo.add_part(now, feature, shape, "keep")
        return combined(layer, now)
    whole = shapely.union_all(np.array(shapes, dtype=object)) if len(shapes) > 1 else shapes[0]
    put = replaced(layer, {feature: shapely.orient_polygons(whole)}, "import_boundary")
    return combined(layer, resolve_overlaps(put, feature, "keep"))
