"""Reading GeoJSON: a compiled scan for what is regular, a careful look at the rest, and a finding for every deviation.

The road: walk the members of the top object -> scan its features a few megabytes at a time -> geometry by shapely from
flat arrays, properties by orjson -> columns. A single feature or a bare geometry is read as a collection of one. The
text is taken for UTF-8 until it turns out not to be: every piece of it goes through a strict parser, so that need not
be checked beforehand. What is JSON of another kind (TopoJSON, Esri JSON, a sequence of features) is left to GDAL:
`None` comes back.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from spatial.columns import Columns
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats import geojson_scan as scan
from spatial.formats import json_scan
from spatial.formats.geojson_chunk import JsonDamage, read_chunk
from spatial.formats.geojson_features import GEOMETRY_TYPES
from spatial.formats.text_encoding import Encoding, detect_encoding, has_mark, is_utf8
from spatial.reading import Reading
from spatial.text import Text

if TYPE_CHECKING:
    import pyproj

Bytes = npt.NDArray[np.uint8]

CHUNK_BYTES = 6_000_000
_DOING = Text("读取要素", "Reading features")
_FOREIGN = Text(
    "请导出为 GeoJSON FeatureCollection，或打开 GeoPackage、Shapefile 等格式的文件。",
    "Export it as a GeoJSON FeatureCollection, or open a GeoPackage, Shapefile or another format.",
)


def read_geojson(text: Bytes, name: str, feedback: Feedback = SILENT) -> Reading | None:
    """Read GeoJSON text.

    Parameters
    ----------
    text
        (N + PADDING,) uint8: the bytes of the file, then zeros (see `padded`).
    name
        Name of the file, for messages.
    feedback
        Told how far the reading is; cancels it.

    Returns
    -------
    Reading, or None where the JSON is of a kind that GDAL must read.

    Raises
    ------
    SourceError
        The file is no JSON (with line and column), or JSON without features.
    """
    view = text[: len(text) - json_scan.PADDING].data
    if not has_mark(view):
        try:
            return _read(text, name, Notes(), feedback)
        except JsonDamage:  # and the text is not UTF-8, see `_read`
            pass
    notes = Notes()
    converted, encoding = _as_utf8(text, notes, feedback.part(0.0, 0.1))
    reading = _read(converted, name, notes, feedback.part(0.1, 1.0))
    if reading is None:
        return None
    if encoding.errors:
        _note_replaced(reading, encoding)
    return replace(reading, encoding=encoding.name)


def _read(text: Bytes, name: str, notes: Notes, feedback: Feedback) -> Reading | None:
    """Read a text that should be UTF-8; `JsonDamage` where it is not."""
    document = _Document(text, name, notes)
    try:
        kind = document.read(feedback)
    except JsonDamage as damage:
        if not is_utf8(text[: len(text) - json_scan.PADDING].data):
            raise
        document.judge_damage(damage)
        kind = "FeatureCollection"
    if kind == "other":
        return None
    if kind == "single":
        return _read(_wrapped(text), name, notes, feedback)
    columns, geometry = document.table()
    return Reading(columns, geometry, document.crs(), "GeoJSON", "utf-8", "", notes)


def padded(raw: bytes) -> Bytes:
    """Return a text as the scan wants it: with zero bytes behind it."""
    text = np.zeros(len(raw) + json_scan.PADDING, np.uint8)
    text[: len(raw)] = np.frombuffer(raw, np.uint8)
    return text


def _as_utf8(text: Bytes, notes: Notes, feedback: Feedback) -> tuple[Bytes, Encoding]:
    """Return the padded text in UTF-8 without a mark, and the encoding it had."""
    view = text[: len(text) - json_scan.PADDING].data
    encoding = detect_encoding(view, feedback)
    if encoding.guessed:
        message = Text("文件不是 UTF-8，按 GB18030 读取。", "The file is not UTF-8; read as GB18030.")
        notes.add("encoding_guessed", "info", message)
    if encoding.name == "utf-8" and not encoding.errors:
        return text, encoding
    return padded(bytes(view).decode(encoding.name, "replace").encode("utf-8", "replace")), encoding


def _note_replaced(reading: Reading, encoding: Encoding) -> None:
    """Note the features with texts in which bytes could not be decoded."""
    rows: set[int] = set()
    for column in reading.columns.values():
        if pa.types.is_string(column.type):
            rows.update(np.flatnonzero(pc.match_substring(column, "\ufffd").fill_null(False).to_numpy()).tolist())
    name = encoding.name.upper()
    text = Text(f"有文字不能按 {name} 解码，以 � 代替。", f"A text does not decode as {name}; shown as �.")
    reading.notes.add_many("undecodable_text", "warning", sorted(rows), lambda _: text)
    if not rows:
        reading.notes.add("undecodable_text", "warning", text)


def _wrapped(text: Bytes) -> Bytes:
    """Return a collection that holds the one feature or geometry that `text` is."""
    body = text[: len(text) - json_scan.PADDING].tobytes()
    if orjson.loads(body).get("type") != "Feature":
        body = b'{"type":"Feature","properties":{},"geometry":' + body + b"}"
    return padded(b'{"type":"FeatureCollection","features":[' + body + b"]}")


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Switch the collector off: it quadruples the time of parsing many objects, of which none is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Document:
    """One JSON text on its way to a table."""

    def __init__(self, text: Bytes, name: str, notes: Notes) -> None:
        self._text, self._name, self._notes = text, name, notes
        self._size = len(text) - json_scan.PADDING
        self._members: dict[str, Any] = {}
        self._columns, self._ids = Columns(), list[Any]()
        self._geometry: list[npt.NDArray[np.object_]] = []
        self._rows = 0
        self._at = np.zeros(scan.COUNTERS, np.int64)
        self._colons = np.zeros(1, np.int64)

    def read(self, feedback: Feedback) -> str:
        """Read all members; return ``FeatureCollection``, ``single`` (a feature or geometry) or ``other``."""
        start = json_scan.skip_blank(self._text, 0)
        if self._text[start] == 0x1E:
            return "other"
        if self._text[start] == 0x5B:
            self._notes.add(
                "wrong_type",
                "warning",
                Text(
                    "文件是要素数组而不是 FeatureCollection；已读取。",
                    "An array, not a FeatureCollection; read as one.",
                ),
            )
            self._expect_end(self._read_features(start, feedback))
            return "FeatureCollection"
        if self._text[start] != 0x7B:
            raise JsonDamage(start)
        end = self._read_members(start + 1, feedback)
        kind = self._kind()
        if self._text[json_scan.skip_blank(self._text, end)] == 0x7B:
            return "other"
        self._expect_end(end)
        return kind

    def _read_members(self, i: int, feedback: Feedback) -> int:
        """Read the members of the top object, of which the first starts at `i`; return the place after it."""
        text = self._text
        i = json_scan.skip_blank(text, i)
        while text[i] != 0x7D or self._members:
            end = self._placed(json_scan.skip_string(text, i), i)
            key = self._parsed(i, end)
            i = self._placed(json_scan.skip_colon(text, end), end)
            if key in self._members:
                self._notes.add("duplicate_keys", "warning", Text(f"成员“{key}”重复。", f"Member “{key}” comes twice."))
            if key == "features" and text[i] == 0x5B and "features" not in self._members:
                self._members[key] = True
                i = self._read_features(i, feedback)
            else:
                start, i = i, self._placed(json_scan.skip_value(text, i, self._colons), i)
                self._members[key] = self._parsed(start, i)
            i = json_scan.skip_blank(text, i)
            if text[i] == 0x7D:
                break
            if text[i] != 0x2C:
                raise JsonDamage(i)
            i = json_scan.skip_blank(text, i + 1)
        return i + 1

    def _read_features(self, i: int, feedback: Feedback) -> int:
        """Read the array of features that opens at `i`, chunk by chunk; return the place after it."""
        i = json_scan.skip_blank(self._text, i + 1)
        if self._text[i] == 0x5D:
            return i + 1
        state, room = 0, CHUNK_BYTES
        while state != scan.LAST:
            feedback.report(i / self._size, _DOING)
            self._at[:] = 0
            self._at[scan.PLACE] = i
            floats, features, lists = scan.new_results(room)
            scan.scan_features(self._text, min(i + CHUNK_BYTES, self._size), self._at, floats, features, lists)
            state, count = int(self._at[scan.STATE]), int(self._at[scan.FEATURES])
            if count:
                self._take_chunk(floats, features[:count], lists)
            elif state == scan.FULL:
                room *= 4
            i = int(self._at[scan.PLACE])
            if state in (json_scan.ENDED, json_scan.SYNTAX) or (state == 0 and i >= self._size):
                raise JsonDamage(i, ended=state != json_scan.SYNTAX)
        return i

    def _take_chunk(self, floats: npt.NDArray[np.float64], features: json_scan.Ints, lists: json_scan.Ints) -> None:
        with _no_garbage_collection():
            chunk = read_chunk((self._text, self._at, floats, features, lists), self._rows, self._notes)
            self._columns.extend(chunk.properties)
        self._geometry.append(chunk.geometry)
        self._ids.extend(chunk.ids)
        self._rows += len(features)

    def _placed(self, result: int, i: int) -> int:
        if result < 0:
            raise JsonDamage(i if result == json_scan.SYNTAX else self._size, ended=result == json_scan.ENDED)
        return result

    def _parsed(self, start: int, end: int) -> Any:
        try:
            return orjson.loads(self._text[start:end].tobytes())
        except orjson.JSONDecodeError as error:
            raise JsonDamage(start + error.pos) from None

    def _expect_end(self, i: int) -> None:
        i = json_scan.skip_blank(self._text, i)
        if i != self._size:
            raise JsonDamage(i)

    def _kind(self) -> str:
        kind = self._members.get("type")
        if self._members.get("features") is True:
            if kind != "FeatureCollection" and ("geometryType" in self._members or "spatialReference" in self._members):
                return "other"
            self._note_type(kind)
            return "FeatureCollection"
        if kind == "Topology":
            return "other"
        if kind == "Feature" or (isinstance(kind, str) and kind in GEOMETRY_TYPES):
            return "single"
        what = Text(
            f"“{self._name}”是 JSON，但不是 GeoJSON：没有 features 数组。",
            f"“{self._name}” is JSON but not GeoJSON: it has no array “features”.",
        )
        raise SourceError(what, _FOREIGN)

    def _note_type(self, kind: object) -> None:
        if kind != "FeatureCollection":
            shown = f"“{kind}”" if isinstance(kind, str) else "缺失"
            text = Text(
                f"文件的 type 应为 FeatureCollection，实际为{shown}；已读取。",
                f"The type of the file must be FeatureCollection, it is {shown if kind else 'missing'}; read as one.",
            )
            self._notes.add("wrong_type", "warning", text)

    def judge_damage(self, damage: JsonDamage) -> None:
        """Keep the features before the end of a cut-off file; raise `SourceError` for any other damage."""
        line, column = self._line_and_column(damage.place)
        if damage.ended and self._rows:
            text = Text(
                f"文件在第 {line} 行第 {column} 列中断，不完整；读到 {self._rows} 个完整的要素。请重新下载或导出。",
                f"The file breaks off at line {line}, column {column}; {self._rows} whole features were read. "
                "Download or export it again.",
            )
            self._notes.add("truncated_file", "error", text)
            return
        raise SourceError(
            Text(
                f"“{self._name}”第 {line} 行第 {column} 列不是有效的 JSON。",
                f"“{self._name}” is not valid JSON at line {line}, column {column}.",
            ),
            Text(
                "请用文本编辑器改正这一处，或重新导出文件。",
                "Mend that place in a text editor, or export the file again.",
            ),
        )

    def _line_and_column(self, place: int) -> tuple[int, int]:
        before = self._text[: min(place, self._size)].tobytes()
        last = before.rpartition(b"\n")[2]
        return before.count(b"\n") + 1, len(last.decode("utf-8", "replace")) + 1

    def table(self) -> tuple[dict[str, Any], npt.NDArray[np.object_]]:
        """Return the columns (a top-level id first) and the geometry."""
        columns = self._columns.arrays()
        if "id" not in columns and any(value is not None for value in self._ids):
            ids = Columns()
            ids.extend([{"id": value} for value in self._ids])
            columns = ids.arrays() | columns
            self._columns.mixed |= ids.mixed
        for name in sorted(self._columns.mixed):
            text = Text(
                f"字段“{name}”混有数字、文字等不同类型，已全部作为文字读取。",
                f"Field “{name}” mixes numbers, text or other kinds; all read as text.",
            )
            self._notes.add("mixed_types", "warning", text)
        geometry = np.concatenate(self._geometry) if self._geometry else np.empty(0, dtype=object)
        return columns, geometry

    def crs(self) -> pyproj.CRS | None:
        """Return WGS 84, or what an old `crs` member (GeoJSON 2008) declares."""
        from spatial.formats.geojson_crs import declared_crs

        return declared_crs(self._members, self._notes)
