"""Every unit of the plans' tables can be read in English."""

import csv
from pathlib import Path

import pytest

from layers.indicators.units import english_unit, in_brackets
from layers.layer import Field
from spatial.text import Text

with Path("data/geo/tables/indicators.csv").open(encoding="utf-8") as table:
    UNITS = sorted({row["unit"] for row in csv.DictReader(table)})


@pytest.mark.parametrize("unit", UNITS)
def test_english(unit: str) -> None:
    assert english_unit(unit).isascii() or "²" in english_unit(unit)


def test_a_counter_has_no_brackets_in_english() -> None:
    assert (in_brackets("家"), in_brackets("亿元")) == (Text("（家）"), Text("（亿元）", " (100 million yuan)"))


def test_heading_of_a_legend() -> None:
    field = Field("f@2025", Text("高新技术企业", "High-tech firms"), "家", year=2025, year_kind="target")
    assert field.title == Text("高新技术企业 2025年目标（家）", "High-tech firms, 2025 target")
