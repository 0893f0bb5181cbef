"""The starter project: it opens whole, every look can be drawn, and no figure is shown where no plan gives one."""

from __future__ import annotations

from functools import cache

import pytest

from data.make_starter import TARGET
from layers.cartography.portrayal import MISSING, NOT_APPLICABLE, RANGE, ZERO, Portrayal, portray
from layers.cartography.symbology import Graduated, Proportional, Symbology
from layers.layer import Layer
from layers.placement import Placed, place
from layers.project import Project
from layers.storage.project_file import read_project

MAPS = (
    "site-density",
    "industries",
    "overlap",
    "progress",
    "pudong-indicators",
    "clusters",
    "dense-areas",
    "carrying-areas",
)


@cache
def project() -> Project:
    opened = read_project(TARGET)
    assert opened.findings == ()
    assert opened.missing == ()
    return opened.project


@cache
def placed(dataset: str) -> Placed:
    return place(project().dataset(dataset), project().crs)


def drawn(layer: Layer, look: Symbology | None = None) -> Portrayal:
    return portray(project().dataset(layer.dataset), placed(layer.dataset), look or layer.symbology)


def values_by_id(layer_id: str) -> dict[str, str]:
    portrayal = drawn(project().layer(layer_id))
    return dict(zip(portrayal.placed.ids, portrayal.values, strict=True))


def test_the_maps_are_there_with_their_caveats() -> None:
    assert tuple(each.id for each in project().maps) == MAPS
    assert project().active_map == MAPS[0]
    for each in project().maps:
        assert each.title.zh
        assert each.title.en
        assert each.description.zh
        assert each.notes
        assert any(layer.context for layer in each.layers)
        assert not each.layers[-1].context
    assert any("不是统计数字" in note.zh for note in project().map("site-density").notes)
    assert any("不是统计数字" in note.zh for note in project().map("clusters").notes)


def test_every_look_can_be_drawn_and_says_what_it_is() -> None:
    for _, layer in project().layers():
        for look in (layer.symbology, *layer.alternatives):
            portrayal = drawn(layer, look)
            assert portrayal.legend.title.zh
            assert sum(entry.count for entry in portrayal.legend.entries) >= 1
        assert not layer.alternatives or layer.symbology in layer.alternatives


def test_all_data_sets_are_linked_to_files_of_the_folder_and_credited() -> None:
    for dataset in project().datasets:
        assert (TARGET / dataset.origin.path).is_file()
        assert dataset.findings == ()
        assert (dataset.id_field, dataset.name_field) == ("id", "name_zh")
    for name in ("context_land", "lingang", "zones", "carrying_areas"):
        assert "OpenStreetMap" in project().dataset(name).origin.attribution.zh
    assert not (TARGET / "data").exists()


def test_density_is_for_the_four_zones_only() -> None:
    layer = project().layer("site-density-zones")
    assert sorted(values_by_id(layer.id)) == sorted(
        ["zhangjiang-science-city", "lingang-new-area", "putuo-park-north", "putuo-park-south"]
    )
    assert sorted(drawn(layer).classes) == [0, 1, 2, 3]


def test_progress_is_blank_where_no_plan_gives_a_figure() -> None:
    portrayal = drawn(project().layer("progress-progress"))
    shown = {key: value for key, value in zip(portrayal.placed.ids, portrayal.values, strict=True) if value}
    assert shown == {"shanghai": "65.4", "pudong": "36.3", "putuo-park": "76.1"}
    assert list(portrayal.classes).count(MISSING) == 15


def test_pudong_has_sixty_looks_with_one_scale_per_indicator() -> None:
    layer = project().layer("pudong-indicators-pudong")
    assert len(layer.alternatives) == 15 * 4
    scales: dict[str, set[object]] = {}
    for look in layer.alternatives:
        assert isinstance(look, Graduated | Proportional)
        indicator, _ = look.field.split("@")
        scales.setdefault(indicator, set()).add(look.breaks if isinstance(look, Graduated) else look.reference)
        field = project().dataset("pudong").field_of(look.field)
        assert isinstance(look, Graduated) == (field.map_as == "choropleth")
        assert field.source.zh.startswith("000 指标表")
    assert len(scales) == 15
    assert all(len(each) == 1 for each in scales.values())


@pytest.mark.parametrize(
    ("field", "printed", "code"),
    [
        ("rd_expenditure@2019", "458（预估）", 0),
        ("class1_new_drugs@2020", "3-5", RANGE),
        ("big_company_innovation_centres@2018", "/", NOT_APPLICABLE),
        ("national_laboratories@2018", "0", ZERO),
        ("hightech_enterprises@2025", "8000", 0),
    ],
)
def test_pudong_keeps_every_form_and_the_other_districts_have_no_data(field: str, printed: str, code: int) -> None:
    layer = project().layer("pudong-indicators-pudong")
    look = next(each for each in layer.alternatives if getattr(each, "field", "") == field)
    portrayal = drawn(layer, look)
    row = portrayal.placed.ids.index("pudong")
    assert (portrayal.values[row], portrayal.classes[row]) == (printed, code)
    assert [int(c) for c in portrayal.classes].count(MISSING) == 15


def test_no_plan_figure_is_a_fill_over_districts_or_subparks() -> None:
    """Looks over districts and sub-parks that fill by number: patents of Pudong alone, and counts of our own."""
    for _, layer in project().layers():
        for look in (layer.symbology, *layer.alternatives):
            if isinstance(look, Graduated) and layer.dataset in ("districts", "pudong", "subparks"):
                portrayal = drawn(layer, look)
                assert sum(int(c) >= 0 for c in portrayal.classes) == 1


def test_counts_of_the_subparks_have_a_class_each() -> None:
    assert [entry.count for entry in drawn(project().layer("industries-subparks")).legend.entries] == [7, 7]
    assert [entry.count for entry in drawn(project().layer("overlap-subparks")).legend.entries] == [3, 3, 4, 3, 1]


def test_clusters_of_the_sites() -> None:
    dense = drawn(project().layer("dense-areas-facilities")).clusters
    assert dense is not None
    # scikit-learn 1.x, DBSCAN(eps=1500 / 6371000, min_samples=4, metric="haversine"): 8 clusters, 62 noise points.
    assert [cluster.n for cluster in dense.clusters] == [20, 14, 9, 7, 7, 5, 4, 4]
    assert dense.noise == 62
    together = drawn(project().layer("clusters-facilities")).aggregation
    assert together is not None
    assert all(int(level.counts.sum()) == 132 for level in together.levels)


def test_search_and_joins_know_the_other_names() -> None:
    from spatial.joining.joins import normalise_key

    aliases = project().aliases
    assert aliases[normalise_key("桃浦智创TOP")] == "putuo-taopu"
    assert aliases[normalise_key("张江普陀园")] == "putuo-park"
    assert normalise_key("张江") not in aliases
