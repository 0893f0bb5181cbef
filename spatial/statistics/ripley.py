"""Ripley's K and Besag's L with translation edge correction, and envelopes of complete spatial randomness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import Pattern
from spatial.statistics.nearest_neighbours import need_points
from spatial.statistics.study_raster import coverage
from spatial.text import Text
from spatial.zone_index import ZoneIndex, index_zones

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Covariance = tuple[Floats, Floats]

SIMULATIONS = 99
SEED = 20260101
STEPS = 40

_PIXELS, _FINER = 384, 4
_PAIRS, _MOST_PAIRS = 5e6, 2e10
_DOING = Text("计算 K 函数", "Computing the K function")
_DOING_SIMULATION = Text("模拟完全随机分布", "Simulating complete spatial randomness")
_EDGE = Text(
    "平移边缘校正（Ohser 1983）：K(r) = |W|² / (n(n-1)) · Σ 1(d ≤ r) / |W ∩ W+h|，L(r) = √(K/π)",
    "translation edge correction (Ohser 1983): K(r) = |W|² / (n(n-1)) · Σ 1(d ≤ r) / |W ∩ W+h|, L(r) = √(K/π)",
)


@dataclass(frozen=True, eq=False)
class RipleyK:
    """K and L of a pattern.

    Parameters
    ----------
    r_m
        (R,) distances in metres, equally spaced, without 0; a pair at exactly r counts.
    k_m2, l_m
        (R,) K in square metres, L in metres; under complete spatial randomness π r² and r.
    k_low, k_high
        (R,) lowest and highest K of the simulations, pointwise; None without simulations.
    simulations, seed
        Of the envelope; 0 simulations: none.
    p_global
        Of the largest deviation |L(r) - r| among the simulations (maximum absolute deviation test, one p for the whole
        curve); None without simulations.
    method
        In words: edge correction, envelope, projection, study area.
    """

    r_m: Floats
    k_m2: Floats
    l_m: Floats
    k_low: Floats | None
    k_high: Floats | None
    simulations: int
    seed: int
    p_global: float | None
    method: Text

    @property
    def l_low(self) -> Floats | None:
        """(R,) L of the lower end of the envelope, metres."""
        return None if self.k_low is None else np.sqrt(self.k_low / np.pi)

    @property
    def l_high(self) -> Floats | None:
        """(R,) L of the upper end of the envelope, metres."""
        return None if self.k_high is None else np.sqrt(self.k_high / np.pi)


def ripley_k(
    pattern: Pattern,
    largest_m: float | None = None,
    steps: int = STEPS,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
    feedback: Feedback = SILENT,
) -> RipleyK:
    """Compute K and L with an envelope of complete spatial randomness.

    Parameters
    ----------
    largest_m
        Largest distance, metres; None: a quarter of the shorter side of the bounds of the study area.
    steps
        Number of distances.
    simulations
        Patterns of the same number of points, uniform in the study area; 0 for no envelope.
    seed
        Of the simulations.

    Raises
    ------
    GeometryError
        Fewer than two points; a distance, number of steps or of simulations out of range; more pairs than can be
        summed.
    """
    need_points(pattern, 2)
    limit = check_distances(pattern, largest_m, steps, simulations)
    step, area = limit / steps, pattern.area_m2
    feedback.report(0.0, _DOING)
    covariance = covariance_of(pattern, limit, feedback.part(0.0, 0.05))
    share = 0.05 + 0.95 / (simulations + 1)
    observed = pair_k(pattern.xy, step, steps, covariance, feedback.part(0.05, share)) * area**2
    r = np.asarray(step * np.arange(1, steps + 1), dtype=np.float64)
    result = RipleyK(
        r, observed, np.sqrt(observed / np.pi), None, None, simulations, seed, None, _method(pattern, simulations, seed)
    )
    if not simulations:
        return result
    rng = np.random.default_rng(seed)
    index = index_zones(np.array([pattern.study], dtype=object))
    drawn = np.empty((simulations, steps))
    for number in range(simulations):
        part = feedback.part(
            share + (1 - share) * number / simulations, share + (1 - share) * (number + 1) / simulations
        )
        part.report(0.0, _DOING_SIMULATION)
        drawn[number] = pair_k(uniform_points(pattern, index, rng), step, steps, covariance, part) * area**2
    deviation = np.abs(np.sqrt(drawn / np.pi) - r).max(axis=1)
    beyond = int((deviation >= np.abs(result.l_m - r).max()).sum())
    return replace(result, k_low=drawn.min(axis=0), k_high=drawn.max(axis=0), p_global=(1 + beyond) / (simulations + 1))


def uniform_points(pattern: Pattern, index: ZoneIndex, rng: np.random.Generator) -> Floats:
    """Return as many points as the pattern has, independent and uniform in its study area (by rejection)."""
    west, south, east, north = pattern.study.bounds
    fraction = pattern.area_m2 / ((east - west) * (north - south))
    found: list[Floats] = []
    missing = pattern.n
    while missing > 0:
        wanted = min(int(missing / fraction * 1.1) + 16, 1_000_000)
        xy = np.array([west, south]) + rng.random((wanted, 2)) * np.array([east - west, north - south])
        inside = xy[index.place(xy).zone == 0][:missing]
        found.append(inside)
        missing -= len(inside)
    return np.vstack(found)


def check_distances(pattern: Pattern, largest_m: float | None, steps: int, simulations: int) -> float:
    """Return the largest distance, metres (None: a quarter of the shorter side of the bounds), or raise an error."""
    west, south, east, north = pattern.study.bounds
    most = min(east - west, north - south) / 2.0
    limit = most / 2.0 if largest_m is None else float(largest_m)
    if not (0 < limit <= most and steps >= 1 and simulations >= 0):
        raise GeometryError(
            Text(
                f"距离 {limit} 米、{steps} 个步长、{simulations} 次模拟不可用。",
                f"A distance of {limit} m, {steps} steps and {simulations} simulations cannot be used.",
            ),
            Text(
                f"距离须大于 0 且不超过研究区短边的一半（{most:.6g} 米），步长数至少 1，模拟次数不小于 0。",
                f"Give a distance above 0 up to half the shorter side of the study area ({most:.6g} m), 1 step or "
                "more, 0 simulations or more.",
            ),
        )
    pairs = pattern.n**2 / 2.0 * min(np.pi * limit**2 / pattern.area_m2, 1.0) * (1 + simulations)
    if pairs > _MOST_PAIRS:
        raise GeometryError(
            Text(
                f"约有 {pairs:.1e} 个点对要计算，太多了。",
                f"About {pairs:.1e} pairs of points would be summed: too many.",
            ),
            Text(
                "请缩短最大距离、减少模拟次数，或取部分点。",
                "Give a shorter distance, fewer simulations, or some of the points.",
            ),
        )
    return limit


def pair_k(xy: Floats, step: float, steps: int, covariance: Covariance, feedback: Feedback) -> Floats:
    """Return (R,) Σ 1(d ≤ r) / C(h) / (n (n - 1)) over ordered pairs."""
    from spatial.statistics.pair_sums import pair_sums  # numba

    side = step * steps * (1.0 + 1e-9)
    low = xy.min(axis=0)
    place = ((xy - low) / side).astype(np.int64)
    columns, rows = (int(each) for each in place.max(axis=0) + 1)
    if columns * rows > 4 * len(xy) + 1024:  # a short distance in a wide area: wider cells hold the same pairs
        side *= np.sqrt(columns * rows / (4 * len(xy) + 1024))
        place = ((xy - low) / side).astype(np.int64)
        columns, rows = (int(each) for each in place.max(axis=0) + 1)
    cell = place[:, 1] * columns + place[:, 0]
    order = np.argsort(cell, kind="stable")
    sorted_xy = np.ascontiguousarray(xy[order])
    starts = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=columns * rows))]).astype(np.int64)
    sums = np.zeros(steps + 1)
    slice_n = max(1, int(_PAIRS / max(float((np.diff(starts) ** 2).sum() / len(xy)) * 5.0, 1.0)))
    for start in range(0, len(xy), slice_n):
        feedback.report(start / len(xy))
        cells = np.array([[start, min(start + slice_n, len(xy))], [columns, rows]], dtype=np.int64)
        pair_sums(sorted_xy, cells, starts, step, covariance, sums)
    return np.cumsum(sums)[1:] / (len(xy) * (len(xy) - 1.0))


def covariance_of(pattern: Pattern, limit: float, feedback: Feedback = SILENT) -> Covariance:
    """Return what `pair_sums` needs to know |W ∩ W+h|: the sides of a rectangle, or a table."""
    west, south, east, north = pattern.study.bounds
    width, height = east - west, north - south
    box = shapely.box(west, south, east, north)
    if shapely.equals(pattern.study, box):
        return np.zeros((1, 1)), np.array([width, height, 1.0])
    step = max(width, height) / _PIXELS
    index = index_zones(np.array([pattern.study], dtype=object))
    covered = coverage(index, (west, south, width, height), step, _FINER, feedback)
    shape = [size + int(limit / step) + 3 for size in covered.shape]
    spectrum = np.abs(np.fft.rfft2(covered, shape)) ** 2
    table = np.fft.irfft2(spectrum, shape)
    reach = int(limit / step) + 2
    upward = table[: reach + 1]
    columns = np.hstack([upward[:, -reach:], upward[:, : reach + 1]])
    return np.ascontiguousarray(columns * step**2), np.array([width, height, 1.0 / step])


def _method(pattern: Pattern, simulations: int, seed: int) -> Text:
    level = 2.0 / (simulations + 1)
    envelope = (
        Text(
            f"包络：{simulations} 次完全随机模拟（点数相同、均匀分布于研究区，种子 {seed}）"
            f"的逐点最小与最大值，逐点双侧水平 {level:.3g}；"
            "整条曲线的检验用最大绝对偏差（p_global）。",
            f"Envelope: pointwise minimum and maximum of {simulations} simulations of complete spatial randomness "
            f"(same number of "
            f"points, uniform in the study area, seed {seed}), pointwise two-sided level {level:.3g}; the test of "
            f"the whole curve "
            "is the maximum absolute deviation (p_global).",
        )
        if simulations
        else Text("未做模拟。", "No simulations.")
    )
    return Text(f"{_EDGE.zh}。{envelope.zh}{pattern.basis.zh}", f"{_EDGE.en}. {envelope.en} {pattern.basis.en}")
