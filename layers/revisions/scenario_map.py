"""Scenarios of expansion as an ordinary map: parcels beside the parks, by scenario, with what each would bring."""

from __future__ import annotations

from types import MappingProxyType

from layers.cartography.symbology import Categorised, Category, Single
from layers.edits import add_dataset, add_map, show_map, unique_id
from layers.layer import Dataset, Field, Map
from layers.project import Project
from layers.revisions.accounts import KM2_M2, against, areas_m2
from layers.revisions.contents import shape_in
from layers.revisions.map_ground import extent_around, ground_layers, with_layer
from layers.revisions.scenarios import Gain, gain_of
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text, plain

COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#d55e00", "#0072b2", "#8c6d31", "#7f7f7f")
"""Okabe and Ito (2008) without black and yellow, and two more: told apart by every sort of colour vision."""


def with_scenario_map(project: Project, dataset_id: str = "", feedback: Feedback = SILENT) -> Project:
    """Return the project with a map of its scenarios, shown: background, parks, parcels in a colour for each scenario.

    Parameters
    ----------
    dataset_id
        Only scenarios of this data set; empty: that of the first one.

    Raises
    ------
    ProjectError
        There is no scenario.
    """
    every = project.boundaries.scenarios
    target = dataset_id or (every[0].dataset if every else "")
    scenarios = [each for each in every if each.dataset == target]
    if not scenarios:
        raise ProjectError(
            Text("还没有扩区情景。", "There is no scenario of expansion yet."),
            Text("请先选中候选地块，或从文件建立情景。", "Select candidate parcels first, or read them from a file."),
        )
    gains = [
        gain_of(project, each, feedback.part(k / len(scenarios), (k + 1) / len(scenarios)))
        for k, each in enumerate(scenarios)
    ]
    dataset = project.dataset(target)
    parcels = _parcels(project, dataset, gains)
    name = dataset.name
    map_id = unique_id([each.id for each in project.maps], "scenarios")
    title = Text(f"{name.to('zh')}扩区情景", f"{name.to('en')}: scenarios of expansion")
    shown = Map(
        map_id,
        title,
        ground_layers(project, map_id),
        description=Text(
            "净增面积不计与现有园区及地块之间重叠的部分。",
            "The net gain leaves out what overlaps parks or other parcels.",
        ),
        notes=tuple(_told(project, each) for each in gains),
        extent=extent_around(dataset, list(parcels.frame.geometry)),
    )
    project = add_map(project, shown)
    project = with_layer(project, map_id, dataset, name, Single("", "#5b6673", 1.2), labels=bool(dataset.name_field))
    project = add_dataset(project, parcels)
    categories = tuple(
        Category(each.scenario.name, _legend(each), COLOURS[number % len(COLOURS)]) for number, each in enumerate(gains)
    )
    look = Categorised("scenario", categories)
    return show_map(with_layer(project, map_id, parcels, parcels.name, look, labels=True), map_id)


def _parcels(project: Project, dataset: Dataset, gains: list[Gain]) -> Dataset:
    import geopandas as gpd

    rows = [(gain.scenario, each) for gain in gains for each in gain.scenario.candidates]
    shapes = [shape_in(project.boundaries, each.shape) for _, each in rows]
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{scenario.id}-{number}" for number, (scenario, _) in enumerate(rows, 1)],
            "name": [each.name for _, each in rows],
            "scenario": [scenario.name for scenario, _ in rows],
            "block": [each.block for _, each in rows],
            "area_m2": areas_m2(dataset, shapes).round(2),
            "geometry_status": ["schematic"] * len(rows),
        },
        geometry=shapes,
        crs=dataset.frame.crs,
    )
    fields = {
        "scenario": Field("scenario", Text("扩区情景", "Scenario")),
        "area_m2": Field("area_m2", Text("面积", "Area"), "m²"),
    }
    return Dataset(
        unique_id([each.id for each in project.datasets], f"{dataset.id}_candidates"),
        Text("候选地块", "Candidate parcels"),
        frame,
        dataset.datum,
        id_field="id",
        name_field="name",
        fields=MappingProxyType(fields),
    )


def _legend(gain: Gain) -> Text:
    return plain(f"{gain.scenario.name} {gain.net_m2 / KM2_M2:+.4f} km²")


def _told(project: Project, gain: Gain) -> Text:
    name, total = gain.scenario.name, gain.total
    zh, en = f"净增 {gain.net_m2 / KM2_M2:.4f} km²", f"net gain {gain.net_m2 / KM2_M2:.4f} km²"
    if total is not None:
        judged = against(total, project.boundaries.tolerance_km2)
        zh += f"，合计 {total.new_m2 / KM2_M2:.4f} km²" + (f"，{judged.zh}" if judged.zh else "")
        en += f", {total.new_m2 / KM2_M2:.4f} km² in total" + (f", {judged.en}" if judged.en else "")
    if gain.facilities:
        count = sum(gain.facilities.values())
        zh, en = f"{zh}，设施 {count} 处", f"{en}, {count} facilities"
    return Text(f"{name}：{zh}。", f"{name}: {en}.")
