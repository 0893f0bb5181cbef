"""The facilities of a plan in time: what is said of each, counts by year and area, and where they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from layers.indicators.citations import citation
from layers.indicators.facility_years import Facility, YearCount, counts_by_year, describe
from layers.placement import rows_of_ids
from layers.project import Project
from layers.results.result_tables import ResultTable
from spatial.text import Text

Kind = Literal["built", "span", "year", "planned"]
"""Built in a year that is not stated; from a start to a completion; completed in a year; planned without a year."""

KIND_NAMES: dict[Kind, Text] = {
    "span": Text("有开工和建成年", "start and completion"),
    "year": Text("有建成年", "year of completion"),
    "built": Text("已建成，年份未注明", "built, year not stated"),
    "planned": Text("规划中，年份未注明", "planned, year not stated"),
}


@dataclass(frozen=True)
class Entry:
    """A facility on the line of time."""

    facility: Facility
    kind: Kind

    @property
    def start(self) -> int | None:
        """Year in which it begins, None where that is not said."""
        return self.facility.schedule.start

    @property
    def end(self) -> int | None:
        """Year of completion, None where that cannot be told."""
        return self.facility.schedule.completion

    @property
    def words(self) -> Text:
        """The wording of the plan, what it was read as, and the source."""
        each = self.facility
        read = describe(each.schedule, each.listed_in)
        return Text(
            f"{each.name}：原文“{each.wording}”；{read.zh}。{each.host}。{each.source}",
            f"{each.name}: “{each.wording}”; {read.to('en')}. {each.host}. {citation(each.source).en}",
        )


def timeline(facilities: Iterable[Facility]) -> tuple[Entry, ...]:
    """Return the facilities in time: those with a year by completion, then built ones, then planned ones without."""
    entries = [Entry(each, _kind(each)) for each in facilities]
    order: tuple[Kind, ...] = ("built", "planned")
    return tuple(
        sorted(entries, key=lambda each: (order.index(each.kind) + 1, 0) if each.end is None else (0, each.end))
    )


def _kind(facility: Facility) -> Kind:
    schedule = facility.schedule
    if schedule.completion is not None:
        return "span" if schedule.start is not None else "year"
    return "built" if schedule.built else "planned"


def years_of(entries: Sequence[Entry]) -> tuple[int, ...]:
    """Return every year from the first that is named to the last, with that of the list; empty for no facility."""
    named = [year for each in entries for year in (each.start, each.end, each.facility.listed_in) if year is not None]
    return tuple(range(min(named), max(named) + 1)) if named else ()


def state_by(entries: Sequence[Entry], year: int) -> tuple[int, int, int]:
    """Return how many are built by the end of a year, how many are not yet, and of how many that cannot be told."""
    state = [each.facility.built_by(year) for each in entries]
    return state.count(True), state.count(False), state.count(None)


@dataclass(frozen=True, eq=False)
class Places:
    """Where the facilities are among the features of a data set.

    Parameters
    ----------
    dataset
        Id of the data set.
    rows
        (N,) row of each entry in the data set, -1 where it has none.
    """

    dataset: str
    rows: npt.NDArray[np.int64]


def places_of(project: Project, entries: Sequence[Entry]) -> tuple[Places, ...]:
    """Return the data sets that hold some of the facilities by their ids, those of the shown map first."""
    wanted = [each.facility.id for each in entries]
    shown = {layer.dataset for layer in project.shown.layers} if project.shown is not None else set()
    found = []
    for dataset in sorted(project.datasets, key=lambda each: each.id not in shown):
        row_of = rows_of_ids(dataset, wanted)
        rows = np.array([row_of.get(each, -1) for each in wanted], dtype=np.int64)
        if (rows >= 0).any():
            found.append(Places(dataset.id, rows))
    return tuple(found)


def area_counts(entries: Sequence[Entry], years: Sequence[int]) -> tuple[YearCount, ...]:
    """Return the counts of each area by each year, areas with most facilities first."""
    return counts_by_year((each.facility for each in entries), years)


def timeline_table(entries: Sequence[Entry]) -> ResultTable:
    """Return the facilities for a file: the wording, what was read from it, and the source."""
    columns = tuple(
        Text(*each)
        for each in (
            ("设施", "Facility"), ("依托单位", "Host"), ("原文", "Wording"), ("开工年", "Start"),
            ("建成年", "Completion"), ("读法", "Read as"), ("分类", "Kind"), ("来源", "Source"),
        )
    )  # fmt: skip
    rows = tuple(
        (
            each.facility.name, each.facility.host, each.facility.wording, each.start, each.end,
            describe(each.facility.schedule, each.facility.listed_in), KIND_NAMES[each.kind], each.facility.source,
        )
        for each in entries
    )  # fmt: skip
    words = Text(
        "年份由原文读出；“开工年加建设周期”得出的建成年为推算。没有写的年份不猜。",
        "Years are read from the wording; start plus duration is a computed completion. What is not said stays open.",
    )
    return ResultTable(Text("设施时间轴", "Facility timeline"), columns, rows, (words,))
