"""Frames as records: whole the first time, after that only the rows and cells that differ from the frame before."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.journal.cells import Json, pack_column, tagged, unpack_column
from layers.journal.records import Record
from spatial.slices import joined

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Rows = npt.NDArray[np.int64]
WHOLE_FROM = 0.5
"""A column, or a frame, of which more than this share changed is written whole."""


def pack_frame(frame: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None = None) -> tuple[Json, memoryview]:
    """Return a frame as JSON and bytes; with `before`, as what makes it from that frame.

    Every cell, its type, every coordinate, the order of rows and columns, the index and the CRS are kept. ``attrs``
    are not.
    """
    chunks: list[bytes | memoryview] = []
    rows = None if before is None else _rows_in(before, frame)
    same_rows = rows is not None and before is not None and _is_identity(rows, len(before))
    json: Json = {"geometry": _geometry_name(frame), "length": len(frame), "rows": None, "columns": []}
    if rows is not None and not same_rows:
        json["rows"] = len(chunks)
        chunks.append(rows.tobytes())
    known_index = same_rows and before is not None and frame.index.equals(before.index)
    json["index"] = None if known_index else _index(frame, chunks)
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        name = frame.columns[place]
        how: Json | None = None
        if rows is not None and before is not None and list(before.columns).count(name) == 1:
            how = _difference(before[name], column, rows, same_rows, chunks)
        json["columns"].append([name, how or pack_column(column, chunks)])
    json["from_before"] = rows is not None
    json["chunks"] = [len(chunk) for chunk in chunks]
    return json, joined(chunks)


def unpack_frame(record: Record, before: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Return the frame of a record of `pack_frame`; `before` is the frame it was packed from, if any."""
    import geopandas as gpd
    import pandas as pd

    json = record.json
    ends = np.cumsum([0, *json["chunks"]]).tolist()
    chunks = [record.blob[start:end] for start, end in itertools.pairwise(ends)]
    rows = None if json["rows"] is None else np.frombuffer(chunks[json["rows"]], dtype=np.int64)
    index = before.index if json["index"] is None and before is not None else _unpack_index(json, chunks)
    columns: list[Any] = []
    for name, how in json["columns"]:
        source = None if before is None or name not in before.columns else before[name]
        cells = _column(how, source, rows, chunks)
        is_object = str(getattr(cells, "dtype", "")) == "object"
        columns.append(pd.Series(cells, index=index, dtype=object) if is_object else cells)  # else pandas guesses
    frame = pd.DataFrame(dict(enumerate(columns)), index=index, copy=False)
    frame.columns = (
        pd.Index([name for name, _ in json["columns"]], dtype=object)
        if not columns
        else [name for name, _ in json["columns"]]
    )
    geometry = json["geometry"]
    return gpd.GeoDataFrame(frame, geometry=geometry) if geometry else gpd.GeoDataFrame(frame)


def _geometry_name(frame: gpd.GeoDataFrame) -> str:
    name = getattr(frame, "_geometry_column_name", None)
    return str(name) if name in frame.columns else ""


# --- rows ----------------------------------------------------------------------------------------------------------


def _is_identity(rows: Rows, length: int) -> bool:
    return len(rows) == length and bool((rows == np.arange(length)).all())


def _rows_in(before: gpd.GeoDataFrame, frame: gpd.GeoDataFrame) -> Rows | None:
    """Return, for each row, the row of `before` it came from, -1 for a new one; None where most are new.

    As many rows with the same index are the same rows; otherwise a row is known by its geometry object, which edits
    share.
    """
    if len(before) == len(frame) and before.index.equals(frame.index):
        return np.arange(len(frame), dtype=np.int64)
    if not _geometry_name(frame) or not _geometry_name(before):
        return None
    old = np.asarray(before.geometry.array, dtype=object)
    known = {id(shape): row for row, shape in enumerate(old) if shape is not None}
    shapes = np.asarray(frame.geometry.array, dtype=object)
    rows = np.fromiter((known.get(id(shape), -1) for shape in shapes), dtype=np.int64, count=len(shapes))
    return rows if len(rows) and (rows >= 0).mean() > 1 - WHOLE_FROM else None


