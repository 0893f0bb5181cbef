"""Merging the features of a data set: which borders and cells the other side changed, and which both did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.layer import Dataset
from spatial.text import Text, plain
from spatial.values import parse_values

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

Key = Any


@dataclass(frozen=True, eq=False)
class Feature:
    """A change of the other side to one feature; `conflict` where mine changed the same thing in another way.

    Parameters
    ----------
    key
        Names the change.
    name
        Name of the feature.
    what
        The border, a field, or the feature itself.
    mine, theirs
        What either side says, in words.
    shapes
        For a border: as it was, mine, theirs.
    """

    key: str
    name: Text
    what: Text
    conflict: bool
    mine: Text = Text("")
    theirs: Text = Text("")
    shapes: tuple[Any, Any, Any] | None = None


class FrameMerge:
    """Compares three frames feature by feature and puts together what is decided.

    Features are known by the id field where it is filled and unique in all three, else by their row where all three
    have as many.
    """

    def __init__(self, base: Dataset, mine: Dataset, theirs: Dataset) -> None:
        self._mine = mine
        self._frames = base.frame, mine.frame, theirs.frame
        self._keys = [_keys(each, mine.id_field) for each in self._frames]

    @cached_property
    def comparable(self) -> bool:
        """Whether features of the three can be told apart, and their coordinates mean the same."""
        base, mine, theirs = self._frames
        if not (same_crs(base, mine) and same_crs(mine, theirs)):
            return False
        if base.geometry.name != mine.geometry.name or mine.geometry.name != theirs.geometry.name:
            return False
        return all(keys is not None for keys in self._keys) or len({len(each) for each in self._frames}) == 1

    @cached_property
    def _rows(self) -> tuple[dict[Key, int], dict[Key, int], dict[Key, int]]:
        named = all(keys is not None for keys in self._keys)
        b, m, t = (
            {key: row for row, key in enumerate(keys if named and keys is not None else range(len(frame)))}
            for keys, frame in zip(self._keys, self._frames, strict=True)
        )
        return b, m, t

    def features(self) -> Iterator[Feature]:
        """Yield what the other side changed, feature by feature."""
        yield from self._added_and_removed()
        _, mine, theirs = self._frames
        keys = self._common
        rows = [np.array([side[key] for key in keys], dtype=np.int64) for side in self._rows]
        for name in [each for each in theirs.columns if each in mine.columns]:
            geometry = name == mine.geometry.name
            columns = [
                _cells(frame, name, at) if name in frame.columns else [None] * len(keys)
                for frame, at in zip(self._frames, rows, strict=True)
            ]
            for key, old, own, other in zip(keys, *columns, strict=True):
                if own == other or old == other:
                    continue
                yield self._change(key, name, geometry, conflict=old != own)
        yield from self._columns_added()

    @property
    def _common(self) -> list[Key]:
        b, m, t = self._rows
        return [key for key in m if key in t and key in b]

    def _added_and_removed(self) -> Iterator[Feature]:
        b, m, t = self._rows
        what = Text("整个要素", "the feature")
        for key in t:
            if key not in b and key not in m:
                yield Feature(self._id(key, "+"), plain(str(key)), Text("新增要素", "new feature"), False)
            elif key not in b:
                yield from self._both_new(key)
            elif key not in m and self._changed(key, 2):
                yield Feature(self._id(key, "+"), self._name(key, 2), what, True, _GONE, _KEPT)
        for key in m:
            if key in b and key not in t:
                conflict = self._changed(key, 1)
                yield Feature(
                    self._id(key, "-"), self._name(key, 1), Text("删除要素", "removal"), conflict, _KEPT, _GONE
                )

    def _both_new(self, key: Key) -> Iterator[Feature]:
        mine, theirs = self._frames[1], self._frames[2]
        for name in [each for each in theirs.columns if each in mine.columns]:
            own, other = (_cells(self._frames[side], name, np.array([self._rows[side][key]]))[0] for side in (1, 2))
            if own != other:
                yield self._change(key, name, name == mine.geometry.name, conflict=True)

    def _columns_added(self) -> Iterator[Feature]:
        base, mine, theirs = self._frames
        for name in theirs.columns:
            if name not in mine.columns and name not in base.columns:
                yield Feature(f"{self._mine.id}/column/{name}", plain(str(name)), Text("新增字段", "new field"), False)

    def _changed(self, key: Key, side: int) -> bool:
        base, frame = self._frames[0], self._frames[side]
        at, its = np.array([self._rows[0][key]]), np.array([self._rows[side][key]])
        return any(
            name not in base.columns or _cells(base, name, at) != _cells(frame, name, its) for name in frame.columns
        )

    def _change(self, key: Key, column: str, geometry: bool, conflict: bool) -> Feature:
        values = [
            frame[column].iloc[rows[key]] if key in rows and column in frame.columns else None
            for frame, rows in zip(self._frames, self._rows, strict=True)
        ]
        if geometry:
            mine, theirs = (_area(value, self._mine) for value in values[1:])
            shapes = (values[0], values[1], values[2])
            return Feature(self._id(key, column), self._name(key, 1), _BORDER, conflict, mine, theirs, shapes)
        label = self._mine.field_of(column).label
        mine, theirs = (plain("—" if _is_missing(value) else str(value)) for value in values[1:])
        return Feature(self._id(key, column), self._name(key, 1), label, conflict, mine, theirs)

    def _id(self, key: Key, what: str) -> str:
        return f"{self._mine.id}/{key}/{what}"

    def _name(self, key: Key, side: int) -> Text:
        """Return the name of a feature, in English that of `name_en`; its key where it has none."""
        field, frame, row = self._mine.name_field, self._frames[side], self._rows[side][key]
        english = "name_en" if field == "name_zh" and "name_en" in frame.columns else field
        zh, en = (frame[each].iloc[row] if each in frame.columns else None for each in (field, english))
        zh = str(key) if _is_missing(zh) else str(zh)
        return Text(zh, zh if _is_missing(en) else str(en))

    # --- putting together ------------------------------------------------------------------------------------------

    def result(self, take: Mapping[str, bool]) -> gpd.GeoDataFrame:
        """Return mine with the changes of the other side that are taken, by key; mine itself where none is."""
        mine, theirs = self._frames[1], self._frames[2]
        if not any(take.values()):
            return mine
        _, m, t = self._rows
        frame = mine.copy(deep=False)
        for name in [each for each in theirs.columns if each in mine.columns]:
            wanted = [key for key in m if key in t and take.get(self._id(key, str(name)))]
            if wanted:
                frame[name] = _with(mine[name], theirs[name], [m[key] for key in wanted], [t[key] for key in wanted])
        for name in theirs.columns:
            if take.get(f"{self._mine.id}/column/{name}"):
                frame[name] = _added_column(theirs[name], [t.get(key, -1) for key in m], mine.index)
        gone = [m[key] for key in m if take.get(self._id(key, "-"))]
        more = [t[key] for key in t if key not in m and take.get(self._id(key, "+"))]
        return _with_rows(frame, theirs, gone, more) if gone or more else frame


def same_crs(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> bool:
    """Say whether two frames have the same CRS."""
    return bool(a.crs == b.crs)


_BORDER = Text("边界", "border")
_KEPT = Text("保留并改动", "kept and changed")
_GONE = Text("删除", "removed")


def _keys(frame: gpd.GeoDataFrame, field: str) -> list[Key] | None:
    if not field or field not in frame.columns:
        return None
    cells = frame[field]
    if cells.isna().any() or not cells.is_unique:
        return None
    return [str(each) for each in cells]


def _cells(frame: gpd.GeoDataFrame, name: str, rows: np.ndarray) -> list[Any]:
    """Return cells in a form that is equal where they say the same: all missing cells are None, a border its WKB."""
    import shapely

    column = frame[name].iloc[rows]
    if str(column.dtype) == "geometry":
        return list(shapely.to_wkb(np.asarray(column.array, dtype=object), byte_order=1))
    values, missing = column.astype(object).tolist(), column.isna().tolist()
    return [None if gone else _printed(value) for value, gone in zip(values, missing, strict=True)]


def _printed(value: Any) -> str:
    """Return a cell as it is printed, so that 4 and the text 4 are the same."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _area(shape: Any, dataset: Dataset) -> Text:
    """Return the size of a border in words: geodesic km², or the number of its vertices where it has no area."""
    import shapely

    if shape is None:
        return Text("无几何", "no geometry")
    if shape.area == 0 or dataset.frame.crs is None:
        count = int(shapely.get_num_coordinates(shape))
        return Text(f"{count} 个顶点", f"{count} vertices")
    import geopandas as gpd
    from pyproj import Geod

    lonlat = gpd.GeoSeries([shape], crs=dataset.frame.crs).to_crs("EPSG:4326").iloc[0]
    km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.normalize(lonlat))[0]) / 1e6
    return plain(f"{km2:.4f} km²")


