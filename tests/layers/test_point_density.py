import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from layers.areas import read_areas
from layers.boundaries.edits import with_dataset
from layers.datasets import read_dataset
from layers.results.area_bases import PUBLISHED
from layers.results.point_density import marks_of, points_of, roll_up, zone_layer
from layers.revisions.committing import commit
from layers.revisions.model import Entry
from layers.storage.project_file import read_project, write_project
from main import main
from spatial.errors import SourceError
from spatial.statistics.density import count_points, density_table

STARTER = Path("data/geo")
FACILITIES = STARTER / "facilities.geojson"
AREAS = read_areas(STARTER / "tables" / "areas.csv")


def run(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def test_the_starter_story_of_densities():
    """26 sites in Zhangjiang, 8 in Lingang, 6 in Putuo north, 17 in Putuo south, as the zones' own column counts
    them."""
    code, out, _ = run("density", FACILITIES, STARTER / "zones.geojson", "--json")
    found = json.loads(out)
    assert code == 0 and {row["id"]: row["n"] for row in found["zones"]} == {
        "zhangjiang-science-city": 26,
        "lingang-new-area": 8,
        "putuo-park-north": 6,
        "putuo-park-south": 17,
    }
    assert [row["rank"] for row in found["zones"]] == [3, 4, 2, 1] and found["outside"] == 132 - 57
    keys = {"id", "n", "area_km2", "density_per_km2", "ci_low", "ci_high", "share", "location_quotient", "rank"}
    for row in found["zones"]:
        assert keys <= set(row) and row["ci_low"] < row["density_per_km2"] < row["ci_high"]
        assert row["density_per_km2"] == pytest.approx(row["n"] / row["area_km2"])
    assert {"outside", "on_border", "method"} <= set(found)


def test_zones_that_hold_each_other_are_not_left_empty_without_a_word():
    """The layer of Zhangjiang holds the science city and the parks in it."""
    first = json.loads(run("density", FACILITIES, STARTER / "zhangjiang.geojson", "--json")[1])
    every = json.loads(run("density", FACILITIES, STARTER / "zhangjiang.geojson", "--rule", "all", "--json")[1])
    assert first["in_overlap"] > 0 and any("all" in note for note in first["notes"]) and not every["notes"]
    assert sum(row["n"] for row in first["zones"]) + first["outside"] == 132
    assert sum(row["n"] for row in every["zones"]) >= 26 + first["in_overlap"]


def test_readable_table_with_kinds():
    code, out, _ = run("density", FACILITIES, STARTER / "zones.geojson", "--by", "kind")
    assert code == 0 and "putuo-park-south" in out.splitlines()[1] and "science_park: n=3" in out


def test_pattern_of_the_starter_sites():
    code, out, _ = run("pattern", FACILITIES, "--within", STARTER / "districts.geojson", "--json")
    found = json.loads(out)
    assert code == 0 and found["nni"] < 0.5 and found["z"] < -10
    assert {"r_m", "k", "l", "low", "high"} <= set(found["k"][0])
    assert all(row["low"] <= row["high"] and row["l"] == pytest.approx((row["k"] / np.pi) ** 0.5) for row in found["k"])
    assert len(found["mean_centre"]) == 2 and found["ellipse"]["semi_major_m"] > found["ellipse"]["semi_minor_m"]
    assert "EPSG:4549" in found["method"] and found["seed"] and found["simulations"] == 99
    code, out, _ = run("pattern", FACILITIES)
    assert code == 0 and "NNI" in out


@pytest.mark.parametrize(
    "words",
    [
        ("density", FACILITIES, STARTER / "zones.geojson", "--by", "colour"),
        ("density", FACILITIES, STARTER / "zones.geojson", "--weight", "colour"),
        ("density", FACILITIES, STARTER / "zones.geojson", "--scheduler", "tcp://127.0.0.1:1"),
        ("density", "none.geojson", STARTER / "zones.geojson"),
        ("density", "none.parquet", STARTER / "zones.geojson"),
        ("pattern", FACILITIES, "--within", "none.geojson"),
        ("pattern", FACILITIES, "--weight", "colour"),
        ("pattern", FACILITIES, "--by", "colour"),
        ("pattern", FACILITIES, "--year", "colour"),
        ("pattern", FACILITIES, "--out", "pattern.docx"),
        ("density", "none.parquet", STARTER / "zones.geojson", "--out", "d.html"),
    ],
)
def test_bad_requests_end_with_a_message(words):
    code, out, err = run(*words)
    assert code == 1 and not out and "错误" in err and "Traceback" not in err


def feature(geometry, **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": geometry and json.loads(shapely.to_geojson(geometry)),
    }


def layer(folder, name, *features):
    path = folder / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def test_weights_are_points_so_many_times(tmp_path):
    """An independent reference: a weight of 3 is the same point three times over, for centre, distance and ellipse."""
    places = [(121.40, 31.20), (121.43, 31.21), (121.41, 31.26), (121.48, 31.23), (121.45, 31.30)]
    weights = [1, 3, 2, 1, 4]
    once = layer(tmp_path, "once", *[feature(shapely.Point(p), w=w) for p, w in zip(places, weights, strict=True)])
    several = [feature(shapely.Point(p)) for p, w in zip(places, weights, strict=True) for _ in range(w)]
    many = layer(tmp_path, "many", *several)
    weighted, repeated, plain = (
        json.loads(run("pattern", *words, "--json")[1]) for words in ((once, "--weight", "w"), (many,), (once,))
    )
    for key in ("mean_centre", "standard_distance_m"):
        assert weighted[key] == pytest.approx(repeated[key], rel=1e-9) and weighted[key] != pytest.approx(plain[key])
    assert weighted["ellipse"] == pytest.approx(repeated["ellipse"], rel=1e-9)
    assert weighted["nni"] == plain["nni"] and weighted["k"] == plain["k"], "distances know no weights"
    assert "按权重" in weighted["method"]


def test_centres_by_zone_and_year_and_neighbours_by_kind():
    zones = STARTER / "zones.geojson"
    words = ("pattern", FACILITIES, "--within", zones, "--year", "status_zh", "--by", "kind")
    found = json.loads(run(*words, "--json")[1])
    assert [each["n"] for each in found["zones"]] == [26, 8, 6, 17]
    of_all = [each["n"] for each in found["years"] if each["of"] == "all"]
    assert of_all == sorted(of_all) and len(of_all) == 6 and {each["of"] for each in found["years"]} > {"zone"}
    assert sum(each["n"] for each in found["kinds"]) == found["n"] == 57
    first = found["kinds"][0]
    assert {"r_m", "k", "l", "low", "high"} <= first["k"][0].keys() and first["nni"] > 0 and first["ellipse"]
    assert 0 < first["labelled"]["p_global"] <= first["labelled"]["p_adjusted"] <= 1
    assert "Diggle" in found["method"] and any("没有写明年份" in each for each in found["notes"])
    code, out, _ = run(*words)
    assert code == 0 and "Holm" in out and first["kind"] in out


def test_results_leave_the_command_line_as_tables_sheets_and_pages(tmp_path):
    outs = [word for ending in ("csv", "png", "html") for word in ("--out", tmp_path / f"r.{ending}")]
    found = json.loads(run("density", FACILITIES, STARTER / "zones.geojson", *outs, "--json")[1])
    assert found["written"] == [str(each) for each in outs[1::2]]
    page = (tmp_path / "r.html").read_text("utf-8")
    assert 'id="story"' in page and "科研设施" in page, "the starter's own file goes by its name in the project"
    assert (tmp_path / "r.png").stat().st_size > 50_000 and "泊松" in (tmp_path / "r.csv").read_text("utf-8-sig")
    for words in (
        ("pattern", FACILITIES, "--within", STARTER / "zones.geojson"),
        ("autocorrelation", STARTER / "subparks.geojson", "--field", "n_industries", "--statistic", "g_star",
         "--weights", "knn:4"),
        ("overlap",),
    ):  # fmt: skip
        code, out, err = run(*words, "--out", tmp_path / "s.html")
        assert code == 0 and str(tmp_path / "s.html") in out, err
        assert 'id="story"' in (tmp_path / "s.html").read_text("utf-8")


def test_degenerate_files_have_stated_answers(tmp_path):
    zone = layer(tmp_path, "zone", feature(shapely.box(121, 31, 121.1, 31.1), id="a"), feature(None, id="b"))
    same = layer(tmp_path, "same", *[feature(shapely.Point(121.05, 31.05), staff=s) for s in (1, None, "/")])
    found = json.loads(run("density", same, zone, "--weight", "staff", "--json")[1])
    assert [(row["n"], row["weight"], row["rank"]) for row in found["zones"]] == [(3, 1.0, 1), (0, 0.0, None)]
    assert found["zones"][1]["density_per_km2"] is None and any("2" in note for note in found["notes"])
    assert run("pattern", same)[0] == 1  # all at one place, and no study area
    assert json.loads(run("pattern", same, "--within", zone, "--json")[1])["nni"] == 0.0


def test_roll_up_over_blocks_and_the_park():
    """Sub-parks add up to the two blocks and to the Putuo park."""
    zones = zone_layer(read_dataset(STARTER / "subparks.geojson"), AREAS)
    facilities = read_dataset(FACILITIES)
    counts = count_points(points_of(facilities), zones.zones, marks_of(facilities, "kind"))
    levels = {rolled.level: rolled for rolled in roll_up(counts, zones.bases[0], AREAS)}
    assert levels["block"].table.counts.n.tolist() == [6, 17] and levels["park"].table.rows[0].n == 23
    assert sum(row.area_km2 for row in levels["block"].table.rows) == pytest.approx(zones.zones.area_km2.sum())
    kinds = np.array([[kind.n for kind in row.kinds] for row in density_table(counts, zones.bases[0]).rows])
    assert [kind.n for kind in levels["park"].table.rows[0].kinds] == kinds.sum(axis=0).tolist()


def test_published_areas_are_a_basis_of_their_own():
    zones = zone_layer(read_dataset(STARTER / "subparks.geojson"), AREAS)
    drawn, published = zones.bases
    assert published.name == PUBLISHED and published.area_km2[0] == 4.2 and np.isnan(published.area_km2[2])
    assert drawn.area_km2[0] == pytest.approx(4.617, abs=1e-3)
    facilities = read_dataset(FACILITIES)
    rolled = roll_up(count_points(points_of(facilities), zones.zones), published, AREAS)
    park = next(each for each in rolled if each.level == "park").table.rows[0]
    assert park.area_km2 == AREAS[park.id].area_km2_published  # the park's own figure, not the sum of its parts


def test_an_unknown_field_is_refused():
    with pytest.raises(SourceError, match="no field"):
        marks_of(read_dataset(FACILITIES), "colour")


def test_approved_and_committed_areas_are_bases_where_the_ledger_knows_them(tmp_path):
    """Approved: the column, else the last such revision; current revision: without what is not committed."""
    project = read_project(STARTER).project
    frame = project.dataset("subparks").frame
    first, grown = frame.geometry.iloc[0], frame.geometry.iloc[0].buffer(0.001)
    entry = Entry("a", "2026-01-01T00:00:00Z", "r", "d", "draft")
    edited = commit(with_shape(project, grown), "subparks", entry)
    approved = replace(entry, time="2026-02-01T00:00:00Z", status="approved")
    edited = with_shape(commit(edited, "subparks", approved, ["putuo-taopu"], "status"), first)
    km2 = {each.key: each.area_km2 for each in zone_layer(edited.dataset("subparks"), AREAS, project=edited).bases}
    assert list(km2) == ["drawn", "published", "approved", "revision"]
    assert km2["drawn"][0] == pytest.approx(4.617, abs=1e-3) and km2["published"][0] == 4.2
    assert km2["approved"][0] == km2["revision"][0] > 5.4 and np.isnan(km2["approved"][1:]).all()
    assert km2["revision"][1:] == pytest.approx(km2["drawn"][1:])
    write_project(edited, tmp_path / "p.yuantu")
    words = ("density", FACILITIES, STARTER / "subparks.geojson", "--json", "--area-basis")
    found = json.loads(run(*words, "revision", "--project", tmp_path / "p.yuantu")[1])
    assert found["zones"][0]["area_km2"] == pytest.approx(km2["revision"][0]) and found["area_basis"] == "revision"
    assert json.loads(run(*words, "published")[1])["zones"][0]["area_km2"] == 4.2
    code, _, complaint = run(*words, "approved")
    assert code == 1 and "批复面积" in complaint


def with_shape(project, shape):
    subparks = project.dataset("subparks")
    shapes = subparks.frame.geometry.tolist()
    changed = replace(subparks, frame=subparks.frame.set_geometry([shape, *shapes[1:]], crs=subparks.frame.crs))
    return with_dataset(project, changed)
