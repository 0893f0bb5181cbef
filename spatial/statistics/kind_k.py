"""K of the points of one kind against that of all points: whether a kind clusters more than the places there are.

Complete spatial randomness asks whether points are spread evenly over the study area, which no list of sites is: parks
and roads decide where a site can be. Random labelling (Diggle & Chetwynd 1991) keeps every place and deals the kinds
out anew: what stands out then is the kind, not the land.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from spatial.feedback import SILENT, Feedback
from spatial.plane import Pattern
from spatial.statistics.nearest_neighbours import need_points
from spatial.statistics.ripley import SEED, STEPS, check_distances, covariance_of, pair_k
from spatial.text import Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_KOf = Callable[[Integers, Feedback], Floats]

LABELLINGS = 999
FEWEST = 3
_MOST_PAIRS = 5e9
_DOING = Text("随机标记检验", "Dealing the kinds out anew")


@dataclass(frozen=True, eq=False)
class KindK:
    """K of the points of one kind.

    Parameters
    ----------
    kind, n
        Its name, and how many points are of it.
    r_m
        (R,) distances in metres.
    k_m2, l_m
        (R,) K and L of the points of this kind, translation edge correction.
    k_all_m2
        (R,) K of all points: what is expected where kinds are dealt out at random.
    k_low, k_high
        (R,) lowest and highest K of as many points drawn at random from all, pointwise.
    p_global
        Of the largest deviation |L(r) - L of all(r)| among the draws (maximum absolute deviation test, one p for the
        whole curve).
    p_adjusted
        `p_global` adjusted for the number of kinds (Holm 1979).
    simulations, seed
        Of the draws.
    """

    kind: str
    n: int
    r_m: Floats
    k_m2: Floats
    l_m: Floats
    k_all_m2: Floats
    k_low: Floats
    k_high: Floats
    p_global: float
    p_adjusted: float
    simulations: int
    seed: int

    @property
    def l_all_m(self) -> Floats:
        """(R,) L of all points, metres."""
        return np.asarray(np.sqrt(self.k_all_m2 / np.pi))

    @property
    def method(self) -> Text:
        """How it was tested, in words."""
        return Text(
            f"各类的 K 函数：随机标记检验（Diggle 与 Chetwynd 1991），点位不动，从全部点中随机抽取同样多的点 "
            f"{self.simulations} 次（种子 {self.seed}），"
            "整条曲线用最大绝对偏差，p 按类别数作 Holm 校正。",
            f"K by kind: random labelling (Diggle and Chetwynd 1991), places stay and as many points are drawn from "
            f"all of them {self.simulations} times (seed {self.seed}); whole curve by the maximum absolute deviation, "
            "p adjusted for the number of kinds (Holm).",
        )


def kind_ks(
    pattern: Pattern,
    kinds: tuple[Sequence[str], Integers],
    largest_m: float | None = None,
    simulations: int = LABELLINGS,
    seed: int = SEED,
    feedback: Feedback = SILENT,
) -> tuple[KindK, ...]:
    """Compute K of each kind, with an envelope of random labelling.

    Parameters
    ----------
    kinds
        Names, and (N,) the code of each point of the pattern; -1 (no kind) counts among all points only.
    largest_m
        Largest distance, metres; None: a quarter of the shorter side of the bounds of the study area.
    simulations
        Draws of each kind, at least 1; fewer where there would be too many pairs to sum.
    seed
        Of the draws.

    Returns
    -------
    tuple of KindK
        Of the kinds with `FEWEST` points or more that are not all points; in the order of the names.

    Raises
    ------
    GeometryError
        Fewer than two points, a distance out of range, or more pairs than can be summed.
    """
    need_points(pattern, 2)
    names, code = kinds
    limit = check_distances(pattern, largest_m, STEPS, 0)
    step = limit / STEPS
    r = np.asarray(step * np.arange(1, STEPS + 1), dtype=np.float64)
    covariance = covariance_of(pattern, limit, feedback.part(0.0, 0.05))

    def k_of(rows: Integers, part: Feedback) -> Floats:
        return pair_k(np.ascontiguousarray(pattern.xy[rows]), step, STEPS, covariance, part) * pattern.area_m2**2

    every = k_of(np.arange(pattern.n), feedback.part(0.05, 0.1))
    tested = [k for k in range(len(names)) if FEWEST <= int((code == k).sum()) < pattern.n]
    found = []
    for number, kind in enumerate(tested):
        part = feedback.part(0.1 + 0.9 * number / len(tested), 0.1 + 0.9 * (number + 1) / len(tested))
        rows = np.flatnonzero(code == kind)
        own = k_of(rows, part.part(0.0, 0.02))
        drawn = _draws(pattern.n, len(rows), simulations, (seed, part.part(0.02, 1.0)), k_of)
        beyond = int((_deviation(drawn, every) >= _deviation(own[None], every)[0] * (1 - 1e-12)).sum())
        p = (1 + beyond) / (len(drawn) + 1)
        low, high = drawn.min(axis=0), drawn.max(axis=0)
        l_m = np.asarray(np.sqrt(own / np.pi))
        found.append(KindK(names[kind], len(rows), r, own, l_m, every, low, high, p, p, len(drawn), seed))
    return _adjusted(found)


def holm(p: Floats) -> Floats:
    """Return (M,) p-values adjusted for M tests (Holm 1979): the chance of any false finding stays below a level."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    made = np.empty(len(p))
    made[order] = np.minimum(steps, 1.0)
    return made


def _draws(n: int, size: int, wanted: int, told: tuple[int, Feedback], k_of: _KOf) -> Floats:
    """Return (S, R) K of points drawn at random, `size` of `n` without replacement."""
    seed, feedback = told
    count = int(min(wanted, max(99, _MOST_PAIRS / max(size, 1) ** 2)))
    rng = np.random.default_rng([seed, size])
    drawn = np.empty((count, STEPS))
    for number in range(count):
        part = feedback.part(number / count, (number + 1) / count)
        part.report(0.0, _DOING)
        drawn[number] = k_of(rng.permutation(n)[:size], part)
    return drawn


def _deviation(k: Floats, every: Floats) -> Floats:
    return np.asarray(np.abs(np.sqrt(k / np.pi) - np.sqrt(every / np.pi)).max(axis=1))


def _adjusted(found: list[KindK]) -> tuple[KindK, ...]:
    adjusted = holm(np.array([each.p_global for each in found], dtype=np.float64))
    return tuple(replace(each, p_adjusted=float(p)) for each, p in zip(found, adjusted, strict=True))
