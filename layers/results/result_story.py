"""A result ready to leave the program: a map, bars that are linked with it, and the reading, on a sheet or a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from layers.cartography.styling import graduated, stroke_of
from layers.cartography.symbology import Single, Symbology
from layers.indicators.industry_names import industries_text
from layers.indicators.per_area import Derived, free_name, with_columns
from layers.indicators.positioning import Overlap
from layers.layer import Dataset, Field, Layer
from layers.project import Project
from layers.results.curves import Curve
from layers.results.density_reading import density_result
from layers.results.overlap_result import overlap_columns, overlap_reading
from layers.results.result_maps import add_column_map
from layers.results.result_tables import cell_words
from layers.results.source_words import sources_of
from layers.results.zone_comparison import ZoneComparison
from spatial.errors import ClassificationError
from spatial.text import Text


@dataclass(frozen=True)
class StoryBar:
    """One bar.

    Parameters
    ----------
    label, value
        Name, and length; None: there is no figure.
    low, high
        Ends of its interval; None where it has none.
    words
        Exact figures, for who points at it.
    features
        Rows of the story's data set that it stands for.
    mark
        Whether the bar is marked (a pair across blocks).
    colour
        Of the bar, as the map has it; "" for the usual one.
    """

    label: Text
    value: float | None
    low: float | None
    high: float | None
    words: Text
    features: tuple[int, ...]
    mark: bool = False
    colour: str = ""

    @property
    def interval(self) -> str:
        """The ends of the interval as they are printed, "" for none."""
        if self.low is None or self.high is None:
            return ""
        return f"{cell_words(self.low, 'zh', 3)}–{cell_words(self.high, 'zh', 3)}"


@dataclass(frozen=True, eq=False)
class Story:
    """A result with its map.

    Parameters
    ----------
    project, map_id
        The project with the map of the result (a copy: the open project does not change).
    title, axis
        Heading, and what the bars measure.
    dataset
        Id of the data set whose rows the bars stand for.
    bars
        From the longest to the shortest.
    words
        The reading, then the method.
    curve
        Stands above the bars; None for none.
    """

    project: Project
    map_id: str
    title: Text
    axis: Text
    dataset: str
    bars: tuple[StoryBar, ...]
    words: tuple[Text, ...]
    curve: Curve | None = None


def density_map(comparison: ZoneComparison) -> tuple[Derived, Symbology, tuple[Text, Text]]:
    """Return a column of densities, its look, and title and description of its map."""
    dataset = comparison.zones
    cells = np.full(len(dataset.frame), None, dtype=object)
    for row, members in zip(comparison.table.rows, comparison.members, strict=True):
        cells[members] = None if row.density_per_km2 is None else float(f"{row.density_per_km2:.4g}")
    name = free_name(dataset, "density", "")
    title = density_result(comparison).title
    weight = comparison.points.field_of(comparison.wish.weight) if comparison.wish.weight else None
    unit = f"{'个' if weight is None else weight.unit or weight.title.zh}/平方公里"
    method = comparison.table.method
    field = Field(name, title, unit, definition=method, map_as="choropleth")
    derived = Derived(MappingProxyType({name: cells}), MappingProxyType({name: field}), ())
    try:
        look: Symbology = graduated(with_columns(dataset, derived), name, k=min(5, max(len(comparison.members), 2)))
    except ClassificationError:
        look = Single(stroke=stroke_of(dataset))
    return derived, look, (title, comparison.table.method)


def density_project(project: Project, comparison: ZoneComparison) -> Project:
    """Edit: add the map of a comparison: zones by density, and the points that were counted."""
    derived, look, words = density_map(comparison)
    points = Layer("", comparison.points.id, comparison.points.name, Single("#1f2933", "#ffffff", 0.8, 2.6))
    return add_column_map(project, comparison.zones, derived, look, (words[0], Text("")), (points,))


def density_story(project: Project, comparison: ZoneComparison) -> Story:
    """Return a comparison of zones as a story; `ProjectError` where its data are no longer those of the project."""
    made = density_project(project, comparison)
    bars = []
    for place in comparison.order():
        row, name = comparison.table.rows[place], comparison.names[place]
        density, low, high = (cell_words(each, "zh", 4) for each in (row.density_per_km2, row.ci_low, row.ci_high))
        words = Text(
            f"{name.zh}：{cell_words(row.n, 'zh')} 个点，每平方公里 {density}（{low}–{high}）",
            f"{name.to('en')}: {cell_words(row.n, 'en')} points, {density} per km² ({low}–{high})",
        )
        features = tuple(int(each) for each in comparison.members[place])
        bars.append(StoryBar(name, row.density_per_km2, row.ci_low, row.ci_high, words, features))
    table = density_result(comparison)
    axis = Text("密度（每 km²），须线为 95% 区间", "Density per km², whiskers: 95 % interval")
    reading = (*table.words, *sources_of((comparison.points, comparison.zones)))
    return Story(made, made.active_map, table.title, axis, comparison.zones.id, tuple(bars), reading)


def overlap_story(
    project: Project, dataset: Dataset, column: str, overlap: Overlap, names: Mapping[str, Text]
) -> Story:
    """Return an overlap of positioning as a story; `ProjectError` where its data are no longer the project's."""
    derived, look = overlap_columns(dataset, column, overlap)
    title = Text("产业定位重叠", "Overlap of positioning")
    made = add_column_map(project, dataset, derived, look, (title, Text("")))
    place = {area: row for row, area in enumerate(overlap.areas)}
    bars = []
    for pair in overlap.pairs:
        label = Text(f"{names[pair.a].zh}—{names[pair.b].zh}", f"{names[pair.a].to('en')} – {names[pair.b].to('en')}")
        shared = industries_text(pair.shared)
        across = Text("，跨区块", ", across blocks") if pair.across_blocks else Text("", "")
        words = Text(
            f"{label.zh}：{shared.zh}（{pair.jaccard:.2f}{across.zh}）",
            f"{label.en}: {shared.en} ({pair.jaccard:.2f}{across.en})",
        )
        features = (place[pair.a], place[pair.b])
        bars.append(StoryBar(label, pair.jaccard, None, None, words, features, pair.across_blocks))
    axis = Text("Jaccard；深色：跨区块", "Jaccard; dark: across blocks")
    reading = (*overlap_reading(overlap, names), *sources_of((dataset,)))
    return Story(made, made.active_map, title, axis, dataset.id, tuple(bars), reading)
