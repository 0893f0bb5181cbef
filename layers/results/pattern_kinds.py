"""How the points of each kind lie: their neighbours and K, against randomness and against the points of all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from layers.results.result_tables import cell_words
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.kind_k import KindK
    from spatial.statistics.point_patterns import NearestNeighbours, Pattern, RipleyK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LEVEL = 0.05
MOST_KINDS, _LISTED = 24, 8


@dataclass(frozen=True, eq=False)
class KindPattern:
    """The points of one kind in the study area.

    Parameters
    ----------
    kind, n
        Its name, and how many points are of it.
    near
        Distances to the nearest point of the same kind; None for fewer than two points.
    k
        K against complete spatial randomness; None for fewer than two points, or where nothing was simulated.
    against
        K against random labelling; None for fewer than three points, where all points are of this kind, or where
        nothing was simulated.
    """

    kind: str
    n: int
    near: NearestNeighbours | None
    k: RipleyK | None
    against: KindK | None


def kind_patterns(
    pattern: Pattern, kinds: tuple[Sequence[str], Integers], simulate: bool = True, feedback: Feedback = SILENT
) -> tuple[KindPattern, ...]:
    """Describe the points of each kind, the commonest first, `MOST_KINDS` at most.

    Parameters
    ----------
    kinds
        Names, and (N,) the code of each point of the data set, -1 for none.
    simulate
        Whether K is computed, too.
    """
    from spatial.statistics.kind_k import kind_ks
    from spatial.statistics.point_patterns import nearest_neighbours, ripley_k

    names, code = kinds[0], kinds[1][pattern.rows]
    count = np.bincount(code[code >= 0], minlength=len(names))
    order = [int(each) for each in np.argsort(-count, kind="stable") if count[each] and names[each]][:MOST_KINDS]
    against: dict[str, KindK] = {}
    if simulate and order:
        kept = np.where(np.isin(code, order), code, -1)
        against = {each.kind: each for each in kind_ks(pattern, (names, kept), feedback=feedback.part(0.0, 0.7))}
    found = []
    for number, each in enumerate(order):
        part = feedback.part(0.7 + 0.3 * number / len(order), 0.7 + 0.3 * (number + 1) / len(order))
        own = np.flatnonzero(code == each)
        only = replace(pattern, xy=np.ascontiguousarray(pattern.xy[own]), rows=pattern.rows[own])
        many = len(own) > 1
        near = nearest_neighbours(only, part.part(0.0, 0.1)) if many else None
        k = ripley_k(only, feedback=part.part(0.1, 1.0)) if many and simulate else None
        found.append(KindPattern(names[each], len(own), near, k, against.get(names[each])))
    return tuple(found)


def kinds_reading(kinds: Sequence[KindPattern]) -> list[Text]:
    """Return which kinds cluster more or less than the points of all kinds do, and the caveat."""
    if not kinds:
        return []
    tested = [each for each in kinds if each.against is not None]
    few = [each for each in kinds if each.against is None]
    words = [_kind_words(each) for each in tested[:_LISTED]]
    if few:
        zh = "、".join(f"{each.kind}（{each.n} 个）" for each in few[:_LISTED])
        en = ", ".join(f"{each.kind} ({each.n})" for each in few[:_LISTED])
        words.append(
            Text(
                f"点太少或就是全部点，未与其他类别比较的：{zh}。",
                f"Not compared with other kinds (too few points, or all there are): {en}.",
            )
        )
    if len(tested) > _LISTED:
        words.append(
            Text(f"另有 {len(tested) - _LISTED} 类，见命令行。", f"{len(tested) - _LISTED} more: see the command line.")
        )
    if tested:
        words.append(
            Text(
                "各类与全部点比，不与空地比：地形和园区造成的集中两边都有，剩下的才是这一类自己的。",
                "A kind is compared with all points, not with empty land: what terrain and parks gather is in both, "
                "and what is left belongs to the kind.",
            )
        )
    return words


def _kind_words(each: KindPattern) -> Text:
    against = each.against
    assert against is not None
    p = cell_words(against.p_adjusted, "zh", 2)
    above, below = (stretches(against.r_m, beyond) for beyond in (against.k_m2 > against.k_high,
                                                                  against.k_m2 < against.k_low))  # fmt: skip
    head_zh, head_en = f"{each.kind}（{each.n} 个）", f"{each.kind} ({each.n})"
    if against.p_adjusted > LEVEL or not (above or below):
        return Text(
            f"{head_zh}：与全部点的聚集程度没有显著差别（p = {p}）。",
            f"{head_en}: no significant difference from the clustering of all points (p = {p}).",
        )
    parts_zh, parts_en = [], []
    if above:
        parts_zh.append(f"{metres(above).zh}以内比全部点更聚集")
        parts_en.append(f"more clustered than all points within {metres(above).en}")
    if below:
        parts_zh.append(f"{metres(below).zh}以内比全部点更分散")
        parts_en.append(f"more spread out than all points within {metres(below).en}")
    return Text(f"{head_zh}：{'，'.join(parts_zh)}（p = {p}）。", f"{head_en}: {', '.join(parts_en)} (p = {p}).")


def stretches(r_m: Floats, beyond: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Return the stretches of distances, first and last, over which something holds without a break."""
    places = np.flatnonzero(beyond)
    breaks = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(places)) if b - a > 1), len(places)]
    return [(float(r_m[places[a]]), float(r_m[places[b - 1]])) for a, b in pairwise(breaks) if b > a]


def metres(spans: Sequence[tuple[float, float]]) -> Text:
    """Return stretches of distances in words, three at most."""
    said = [f"{a:,.0f}–{b:,.0f}" if b > a else f"{a:,.0f}" for a, b in spans[:3]]
    more_zh, more_en = (" 等距离", " m and more") if len(spans) > 3 else ("", " m")
    return Text(f"{'、'.join(said)} 米{more_zh}", f"{', '.join(said)}{more_en}")
