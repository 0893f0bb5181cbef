"""Years of building, read from the plan's wording."""

from __future__ import annotations

import csv

import pytest

from layers.indicators.facility_years import Schedule, counts_by_year, describe, read_facilities, read_schedule
from layers.indicators.plan_tables import STARTER_TABLES

TABLE = STARTER_TABLES / "facilities_table.csv"


@pytest.mark.parametrize(
    ("wording", "schedule"),
    [
        ("建成", Schedule(None, None, False, True)),
        ("2022年建成", Schedule(None, 2022, False, False)),
        ("２０２２年底前建成", Schedule(None, 2022, False, False)),
        ("2019年开工，建设周期5年", Schedule(2019, 2024, True, False)),
        ("2019年开工、2025年竣工", Schedule(2019, 2025, False, False)),
        ("2019年开工", Schedule(2019, None, False, False)),
        ("规划中", Schedule(None, None, False, False)),
        ("", Schedule(None, None, False, False)),
    ],
)
def test_wordings(wording: str, schedule: Schedule) -> None:
    assert read_schedule(wording) == schedule


def test_the_wording_gives_the_years_of_the_table() -> None:
    with TABLE.open(encoding="utf-8") as file:
        printed = {row["facility_id"]: (row["planned_year"], row["start_year"]) for row in csv.DictReader(file)}
    for each in read_facilities(TABLE):
        read = (each.schedule.completion, each.schedule.start)
        assert tuple("" if year is None else str(year) for year in read) == printed[each.id]


def test_counts_by_year_and_area() -> None:
    rows = {(row.area, row.year): (row.built, row.new, row.unknown) for row in counts_by_year(
        read_facilities(TABLE), (2018, 2019, 2020, 2024, 2025))}  # fmt: skip
    assert rows["pudong", 2018] == (0, 0, 4)
    assert rows["pudong", 2019] == (4, 0, 0)
    assert rows["pudong", 2020] == (6, 2, 0)
    assert rows["pudong", 2025] == (10, 1, 0)
    assert rows["zhangjiang-science-city", 2025] == (8, 1, 0)
    assert rows["lingang-new-area", 2024] == (2, 1, 0)


def test_a_computed_year_says_so() -> None:
    assert "推算" in describe(read_schedule("2019年开工，建设周期5年")).zh
    assert "computed" in describe(read_schedule("2019年开工，建设周期5年")).to("en")
    assert "推算" not in describe(read_schedule("2022年建成")).zh