def _with(mine: pd.Series[Any], theirs: pd.Series[Any], rows: list[int], its: list[int]) -> pd.Series[Any]:
    import pandas as pd

    if str(mine.dtype) == str(theirs.dtype):
        cells = mine.array.copy()
        cells[rows] = theirs.array[its]
        return pd.Series(cells, index=mine.index, name=mine.name)
    mixed, others = (_texts(each) if is_text(theirs) or is_text(mine) else _objects(each) for each in (mine, theirs))
    mixed[rows] = others[its]
    return pd.Series(mixed, index=mine.index, name=mine.name, dtype=object)


def is_text(cells: pd.Series[Any]) -> bool:
    """Whether a column holds texts, or is mixed."""
    return str(cells.dtype) in ("object", "str", "string")


def _objects(cells: pd.Series[Any]) -> np.ndarray:
    return np.asarray(cells.astype(object).to_numpy(copy=True))


def _texts(cells: pd.Series[Any]) -> np.ndarray:
    """Return cells as texts as `layers.cell_edits` prints them; missing ones as None."""
    values = _objects(cells)
    if not is_text(cells):
        values = np.array(parse_values(cells).text, dtype=object)
    values[cells.isna().to_numpy()] = None
    return values


def _added_column(theirs: pd.Series[Any], rows: list[int], index: pd.Index[Any]) -> pd.Series[Any]:
    import pandas as pd

    taken = theirs.reset_index(drop=True).reindex(rows)
    return pd.Series(taken.array, index=index, name=theirs.name)


def _with_rows(frame: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame, gone: list[int], more: list[int]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    kept = frame.iloc[[row for row in range(len(frame)) if row not in set(gone)]]
    if not more:
        return kept
    added = theirs.iloc[more].reindex(columns=frame.columns)
    joined = pd.concat([kept, added], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry=frame.geometry.name, crs=frame.crs)
