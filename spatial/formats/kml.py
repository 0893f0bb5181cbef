"""Reading KML: placemarks with their extended data, straight from the XML.

GDAL offers two drivers: LIBKML crashes on some public files, and KML drops the extended data, where Chinese map
services put the attributes. Both go through the same few elements read here. Names are compared without their prefix,
because many files use prefixes that they never declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np
import pyproj
from shapely.geometry.base import BaseGeometry

from spatial.columns import Columns
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.finding_notes import Notes
from spatial.formats.geojson_features import read_geometry
from spatial.formats.text_encoding import detect_encoding, known_encoding
from spatial.reading import Reading
from spatial.text import Text

_SLICE = 1 << 19
_SIMPLE = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString", "Track": "LineString"}
_GROUPS = frozenset(("MultiGeometry", "MultiTrack"))
_SHAPES = frozenset((*_SIMPLE, *_GROUPS, "Polygon", "Model"))
_DOING = Text("读取 KML", "Reading KML")


@dataclass
class _Element:
    name: str
    attributes: dict[str, str]
    children: list[_Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> Iterator[_Element]:
        """Yield the elements of that name at any depth."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)

    def text_of(self, name: str) -> str | None:
        """Return the text of the first child of that name; None where there is none or it is blank."""
        return next((child.text.strip() or None for child in self.children if child.name == name), None)


def read_kml(raw: bytes, name: str, encoding: str = "", feedback: Feedback = SILENT) -> Reading:
    """Read the placemarks of a KML text, one row each, in the order of the file.

    The columns are ``id`` (where a placemark has one), ``Name``, ``Description``, ``Folder`` (where there are several;
    nested ones joined by ``/``) and the extended data under their own names, all of them text. The CRS is WGS 84.

    Raises
    ------
    SourceError
        The file is no XML (with line and column), no KML, or defines entities.
    """
    notes = Notes()
    text, used = _as_utf8(raw, encoding)
    if b"<!ENTITY" in text:
        raise SourceError(
            Text(f"“{name}”定义了 XML 实体，不予读取。", f"“{name}” defines XML entities; it is not read."),
            Text("请另存为普通 KML。", "Save it as plain KML."),
        )
    collector = _Collector()
    try:
        collector.parse(text, feedback)
    except expat.ExpatError as error:
        _judge_damage(error, name, len(collector.placemarks), notes)
    if collector.root != "kml" and not collector.placemarks:
        raise SourceError(
            Text(f"“{name}”是 XML，但不是 KML。", f"“{name}” is XML but not KML."),
            Text("请打开 KML、GeoJSON、GeoPackage 或 Shapefile。", "Open KML, GeoJSON, GeoPackage or Shapefile."),
        )
    columns = Columns()
    columns.extend(_rows(collector.placemarks))
    shapes = [_geometry_of(element, row, notes) for row, (element, _) in enumerate(collector.placemarks)]
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    return Reading(columns.arrays(), geometry, pyproj.CRS.from_epsg(4326), "KML", used, "", notes)


def _as_utf8(raw: bytes, encoding: str) -> tuple[bytes, str]:
    """Return the text in UTF-8 without an XML declaration, and its encoding (expat knows no Chinese one)."""
    declared = re.match(rb"""[^<]{0,4}<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""", raw)
    used = known_encoding(encoding) if encoding else known_encoding(declared[1].decode()) if declared else ""
    try:
        text = raw.decode(used or "utf-8")
    except UnicodeDecodeError:
        used = detect_encoding(raw).name
        text = raw.decode(used, "replace")
    text = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", lambda match: "\n" * match[0].count("\n"), text, count=1)
    return text.encode("utf-8", "replace"), used or "utf-8"


def _judge_damage(error: expat.ExpatError, name: str, count: int, notes: Notes) -> None:
    """Keep the placemarks before the end of a cut-off file; raise `SourceError` for any other damage."""
    line, column = error.lineno, error.offset + 1
    if count and error.code in _CUT_OFF:
        text = Text(
            f"文件在第 {line} 行中断，不完整；读到 {count} 个地标。请重新下载或导出。",
            f"The file breaks off at line {line}; {count} placemarks were read. Download or export it again.",
        )
        notes.add("truncated_file", "error", text)
        return
    raise SourceError(
        Text(
            f"“{name}”第 {line} 行第 {column} 列不是有效的 XML。",
            f"“{name}” is not valid XML at line {line}, column {column}.",
        ),
        Text("请改正这一处，或重新导出为 KML。", "Mend that place, or export the KML again."),
    )


