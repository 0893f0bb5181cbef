"""A style goes into a file and comes back, and fits the data of another layer or says why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from layers.cartography.scale_range import ALL_SCALES, ScaleRange
from layers.cartography.style_files import (
    SUFFIX,
    LayerStyle,
    default_name,
    fitted,
    read_layer_style,
    read_style,
    style_bytes,
    style_of,
    write_style,
)
from layers.cartography.styling import categorised, clustered, graduated, proportional
from layers.cartography.symbology import Categorised, Graduated, Proportional, Single, Symbology
from layers.layer import Dataset, Layer
from spatial.errors import SourceError, SymbologyError
from spatial.text import Text


def dataset_of(*columns: str, points: bool = False) -> Dataset:
    shapes = [Point(121, 31 + i) if points else box(121, 31 + i, 121.5, 31.5 + i) for i in range(4)]
    frame = gpd.GeoDataFrame({name: [1.0, 2.0, 30.0, 40.0] for name in columns}, geometry=shapes, crs=4326)
    return Dataset("d", Text("数据", "Data"), frame.assign(kind=["a", "b", "a", "a"]))


LAYER = Layer("l", "d", Text("某层", "A layer"))
LOOKS: list[Symbology] = [
    Single(fill="", stroke="#123456"),
    graduated(dataset_of("n"), "n", "quantiles", 3, ramp="RdBu", reverse=True, zero_class=True),
    replace(graduated(dataset_of("n"), "n", "equal_interval", 2), breaks=(0.1 + 0.2, 1e-300, 5e22)[:3], lock="x"),
    proportional(dataset_of("n"), "n", max_radius_px=12.5),
    categorised(dataset_of("n"), "kind"),
    clustered(dataset_of("n", points=True), "dbscan", "kind", eps_m=321.5),
]


@pytest.mark.parametrize("look", [*LOOKS[:2], *LOOKS[3:]], ids=lambda look: type(look).__name__)
def test_what_is_written_is_read(look: Symbology, tmp_path: Path) -> None:
    path = tmp_path / f"a{SUFFIX}"
    write_style(look, path)
    assert read_style(path) == look
    assert read_layer_style(path) == LayerStyle(look)
    for scales in (ALL_SCALES, ScaleRange(500, 12_345.5)):
        write_style(look, path, scales)
        assert read_layer_style(path) == LayerStyle(look, scales)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"nothing", b"[]", b"{}", b'{"yuantu_style": 99, "symbology": {}}',
        b'{"yuantu_style": "1", "symbology": {}}',
        b'{"yuantu_style": 1, "symbology": {"kind": "heat"}}', style_bytes(LOOKS[2]),
        style_bytes(LOOKS[0], ScaleRange(5, 9)).replace(b"9.0", b"2.0"),
        style_bytes(LOOKS[1]).replace(b'"scheme"', b'"schema"'), style_bytes(LOOKS[3]).replace(b"12.5", b"-1.0"),
    ],
)  # fmt: skip
def test_what_is_no_style_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"bad{SUFFIX}"
    path.write_bytes(content)
    with pytest.raises(SymbologyError, match="bad"):
        read_style(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_style(tmp_path / "none")
    with pytest.raises(SourceError):
        write_style(Single(), tmp_path / "no" / "folder")


def test_the_same_column_keeps_the_very_classes_and_takes_the_lock_of_the_layer() -> None:
    look = replace(graduated(dataset_of("n"), "n", "quantiles", 2), lock="elsewhere")
    assert fitted(look, dataset_of("n"), LAYER) == replace(look, lock="")
    locked = replace(LAYER, symbology=replace(look, breaks=(0.0, 1.0, 2.0), lock="here"))
    assert fitted(look, dataset_of("n"), locked) == replace(look, lock="here")


def test_another_column_keeps_scheme_classes_and_ramp() -> None:
    look, other = LOOKS[1], dataset_of("m")
    assert isinstance(look, Graduated)
    with pytest.raises(SymbologyError, match="“n”"):
        fitted(look, other, LAYER)
    made = fitted(look, other, LAYER, "m")
    assert isinstance(made, Graduated)
    assert (made.field, made.scheme, made.ramp, made.zero_class) == ("m", "quantiles", "RdBu", True)
    assert made.colours == graduated(other, "m", "quantiles", 3, ramp="RdBu", reverse=True).colours
    symbols, kinds = fitted(LOOKS[3], other, LAYER, "m"), fitted(LOOKS[4], other, LAYER, "m")
    assert isinstance(symbols, Proportional) and (symbols.reference, symbols.max_radius_px) == (40, 12.5)
    assert isinstance(kinds, Categorised) and len(kinds.categories) == 4


def test_clusters_are_for_points() -> None:
    assert fitted(LOOKS[5], dataset_of(points=True), LAYER) == LOOKS[5]
    with pytest.raises(SymbologyError, match="points"):
        fitted(LOOKS[5], dataset_of(), LAYER)


def test_a_name_for_the_file() -> None:
    assert default_name(replace(LAYER, name=Text("甲/乙: 2025?"))) == f"甲_乙_ 2025_{SUFFIX}"
    assert default_name(replace(LAYER, name=Text(" . "))) == f"style{SUFFIX}"


def test_bytes_are_text_that_people_can_read() -> None:
    assert '"kind": "single"' in style_bytes(Single()).decode()
    assert style_of(style_bytes(Single()), "x") == Single()
