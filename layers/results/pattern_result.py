"""How points lie: nearest neighbours, L function, ellipses, density surface and clusters, with a reading and layers."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from layers.cartography.styling import categorised
from layers.cartography.symbology import Categorised, Single, Symbology
from layers.indicators.per_area import Derived, free_name, with_columns
from layers.layer import Dataset, Field
from layers.results.point_density import ZoneLayer, points_of, zone_layer
from layers.results.result_tables import Cell, ResultTable, cell_words
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.point_patterns import Centre, NearestNeighbours, Pattern, RipleyK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Method = Literal["dbscan", "hdbscan", "k_means"]
FEW, SIMULATED = 20, 20_000


@dataclass(frozen=True, eq=False)
class PatternResult:
    """How the points of a data set lie in a study area.

    Parameters
    ----------
    points, zones
        The data sets; zones None: the bounding box of the points is the study area.
    pattern, near, k
        In metres; `k` None where there are too many points to simulate.
    centres, members
        Centre and ellipse of all points, then of each zone, and the rows of the points behind each.
    names
        Of the centres.
    """

    points: Dataset
    zones: Dataset | None
    pattern: Pattern
    near: NearestNeighbours
    k: RipleyK | None
    centres: tuple[Centre, ...]
    members: tuple[list[int], ...]
    names: tuple[Text, ...]
    methods: tuple[Text, ...]


def pattern_in(points: Dataset, zones: Dataset | None, feedback: Feedback = SILENT) -> PatternResult:
    """Describe a point pattern.

    Raises
    ------
    GeometryError
        Fewer than two points in the study area, or it has no area.
    """
    from spatial.crs import to_lonlat_wgs84
    from spatial.statistics.point_patterns import centres_of, nearest_neighbours, pattern_of, ripley_k

    lonlat = points_of(points, feedback.part(0.0, 0.1))
    layer = zone_layer(zones, None, feedback.part(0.1, 0.15)) if zones is not None else None
    study = to_lonlat_wgs84(zones.frame, zones.datum) if zones is not None else None
    pattern = pattern_of(lonlat, study, feedback=feedback.part(0.15, 0.2))
    near = nearest_neighbours(pattern, feedback.part(0.2, 0.25))
    k = ripley_k(pattern, feedback=feedback.part(0.25, 0.9)) if pattern.n <= SIMULATED else None
    names, code = _groups(lonlat, layer)
    every = centres_of(lonlat[pattern.rows], feedback=feedback.part(0.9, 0.95))
    found = list(every.centres)
    members: list[list[int]] = [pattern.rows.tolist()]
    if layer is not None:
        ids = [str(n) for n in range(len(names))]
        found += centres_of(lonlat, (ids, code), feedback=feedback.part(0.95, 1.0)).centres
        members += [np.flatnonzero(code == n).tolist() for n in range(len(names))]
    methods = (near.method, *((k.method,) if k is not None else ()), every.method)
    title = Text("全部", "all")
    return PatternResult(points, zones, pattern, near, k, tuple(found), tuple(members), (title, *names), methods)


def _groups(lonlat: Floats, layer: ZoneLayer | None) -> tuple[tuple[Text, ...], Integers]:
    """Return the names of the zones, and (N,) the first zone that holds each point, -1 for none."""
    code = np.full(len(lonlat), -1, dtype=np.int64)
    if layer is None:
        return (), code
    held = layer.zones.index.place(lonlat).held
    pairs = layer.zones.index.pairs(lonlat, held)
    for point, zone in pairs[::-1].tolist():
        code[point] = zone
    return layer.names, code


def pattern_reading(result: PatternResult) -> tuple[Text, ...]:
    """Return what a pattern says, with its caveats."""
    near, n = result.near, result.pattern.n
    words = []
    if n < FEW:
        words.append(
            Text(
                f"只有 {n} 个点：检验力很弱，结果只作线索。",
                f"Only {n} points: the tests are weak, take them as hints.",
            )
        )
    index, p = cell_words(near.donnelly_index, "zh", 3), cell_words(near.p, "zh", 2)
    verdict = (
        Text("与完全随机没有显著差别", "no significant difference from complete spatial randomness")
        if near.p > 0.05
        else Text("显著地聚集", "significantly clustered")
        if near.donnelly_index < 1
        else Text("显著地均匀", "significantly regular")
    )
    words.append(
        Text(
            f"最近邻指数（Donnelly 校正）{index}，p = {p}：{verdict.zh}；平均最近距离 {near.mean_m:,.0f} 米。",
            f"Nearest-neighbour index (Donnelly) {index}, p = {p}: {verdict.en}; mean distance {near.mean_m:,.0f} m.",
        )
    )
    words.append(_k_words(result))
    if near.at_one_place:
        words.append(
            Text(
                f"{near.at_one_place} 个点与别的点在同一位置，会夸大聚集；请核对坐标精度。",
                f"{near.at_one_place} points share their place with another: that exaggerates clustering.",
            )
        )
    if result.pattern.outside:
        words.append(
            Text(
                f"研究区外的 {result.pattern.outside} 个点未计入。",
                f"{result.pattern.outside} points outside are left out.",
            )
        )
    if result.zones is None:
        words.append(
            Text(
                "研究区取点的外接矩形：其中不可能有设施的地方会使结果显得更聚集；请选择分区作研究区。",
                "The study area is the bounding box of the points: where no site can be, it makes them look clustered; "
                "choose zones instead.",
            )
        )
    return (*words, *result.methods)


def _k_words(result: PatternResult) -> Text:
    k = result.k
    if k is None or k.k_low is None or k.k_high is None:
        return Text(
            f"点数超过 {SIMULATED:,}，未作 L 函数模拟。", f"More than {SIMULATED:,} points: L was not simulated."
        )
    above, below = k.r_m[k.k_m2 > k.k_high], k.r_m[k.k_m2 < k.k_low]
    p = cell_words(k.p_global, "zh", 2)
    if len(above):
        where = f"{above[0]:,.0f}–{above[-1]:,.0f}"
        return Text(
            f"L 函数在 {where} 米之间高于模拟包络：这个距离内比随机更聚集（整条曲线 p = {p}）。",
            f"L lies above its envelope between {where} m: more clustered than random there (whole curve p = {p}).",
        )
    if len(below):
        where = f"{below[0]:,.0f}–{below[-1]:,.0f}"
        return Text(
            f"L 函数在 {where} 米之间低于模拟包络：比随机更均匀（整条曲线 p = {p}）。",
            f"L lies below its envelope between {where} m: more regular than random (whole curve p = {p}).",
        )
    return Text(f"L 函数没有越出模拟包络（p = {p}）。", f"L stays within its envelope (p = {p}).")


def pattern_result(result: PatternResult) -> ResultTable:
    """Return centres and ellipses as a table: of all points, then of each zone."""
    columns = tuple(
        Text(zh, en)
        for zh, en in (
            ("分区", "Zone"), ("点数", "Points"), ("经度", "Longitude"), ("纬度", "Latitude"),
            ("标准距离（米）", "Standard distance (m)"), ("长半轴（米）", "Semi-major (m)"),
            ("短半轴（米）", "Semi-minor (m)"), ("方位角（°）", "Azimuth (°)"), ("备注", "Note"),
        )
    )  # fmt: skip
    rows = []
    for name, centre in zip(result.names, result.centres, strict=True):
        lon, lat = (round(each, 6) for each in centre.mean) if centre.mean else (None, None)
        ellipse = centre.ellipse
        axes: tuple[Cell, ...] = (None, None, None)
        if ellipse is not None:
            axes = ellipse.semi_major_m, ellipse.semi_minor_m, ellipse.azimuth_deg
        degrees = tuple(None if each is None else f"{each:.6f}" for each in (lon, lat))
        rows.append((name, centre.n, *degrees, centre.standard_distance_m, *axes, centre.note or None))
    title = Text(f"{result.points.name.zh}的点格局", f"Pattern of {result.points.name.to('en')}")
    return ResultTable(title, columns, tuple(rows), pattern_reading(result))


def ellipse_layers(result: PatternResult) -> tuple[tuple[Dataset, Symbology], ...]:
    """Return ellipses and mean centres as data sets, each with its look; `GeometryError` where there is none."""
    import geopandas as gpd
    import shapely

    there = [(name, each) for name, each in zip(result.names, result.centres, strict=True) if each.mean]
    round_ = [(name, each.ellipse, each.n) for name, each in there if each.ellipse is not None]
    if not there:
        raise GeometryError(Text("没有点，没有中心。", "There is no point, hence no centre."), Text("", ""))
    made: list[tuple[Dataset, Symbology]] = []
    if round_:
        frame = gpd.GeoDataFrame(
            {"name_zh": [n.zh for n, _, _ in round_], "name_en": [n.to("en") for n, _, _ in round_],
             "points": [count for _, _, count in round_]},
            geometry=[each.outline for _, each, _ in round_], crs="EPSG:4326",
        )  # fmt: skip
        name = Text("标准差椭圆", "Standard deviational ellipses")
        made.append((Dataset("ellipses", name, frame, name_field="name_zh"), Single("", "#c2410c", 1.8)))
    points = shapely.points(np.array([each.mean for _, each in there], dtype=np.float64))
    frame = gpd.GeoDataFrame(
        {"name_zh": [n.zh for n, _ in there], "name_en": [n.to("en") for n, _ in there]}, geometry=points, crs=4326
    )
    name = Text("平均中心", "Mean centres")
    made.append((Dataset("mean_centres", name, frame, name_field="name_zh"), Single("#c2410c", "#ffffff", 1.2, 5.0)))
    return tuple(made)


def surface_layer(
    points: Dataset, zones: Dataset | None, feedback: Feedback = SILENT
) -> tuple[Dataset, Symbology, Text]:
    """Return the bands between the contours of the kernel density as a data set, its look, and the method.

    Raises
    ------
    GeometryError
        Too few points, or no study area.
    """
    import geopandas as gpd

    from spatial.crs import to_lonlat_wgs84
    from spatial.plane import pattern_of
    from spatial.statistics.bandwidths import select_bandwidth
    from spatial.statistics.kernel_density import contours, kernel_density

    lonlat = points_of(points, feedback.part(0.0, 0.1))
    study = to_lonlat_wgs84(zones.frame, zones.datum) if zones is not None else None
    pattern = pattern_of(lonlat, study, feedback=feedback.part(0.1, 0.2))
    bandwidth = select_bandwidth(pattern, feedback=feedback.part(0.2, 0.4))
    lines = contours(kernel_density(pattern, bandwidth, feedback=feedback.part(0.4, 0.9)), 6, feedback.part(0.9, 1.0))
    kept = [(level, band) for level, band in zip(lines.levels, lines.bands, strict=True) if not band.is_empty]
    field = Field("density", Text("核密度（不低于）", "Kernel density (at least)"), "个/km²", definition=lines.method)
    frame = gpd.GeoDataFrame({"density": [level for level, _ in kept]}, geometry=[b for _, b in kept], crs=4326)
    name = Text(f"{points.name.zh}的核密度", f"Kernel density of {points.name.to('en')}")
    dataset = Dataset("kernel_density", name, frame, fields=MappingProxyType({"density": field}))
    return dataset, _bands(dataset), lines.method


def _bands(dataset: Dataset) -> Categorised:
    from layers.cartography.color_ramps import ramp_colours
    from layers.cartography.symbology import Category

    levels = dataset.frame["density"].tolist()
    colours = ramp_colours("YlOrBr", max(len(levels), 1))
    shown = tuple(
        Category(cell, Text(f"≥ {cell}", f"≥ {cell}"), colour)
        for cell, colour in zip(map(str, levels), colours, strict=False)
    )
    return Categorised("density", shown, stroke="#7a4a12", stroke_width_px=0.5)


Grouped = tuple[Derived, Categorised, tuple[Text, ...]]


def cluster_points(
    points: Dataset, zones: Dataset | None, how: tuple[Method, float, int], feedback: Feedback = SILENT
) -> Grouped:
    """Group the points of a data set; return a column of groups, its look, and the reading with the cross table.

    Parameters
    ----------
    how
        Method; radius in metres (DBSCAN; 0: the knee of the k-distances); fewest points of a cluster, or k of k-means.

    Raises
    ------
    GeometryError
        A parameter is out of range, or there are too few points.
    """
    from spatial.statistics.clusters import find_clusters
    from spatial.statistics.point_patterns import cluster_zone_table, hdbscan, k_distances, k_means, plane_of

    method, eps_m, least = how
    lonlat = points_of(points, feedback.part(0.0, 0.1))
    words = []
    rest = feedback.part(0.1, 0.8)
    if method == "dbscan":
        if eps_m <= 0:
            present = lonlat[np.isfinite(lonlat).all(axis=1)]
            curve = k_distances(plane_of(lonlat).to_metres(present), max(least - 1, 1), feedback.part(0.1, 0.2))
            eps_m = curve.suggested_eps_m or 0.0
            words.append(
                Text(
                    f"邻域半径取 k-距离曲线的拐点：{eps_m:,.0f} 米。",
                    f"The radius is the knee of the k-distance curve: {eps_m:,.0f} m.",
                )
            )
        labels = find_clusters(lonlat, eps_m, least, rest).labels
    else:
        groups = hdbscan(lonlat, least, feedback=rest) if method == "hdbscan" else k_means(lonlat, least, feedback=rest)
        labels = groups.labels
        words.append(groups.method)
    count = int(labels.max(initial=-1)) + 1
    words.insert(0, Text(f"{count} 个聚类，{int((labels < 0).sum())} 个点不属于任何聚类。",
                         f"{count} clusters; {int((labels < 0).sum())} points are in none."))  # fmt: skip
    if zones is not None and count:
        layer = zone_layer(zones, None, feedback.part(0.8, 0.9))
        words += _crossed(cluster_zone_table(lonlat, labels, layer.zones, feedback=feedback.part(0.9, 1.0)), layer)
    name = free_name(points, "point_cluster", "")
    cells = np.array([f"{each + 1}" if each >= 0 else None for each in labels.tolist()], dtype=object)
    if not count:
        raise GeometryError(
            Text("没有找到聚类：所有点都是噪声。", "No cluster was found: all points are noise."),
            Text("请增大半径或减少最少点数。", "Choose a larger radius or fewer points."),
        )
    field = Field(name, Text("聚类", "Cluster"), definition=words[0])
    derived = Derived(MappingProxyType({name: cells}), MappingProxyType({name: field}), ())
    return derived, categorised(with_columns(points, derived), name), tuple(words)


def _crossed(table: Any, layer: ZoneLayer) -> list[Text]:
    """Return the cross table of clusters and zones in words: one line for each cluster, the largest first."""
    lines = []
    for cluster in range(min(len(table.n), 12)):
        zh = [f"{layer.names[z].zh} {n}" for z, n in enumerate(table.n[cluster].tolist()) if n]
        en = [f"{layer.names[z].to('en')} {n}" for z, n in enumerate(table.n[cluster].tolist()) if n]
        if table.outside[cluster]:
            zh.append(f"区外 {table.outside[cluster]}")
            en.append(f"outside {table.outside[cluster]}")
        across = cluster in table.straddling
        lines.append(
            Text(
                f"聚类 {cluster + 1}：{'、'.join(zh)}{'（跨分区）' if across else ''}。",
                f"Cluster {cluster + 1}: {', '.join(en)}{' (across zones)' if across else ''}.",
            )
        )
    return lines
