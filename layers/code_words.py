"""The words for the codes that the columns of the house hold: what a reader sees of ``subpark`` or ``digitised``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.provenance import provenance
from spatial.text import Text, plain

_PROVENANCE = ("geometry_source", "source")
DATUM_NAMES: Mapping[str, str] = MappingProxyType(
    {"wgs84": "WGS 84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
)
_WORDS: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "geometry_status": {
            "approved": Text("已批复", "Approved"),
            "published": Text("已公布", "Published"),
            "digitised": Text("据公布四至描绘", "Digitised from published bounds"),
            "consultation": Text("征求意见", "Under consultation"),
            "draft": Text("草案", "Draft"),
            "schematic": Text("示意", "Schematic"),
        },
        "level": {
            "country": Text("国家", "Country"),
            "region": Text("地区", "Region"),
            "city": Text("全市", "City"),
            "district": Text("区", "District"),
            "carrying_area": Text("承载区", "Carrying area"),
            "park": Text("园区", "Park"),
            "zone": Text("片区", "Zone"),
            "block": Text("区块", "Block"),
            "subpark": Text("子园", "Sub-park"),
        },
        "block": {"north": Text("北区块", "North block"), "south": Text("南区块", "South block")},
        "seed_relation": {
            "named": Text("规划点名", "Named in the plans"),
            "class": Text("规划所提类别", "Of a class the plans name"),
        },
    }
)
"""By column and code."""


def code_word(column: str, code: str) -> Text:
    """Return the words for a code of a column; what is no code of it, or stands in another column, as it is."""
    if column in _PROVENANCE:
        return provenance(code)
    return _WORDS.get(column, {}).get(code) or plain(code)
