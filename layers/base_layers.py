"""What lies below the layers of a map: archives of raster tiles, and the districts and water that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from layers import edits
from layers.base_map import BASE_ID, BaseMap
from layers.cartography.symbology import Single
from layers.layer import Dataset, Layer, Map
from layers.layer_tree_edits import add_base_map
from layers.project import Project
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

CONTEXT = ("context_land", "districts")
"""Data sets of the starter project that make a background, from the bottom to the top."""
_STARTER = Path(__file__).parent.parent / "data" / "geo"
_LOOKS = {
    "context_land": Single(fill="#f3efe6", stroke="#cfc8b8", stroke_width_px=0.6),
    "districts": Single(fill="", stroke="#8d949b", stroke_width_px=0.8),
}
_CHINESE_WEB_MAPS = ("高德", "腾讯", "amap", "autonavi", "gaode", "tencent", "gcj")


def base_map_from(path: Path) -> BaseMap:
    """Return the base map of an archive of raster tiles: named, attributed and of the datum that the archive says.

    An archive that names GCJ-02, or a Chinese web map that draws in it, is taken to be in GCJ-02.

    Raises
    ------
    SourceError
        See `spatial.formats.tile_archives.open_tiles`.
    """
    from spatial.formats.tile_archives import open_tiles

    archive = open_tiles(path)
    archive.close()
    info = archive.info
    name = info.name.strip() or path.stem
    said = f"{name} {info.attribution} {path.stem}".casefold()
    datum = "gcj02" if any(word in said for word in _CHINESE_WEB_MAPS) else "wgs84"
    attribution = Text(info.attribution, info.attribution) if info.attribution else Text("")
    return BaseMap(f"{BASE_ID}{path.stem}", Text(name, name), path.resolve().as_posix(), datum, attribution=attribution)


def add_bases(project: Project, bases: Sequence[BaseMap]) -> Project:
    """Edit: put base maps below the layers of the shown map, a new map where there is none."""
    if project.shown is None:
        project = edits.add_map(project, Map("map", Text("地图", "Map")))
    for base in bases:
        project = add_base_map(project, project.active_map, base)
    return project


def shipped_context(project: Project, feedback: Feedback = SILENT) -> list[Dataset]:
    """Return the shipped data sets of districts and land; the project's own where it has them already.

    Raises
    ------
    ProjectError, SourceError
        The shipped data cannot be read.
    """
    from layers.storage.project_file import read_project

    starter = read_project(_STARTER, feedback).project
    found = []
    for name in CONTEXT:
        shipped = starter.dataset(name)
        own = (each for each in project.datasets if each.origin.sha256 and each.origin.sha256 == shipped.origin.sha256)
        origin = replace(shipped.origin, path=(_STARTER / shipped.origin.path).as_posix())
        found.append(next(own, replace(shipped, origin=origin)))
    return found


def add_context(project: Project, datasets: Sequence[Dataset]) -> Project:
    """Edit: draw data sets as background below all layers of the shown map; those drawn there already are left out."""
    if project.shown is None:
        project = edits.add_map(project, Map("map", Text("地图", "Map")))
    place = 0
    for look, dataset in zip(_LOOKS.values(), datasets, strict=True):
        known = next((each.id for each in project.datasets if each is dataset), "")
        owner = project.map(project.active_map)
        drawn = [number for number, layer in enumerate(owner.layers) if layer.context and layer.dataset == known]
        if known and drawn:
            place = max(place, drawn[0] + 1)
            continue
        if not known:
            known = edits.unique_id([each.id for each in project.datasets], dataset.id)
            project = edits.add_dataset(project, replace(dataset, id=known))
        layer_id = edits.unique_id(edits.layer_ids(project), f"{owner.id}-{known}")
        layer = Layer(layer_id, known, dataset.name, look, context=True)
        project = edits.add_layer(project, owner.id, layer, place)
        place += 1
    return project
