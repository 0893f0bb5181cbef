"""The other side of `bench_canvas`: QGIS draws a layer, in the Python that QGIS came with. Prints one JSON object.

``/usr/bin/python3 benchmarks/qgis_canvas.py FILE VIEWS memory|file``: VIEWS is a JSON list of [name, west, south, east,
north]; ``memory``: measure a layer in memory, too. The layer is in five classes, drawn by the map renderer that QGIS's
own window uses, with its rendering optimisation on.
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeatureRequest,
    QgsGraduatedSymbolRenderer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsRendererRange,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

RAMP = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
SIZE = 1200, 800


def styled(layer):
    """Give a layer five classes of the field ``value``."""
    ranges = []
    for place, colour in enumerate(RAMP):
        symbol = QgsSymbol.defaultSymbol(layer.geometryType())
        symbol.setColor(QColor(colour))
        ranges.append(QgsRendererRange(place * 20.0, place * 20.0 + 20.0, symbol, str(place)))
    layer.setRenderer(QgsGraduatedSymbolRenderer("value", ranges))
    return layer


def drawn(layer, extent):
    """Return the seconds that a complete picture takes."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(*SIZE))
    settings.setExtent(QgsRectangle(*extent))
    settings.setDestinationCrs(layer.crs())
    settings.setFlag(QgsMapSettings.UseRenderingOptimization, True)
    start = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    seconds = time.perf_counter() - start
    assert not job.renderedImage().isNull()
    return seconds


def main():
    """Measure and print."""
    path, views, in_memory = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3] == "memory"
    app = QgsApplication([], False)
    app.initQgis()
    (_, *whole), *others = views
    start = time.perf_counter()
    layer = styled(QgsVectorLayer(path, "layer", "ogr"))
    assert layer.isValid(), path
    drawn(layer, whole)
    result = {"version": Qgis.QGIS_VERSION, "from file": time.perf_counter() - start}
    runs = 5 if in_memory else 1
    result["first"] = statistics.median(drawn(layer, whole) for _ in range(runs))
    if in_memory:
        copy = styled(layer.materialize(QgsFeatureRequest()))
        result["first, memory layer"] = statistics.median(drawn(copy, whole) for _ in range(runs))
    for name, *extent in others:
        result[name] = drawn(layer, extent)
    print(json.dumps(result), flush=True)
    os._exit(0)  # QGIS 3.22 may crash when it takes itself apart


main()
