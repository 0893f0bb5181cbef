"""One hash for the content of a frame, whichever file it was read from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

_LARGEST_EXACT = 2**53


def frame_hash(frame: gpd.GeoDataFrame) -> str:
    """Return the SHA-256 of what a frame says, as 64 hexadecimal digits; equal for equal data sets.

    Counted: the CRS, the names and order of the columns, every cell, every geometry with all its digits. Not counted:
    the index, the place and name of the geometry column, and what differs between file formats only: whether a number
    is stored as an integer or as a float, which of None, NaN and NaT stands for a missing cell, the type of a column
    without any cell, the unit and zone of a time.
    """
    digest = hashlib.sha256()
    geometry = frame.geometry if _has_geometry(frame) else None
    name = None if geometry is None else geometry.name
    columns = [place for place, column in enumerate(frame.columns) if column != name]
    digest.update(f"{crs_name(frame.crs) if geometry is not None else ''}\n{len(frame)}\n".encode())
    for place in columns:
        _digest_column(digest, str(frame.columns[place]), frame.iloc[:, place])
    if geometry is not None:
        _digest_geometry(digest, geometry.to_numpy())
    return digest.hexdigest()


def crs_name(crs: CRS | None) -> str:
    """Return ``EPSG:4326`` and the like, or the WKT of a CRS that no authority names; empty for none."""
    if crs is None:
        return ""
    authority = crs.to_authority()
    if authority is None:
        return str(crs.to_wkt())
    name = ":".join(authority)
    return "EPSG:4326" if name == "OGC:CRS84" else name


def _has_geometry(frame: gpd.GeoDataFrame) -> bool:
    return getattr(frame, "_geometry_column_name", None) in frame.columns


def _digest_column(digest: hashlib._Hash, name: str, cells: pd.Series) -> None:
    import orjson
    import pandas as pd

    missing = cells.isna().to_numpy()
    kind = "empty" if missing.all() else pd.api.types.infer_dtype(cells, skipna=True)
    digest.update(orjson.dumps([name, _KINDS.get(kind, kind)]))
    if kind == "empty":
        return
    if _KINDS.get(kind) == "number" and _fits(cells, missing):
        digest.update(_numbers(cells, missing).tobytes())
        return
    if _KINDS.get(kind) == "time":
        cells = pd.to_datetime(cells, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%S.%f")
    values = [None if gone else value for value, gone in zip(cells.tolist(), missing, strict=True)]
    digest.update(orjson.dumps(values, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY, default=str))


_KINDS = {
    "integer": "number",
    "floating": "number",
    "mixed-integer-float": "number",
    "datetime": "time",
    "datetime64": "time",
    "date": "time",
}


def _fits(cells: pd.Series, missing: npt.NDArray[np.bool_]) -> bool:
    """Say whether every number is exact as a float64 (integers beyond 2**53 are not)."""
    if cells.dtype.kind == "f":
        return True
    return all(abs(value) <= _LARGEST_EXACT for value in cells[~missing].tolist())


def _numbers(cells: pd.Series, missing: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    numbers = np.full(len(cells), np.nan)
    numbers[~missing] = cells[~missing].to_numpy(dtype=np.float64) + 0.0  # -0.0 becomes 0.0
    return numbers


def _digest_geometry(digest: hashlib._Hash, geometry: npt.NDArray[np.object_]) -> None:
    """Hash geometries as little-endian WKB, each after its length; -1 stands for none, and an empty one is its type."""
    import shapely

    none = shapely.is_missing(geometry)
    empty = shapely.is_empty(geometry) & ~none
    codes = [code if code is not None else b"" for code in shapely.to_wkb(geometry, byte_order=1)]
    lengths = np.array([len(code) for code in codes], dtype=np.int64)
    lengths[none] = -1
    lengths[empty] = -2 - shapely.get_type_id(geometry[empty])
    digest.update(lengths.tobytes())
    digest.update(b"".join(code for code, gone in zip(codes, none | empty, strict=True) if not gone))
