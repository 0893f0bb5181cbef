"""Which keys of a layer and of a table match, and what is left over.

Two keys match when they are equal after `normalise_key`, or when an unambiguous alias says that they stand for the same
area. Leading zeros count: ``001`` is not ``1``. Near matches are proposed, never made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from spatial.errors import JoinError
from spatial.feedback import SILENT, Feedback
from spatial.joining.keys import KeySide, normalise_key, objects, read_keys
from spatial.joining.near_matches import NearMatch, find_near_matches
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

Aliases = Mapping[str, str | Collection[str]]

_ENTITY = "\0"  # marks a key that was replaced by an area id: no key contains it after normalising
_REPORT_EVERY = 1 << 14


@dataclass(frozen=True, eq=False)
class KeyMatch:
    """What matches what: the preview of a join.

    Parameters
    ----------
    layer_keys, table_keys
        (N,) and (M,) object arrays: keys as printed, parts of a composite key separated by `` | ``; ``""`` where
        missing.
    rows
        (N,) int64: the first table row that matches each layer row, -1 for none.
    counts
        (N,) int64: how many table rows match.
    layer_groups, table_groups
        (N,) and (M,) int64: rows with the same number, 0 … `n_groups` - 1, have the same key; -1 for a missing key.
    n_groups
        How many different keys there are on both sides together.
    unmatched_layer
        Key of every layer row without a match, in the order of the layer (``""`` for a missing key).
    unmatched_table
        The different keys of the table that match nothing, in the order of the table (``""`` once for missing keys).
    duplicates, duplicates_layer
        Keys that occur more than once in the table, and in the layer. Missing keys are not compared.
    near
        Proposals among the unmatched, the best first; each key is in one proposal at most.
    by_alias
        (key of the layer, key of the table) of every pair that matches through an alias.
    ambiguous
        Keys, on either side, that the alias table gives to several areas: aliases never match those.
    notes
        What was done to read the keys, and what was not looked for.
    """

    layer_keys: npt.NDArray[np.object_]
    table_keys: npt.NDArray[np.object_]
    rows: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    layer_groups: npt.NDArray[np.int64]
    table_groups: npt.NDArray[np.int64]
    n_groups: int
    unmatched_layer: tuple[str, ...]
    unmatched_table: tuple[str, ...]
    duplicates: tuple[str, ...]
    duplicates_layer: tuple[str, ...]
    near: tuple[NearMatch, ...]
    by_alias: tuple[tuple[str, str], ...]
    ambiguous: tuple[str, ...]
    notes: tuple[Text, ...] = ()

    @property
    def matched(self) -> int:
        """Number of layer rows that match."""
        return int(np.count_nonzero(self.counts))

    def table_rows(self, layer_row: int) -> npt.NDArray[np.int64]:
        """(C,) int64: all table rows that match one layer row, in the order of the table."""
        group = self.layer_groups[layer_row]
        return np.flatnonzero((self.table_groups == group) & (group >= 0)).astype(np.int64)


def match_keys(
    layer_keys: pd.DataFrame | pd.Series[Any] | Iterable[object],
    table_keys: pd.DataFrame | pd.Series[Any] | Iterable[object],
    *,
    aliases: Aliases | None = None,
    confirmed: Mapping[str, str] | None = None,
    feedback: Feedback = SILENT,
) -> KeyMatch:
    """Match the keys of a layer and of a table.

    Parameters
    ----------
    layer_keys, table_keys
        (N,) and (M,) columns, or frames with one column per part of a composite key. A composite key with a missing
        part is missing. Missing keys never match.
    aliases
        Other names of areas: alias -> area id, or -> several ids where it is ambiguous. Ids stand for themselves.
    confirmed
        Near matches that the user confirmed: key of the layer -> key of the table, as printed.
    feedback
        Hears of progress.

    Raises
    ------
    JoinError
        A confirmed key does not occur.
    """
    left, right = read_keys(layer_keys), read_keys(table_keys)
    if len(left.parts) != len(right.parts):
        raise ValueError("layer and table keys must have the same number of parts")
    areas = _Areas(aliases or {})
    keys = _compare(left, right, areas, feedback.part(0, 0.6))
    n = len(left.printed)
    layer_groups = _confirm(left.printed, right.printed, keys.group, confirmed or {})
    pairs = _Pairs(left.printed, right.printed, layer_groups, keys.group[n:])
    unmatched_layer, unmatched_table = pairs.unmatched()
    lost = keys.ambiguous & np.concatenate([pairs.counts == 0, ~pairs.in_layer])
    near, capped = find_near_matches(unmatched_layer, unmatched_table, areas.ids_of, feedback.part(0.6, 1))
    return KeyMatch(
        left.printed,
        right.printed,
        pairs.rows,
        pairs.counts,
        layer_groups,
        keys.group[n:],
        pairs.n_groups,
        unmatched_layer=unmatched_layer,
        unmatched_table=unmatched_table,
        duplicates=_repeated(right.printed, keys.group[n:]),
        duplicates_layer=_repeated(left.printed, layer_groups),
        near=near,
        by_alias=_alias_pairs(pairs, keys, n),
        ambiguous=tuple(dict.fromkeys(np.concatenate([left.printed, right.printed])[lost].tolist())),
        notes=_notes(left, right) + capped,
    )


class _Areas:
    """What a key may stand for, by the alias table."""

    def __init__(self, aliases: Aliases) -> None:
        ids: dict[str, set[str]] = {}
        for alias, areas in aliases.items():
            for area in {areas} if isinstance(areas, str) else set(areas):
                ids.setdefault(normalise_key(alias), set()).add(area)
                ids.setdefault(normalise_key(area), set()).add(area)
        self._ids = {key: frozenset(areas) for key, areas in ids.items()}

    def __bool__(self) -> bool:
        return bool(self._ids)

    def ids_of(self, key: str) -> frozenset[str]:
        """Return the ids of all areas that the normalised `key` may stand for."""
        return self._ids.get(key, frozenset())

    def stands_for(self, key: str) -> str:
        """Return what is compared: the area where the normalised `key` stands for exactly one, else the key."""
        ids = self.ids_of(key)
        return _ENTITY + next(iter(ids)) if len(ids) == 1 else key


@dataclass(frozen=True, eq=False)
class _Compared:
    """(N + M,) numbers of layer rows, then table rows: equal `group`, equal key or area; equal `text`, equal key."""

    group: npt.NDArray[np.int64]
    text: npt.NDArray[np.int64]
    ambiguous: npt.NDArray[np.bool_]


def _compare(left: KeySide, right: KeySide, areas: _Areas, feedback: Feedback) -> _Compared:
    parts = []
    for i, (a, b) in enumerate(zip(left.parts, right.parts, strict=True)):
        step = feedback.part(i / len(left.parts), (i + 1) / len(left.parts))
        parts.append(_compare_part(np.concatenate([a, b]), areas, step))
    ambiguous = np.any([part.ambiguous for part in parts], axis=0)
    return _Compared(_whole([part.group for part in parts]), _whole([part.text for part in parts]), ambiguous)


def _compare_part(cells: npt.NDArray[np.object_], areas: _Areas, feedback: Feedback) -> _Compared:
    import pandas as pd

    spelling, spellings = pd.factorize(cells)
    keys = []
    for i, word in enumerate(spellings.tolist()):
        if i % _REPORT_EVERY == 0:
            feedback.report(i / len(spellings), Text("正在规范化键值", "normalising keys"))
        keys.append(normalise_key(word))
    text = _number(keys)[spelling]
    if not areas:
        return _Compared(text, text, np.zeros(len(cells), bool))
    ambiguous = np.array([len(areas.ids_of(key)) > 1 for key in keys], bool)
    return _Compared(_number([areas.stands_for(key) for key in keys])[spelling], text, ambiguous[spelling])


def _number(keys: Sequence[str]) -> npt.NDArray[np.int64]:
    """(N,) number of each key, equal for equal keys, -1 for ``""``."""
    import pandas as pd

    codes, _ = pd.factorize(objects([key or None for key in keys]))
    return codes.astype(np.int64)


def _whole(parts: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """(N,) number of each composite key from the numbers of its parts; -1 where any part is missing."""
    import pandas as pd

    whole = parts[0]
    for part in parts[1:]:
        missing = (whole < 0) | (part < 0)
        codes, _ = pd.factorize(np.where(missing, -1, whole * (part.max(initial=0) + 1) + part))
        whole = np.where(missing, -1, codes.astype(np.int64))
    return whole


def _confirm(
    layer: npt.NDArray[np.object_],
    table: npt.NDArray[np.object_],
    group: npt.NDArray[np.int64],
    confirmed: Mapping[str, str],
) -> npt.NDArray[np.int64]:
    """(N,) groups of the layer rows, those with a confirmed near match moved to the group of that table key."""
    before, after = group[: len(layer)], group[: len(layer)].copy()
    for layer_key, table_key in confirmed.items():
        here, there = np.flatnonzero(layer == layer_key), np.flatnonzero(table == table_key)
        if not (len(here) and len(there) and layer_key and table_key):
            raise JoinError(
                Text(
                    f"已确认的对应“{layer_key}”→“{table_key}”中有一方不存在。",
                    f"The confirmed match “{layer_key}” → “{table_key}” names a key that does not occur.",
                ),
                Text("请重新预览连接并确认。", "Preview the join again and confirm anew."),
            )
        after[before == before[here[0]]] = group[len(layer) + there[0]]
    return after


class _Pairs:
    """Rows of layer and table brought together by group."""

    def __init__(
        self,
        layer: npt.NDArray[np.object_],
        table: npt.NDArray[np.object_],
        layer_groups: npt.NDArray[np.int64],
        table_groups: npt.NDArray[np.int64],
    ) -> None:
        self.layer, self.table = layer, table
        self.layer_groups, self.table_groups = layer_groups, table_groups
        self.n_groups = int(max(layer_groups.max(initial=-1), table_groups.max(initial=-1))) + 1
        self.first_layer, self.first_table = self._first(layer_groups), self._first(table_groups)
        per_group = np.bincount(table_groups[table_groups >= 0], minlength=self.n_groups + 1)
        self.counts = per_group[layer_groups].astype(np.int64)  # group -1 reads the last, empty one
        self.rows = self.first_table[layer_groups]
        self.in_layer: npt.NDArray[np.bool_] = self.first_layer[table_groups] >= 0

    def _first(self, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """(G + 1,) first row of each group, -1 for none; the last one is for group -1."""
        first = np.full(self.n_groups + 1, -1, np.int64)
        first[groups[::-1]] = np.arange(len(groups) - 1, -1, -1)
        first[-1] = -1
        return first

    def unmatched(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(self.layer[self.counts == 0].tolist()), tuple(dict.fromkeys(self.table[~self.in_layer].tolist()))


def _repeated(printed: npt.NDArray[np.object_], groups: npt.NDArray[np.int64]) -> tuple[str, ...]:
    """Keys that occur in more than one row, in the spelling and order of their first row."""
    present = np.flatnonzero(groups >= 0)
    _, first, counts = np.unique(groups[present], return_index=True, return_counts=True)
    return tuple(printed[np.sort(present[first[counts > 1]])].tolist())


def _alias_pairs(pairs: _Pairs, keys: _Compared, n: int) -> tuple[tuple[str, str], ...]:
    """Return the pairs that have the same area but not the same key."""
    here = np.flatnonzero(pairs.counts)
    there = np.flatnonzero(pairs.in_layer)
    layer = np.concatenate([here, pairs.first_layer[pairs.table_groups[there]]])
    table = np.concatenate([pairs.rows[here], there])
    same_area = keys.group[layer] == keys.group[n + table]  # not so where the user confirmed a near match
    by_alias = same_area & (keys.text[layer] != keys.text[n + table])
    return tuple(dict.fromkeys(zip(pairs.layer[layer[by_alias]], pairs.table[table[by_alias]], strict=True)))


def _notes(left: KeySide, right: KeySide) -> tuple[Text, ...]:
    sides = [Text("图层", "layer")] * left.cut + [Text("表格", "table")] * right.cut
    return tuple(
        Text(
            f"{side.zh}的键列全部形如“310104.0”，已按“310104”比对。",
            f"Every key of the {side.en} looks like “310104.0”; they were compared as “310104”.",
        )
        for side in sides
    )
