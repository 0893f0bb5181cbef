"""How the points of each kind lie: their neighbours and K, against randomness and against the points of all kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from layers.results.result_tables import p_words
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.kind_k import KindK
    from spatial.statistics.point_patterns import NearestNeighbours, Pattern, RipleyK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LEVEL = 0.05
MOST_KINDS = 24


@dataclass(frozen=True, eq=False)
class KindPattern:
    """The points of one kind in the study area.

    Parameters
    ----------
    kind, n
        Its value, and how many points are of it.
    name
        What it is called.
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
    name: Text


def kind_patterns(
    pattern: Pattern,
    kinds: tuple[Sequence[str], Integers],
    labels: Mapping[str, Text],
    simulate: bool = True,
    feedback: Feedback = SILENT,
) -> tuple[KindPattern, ...]:
    """Describe the points of each kind, the commonest first, `MOST_KINDS` at most.

    Parameters
    ----------
    kinds
        Values, and (N,) the code of each point of the data set, -1 for none.
    labels
        What values are called; those that are not in it are called by themselves.
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
        name = labels.get(names[each], Text(names[each], names[each]))
        found.append(KindPattern(names[each], len(own), near, k, against.get(names[each]), name))
    return tuple(found)


def kinds_reading(kinds: Sequence[KindPattern]) -> list[Text]:
    """Return which kinds cluster more or less than the points of all kinds do, and the caveat."""
    if not kinds:
        return []
    tested = [each for each in kinds if each.against is not None]
    words = [each for kind in tested if (each := _kind_words(kind))]
    alike = [each for each in tested if not _kind_words(each)]
    few = [each for each in kinds if each.against is None]
    if alike:
        words.append(
            Text(
                f"与全部点的聚集程度没有显著差别的：{_listed(alike, tested=True).zh}。",
                f"No significant difference from the clustering of all points: {_listed(alike, tested=True).en}.",
            )
        )
    if few:
        words.append(
            Text(
                f"点太少或就是全部点，未与其他类别比较的：{_listed(few).zh}。",
                f"Not compared with other kinds (too few points, or all there are): {_listed(few).en}.",
            )
        )
    if tested:
        words.append(
            Text(
                "各类与全部点比，不与空地比：地形和园区造成的集中两边都有，剩下的才是这一类自己的。",
                "Kinds are compared with all points, not with empty land: what parks gather is in both, the rest is "
                "the kind's own.",
            )
        )
    return words


def _listed(kinds: Sequence[KindPattern], *, tested: bool = False) -> Text:
    """Return kinds with their numbers, and with their p where they were tested."""
    p = [f"，p {p_words(each.against.p_adjusted)}" if tested and each.against is not None else "" for each in kinds]
    zh = [f"{each.name.zh}（{each.n} 个{own}）" for each, own in zip(kinds, p, strict=True)]
    en = [f"{each.name.to('en')} ({each.n}{own.replace('，', ', ')})" for each, own in zip(kinds, p, strict=True)]
    return Text("、".join(zh), ", ".join(en))


def _kind_words(each: KindPattern) -> Text:
    """Return where a kind stands out, nothing where it does not."""
    against = each.against
    assert against is not None
    higher, lower = against.k_m2 > against.k_high, against.k_m2 < against.k_low
    above, below = stretches(against.r_m, higher), stretches(against.r_m, lower)
    if against.p_adjusted > LEVEL or not (above or below):
        return Text("")
    p, name = p_words(against.p_adjusted), each.name
    parts_zh, parts_en = [], []
    if above:
        parts_zh.append(f"{metres(above).zh}以内比全部点更聚集")
        parts_en.append(f"more clustered than all points within {metres(above).en}")
    if below:
        parts_zh.append(f"{metres(below).zh}以内比全部点更分散")
        parts_en.append(f"more spread out than all points within {metres(below).en}")
    return Text(
        f"{name.zh}（{each.n} 个）：{'，'.join(parts_zh)}（p {p}）。",
        f"{name.to('en')} ({each.n}): {', '.join(parts_en)} (p {p}).",
    )


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
