"""What a page will show: every layer and every look of it, portrayed; and what the page cannot carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from layers.cartography.portrayal import Placed, Portrayal, place, portray
from layers.cartography.symbology import Symbology
from layers.code_words import DATUM_NAMES
from layers.layer import Dataset, Layer, Map
from layers.layer_tree import drawn_layers
from layers.page.attributes import exported_columns
from layers.page.geometry import WEB_CRS
from layers.project import Project
from spatial.errors import ExportError, GisError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding, Severity
from spatial.text import Text


@dataclass(frozen=True, eq=False)
class LayerViews:
    """One layer with all its looks: `views[active]` is the one in force."""

    layer: Layer
    views: tuple[Portrayal, ...]
    active: int


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything a page shows, decided and not yet encoded.

    Parameters
    ----------
    project
        Where it comes from.
    maps
        The maps that become themes, with their layers from bottom to top.
    datasets, placed
        The data sets drawn, by id, in the order of their first use; and where their features are (EPSG:3857).
    findings
        What the page cannot carry, or carries differently.
    """

    project: Project
    maps: tuple[tuple[Map, tuple[LayerViews, ...]], ...]
    datasets: dict[str, Dataset]
    placed: dict[str, Placed]
    findings: tuple[Finding, ...]

    def layers(self) -> Iterator[LayerViews]:
        """Yield every layer of every theme."""
        for _, layers in self.maps:
            yield from layers


@dataclass
class _Builder:
    project: Project
    placed: dict[str, Placed] = field(default_factory=dict)
    looks: dict[tuple[str, Symbology], Portrayal] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def views(self, layer: Layer, feedback: Feedback) -> LayerViews:
        wanted = layer.alternatives or (layer.symbology,)
        if layer.symbology not in wanted:
            wanted = (layer.symbology, *wanted)
        done: list[Portrayal] = []
        active = 0
        for number, symbology in enumerate(wanted):
            look = self.look(layer, symbology, feedback.part(number / len(wanted), (number + 1) / len(wanted)))
            if look is None:
                continue
            if symbology == layer.symbology:
                active = len(done)
            done.append(look)
        return LayerViews(layer, tuple(done), active)

    def look(self, layer: Layer, symbology: Symbology, feedback: Feedback) -> Portrayal | None:
        feedback.report(0.0, Text(f"正在准备图层“{layer.name.zh}”", f"Preparing the layer “{layer.name.to('en')}”"))
        key = layer.dataset, symbology
        if key in self.looks:
            return self.looks[key]
        try:
            dataset = self.project.dataset(layer.dataset)
            if layer.dataset not in self.placed:
                self.placed[layer.dataset] = place(dataset, WEB_CRS, feedback.part(0.0, 0.5))
            look = portray(dataset, self.placed[layer.dataset], symbology, feedback.part(0.5, 1.0))
        except GisError as error:
            self.findings.append(_cannot_draw(layer, error))
            return None
        self.looks[key] = look
        return look


def _cannot_draw(layer: Layer, error: GisError) -> Finding:
    message = Text(
        f"图层“{layer.name.zh}”的一种表示未能导出：{error.message('zh')}",
        f"A look of the layer “{layer.name.to('en')}” is not exported: {error.message('en')}",
    )
    return Finding("layer_not_exported", "error", message)


def collect(project: Project, maps: Sequence[str] | None = None, feedback: Feedback = SILENT) -> Scene:
    """Portray every layer of the chosen maps, with every look its switches offer.

    Parameters
    ----------
    project
        The map document.
    maps
        Ids or titles of the maps; None: all, the active one first shown.

    Raises
    ------
    ExportError
        There is no map, or none of that name.
    """
    chosen = _chosen(project, maps)
    builder = _Builder(project)
    themes: list[tuple[Map, tuple[LayerViews, ...]]] = []
    total = max(sum(len(shown.layers) for shown in chosen), 1)
    done = 0
    for shown in chosen:
        rows = []
        for layer in drawn_layers(shown):
            views = builder.views(layer, feedback.part(done / total, (done + 1) / total))
            done += 1
            if views.views:
                rows.append(views)
        themes.append((shown, tuple(rows)))
    datasets = {dataset_id: project.dataset(dataset_id) for dataset_id in builder.placed}
    scene = Scene(project, tuple(themes), datasets, builder.placed, ())
    return Scene(project, scene.maps, datasets, builder.placed, (*builder.findings, *_findings(scene)))


