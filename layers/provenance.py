"""What positions and boundaries rest on, in Chinese: the data keep it in English, as whoever drew them wrote it.

A Chinese reader gets our translation, part by part, as far as the parts are known; a part that nobody translated is
shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from layers.indicators.citations import citation
from layers.remarks import remark
from spatial.text import Text

_OSM = "OpenStreetMap（2026-07-28 快照，© OpenStreetMap contributors"
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "drawn here": "本图集描绘",
        "verify": "待核实",
        "intersection and alignment coordinates of the named roads read from OpenStreetMap (snapshot 2026-07-28, (c) "
        "OpenStreetMap contributors, seen through github luiszengii/shanghai-property-sector-map, "
        "src/data/transport-network.wgs84.json), metro station coordinates (same": (
            f"所述道路的交点与走向坐标读自 {_OSM}，经 github luiszengii/shanghai-property-sector-map "
            "src/data/transport-network.wgs84.json），地铁站坐标（同源"
        ),
        "and github qwedsazh/shanghai-metro-toilets, operator coordinates converted from BD-09)": (
            "以及 github qwedsazh/shanghai-metro-toilets，运营方坐标由 BD-09 换算）"
        ),
        "bus-stop intersection coordinates (SODA open data of 2015, seen through github yaozhou/trans "
        "data/bus/stationInfo.txt)": (
            "公交站所示路口坐标（SODA 2015 年开放数据，经 github yaozhou/trans data/bus/stationInfo.txt）"
        ),
        "coast: npm @geo-maps/countries-coastline-25m 0.6.0 (OpenStreetMap of 2017, ODbL)": (
            "海岸线：npm @geo-maps/countries-coastline-25m 0.6.0（2017 年 OpenStreetMap，ODbL）"
        ),
        "drawn between 绕城高速, the airport, the coast and 下盐公路": "在绕城高速、机场、海岸与下盐公路之间描绘",
        "land as of 2017, later reclamation missing": "陆地为 2017 年状况，缺此后围垦",
        "no own address known: label point inside the sub-park that the seed names": (
            "未知其地址：取规划所述子园内的标注点"
        ),
        "npm @geo-maps/countries-coastline-25m 0.6.0 (OpenStreetMap of 2017, (c) OpenStreetMap contributors), clipped "
        "to 120.75-122.40 E, 30.50-31.95 N": (
            "npm @geo-maps/countries-coastline-25m 0.6.0（2017 年 OpenStreetMap，© OpenStreetMap contributors），"
            "裁至东经 120.75—122.40°、北纬 30.50—31.95°"
        ),
        "npm echarts 4.9.0 (Apache-2.0) map/json/province/shanghai.json, coordinates quantised to 1/1024 degree, "
        "GCJ-02, converted here to WGS 84": (
            "npm echarts 4.9.0（Apache-2.0）map/json/province/shanghai.json，坐标量化到 1/1024 度，GCJ-02，"
            "在此换算为 WGS 84"
        ),
        "place coordinate published in a park list (Tencent map marker, GCJ-02, seen in a public mini-programme source "
        "listing Songjiang parks), converted to WGS 84 here": (
            "园区名录公布的地点坐标（腾讯地图标记，GCJ-02，见于列出松江园区的公开小程序源码），在此换算为 WGS 84"
        ),
        "place coordinate published in a university list (Baidu place records, seen through github "
        "whr810012/uni-soket-ai util/universityList.js), BD-09 converted to WGS 84 here": (
            "高校名录公布的地点坐标（百度地点，经 github whr810012/uni-soket-ai util/universityList.js），"
            "在此由 BD-09 换算为 WGS 84"
        ),
        "placed from the address against OpenStreetMap roads and metro stations (snapshot 2026-07-28, (c) "
        "OpenStreetMap contributors, seen through github luiszengii/shanghai-property-sector-map)": (
            f"由地址对照道路与地铁站定位：{_OSM}，经 github luiszengii/shanghai-property-sector-map）"
        ),
        "placed from the address between named road intersections whose coordinates come from Pudong bus stops (SODA "
        "open data 2015, seen through github yaozhou/trans)": (
            "由地址在所述路口之间定位，路口坐标取自浦东公交站（SODA 2015 年开放数据，经 github yaozhou/trans）"
        ),
        "recollected from public maps": "凭公开地图记忆",
        "remainder of the 2017 extent between 华夏中路 and the outer ring": "2017 年范围在华夏中路与外环之间的其余部分",
        "river axes from bridge positions": "河道中线取自桥位",
        "sea water included": "含海域",
        "union of the 14 sub-parks": "14 个子园合并",
        "union of the 16 districts of districts.geojson, 30 gaps between the generalised outlines (0.56 km² in all) "
        "closed": "districts.geojson 的 16 个区合并，概化轮廓之间的 30 处缝隙（共 0.56 平方公里）已填合",
        "union of the three parts above": "以上三部分合并",
        "No bounds found": "未查到四至",
        "Only the composition (南汇新城、临港装备产业区) is published": "只公布了组成（南汇新城、临港装备产业区）",
        "大治河 and 金汇港 axes through the positions of their bridges (OpenStreetMap 2026)": (
            "大治河、金汇港中线按桥位连成（2026 年 OpenStreetMap）"
        ),
        "大治河以南、金汇港以东 830 km² (wanjiankang.com, from the eco plan)": (
            "大治河以南、金汇港以东 830 平方公里（wanjiankang.com，引自生态规划）"
        ),
        "parks of the 长三角G60科创走廊, 松江": "长三角G60科创走廊松江各园",
        "context layer": "背景图层",
        "context only": "仅作背景",
        "context": "背景",
        "not named in the seeds": "规划未点名",
    }
)
_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"polygon (\S+) of (\S+): (.+)", lambda found: f"{found[2]} 的面 {found[1]}：{_part(found[3])}"),
    (r"union of the (\d+) sub-parks of (\S+): (.+)", lambda m: f"{m[2]} 的 {m[1]} 个子园合并：{_part(m[3])}"),
    (r"verify\. (.+)", lambda found: f"待核实。{_part(found[1][:1].lower() + found[1][1:])}"),
    (r"drawn along (.+)", lambda found: f"描绘依据：{_part(found[1])}"),
    (r"bounds: (.+)", lambda found: f"四至：{found[1]}"),
    (r"bounds as published on an encyclopaedia page \((.+)\)", lambda found: f"四至见于百科页面（{found[1]}）"),
    (r"published: (.+)", lambda found: f"公布：{found[1]}"),
    (r"no plan gives a figure of \S+ for this area", lambda _: "没有规划给出该区域的这一数字"),
    (r"(.*) \(class: (.+)\)", lambda found: f"{found[1]}（类别：{_part(found[2])}）"),
    (r"(\d{3}) sect\. (.+)", lambda found: f"{found[1]} 第 {found[2]} 节"),
)


def provenance(words: str) -> Text:
    """Return what the cell of a provenance column says, in both languages."""
    parts = [_part(each.strip()) for each in words.split(";")]
    return Text("；".join(parts), citation(words).en)


def _part(words: str) -> str:
    known = {**_PARTS, **{key[:1].lower() + key[1:]: value for key, value in _PARTS.items()}}.get(words)
    if known is not None:
        return known
    for pattern, told in _RULES:
        found = re.fullmatch(pattern, words)
        if found is not None:
            return told(found)
    return remark(words, "zh")
