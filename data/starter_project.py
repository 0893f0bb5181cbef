"""The starter project: eight maps over the starter data, each with what it shows and what it must not be taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.starter_datasets import starter_datasets
from data.starter_layers import PUDONG_YEARS, pudong_indicators
from layers.areas import AreaTable
from layers.cartography.color_ramps import ramp_colours
from layers.cartography.styling import clustered, graduated, year_alternatives
from layers.cartography.symbology import Categorised, Category, Graduated, Single, Symbology
from layers.indicators.catalogue import Catalogue
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.tables import read_rows
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

COUNTED = Text(
    "本数据集内的计数，不是统计数字：只含规划点名或所提类别的 132 处设施，位置精度 150-3000 米。",
    "A count of this data set, not a statistic: 132 sites that a plan names, or whose class it names; to 150-3000 m.",
)
NO_DISTRICT_FIGURES = Text(
    "规划没有给出可供各区或各子园比较的数字；没有数字的区域为无数据，不是 0。",
    "The plans give no figure that compares districts or sub-parks; areas without a figure are no data, not 0.",
)
BORDER = "#3f4a55"
DASHED = Text("虚线边界为示意或据文字描绘，未经审批。", "Dashed boundaries are schematic or digitised, not approved.")


@dataclass(frozen=True, eq=False)
class Sources:
    """What the maps are made from: data sets by id, the tables, and the labels of the kinds of sites."""

    datasets: Mapping[str, Dataset]
    catalogue: Catalogue
    kinds: Mapping[str, Text]


def starter_project(folder: Path, areas: AreaTable, catalogue: Catalogue, feedback: Feedback = SILENT) -> Project:
    """Return the starter project over the layers and tables in `folder`.

    Parameters
    ----------
    folder
        The folder that `data.make_starter` wrote; origins are relative to it.
    areas, catalogue
        Its tables.
    """
    datasets = starter_datasets(folder, catalogue, feedback)
    kinds = {
        row["kind"]: Text(row["name_zh"], row["name_en"])
        for row in read_rows(folder / "tables" / "facility_kinds.csv", ("kind", "name_zh", "name_en"))
    }
    sources = Sources(datasets, catalogue, kinds)
    maps = (
        _site_density(sources),
        _industries(sources),
        _overlap(sources),
        _progress(sources),
        _pudong(sources),
        _clusters(sources),
        _dense_areas(sources),
        _carrying_areas(sources),
    )
    aliases = {name: area_id for name, area_id in areas.aliases().items() if name != area_id}
    return Project(
        Text("上海创新园区图集（起始数据）", "Shanghai innovation parks (starter data)"),
        tuple(datasets.values()),
        maps,
        maps[0].id,
        aliases=dict(sorted(aliases.items())),
    )


# --- maps ------------------------------------------------------------------------------------------------------------

_BENEATH: Mapping[str, Symbology] = {
    "context_land": Single("#f3efe6", "#cfc8b8", 0.6),
    "districts": Single("", "#8d949b", 0.8),
}
_PARKS: Mapping[str, Symbology] = {
    name: Single("", "#7a5c86", 1.0) for name in ("zhangjiang", "lingang", "putuo_north", "putuo_south")
}

_HOLDS_DISTRICTS = ("progress",)

Words = tuple[Text, Text, tuple[Text, ...]]
"""Title, description and notes of a map."""


def _map(sources: Sources, map_id: str, words: Words, layers: Sequence[Layer], parks: bool = False) -> Map:
    """Return a map with land, districts and, if asked for, the outlines of the parks beneath its own layers."""
    looks = {**_BENEATH, **_PARKS} if parks else dict(_BENEATH)
    if any(layer.dataset in _HOLDS_DISTRICTS for layer in layers):
        del looks["districts"]
    named = "" if any(layer.dataset == "pudong" for layer in layers) else "districts"  # once is enough
    beneath = [_layer(map_id, sources, name, look, labels=name == named, context=True) for name, look in looks.items()]
    title, description, notes = words
    return Map(map_id, title, (*beneath, *layers), description, (*notes, DASHED))


def _layer(map_id: str, sources: Sources, dataset: str, look: Symbology, **more: Any) -> Layer:
    return Layer(f"{map_id}-{dataset}", dataset, sources.datasets[dataset].name, look, **more)


def _site_density(sources: Sources) -> Map:
    zones = graduated(
        sources.datasets["zones"], "sites_per_km2", "manual", breaks=(0.0, 0.05, 0.5, 1.0, 6.0), stroke=BORDER
    )
    look = replace(
        zones,
        reason=Text(
            "断点手工设定：四个区相差五百多倍，各占一级。",
            "Breaks set by hand: the four zones differ by a factor of over five hundred and have a class each.",
        ),
    )
    text = (
        Text("每平方公里科研设施（园区四区）", "Research sites per km² (four zones)"),
        Text(
            "张江科学城、临港新片区、普陀园南北区块内的设施数除以椭球面面积；边界上的点计入。",
            "Sites in Zhangjiang, Lin-gang and the blocks of Putuo Park over their geodesic area; borders count in.",
        ),
    )
    dots = _layer("site-density", sources, "facilities", Single("#1f2933", "#ffffff", 0.8, 2.5))
    layers = [_layer("site-density", sources, "zones", look, labels=True), dots]
    lingang = Text(
        "临港新片区 858 平方公里内的 8 处设施全部在先行启动区南汇新城片。",
        "All 8 sites in the 858 km² of Lin-gang lie in the Nanhui part of the pioneer zone.",
    )
    return _map(sources, "site-density", (*text, (COUNTED, lingang)), layers)


def _counts_look(field: str, values: Sequence[int], labels: Sequence[Text]) -> Categorised:
    """Return a class per whole number, from light to dark; the darkest colours are left out: borders must show."""
    colours = ramp_colours("YlGnBu", len(values) + 2)[: len(values)]
    rows = zip(values, labels, colours, strict=True)
    return Categorised(
        field, tuple(Category(str(value), label, colour) for value, label, colour in rows), stroke=BORDER
    )


def _industries(sources: Sources) -> Map:
    values = sorted({int(value) for value in sources.datasets["subparks"].frame["n_industries"]})
    labels = [Text(f"{value} 项产业", f"{value} industries") for value in values]
    text = (
        Text("子园产业定位数", "Industries stated for each sub-park"),
        Text("普陀园规划为 14 个子园各列出的产业数。", "How many industries the plan of Putuo Park states for each."),
    )
    layer = _layer("industries", sources, "subparks", _counts_look("n_industries", values, labels), labels=True)
    return _map(sources, "industries", (*text, (NO_DISTRICT_FIGURES,)), [layer])


def _overlap(sources: Sources) -> Map:
    values = sorted({int(value) for value in sources.datasets["subparks"].frame["n_overlaps"]})
    labels = [
        Text(f"与 {n} 个子园重叠", f"with {n} sub-park{'s' if n > 1 else ''}") if n else Text("无重叠", "none")
        for n in values
    ]
    text = (
        Text("产业定位重叠", "Overlap of positioning"),
        Text(
            "与多少个其他子园至少有一项产业用词完全相同。91 对中 12 对重叠，其中 6 对跨南北区块。",
            "With how many others a sub-park shares an industry in the same words: 12 of 91 pairs, 6 across blocks.",
        ),
    )
    strongest = Text(
        "重叠最强：真如铁三角（北）与中环国际（南），Jaccard 0.67。近义词（如智能制造与先进制造）不合并。",
        "Strongest: Zhenru Iron Triangle (north) and Zhonghuan (south), Jaccard 0.67. Synonyms are not merged.",
    )
    layer = _layer("overlap", sources, "subparks", _counts_look("n_overlaps", values, labels), labels=True)
    return _map(sources, "overlap", (*text, (strongest,)), [layer])


def _progress(sources: Sources) -> Map:
    look: Graduated = graduated(
        sources.datasets["progress"],
        "progress_pct",
        "manual",
        breaks=(0.0, 25.0, 50.0, 75.0, 100.0),
        paint="outline",
        stroke=BORDER,
    )
    look = replace(look, reason=Text("断点为目标的四分位。", "Breaks at quarters of the target."))
    text = (
        Text("高新技术企业2025目标完成度", "High-tech enterprises: share of the 2025 target reached"),
        Text(
            "全市、浦东新区、张江普陀园相互嵌套，以边框颜色表示；其余各区没有数字。",
            "City, Pudong and Putuo Park lie inside each other and are told apart by the colour of their outline.",
        ),
    )
    years = Text(
        "实绩年份不同：全市 2020 年（超过1.7万家，目标突破2.6万家），浦东、普陀园 2019 年；普陀园口径为园区内企业。",
        "Years differ: city 2020 (over 17,000; target over 26,000), Pudong, Putuo 2019; parks count their own firms.",
    )
    layer = _layer("progress", sources, "progress", look, labels=True)
    return _map(sources, "progress", (*text, (years, NO_DISTRICT_FIGURES)), [layer])


def _pudong(sources: Sources) -> Map:
    dataset = sources.datasets["pudong"]
    columns = [f"{i}@{year}" for i in pudong_indicators(sources.catalogue) for year in PUDONG_YEARS]
    looks = year_alternatives(dataset, columns, stroke=BORDER)
    first = next(look for look in looks if getattr(look, "field", "") == "hightech_enterprises@2019")
    text = (
        Text("浦东十五项指标", "Pudong's fifteen indicators"),
        Text(
            "浦东新区行动方案的十五项指标，2018、2019 年及 2020、2025 年目标；同一指标各年份使用同一尺度。",
            "The fifteen indicators of Pudong's plan: 2018, 2019, targets 2020 and 2025, on one scale per indicator.",
        ),
    )
    forms = Text(
        "单元格保留原文：“/”为不适用，“3-5”为区间，“458（预估）”为预估，0 就是 0。数量用符号，比率用设色。",
        "Cells as printed: “/” not applicable, “3-5” a range, “458（预估）” an estimate, 0 is 0. "
        "Symbols for counts, fills for ratios.",
    )
    layer = _layer("pudong-indicators", sources, "pudong", first, alternatives=looks, labels=True)
    return _map(sources, "pudong-indicators", (*text, (forms, NO_DISTRICT_FIGURES)), [layer], parks=True)


def _clusters(sources: Sources) -> Map:
    look = clustered(sources.datasets["facilities"], "aggregate", "kind", labels=sources.kinds, ramp="tol_muted")
    words = (
        Text("科研设施聚类", "Clusters of research sites"),
        Text(
            "设施聚合为随缩放分合的符号：数字为设施数，圆环为类别构成。",
            "Markers merge and part with the zoom: the number of sites, and a ring of their kinds.",
        ),
        (COUNTED, Text("有 5 对设施同址。", "Five pairs of sites share a point.")),
    )
    return _map(sources, "clusters", words, [_layer("clusters", sources, "facilities", look)], parks=True)


def _dense_areas(sources: Sources) -> Map:
    sites = sources.datasets["facilities"]
    look = clustered(sites, "dbscan", "kind", labels=sources.kinds, ramp="tol_muted", eps_m=1500.0, min_samples=4)
    words = (
        Text("科研设施集聚区（DBSCAN）", "Dense areas of research sites (DBSCAN)"),
        Text(
            "1500 米以内至少 4 处设施的集聚区（凸包）；其余为噪声点，照样画出。",
            "Areas with at least 4 sites within 1500 m (convex hulls); the rest is noise, and drawn.",
        ),
        (
            COUNTED,
            Text(
                "1500 米取在多数设施的位置精度（四分之三不超过 800 米）之上。",
                "1500 m lies above the accuracy of most sites (three quarters within 800 m).",
            ),
        ),
    )
    return _map(sources, "dense-areas", words, [_layer("dense-areas", sources, "facilities", look)], parks=True)


def _carrying_areas(sources: Sources) -> Map:
    frame = sources.datasets["carrying_areas"].frame
    english = [str(name).removesuffix(" carrying area") for name in frame["name_en"]]
    colours = ramp_colours("tol_muted", len(frame))
    rows = zip(frame["area_zh"], english, colours, strict=True)
    look = Categorised(
        "area_zh", tuple(Category(str(zh), Text(str(zh), en), colour) for zh, en, colour in rows), stroke=BORDER
    )
    text = (
        Text("承载区及其定位", "Carrying areas and their roles"),
        Text(
            "科技创新中心的七个承载区；定位原文见点选信息。",
            "The seven carrying areas of the innovation centre; click one for its role as printed.",
        ),
    )
    names = Text(
        "承载区与同名的区、园区不是一回事：闵行、杨浦、徐汇、嘉定、松江按全区画出，张江、临港按园区画出。",
        "A carrying area is not the district or park of that name: five are drawn as whole districts, two as parks.",
    )
    layer = _layer("carrying-areas", sources, "carrying_areas", look, labels=True, opacity=0.75)
    return _map(sources, "carrying-areas", (*text, (names,)), [layer], parks=True)
