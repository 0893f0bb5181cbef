"""Spatial autocorrelation ready to leave the program: its cluster map, and a bar for each unit, see `result_story`."""

from __future__ import annotations

from typing import Any

import numpy as np

from layers.cartography.styling import graduated, stroke_of
from layers.cartography.symbology import Single, Symbology
from layers.indicators.units import in_brackets
from layers.layer import Layer
from layers.project import Project
from layers.results.autocorrelation_result import (
    COLOURS,
    AutocorrelationResult,
    autocorrelation_columns,
    autocorrelation_result,
)
from layers.results.result_maps import add_column_map, with_map
from layers.results.result_story import Story, StoryBar
from layers.results.result_tables import cell_words
from layers.results.source_words import sources_of
from spatial.errors import ClassificationError
from spatial.statistics.local_autocorrelation import LABEL_NAMES
from spatial.text import Text
from spatial.values import parse_values


def autocorrelation_story(project: Project, found: AutocorrelationResult) -> Story:
    """Return a statistic as a story: local ones with their cluster map, global ones with the map of the field.

    Raises
    ------
    ProjectError
        The data are no longer those of the project.
    """
    return _local_story(project, found) if found.local is not None else _global_story(project, found)


def _local_story(project: Project, found: AutocorrelationResult) -> Story:
    local = found.local
    assert local is not None
    table = autocorrelation_result(found)
    derived, looks = autocorrelation_columns(found)
    made = add_column_map(project, found.dataset, derived, looks, (table.title, Text("")))
    telling = ("not significant", "island", "missing")
    order = sorted(range(len(local.labels)), key=lambda row: (local.labels[row] in telling, -_size(local.value[row])))
    bars = []
    for row in order:
        label, name = LABEL_NAMES[local.labels[row]], found.names[row]
        value, z, p, adjusted = (
            cell_words(float(each[row]), "zh", 3) for each in (local.value, local.z, local.p_sim, local.p_adjusted)
        )
        words = Text(
            f"{name.zh}：{label.zh}，统计量 {value}，z {z}，p {p}（FDR {adjusted}）",
            f"{name.to('en')}: {label.en}, statistic {value}, z {z}, p {p} (FDR {adjusted})",
        )
        known = float(local.value[row]) if _size(local.value[row]) >= 0 else None
        bars.append(StoryBar(name, known, None, None, words, (row,), colour=COLOURS.get(local.labels[row], "")))
    axis = Text(
        "局部统计量，显著的在前，颜色同图例", "Local statistic, significant ones first, colours as in the legend"
    )
    reading = (*table.words, *sources_of((found.dataset,)))
    return Story(made, made.active_map, table.title, axis, found.dataset.id, tuple(bars), reading)


def _global_story(project: Project, found: AutocorrelationResult) -> Story:
    table = autocorrelation_result(found)
    try:
        look: Symbology = graduated(found.dataset, found.column, k=5)
    except ClassificationError:
        look = Single(stroke=stroke_of(found.dataset))
    layer = Layer("", found.dataset.id, found.dataset.name, look, labels=len(found.dataset.frame) <= 60)
    made = with_map(project, (layer,), (table.title, Text("")))
    values = parse_values(found.dataset.frame[found.column]).number
    field = found.dataset.field_of(found.column)
    unit = in_brackets(field.unit)
    bars = []
    for row in sorted(range(len(values)), key=lambda row: (_size(values[row]) < 0, -values[row])):
        name, known = found.names[row], float(values[row]) if _size(values[row]) >= 0 else None
        said = cell_words(known, "zh", 6)
        words = Text(f"{name.zh}：{said}{unit.zh}", f"{name.to('en')}: {said}{unit.en}")
        bars.append(StoryBar(name, known, None, None, words, (row,)))
    reading = (*table.words, *sources_of((found.dataset,)))
    return Story(made, made.active_map, table.title, field.title, found.dataset.id, tuple(bars), reading)


def _size(value: Any) -> float:
    """Return how large a figure is, -1 where there is none."""
    return abs(float(value)) if np.isfinite(value) else -1.0
