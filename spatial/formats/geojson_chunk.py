"""From the results of the GeoJSON scan to geometry, properties and ids of some thousand features."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from spatial.finding_notes import Notes
from spatial.formats import geojson_scan as scan
from spatial.formats import json_scan
from spatial.formats.geojson_features import read_feature
from spatial.text import Text

# text, at, floats, features, lists: what `scan_features` was given and filled.
Scanned = tuple[json_scan.Bytes, json_scan.Ints, scan.Floats, json_scan.Ints, json_scan.Ints]


class JsonDamage(Exception):  # noqa: N818 - becomes a SourceError or a finding in `spatial.formats.geojson`
    """The text is no JSON at a place (bytes from its start); `ended`: because it stops there."""

    def __init__(self, place: int, *, ended: bool = False) -> None:
        super().__init__(place)
        self.place, self.ended = place, ended


@dataclass(frozen=True, eq=False)
class Chunk:
    """N features: geometry (N,), properties and top-level ids in the order of the file."""

    geometry: npt.NDArray[np.object_]
    properties: list[dict[str, Any]]
    ids: list[Any]


def read_chunk(scanned: Scanned, first_row: int, notes: Notes) -> Chunk:
    """Return the features that the scan found.

    Raises
    ------
    JsonDamage
        Something inside a feature is no JSON.
    """
    text, at, floats, features, lists = scanned
    _read_slow_numbers(text, at, floats, lists)
    _check_others(text, at, lists)
    geometry = _geometry(floats, features, lists)
    properties = _values(text, features, scan.PROPERTIES, scan.PROPERTIES_END)
    if (features[:, scan.PROPERTIES] < 0).any():
        properties = [value or {} for value in properties]
    _note_duplicate_keys(properties, features, first_row, notes)
    with_ids = (features[:, scan.ID] >= 0).any()
    ids = _values(text, features, scan.ID, scan.ID_END) if with_ids else [None] * len(features)
    chunk = Chunk(geometry, properties, ids)
    for index in np.flatnonzero(features[:, scan.TYPE] == scan.IRREGULAR):
        start, end = int(features[index, scan.START]), int(features[index, scan.END])
        value = _careful_value(text, start, end, first_row + int(index), notes)
        chunk.geometry[index], chunk.properties[index], chunk.ids[index] = read_feature(
            value, first_row + int(index), notes
        )
    return chunk


def _read_slow_numbers(text: json_scan.Bytes, at: json_scan.Ints, floats: scan.Floats, lists: json_scan.Ints) -> None:
    """Let Python read the few numbers whose last bit the scan could not vouch for."""
    for index, place in lists[[scan.SLOW_INDEX, scan.SLOW_PLACE], : at[scan.SLOW]].T:
        end = int(place)
        while text[end] in b"+-.0123456789eE":
            end += 1
        floats[index] = float(text[place:end].tobytes())


def _check_others(text: json_scan.Bytes, at: json_scan.Ints, lists: json_scan.Ints) -> None:
    """Make sure that members nobody reads (``bbox`` and the like) are JSON."""
    spans = np.ascontiguousarray(lists[[scan.OTHER_START, scan.OTHER_END], : at[scan.OTHERS]].T)
    if len(spans):
        _values(text, spans, 0, 1)


def _values(text: json_scan.Bytes, spans: json_scan.Ints, start: int, end: int) -> list[Any]:
    """Parse the pieces of text that two columns of `spans` mark; None for a piece that is not there."""
    size = int((spans[:, end] - spans[:, start])[spans[:, start] >= 0].sum()) + 5 * len(spans) + 2
    out = np.empty(size, np.uint8)
    length = json_scan.gather(text, spans, start, end, out)
    try:
        values: list[Any] = orjson.loads(out[:length].data)
    except orjson.JSONDecodeError:
        return [_value(text, int(a), int(b)) if a >= 0 else None for a, b in spans[:, [start, end]]]
    return values


def _value(text: json_scan.Bytes, start: int, end: int) -> Any:
    """Parse one piece with Python's parser, which also knows NaN and halves of surrogate pairs."""
    try:
        piece = text[start:end].tobytes().decode("utf-8")
        return _whole(json.loads(piece))
    except json.JSONDecodeError as error:
        raise JsonDamage(start + len(piece[: error.pos].encode())) from None
    except (RecursionError, UnicodeDecodeError):
        raise JsonDamage(start) from None


def _careful_value(text: json_scan.Bytes, start: int, end: int, row: int, notes: Notes) -> Any:
    """Parse a feature that the scan found irregular, and note members that come twice."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            _note_duplicates(row, notes)
        return value

    value = _value(text, start, end)
    json.loads(text[start:end].tobytes(), object_pairs_hook=unique)
    return value


def _whole(value: Any) -> Any:
    """Replace halves of surrogate pairs, which no file can hold, in every text of a JSON value."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_whole(member) for member in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(member) for key, member in value.items()}
    return value


