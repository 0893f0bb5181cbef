"""Columns as bytes and back, exactly: the type of every cell stays what it was (no pickle, nothing is executed)."""

from __future__ import annotations

import base64
import datetime
import decimal
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.slices import joined

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]

_PACKED, _CELLS = 512, 20_000


def pack_column(cells: pd.Series[Any], chunks: list[bytes | memoryview]) -> Json:
    """Append the cells of a column to `chunks` and return how to read them: kind, type, places of the chunks."""
    dtype = str(cells.dtype)
    if dtype == "geometry":
        lengths, codes = _pack_geometry(cells)
        chunks += [lengths, codes]
        return {"kind": "wkb", "crs": _crs_text(cells.crs), "chunks": [len(chunks) - 2, len(chunks) - 1]}
    if isinstance(cells.dtype, np.dtype) and cells.dtype.kind in "iufbMm":
        chunks.append(np.ascontiguousarray(cells.to_numpy()).tobytes())
        return {"kind": "raw", "dtype": dtype, "chunks": [len(chunks) - 1]}
    parts = (cells.iloc[start : start + _CELLS] for start in range(0, max(len(cells), 1), _CELLS))
    packed = [pack_values(part.astype(object).tolist())[1:-1] for part in parts]  # in parts, as above
    chunks.append(b"[" + b",".join(packed) + b"]")
    return {"kind": "values", "dtype": dtype, "chunks": [len(chunks) - 1]}


def unpack_column(how: Json, chunks: list[bytes | memoryview]) -> Any:
    """Return the array that `pack_column` packed: NumPy, pandas or geometry."""
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    own = [chunks[place] for place in how["chunks"]]
    if how["kind"] == "wkb":
        crs = CRS.from_user_input(how["crs"]) if how["crs"] else None
        return gpd.array.GeometryArray(_unpack_geometry(*own), crs=crs)
    if how["kind"] == "raw":
        return np.frombuffer(own[0], dtype=np.dtype(how["dtype"])).copy()
    values = unpack_values(own[0])
    if how["dtype"] == "object":
        return object_array(values)
    return pd.array(values, dtype=how["dtype"])


def object_array(values: list[Any]) -> npt.NDArray[np.object_]:
    """Return a one-dimensional array of objects, whatever they are."""
    result = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        result[place] = value
    return result


def _crs_text(crs: Any) -> str:
    from pyproj import CRS

    if crs is None:
        return ""
    authority = crs.to_authority()
    short = ":".join(authority) if authority else ""
    return short if short and CRS.from_user_input(short) == crs else str(crs.to_json())


def _pack_geometry(cells: pd.Series[Any]) -> tuple[bytes, memoryview]:
    """Return the length of each geometry's WKB (-1 for none) and all of them in a row.

    In parts: `to_wkb` holds the interpreter, and the window with it.
    """
    import shapely

    geometry = np.asarray(cells.array, dtype=object)
    lengths, pieces = [np.empty(0, np.int64)], []
    for start in range(0, len(geometry), _PACKED):
        codes = shapely.to_wkb(geometry[start : start + _PACKED], byte_order=1)
        lengths.append(np.array([-1 if code is None else len(code) for code in codes], dtype=np.int64))
        pieces.append(b"".join(code for code in codes if code is not None))
    return np.concatenate(lengths).tobytes(), joined(pieces)


def _unpack_geometry(lengths: bytes | memoryview, codes: bytes | memoryview) -> npt.NDArray[np.object_]:
    import shapely

    sizes = np.frombuffer(lengths, dtype=np.int64)
    ends = np.cumsum(np.maximum(sizes, 0))
    spans = zip(sizes.tolist(), ends.tolist(), strict=True)
    parts = [None if size < 0 else bytes(codes[end - size : end]) for size, end in spans]
    return np.asarray(shapely.from_wkb(object_array(parts)), dtype=object)


# --- single values -------------------------------------------------------------------------------------------------


def pack_values(values: list[Any]) -> bytes:
    """Return a list of cells as JSON; what JSON cannot hold is tagged with its type."""
    import orjson

    plain = (str, type(None), bool)
    return orjson.dumps([value if type(value) in plain else tagged(value) for value in values])


def unpack_values(content: bytes | memoryview) -> list[Any]:
    """Return the cells that `pack_values` packed."""
    import orjson

    return [_untagged(value) if isinstance(value, dict) else value for value in orjson.loads(content)]


def tagged(value: Any) -> Any:
    """Return a cell as JSON: itself, or ``{"t": type, "v": text}``."""
    import pandas as pd

    kind = type(value)
    if kind in (str, type(None), bool):
        return value
    if kind is int:
        return value if abs(value) < 2**53 else {"t": "int", "v": str(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
    if value is pd.NA or value is pd.NaT:
        return {"t": "NA" if value is pd.NA else "NaT"}
    if isinstance(value, np.generic):
        return {"t": "numpy", "d": value.dtype.str, "v": base64.b64encode(value.tobytes()).decode()}
    if isinstance(value, list | tuple | np.ndarray):
        name = "list" if isinstance(value, list) else "tuple" if isinstance(value, tuple) else "array"
        return {"t": name, "v": [tagged(each) for each in value]}
    if isinstance(value, dict):
        return {"t": "dict", "v": [[tagged(key), tagged(each)] for key, each in value.items()]}
    if kind is pd.Timestamp:
        return {"t": "Timestamp", "v": value.isoformat()}
    for name, (known, write, _) in _TEXTS.items():
        if kind is known:
            return {"t": name, "v": write(value)}
    return str(value)


def _untagged(value: Any) -> Any:
    import pandas as pd

    if not isinstance(value, dict):
        return value
    kind = value["t"]
    if kind in ("NA", "NaT"):
        return pd.NA if kind == "NA" else pd.NaT
    given = value["v"]
    if kind == "numpy":
        return np.frombuffer(base64.b64decode(given), dtype=np.dtype(value["d"]))[0]
    if kind == "dict":
        return {_untagged(key): _untagged(each) for key, each in given}
    if kind in ("list", "tuple", "array"):
        parts = [_untagged(each) for each in given]
        return parts if kind == "list" else tuple(parts) if kind == "tuple" else np.array(parts)
    if kind == "Timestamp":
        return pd.Timestamp(given)
    return {"int": int, "float": float}[kind](given) if kind in ("int", "float") else _TEXTS[kind][2](given)


_TEXTS: dict[str, tuple[Any, Any, Any]] = {
    "bytes": (bytes, lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "Decimal": (decimal.Decimal, str, decimal.Decimal),
    "datetime": (datetime.datetime, datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    "date": (datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    "time": (datetime.time, datetime.time.isoformat, datetime.time.fromisoformat),
}