_CUT_OFF = frozenset(
    expat.errors.codes[words]
    for words in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class _Collector:
    """Builds a small tree for every placemark and forgets the rest of the file."""

    def __init__(self) -> None:
        self.root = ""
        self.placemarks: list[tuple[_Element, str]] = []
        self._open: list[_Element] = []
        self._folders: list[str] = []
        self._path: list[str] = []
        self._words: list[str] = []

    def parse(self, text: bytes, feedback: Feedback) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words.append
        for start in range(0, len(text), _SLICE):
            parser.Parse(text[start : start + _SLICE], False)
            feedback.report(start / len(text), _DOING)
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.root = self.root or name
        self._path.append(name)
        self._words.clear()
        if name == "Folder" and not self._open:
            self._folders.append("")
        if name == "Placemark" or self._open:
            element = _Element(name, attributes)
            if self._open:
                self._open[-1].children.append(element)
            self._open.append(element)

    def _end(self, tag: str) -> None:
        name = self._path.pop()
        words = "".join(self._words)
        self._words.clear()
        if self._open:
            element = self._open.pop()
            element.text = words
            if not self._open:
                self.placemarks.append((element, "/".join(filter(None, self._folders))))
        elif name == "Folder":
            self._folders.pop()
        elif name == "name" and self._path and self._path[-1] == "Folder":
            self._folders[-1] = words.strip()


def _rows(placemarks: list[tuple[_Element, str]]) -> list[dict[str, str | None]]:
    several = len({folder for _, folder in placemarks}) > 1
    with_id = any("id" in element.attributes for element, _ in placemarks)
    rows = []
    for element, folder in placemarks:
        row = {"id": element.attributes.get("id")} if with_id else {}
        row |= {"Name": element.text_of("name"), "Description": element.text_of("description")}
        if several:
            row["Folder"] = folder or None
        for data in element.all("Data"):
            row[data.attributes.get("name", "Data")] = data.text_of("value")
        for data in element.all("SimpleData"):
            row[data.attributes.get("name", "SimpleData")] = data.text.strip() or None
        rows.append(row)
    return rows


def _geometry_of(placemark: _Element, row: int, notes: Notes) -> BaseGeometry | None:
    shapes = [child for child in placemark.children if child.name in _SHAPES]
    return read_geometry(_as_geojson(shapes[0]), row, notes) if shapes else None


def _as_geojson(element: _Element) -> dict[str, object] | None:
    """Return the element as a GeoJSON geometry, faults included: `geojson_features` judges both formats alike."""
    if element.name in _GROUPS:
        members = [_as_geojson(child) for child in element.children if child.name in _SHAPES]
        return _united([member for member in members if member])
    if element.name == "Polygon":
        outer = [_positions(ring) for side in element.all("outerBoundaryIs") for ring in side.all("LinearRing")]
        inner = [_positions(ring) for side in element.all("innerBoundaryIs") for ring in side.all("LinearRing")]
        return {"type": "Polygon", "coordinates": outer[:1] + inner}
    if element.name not in _SIMPLE:
        return {"type": element.name}
    positions = _positions(element)
    kind = _SIMPLE[element.name]
    return {"type": kind, "coordinates": (positions or [[]])[0] if kind == "Point" else positions}


def _united(members: list[dict[str, object]]) -> dict[str, object]:
    """Return members of one simple type as its multi-geometry, others as a collection."""
    kinds = {member["type"] for member in members}
    if len(kinds) == 1 and (kind := str(kinds.pop())) in {"Point", "LineString", "Polygon"}:
        return {"type": f"Multi{kind}", "coordinates": [member["coordinates"] for member in members]}
    return {"type": "GeometryCollection", "geometries": members}


def _positions(element: _Element) -> list[list[object]]:
    tuples = " ".join(child.text for child in element.children if child.name == "coordinates")
    tuples = re.sub(r"\s*,\s*", ",", tuples)
    positions: list[list[object]] = [[_number(part) for part in item.split(",")] for item in tuples.split()]
    tracks = [child.text.split() for child in element.children if child.name == "coord"]
    return positions + [[_number(part) for part in item] for item in tracks]


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text
