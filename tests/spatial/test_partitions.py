import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from spatial.errors import GisError, SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.statistics.partitions import count_partitioned, open_points
from spatial.statistics.zone_counts import Marks, count_points, prepare_zones

SHAPES = [
    shapely.box(121.0, 31.0, 121.2, 31.2),
    shapely.box(121.2, 31.0, 121.4, 31.2),
    shapely.box(121.1, 31.1, 121.3, 31.3),
]
N = 3000
RNG = np.random.default_rng(8)
AT = np.round(RNG.random((N, 2)) * [0.5, 0.4] + [120.95, 30.95], 2)  # many on borders
KIND = RNG.choice(["lab", "park", "site", None], N).astype(object)
STAFF = np.where(RNG.random(N) < 0.1, np.nan, RNG.lognormal(0, 4, N))


def zones():
    return prepare_zones(["a", "b", "c"], np.array(SHAPES, dtype=object))


def write(path, rows=slice(None), group=400, geo=None, wkb=None):
    column = {"encoding": "WKB", "geometry_types": ["Point"]} | (geo or {})
    meta = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    cells = shapely.to_wkb(shapely.points(AT[rows])) if wkb is None else wkb
    table = pa.table({"geometry": pa.array(cells, pa.binary()), "kind": KIND[rows], "staff": STAFF[rows]})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(meta)}), path, row_group_size=group)
    return path


def in_memory(rule="first"):
    kinds = ("lab", "park", "site")
    code = np.array([kinds.index(k) if k else -1 for k in KIND])
    return count_points(AT, zones(), Marks(kinds, code, STAFF), rule)


def assert_same(one, other):
    assert (one.sums[..., 0] == other.sums[..., 0]).all() and one.kinds == other.kinds and one.ids == other.ids
    for name in ("points", "outside", "on_border", "in_overlap", "weight_missing", "largest_weight", "no_position"):
        assert getattr(one, name) == getattr(other, name)


@pytest.mark.parametrize("group", [7, 400, 10_000])
@pytest.mark.parametrize("rule", ["first", "all", "split"])
def test_parts_give_the_numbers_of_the_whole(tmp_path, group, rule):
    file = open_points(write(tmp_path / "p.parquet", group=group), ["kind", "staff"])
    assert file.rows == N and len(file.units) == -(-N // group)
    assert_same(count_partitioned(file, zones(), ("kind", "staff"), rule), in_memory(rule))


def test_a_folder_of_files_counts_as_one(tmp_path):
    write(tmp_path / "b.parquet", slice(1000, None))
    write(tmp_path / "a.parquet", slice(0, 1000))
    assert_same(count_partitioned(open_points(tmp_path), zones(), ("kind", "staff")), in_memory())


def test_without_kinds_and_weights(tmp_path):
    found = count_partitioned(open_points(write(tmp_path / "p.parquet")), zones())
    assert_same(found, count_points(AT, zones()))


def test_missing_and_empty_points_have_no_position(tmp_path):
    wkb = list(shapely.to_wkb(shapely.points(AT[:4])))
    wkb[1], wkb[2] = None, shapely.to_wkb(shapely.Point())
    found = count_partitioned(open_points(write(tmp_path / "p.parquet", slice(0, 4), wkb=wkb)), zones())
    assert (found.points, found.no_position) == (4, 2)


def test_a_projected_crs_is_converted(tmp_path):
    import pyproj

    crs = pyproj.CRS.from_epsg(4549)
    xy = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(121.05, 31.05)
    path = write(
        tmp_path / "p.parquet", slice(0, 1), geo={"crs": crs.to_json_dict()}, wkb=[shapely.to_wkb(shapely.Point(xy))]
    )
    assert count_partitioned(open_points(path), zones()).n.tolist() == [1, 0, 0]


def test_no_points(tmp_path):
    found = count_partitioned(open_points(write(tmp_path / "p.parquet", slice(0, 0))), zones(), ("kind", ""))
    assert (found.points, found.n.tolist()) == (0, [0, 0, 0])


@pytest.mark.parametrize(
    "bad",
    [
        lambda folder: open_points(folder / "none.parquet"),
        lambda folder: open_points(folder),
        lambda folder: open_points(write(folder / "p.parquet"), ["output"]),
        lambda folder: open_points(write(folder / "p.parquet", geo={"encoding": "point"})),
        lambda folder: (folder / "x.parquet").write_text("no") and open_points(folder / "x.parquet"),
        lambda folder: pq.write_table(pa.table({"a": [1]}), folder / "y.parquet") or open_points(folder / "y.parquet"),
        lambda folder: count_partitioned(
            open_points(write(folder / "p.parquet")), zones(), scheduler="nowhere://127.0.0.1:1"
        ),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, bad):
    with pytest.raises(SourceError) as caught:
        bad(tmp_path)
    assert caught.value.message("zh") and caught.value.message("en")
    assert isinstance(caught.value, GisError)


def test_progress_and_cancel(tmp_path):
    file = open_points(write(tmp_path / "p.parquet", group=100))
    seen = []
    count_partitioned(file, zones(), feedback=CallbackFeedback(lambda fraction, doing: seen.append(fraction)))
    assert max(seen) == 1.0 and len(seen) > 10
    with pytest.raises(Cancelled):
        count_partitioned(file, zones(), feedback=CallbackFeedback(should_stop=lambda: len(seen) > 0))
