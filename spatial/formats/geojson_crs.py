"""The `crs` member of old GeoJSON (2008): RFC 7946 dropped it, files from QGIS and ArcGIS still carry it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyproj
from pyproj.exceptions import CRSError

from spatial.finding_notes import Notes
from spatial.text import Text

_WGS84 = pyproj.CRS.from_epsg(4326)
_NAMES_OF_WGS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84", "EPSG:4326")


def declared_crs(members: Mapping[str, Any], notes: Notes) -> pyproj.CRS | None:
    """Return the CRS of a GeoJSON text with these top-level members.

    Without the member (or where it says WGS 84) it is EPSG:4326, longitude first. Any other known CRS is honoured and
    noted; an unknown one is noted and gives None.
    """
    if "crs" not in members:
        return _WGS84
    value = members["crs"]
    name = _name_of(value)
    if name in _NAMES_OF_WGS84:
        return _WGS84
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError:
        text = Text(
            f"无法识别文件中的 crs 成员（{name or value}），坐标系未知。请指定坐标系。",
            f"The member “crs” of the file ({name or value}) is unknown, so the CRS is. Choose the CRS.",
        )
        notes.add("unknown_crs", "error", text)
        return None
    if crs == _WGS84:
        return _WGS84
    text = Text(
        f"文件用旧式 crs 成员声明坐标系 {name}（{crs.name}），已按此读取；RFC 7946 只允许 WGS 84。",
        f"The file declares {name} ({crs.name}) in an old “crs” member; read so. RFC 7946 allows WGS 84 only.",
    )
    notes.add("old_crs_member", "info", text)
    return crs


def _name_of(value: Any) -> str:
    """Return the name in ``{"type": "name", "properties": {"name": …}}`` or ``{"type": "EPSG", …{"code": …}}``."""
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(properties, dict):
        return ""
    if "code" in properties:
        return f"EPSG:{properties['code']}"
    return str(properties.get("name", ""))