def _index(frame: gpd.GeoDataFrame, chunks: list[bytes | memoryview]) -> Json:
    import pandas as pd

    index = frame.index
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "name": tagged(index.name)}
    return {"cells": pack_column(pd.Series(index), chunks), "name": tagged(index.name)}


def _unpack_index(json: Json, chunks: list[bytes | memoryview]) -> pd.Index[Any]:
    import pandas as pd

    how = json["index"]
    if "range" in how:
        start, stop, step = how["range"]
        return pd.RangeIndex(start, stop, step, name=how["name"])
    made: pd.Index[Any] = pd.Index(unpack_column(how["cells"], chunks), name=how["name"])
    return made


# --- cells ---------------------------------------------------------------------------------------------------------


def _difference(
    old: pd.Series[Any], new: pd.Series[Any], rows: Rows, same_rows: bool, chunks: list[bytes | memoryview]
) -> Json | None:
    """Return how a column differs from the one before: not at all, or in some cells; None for: write it whole."""
    if str(old.dtype) != str(new.dtype) or getattr(old, "crs", None) != getattr(new, "crs", None):
        return None
    if same_rows and _shares(old, new):
        return {"kind": "same"}
    changed = np.flatnonzero(_differs(old, new, rows))
    if not len(changed):
        return {"kind": "same"}
    if len(changed) > WHOLE_FROM * len(new):
        return None
    chunks.append(changed.astype(np.int64).tobytes())
    place = len(chunks) - 1
    return {"kind": "cells", "at": place, "cells": pack_column(new.iloc[changed], chunks)}


def _shares(old: pd.Series[Any], new: pd.Series[Any]) -> bool:
    if old.array is new.array:
        return True
    a, b = _plain(old), _plain(new)
    if a is None or b is None:
        return bool(old.array.equals(new.array)) if str(old.dtype) not in ("geometry", "object") else False
    return a.__array_interface__["data"] == b.__array_interface__["data"] and a.strides == b.strides


def _plain(cells: pd.Series[Any]) -> npt.NDArray[Any] | None:
    if str(cells.dtype) == "geometry":
        return np.asarray(cells.array, dtype=object)
    return cells.to_numpy() if isinstance(cells.dtype, np.dtype) else None


def _differs(old: pd.Series[Any], new: pd.Series[Any], rows: Rows) -> npt.NDArray[np.bool_]:
    """Return which cells differ from the row they came from. Geometries count by identity, numbers by their bits."""
    there = rows >= 0
    source = old.iloc[rows[there]]
    kept = new.iloc[np.flatnonzero(there)]
    result = ~there
    a, b = _plain(source), _plain(kept)
    if a is not None and b is not None and a.dtype != object:
        same = a.view(f"V{a.dtype.itemsize}") == b.view(f"V{b.dtype.itemsize}")
    elif str(old.dtype) == "geometry" and a is not None and b is not None:
        same = np.fromiter((x is y for x, y in zip(a, b, strict=True)), dtype=bool, count=len(a))
    else:
        pairs = zip(source.astype(object).tolist(), kept.astype(object).tolist(), strict=True)
        same = np.fromiter((x is y or tagged(x) == tagged(y) for x, y in pairs), dtype=bool, count=len(kept))
    result[there] = ~np.asarray(same, dtype=bool)
    return np.asarray(result, dtype=bool)


def _column(how: Json, source: pd.Series[Any] | None, rows: Rows | None, chunks: list[bytes | memoryview]) -> Any:
    if how["kind"] not in ("same", "cells"):
        return unpack_column(how, chunks)
    if source is None:
        raise ValueError("a column that did not change needs the frame before it")
    if how["kind"] == "same" and rows is None:
        return source.array
    column = source.array.copy() if rows is None else source.array.take(rows, allow_fill=False)
    if how["kind"] == "cells":
        at = np.frombuffer(chunks[how["at"]], dtype=np.int64)
        column[at] = unpack_column(how["cells"], chunks)
    return column
