"""Points from a table with coordinates: which columns hold them, and the data set that is made of the rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers.datasets import dataset_from_source
from layers.layer import Dataset, Origin
from spatial.cells import fold
from spatial.errors import SourceError
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from spatial.sources import TableSource

_LON = re.compile(r"经度|东经|lng|lon|longitude|^x$|x坐标|坐标x|经$", re.IGNORECASE)
_LAT = re.compile(r"纬度|北纬|lat|latitude|^y$|y坐标|坐标y|纬$", re.IGNORECASE)
_PAIR = re.compile(r"\s*\(?\s*(-?\d{1,3}\.\d+)\s*[,， ;；]\s*(-?\d{1,3}\.\d+)\s*\)?\s*")
_NAME = re.compile(r"名称|名字|^name", re.IGNORECASE)
_SAMPLE = 200
_ENOUGH = 0.8
"""A share of the cells so high must be numbers in range, or pairs, for a column to be taken for coordinates."""


@dataclass(frozen=True, eq=False)
class PointTable:
    """A table with the columns that may hold coordinates.

    Parameters
    ----------
    source
        As read; a column of pairs such as ``121.47,31.23`` is followed by two columns made of it.
    lon, lat
        The columns that seem to hold longitude and latitude, "" where none does.
    """

    source: TableSource
    lon: str = ""
    lat: str = ""


def point_table(source: TableSource) -> PointTable:
    """Look for coordinates in a table: by headings, else by figures that lie in China, else by cells of pairs."""
    frame = source.frame
    names = [str(name) for name in frame.columns]
    lon = _named(frame, names, _LON, 180.0)
    lat = _named(frame, [name for name in names if name != lon], _LAT, 90.0)
    if lon and lat:
        return PointTable(source, lon, lat)
    for name in names:
        split = _split(frame, name)
        if split is not None:
            return PointTable(replace(source, frame=split[0]), *split[1])
    lons, lats = ([name for name in names if _within(frame[name], *ends)] for ends in ((73, 136), (3, 54)))
    return PointTable(source, lons[0], lats[0]) if len(lons) == 1 and len(lats) == 1 else PointTable(source)


def points_of(table: PointTable, path: Path, datum: str, taken: Collection[str] = ()) -> Dataset:
    """Return the rows as a data set of points; the project keeps it, the table is not read again.

    Parameters
    ----------
    table
        With the columns to take.
    path
        Of the table: the data set is named after it.
    datum
        Of the coordinates.

    Raises
    ------
    SourceError
        A column is missing, both are the same, or no row has coordinates in degrees.
    """
    from spatial.sources import VectorSource, points_from_table

    if table.lon == table.lat:
        raise _none(Text("经度和纬度是同一列", "longitude and latitude are one column"))
    frame, findings = points_from_table(table.source.frame, table.lon, table.lat)
    bounds = frame.geometry.bounds.to_numpy()
    inside = (abs(bounds[:, 0]) <= 180) & (abs(bounds[:, 1]) <= 90)
    if not inside.any():
        raise _none(Text("没有一行有经纬度", "no row has degrees of longitude and latitude"))
    kept = tuple(each for each in table.source.findings if each.severity != "info")
    source = VectorSource(frame, "wgs84", "", table.source.encoding, "", "", (*findings, *kept))
    made = dataset_from_source(source, path, taken)
    name_field = made.name_field or _first_name([str(name) for name in table.source.frame.columns])
    return replace(made, datum=datum, name_field=name_field, origin=Origin())


def _named(frame: pd.DataFrame, names: Sequence[str], words: re.Pattern[str], most: float) -> str:
    return next((name for name in names if words.search(fold(name)) and _within(frame[name], -most, most)), "")


def _within(column: pd.Series[str], low: float, high: float) -> bool:
    """Say whether nearly all cells are decimal numbers of a range; whole numbers alone are counts, not degrees."""
    import pandas as pd

    cells = column.dropna().astype(str).str.strip().str.rstrip("°度").head(_SAMPLE)
    numbers = pd.to_numeric(cells, errors="coerce")
    fits = (numbers >= low) & (numbers <= high)
    return len(cells) > 0 and bool(fits.mean() >= _ENOUGH) and bool((numbers.dropna() % 1 != 0).any())


def _split(frame: pd.DataFrame, name: str) -> tuple[pd.DataFrame, tuple[str, str]] | None:
    """Return the table with a column of pairs split into two, and which of these are longitude and latitude."""
    import pandas as pd

    cells = frame[name].dropna().astype(str)
    if not len(cells) or cells.head(_SAMPLE).str.fullmatch(_PAIR).mean() < _ENOUGH:
        return None
    parts = frame[name].astype("str").str.extract(_PAIR.pattern)
    made = [f"{name} 1", f"{name} 2"]
    if not set(made).isdisjoint(map(str, frame.columns)):
        return None
    first, second = (pd.to_numeric(parts[place], errors="coerce").abs().max() for place in (0, 1))
    if not (first <= 180 and second <= 180):
        return None
    wide = frame.assign(**{column: parts[place] for place, column in enumerate(made)})
    return wide, (made[0], made[1]) if second <= 90 else (made[1], made[0])


def _first_name(names: Sequence[str]) -> str:
    return next((name for name in names if _NAME.search(fold(name))), "")


def _none(why: Text) -> SourceError:
    return SourceError(
        Text(f"不能生成点：{why.zh}。", f"No points can be made: {why.en}."),
        Text(
            "请选经度和纬度所在的列，单位为度；平面坐标请先换算。",
            "Choose the columns of longitude and latitude in degrees; convert grid coordinates first.",
        ),
    )
