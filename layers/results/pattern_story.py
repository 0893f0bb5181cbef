"""Patterns and clusters of points ready to leave the program: map, curve and linked bars, see `result_story`."""

from __future__ import annotations

from layers.cartography.symbology import Single
from layers.layer import Dataset, Layer
from layers.project import Project
from layers.results.cluster_result import ClusterResult, cluster_columns, clusters_result
from layers.results.curves import k_distance_curve, l_curve
from layers.results.pattern_result import OF_ZONES, PatternResult, ellipse_layers, kind_colours, pattern_result
from layers.results.result_maps import add_column_map, add_layers
from layers.results.result_story import Story, StoryBar
from layers.results.result_tables import cell_words
from layers.results.source_words import sources_of
from spatial.text import Text

_DOT = Single("#1f2933", "#ffffff", 0.6, 2.6)
_OUTLINE = Single("", "#5b6b7a", 1.0)


def pattern_story(project: Project, found: PatternResult) -> Story:
    """Return a pattern as a story: points with centres and ellipses, L, and a bar of spread for each zone.

    Raises
    ------
    GeometryError
        There is no centre to draw.
    """
    table = pattern_result(found)
    below = [*_outlines(found.zones), Layer("", found.points.id, found.points.name, _DOT)]
    made = add_layers(project, ellipse_layers(found), words=(table.title, Text("")), below=below)
    bars, colours = [], kind_colours(found)
    every = list(zip(found.names, found.centres, found.members, found.years, strict=True))
    for name, centre, rows, _ in sorted(every, key=lambda each: each[3] is not None):  # zones first, then their years
        distance = centre.standard_distance_m
        n, metres = cell_words(centre.n, "zh"), cell_words(distance, "zh", 5)
        words = Text(
            f"{name.zh}：{n} 个点，标准距离 {metres} 米", f"{name.to('en')}: {n} points, standard distance {metres} m"
        )
        if centre.ellipse is not None:
            long, short = (f"{each:,.0f}" for each in (centre.ellipse.semi_major_m, centre.ellipse.semi_minor_m))
            words = Text(f"{words.zh}，椭圆半轴 {long} 与 {short} 米", f"{words.en}, semi-axes {long} and {short} m")
        colour = colours.get(name, OF_ZONES) if colours else ""
        bars.append(StoryBar(name, distance, None, None, words, tuple(rows), colour=colour))
    axis = Text("标准距离（米）：点到平均中心有多散", "Standard distance (m): how far points lie from their centre")
    curve = l_curve(found.k) if found.k is not None else None
    reading = (*table.words, *sources_of((found.points, found.zones)))
    return Story(made, made.active_map, table.title, axis, found.points.id, tuple(bars), reading, curve)


def cluster_story(project: Project, found: ClusterResult) -> Story:
    """Return clusters as a story: points in the colours of their groups, the curve of distances, and a bar for each.

    Raises
    ------
    GeometryError
        There is no cluster.
    ProjectError
        The points are no longer those of the project.
    """
    derived, look = cluster_columns(found)
    table = clusters_result(found)
    made = add_column_map(project, found.points, derived, look, (table.title, Text("")), _outlines(found.zones))
    colours = {category.value: category.colour for category in look.categories}
    bars = []
    for cluster, row in enumerate(table.rows):
        label = Text(f"聚类 {cluster + 1}", f"Cluster {cluster + 1}")
        held = [(head, cell) for head, cell in zip(table.columns[2:], row[2:], strict=True) if cell]
        zh = "、".join(f"{head.zh} {cell_words(cell, 'zh')}" for head, cell in held)
        en = ", ".join(f"{head.to('en')} {cell_words(cell, 'en')}" for head, cell in held)
        n = cell_words(row[1], "zh")
        words = Text(f"{label.zh}：{n} 个点。{zh}", f"{label.en}: {n} points. {en}")
        features = tuple(found.members(cluster))
        bars.append(
            StoryBar(label, float(len(features)), None, None, words, features, colour=colours.get(str(cluster + 1), ""))
        )
    curve = k_distance_curve(found.distances, found.eps_m) if found.distances is not None else None
    axis = Text("点数", "Points")
    reading = (*table.words, *sources_of((found.points, found.zones)))
    return Story(made, made.active_map, table.title, axis, found.points.id, tuple(bars), reading, curve)


def _outlines(zones: Dataset | None) -> list[Layer]:
    return [] if zones is None else [Layer("", zones.id, zones.name, _OUTLINE)]
