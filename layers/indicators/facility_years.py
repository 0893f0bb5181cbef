"""When a facility is built: years read from a plan's wording (``2022年建成``, ``2019年开工，建设周期5年``)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.tables import Row, parse_rows, read_rows
from spatial.text import Text

COLUMNS = ("facility_id", "name_zh", "status_zh", "host_institution", "area", "source")
# The list stands in document 000, whose last actual column is 2019: what it calls built was built by then.
LISTED_IN = 2019
# The list is Pudong's; the places it names are these areas.
PLACES = {"zhangjiang": "zhangjiang-science-city", "lingang": "lingang-new-area"}
LIST_AREA = "pudong"

_COMPLETED = re.compile(r"(\d{4})\s*年(?:底|末)?(?:前|内)?(?:建成|竣工|完工|投用|投入使用|投入运行)")
_STARTED = re.compile(r"(\d{4})\s*年(?:开工|启动|动工|开建)")
_DURATION = re.compile(r"(?:建设周期|工期|建设期)\s*(?:为|约)?\s*(\d{1,2})\s*年")
_BUILT = re.compile(r"建成|已建|投用|运行")


@dataclass(frozen=True)
class Schedule:
    """What a wording says of the building of a facility.

    Parameters
    ----------
    start
        Year of the start; None where it is not said.
    completion
        Year of completion: as said, or start plus duration; None where it cannot be told.
    derived
        Whether `completion` was computed from start and duration.
    built
        Whether the wording says that it stands already.
    """

    start: int | None
    completion: int | None
    derived: bool
    built: bool


@dataclass(frozen=True)
class Facility:
    """A facility of a plan's list.

    Parameters
    ----------
    id, name, host, source
        Slug, name, host institution, and place in the plan.
    wording, schedule
        The words of the list, and what they say.
    areas
        The areas that it counts for: where it stands, and whose list it is.
    listed_in
        Year of the list: what it calls built without a year was built by then.
    """

    id: str
    name: str
    host: str
    source: str
    wording: str
    schedule: Schedule
    areas: tuple[str, ...]
    listed_in: int = LISTED_IN

    def built_by(self, year: int) -> bool | None:
        """Say whether it is built by the end of a year; None where the wording cannot tell."""
        if self.schedule.completion is not None:
            return self.schedule.completion <= year
        if not self.schedule.built:
            return None
        return True if year >= self.listed_in else None


def read_schedule(wording: str) -> Schedule:
    """Read a wording; full-width digits are digits. What is not said stays None: nothing is guessed."""
    words = unicodedata.normalize("NFKC", wording)
    started, completed, duration = _STARTED.search(words), _COMPLETED.search(words), _DURATION.search(words)
    start = int(started.group(1)) if started else None
    if completed:
        return Schedule(start, int(completed.group(1)), derived=False, built=False)
    if start is not None and duration:
        return Schedule(start, start + int(duration.group(1)), derived=True, built=False)
    return Schedule(start, None, derived=False, built=start is None and bool(_BUILT.search(words)))


def read_facilities(path: Path) -> tuple[Facility, ...]:
    """Read the list of facilities.

    Raises
    ------
    SourceError
        The table cannot be read or lacks a column.
    """
    return tuple(parse_rows(path, read_rows(path, COLUMNS), _facility))


@dataclass(frozen=True)
class YearCount:
    """Facilities of an area built by the end of a year.

    Parameters
    ----------
    area, year
        Where and when.
    built, new, unknown
        Built by then, completed in that very year, and of no known year.
    """

    area: str
    year: int
    built: int
    new: int
    unknown: int


def counts_by_year(facilities: Iterable[Facility], years: Sequence[int]) -> tuple[YearCount, ...]:
    """Return how many facilities each area has by each year, areas in the order of the list."""
    every = tuple(facilities)
    areas = Counter(area for facility in every for area in facility.areas)
    rows = []
    for area in areas:
        inside = [facility for facility in every if area in facility.areas]
        for year in years:
            state = [facility.built_by(year) for facility in inside]
            new = sum(facility.schedule.completion == year for facility in inside)
            rows.append(YearCount(area, year, state.count(True), new, state.count(None)))
    return tuple(rows)


def describe(schedule: Schedule, listed_in: int = LISTED_IN) -> Text:
    """Return a schedule in words, and say where a year was computed."""
    if schedule.built:
        return Text(f"{listed_in}年前已建成，年份不详", f"built by {listed_in}, year not stated")
    if schedule.completion is None:
        return Text("年份不详", "year not stated")
    if not schedule.derived:
        return Text(f"{schedule.completion}年建成", f"completed in {schedule.completion}")
    return Text(
        f"{schedule.start}年开工，按建设周期推算 {schedule.completion}年建成",
        f"started in {schedule.start}; completion in {schedule.completion} computed from the stated duration",
    )


def wording(facility: Facility) -> Text:
    """Return the words of the list, and in English the same in short; words without a year stay as they are."""
    known, printed = facility.schedule, facility.wording
    if known.built:
        return Text(printed, "built")
    if known.completion is None:
        return Text(printed, f"started {known.start}" if known.start else printed)
    if not known.derived or known.start is None:
        return Text(printed, f"built {known.completion}")
    return Text(printed, f"started {known.start}, takes {known.completion - known.start} years")


def _facility(row: Row) -> Facility:
    place = PLACES.get(row["area"], row["area"])
    return Facility(
        row["facility_id"], row["name_zh"], row["host_institution"], row["source"], row["status_zh"],
        read_schedule(row["status_zh"]), tuple(dict.fromkeys((place, LIST_AREA))),
    )  # fmt: skip
