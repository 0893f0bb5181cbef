"""The table of readable files agrees with the readers behind it."""

from __future__ import annotations

from layers.incoming import LAYER_SUFFIXES, TABLE_SUFFIXES
from spatial.formats.archives import LAYER_SUFFIXES as IN_ARCHIVES
from spatial.formats.readable import READABLE, names, patterns, suffixes
from spatial.formats.tile_archives import SUFFIXES as TILES


def test_one_table_for_all() -> None:
    every = [suffix for each in READABLE for suffix in each.suffixes]
    assert len(every) == len(set(every)) and all(each == each.lower() and each[0] == "." for each in every)
    assert suffixes("tiles") == set(TILES) and IN_ARCHIVES < suffixes("layer") == LAYER_SUFFIXES
    assert suffixes("table") == TABLE_SUFFIXES >= {".csv", ".xlsx", ".xls", ".et", ".ods"}
    assert patterns("tiles") == "*.mbtiles *.pmtiles"
    assert names("table").zh.startswith("CSV、XLSX、XLS、WPS 的 ET、ODS") and "ODS" in names("table").en
