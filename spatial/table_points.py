"""Points from the coordinate columns of a table."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from geopandas.array import GeometryArray

from spatial.errors import SourceError
from spatial.finding_notes import Notes
from spatial.findings import Finding
from spatial.layer_findings import check_coordinates
from spatial.text import Text

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，", "0123456789.-+,")


def make_points(frame: pd.DataFrame, x: str, y: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return rows as points; see `spatial.sources.points_from_table`."""
    for name in (x, y):
        if name not in frame.columns:
            listed = "、".join(str(column) for column in frame.columns)
            raise SourceError(
                Text(f"表中没有列“{name}”。", f"The table has no column “{name}”."),
                Text(f"现有列：{listed}。", f"The columns are: {listed}."),
            )
    notes = Notes()
    xy = np.column_stack([_numbers(frame[x]), _numbers(frame[y])])
    known = np.isfinite(xy).all(axis=1)
    notes.add_many(
        "bad_coordinates", "warning", np.flatnonzero(~known), lambda row: _bad(frame[x].iloc[row], frame[y].iloc[row])
    )
    geometry = np.full(len(frame), None, dtype=object)
    geometry[known] = shapely.points(xy[known])
    crs = pyproj.CRS.from_epsg(4326)
    check_coordinates(shapely.bounds(geometry).reshape(-1, 4), crs, notes)
    rows = frame.rename(columns={"geometry": "geometry_2"}).reset_index(drop=True)
    return gpd.GeoDataFrame(rows, geometry=GeometryArray(geometry, crs=crs), crs=crs), notes.findings()


def _numbers(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    if not pd.api.types.is_numeric_dtype(column.dtype):
        column = column.astype("str").str.strip().str.translate(_FULL_WIDTH).str.rstrip("°度")
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _bad(x: object, y: object) -> Text:
    return Text(f"“{x}”“{y}”不是一对经纬度，该行没有几何。", f"“{x}”, “{y}” are no coordinates; no geometry.")
