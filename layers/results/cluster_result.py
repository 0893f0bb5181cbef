"""Groups of a data set's points: the radius assistant, the groups, and in which zones they lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from layers.cartography.styling import categorised
from layers.cartography.symbology import Categorised, Category
from layers.indicators.per_area import Derived, free_name, with_columns
from layers.layer import Dataset, Field
from layers.placement import texts
from layers.results.point_density import ZoneLayer, points_of, zone_layer
from layers.results.result_tables import Cell, ResultTable, sentence
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.point_patterns import ClusterZones, KDistances

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Method = Literal["dbscan", "hdbscan", "k_means"]
METHOD_NAMES: dict[Method, Text] = {
    "dbscan": Text("DBSCAN"),
    "hdbscan": Text("HDBSCAN"),
    "k_means": Text("k-means", "k-means"),
}
USUAL_SAMPLES = 4
"""Twice the number of dimensions, as Sander, Ester, Kriegel and Xu (1998) advise."""
NOISE, _ALONE = "noise", "#b3bac2"
MOST_COLUMNS, _LISTED = 12, 12


@dataclass(frozen=True)
class ClusterWish:
    """How points are grouped.

    Parameters
    ----------
    method
        ``dbscan``, ``hdbscan`` or ``k_means``.
    eps_m
        Radius of DBSCAN in metres; 0: the knee of the curve of distances.
    least
        Fewest points of a cluster (DBSCAN: of a neighbourhood, the point itself counted), or k of k-means.
    by_block
        Whether zones are joined to their blocks in the cross table.
    """

    method: Method = "dbscan"
    eps_m: float = 0.0
    least: int = USUAL_SAMPLES
    by_block: bool = False


@dataclass(frozen=True, eq=False)
class ClusterResult:
    """Points in groups.

    Parameters
    ----------
    points, zones, wish
        What was asked of what.
    labels
        (N,) group of each point from 0, the largest first; -1 for none.
    eps_m
        Radius used; None for methods without one.
    distances
        Curve of the distances to the neighbour number `least` - 1; None where there are too few points.
    cross, columns
        Points of each group in each zone, and names of the zones (or blocks); None and () without zones.
    methods
        In words.
    """

    points: Dataset
    zones: Dataset | None
    wish: ClusterWish
    labels: Integers
    eps_m: float | None
    distances: KDistances | None
    cross: ClusterZones | None
    columns: tuple[Text, ...]
    methods: tuple[Text, ...]

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.labels.max(initial=-1)) + 1

    def members(self, cluster: int) -> list[int]:
        """Return the rows of the points of a group."""
        return [int(row) for row in np.flatnonzero(self.labels == cluster)]


def clusters_in(
    points: Dataset, zones: Dataset | None, wish: ClusterWish, feedback: Feedback = SILENT
) -> ClusterResult:
    """Group the points of a data set and cross the groups with zones.

    Raises
    ------
    GeometryError
        A parameter is out of range, or there are too few points.
    """
    from spatial.statistics.clusters import find_clusters
    from spatial.statistics.point_patterns import hdbscan, k_distances, k_means, plane_of

    lonlat = points_of(points, feedback.part(0.0, 0.1))
    present = lonlat[np.isfinite(lonlat).all(axis=1)]
    distances, eps_m, methods = None, None, []
    near = max(wish.least - 1, 1)
    if wish.method == "dbscan" and len(present) > near:
        xy = plane_of(lonlat).to_metres(present, feedback.part(0.1, 0.15))
        distances = k_distances(xy, near, feedback.part(0.15, 0.3))
    rest = feedback.part(0.3, 0.8)
    if wish.method == "dbscan":
        eps_m = wish.eps_m if wish.eps_m > 0 else _knee(distances)
        labels = find_clusters(lonlat, eps_m, wish.least, rest).labels
        methods.append(_dbscan_words(wish, eps_m))
        methods += [distances.method] if distances is not None and wish.eps_m <= 0 else []
    else:
        make = hdbscan if wish.method == "hdbscan" else k_means
        groups = make(lonlat, wish.least, feedback=rest)
        labels = groups.labels
        methods.append(groups.method)
    cross, columns = _crossed(lonlat, labels, zones, wish, feedback.part(0.8, 1.0))
    return ClusterResult(points, zones, wish, labels, eps_m, distances, cross, columns, tuple(methods))


def _knee(distances: KDistances | None) -> float:
    if distances is None or not distances.suggested_eps_m:
        raise GeometryError(
            Text(
                "k-距离曲线没有拐点（点太少，或都在同一处），定不出半径。",
                "The curve of distances has no knee (too few points, or all at one place): no radius follows from it.",
            ),
            Text("请直接给出半径（米），或减少最少点数。", "Give a radius in metres, or fewer points."),
        )
    return distances.suggested_eps_m


def _dbscan_words(wish: ClusterWish, eps_m: float) -> Text:
    how = (
        Text("k-距离曲线的拐点", "the knee of the curve of distances")
        if wish.eps_m <= 0
        else Text("用户给定", "given by the user")
    )
    return Text(
        f"DBSCAN（Ester 等 1996）：邻域半径 {eps_m:,.0f} 米（{how.zh}），最少 {wish.least} 点（含自身），平面距离。",
        f"DBSCAN (Ester et al. 1996): radius {eps_m:,.0f} m ({how.en}), {wish.least} points at least (the point "
        "itself counted), distances in a plane.",
    )


def _crossed(
    lonlat: Floats, labels: Integers, zones: Dataset | None, wish: ClusterWish, feedback: Feedback
) -> tuple[ClusterZones | None, tuple[Text, ...]]:
    from layers.results.overlap_result import blocks_in
    from spatial.statistics.point_patterns import cluster_zone_table

    if zones is None:
        return None, ()
    layer = zone_layer(zones, None, feedback.part(0.0, 0.5), points=len(lonlat))
    blocks = {area: block for area, block in blocks_in(zones).items() if block} if wish.by_block else {}
    cross = cluster_zone_table(lonlat, labels, layer.zones, blocks or None, feedback.part(0.5, 1.0))
    names = _names(zones, layer, cross.zones, blocks)
    return cross, names


def _names(zones: Dataset, layer: ZoneLayer, columns: tuple[str, ...], blocks: dict[str, str]) -> tuple[Text, ...]:
    of_zone = dict(zip(layer.zones.ids, layer.names, strict=True))
    english = dict(zip(texts(zones.frame, "block_zh"), texts(zones.frame, "block"), strict=False))
    named = {block: Text(block, english.get(block, "")) for block in blocks.values()}
    return tuple(named.get(each) or of_zone.get(each) or Text(each) for each in columns)


def clusters_reading(result: ClusterResult) -> tuple[Text, ...]:
    """Return what the groups say: how many, which straddle zones or leave them, what was chosen, and the caveats."""
    noise = int((result.labels < 0).sum())
    n = result.count
    words = [Text(f"{n} 个聚类，{noise} 个点不属于任何聚类。", f"{n} clusters; {noise} points are in none.")]
    if result.count and result.cross is not None:
        words += _zone_words(result)
    if result.wish.method == "dbscan" and result.distances is not None:
        knee = result.distances.suggested_eps_m
        if knee is not None and result.wish.eps_m > 0 and not 0.5 <= result.wish.eps_m / max(knee, 1e-9) <= 2.0:
            words.append(
                Text(
                    f"所选半径与 k-距离曲线的拐点（{knee:,.0f} 米）相差一倍以上，换成拐点再看结果是否还在。",
                    f"The radius is more than twice or less than half the knee of the curve ({knee:,.0f} m): see "
                    "whether the result holds there.",
                )
            )
    words.append(
        Text(
            "聚类随参数而变，是描述而不是检验：是否比随机更聚集，见“点格局”。",
            "Clusters change with the parameters: they describe and do not test. Whether points are more clustered "
            "than by chance is told by “Point pattern”.",
        )
        if result.wish.method != "k_means"
        else Text(
            "k-means 把每个点都分进某一组，k 由您定；分出组不等于有集聚。",
            "k-means puts every point into a group, and k is your choice: groups are no sign of clustering.",
        )
    )
    return (*words, *map(sentence, result.methods))


def _zone_words(result: ClusterResult) -> list[Text]:
    cross = result.cross
    assert cross is not None
    lines = []
    for cluster in range(min(len(cross.n), _LISTED)):
        inside = [(result.columns[z], n) for z, n in enumerate(cross.n[cluster].tolist()) if n]
        zh, en = [f"{name.zh} {n}" for name, n in inside], [f"{name.to('en')} {n}" for name, n in inside]
        if cross.outside[cluster]:
            zh.append(f"区外 {cross.outside[cluster]}")
            en.append(f"outside {cross.outside[cluster]}")
        across = _situation(result, cluster)
        said_zh, said_en = (f"（{across.zh}）", f" ({across.to('en')})") if across is not None else ("", "")
        lines.append(
            Text(f"聚类 {cluster + 1}：{'、'.join(zh)}{said_zh}。", f"Cluster {cluster + 1}: {', '.join(en)}{said_en}.")
        )
    return lines


def _situation(result: ClusterResult, cluster: int) -> Text | None:
    assert result.cross is not None
    straddles, leaves = cluster in result.cross.straddling, cluster in result.cross.leaving
    if straddles and leaves:
        return Text("跨分区，并伸出区外", "across zones, and beyond them")
    if straddles:
        return Text("跨分区", "across zones")
    if leaves:
        return Text("伸出区外", "beyond the zones")
    return Text("全在区外", "outside all zones") if not result.cross.n[cluster].any() else None


def clusters_result(result: ClusterResult) -> ResultTable:
    """Return the cross table: a row for each group, a column for each zone that holds one of its points."""
    cross = result.cross
    shown = [] if cross is None or not result.count else np.flatnonzero(cross.n.any(axis=0)).tolist()
    kept = shown[:MOST_COLUMNS]
    columns = [Text("聚类", "Cluster"), Text("点数", "Points")]
    if cross is not None:
        columns += [Text("位置", "Where"), *(result.columns[z] for z in kept)]
        columns += [Text("其他分区", "Other zones")] if len(shown) > MOST_COLUMNS else []
        columns.append(Text("区外", "Outside"))
    rows: list[tuple[Cell, ...]] = []
    for cluster in range(result.count):
        cells: list[Cell] = [cluster + 1, int((result.labels == cluster).sum())]
        if cross is not None:
            cells += [_situation(result, cluster), *(int(cross.n[cluster, z]) for z in kept)]
            if len(shown) > MOST_COLUMNS:
                cells.append(int(cross.n[cluster, shown[MOST_COLUMNS:]].sum()))
            cells.append(int(cross.outside[cluster]))
        rows.append(tuple(cells))
    title = Text(f"{result.points.name.zh}的聚类", f"Clusters of {result.points.name.to('en')}")
    return ResultTable(title, tuple(columns), tuple(rows), clusters_reading(result))


def cluster_columns(result: ClusterResult) -> tuple[Derived, Categorised]:
    """Return a column of groups and its look; `GeometryError` where there is no group."""
    if not result.count:
        raise GeometryError(
            Text("没有找到聚类：所有点都是噪声。", "No cluster was found: all points are noise."),
            Text("请增大半径或减少最少点数。", "Choose a larger radius or fewer points."),
        )
    name = free_name(result.points, "point_cluster", "")
    cells = np.array([f"{each + 1}" if each >= 0 else NOISE for each in result.labels.tolist()], dtype=object)
    cells[np.asarray(result.points.frame.geometry.isna() | result.points.frame.geometry.is_empty)] = None
    field = Field(name, Text("聚类", "Cluster"), definition=result.methods[0])
    derived = Derived(MappingProxyType({name: cells}), MappingProxyType({name: field}), ())
    look = categorised(with_columns(result.points, derived), name)
    groups = [each for each in look.categories if each.value != NOISE]
    alone = [Category(NOISE, Text("不属于任何聚类", "In no cluster"), _ALONE)] if NOISE in cells.tolist() else []
    return derived, replace(look, categories=(*groups, *alone), other=_ALONE)
