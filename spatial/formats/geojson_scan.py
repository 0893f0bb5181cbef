"""Compiled scan of a GeoJSON FeatureCollection: where each feature's parts are, and its coordinates as numbers.

One pass over the bytes of the file. Everything regular is taken at full speed; whatever is not (another geometry type,
wrong nesting, an open ring, a member twice, a number that is none) is marked `IRREGULAR` with its place in the file and
left to `spatial.formats.geojson`, which reads that one feature with all care. The text is padded as
`spatial.formats.json_scan` wants it.

The scan keeps its counters in `at` and its results in three arrays; see `new_results`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled
from spatial.formats.decimal_scan import scan_number
from spatial.formats.json_scan import (
    ENDED,
    NULL_WORD,
    SYNTAX,
    Bytes,
    Ints,
    is_word,
    skip_blank,
    skip_colon,
    skip_string,
    skip_value,
)

# Geometry types of a feature; the first seven are the numbers of shapely.GeometryType where there is one.
POINT, LINE, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON = 0, 1, 3, 4, 5, 6
NULL, IRREGULAR = 100, 101

# Columns of `features`: places in the file (bytes, half-open; -1 where absent), then counts.
START, END, TYPE, DIMENSION = 0, 1, 2, 3
PROPERTIES, PROPERTIES_END, PROPERTY_KEYS, ID, ID_END = 4, 5, 6, 7, 8
FLOATS_END, RINGS_END, PARTS_END = 9, 10, 11
COLUMNS = 12

# Rows of `lists`: ends of rings (in floats), ends of parts (in rings), other members (place), numbers left to Python
# (index in `floats`, place in the file).
RING_ENDS, PART_ENDS, OTHER_START, OTHER_END, SLOW_INDEX, SLOW_PLACE = 0, 1, 2, 3, 4, 5
ROWS = 6

# Counters in `at`. Those from SIZE on describe the feature at hand: numbers per position, depth of the positions,
# members seen so far (bits of `_member`), and FLOATS and RINGS where it began; the last one counts colons.
PLACE, FEATURES, FLOATS, RINGS, PARTS, OTHERS, SLOW, STATE = 0, 1, 2, 3, 4, 5, 6, 7
SIZE, DEPTH, SEEN, FIRST_FLOAT, FIRST_RING, COLONS = 8, 9, 10, 11, 12, 13
COUNTERS = 14

# Results of the scanning functions that are no place in the file, besides `ENDED` and `SYNTAX`: the feature is not
# regular; there is no room for it. `STATE` holds one of the four, or 0, or `LAST`.
ODD, FULL = -3, -4
LAST = 1  # the closing bracket of the array of features was read

_FEATURE = np.frombuffer(b'"Feature"', np.uint8)
_TYPE = np.frombuffer(b'"type"', np.uint8)
_ID = np.frombuffer(b'"id"', np.uint8)
_GEOMETRY = np.frombuffer(b'"geometry"', np.uint8)
_PROPERTIES = np.frombuffer(b'"properties"', np.uint8)
_COORDINATES = np.frombuffer(b'"coordinates"', np.uint8)
_POINT = np.frombuffer(b'"Point"', np.uint8)
_LINE = np.frombuffer(b'"LineString"', np.uint8)
_POLYGON = np.frombuffer(b'"Polygon"', np.uint8)
_MULTIPOINT = np.frombuffer(b'"MultiPoint"', np.uint8)
_MULTILINE = np.frombuffer(b'"MultiLineString"', np.uint8)
_MULTIPOLYGON = np.frombuffer(b'"MultiPolygon"', np.uint8)

Floats = npt.NDArray[np.float64]

_TEXT = "uint8[::1]"


def new_results(size: int) -> tuple[Floats, Ints, Ints]:
    """Return `floats` (M,), `features` (N, COLUMNS) and `lists` (ROWS, K), enough for ordinary data of `size` bytes.

    Where they turn out too small, `scan_features` stops before the feature that does not fit with `STATE` at `FULL`.
    """
    room = size // 3 + 64
    return np.empty(room), np.empty((room // 8, COLUMNS), np.int64), np.empty((ROWS, room), np.int64)


@compiled(f"int64({_TEXT}, int64, int64[::1], float64[::1], int64[:, ::1])")
def _scan_positions(text: Bytes, i: int, at: Ints, floats: Floats, lists: Ints) -> int:
    """Read positions of two or three numbers, all of one size, as far as the array around them goes.

    The first opens at `i`. Where they lie at depth 1 there is only one. Stops at the byte after the last, not blank.
    """
    n, size = at[FLOATS], at[SIZE]
    while True:
        count = 0
        while True:
            start = skip_blank(text, i + 1)
            value, i, exact = scan_number(text, start)
            if i < 0 or count == 3:
                return ODD
            if n + 1 >= floats.size or at[SLOW] + 1 >= lists.shape[1]:
                return FULL
            if not exact:
                lists[SLOW_INDEX, at[SLOW]], lists[SLOW_PLACE, at[SLOW]] = n, start
                at[SLOW] += 1
            floats[n] = value
            n += 1
            count += 1
            i = skip_blank(text, i)
            if text[i] != 44:
                break
        size = count if size == 0 else size
        if text[i] != 93 or count < 2 or count != size:
            return ODD
        i = skip_blank(text, i + 1)
        if text[i] != 44 or at[DEPTH] == 1:
            break
        i = skip_blank(text, i + 1)
        if text[i] != 91:
            return ODD
    at[FLOATS], at[SIZE] = n, size
    return i


@compiled("int64(int64, int64[::1], int64[:, ::1])")
def _close_array(depth: int, at: Ints, lists: Ints) -> int:
    """Note the end of a line or ring, or of a polygon, when the array at `depth` closes."""
    if max(at[RINGS], at[PARTS]) + 1 >= lists.shape[1]:
        return FULL
    if depth == at[DEPTH] - 1:
        lists[RING_ENDS, at[RINGS]] = at[FLOATS]
        at[RINGS] += 1
    elif depth == at[DEPTH] - 2:
        lists[PART_ENDS, at[PARTS]] = at[RINGS]
        at[PARTS] += 1
    return 0


@compiled(f"int64({_TEXT}, int64, int64[::1], float64[::1], int64[:, ::1])")
def _scan_coordinates(text: Bytes, i: int, at: Ints, floats: Floats, lists: Ints) -> int:
    """Read nested arrays whose positions all lie at one depth (1 to 4), which is left in at[DEPTH]."""
    depth = 0
    at[DEPTH] = 0
    at[SIZE] = 0
    while True:
        if text[i] != 91 or depth == 4:
            return ODD
        depth += 1
        inner = skip_blank(text, i + 1)
        if text[inner] == 91:
            i = inner
            continue
        if at[DEPTH] == 0:
            at[DEPTH] = depth
        if at[DEPTH] != depth:
            return ODD
        i = _scan_positions(text, i, at, floats, lists)
        if i < 0:
            return i
        depth -= 1
        while depth > 0 and text[i] == 93:
            if _close_array(depth, at, lists) < 0:
                return FULL
            depth -= 1
            i = skip_blank(text, i + 1)
        if depth == 0:
            return i
        if text[i] != 44:
            return ODD
        i = skip_blank(text, i + 1)


@compiled(f"int64({_TEXT}, int64)")
def _geometry_type(text: Bytes, i: int) -> int:
    if is_word(text, i, _POLYGON):
        return POLYGON
    if is_word(text, i, _POINT):
        return POINT
    if is_word(text, i, _MULTIPOLYGON):
        return MULTIPOLYGON
    if is_word(text, i, _LINE):
        return LINE
    if is_word(text, i, _MULTILINE):
        return MULTILINE
    if is_word(text, i, _MULTIPOINT):
        return MULTIPOINT
    return ODD


@compiled("boolean(int64, int64[::1], float64[::1], int64[:, ::1])")
def _fits(kind: int, at: Ints, floats: Floats, lists: Ints) -> bool:
    """Whether the nesting is that of the type, lines have two positions, and rings four and are closed."""
    depth = 1 if kind == POINT else 2 if kind in (LINE, MULTIPOINT) else 4 if kind == MULTIPOLYGON else 3
    if depth != at[DEPTH]:
        return False
    if kind in (POINT, MULTIPOINT):
        return True
    least = 4 if kind in (POLYGON, MULTIPOLYGON) else 2
    start = at[FIRST_FLOAT]
    for ring in range(at[FIRST_RING], at[RINGS]):
        last = lists[RING_ENDS, ring] - at[SIZE]
        if last - start < (least - 1) * at[SIZE]:
            return False
        if least == 4 and (floats[start] != floats[last] or floats[start + 1] != floats[last + 1]):
            return False
        start = last + at[SIZE]
    return True


@compiled(f"UniTuple(int64, 2)({_TEXT}, int64, int64[::1], float64[::1], int64[:, ::1])")
def _scan_geometry(text: Bytes, i: int, at: Ints, floats: Floats, lists: Ints) -> tuple[int, int]:
    """Read a geometry object with the members `type` and `coordinates` alone; return its type and the place after."""
    kind, read = -1, False
    while True:
        i = skip_blank(text, i + 1)
        is_type = is_word(text, i, _TYPE)
        if not is_type and not is_word(text, i, _COORDINATES):
            return ODD, ODD
        i = skip_colon(text, i + (6 if is_type else 13))
        if i < 0 or (is_type and kind >= 0) or (not is_type and read):
            return ODD, ODD
        if is_type:
            kind = _geometry_type(text, i)
            i = skip_string(text, i)
        else:
            read = True
            i = _scan_coordinates(text, i, at, floats, lists)
        if i == FULL:
            return ODD, FULL
        if i < 0 or (is_type and kind < 0):
            return ODD, ODD
        i = skip_blank(text, i)
        if text[i] == 125:
            break
        if text[i] != 44:
            return ODD, ODD
    if kind < 0 or not read or not _fits(kind, at, floats, lists):
        return ODD, ODD
    return kind, i + 1


@compiled(f"int64({_TEXT}, int64)")
def _member(text: Bytes, i: int) -> int:
    """Return which member of a feature the key at `i` names, as a bit; 0 for any other, `ODD` for an escaped key."""
    if is_word(text, i, _TYPE):
        return 1
    if is_word(text, i, _GEOMETRY):
        return 2
    if is_word(text, i, _PROPERTIES):
        return 4
    if is_word(text, i, _ID):
        return 8
    end = skip_string(text, i)
    for k in range(i, end):
        if text[k] == 92:
            return ODD
    return 0 if end > 0 else ODD


@compiled(f"int64({_TEXT}, int64, int64, int64[::1], int64[::1], int64[:, ::1])")
def _scan_simple(text: Bytes, i: int, member: int, at: Ints, row: Ints, lists: Ints) -> int:
    """Read a member of a feature that is not its geometry; note where its value is."""
    after = skip_value(text, i, at[COLONS:])
    if after < 0:
        return ODD
    if member == 1:
        return after if is_word(text, i, _FEATURE) else ODD
    if member == 4:
        if text[i] == 123:
            row[PROPERTIES], row[PROPERTIES_END], row[PROPERTY_KEYS] = i, after, at[COLONS]
        elif not is_word(text, i, NULL_WORD):
            return ODD
    elif member == 8:
        if text[i] == 123 or text[i] == 91:
            return ODD
        row[ID], row[ID_END] = i, after
    else:
        if at[OTHERS] + 1 >= lists.shape[1]:
            return FULL
        lists[OTHER_START, at[OTHERS]] = i
        lists[OTHER_END, at[OTHERS]] = after
        at[OTHERS] += 1
    return after


@compiled(f"int64({_TEXT}, int64, int64[::1], int64[::1], float64[::1], int64[:, ::1])")
def _scan_feature(text: Bytes, i: int, at: Ints, row: Ints, floats: Floats, lists: Ints) -> int:
    """Read the feature that opens at `i` into `row`, `floats` and `lists`; return the place after it."""
    row[START], row[TYPE], row[DIMENSION] = i, NULL, 0
    row[PROPERTIES], row[PROPERTY_KEYS], row[ID] = -1, 0, -1
    at[SEEN] = 0
    while True:
        i = skip_blank(text, i + 1)
        member = _member(text, i)
        if member < 0 or at[SEEN] & member != 0:
            return ODD
        at[SEEN] |= member
        i = skip_colon(text, skip_string(text, i))
        if i < 0:
            return ODD
        if member == 2 and text[i] == 123:
            row[TYPE], i = _scan_geometry(text, i, at, floats, lists)
            row[DIMENSION] = at[SIZE]
        elif member == 2:
            i = i + 4 if is_word(text, i, NULL_WORD) else ODD
        else:
            i = _scan_simple(text, i, member, at, row, lists)
        if i < 0:
            return i
        i = skip_blank(text, i)
        if text[i] == 125:
            return i + 1 if at[SEEN] & 7 == 7 else ODD
        if text[i] != 44:
            return ODD


@compiled(f"int64({_TEXT}, int64[::1], int64[::1], float64[::1], int64[:, ::1])")
def _next_feature(text: Bytes, at: Ints, row: Ints, floats: Floats, lists: Ints) -> int:
    """Read one feature at at[PLACE], regular or not; on failure leave the counters as they were."""
    i, parts, others, slow = at[PLACE], at[PARTS], at[OTHERS], at[SLOW]
    at[FIRST_FLOAT], at[FIRST_RING] = at[FLOATS], at[RINGS]
    after = _scan_feature(text, i, at, row, floats, lists) if text[i] == 123 else ODD
    if after < 0:
        at[FLOATS], at[RINGS], at[PARTS] = at[FIRST_FLOAT], at[FIRST_RING], parts
        at[OTHERS], at[SLOW] = others, slow
    if after == ODD:
        after = skip_value(text, i, at[COLONS:])
        row[START], row[TYPE], row[DIMENSION] = i, IRREGULAR, 0
        row[PROPERTIES], row[PROPERTY_KEYS], row[ID] = -1, 0, -1
    row[END], row[FLOATS_END], row[RINGS_END], row[PARTS_END] = after, at[FLOATS], at[RINGS], at[PARTS]
    return after


@compiled(f"void({_TEXT}, int64, int64[::1], float64[::1], int64[:, ::1], int64[:, ::1])")
def scan_features(text: Bytes, stop: int, at: Ints, floats: Floats, features: Ints, lists: Ints) -> None:
    """Read features from at[PLACE] until the place `stop` is passed, the array of features ends, or room runs out.

    Parameters
    ----------
    text
        (N + PADDING,) uint8: the file, then zeros (`json_scan.PADDING`).
    stop
        Place in the file after which no further feature is begun.
    at
        (COUNTERS,) int64. In: at[PLACE] is the place of the first feature, or of the bracket that closes the array;
        the other counters are zero. Out: at[PLACE] is where to go on, at[STATE] says why the scan stopped: 0 at
        `stop`, `LAST` after the closing bracket, `ENDED` at a zero byte, `SYNTAX` where neither a value nor a comma
        stands, `FULL` where the results have no room.
    floats, features, lists
        See `new_results`.
    """
    at[STATE] = 0
    while at[PLACE] < stop:
        if at[FEATURES] >= features.shape[0]:
            at[STATE] = FULL
            return
        after = _next_feature(text, at, features[at[FEATURES]], floats, lists)
        if after < 0:
            at[STATE] = after
            return
        at[FEATURES] += 1
        i = skip_blank(text, after)
        at[PLACE] = i
        if text[i] == 93:
            at[PLACE], at[STATE] = i + 1, LAST
            return
        if text[i] != 44:
            at[STATE] = ENDED if text[i] == 0 else SYNTAX
            return
        at[PLACE] = skip_blank(text, i + 1)
