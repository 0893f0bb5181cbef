"""Tables: encodings, delimiters, ragged rows; workbooks; every cell the text that people see."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spatial.errors import SourceError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.formats.workbooks import cell_text
from spatial.sources import TableSource, list_sheets, points_from_table, read_table
from spatial.tables import read_csv, sniff_delimiter

ROWS = "编码,名称,值\n001,桃浦智创城,3-5\n002,长风,458（预估）\n003,真如,\n"


def codes(source: TableSource) -> list[str]:
    return [finding.code for finding in source.findings]


def table(path: Path, text: str, encoding: str = "utf-8") -> TableSource:
    path.write_bytes(text.encode(encoding))
    return read_table(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(tmp_path: Path, encoding: str, delimiter: str, newline: str) -> None:
    source = table(tmp_path / "指标 表.csv", ROWS.replace(",", delimiter).replace("\n", newline), encoding)
    assert source.frame.columns.tolist() == ["编码", "名称", "值"] and source.encoding == encoding
    assert source.frame["编码"].tolist() == ["001", "002", "003"]
    assert source.frame["值"].fillna("").tolist() == ["3-5", "458（预估）", ""]
    assert set(source.frame.dtypes.astype(str)) == {"str"} and len(source.sha256) == 64
    assert codes(source) == (["encoding_guessed"] if encoding == "gb18030" else [])


def test_rows_that_are_too_short_or_too_long_lose_nothing(tmp_path: Path) -> None:
    source = table(tmp_path / "表.csv", "编码,名称\n001\n002,长风,多出\n\n003,真如\n")
    assert source.frame.fillna("").to_numpy().tolist() == [
        ["001", "", ""],
        ["002", "长风", "多出"],
        ["003", "真如", ""],
    ]
    ragged = [finding for finding in source.findings if finding.code == "ragged_row"]
    assert [finding.feature for finding in ragged] == [0, 1] and "第 3 行有 3 格，表头有 2 格" in ragged[1].message.zh
    assert "empty_rows" in codes(source)


def test_cells_of_spaces_alone_are_missing(tmp_path: Path) -> None:
    source = table(tmp_path / "表.csv", "编码,值\n001, \n002,　\n003, 1 \n")
    assert source.frame["值"].isna().tolist() == [True, True, False] and source.frame["值"].iloc[2] == " 1 "


def test_quoted_cells_keep_delimiters_and_line_ends(tmp_path: Path) -> None:
    source = table(tmp_path / "表.csv", '名称,注\n"长,风","两\n行 ""引号"""\n')
    assert source.frame.to_numpy().tolist() == [["长,风", '两\n行 "引号"']]


def test_headers_that_are_blank_or_come_twice_are_named(tmp_path: Path) -> None:
    source = table(tmp_path / "表.csv", "值,,值\n1,2,3\n")
    assert source.frame.columns.tolist() == ["值", "列2", "值_2"]
    assert codes(source) == ["unnamed_field", "duplicate_fields"]


def test_a_title_above_the_header_is_left_out(tmp_path: Path) -> None:
    source = table(tmp_path / "表.csv", "普陀区主要指标,,\n编码,名称,值\n001,桃浦,1\n")
    assert source.frame.columns.tolist() == ["编码", "名称", "值"] and codes(source) == ["title_row"]


def test_bytes_that_do_not_decode_are_found(tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_bytes(ROWS.encode() * 30 + b"004,\xff\xfe,1\n")
    source = read_table(path)
    assert source.encoding == "utf-8" and "undecodable_text" in codes(source)
    assert "\ufffd" in source.frame["名称"].iloc[-1]


cells = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=6).filter(
    lambda t: t.strip() == t
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6))
def test_the_fast_and_the_careful_road_read_the_same(rows: list[tuple[str, str, str]]) -> None:
    import csv
    import io

    from spatial.finding_notes import Notes
    from spatial.tables import _read_rows
    from spatial.tidying.grid import Grid
    from spatial.tidying.table import tidy_grid

    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([("甲", "乙", "丙"), *rows])
    text = buffer.getvalue()
    fast = read_csv(text.encode(), "表.csv").frame
    from spatial.feedback import SILENT

    careful = tidy_grid(Grid(_read_rows(text, sniff_delimiter(text), "表.csv", SILENT)), "表.csv", Notes()).frame
    pd.testing.assert_frame_equal(fast, careful)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "指标"
    sheet.append(["编码", "名称", "值", "日期", "比", "真"])
    sheet.append([1, "桃浦智创城", 316.0, dt.datetime(2021, 5, 1), 0.1 + 0.2, True])
    sheet["A2"].number_format = "000"
    sheet.append(["002", " 长风 ", "3-5", dt.datetime(2021, 5, 1, 8, 30), 57.12, None])
    sheet.append([])
    sheet.append([3, "#N/A", None, None, None, None])
    book.save(path)
    return path


