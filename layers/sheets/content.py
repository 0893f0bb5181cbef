"""What a sheet will show, decided before anything is drawn: portrayals, words and the part of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import shapely

from layers.cartography.portrayal import Portrayal, place, portray
from layers.cartography.symbology import Symbology
from layers.code_words import DATUM_NAMES
from layers.join_record import brief
from layers.layer import Layer, Map
from layers.layer_tree import drawn_layers
from layers.project import Project
from layers.sheets.frame import Geometries
from layers.sheets.legend import LegendLayer
from layers.sheets.tiles import SheetBase, open_bases
from spatial.crs import transform_geometry
from spatial.errors import ExportError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.geometry import bounds
from spatial.text import Text

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """What of a map is shown when it is not the map as it stands.

    Parameters
    ----------
    subtitle
        Printed below the title: the indicator and year, the sub-park.
    looks
        Symbology by layer id, instead of the one in force.
    bounds
        (west, south, east, north) in the CRS of the project; None: the extent of the map.
    """

    subtitle: Text = Text("")
    looks: Mapping[str, Symbology] = field(default_factory=lambda: MappingProxyType({}))
    bounds: Bounds | None = None


@dataclass(frozen=True, eq=False)
class SheetLayer:
    """A visible layer and its portrayal."""

    layer: Layer
    portrayal: Portrayal

    @property
    def drawn(self) -> LegendLayer:
        """The portrayal with its opacity; the pieces that a background is made of say nothing to a reader."""
        return LegendLayer(self.portrayal, self.layer.opacity, counted=not self.layer.context)


@dataclass(frozen=True, eq=False)
class SheetContent:
    """Everything a sheet prints.

    Parameters
    ----------
    shown, subtitle
        The map, and the line below its title.
    layers
        Visible layers from bottom to top.
    bounds
        Part of the world that must be seen, map units.
    sources, datum
        Lines below the map.
    bases
        Visible base maps, from bottom to top.
    findings
        What cannot be printed.
    """

    project: Project
    shown: Map
    subtitle: Text
    layers: tuple[SheetLayer, ...]
    bounds: Bounds
    sources: tuple[Text, ...]
    datum: Text
    bases: tuple[SheetBase, ...] = ()
    findings: tuple[Finding, ...] = ()

    def at_scale(self, denominator: float) -> SheetContent:
        """Return what is drawn of it at the scale 1:`denominator`: itself where that is all."""
        rows = tuple(row for row in self.layers if row.layer.scales.holds(denominator))
        bases = tuple(each for each in self.bases if each.base.scales.holds(denominator))
        if (len(rows), len(bases)) == (len(self.layers), len(self.bases)):
            return self
        return replace(
            self,
            layers=rows,
            bases=bases,
            sources=_sources(self.project, rows, bases),
            datum=_datum(self.project, rows or self.layers),
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of all that is drawn."""
        return (*(row.layer.id for row in self.layers), *(each.base.id for each in self.bases))

    @property
    def context(self) -> tuple[SheetLayer, ...]:
        """The background layers."""
        return tuple(row for row in self.layers if row.layer.context)


def compose(project: Project, map_id: str, view: View | None = None, feedback: Feedback = SILENT) -> SheetContent:
    """Portray the visible layers of a map and gather the words that go with them.

    Raises
    ------
    ProjectError
        There is no map with this id.
    ExportError
        The map has no visible layer with a place on the ground.
    GisError
        A layer cannot be placed or portrayed.
    """
    view = view or View()
    shown = project.map(map_id)
    visible = [layer for layer in drawn_layers(shown) if layer.visible]
    rows = []
    for number, layer in enumerate(visible):
        step = feedback.part(number / len(visible), (number + 1) / len(visible))
        doing = Text(f"正在准备图层“{layer.name.zh}”", f"Preparing the layer “{layer.name.to('en')}”")
        step.report(0.0, doing)
        dataset = project.dataset(layer.dataset)
        placed = place(dataset, project.crs, step.part(0.0, 0.5))
        look = view.looks.get(layer.id, layer.symbology)
        rows.append(SheetLayer(layer, portray(dataset, placed, look, step.part(0.5, 1.0))))
    where = view.bounds or _extent(project, shown, rows)
    if where is None:
        raise ExportError(
            Text(f"地图“{shown.title.zh}”没有可见的图层。", f"The map “{shown.title.to('en')}” has no visible layer."),
            Text("请先添加或显示一个图层。", "Add a layer, or show one."),
        )
    bases, findings = open_bases(tuple(base for base in shown.base_maps if base.visible))
    sources, datum = _sources(project, rows, bases), _datum(project, rows)
    return SheetContent(project, shown, view.subtitle, tuple(rows), where, sources, datum, bases, findings)


def _extent(project: Project, shown: Map, rows: list[SheetLayer]) -> Bounds | None:
    if shown.extent is not None:
        box = np.array([shapely.box(*shown.extent)], dtype=object)
        return bounds(transform_geometry(box, source="EPSG:4326", datum="wgs84", target=project.crs))
    front = [row.portrayal for row in rows if not row.layer.context] or [row.portrayal for row in rows]
    return bounds(drawn_geometry(front))


def drawn_geometry(portrayals: list[Portrayal]) -> Geometries:
    """Return the geometry of what is drawn of portrayals; of proportional symbols only those that are drawn."""
    parts = [portrayal.placed.geometry for portrayal in portrayals]
    return np.concatenate(parts) if parts else np.empty(0, dtype=object)


def _sources(project: Project, rows: Sequence[SheetLayer], bases: Sequence[SheetBase]) -> tuple[Text, ...]:
    """Return what must be printed with the data and with the base maps, once each."""
    of_bases = dict.fromkeys(each.base.attribution for each in bases if each.base.attribution)
    of_data = attributions(project, [row.layer for row in rows])
    datasets = dict.fromkeys(row.layer.dataset for row in rows)
    of_data += tuple(dict.fromkeys(brief(step) for each in datasets for step in project.dataset(each).joins))
    return (*of_data, *(text for text in of_bases if text not in of_data))


def attributions(project: Project, layers: Sequence[Layer]) -> tuple[Text, ...]:
    """Return what must be printed with the data of layers: attributions with licences, once each."""
    found: dict[Text, None] = {}
    for layer in layers:
        origin = project.dataset(layer.dataset).origin
        if origin.attribution:
            found[origin.attribution] = None
    single = [text for text in found if not any(other != text and text.zh and text.zh in other.zh for other in found)]
    return tuple(single)


def _datum(project: Project, rows: Sequence[SheetLayer]) -> Text:
    used = dict.fromkeys(DATUM_NAMES[project.dataset(row.layer.dataset).datum] for row in rows)
    names = "、".join(used), ", ".join(used)
    converted = Text("（已换算为 WGS 84）", " (converted to WGS 84)") if set(used) - {"WGS 84"} else Text("")
    return Text(
        f"坐标基准：{names[0]}{converted.zh}；按 {project.crs} 绘制，比例尺为图幅中心的测地线长度。",
        f"Datum: {names[1]}{converted.en}; drawn in {project.crs}, scale bar geodesic at the centre of the map.",
    )
