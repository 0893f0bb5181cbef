"""The map document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from layers.indicators.overrides import Override
from layers.indicators.reported import Reported
from layers.layer import Dataset, Layer, Map
from layers.revisions.model import NO_BOUNDARIES, Boundaries
from layers.views import ALONE, Comparison
from spatial.errors import ProjectError
from spatial.text import Text

Part = TypeVar("Part", Dataset, Map, Layer)


@dataclass(frozen=True, eq=False)
class Project:
    """Everything a user sees and saves, immutable. A user verb makes a new one (`layers.edits`).

    Parameters
    ----------
    title
        Name of the project.
    datasets, maps
        Ids are unique within each, and layer ids are unique over all maps.
    active_map
        Id of the map shown; empty only where there is no map.
    crs
        CRS that maps are drawn in (display only: areas and lengths are geodesic in every view).
    aliases
        Other names of areas: normalised alias -> area id, used by joins and search; confirmed matches are added.
    status_note
        Printed on every export until a user says otherwise.
    comparison
        Which views are shown side by side.
    boundaries
        The ledger of boundaries: revisions, and scenarios of expansion.
    figures
        Figures of indicators that were reported since the plans were printed; they stand beside those of the plans.
    synonyms
        What the user changed in the synonym groups of the plans' table: industry -> name of its group, "" for none.
    overrides
        Comparisons of figures that do not compare and that a user allowed; their footnotes are printed everywhere.
    """

    title: Text
    datasets: tuple[Dataset, ...] = ()
    maps: tuple[Map, ...] = ()
    active_map: str = ""
    crs: str = "EPSG:3857"
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    status_note: Text = Text(
        "示意图，边界未经审批，不作为审批依据", "Schematic map; boundaries not approved, not for approval"
    )
    comparison: Comparison = ALONE
    boundaries: Boundaries = NO_BOUNDARIES
    figures: tuple[Reported, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()

    def dataset(self, dataset_id: str) -> Dataset:
        """Return the data set with this id; raise `ProjectError` if there is none."""
        return _find(self.datasets, dataset_id, Text("数据集", "data set"))

    def map(self, map_id: str) -> Map:
        """Return the map with this id; raise `ProjectError` if there is none."""
        return _find(self.maps, map_id, Text("地图", "map"))

    def layer(self, layer_id: str) -> Layer:
        """Return the layer with this id, in whichever map it is; raise `ProjectError` if there is none."""
        return _find(tuple(layer for _, layer in self.layers()), layer_id, Text("图层", "layer"))

    def map_of(self, layer_id: str) -> Map:
        """Return the map that holds the layer with this id; raise `ProjectError` if there is none."""
        self.layer(layer_id)
        return next(owner for owner, layer in self.layers() if layer.id == layer_id)

    def layers(self) -> Iterator[tuple[Map, Layer]]:
        """Yield every layer with the map that holds it."""
        for owner in self.maps:
            for layer in owner.layers:
                yield owner, layer

    @property
    def shown(self) -> Map | None:
        """The active map, None in an empty project."""
        return self.map(self.active_map) if self.active_map else None


def _find(parts: tuple[Part, ...], part_id: str, kind: Text) -> Part:
    for part in parts:
        if part.id == part_id:
            return part
    names = "、".join(part.id for part in parts) or "—"
    raise ProjectError(
        Text(f"项目中没有编号为“{part_id}”的{kind.zh}。", f"The project has no {kind.en} with the id “{part_id}”."),
        Text(f"现有：{names}。", f"There are: {names}."),
    )
