"""Overlap of positioning from a column of a layer: the plan's own figures, synonyms, a map, and degenerate columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.indicators.plan_tables import overlap_of, synonyms_of
from layers.project import Project
from layers.results.overlap_result import industries_in, overlap_columns, overlap_in, overlap_reading, overlap_result
from layers.results.result_maps import add_column_map
from layers.storage.project_file import read_project
from spatial.errors import GisError
from spatial.text import Text

STARTER = Path(__file__).resolve().parents[2] / "data" / "geo"


@pytest.fixture(scope="module")
def starter() -> Project:
    return read_project(STARTER).project


def test_the_plans_figures_come_out_of_the_layer(starter: Project) -> None:
    overlap, names = overlap_in(starter.dataset("subparks"), "industries")
    assert (overlap.possible, len(overlap.pairs), overlap.across, overlap.within) == (91, 12, 6, 6)
    top = overlap.pairs[0]
    assert names[top.a].zh == "真如铁三角科技园" and names[top.b].zh.startswith("中环国际") and top.across_blocks
    assert {(p.a, p.b, p.jaccard) for p in overlap.pairs} == {(p.a, p.b, p.jaccard) for p in overlap_of().pairs}
    table = overlap_result(overlap, names)
    assert len(table.rows) == 12 and table.rows[0][-1] == Text("优先错位", "differentiate")
    words = "\n".join(each.zh for each in overlap_reading(overlap, names))
    assert (
        "91 对中有 12 对产业定位重叠，其中跨区块 6 对" in words
        and "建议优先错位发展的：真如铁三角科技园与中环国际" in words
    )


def test_synonyms_join_words(starter: Project) -> None:
    grouped, names = overlap_in(starter.dataset("subparks"), "industries", synonyms_of())
    assert len(grouped.pairs) > 12 and "按同义词组" in overlap_reading(grouped, names)[0].zh


def test_a_map_of_overlaps_is_an_ordinary_column_and_layer(starter: Project) -> None:
    dataset = starter.dataset("subparks")
    overlap, _ = overlap_in(dataset, "industries")
    derived, look = overlap_columns(dataset, "industries", overlap)
    made = add_column_map(starter, dataset, derived, look, (Text("t", "t"), Text("d", "d")))
    cells = made.dataset("subparks").frame["overlaps"].tolist()
    assert cells == dataset.frame["n_overlaps"].astype(int).tolist()
    assert made.shown.layers[-1].symbology is look and len(made.maps) == len(starter.maps) + 1
    assert all(layer.context for layer in made.shown.layers[:-1])


@pytest.mark.parametrize("column", ["key_projects_none", "n_industries_none"])
def test_a_column_without_industries_is_refused_in_words(starter: Project, column: str) -> None:
    with pytest.raises(GisError, match="industries"):
        industries_in(starter.dataset("subparks"), column)
