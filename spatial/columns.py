"""Columns of attributes: from JSON values or Arrow arrays to a pandas frame in which every value keeps its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import orjson
import pandas as pd
import pyarrow as pa

_REFUSED = (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError)


class Columns:
    """Grows a table from JSON objects, a batch at a time.

    Types are those of JSON: whole numbers int64 (Int64 where some are missing), other numbers float64, true and false
    bool (boolean where some are missing), text str. Objects and arrays become their JSON text. A column that mixes
    kinds becomes text, every value as printed in JSON; its name is in `mixed`. Dates stay the text they are.
    """

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.Array]] = {}
        self._rows = 0
        self.mixed: set[str] = set()

    def extend(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows; a name that a row does not have is missing there."""
        for name, values in _turned(rows):
            parts = self._parts.get(name)
            if parts is None:
                parts = self._parts[name] = [pa.nulls(self._rows)] if self._rows else []
            array, mixed = _array_of(values)
            parts.append(array)
            if mixed:
                self.mixed.add(name)
        self._rows += len(rows)
        for parts in self._parts.values():
            known = sum(len(part) for part in parts)
            if known < self._rows:
                parts.append(pa.nulls(self._rows - known))

    def arrays(self) -> dict[str, pa.ChunkedArray]:
        """Return the columns in the order in which their names first came up."""
        result = {}
        for name, parts in self._parts.items():
            result[name], mixed = _joined(parts)
            if mixed:
                self.mixed.add(name)
        return result


def frame_of(columns: Mapping[str, pa.ChunkedArray], rows: int) -> pd.DataFrame:
    """Return a frame of `rows` rows; whole numbers and booleans with missing values become Int64 and boolean."""
    return pd.DataFrame({name: series_of(column) for name, column in columns.items()}, index=pd.RangeIndex(rows))


def series_of(column: pa.ChunkedArray) -> pd.Series[Any]:
    """Return one Arrow column as a pandas column."""
    kind = column.type
    if pa.types.is_null(kind):
        column = column.cast(pa.string())
    elif pa.types.is_dictionary(kind):
        return series_of(column.cast(kind.value_type))
    elif pa.types.is_nested(kind):
        column = pa.chunked_array([pa.array(_texts(column.to_pylist()), pa.string())])
    elif pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return _as_pandas(column.cast(pa.int64()), pd.Int64Dtype() if column.null_count else None)
    elif pa.types.is_boolean(kind) and column.null_count:
        return _as_pandas(column, pd.BooleanDtype())
    return _as_pandas(column, None)


def _as_pandas(column: pa.ChunkedArray, dtype: Any) -> pd.Series[Any]:
    """Return the column in a nullable dtype, or (None) in the one pandas would choose."""
    mapper = None if dtype is None else {column.type: dtype}.get
    series: pd.Series[Any] = column.to_pandas(types_mapper=mapper, date_as_object=False)
    return series


def _turned(rows: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, Sequence[Any]]]:
    """Yield each name with its values over the rows."""
    if not rows:
        return []
    names = list(rows[0])
    if len(names) > 1 and set(map(len, rows)) == {len(names)}:
        try:
            return zip(names, zip(*map(itemgetter(*names), rows), strict=True), strict=True)
        except KeyError:
            pass
    ordered = dict.fromkeys(name for row in rows for name in row)
    return [(name, [row.get(name) for row in rows]) for name in ordered]


def _array_of(values: Sequence[Any]) -> tuple[pa.Array, bool]:
    """Return the values as one Arrow array, and whether they were of several kinds and are text now."""
    try:
        array = pa.array(values)
    except _REFUSED:
        return pa.array(_texts(values), pa.string()), _is_mixed(values)
    if pa.types.is_nested(array.type):
        return pa.array(_texts(values), pa.string()), False
    if pa.types.is_floating(array.type) and bool in set(map(type, values)):
        return pa.array(_texts(values), pa.string()), True
    return array, False


def _is_mixed(values: Sequence[Any]) -> bool:
    """Whether kinds are mixed; numbers that are merely too long for int64 are not, nor are objects and arrays."""
    kinds = {type(value) for value in values if value is not None}
    return len({int if kind is float else list if kind is dict else kind for kind in kinds}) > 1


def _texts(values: Iterable[Any]) -> list[str | None]:
    return [value if value is None or isinstance(value, str) else _text(value) for value in values]


def _text(value: Any) -> str:
    return str(value) if type(value) is int else orjson.dumps(value, default=str).decode()


def _joined(parts: Sequence[pa.Array]) -> tuple[pa.ChunkedArray, bool]:
    """Return the batches of one column as one, and whether they had to become text for it."""
    kinds = {part.type for part in parts} - {pa.null()}
    if not kinds:
        return pa.chunked_array(parts, pa.null()), False
    if kinds == {pa.int64(), pa.float64()}:
        kinds = {pa.float64()}
    if len(kinds) == 1:
        kind = kinds.pop()
        try:
            return pa.chunked_array([part.cast(kind) for part in parts], kind), False
        except pa.ArrowInvalid:  # a whole number that no double holds
            return _as_text(parts), False
    return _as_text(parts), True


def _as_text(parts: Sequence[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(_texts(part.to_pylist()), pa.string()) for part in parts], pa.string())
