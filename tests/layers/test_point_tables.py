"""Coordinates found in tables as offices keep them, and the points made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.point_tables import point_table, points_of
from spatial.errors import SourceError
from spatial.sources import read_table

ROWS = {
    "headings": ("名称,经度（°）,纬度（°）", "甲,121.5,31.2", "乙,121.6,31.3"),
    "English": ("name,Lat,Lng", "a,31.2,121.5", "b,31.3,121.6"),
    "one column": ("企业名称,location", '甲,"121.5,31.2"', '乙,"121.6,31.3"'),
    "one column turned": ("企业名称,坐标", '甲,"31.2,121.5"', '乙,"31.3,121.6"'),
    "figures alone": ("园区,人数,甲,乙", "a,120,121.5,31.2", "b,31,121.6,31.3"),
    "degree signs": ("名称,东经,北纬", "甲,121.5°,31.2°", "乙,121.6°,31.3°"),
}


def table(folder: Path, *lines: str):
    path = folder / "表.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return point_table(read_table(path)), path


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_coordinates_are_found(tmp_path: Path, rows: tuple[str, ...]) -> None:
    made = points_of(*table(tmp_path, *rows), "wgs84")
    assert [(point.x, point.y) for point in made.frame.geometry] == [(121.5, 31.2), (121.6, 31.3)]
    assert made.name.zh == "表" and not made.origin.path and made.datum == "wgs84"


@pytest.mark.parametrize(
    "rows",
    [
        ("名称,人数", "甲,120", "乙,31"),
        ("名称,X坐标,Y坐标", "甲,640412.3,3457455.5", "乙,640413.3,3457456.5"),  # metres
        ("名称,经度,纬度", "甲,,", "乙,,"),
    ],
)
def test_where_there_are_none_nothing_is_guessed(tmp_path: Path, rows: tuple[str, ...]) -> None:
    found, _ = table(tmp_path, *rows)
    assert (found.lon, found.lat) == ("", "")


def test_rows_without_coordinates_stay_and_are_said(tmp_path: Path) -> None:
    rows = (f"点{n},121.{n + 10},31.2" for n in range(8))
    made = points_of(*table(tmp_path, "名称,经度,纬度", *rows, "丙,暂无,"), "gcj02")
    assert made.frame.geometry.isna().sum() == 1 and made.name_field == "名称" and made.datum == "gcj02"
    assert any(finding.code == "bad_coordinates" for finding in made.findings)


@pytest.mark.parametrize("columns", [("经度", "经度"), ("人数", "纬度"), ("经度", "没有")])
def test_what_cannot_be_points_is_refused(tmp_path: Path, columns: tuple[str, str]) -> None:
    found, path = table(tmp_path, "名称,经度,纬度,人数", "甲,121.5,31.2,5000", "乙,121.6,31.3,600")
    with pytest.raises(SourceError):
        points_of(replace(found, lon=columns[0], lat=columns[1]), path, "wgs84")
