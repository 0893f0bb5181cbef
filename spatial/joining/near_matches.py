"""Keys that do not match but probably mean the same: proposals for the user, never matches.

Proposals are looked for among the unmatched only. In falling order of confidence:

1. the same number but for leading zeros (``001`` and ``1``), or for ``.0`` (``310104.0`` and ``310104``);
2. an alias that stands for several areas, one of which is the other key;
3. the same name but for a suffix of administration or park (``普陀`` and ``普陀区``, ``未来岛`` and ``未来岛园区``);
4. the same pinyin (``桃浦`` and ``Taopu``, ``科技园`` and ``科技圆``);
5. one key contains the other;
6. similar spelling: normalised Indel similarity (2 · longest common subsequence / sum of lengths) of the names without
   suffixes, at least `MIN_SIMILARITY` (`MIN_SIMILARITY_ASCII` between ASCII keys, where short codes look alike).

Numbers inside keys must agree for 5 and 6, unless one key has none: ``地块1`` is not nearly ``地块2``. A key that
several keys of the other side contain (``长风`` in ``长风科技园`` and ``长风生态商务区``) is the user's to tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spatial.feedback import SILENT, Feedback
from spatial.joining.keys import normalise_key
from spatial.text import Text

MIN_SIMILARITY = 0.6
MIN_SIMILARITY_ASCII = 0.8
MAX_KEYS = 1_000
"""How many unmatched keys of each side are compared by pinyin, containment and spelling."""

SUFFIXES = (  # longer ones before those they end with
    *("高新技术产业开发区", "高新技术产业园区", "高新技术产业园", "经济技术开发区", "国家大学科技园", "高科技园区"),
    *(
        "科技园区",
        "工业园区",
        "产业园区",
        "创业园区",
        "高新区",
        "科技园",
        "产业园",
        "工业园",
        "工业区",
        "开发区",
        "商务区",
    ),
    *("园区", "新区", "片区", "地区", "街道", "区", "县", "市", "镇", "乡", "园"),
    *("newarea", "district", "park", "county", "city", "town"),
)
_DIGITS = re.compile(r"[0-9]+")
_NUMERAL = re.compile(r"0*([0-9]+?)(?:\.0+)?")
_REPORT_EVERY = 1 << 14
_BLOCK = 256
_CANDIDATES = 3


@dataclass(frozen=True)
class NearMatch:
    """A proposal: two keys that did not match but may mean the same.

    Parameters
    ----------
    layer_key, table_key
        As printed.
    score
        0 to 1, how sure the proposal is; only the order means something.
    reason
        Why it is proposed.
    """

    layer_key: str
    table_key: str
    score: float
    reason: Text


ZEROS = Text("仅前导零不同", "differ in leading zeros only")
DECIMALS = Text("同一数字，一方带小数“.0”", "the same number, once with “.0”")
ALIAS = Text("别名指向多个区域，其一为此", "an alias of several areas, this one among them")
SUFFIX = Text("仅行政区划或园区后缀不同", "differ in an administrative or park suffix only")
PINYIN = Text("拼音相同", "the same pinyin")
CONTAINS = Text("一方包含另一方", "one contains the other")
SIMILAR = Text("写法相近", "similar spelling")

_Proposal = tuple[float, int, int, Text]


def find_near_matches(
    layer: Iterable[str],
    table: Iterable[str],
    ids_of: Callable[[str], Collection[str]],
    feedback: Feedback = SILENT,
) -> tuple[tuple[NearMatch, ...], tuple[Text, ...]]:
    """Propose which unmatched keys of a layer and a table may mean the same.

    Parameters
    ----------
    layer, table
        Unmatched keys as printed; repeated and missing (``""``) ones are skipped.
    ids_of
        Ids of the areas that a normalised key may stand for.

    Returns
    -------
    tuple of NearMatch
        The best first; every key is in one proposal at most.
    tuple of Text
        What was not looked for: beyond the first `MAX_KEYS` keys of a side only steps 1 to 3 are done.
    """
    here, there = _Names(layer, feedback.part(0, 0.2)), _Names(table, feedback.part(0.2, 0.4))
    if not here.keys or not there.keys:
        return (), ()
    found = [*_same_number(here, there), *_same_area(here, there, ids_of)]
    feedback.report(0.45)
    doubtful = _in_several(here, there), _in_several(there, here)
    found += [each for each in _same_stem(here, there) if each[1] not in doubtful[0] and each[2] not in doubtful[1]]
    capped = max(len(here.keys), len(there.keys)) > MAX_KEYS
    here_first = here.without(doubtful[0].union(i for _, i, _, _ in found))
    there_first = there.without(doubtful[1].union(j for _, _, j, _ in found))
    feedback.report(0.5, Text("正在查找相近的键值", "looking for near matches"))
    found += _same_pinyin(here, there, here_first, there_first)
    found += _contains(here, there, here_first, there_first)
    found += _similar(here, there, here_first, there_first, feedback.part(0.6, 1))
    note = Text(
        f"未匹配的键值较多：仅对两侧各前 {MAX_KEYS} 个比较了拼音与写法。",
        f"Many keys are unmatched: pinyin and spelling were compared for the first {MAX_KEYS} of each side only.",
    )
    return _best(found, here.printed, there.printed), (note,) if capped else ()


class _Names:
    """Different, non-missing keys of one side: as printed, normalised, and without suffixes."""

    def __init__(self, printed: Iterable[str], feedback: Feedback) -> None:
        self.printed = [key for key in dict.fromkeys(printed) if key]
        self.keys: list[str] = []
        self.stems: list[str] = []
        for i, key in enumerate(self.printed):
            if i % _REPORT_EVERY == 0:
                feedback.report(i / len(self.printed))
            self.keys.append(normalise_key(key))
            self.stems.append(_stem(self.keys[-1]))

    def without(self, done: set[int]) -> list[int]:
        """Return the first `MAX_KEYS` positions that have no proposal yet."""
        return [i for i in range(len(self.keys)) if i not in done][:MAX_KEYS]


def _stem(key: str) -> str:
    """Return a key without its suffixes, as long as two characters are left."""
    while key.endswith(SUFFIXES):
        suffix = next(end for end in SUFFIXES if key.endswith(end))
        if len(key) < len(suffix) + 2:
            break
        key = key.removesuffix(suffix)
    return key


def _pairs(here: Sequence[Hashable], there: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Positions of equal marks that occur once on each side; a mark of None is skipped."""
    places: tuple[defaultdict[Hashable, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for marks, where in zip((here, there), places, strict=True):
        for i, mark in enumerate(marks):
            where[mark].append(i)
    for mark, at in places[0].items():
        opposite = places[1].get(mark, [])
        if mark is not None and len(at) == len(opposite) == 1:
            yield at[0], opposite[0]


def _same_number(here: _Names, there: _Names) -> Iterator[_Proposal]:
    marks = [[found[1] if (found := _NUMERAL.fullmatch(key)) else None for key in side.keys] for side in (here, there)]
    for i, j in _pairs(*marks):
        zeros = ("." in here.keys[i]) == ("." in there.keys[j])
        yield 0.98, i, j, ZEROS if zeros else DECIMALS


def _same_area(here: _Names, there: _Names, ids_of: Callable[[str], Collection[str]]) -> Iterator[_Proposal]:
    owner: defaultdict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(here.keys):
        for area in ids_of(key):
            owner[area].append(i)
    for j, key in enumerate(there.keys):
        candidates = {i for area in ids_of(key) for i in owner.get(area, ())}
        if len(candidates) == 1:
            yield 0.95, candidates.pop(), j, ALIAS


def _same_stem(here: _Names, there: _Names) -> Iterator[_Proposal]:
    for i, j in _pairs(here.stems, there.stems):
        yield 0.9, i, j, SUFFIX


def _same_pinyin(here: _Names, there: _Names, first: Sequence[int], second: Sequence[int]) -> Iterator[_Proposal]:
    from pypinyin import lazy_pinyin

    def spell(texts: Sequence[str], chosen: Sequence[int]) -> list[str]:
        return ["".join(lazy_pinyin(texts[i])) for i in chosen]

    # Whole keys too: a homophone typed into a suffix (科技圆) leaves nothing to take off.
    for ours, theirs in ((here.stems, there.stems), (here.keys, there.keys)):
        for a, b in _pairs(spell(ours, first), spell(theirs, second)):
            yield 0.85, first[a], second[b], PINYIN


def _contains(here: _Names, there: _Names, first: Sequence[int], second: Sequence[int]) -> Iterator[_Proposal]:
    inside = [
        *((i, j) for i, found in _holders(here.keys, first, there.keys, second) for j in found),
        *((i, j) for j, found in _holders(there.keys, second, here.keys, first) for i in found),
    ]
    for i, j in inside:
        a, b = here.keys[i], there.keys[j]
        if _numbers_agree(a, b):
            yield 0.7 + 0.15 * min(len(a), len(b)) / max(len(a), len(b)), i, j, CONTAINS


def _in_several(names: _Names, others: _Names) -> set[int]:
    """Return the keys that several keys of the other side contain: which one is meant is anybody's guess."""
    chosen, where = range(len(names.keys))[:MAX_KEYS], range(len(others.keys))[:MAX_KEYS]
    return {i for i, found in _holders(names.keys, chosen, others.keys, where) if len(found) > 1}


def _holders(
    keys: Sequence[str], chosen: Sequence[int], others: Sequence[str], where: Sequence[int]
) -> Iterator[tuple[int, list[int]]]:
    """Yield each chosen key that is long enough to mean something, with the places of the keys that contain it."""
    all_others = "\n".join(others[j] for j in where)
    for i in chosen:
        key = keys[i]
        if len(key) >= (4 if key.isascii() else 2) and not key.isdecimal() and key in all_others:
            yield i, [j for j in where if key in others[j]]


def _numbers_agree(a: str, b: str) -> bool:
    here, there = _DIGITS.findall(a), _DIGITS.findall(b)
    return not here or not there or here == there


def _similar(
    here: _Names, there: _Names, first: Sequence[int], second: Sequence[int], feedback: Feedback
) -> Iterator[_Proposal]:
    from rapidfuzz import fuzz, process

    stems = [there.stems[j] for j in second]
    signs: dict[str, int] = {"": -1}
    numbers, ascii_only = _signs(stems, signs), np.array([stem.isascii() for stem in stems], bool)
    for start in range(0, len(first) if second else 0, _BLOCK):
        feedback.report(start / len(first))
        block = [here.stems[i] for i in first[start : start + _BLOCK]]
        scores = (
            process.cdist(block, stems, scorer=fuzz.ratio, score_cutoff=100 * MIN_SIMILARITY, dtype=np.float32) / 100
        )
        own = _signs(block, signs)[:, None]
        scores[(own != numbers) & (own >= 0) & (numbers >= 0)] = 0
        codes = np.array([stem.isascii() for stem in block], bool)[:, None] & ascii_only
        scores[codes & (scores < MIN_SIMILARITY_ASCII)] = 0
        order = np.argsort(-scores, axis=1, kind="stable")[:, :_CANDIDATES]
        for a, b in zip(*np.nonzero(np.take_along_axis(scores, order, axis=1)), strict=True):
            j = int(order[a, b])
            yield float(scores[a, j]), first[start + int(a)], second[j], SIMILAR


def _signs(stems: Sequence[str], signs: dict[str, int]) -> npt.NDArray[np.int64]:
    """(N,) number of the digits in each name: equal for the same digits, -1 where there are none."""
    digits = [",".join(_DIGITS.findall(stem)) for stem in stems]
    return np.array([signs.setdefault(word, len(signs)) for word in digits], np.int64)


def _best(found: Iterable[_Proposal], here: Sequence[str], there: Sequence[str]) -> tuple[NearMatch, ...]:
    """Take the surest proposals first, each key once; equal scores in the order of the layer, then of the table."""
    taken: tuple[set[int], set[int]] = (set(), set())
    best = []
    for score, i, j, reason in sorted(found, key=lambda proposal: (-proposal[0], proposal[1], proposal[2])):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            best.append(NearMatch(here[i], there[j], round(score, 3), reason))
    return tuple(best)
