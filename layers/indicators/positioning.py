"""Overlap of industry positioning (产业定位重叠): which sub-parks state the same industries.

The plan complains that “部分园区产业定位重叠”; here that is measured. Two areas overlap where they state an industry in
common; how much is the Jaccard index: industries in common over industries of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from layers.indicators.industry_names import industries_text
from layers.tables import read_rows
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

INDUSTRY_COLUMNS = ("area_id", "rank", "industry_zh")
SYNONYM_COLUMNS = ("group_zh", "industry_zh")


@dataclass(frozen=True)
class Pair:
    """Two areas that state an industry in common.

    Parameters
    ----------
    a, b
        Ids, in the order of the table.
    shared
        What they have in common, in the order of `a`; groups stand for the industries in them.
    jaccard
        Industries in common over industries of either, 0 < jaccard <= 1.
    across_blocks
        Whether they lie in two blocks.
    """

    a: str
    b: str
    shared: tuple[str, ...]
    jaccard: float
    across_blocks: bool


@dataclass(frozen=True)
class Overlap:
    """The overlap of positioning among areas.

    Parameters
    ----------
    areas
        Ids, in the order of the table.
    industries
        Industries by area, as compared (after grouping), in their printed order.
    pairs
        Overlapping pairs, the strongest first; equal ones in the order of the table.
    grouped
        Whether synonyms were counted as one industry.
    """

    areas: tuple[str, ...]
    industries: Mapping[str, tuple[str, ...]]
    pairs: tuple[Pair, ...]
    grouped: bool

    @property
    def possible(self) -> int:
        """How many pairs the areas make."""
        return len(self.areas) * (len(self.areas) - 1) // 2

    @property
    def across(self) -> int:
        """Overlapping pairs of two blocks."""
        return sum(pair.across_blocks for pair in self.pairs)

    @property
    def within(self) -> int:
        """Overlapping pairs inside a block."""
        return len(self.pairs) - self.across

    def jaccard(self, a: str, b: str) -> float:
        """Return the index of two areas: 1 for an area with itself, 0 without an industry in common."""
        if a == b:
            return 1.0
        return next((pair.jaccard for pair in self.pairs if {pair.a, pair.b} == {a, b}), 0.0)

    def frequency(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the industries that several areas state, with these areas, the most frequent first."""
        where: dict[str, list[str]] = {}
        for area in self.areas:
            for industry in self.industries[area]:
                where.setdefault(industry, []).append(area)
        several = [(industry, tuple(areas)) for industry, areas in where.items() if len(areas) > 1]
        return tuple(sorted(several, key=lambda each: -len(each[1])))


def measure_overlap(
    industries: Mapping[str, Sequence[str]],
    blocks: Mapping[str, str],
    synonyms: Mapping[str, str] = MappingProxyType({}),
    feedback: Feedback = SILENT,
) -> Overlap:
    """Compare the industries of every pair of areas.

    Parameters
    ----------
    industries
        Stated industries by area. An area that states none overlaps with none.
    blocks
        The block of each area; areas without one lie in no other block than each other.
    synonyms
        Industry -> name of the group that stands for it. Empty: words are compared as they are printed.
    """
    meant = {
        area: tuple(dict.fromkeys(synonyms.get(industry, industry) for industry in stated))
        for area, stated in industries.items()
    }
    pairs, areas = [], tuple(meant)
    sets = [frozenset(meant[area]) for area in areas]
    for row, a in enumerate(areas):
        feedback.report(row / len(areas), Text("比较产业定位", "Comparing the positioning"))
        for other in range(row + 1, len(areas)):
            if sets[row].isdisjoint(sets[other]):
                continue
            b = areas[other]
            shared = tuple(industry for industry in meant[a] if industry in sets[other])
            either = len(sets[row] | sets[other])
            pairs.append(Pair(a, b, shared, len(shared) / either, blocks.get(a, "") != blocks.get(b, "")))
    pairs.sort(key=lambda pair: -pair.jaccard)
    return Overlap(tuple(meant), MappingProxyType(meant), tuple(pairs), bool(synonyms))


def to_differentiate(overlap: Overlap, at_least: float = 0.5) -> tuple[Pair, ...]:
    """Return the pairs to look at first: strong overlaps (index of `at_least` or more), those across blocks first.

    Inside a block a common industry may be a cluster that the plan wants; across blocks it contradicts the two themes.
    """
    strong = [pair for pair in overlap.pairs if pair.jaccard >= at_least]
    return tuple(sorted(strong, key=lambda pair: (not pair.across_blocks, -pair.jaccard)))


def reading(overlap: Overlap, names: Mapping[str, Text]) -> Text:
    """Return the result in a sentence or two, with its caveat."""
    if not overlap.pairs:
        return Text("没有两个园区写有相同的产业。", "No two areas state the same industry.")
    top = overlap.pairs[0]
    a, b = names.get(top.a, Text(top.a)), names.get(top.b, Text(top.b))
    shared = industries_text(top.shared)
    how = (
        ("按同义词组比较", "synonyms counted as one")
        if overlap.grouped
        else ("按原文用词比较", "words compared as printed")
    )
    counts, index = (overlap.possible, len(overlap.pairs), overlap.across, overlap.within), f"{top.jaccard:.2f}"
    return Text(
        "{} 对中有 {} 对产业定位重叠，其中跨区块 {} 对、区块内 {} 对；".format(*counts)
        + f"最强的是{a.zh}与{b.zh}（{shared.zh}，Jaccard {index}）。{how[0]}；写明的产业不等于实际的企业构成。",
        f"{counts[1]} of {counts[0]} pairs overlap, {counts[2]} across blocks and {counts[3]} within one; "
        f"the strongest is {a.to('en')} with {b.to('en')} ({shared.en}; Jaccard {index}). "
        f"{how[1].capitalize()}; a stated industry is not the actual mix of firms.",
    )


def read_industries(path: Path) -> dict[str, tuple[str, ...]]:
    """Read the stated industries of each area, by rank.

    Raises
    ------
    SourceError
        The table cannot be read or lacks a column.
    """
    rows = sorted(read_rows(path, INDUSTRY_COLUMNS), key=lambda row: int(row["rank"] or 0))
    order = dict.fromkeys(row["area_id"] for row in read_rows(path, INDUSTRY_COLUMNS))
    return {area: tuple(row["industry_zh"] for row in rows if row["area_id"] == area) for area in order}


def read_synonyms(path: Path) -> dict[str, str]:
    """Read synonym groups: industry -> name of its group.

    Raises
    ------
    SourceError
        The table cannot be read, or puts an industry into two groups.
    """
    rows = read_rows(path, SYNONYM_COLUMNS)
    return synonym_map([(row["group_zh"], row["industry_zh"]) for row in rows])


def synonym_map(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return industry -> group for (group, industry) pairs; `SourceError` where an industry stands in two groups."""
    found: dict[str, str] = {}
    for group, industry in pairs:
        if found.setdefault(industry, group) != group:
            raise SourceError(
                Text(
                    f"“{industry}”同时属于“{found[industry]}”和“{group}”两个同义词组。",
                    f"“{industry}” stands in two groups of synonyms: “{found[industry]}” and “{group}”.",
                ),
                Text(
                    "每个产业只能属于一个组，请删去其中一处。",
                    "An industry belongs to one group only: remove one of the two.",
                ),
            )
    return found
