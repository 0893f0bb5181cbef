"""The hint for an unlabelled GCJ-02 or BD-09 layer: evidence from reference data, or silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from spatial.crs import WGS84, convert_datum, local_metric_crs, transform_geometry
from spatial.datums import DATUM_LABELS, Lonlat, in_china_box
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.slices import in_slices
from spatial.text import Text

Geometries = npt.NDArray[np.object_]

MIN_POINTS = 8
"""Fewer points than this give no hint."""
LAYER_POINTS = 400
"""So many vertices of a layer are asked about, spread evenly."""
MAX_POINTS = 4000
"""More points than this are thinned evenly."""
CLOSE_M = 200.0
"""A datum explains the layer only if half of its points come within this distance of the reference."""
COINCIDES_M = 10.0
"""Half of the points within this distance of a reference as they are: the layer is of the same borders, in WGS 84."""
GAINED_PER_LOST = 5
"""So many points must come to lie inside for each that no longer does: vertices of one line are not independent."""
MAX_P = 0.01
"""One-sided sign test: the better fit must be this unlikely to be chance."""


_ASKED = 32  # points at a time: the tree holds the interpreter while it looks


class _Fit(NamedTuple):
    datum: str
    p: float
    message: Text


def hint_for_layer(
    geometry: Geometries, references: Iterable[Geometries], feedback: Feedback = SILENT
) -> Finding | None:
    """Ask `hint_datum` of a layer's vertices against one reference after another; the first that speaks is believed.

    A reference on whose boundaries the vertices lie as they are (`COINCIDES_M`) silences all others: the same borders
    are in the project already, and what lies about them proves nothing.

    Parameters
    ----------
    geometry
        (N,) geometries of the layer in longitude and latitude, as found in the file.
    references
        Geometries in true WGS 84 longitude and latitude, the most telling first.
    """
    lonlat = some_vertices(geometry, LAYER_POINTS)
    if not len(lonlat):
        return None
    first = None
    for reference in references:
        feedback.report(0.0)
        hint, coincides = _judged(lonlat, reference)
        if coincides:
            return None
        first = first or hint
    return first


def some_vertices(geometry: Geometries, most: int) -> Lonlat:
    """Return at most so many vertices, evenly spread over all of them; the others are not even copied."""
    ends = np.cumsum(in_slices(shapely.get_num_coordinates, geometry), dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    wanted = np.linspace(0, total - 1, min(total, most)).astype(np.int64)
    owner = np.searchsorted(ends, wanted, side="right")
    found, place = np.unique(owner, return_inverse=True)
    xy, starts = shapely.get_coordinates(geometry[found]), np.cumsum(ends[found] - np.append(0, ends)[found])
    before = np.append(0, ends)[owner] - np.append(0, starts)[place]
    return np.asarray(xy[wanted - before], dtype=np.float64)


def hint_datum(lonlat: Lonlat, reference: Geometries) -> Finding | None:
    """Say when a layer labelled WGS 84 fits reference data better as GCJ-02 or BD-09.

    Each point is converted under each hypothesis (WGS 84, GCJ-02, BD-09) and compared with the reference in two ways:

    - *distance*: to the nearest reference boundary (polygons, lines) or point. For a layer of the same things (vertices
      of the same boundaries, the same sites). Speaks only if the median under the better hypothesis is at most
      `CLOSE_M` and at most half of that under WGS 84.
    - *inside*: whether the point falls in a reference polygon. For points that belong in the polygons. Speaks only if
      `GAINED_PER_LOST` points come to lie inside for each that no longer does, and half of all then lie inside.

    Either must be significant by a paired sign test over the points that differ (`MAX_P`, one-sided, Bonferroni for
    the two hypotheses). Distance is asked first.

    Parameters
    ----------
    lonlat
        (N, 2) degrees as found in the file: vertices or representative points. Rows that are not finite or outside
        China are ignored.
    reference
        (M,) geometries in true WGS 84 longitude and latitude; None and empty ones are ignored.

    Returns
    -------
    Finding or None
        Code ``datum_gcj02`` or ``datum_bd09``, severity ``warning``, with the evidence in the message. None means that
        nothing speaks against WGS 84 or that it cannot be told: fewer than `MIN_POINTS` points, no nearby reference, or
        a reference less exact than the displacement (about 480 m in Shanghai for GCJ-02, 1.1 km for BD-09).
    """
    return _judged(lonlat, reference)[0]


def _judged(lonlat: Lonlat, reference: Geometries) -> tuple[Finding | None, bool]:
    """Return the hint, and whether the points lie on the reference as they are, and only as they are."""
    points = lonlat[in_china_box(lonlat)]
    usable = reference[~(shapely.is_missing(reference) | shapely.is_empty(reference))]
    if len(points) < MIN_POINTS or not len(usable):
        return None, False
    points = points[np.linspace(0, len(points) - 1, min(len(points), MAX_POINTS)).astype(int)]
    crs = local_metric_crs(points)
    known = transform_geometry(usable, source=WGS84, datum="wgs84", target=crs)
    placed = {
        datum: transform_geometry(
            np.asarray(shapely.points(convert_datum(points, datum, "wgs84"))), source=WGS84, datum="wgs84", target=crs
        )
        for datum in ("wgs84", "gcj02", "bd09")
    }
    near, coincides = _distance_fits(placed, known)
    fits = near or _inside_fits(placed, known)
    if not fits:
        return None, coincides
    best = min(fits, key=lambda fit: fit.p)
    return Finding(f"datum_{best.datum}", "warning", best.message), coincides


def _distance_fits(placed: dict[str, Geometries], known: Geometries) -> tuple[list[_Fit], bool]:
    """Return the hypotheses under which the points lie clearly closer to the reference, and whether WGS 84 is right.

    A dense reference (all buildings) is close to anything under any hypothesis, and proves nothing.
    """
    edges = np.where(shapely.get_dimensions(known) == 2, shapely.boundary(known), known)
    tree = shapely.STRtree(edges)
    distance = {datum: _nearest_m(tree, points) for datum, points in placed.items()}
    as_is = float(np.median(distance["wgs84"]))
    others = min(float(np.median(distance[datum])) for datum in ("gcj02", "bd09"))
    coincides = as_is <= COINCIDES_M and as_is <= others / 2
    fits = []
    for datum in ("gcj02", "bd09"):
        median = float(np.median(distance[datum]))
        closer, farther = distance[datum] < distance["wgs84"], distance[datum] > distance["wgs84"]
        p = _sign_test(int(closer.sum()), int(farther.sum()))
        if p <= MAX_P / 2 and median <= CLOSE_M and median <= as_is / 2:
            fits.append((median, _Fit(datum, p, _distance_message(datum, as_is, median, len(closer)))))
    return [min(fits)[1]] if fits else [], coincides


def _inside_fits(placed: dict[str, Geometries], known: Geometries) -> list[_Fit]:
    """Return the hypotheses under which clearly more points fall in the polygons of the reference."""
    areas = known[shapely.get_dimensions(known) == 2]
    if not len(areas):
        return []
    tree = shapely.STRtree(areas)
    inside = {datum: _is_inside(tree, points) for datum, points in placed.items()}
    fits = []
    for datum in ("gcj02", "bd09"):
        gained, lost = inside[datum] & ~inside["wgs84"], inside["wgs84"] & ~inside[datum]
        p = _sign_test(int(gained.sum()), int(lost.sum()))
        half = 2 * int(inside[datum].sum()) >= len(gained)
        if half and p <= MAX_P / 2 and gained.sum() >= GAINED_PER_LOST * lost.sum():
            counts = (int(inside["wgs84"].sum()), int(inside[datum].sum()), len(gained))
            fits.append(_Fit(datum, p, _inside_message(datum, counts)))
    return fits


def _nearest_m(tree: shapely.STRtree, points: Geometries) -> npt.NDArray[np.float64]:
    def of(some: Geometries) -> npt.NDArray[np.float64]:
        index, metres = tree.query_nearest(some, return_distance=True, all_matches=False)
        distance = np.full(len(some), np.inf)
        distance[index[0]] = metres
        return distance

    return in_slices(of, points, _ASKED)


def _is_inside(tree: shapely.STRtree, points: Geometries) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(points), dtype=bool)
    inside[tree.query(points, predicate="intersects")[0]] = True
    return inside


def _sign_test(better: int, worse: int) -> float:
    """Return the one-sided probability of `better` or more of all that differ, were both equally likely."""
    if better < MIN_POINTS:
        return 1.0
    from scipy.special import bdtrc  # takes long to import

    return float(bdtrc(better - 1, better + worse, 0.5))


def _distance_message(datum: str, as_is_m: float, median_m: float, n: int) -> Text:
    label = DATUM_LABELS[datum]
    return Text(
        f"坐标疑为{label.zh}：按 WGS 84 距参考边界的中位数为 {as_is_m:.0f} 米，"
        f"按{label.zh}为 {median_m:.0f} 米（{n} 个点）。请核对来源并设置图层的坐标基准。",
        f"The coordinates look like {label.en}: the median distance to the reference is {as_is_m:.0f} m as WGS 84 and "
        f"{median_m:.0f} m as {label.en} ({n} points). Check the source and set the layer's datum.",
    )


def _inside_message(datum: str, counts: tuple[int, int, int]) -> Text:
    label, (as_is, converted, n) = DATUM_LABELS[datum], counts
    return Text(
        f"坐标疑为{label.zh}：按 WGS 84 有 {as_is} 个点落在参考范围内，按{label.zh}有 {converted} 个（共 {n} 个点）。"
        "请核对来源并设置图层的坐标基准。",
        f"The coordinates look like {label.en}: {as_is} of {n} points fall in the reference areas as WGS 84, "
        f"{converted} as {label.en}. Check the source and set the layer's datum.",
    )
