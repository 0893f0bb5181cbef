"""Lists of coordinates as people paste them: degrees, degrees minutes seconds or metres of the national grid.

A line is a place. Point numbers and names in front, heights behind, headings and blank lines are passed over; letters
(E, N, 东经, 北纬, X, Y) say which figure is which, else longitude comes before latitude and, on the grid, northing (X
in China's surveys) before easting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from spatial.coordinate_text import GRID
from spatial.crs import WGS84
from spatial.datums import convert_datum
from spatial.text import Text

Floats = npt.NDArray[np.float64]

SHANGHAI = (120.7, 30.5, 122.4, 32.0)
"""(west, south, east, north) in degrees, generous: coordinates of parks that lie outside of it are asked about."""
_ZONE_40 = 40_000_000.0  # eastings of EPSG:4528 begin with the number of the zone
_GRID_FROM = 1_000.0  # no figure of degrees is that large
_EAST, _NORTH = ("E", "W", "东经", "西经", "经度"), ("N", "S", "北纬", "南纬", "纬度")
_ANGLE = re.compile(
    r"(?:(?P<before>[NSEWXY]|东经|西经|北纬|南纬|经度|纬度)\s*[:=]?\s*)?"
    r"(?P<degrees>[-+]?\d+(?:\.\d+)?(?:[eE][-+]\d+)?)"
    r"(?:\s*[°度:]\s*(?:(?P<minutes>\d+(?:\.\d+)?)\s*[′'’分:]?\s*"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:′′|''|″|\"|”|秒)?)?)?)?"
    r"(?:\s*(?P<after>[NSEW])(?!\w))?",
)
_LABEL = re.compile(r"^(?![NSEWXY]\s*[:=]?\s*[-+]?\d|[东西北南经纬])[A-Za-z\u4e00-\u9fff#][^\s,;]*[\s,;:]+(?=.*\d)")
_LED = re.compile(r"^\s*(?:\d{1,6}[\s,.]+)?[NSEW]\s*[:=]?\s*[-+]?\d")  # letters stand before their figures
_TWO_GROUPS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3}){2,}(?!\d)")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_PAIRS = re.compile(r"^\s*[-+\d.]+\s*,\s*[-+\d.]+(?:,[-+\d.]+)?(?:\s+[-+\d.]+,[-+\d.]+(?:,[-+\d.]+)?)+\s*$")


@dataclass(frozen=True, eq=False)
class PlaceList:
    """Places read from a text.

    Parameters
    ----------
    lonlat
        (n, 2) WGS 84 degrees.
    style
        One of `spatial.coordinate_text.STYLES`: what most lines are written in.
    bad
        Lines that hold figures and are no place, as (line from 1, text).
    outside
        Rows of `lonlat` outside of `SHANGHAI`, or without a finite place.
    swap_fits
        Whether more of them would lie in Shanghai with the two figures the other way round: worth an offer.
    """

    lonlat: Floats
    style: str
    bad: tuple[tuple[int, str], ...] = ()
    outside: tuple[int, ...] = ()
    swap_fits: bool = False

    def questions(self) -> tuple[Text, ...]:
        """Return what is to be asked before the list is taken; none: nothing looks wrong."""
        found = []
        if self.bad:
            where = "、".join(str(line) for line, _ in self.bad[:5])
            found.append(
                Text(
                    f"{len(self.bad)} 行读不懂（第 {where} 行），未采用。",
                    f"{len(self.bad)} lines cannot be read (line {where}) and are left out.",
                )
            )
        if self.outside:
            row = self.outside[0]
            lon, lat = self.lonlat[row].tolist()
            found.append(
                Text(
                    f"{len(self.outside)} 个点不在上海范围内，例如第 {row + 1} 个（{lon:.4f}°, {lat:.4f}°）。",
                    f"{len(self.outside)} points lie outside Shanghai, no. {row + 1} ({lon:.4f}°, {lat:.4f}°).",
                )
            )
        if self.swap_fits:
            found.append(
                Text("两列互换后落在上海，可能写反了。", "They lie in Shanghai with both columns the other way round.")
            )
        return tuple(found)


@dataclass(frozen=True)
class _Figure:
    value: float
    axis: str  # "x", "y" or "" where nothing says which
    angle: bool  # written with minutes, or with a letter of a direction


def read_places(text: str, style: str = "", datum: str = "wgs84", swap: bool = False) -> PlaceList:
    """Read a list of places.

    Parameters
    ----------
    text
        One place per line, or separated by semicolons, or ``x,y x,y`` in one line.
    style
        One of `spatial.coordinate_text.STYLES`; empty: found out from the figures.
    datum
        Of degrees; the grid is always CGCS2000.
    swap
        Whether the two figures stand the other way round than they should.

    Returns
    -------
    PlaceList
        Without lines, an empty one. A last place that repeats the first is kept.
    """
    found, bad = [], []
    for number, line in _lines(text):
        pair = _pair(line)
        if pair is not None:
            found.append((number, line, pair))
        elif any(each.isdigit() for each in line):
            bad.append((number, line.strip()[:40]))
    style = style or _style_of([pair for *_, pair in found])
    grid = style == "grid"
    kept = [(pair, number, line) for number, line, pair in found if _is_grid(pair) == grid]
    bad += [(number, line.strip()[:40]) for number, line, pair in found if _is_grid(pair) != grid]
    rows = [_ordered(pair, grid, swap) for pair, *_ in kept]
    xy = np.array(rows, dtype=np.float64).reshape(-1, 2)
    lonlat = _from_grid(xy) if grid else convert_datum(xy, datum, "wgs84")
    outside = np.flatnonzero(~in_shanghai(lonlat))
    other = np.array([_ordered(pair, grid, not swap) for pair, *_ in kept], dtype=np.float64).reshape(-1, 2)
    other = _from_grid(other) if grid else other
    better = bool(len(outside)) and int((~in_shanghai(other)).sum()) < len(outside)
    return PlaceList(lonlat, style, tuple(sorted(bad)), tuple(outside.tolist()), better)


def in_shanghai(lonlat: Floats) -> npt.NDArray[np.bool_]:
    """Return (n,) whether places lie in `SHANGHAI`, borders included; False for those that are not finite."""
    west, south, east, north = SHANGHAI
    inside: npt.NDArray[np.bool_] = (
        (lonlat[:, 0] >= west) & (lonlat[:, 0] <= east) & (lonlat[:, 1] >= south) & (lonlat[:, 1] <= north)
    )
    return inside


def print_figures(lonlat: Floats, style: str, datum: str = "wgs84") -> list[tuple[str, str]]:
    """Return the two figures of places in WGS 84, to the tenth of a millimetre: what `read_places` reads.

    Degrees: longitude, latitude in `datum`. Grid: northing (X), easting (Y) in metres. Blank where a place has none.
    """
    if style == "grid":
        x, y = _grid().transform(lonlat[:, 0], lonlat[:, 1])
        return [(_metres(north), _metres(east)) for east, north in zip(np.atleast_1d(x), np.atleast_1d(y), strict=True)]
    degrees = convert_datum(lonlat, "wgs84", datum).tolist()
    write = _dms if style == "dms" else _decimal
    return [(write(lon), write(lat)) for lon, lat in degrees]


def without_closing(places: Floats) -> Floats:
    """Return places without the last one where it repeats the first."""
    return places[:-1] if len(places) > 1 and bool((places[0] == places[-1]).all()) else places


def _lines(text: str) -> list[tuple[int, str]]:
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = unicodedata.normalize("NFKC", line).replace("、", ",").replace("−", "-").strip().strip("[]()")
        if _TWO_GROUPS.search(plain):
            plain = _GROUPED.sub(lambda found: found.group().replace(",", ""), plain)
        for piece in plain.split(";"):
            pieces = piece.split() if _PAIRS.match(piece) else [piece]
            lines += [(number, each) for each in pieces if each.strip()]
    return lines


def _pair(line: str) -> tuple[_Figure, _Figure] | None:
    """Return the two figures of a line; None where there are none, or one alone."""
    figures = _figures(_LABEL.sub("", line))
    plain = [each for each in figures if not each.angle]
    if len(figures) >= 6 and len(plain) == len(figures) and max(abs(each.value) for each in figures) <= 180:
        d = [each.value for each in figures[-6:]]
        return _Figure(_degrees(d[0], d[1], d[2]), "", True), _Figure(_degrees(d[3], d[4], d[5]), "", True)
    if len(figures) >= 3 and figures[0].value.is_integer() and _is_number(line):
        figures = figures[1:]
    return (figures[0], figures[1]) if len(figures) >= 2 else None


def _is_number(line: str) -> bool:
    """Return whether a line begins with a whole number that can be the number of a point."""
    return re.match(r"\s*[A-Z]?\d{1,6}\s*[号#点]?\s*[\s,.:]\s*(?=[-+NSEWXY东西北南\d])", line) is not None


def _figures(line: str) -> list[_Figure]:
    found = []
    if _LED.match(line):
        line = re.sub(r"\s+([NSEW])", r",\1", line)
    for each in _ANGLE.finditer(line):
        letter = (each["before"] or "") + (each["after"] or "")
        minutes, seconds = each["minutes"], each["seconds"]
        value = _degrees(float(each["degrees"]), float(minutes or 0.0), float(seconds or 0.0))
        value = -value if letter in ("W", "S", "西经", "南纬") else value
        axis = "x" if letter in _EAST else "y" if letter in _NORTH else ""
        if letter in ("X", "Y"):  # X is the northing in a survey, and the longitude in everything else
            axis = {"X": "y", "Y": "x"}[letter] if abs(value) > _GRID_FROM else letter.lower()
        found.append(_Figure(value, axis, minutes is not None or letter in (*_EAST, *_NORTH)))
    return found


def _degrees(degrees: float, minutes: float, seconds: float) -> float:
    return float(np.copysign(abs(degrees) + minutes / 60.0 + seconds / 3600.0, degrees))


def _is_grid(pair: tuple[_Figure, _Figure]) -> bool:
    return max(abs(each.value) for each in pair) > _GRID_FROM


def _style_of(pairs: Sequence[tuple[_Figure, _Figure]]) -> str:
    grid = sum(map(_is_grid, pairs))
    if 2 * grid > len(pairs):
        return "grid"
    return "dms" if any(not each.value.is_integer() and each.angle for pair in pairs for each in pair) else "decimal"


def _ordered(pair: tuple[_Figure, _Figure], grid: bool, swap: bool) -> tuple[float, float]:
    """Return (x, y): longitude and latitude, or easting and northing."""
    first, second = pair
    named = first.axis or {"x": "y", "y": "x"}.get(second.axis, "")
    east_first = named == "x" if named else not grid
    x, y = (first.value, second.value) if east_first != swap else (second.value, first.value)
    return x, y


def _from_grid(xy: Floats) -> Floats:
    east = np.where(xy[:, 0] > _ZONE_40, xy[:, 0] - _ZONE_40, xy[:, 0])
    lon, lat = _grid().transform(east, xy[:, 1], direction="INVERSE")
    return np.column_stack([lon, lat])


def _decimal(degrees: float) -> str:
    return f"{degrees:.9f}"


def _dms(degrees: float) -> str:
    units = round(abs(degrees) * 360_000_000)
    minutes, rest = divmod(units, 6_000_000)
    whole, minutes = divmod(minutes, 60)
    return f"{'-' if degrees < 0 else ''}{whole}°{minutes:02d}′{rest / 100_000:08.5f}″"


def _metres(figure: float) -> str:
    return f"{figure:.4f}" if np.isfinite(figure) else ""


@lru_cache(maxsize=1)
def _grid() -> Transformer:
    return Transformer.from_crs(WGS84, GRID, always_xy=True)
