"""A layer as a file of its own: with all that was joined, computed and edited, in the datum that others expect."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layers.layer import Dataset
from layers.storage.project_json import AbsentDataset
from spatial.datums import check_datum
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_DEGREES = {"wgs84": 4326, "cgcs2000": 4490, "gcj02": 4326, "bd09": 4326}
SUFFIXES = (".geojson", ".gpkg", ".shp", ".fgb", ".parquet")


def export_layer(
    dataset: Dataset, path: Path, datum: str = "wgs84", rows: Sequence[int] | None = None, feedback: Feedback = SILENT
) -> tuple[int, tuple[Finding, ...]]:
    """Write the features of a data set to a file; return how many, and what the format could not hold whole.

    Parameters
    ----------
    dataset
        With its columns under their names in the frame, so that the file can be joined again.
    path
        GeoJSON, GeoPackage, Shapefile, FlatGeobuf or GeoParquet, by its suffix.
    datum
        Of the file. Coordinates that are in it already are written as they are, to the last bit; no file can say that
        it is in GCJ-02 or BD-09.
    rows
        Rows of the frame to write; None for all.

    Raises
    ------
    SourceError
        There is no row, the data are missing, or the file cannot be written.
    """
    check_datum(datum)
    if isinstance(dataset, AbsentDataset) or (rows is not None and not len(rows)) or not len(dataset.frame):
        raise SourceError(
            Text(
                f"“{dataset.name.to('zh')}”没有可导出的要素。", f"“{dataset.name.to('en')}” has no feature to export."
            ),
            Text("请选择有要素的图层。", "Choose a layer with features."),
        )
    frame = dataset.frame if rows is None else dataset.frame.iloc[list(rows)].reset_index(drop=True)
    if datum == dataset.datum and datum in ("wgs84", "cgcs2000"):
        return len(frame), _write(frame, path, datum, feedback)
    import geopandas as gpd
    import numpy as np
    import shapely

    from spatial.crs import to_lonlat_wgs84
    from spatial.datums import convert_datum

    places = to_lonlat_wgs84(frame, dataset.datum, feedback.part(0.0, 0.3))
    if datum in ("gcj02", "bd09"):
        places = np.asarray(shapely.transform(places, lambda xy: convert_datum(xy, "wgs84", datum)), dtype=object)
    columns = frame.drop(columns=frame.geometry.name)
    moved = gpd.GeoDataFrame(columns, geometry=places, crs=f"EPSG:{_DEGREES[datum]}")
    return len(frame), _write(moved, path, "wgs84", feedback.part(0.3, 1.0))


def _write(frame: gpd.GeoDataFrame, path: Path, datum: str, feedback: Feedback) -> tuple[Finding, ...]:
    if path.suffix.lower() == ".shp":
        from spatial.formats.shapefile_writing import write_shapefile

        feedback.report(0.0)
        return write_shapefile(frame, path)
    from spatial.sources import write_vector

    write_vector(frame, path, datum=datum, feedback=feedback)
    return ()
