"""The target ledger: paces, paths and statuses, and the figures of the plans themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.indicators.catalogue import INDICATOR_COLUMNS, VALUE_COLUMNS, read_catalogue
from layers.indicators.ledger import LedgerRow, expected_value, make_ledger, outlook, pace, reading
from layers.indicators.plan_tables import ledger_row
from layers.indicators.project_plans import ledger_of
from spatial.errors import ProjectError


def row_of(folder: Path, figures: str, unit: str = "家", direction: str = "up") -> LedgerRow:
    indicator = f"\nfirms,企业,Firms,{unit},存量,{direction},,,x,symbol\n"
    (folder / "indicators.csv").write_text(",".join(INDICATOR_COLUMNS) + indicator, encoding="utf-8")
    lines = "\n".join(f"a,firms,{line},,,{unit},doc,,," for line in figures.split())
    (folder / "values.csv").write_text(f"{','.join(VALUE_COLUMNS)}\n{lines}\n", encoding="utf-8")
    (row,) = make_ledger(read_catalogue(folder))
    return row


@pytest.mark.parametrize(
    ("indicator", "percent"),
    [("hightech_enterprises", "4.6"), ("sei_output", "10.2"), ("patents_granted_per_10k_persons", "3.4")],
)
def test_the_three_paces_of_the_putuo_plan(indicator: str, percent: str) -> None:
    (row,) = (row for row in ledger_of(areas=["putuo-park"]) if row.indicator.id == indicator)
    assert row.pace is not None and row.pace.growth_per_year is not None
    assert (row.pace.years, f"{row.pace.growth_per_year * 100:.1f}") == (6, percent)
    assert f"+{percent} %" in reading(row).zh and f"+{percent} %" in reading(row).to("en")


def test_every_figure_of_the_plans_is_in_the_ledger_with_its_source() -> None:
    figures = [value for row in ledger_of() for value in row.figures]
    assert len(figures) == 238
    assert all(value.source for value in figures)


def test_a_pace_by_hand() -> None:
    made = pace(100, 121, 2)
    assert made is not None and made.growth_per_year == pytest.approx(0.1) and made.step_per_year == 10.5
    zero = pace(0, 10, 5)
    assert zero is not None and zero.growth_per_year is None and zero.step_per_year == 2
    assert pace(5, 6, 0) is None


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ("2018,actual,100 2019,actual,130 2020,target,121", "achieved"),
        ("2018,actual,100 2019,actual,110 2020,target,121", "on_track"),
        ("2018,actual,100 2019,actual,109 2020,target,121", "behind"),
        ("2018,actual,100 2020,target,121", "not_started"),
        ("2020,target,121", "no_baseline"),
        ("2018,actual,100 2019,actual,110", "no_target"),
        ("2018,actual,100 2019,estimate,110 2020,target,121", "on_track"),
        ("2018,actual,100 2020,target,121 2020,actual,120", "missed"),
        ("2018,actual,100 2020,target,121 2021,actual,120", "missed"),
        ("2018,actual,100 2020,target,121 2020,actual,121", "achieved"),
        ("2018,actual,100 2020,target,121 2021,actual,120 2022,target,150", "behind"),
    ],
)
def test_statuses(tmp_path: Path, figures: str, status: str) -> None:
    assert row_of(tmp_path, figures).status == status


def test_less_is_better_turns_the_comparison(tmp_path: Path) -> None:
    falling = "2018,actual,100 2019,actual,80 2020,target,64"
    assert row_of(tmp_path, falling, direction="down").status == "on_track"
    assert row_of(tmp_path, falling.replace("80", "90"), direction="down").status == "behind"


def test_percentages_move_on_a_straight_line(tmp_path: Path) -> None:
    row = row_of(tmp_path, "2018,actual,10 2020,actual,12 2022,target,20", unit="%")
    assert (row.expected, row.status, outlook(row)) == (15, "behind", 14)
    assert "个百分点" in reading(row).zh and "percentage points" in reading(row).to("en")


def test_amounts_move_at_compound_growth(tmp_path: Path) -> None:
    row = row_of(tmp_path, "2018,actual,100 2019,actual,120 2020,target,400")
    assert row.expected == pytest.approx(200) and outlook(row) == pytest.approx(144)
    assert expected_value(row, 2020) == 400 and expected_value(row, 2021) is None


def test_an_estimate_is_the_latest_but_not_the_baseline(tmp_path: Path) -> None:
    row = row_of(tmp_path, "2017,estimate,90 2018,actual,100 2019,estimate,110 2020,target,121")
    assert row.baseline is not None and row.latest is not None
    assert (row.baseline.year, row.latest.year, row.latest.kind) == (2018, 2019, "estimate")


def test_ranges_and_milestones_are_kept_but_not_computed_with() -> None:
    (row,) = (row for row in ledger_of(areas=["pudong"]) if row.indicator.id == "class1_new_drugs")
    assert [value.printed for value in row.figures] == ["2", "3", "3-5", "10"]
    assert row.milestones == () and row.target is not None and row.target.year == 2025


def test_the_json_row() -> None:
    (row,) = (ledger_row(row) for row in ledger_of(areas=["pudong"]) if row.indicator.id == "rd_expenditure")
    keys = ("indicator", "area", "baseline", "latest", "target", "gap", "status")
    assert tuple(row[key] for key in keys) == ("rd_expenditure", "pudong", 428.4, 458.0, 850.0, 392.0, "behind")
    assert row["needed_growth_per_year"] == pytest.approx((850 / 458) ** (1 / 6) - 1)


def test_an_area_brings_those_below_it_and_an_unknown_one_is_refused() -> None:
    assert {row.area for row in ledger_of(areas=["putuo"])} == {"putuo-park", "putuo-park-north", "putuo-park-south"}
    with pytest.raises(ProjectError, match="atlantis"):
        ledger_of(areas=["atlantis"])


def test_a_project_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"indicators\.csv"):
        ledger_of(tmp_path)
