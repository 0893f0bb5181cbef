"""The data sets of the starter project: what their columns mean, whom to credit, Pudong's table joined to districts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from data.starter_layers import PUDONG_YEARS, pudong_indicators
from layers.datasets import read_dataset
from layers.indicators.catalogue import Catalogue
from layers.layer import Dataset, Field, JoinStep
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

OSM = Text("© OpenStreetMap contributors（ODbL）", "© OpenStreetMap contributors (ODbL)")
ECHARTS = Text("区界：Apache ECharts 4.9.0（Apache-2.0）", "Districts: Apache ECharts 4.9.0 (Apache-2.0)")
BOTH = Text(f"{OSM.zh}；{ECHARTS.zh}", f"{OSM.en}; {ECHARTS.en}")

# id -> (name, attribution, licence)
DATASETS: Mapping[str, tuple[Text, Text, str]] = {
    "context_land": (Text("陆地", "Land"), OSM, "ODbL-1.0"),
    "districts": (Text("区", "Districts"), ECHARTS, "Apache-2.0"),
    "zhangjiang": (Text("张江科学城及片区", "Zhangjiang Science City and its zones"), Text(""), ""),
    "lingang": (Text("临港新片区", "Lin-gang Special Area"), OSM, "ODbL-1.0"),
    "putuo_north": (Text("普陀园北区块子园", "Putuo Park, north: sub-parks"), OSM, "ODbL-1.0"),
    "putuo_south": (Text("普陀园南区块子园", "Putuo Park, south: sub-parks"), OSM, "ODbL-1.0"),
    "facilities": (Text("科研设施", "Research sites"), OSM, "ODbL-1.0"),
    "zones": (Text("园区四区", "Four zones"), OSM, "ODbL-1.0"),
    "subparks": (Text("普陀园十四个子园", "The 14 sub-parks of Putuo Park"), OSM, "ODbL-1.0"),
    "progress": (Text("目标完成度区域", "Areas with a target"), BOTH, "Apache-2.0; ODbL-1.0"),
    "carrying_areas": (Text("科技创新中心承载区", "Carrying areas"), BOTH, "Apache-2.0; ODbL-1.0"),
}


def starter_datasets(folder: Path, catalogue: Catalogue, feedback: Feedback = SILENT) -> dict[str, Dataset]:
    """Return the data sets by id; their origins are relative to `folder`."""
    n = len(DATASETS) + 1
    datasets = {
        name: _described(read_dataset(folder / f"{name}.geojson", (), feedback.part(i / n, (i + 1) / n)), name, folder)
        for i, name in enumerate(DATASETS)
    }
    return datasets | {"pudong": _with_pudong(datasets["districts"], folder, catalogue)}


_COMMON = {
    "id": ("编号", "Id"),
    "name_zh": ("名称", "Name (Chinese)"),
    "name_en": ("英文名称", "Name (English)"),
    "level": ("层级", "Level"),
    "parent": ("上级", "Belongs to"),
    "adcode": ("行政区划代码", "Administrative code"),
    "kind": ("类别", "Kind"),
    "address": ("地址", "Address"),
    "district": ("所在区", "District"),
    "inside": ("所在园区", "Inside of"),
    "host_institution": ("依托单位", "Host institution"),
    "status_zh": ("建设情况", "State of construction"),
    "planned_year": ("计划建成年", "Planned for"),
    "seed_relation": ("与规划的关系", "Relation to the plans"),
    "block_zh": ("区块", "Block"),
    "industries": ("产业定位", "Stated industries"),
    "overlap_with": ("重叠的子园（共有产业）", "Overlaps with (shared industries)"),
    "key_projects": ("重点项目", "Key projects"),
    "area_zh": ("承载区", "Carrying area"),
    "role_zh": ("定位", "Role"),
    "districts": ("所涉区", "Districts concerned"),
    "coverage": ("覆盖", "Coverage"),
    "latest_text": ("最近实绩（原文）", "Latest figure (as printed)"),
    "target_text": ("2025 年目标（原文）", "Target 2025 (as printed)"),
    "note": ("备注", "Note"),
    "geometry_status": ("边界状态", "Status of the boundary"),
    "geometry_source": ("边界依据", "Boundary rests on"),
    "source": ("依据", "Source"),
    "licence": ("许可", "Licence"),
}

_OWN_COUNT = Text("本数据集内的计数，不是统计数字", "A count of this data set, not a statistic")
_GEODESIC = Text("椭球面（测地线）面积，WGS 84", "Geodesic area, WGS 84")
_SAME_WORDS = Text(
    "与之至少有一项产业用词完全相同的其他子园数；近义词不合并",
    "Other sub-parks that state an industry in the same words; synonyms are not merged",
)
_SHARE = Text(
    "最近一年实绩 ÷ 2025 年目标 × 100：已达目标的比例，不是已补差距的比例",
    "Latest actual figure ÷ target of 2025 × 100: the share of the target reached, not of the gap closed",
)
_PLAN_003 = Text("003 五(一)", "003 sect. 5(1)")

_MEASURED = (
    Field("accuracy_m", Text("位置精度", "Accuracy"), "米"),
    Field("n_sites", Text("科研设施数", "Research sites"), "处", definition=_OWN_COUNT, map_as="symbol"),
    Field("area_km2", Text("面积", "Area"), "平方公里", definition=_GEODESIC),
    Field("area_km2_published", Text("公布面积", "Published area"), "平方公里"),
    Field("area_km2_computed", Text("计算面积", "Computed area"), "平方公里", definition=_GEODESIC),
    Field(
        "sites_per_km2",
        Text("每平方公里科研设施", "Research sites per km²"),
        "处/平方公里",
        definition=Text(f"{_OWN_COUNT.zh}，除以椭球面面积", f"{_OWN_COUNT.en}, over the geodesic area"),
        map_as="choropleth",
    ),
    Field("n_industries", Text("产业定位数", "Stated industries"), "项", source=_PLAN_003),
    Field(
        "n_overlaps", Text("产业定位重叠的子园数", "Sub-parks with an industry in common"), "个", definition=_SAME_WORDS
    ),
    Field(
        "n_overlaps_other_block", Text("其中另一区块的", "Of these in the other block"), "个", definition=_SAME_WORDS
    ),
    Field("baseline", Text("最早实绩", "Earliest figure"), "家"),
    Field("baseline_year", Text("最早实绩年份", "Year of the earliest figure")),
    Field("latest", Text("最近实绩", "Latest figure"), "家"),
    Field("latest_year", Text("最近实绩年份", "Year of the latest figure")),
    Field("target", Text("2025 年目标", "Target 2025"), "家"),
    Field("target_year", Text("目标年份", "Target year")),
    Field(
        "progress_pct",
        Text("高新技术企业 2025 年目标完成度", "High-tech enterprises: share of the 2025 target reached"),
        "%",
        definition=_SHARE,
        source=Text("000 指标表；001；003 表1", "000 table of indicators; 001; 003 table 1"),
        map_as="choropleth",
    ),
)


def _described(dataset: Dataset, name: str, folder: Path) -> Dataset:
    title, attribution, licence = DATASETS[name]
    labels = {column: Field(column, Text(*pair)) for column, pair in _COMMON.items()}
    known = labels | {field.name: field for field in _MEASURED}
    origin = replace(
        dataset.origin,
        path=Path(dataset.origin.path).relative_to(folder).as_posix(),
        attribution=attribution,
        licence=licence,
    )
    fields = {column: known[column] for column in map(str, dataset.frame.columns) if column in known}
    return replace(dataset, id=name, name=title, id_field="id", name_field="name_zh", origin=origin, fields=fields)


def _with_pudong(districts: Dataset, folder: Path, catalogue: Catalogue) -> Dataset:
    """Return the districts with Pudong's fifteen indicators joined to them by id."""
    from spatial.joining.joins import join_table
    from spatial.sources import read_table

    path = folder / "tables" / "pudong_indicators.csv"
    table = read_table(path)
    on = (("id", "area_id"),)
    wanted = table.frame[["area_id", *(column for column in table.frame.columns if "@" in str(column))]]
    result = join_table(districts.frame, wanted, on)
    fields = dict(districts.fields)
    for indicator in pudong_indicators(catalogue):
        fields |= {field.name: field for field in catalogue.fields_for(indicator, PUDONG_YEARS, "pudong")}
    step = JoinStep(
        path.relative_to(folder).as_posix(),
        table.sha256,
        on,
        columns=result.columns,
        matched=result.matched,
        unmatched_layer=len(result.unmatched_layer),
        unmatched_table=len(result.unmatched_table),
    )
    name = Text("各区（浦东十五项指标）", "Districts (Pudong's fifteen indicators)")
    return replace(districts, id="pudong", name=name, frame=result.frame, fields=fields, joins=(step,))
