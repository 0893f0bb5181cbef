"""One place decides every look: class codes, styles, legend rows and counts over odd data."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point, box

from layers.cartography.legend import MISSING, NOISE, NOT_APPLICABLE, OUTSIDE, RANGE, ZERO
from layers.cartography.portrayal import Portrayal, place, portray
from layers.cartography.styling import categorised, clustered, graduated, proportional, year_alternatives
from layers.cartography.symbology import Graduated, Proportional, Single, Symbology
from layers.layer import Dataset, Field
from spatial.errors import ClassificationError, SymbologyError
from spatial.text import Text

CRS = "EPSG:3857"


def dataset_of(cells: list[Any], geometry: list[Any] | None = None, **columns: list[Any]) -> Dataset:
    squares = geometry or [box(121.4 + i / 100, 31.2, 121.4 + i / 100 + 0.005, 31.205) for i in range(len(cells))]
    frame = gpd.GeoDataFrame(
        {"id": [f"p{i}" for i in range(len(cells))], "v": cells, **columns}, geometry=squares, crs=4326
    )
    fields = {"v": Field("v", Text("指标", "Indicator"), "家", definition=Text("口径"), source=Text("003 表1"))}
    return Dataset("d", Text("图层", "Layer"), frame, id_field="id", fields=fields)


def portrayed(dataset: Dataset, look: Symbology) -> Portrayal:
    return portray(dataset, place(dataset, CRS), look)


def look_with(breaks: tuple[float, ...], **options: Any) -> Graduated:
    return Graduated("v", "manual", breaks, tuple(f"#0000{i:02x}" for i in range(len(breaks) - 1)), **options)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0", 0), ("10", 0), ("10.01", 1), ("20", 1), ("20.5", OUTSIDE), ("-1", OUTSIDE), ("", MISSING),
        (None, MISSING), ("/", NOT_APPLICABLE), ("3-5", 0), ("8-12", RANGE), ("15-30", RANGE),
        ("19（预估）", 1), ("待定", MISSING),
    ],
)  # fmt: skip
def test_class_of_a_cell(cell: str | None, code: int) -> None:
    assert portrayed(dataset_of([cell, "5"]), look_with((0.0, 10.0, 20.0))).classes[0] == code


def test_zero_is_a_class_of_its_own_when_asked() -> None:
    cells: list[Any] = [0, 1, None, 2]
    assert list(portrayed(dataset_of(cells), look_with((1.0, 2.0), zero_class=True)).classes) == [ZERO, 0, MISSING, 0]


def test_legend_counts_every_feature_once() -> None:
    cells = ["0", "5", "15", "/", "", "3-5", "8-12", "99", "15"]
    made = portrayed(dataset_of(cells), look_with((0.0, 10.0, 20.0)))
    counts = {entry.code: entry.count for entry in made.legend.entries}
    assert counts == {1: 2, 0: 3, RANGE: 1, OUTSIDE: 1, MISSING: 1, NOT_APPLICABLE: 1}
    assert all(entry.style == made.styles[entry.code] for entry in made.legend.entries)


def test_legend_says_unit_method_definition_source_and_estimates() -> None:
    legend = portrayed(dataset_of(["1", "458（预估）"]), look_with((0.0, 500.0))).legend
    assert "家" in legend.title.zh
    assert "左开右闭" in legend.method.zh
    assert [note.zh for note in legend.notes] == ["口径：口径", "来源：003 表1", "含 1 个预估值"]


def test_printed_forms_survive() -> None:
    assert portrayed(dataset_of(["3-5", "/", "458（预估）", ""]), look_with((0.0, 9.0))).values == (
        "3-5",
        "/",
        "458（预估）",
        "",
    )


ODD: dict[str, list[Any]] = {
    "all zero": [0, 0, 0],
    "constant": [7, 7, 7],
    "two values": [1, 1, 9, 9],
    "outlier": [1, 2, 3, 4, 1e9],
    "negative": [-5, -1, 0, 3, 8],
    "ties": [1, 1, 1, 1, 2, 2, 3],
    "one": [4],
    "missing among": [None, 1, 2, None],
}


@pytest.mark.parametrize(
    "scheme", ["", "equal_interval", "quantiles", "fisher_jenks", "head_tail", "std_mean", "pretty"]
)
@pytest.mark.parametrize("name", ODD)
def test_every_value_finds_its_class(name: str, scheme: str) -> None:
    dataset = dataset_of(ODD[name])
    made = portrayed(dataset, graduated(dataset, "v", scheme, 5))
    present = np.array([cell is not None for cell in ODD[name]])
    assert (made.classes[present] >= 0).all()
    assert (made.classes[~present] == MISSING).all()
    assert sum(entry.count for entry in made.legend.entries) == len(present)
    labels = [entry.label.zh for entry in made.legend.entries]
    assert len(set(labels)) == len(labels)


def test_all_missing_is_refused_with_advice() -> None:
    with pytest.raises(ClassificationError) as caught:
        graduated(dataset_of([None, None]), "v")
    assert caught.value.remedy


def test_unknown_field_is_refused() -> None:
    with pytest.raises(SymbologyError, match="no field"):
        portrayed(dataset_of([1]), Graduated("absent", "manual", (0.0, 1.0), ("#000000",)))


def test_years_share_their_breaks() -> None:
    fields = {f"x@{year}": Field(f"x@{year}", Text("甲"), indicator="x", year=year) for year in (2019, 2025)}
    frame = gpd.GeoDataFrame(
        {"x@2019": [1, 2, 3], "x@2025": [10, 20, 30]}, geometry=[Point(i, 0) for i in range(3)], crs=4326
    )
    looks = year_alternatives(Dataset("d", Text("d"), frame, fields=fields), list(fields))
    first, second = looks
    assert isinstance(first, Graduated)
    assert isinstance(second, Graduated)
    assert (first.breaks, first.lock) == (second.breaks, "d:x")
    assert first.breaks[0] == 1
    assert first.breaks[-1] == 30


def test_proportional_area_follows_the_value() -> None:
    dataset = dataset_of([4, 1, 0, None, "/"])
    made = portrayed(dataset, proportional(dataset, "v"))
    assert made.radius_px is not None
    assert made.radius_px[0] == pytest.approx(2 * made.radius_px[1])
    assert list(made.classes) == [0, 0, ZERO, MISSING, NOT_APPLICABLE]
    assert [size for size, _ in made.legend.sizes] == [4.0, 1.0]


def test_proportional_needs_a_positive_number() -> None:
    with pytest.raises(SymbologyError):
        proportional(dataset_of([0, -1]), "v")


def test_categories_count_others_and_blanks() -> None:
    dataset = dataset_of([1] * 14, kind=[*"aaabbcdefghij", None])
    made = portrayed(dataset, categorised(dataset, "kind"))
    counts = {entry.label.zh: entry.count for entry in made.legend.entries}
    assert counts["a"] == 3
    assert "无数据" in counts
    assert sum(counts.values()) == 14


def test_dbscan_keeps_and_shows_noise() -> None:
    points = [Point(121.5 + i / 1e5, 31.2) for i in range(6)] + [Point(121.9, 31.0)]
    dataset = dataset_of(["a"] * 6 + ["b"], points)
    made = portrayed(dataset, clustered(dataset, "dbscan", "v", eps_m=50.0, min_samples=3))
    assert made.clusters is not None
    assert made.clusters.noise == 1
    assert made.classes[-1] == NOISE
    assert sum(entry.count for entry in made.legend.entries if entry.code in (0, 1, NOISE)) == 7


def test_markers_hold_every_point() -> None:
    points = [Point(121.5 + i / 100, 31.2) for i in range(30)]
    dataset = dataset_of(["a", "b"] * 15, points)
    made = portrayed(dataset, clustered(dataset, "aggregate", "v"))
    assert made.aggregation is not None
    assert {int(level.counts.sum()) for level in made.aggregation.levels} == {30}


def test_names_in_both_languages_and_dashes() -> None:
    dataset = dataset_of(
        [1, 2], name_zh=["桃浦", "长风"], name_en=["Taopu", None], geometry_status=["schematic", "approved"]
    )
    placed = place(Dataset("d", Text("d"), dataset.frame, id_field="id", name_field="name_zh"), CRS)
    assert tuple(placed.names) == (Text("桃浦", "Taopu"), Text("长风", ""))
    assert list(placed.dashed) == [True, False]


def test_missing_geometry_is_kept_in_its_place() -> None:
    dataset = dataset_of([1, 2, 3], [Point(121, 31), None, Point()])
    placed = place(dataset, CRS)
    assert [geometry is None for geometry in placed.geometry] == [False, True, True]


def test_the_plain_look_draws_everything() -> None:
    made = portrayed(dataset_of([1, None]), Single())
    assert (list(made.classes), made.legend.entries[0].count) == ([0, 0], 2)


def test_a_size_key_needs_no_data_beyond_the_reference() -> None:
    look = Proportional("v", 8000.0)
    assert [value for value, _ in portrayed(dataset_of([2902]), look).legend.sizes] == [8000.0, 2000.0, 500.0]
