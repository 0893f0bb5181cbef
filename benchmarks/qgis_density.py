"""QGIS's own tools on the same data, run by Debian's Python: ``qgis_density.py POINTS ZONES RADIUS PIXEL``; prints
seconds as JSON."""

import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.append("/usr/share/qgis/python/plugins")

from qgis.core import QgsApplication, QgsVectorLayer

application = QgsApplication([], False)
application.initQgis()
import processing  # noqa: E402
from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()
points = QgsVectorLayer(sys.argv[1], "points", "ogr")
seconds = {}
if sys.argv[2] != "-":
    zones = QgsVectorLayer(sys.argv[2], "zones", "ogr")
    start = time.perf_counter()
    made = processing.run(
        "native:countpointsinpolygon", {"POLYGONS": zones, "POINTS": points, "FIELD": "n", "OUTPUT": "memory:"}
    )
    seconds["count"] = time.perf_counter() - start
    seconds["total"] = sum(feature["n"] for feature in made["OUTPUT"].getFeatures())
else:
    start = time.perf_counter()
    processing.run(
        "qgis:heatmapkerneldensityestimation",
        {
            "INPUT": points,
            "RADIUS": float(sys.argv[3]),
            "PIXEL_SIZE": float(sys.argv[4]),
            "KERNEL": 0,
            "OUTPUT": sys.argv[5],
        },
    )
    seconds["heatmap"] = time.perf_counter() - start
print(json.dumps(seconds))
