"""Finding features by what people call them: names, ids, aliases, full pinyin, pinyin initials."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from layers.areas import search_keys
from layers.placement import Placed
from spatial.feedback import SILENT, Feedback
from spatial.joining.keys import normalise_key
from spatial.text import Text

LIMIT = 30
_EVERY = 256  # names between two reports
_DOING = Text("准备搜索", "Preparing the search")


@dataclass(frozen=True)
class Found:
    """A feature that answers a query.

    Parameters
    ----------
    index
        Its row in the data set.
    rank
        0: a key is the query; 1: a key begins with it; 2: a key holds it.
    """

    index: int
    rank: int


class SearchIndex:
    """What the features of one data set are found by; made by `build_index`.

    Parameters
    ----------
    keys
        Pairs of (normalised key, row); found when they are, begin with or hold the query.
    initials
        Pairs of (pinyin initials, row); found when they are or begin with the query (inside a longer word two
        letters mean nothing).
    """

    def __init__(self, keys: Sequence[tuple[str, int]], initials: Sequence[tuple[str, int]]) -> None:
        self._keys, self._initials = _Column(keys), _Column(initials)

    def find(self, query: str, limit: int = LIMIT) -> tuple[Found, ...]:
        """Return the features that answer a query, the best first, in the order of the data set within a rank.

        The query is compared after `keys.normalise_key`: width, case and blanks do not matter. An empty query
        finds nothing; at most `limit` features are returned.
        """
        wanted = normalise_key(query)
        ranks: dict[int, int] = {}
        if wanted:
            patterns = (f"\n{wanted}\n", f"\n{wanted}", wanted)
            for rank, pattern in enumerate(patterns):
                columns = (self._keys, self._initials) if rank < 2 else (self._keys,)
                for row in sorted({row for column in columns for row in column.holding(pattern, limit)}):
                    ranks.setdefault(row, rank)
                if len(ranks) >= limit:
                    break
        return tuple(Found(row, rank) for row, rank in list(ranks.items())[:limit])


class _Column:
    """Keys as one text, one per line: a search goes through it at the speed of memory."""

    def __init__(self, pairs: Sequence[tuple[str, int]]) -> None:
        self._rows = [row for _, row in pairs]
        self._starts = []
        at = 0
        for key, _ in pairs:
            self._starts.append(at)
            at += len(key) + 1
        self._text = "\n" + "".join(f"{key}\n" for key, _ in pairs)

    def holding(self, pattern: str, limit: int) -> Iterator[int]:
        """Yield at most `limit` different rows whose line holds the pattern (with line ends where it has them)."""
        seen: set[int] = set()
        at = self._text.find(pattern)
        while at >= 0 and len(seen) < limit:
            line = bisect_right(self._starts, at + pattern.startswith("\n") - 1)
            row = self._rows[max(line - 1, 0)]
            if row not in seen:
                seen.add(row)
                yield row
            at = self._text.find(pattern, at + 1)


def build_index(placed: Placed, aliases: Mapping[str, str], feedback: Feedback = SILENT) -> SearchIndex:
    """Return what the features of a placed data set are found by.

    Parameters
    ----------
    placed
        Ids and names of the features.
    aliases
        Normalised alias -> id of the area, as in `layers.project.Project.aliases`; others than these features' are
        passed over.
    """
    others: dict[str, list[str]] = {}
    for alias, area_id in aliases.items():
        others.setdefault(area_id, []).append(alias)
    keys: list[tuple[str, int]] = []
    initials: list[tuple[str, int]] = []
    known: dict[str, tuple[str, ...]] = {}
    for row, (feature_id, zh, en) in enumerate(zip(placed.ids, placed.names.zh, placed.names.en, strict=True)):
        if row % _EVERY == 0:
            feedback.report(row / len(placed.ids), _DOING)
        names = dict.fromkeys((zh, en, *others.get(feature_id, ())))
        keys += [(key, row) for key in dict.fromkeys(normalise_key(word) for word in (*names, feature_id)) if key]
        for name in names:
            if name.isascii():
                continue
            if name not in known:
                known[name] = search_keys(name)
            full, *short = known[name] or ("",)
            keys += [(full, row)] if full else []
            initials += [(each, row) for each in short]
    feedback.report(1.0, _DOING)
    return SearchIndex(keys, initials)
