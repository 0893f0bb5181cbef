"""A map of the status of one indicator over the areas that have one: ordinary data sets, drawn by ordinary layers.

Areas lie in each other (a city, its districts, a park in one of them): those of one level make one layer, the smaller
ones above the larger. Where districts are drawn, the city that holds them would be hidden: the words of the map say
its status. Areas beside those with a figure are drawn as "no data", so that nothing missing looks like a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.areas import Area, AreaTable
from layers.cartography.symbology import Categorised, Category
from layers.indicators.ledger import RULE, STATUS_NAMES, Status, worded
from layers.indicators.roll_up import parts_of
from layers.indicators.target_lines import TargetLine, rule_words, sources_of, unit_words
from layers.layer import Dataset, Field
from layers.placement import rows_of_ids, texts
from layers.project import Project
from layers.results.result_maps import add_layers
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text, plain

if TYPE_CHECKING:
    import shapely

STATUS_COLOURS: Mapping[Status, str] = MappingProxyType(
    {
        "achieved": "#00695c",
        "on_track": "#7cc6a4",
        "behind": "#e8912d",
        "missed": "#a3262a",
        "not_started": "#8fa9cf",
        "no_baseline": "#bfa8d6",
        "no_target": "#e3ddcd",
        "not_computable": "#b59d7d",
    }
)
"""Dark and light greens for what is well, orange and red for what is not, quiet hues for what cannot be judged."""
LEVELS: tuple[tuple[str, ...], ...] = (
    ("country", "region"), ("city",), ("district", "carrying_area"), ("park",), ("zone", "block"), ("subpark",),
)  # fmt: skip
"""Levels from the largest areas to the smallest: each is a layer above the one before."""
LEVEL_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "city": Text("全市", "city"),
        "district": Text("区", "districts"),
        "carrying_area": Text("承载区", "carrying areas"),
        "park": Text("园区", "parks"),
        "zone": Text("片区", "zones"),
        "block": Text("区块", "blocks"),
        "subpark": Text("子园", "sub-parks"),
    }
)
_CARRIED = ("geometry_status", "geometry_source", "accuracy_m", "source")
FIELD = "target_status"


@dataclass(frozen=True, eq=False)
class Shape:
    """The polygon of an area, WGS 84 longitude and latitude, with what is known of it."""

    geometry: shapely.Geometry
    known: Mapping[str, str]


def area_shapes(project: Project, areas: AreaTable, feedback: Feedback = SILENT) -> dict[str, Shape]:
    """Return the polygons of areas by id: of the first data set that has one, or put together from all their parts."""
    import shapely

    from spatial.crs import to_lonlat_wgs84

    found: dict[str, Shape] = {}
    for number, dataset in enumerate(project.datasets):
        feedback.report(number / len(project.datasets))
        rows = rows_of_ids(dataset, [each for each in areas if each not in found])
        if not rows or isinstance(dataset, AbsentDataset) or dataset.frame.crs is None:
            continue
        some = dataset.frame.iloc[list(rows.values())]
        geometry = to_lonlat_wgs84(some, dataset.datum)
        columns = {name: texts(some, name) for name in _CARRIED}
        for place, area in enumerate(rows):
            if geometry[place] is not None and shapely.get_dimensions(geometry[place]) == 2:
                known = {name: cells[place] for name, cells in columns.items() if cells}
                found[area] = Shape(geometry[place], known)
    for area in reversed(list(areas)):
        _put_together(area, areas, found)
    for area in areas:  # a city of districts needs no order; a park of blocks of sub-parks does
        _put_together(area, areas, found)
    return found


def _put_together(area_id: str, areas: AreaTable, found: dict[str, Shape]) -> None:
    import shapely

    parts = [each.id for each in parts_of(areas, area_id)]
    if area_id in found or not parts or any(each not in found for each in parts):
        return
    union = shapely.union_all([found[each].geometry for each in parts])
    known = {
        name: "；".join(dict.fromkeys(found[each].known.get(name, "") for each in parts)).strip("；")
        for name in _CARRIED
    }
    statuses = {found[each].known.get("geometry_status", "") for each in parts}
    known["geometry_status"] = statuses.pop() if len(statuses) == 1 else "schematic"
    known["accuracy_m"] = max((found[each].known.get("accuracy_m", "") for each in parts), key=_as_number)
    found[area_id] = Shape(union, known)


def _as_number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return -1.0


def status_map(
    project: Project, areas: AreaTable, lines: Sequence[TargetLine], indicator: str, shapes: Mapping[str, Shape]
) -> Project:
    """Edit: add a map of the status of one indicator to the project, and show it.

    Parameters
    ----------
    lines
        Rows of the ledger; those of other indicators are passed over.
    shapes
        Polygons of areas (`area_shapes`).

    Raises
    ------
    ProjectError
        No area with a row of this indicator has a polygon.
    """
    rows = {line.row.area: line for line in lines if line.row.indicator.id == indicator}
    drawn = {area: line for area, line in rows.items() if area in shapes}
    if not drawn:
        raise ProjectError(
            Text(
                "有这个指标的区域都没有面：项目的图层里没有编号相同的面。",
                "No area with this indicator has a polygon: no layer of the project has one of the same id.",
            ),
            Text(
                "请添加含有这些区域的图层（编号与区域表一致），或另选指标。",
                "Add a layer with these areas (ids as in the table of areas), or choose another indicator.",
            ),
        )
    name = next(iter(drawn.values())).row.indicator.name
    made = []
    hidden: list[str] = []
    for levels in LEVELS:
        shown = _areas_of(levels, areas, drawn, shapes)
        if not shown:
            continue
        if "city" in levels and any(areas[area].level == "district" for area in drawn):
            hidden += shown
            continue
        look = _look([drawn[each].row.status for each in shown if each in drawn])
        made.append((_dataset(shown, areas, drawn, shapes, name), look))
    outside = [*hidden, *(each for each in rows if each not in drawn)]
    return _finished(add_layers(project, made, words=_words(name, outside, rows, areas)))


def _finished(project: Project) -> Project:
    """Give the map that was added its rule as a note, and the layers of few areas their names."""
    shown = project.shown
    assert shown is not None
    front = {layer.id for layer in shown.layers if not layer.context}
    named = tuple(
        replace(layer, labels=_is_small(project.dataset(layer.dataset))) if layer.id in front else layer
        for layer in shown.layers
    )
    made = replace(shown, layers=named, notes=(*shown.notes, RULE))
    return replace(project, maps=tuple(made if each is shown else each for each in project.maps))


def _is_small(dataset: Dataset) -> bool:
    return "district" not in set(dataset.frame["level"])  # the districts of the background have their names already


def _look(present: Sequence[Status]) -> Categorised:
    """Return a colour for each status that is present; areas without one are "no data"."""
    categories = [
        Category(name.zh, name, STATUS_COLOURS[status]) for status, name in STATUS_NAMES.items() if status in present
    ]
    return Categorised(FIELD, tuple(categories), stroke="#3f4a55")


def _areas_of(
    levels: tuple[str, ...], areas: AreaTable, drawn: Mapping[str, TargetLine], shapes: Mapping[str, Shape]
) -> list[str]:
    """Return the areas of some levels that have a row, and those beside them (same parent) that have none."""
    beside = {(areas[area].level, areas[area].parent) for area in drawn if areas[area].level in levels}
    return [each for each, area in areas.items() if (area.level, area.parent) in beside and each in shapes]


def _dataset(
    shown: Sequence[str],
    areas: AreaTable,
    drawn: Mapping[str, TargetLine],
    shapes: Mapping[str, Shape],
    name: Text,
) -> Dataset:
    import geopandas as gpd

    records = [_record(areas[each], drawn.get(each), shapes[each]) for each in shown]
    geometry = np.array([shapes[each].geometry for each in shown], dtype=object)
    frame = gpd.GeoDataFrame(records, geometry=geometry, crs="EPSG:4326")
    level = areas[shown[0]].level
    kind = LEVEL_NAMES.get(level, Text(level, level))
    title = Text(f"{name.zh}：目标状态（{kind.zh}）", f"{name.to('en')}: status ({kind.to('en')})")
    indicator = next(iter(drawn.values())).row.indicator
    printed = dict.fromkeys(each for area in shown if area in drawn for each in sources_of(drawn[area]))
    fields = {
        FIELD: Field(FIELD, title, indicator=indicator.id, definition=RULE, source=plain("; ".join(printed))),
        **{each.name: each for each in _fields(unit_words(next(iter(drawn.values())).row).zh)},
    }
    return Dataset(
        f"status_{indicator.id}_{level}", title, frame, id_field="id", name_field="name_zh",
        fields=MappingProxyType(fields),
    )  # fmt: skip


def _fields(unit: str) -> tuple[Field, ...]:
    return (
        Field("baseline", Text("基期", "Baseline"), unit),
        Field("latest", Text("最近值", "Latest"), unit),
        Field("target", Text("目标", "Target"), unit),
        Field("gap", Text("缺口", "Gap"), unit),
        Field("expected", Text("应达", "Expected"), unit),
        Field("rule_zh", Text("判断依据", "Rule (Chinese)")),
        Field("rule_en", Text("判断依据（英文）", "Rule of the status")),
        Field("figures_source", Text("数字来源", "Sources of the figures")),
    )


def _record(area: Area, line: TargetLine | None, shape: Shape) -> dict[str, Any]:
    base, last, goal = line.ends if line is not None else (None, None, None)
    return {
        "id": area.id,
        "name_zh": area.name.zh,
        "name_en": area.name.to("en"),
        "level": area.level,
        "parent": area.parent,
        FIELD: STATUS_NAMES[line.row.status].zh if line is not None else None,
        "baseline": _ended(base),
        "latest": _ended(last),
        "target": _ended(goal),
        "gap": line.gap if line is not None else None,
        "expected": line.expected if line is not None else None,
        "rule_zh": rule_words(line).zh if line is not None else "",
        "rule_en": rule_words(line).to("en") if line is not None else "",
        "figures_source": "; ".join(sources_of(line)) if line is not None else "",
        **{name: shape.known.get(name, "") for name in _CARRIED},
    }


def _ended(value: Any) -> str | None:
    return None if value is None else f"{worded(value).zh}（{value.year}年）"


def _words(name: Text, outside: Sequence[str], rows: Mapping[str, TargetLine], areas: AreaTable) -> tuple[Text, Text]:
    """Return title and description: what it shows, and the status of areas that it cannot show."""
    title = Text(f"{name.zh}：目标状态", f"{name.to('en')}: status of the target")
    said = [(areas[each].name if each in areas else Text(each, each), rule_words(rows[each])) for each in outside]
    zh = "；".join(f"{area.zh}：{rule.zh.rstrip('。')}" for area, rule in said)
    en = "; ".join(f"{area.to('en')}: {rule.to('en').rstrip('.')}" for area, rule in said)
    description = Text(
        "各区域的最近值与目标、期望值相比的状态；没有这个指标数字的区域为无数据。" + (f"未画出：{zh}。" if zh else ""),
        "Status of the latest figure of each area against target and expected figure; areas without a figure are no "
        "data." + (f" Not drawn: {en}." if en else ""),
    )
    return title, description