def _chosen(project: Project, maps: Sequence[str] | None) -> tuple[Map, ...]:
    if not project.maps:
        raise ExportError(
            Text("项目中没有地图，无可导出。", "The project has no map: there is nothing to export."),
            Text("请先新建一幅地图并添加图层。", "Make a map and add a layer first."),
        )
    if maps is None:
        return project.maps
    chosen = []
    for name in maps:
        found = [m for m in project.maps if name in (m.id, m.title.zh, m.title.en)]
        if not found:
            there = "、".join(f"{m.id}（{m.title.zh}）" for m in project.maps)
            raise ExportError(
                Text(f"没有名为“{name}”的地图。", f"There is no map called “{name}”."),
                Text(f"现有：{there}。", f"There are: {there}."),
            )
        chosen.append(found[0])
    return tuple(dict.fromkeys(chosen))


def _findings(scene: Scene) -> Iterator[Finding]:
    for dataset_id, dataset in scene.datasets.items():
        yield from _dataset_findings(dataset, scene.placed[dataset_id])
    for shown, layers in scene.maps:
        if not layers:
            yield _finding(
                "empty_map",
                "warning",
                f"地图“{shown.title.zh}”没有可导出的图层。",
                f"The map “{shown.title.to('en')}” has no layer to export.",
            )
        for row in layers:
            yield from _layer_findings(row)
    if scene.project.crs != WEB_CRS:
        yield _finding(
            "web_mercator",
            "info",
            f"网页按 EPSG:3857 绘制，窗口按 {scene.project.crs}；坐标与面积不受影响。",
            f"The page is drawn in EPSG:3857, the window in {scene.project.crs}; coordinates and areas are the same.",
        )


def _dataset_findings(dataset: Dataset, placed: Placed) -> Iterator[Finding]:
    zh, en = f"数据集“{dataset.name.zh}”", f"The data set “{dataset.name.to('en')}”"
    n, columns = len(placed.ids), exported_columns(dataset)
    datum = DATUM_NAMES.get(dataset.datum, dataset.datum)
    yield _finding(
        "records",
        "info",
        f"{zh}：{n} 个要素，{len(columns)} 个字段，坐标基准 {datum}。",
        f"{en}: {n} features, {len(columns)} fields, datum {datum}.",
    )
    others = dataset.frame.shape[1] - 1 - len(columns)
    if others > 0:
        yield _finding(
            "columns_left_out",
            "info",
            f"{zh}：{others} 个管理用字段（编号、名称、无元数据者）不进入表格与弹窗。",
            f"{en}: {others} bookkeeping columns (ids, names, undescribed) are left out.",
        )
    if dataset.datum in ("gcj02", "bd09"):
        yield _finding(
            "datum_converted",
            "warning",
            f"{zh}：坐标已由 {datum} 换算为 WGS 84。",
            f"{en}: coordinates are converted from {datum} to WGS 84.",
        )
    empty = int(np.count_nonzero(shapely.is_missing(placed.geometry)))
    if empty:
        yield _finding(
            "no_geometry",
            "warning",
            f"{zh}：{empty} 个要素没有几何，只见于数据表。",
            f"{en}: {empty} features have no geometry and appear in the table only.",
        )
    yield from _provenance_findings(dataset, placed, Text(zh, en))


def _provenance_findings(dataset: Dataset, placed: Placed, name: Text) -> Iterator[Finding]:
    schematic = int(placed.dashed.sum())
    if schematic:
        yield _finding(
            "not_approved",
            "info",
            f"{name.zh}：{schematic} 个要素的边界或位置未经审批，按虚线绘制。",
            f"{name.en}: {schematic} boundaries or places are not approved and drawn dashed.",
        )
    for step in dataset.joins:
        if step.unmatched_layer or step.unmatched_table:
            yield _finding(
                "unmatched",
                "warning",
                f"{name.zh}：与 {step.table} 连接后，{step.unmatched_layer} 个要素、"
                f"{step.unmatched_table} 行表格未匹配。",
                f"{name.en}: joined with {step.table}, {step.unmatched_layer} features and "
                f"{step.unmatched_table} table rows are unmatched.",
            )


def _layer_findings(row: LayerViews) -> Iterator[Finding]:
    classes = row.views[row.active].classes
    no_data = int(np.count_nonzero(classes == -1))
    if no_data:
        yield _finding(
            "no_data",
            "info",
            f"图层“{row.layer.name.zh}”：{no_data} / {len(classes)} 个要素无数据。",
            f"The layer “{row.layer.name.to('en')}”: {no_data} of {len(classes)} features have no data.",
        )


def _finding(code: str, severity: Severity, zh: str, en: str) -> Finding:
    return Finding(code, severity, Text(zh, en))