def test_workbooks_give_the_text_that_is_seen(tmp_path: Path) -> None:
    source = read_table(workbook(tmp_path / "指标 表.xlsx"))
    assert source.sheet == "指标" and source.frame["编码"].tolist() == ["001", "002", "3"]
    assert source.frame["值"].fillna("").tolist() == ["316", "3-5", ""]
    assert source.frame["日期"].fillna("").tolist() == ["2021-05-01", "2021-05-01 08:30:00", ""]
    assert source.frame["比"].fillna("").tolist() == ["0.3", "57.12", ""] and source.frame["真"].iloc[0] == "TRUE"
    assert {"empty_rows", "cell_error"} <= set(codes(source))


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [(3.0, "General", "3"), (1e20, "General", "1e+20"), (310115198001011, "0", "310115198001011"), (7, "0000", "0007"),
     (-0.5, "0.00", "-0.5"), (False, "General", "FALSE"), (dt.date(2020, 1, 2), "", "2020-01-02"), (None, "", "")],
)  # fmt: skip
def test_cells_are_printed(value: object, number_format: str, text: str) -> None:
    assert cell_text(value, number_format) == text


def test_merged_cells_are_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "并.xlsx")
    book = openpyxl.load_workbook(path)
    book["指标"].merge_cells("B2:B3")
    book.save(path)
    assert any(f.code == "merged_cells" and "B2:B3" in f.message.zh for f in read_table(path).findings)


def test_several_sheets_ask_which(tmp_path: Path) -> None:
    path = workbook(tmp_path / "多.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("说明")
    book.save(path)
    assert read_table(path).sheet == "指标"  # the other is empty
    book.create_sheet("2025").append(["编码"])
    book["2025"].append(["001"])
    book.save(path)
    assert list_sheets(path) == ("指标", "说明", "2025")
    with pytest.raises(SourceError) as error:
        read_table(path)
    assert error.value.message() == "“多.xlsx”有多个工作表。 请指定其中之一：指标、说明、2025。"
    assert read_table(path, sheet="2025").frame["编码"].tolist() == ["001"]
    with pytest.raises(SourceError) as error:
        read_table(path, sheet="无")
    assert error.value.message() == "“多.xlsx”中没有工作表“无”。 现有工作表：指标、说明、2025。"


@pytest.mark.parametrize(
    ("name", "content", "options", "what"),
    [
        ("空.csv", b"", {}, "“空.csv”是空文件（0 字节）。"),
        ("白.csv", b"\n \n,,\n", {}, "“白.csv”中没有数据。"),
        ("页.csv", b"<html></html>", {}, "“页.csv”是网页（HTML）"),
        ("旧.xls", b"\xd0\xcf\x11\xe0" + b"0" * 40, {}, "“旧.xls”是旧式 Excel/WPS 文件（.xls）。"),
        ("坏.xlsx", b"PK\x03\x04" + b"0" * 40, {}, "压缩包“坏.xlsx”已损坏。"),
        ("图.csv", b"\x89PNG" + b"0" * 40, {}, "“图.csv”是图片。"),
        ("表.csv", b"a,b\n1,2\n", {"sheet": "一"}, "“表.csv”是 CSV，没有工作表“一”。"),
        ("表.csv", b"a,b\n1,2\n", {"encoding": "klingon"}, "不认识的编码“klingon”。"),
    ],
)
def test_what_is_no_table_is_said(
    tmp_path: Path, name: str, content: bytes, options: dict[str, str], what: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as error:
        read_table(tmp_path / name, **options)
    assert what in error.value.what.zh and error.value.remedy.zh and error.value.what.en


def test_points_from_a_table_keep_every_row() -> None:
    frame = pd.DataFrame(
        {"名": list("甲乙丙丁"), "经": ["121.4", "１２１.５°", "", "31.2"], "纬": ["31.2", "31.3", "31", "121.4"]}
    )
    points, findings = points_from_table(frame, "经", "纬")
    assert [shape and (shape.x, shape.y) for shape in points.geometry] == [
        (121.4, 31.2),
        (121.5, 31.3),
        None,
        (31.2, 121.4),
    ]
    assert [(f.code, f.feature) for f in findings] == [("bad_coordinates", 2), ("swapped_lonlat", 3)]
    with pytest.raises(SourceError, match="no column"):
        points_from_table(frame, "经", "无")


def test_tables_are_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    path.write_text("编码,值\n" + "001,1\n" * 400_000)
    reports: list[float] = []
    read_table(path, feedback=CallbackFeedback(lambda fraction, _: reports.append(fraction)))
    assert len(reports) > 3 and reports == sorted(reports)
    with pytest.raises(Cancelled):
        read_table(path, feedback=CallbackFeedback(should_stop=lambda: len(reports) > 0))
