"""A boundary edited here, opened in GDAL and in QGIS and brought back: same areas; untouched features, same text."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from spatial import topology as topo
from spatial.geodesic import geodesic_area_m2
from spatial.sources import read_vector, write_vector

PARKS = Path("data/geo/putuo_north.geojson")
QGIS_PYTHON = "/usr/bin/python3"

_SCRIPT = """
import json, sys
from qgis.core import QgsApplication, QgsDistanceArea, QgsProject, QgsVectorFileWriter, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], "parks", "ogr")
assert layer.isValid()
measure = QgsDistanceArea()
measure.setSourceCrs(layer.crs(), QgsProject.instance().transformContext())
measure.setEllipsoid("WGS84")
print(json.dumps([measure.measureArea(feature.geometry()) for feature in layer.getFeatures()]))
options = QgsVectorFileWriter.SaveVectorOptions()
options.driverName = "GeoJSON"
options.layerOptions = ["COORDINATE_PRECISION=15"]
QgsVectorFileWriter.writeAsVectorFormatV3(layer, sys.argv[2], QgsProject.instance().transformContext(), options)
"""


def edited(path: Path) -> topo.Topology:
    """Move a vertex, split a park and cut a hole; write the layer and return its topology."""
    source = read_vector(PARKS)
    before = topo.of_frame(source.frame, source.datum)
    x, y = before.ring(0)[2].tolist()
    moved = topo.settle(before, topo.move_vertex(before, (x, y), (x + 0.0004, y + 0.0003)))
    west, south, east, north = moved.shapes[1].bounds
    middle = (west + east) / 2
    after = topo.split(moved, np.array([(middle, south - 0.01), (middle + 1e-5, north + 0.01)]), [1])
    cells = source.frame[["name_zh", "geometry_status"]].iloc[
        [*range(len(source.frame)), *[1] * (len(after) - len(before))]
    ]
    frame = gpd.GeoDataFrame(cells.reset_index(drop=True), geometry=list(after.shapes), crs=source.frame.crs)
    write_vector(frame, path)
    return after


def test_untouched_features_keep_their_text_in_a_saved_file(tmp_path: Path) -> None:
    source = read_vector(PARKS)
    write_vector(source.frame, tmp_path / "before.geojson")
    before = topo.of_frame(source.frame, source.datum)
    x, y = before.ring(0)[2].tolist()
    after = topo.move_vertex(before, (x, y), (x + 0.0004, y + 0.0003))
    write_vector(source.frame.set_geometry(list(after.shapes), crs=source.frame.crs), tmp_path / "after.geojson")
    old, new = ((tmp_path / f"{name}.geojson").read_text("utf-8").splitlines() for name in ("before", "after"))
    assert after.change is not None
    touched = set(after.change.touched)
    assert [k for k, (a, b) in enumerate(zip(old[1:], new[1:], strict=True)) if a != b] == sorted(touched)
    assert touched


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="ogr2ogr (gdal-bin) is not installed")
def test_round_trip_through_ogr2ogr(tmp_path: Path) -> None:
    after = edited(tmp_path / "edited.geojson")
    for name in ("there.gpkg", "there.fgb"):
        subprocess.run(["ogr2ogr", tmp_path / name, tmp_path / "edited.geojson"], check=True, env=_environment())
        back = read_vector(tmp_path / name).frame
        areas = geodesic_area_m2(np.asarray(back.geometry.array, dtype=object))
        assert np.sort(areas) == pytest.approx(np.sort(after.area_m2()), rel=1e-9)
        assert topo.check(topo.of_frame(back)).counts == topo.check(after).counts


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or not Path(QGIS_PYTHON).exists(), reason="no system Python on Linux")
def test_round_trip_through_qgis(tmp_path: Path) -> None:
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], env=_environment(), capture_output=True).returncode:
        pytest.skip("QGIS (python3-qgis) is not installed")
    after = edited(tmp_path / "edited.geojson")
    (tmp_path / "there.py").write_text(_SCRIPT, encoding="utf-8")
    words = [QGIS_PYTHON, tmp_path / "there.py", tmp_path / "edited.geojson", tmp_path / "back.geojson"]
    result = subprocess.run(words, env=_environment(), capture_output=True, text=True, timeout=120)
    measured = json.loads(result.stdout.splitlines()[0])
    assert measured == pytest.approx(after.area_m2().tolist(), rel=1e-4)
    back = topo.of_frame(read_vector(tmp_path / "back.geojson").frame)
    assert back.area_m2().tolist() == pytest.approx(after.area_m2().tolist(), rel=1e-4)
    assert [shapely.equals(a, b) for a, b in zip(back.shapes, after.shapes, strict=True)] == [True] * len(after)


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PROJ", "GDAL"))
    }
    return kept | {"QT_QPA_PLATFORM": "offscreen"}