def _note_duplicate_keys(properties: list[Any], features: json_scan.Ints, first_row: int, notes: Notes) -> None:
    found = np.fromiter(map(len, properties), np.int64, len(properties))
    for index in np.flatnonzero(found != features[:, scan.PROPERTY_KEYS]):
        _note_duplicates(first_row + int(index), notes)


def _note_duplicates(row: int, notes: Notes) -> None:
    text = Text("要素中有重名的成员，只保留最后一个。", "Members of the feature share a name; the last one is kept.")
    notes.add("duplicate_keys", "warning", text, row)


@dataclass(frozen=True, eq=False)
class _Sizes:
    """How large the pieces of the chunk are: rings (or lines) in floats, parts in rings."""

    rings: npt.NDArray[np.int64]
    parts: npt.NDArray[np.int64]


def _geometry(floats: scan.Floats, features: json_scan.Ints, lists: json_scan.Ints) -> npt.NDArray[np.object_]:
    """Return (N,) geometries, None for null and irregular ones, made in one go for each type and dimension."""
    geometry = np.full(len(features), None, dtype=object)
    ring_ends, part_ends = features[:, scan.RINGS_END], features[:, scan.PARTS_END]
    sizes = _Sizes(
        _sizes(lists[scan.RING_ENDS], ring_ends, features[:, scan.FLOATS_END]),
        _sizes(lists[scan.PART_ENDS], part_ends, ring_ends),
    )
    kinds = features[:, scan.TYPE] * 10 + features[:, scan.DIMENSION]
    for kind in np.unique(kinds[features[:, scan.TYPE] <= scan.MULTIPOLYGON]):
        rows = np.flatnonzero(kinds == kind)
        geometry[rows] = _of_one_kind(int(kind), rows, floats, features, sizes)
    return geometry


def _of_one_kind(
    kind: int, rows: npt.NDArray[np.int64], floats: scan.Floats, features: json_scan.Ints, sizes: _Sizes
) -> npt.NDArray[np.object_]:
    """Return the geometries of `rows`, which are all of one type (kind // 10) and dimension (kind % 10)."""
    kind, size = divmod(kind, 10)
    starts, ends = _spans(features[:, scan.FLOATS_END], rows)
    coordinates = _taken(floats, starts, ends).reshape(-1, size)
    if kind == scan.POINT:
        return np.asarray(shapely.points(coordinates), dtype=object)
    offsets = [_offsets((ends - starts) // size)]
    if kind in (scan.POLYGON, scan.MULTILINE, scan.MULTIPOLYGON):
        first, last = _spans(features[:, scan.RINGS_END], rows)
        offsets = [_offsets(_taken(sizes.rings, first, last) // size), _offsets(last - first)]
    if kind == scan.MULTIPOLYGON:
        first, last = _spans(features[:, scan.PARTS_END], rows)
        offsets = [offsets[0], _offsets(_taken(sizes.parts, first, last)), _offsets(last - first)]
    made = shapely.from_ragged_array(shapely.GeometryType(kind), coordinates, tuple(offsets))
    return np.asarray(made, dtype=object)


def _spans(ends: json_scan.Ints, rows: npt.NDArray[np.int64]) -> tuple[json_scan.Ints, json_scan.Ints]:
    """Return where the pieces of `rows` start and end, given where the piece of every row ends."""
    starts = np.concatenate(([0], ends[:-1]))
    return starts[rows], ends[rows]


def _taken(values: npt.NDArray[Any], starts: json_scan.Ints, ends: json_scan.Ints) -> npt.NDArray[Any]:
    """Return the pieces values[starts[k]:ends[k]] one after the other (a copy of nothing where they are adjacent)."""
    if len(starts) and (starts[1:] == ends[:-1]).all():
        return values[starts[0] : ends[-1]]
    sizes = ends - starts
    first = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    taken: npt.NDArray[Any] = values[first + np.arange(int(sizes.sum()))]
    return taken


def _sizes(
    piece_ends: json_scan.Ints, owner_ends: json_scan.Ints, content_ends: json_scan.Ints
) -> npt.NDArray[np.int64]:
    """Return the size of every piece (a ring, say) from the place in the content (floats) where it ends.

    A piece begins where the one before ends, but for the first of a feature: it begins where the feature's content
    does, since features without such pieces (points) may lie between.
    """
    count = int(owner_ends[-1]) if len(owner_ends) else 0
    starts = np.concatenate(([0], piece_ends[: max(count - 1, 0)]))[:count]
    first, last = np.concatenate(([0], owner_ends[:-1])), owner_ends
    owners = np.flatnonzero(last > first)
    starts[first[owners]] = np.concatenate(([0], content_ends[:-1]))[owners]
    sizes: npt.NDArray[np.int64] = piece_ends[:count] - starts
    return sizes


def _offsets(sizes: json_scan.Ints) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
