"""Cluster maps agree on sheets with what was computed: markers, shares, hulls, counts, parameters; in all formats."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.image import imread

from layers.cartography.legend import CLUSTER
from layers.cartography.styling import clustered
from layers.layer import Dataset, Layer, Map
from layers.layout import FORMATS, SheetOptions, write_sheet
from layers.project import Project
from layers.sheets.clusters import badges, level_on_paper, marker_radius_px
from layers.sheets.content import compose
from layers.sheets.frame import Frame
from layers.sheets.page import MM_PER_PX
from spatial.text import Text

DPI = 150
OPTIONS = SheetOptions(inset=False, dpi=DPI)
HIGH_MM = FORMATS[OPTIONS.format].height_mm
METHODS = ("aggregate", "dbscan")
pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def make_project() -> Project:
    rng = np.random.default_rng(1)
    places = ((121.5, 31.2, 40), (121.6, 31.1, 20), (121.42, 31.08, 7))
    xy = np.vstack([*(rng.normal((x, y), 0.002, (n, 2)) for x, y, n in places), [[121.7, 31.25], [121.38, 31.22]]])
    kinds = (["a", "b", "c", "a"] * 20)[: len(xy)]
    frame = gpd.GeoDataFrame({"kind": kinds}, geometry=gpd.points_from_xy(*xy.T), crs=4326)
    data = Dataset("points", Text("点"), frame)
    maps = tuple(
        Map(name, Text(name), (Layer(name, "points", Text(name), clustered(data, name, "kind", eps_m=600.0)),))
        for name in METHODS
    )
    return Project(Text("聚类"), (data,), maps, "aggregate")


class Written:
    """The three files of a cluster map, its portrayal, and the frame it was drawn in."""

    def __init__(self, folder: Path, method: str) -> None:
        project, frames, fitted = make_project(), [], Frame.fitted
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Frame, "fitted", staticmethod(lambda *a: frames.append(fitted(*a)) or frames[-1]))
            for kind in ("png", "svg", "pdf"):
                assert not write_sheet(project, method, folder / f"{method}.{kind}", OPTIONS).findings
        self.made, self.frame = compose(project, method).layers[0].portrayal, frames[0]
        self.picture = imread(folder / f"{method}.png")[..., :3] * 255
        self.svg = (folder / f"{method}.svg").read_text(encoding="utf-8")
        subprocess.run(["pdftotext", "-bbox", folder / f"{method}.pdf", folder / f"{method}.html"], check=True)
        words = ET.parse(folder / f"{method}.html").iter("{http://www.w3.org/1999/xhtml}word")
        sides = ("xMin", "yMin", "xMax", "yMax")
        self.words = [(each.text or "", *(float(each.get(side)) * 25.4 / 72 for side in sides)) for each in words]
        self.said = "".join(word[0] for word in self.words)

    def numbers_on_map(self) -> list[tuple[int, float, float]]:
        """Return the numbers of the PDF that stand in the map, and the middle of each, mm from the lower left."""
        box, found = self.frame.box, []
        for word, west, north, east, south in self.words:
            x, y = (west + east) / 2, HIGH_MM - (north + south) / 2
            inside = box.left < x < box.right and box.bottom + 9 < y < box.top  # the scale bar stands below
            if word.isdigit() and inside:
                found.append((int(word), x, y))
        return found

    def colour(self, x_mm: float, y_mm: float) -> np.ndarray:
        return self.picture[round((HIGH_MM - y_mm) * DPI / 25.4), round(x_mm * DPI / 25.4)]


@pytest.fixture(scope="module", params=METHODS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("clusters"), request.param)


def expected(written: Written) -> list[tuple[int, float, float]]:
    """Return what numbers stand on the sheet, and where, from what was computed."""
    if written.made.aggregation is None:
        return [(count, x, y) for x, y, count in badges(written.made, written.frame)]
    level = level_on_paper(written.made, written.frame)
    assert level is not None and level.counts.sum() == len(written.made.classes)
    at = written.frame.page(level.xy)
    return [(int(n), x, y) for n, (x, y) in zip(level.counts, at.tolist(), strict=True) if n > 1]


def test_every_cluster_has_its_number_where_it_lies(written: Written) -> None:
    there = sorted(written.numbers_on_map())
    wanted = sorted(expected(written))
    assert [each[0] for each in there] == [each[0] for each in wanted] and len(wanted) >= 3
    for (_, x, y), (_, x_wanted, y_wanted) in zip(there, wanted, strict=True):
        assert (x, y) == pytest.approx((x_wanted, y_wanted), abs=0.8)
    comments = re.findall(r"<!-- (.*?) -->", written.svg)
    for number, _, _ in wanted:
        assert str(number) in comments, f"the SVG lacks {number}"


def test_the_picture_has_the_colours_of_the_shares(written: Written) -> None:
    made = written.made
    if made.aggregation is None:
        fill = made.styles[CLUSTER].fill
        for _, x, y in expected(written):
            assert hex_of(written.colour(x, y + 1.7)) == fill, "above the number, inside its badge"
        return
    level = level_on_paper(made, written.frame)
    assert level is not None
    for n, shares, (x, y) in zip(level.counts, level.category_counts, written.frame.page(level.xy), strict=True):
        radius, begin = (marker_radius_px(int(n)) - 2.0) * MM_PER_PX, 90.0
        for category, share in enumerate(shares.tolist() if n > 1 else ()):
            span = 360.0 * share / n
            middle = np.radians(begin - span / 2)
            if span > 40:
                seen = hex_of(written.colour(x + radius * np.cos(middle), y + radius * np.sin(middle)))
                assert seen == made.styles[category].fill
            begin -= span


def hex_of(colour: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(each)):02x}" for each in colour)


def test_legend_counts_and_parameters_are_printed(written: Written) -> None:
    legend, at = written.made.legend, 0
    for entry in legend.rows:
        row = "".join(entry.label.zh.split()) + f"{entry.count:,}"
        assert row in written.said[at:], f"the legend lacks {row}"
        at = written.said.index(row, at) + len(row)
    said = written.said.replace("\u3000", "")
    for text in (legend.method, *legend.notes):
        assert "".join(text.zh.split()) in said
    for entry in legend.rows:
        assert not entry.style.fill or entry.style.fill in written.svg


def test_dbscan_of_the_sheet_is_that_of_the_data() -> None:
    from sklearn.cluster import DBSCAN

    project = make_project()
    made = compose(project, "dbscan").layers[0].portrayal
    assert made.clusters is not None
    metric = project.datasets[0].frame.to_crs(32651)
    labels = DBSCAN(eps=600.0, min_samples=project.maps[1].layers[0].symbology.min_samples).fit_predict(
        np.column_stack([metric.geometry.x, metric.geometry.y])
    )
    assert sorted(cluster.n for cluster in made.clusters.clusters) == sorted(np.bincount(labels[labels >= 0]).tolist())
    assert int((made.clusters.labels < 0).sum()) == int((labels < 0).sum())
