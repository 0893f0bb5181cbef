"""Spreadsheets as offices send them, made here one by one, each with what must be read or why it is refused.

``docs/spreadsheets.md`` lists the same cases for readers; ``tests/spatial/test_ugly_sheets.py`` reads every one and
compares cells, findings and the list.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from spatial.tidying.options import FOUND_OUT, TableOptions

Cells = Sequence[Sequence[Any]]
Make = Callable[[Path], None]


@dataclass(frozen=True)
class Ugly:
    """One spreadsheet.

    Parameters
    ----------
    what
        What is ugly, as docs/spreadsheets.md says it.
    file
        Its name.
    make
        Writes it.
    columns
        Every cell that must come out, by column (None: blank).
    said
        Codes of all findings, no other ones.
    refused
        What the error must say, where the file is refused.
    figures
        What the figures of a column mean: a number, ``~458`` (estimate), ``3..5`` (range), None (missing), ``/`` (not
        applicable), ``“…”`` (text).
    units
        Units of columns.
    options, sheet
        How it is read, where that is not left to the program.
    """

    what: str
    file: str
    make: Make
    columns: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    refused: str = ""
    figures: Mapping[str, Sequence[object]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    options: TableOptions = FOUND_OUT
    sheet: str = ""


def said(*codes: str) -> frozenset[str]:
    """Return codes of findings."""
    return frozenset(codes)


def text(content: str, encoding: str = "utf-8") -> Make:
    """Write a text file."""
    return lambda path: path.write_bytes(content.encode(encoding)) and None


def raw(content: bytes) -> Make:
    """Write bytes."""
    return lambda path: path.write_bytes(content) and None


def xlsx(rows: Cells, touch: Callable[[Any, Any], None] | None = None) -> Make:
    """Write an XLSX; `touch` gets the book and its sheet."""

    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(list(row))
        if touch is not None:
            touch(book, sheet)
        with path.open("wb") as file:
            book.save(file)

    return make


def merge(*ranges: str) -> Callable[[Any, Any], None]:
    """Merge cells."""

    def touch(_: Any, sheet: Any) -> None:
        for each in ranges:
            sheet.merge_cells(each)

    return touch


def formats(**by_cell: str) -> Callable[[Any, Any], None]:
    """Give cells number formats."""

    def touch(_: Any, sheet: Any) -> None:
        for place, number_format in by_cell.items():
            sheet[place].number_format = number_format

    return touch


def xls(rows: Cells, touch: Callable[[Any, Any], None] | None = None) -> Make:
    """Write an XLS; a cell may be (value, number format)."""

    def make(path: Path) -> None:
        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet("表一")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                value, number_format = cell if isinstance(cell, tuple) else (cell, "General")
                if value is not None:
                    sheet.write(i, j, value, xlwt.easyxf(num_format_str=number_format))
        if touch is not None:
            touch(book, sheet)
        with path.open("wb") as file:
            book.save(file)

    return make


def ods(rows: str, names: str = "", mime: bytes = b"application/vnd.oasis.opendocument.spreadsheet") -> Make:
    """Write an ODS whose only sheet holds `rows` of XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{names}{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", mime)
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
            archive.writestr("content.xml", content)

    return make


def ods_row(*cells: object, attributes: str = "") -> str:
    """Return one row: text, numbers, or XML as it stands."""
    made = []
    for cell in cells:
        if isinstance(cell, str) and cell.startswith("<"):
            made.append(cell)
        elif isinstance(cell, str):
            made.append(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>')
        else:
            made.append(
                f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p>'
                "</table:table-cell>"
            )
    return f"<table:table-row{attributes}>{''.join(made)}</table:table-row>"


# --- touches -------------------------------------------------------------------------------------------------------


def hide(_: Any, sheet: Any) -> None:
    """Hide a row and a column."""
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True


def far_cell(_: Any, sheet: Any) -> None:
    """Make the used range as large as it gets, with formats alone."""
    sheet["XFD1048576"].number_format = "0.00"


def in_1904(book: Any, _: Any) -> None:
    """Count days from 1904, as old Macs do."""
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def second_sheet(book: Any, _: Any) -> None:
    """Add a sheet of remarks and one of figures."""
    book.create_sheet("说明").append(["口径见附件"])
    sheet = book.create_sheet("2024")
    sheet.append(["园区", "企业数"])
    sheet.append(["桃浦", 9])


def locked_xls(path: Path) -> None:
    """Write what a workbook with a password is: an Office container with an encrypted package."""
    xls([["a"]])(path)
    content = path.read_bytes()
    name = "Workbook".encode("utf-16-le")
    place = content.index(name)
    package = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(content[:place] + package + content[place + len(package) :])


def other_zip(*names: str) -> Make:
    """Write an archive with files of these names."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")

    return make


# --- the table -----------------------------------------------------------------------------------------------------

YEARS = TableOptions(years=True)
SPREAD = TableOptions(years=True, spread_indicators=True)
CELL = "table:table-cell"
PARK2 = ["桃浦智创城", "长风"]

HEADINGS = (
    Ugly(
        "两级表头，上级横向合并",
        "合并表头.xlsx",
        xlsx(
            [
                ["园区", "企业数（家）", None, "产值（亿元）", None],
                [None, "2023年", "2024年", "2023年", "2024年"],
                ["桃浦智创城", 301, 316, 3.1, 3.4],
                ["长风", 128, "458（预估）", "/", "2.0-2.6"],
            ],
            merge("A1:A2", "B1:C1", "D1:E1"),
        ),
        {
            "园区": PARK2,
            "企业数（家）/2023年": ["301", "128"],
            "企业数（家）/2024年": ["316", "458（预估）"],
            "产值（亿元）/2023年": ["3.1", "/"],
            "产值（亿元）/2024年": ["3.4", "2.0-2.6"],
        },
        said("header_rows", "year_columns"),
        figures={
            "企业数（家）/2024年": [316.0, "~458"],
            "产值（亿元）/2023年": [3.1, "/"],
            "产值（亿元）/2024年": [3.4, "2..2.6"],
        },
        units={"企业数（家）/2023年": "家", "产值（亿元）/2024年": "亿元"},
    ),
    Ugly(
        "两级表头存成 CSV，合并格变成空白",
        "合并表头.csv",
        text("园区,企业数（家）,,产值（亿元）,\n,2023年,2024年,2023年,2024年\n桃浦智创城,301,316,3.1,3.4\n"),
        {
            "园区": ["桃浦智创城"],
            "企业数（家）@2023": ["301"],
            "企业数（家）@2024": ["316"],
            "产值（亿元）@2023": ["3.1"],
            "产值（亿元）@2024": ["3.4"],
        },
        said("header_rows", "year_columns"),
        options=YEARS,
    ),
    Ugly(
        "三级表头：指标、年份、计划与实际",
        "三级表头.xlsx",
        xlsx(
            [
                ["园区", "总产值（亿元）", None, None, None],
                [None, "2023年", None, "2024年", None],
                [None, "计划", "实际", "计划", "实际"],
                ["桃浦智创城", 10, 11, 12, None],
            ],
            merge("A1:A3", "B1:E1", "B2:C2", "D2:E2"),
        ),
        {
            "园区": ["桃浦智创城"],
            "总产值（亿元）@2023target": ["10"],
            "总产值（亿元）@2023": ["11"],
            "总产值（亿元）@2024target": ["12"],
            "总产值（亿元）@2024": [None],
        },
        said("header_rows", "year_columns"),
        options=YEARS,
    ),
    Ugly(
        "表题、副题、单位行压在表头上",
        "表题.xlsx",
        xlsx(
            [
                ["附表1：普陀区各园区产值", None, None],
                ["（初步统计）", None, None],
                [None, None, "单位：亿元"],
                ["园区", "工业产值", "增长率（%）"],
                ["桃浦智创城", 19.99, 3.5],
                ["长风", 8, 4.5],
            ],
            merge("A1:C1"),
        ),
        {"园区": PARK2, "工业产值（亿元）": ["19.99", "8"], "增长率（%）": ["3.5", "4.5"]},
        said("title_row", "unit_line"),
        units={"工业产值（亿元）": "亿元", "增长率（%）": "%"},
    ),
    Ugly(
        "表头下面一行是单位",
        "单位行.csv",
        text("园区,企业数,产值,研发强度\n,家,亿元,%\n桃浦智创城,301,3.1,2.5\n"),
        {"园区": ["桃浦智创城"], "企业数（家）": ["301"], "产值（亿元）": ["3.1"], "研发强度（%）": ["2.5"]},
        said("header_rows"),
        units={"企业数（家）": "家", "产值（亿元）": "亿元", "研发强度（%）": "%"},
    ),
    Ugly(
        "表头下面一行是栏号（甲、1、2）",
        "栏号.csv",
        text("园区,企业数,产值\n甲,1,2\n桃浦智创城,301,3.1\n"),
        {"园区": ["桃浦智创城"], "企业数": ["301"], "产值": ["3.1"]},
        said("numbering_row"),
    ),
    Ugly(
        "表头每隔几行又印一遍",
        "重复表头.csv",
        text("园区,企业数\n桃浦智创城,301\n园区,企业数\n长风,128\n"),
        {"园区": PARK2, "企业数": ["301", "128"]},
        said("repeated_heading"),
    ),
    Ugly(
        "列名空白、列名重复、整列空白",
        "空列名.csv",
        text("园区,,企业数,,企业数\n桃浦智创城,x,301,,302\n长风,y,128,,129\n"),
        {"园区": PARK2, "列2": ["x", "y"], "企业数": ["301", "128"], "企业数_2": ["302", "129"]},
        said("unnamed_field", "duplicate_fields", "empty_columns"),
    ),
    Ugly(
        "列名里有换行和多余空格",
        "换行列名.xlsx",
        xlsx([["园区", "高新技术\n企业数", "share  of\nexports"], ["桃浦智创城", 301, 0.5]]),
        {"园区": ["桃浦智创城"], "高新技术企业数": ["301"], "share of exports": ["0.5"]},
    ),
    Ugly(
        "没有表头，第一行就是数据",
        "无表头.csv",
        text("桃浦智创城,301\n长风,128\n"),
        {"桃浦智创城": ["长风"], "301": ["128"]},
        said("figures_in_heading"),
    ),
    Ugly(
        "没有表头，由用户说明",
        "无表头2.csv",
        text("桃浦智创城,301\n长风,128\n"),
        {"列1": PARK2, "列2": ["301", "128"]},
        said("unnamed_field"),
        options=TableOptions(header_rows=-1),
    ),
    Ugly(
        "表头行数由用户改正",
        "表头行数.csv",
        text("园区,指标\n名称,企业数\n桃浦智创城,301\n"),
        {"园区/名称": ["桃浦智创城"], "指标/企业数": ["301"]},
        said("header_rows"),
        options=TableOptions(header_rows=2),
    ),
)

MORE_HEADINGS = (
    Ugly(
        "表格不从 A1 开始，左边和上面空着",
        "偏移.xlsx",
        xlsx(
            [
                [],
                [None, None, "普陀园年报"],
                [None, None, "园区", "企业数"],
                [None, None, "长风", 128],
                [None, None, "真如", 20],
            ]
        ),
        {"园区": ["长风", "真如"], "企业数": ["128", "20"]},
        said("empty_rows", "title_row", "empty_columns"),
    ),
    Ugly(
        "`续表`、`第 2 页` 夹在行里",
        "续表.csv",
        text("园区,企业数,产值\n长风,128,4\n（续表）,,\n真如,20,5\n第 2 页,,\n"),
        {"园区": ["长风", "真如"], "企业数": ["128", "20"], "产值": ["4", "5"]},
        said("section_row"),
    ),
    Ugly(
        "列名里的年份是全角数字、有空格、带“截至”",
        "全角年份.csv",
        text("园区,２０２３年企业数（家）,2024 年企业数（家）,截至2025年底企业数（家）\n长风,1,2,3\n"),
        {"园区": ["长风"], "企业数（家）@2023": ["1"], "企业数（家）@2024": ["2"], "企业数（家）@2025": ["3"]},
        said("year_columns"),
        options=TableOptions(years=True),
    ),
    Ugly(
        "只有回车的换行（旧 Mac）",
        "回车.csv",
        text("园区,企业数\r长风,128\r真如,20\r"),
        {"园区": ["长风", "真如"], "企业数": ["128", "20"]},
    ),
    Ugly(
        "18 位代码存成了数",
        "长代码.xlsx",
        xlsx([["园区", "代码"], ["长风", 913101077654321234.0], ["真如", "913101077654321235"]]),
        {"园区": ["长风", "真如"], "代码": ["9.13101077654321e+17", "913101077654321235"]},
        said("long_number", "text_numbers"),
    ),
    Ugly(
        "负数写成 (123)、△12：按文字保留并提醒",
        "负数.csv",
        text("园区,增减\na,(123)\nb,△12\nc,-5\nd,−6\ne,7\n"),
        {"园区": list("abcde"), "增减": ["(123)", "△12", "-5", "−6", "7"]},
        said("text_among_figures"),
        figures={"增减": ["“(123)”", "“△12”", -5.0, -6.0, 7.0]},
    ),
)

YEAR_HEADINGS = (
    Ugly(
        "列名只有年份：2018年、2019年（预估）、2020年目标、2025年目标",
        "高新技术企业数.csv",
        text("区,2018年,2019年（预估）,2020年目标,2025年目标\n浦东新区,2178,2500,3000,8000\n"),
        {
            "区": ["浦东新区"],
            "高新技术企业数@2018": ["2178"],
            "高新技术企业数@2019": ["2500"],
            "高新技术企业数@2020": ["3000"],
            "高新技术企业数@2025": ["8000"],
        },
        said("year_columns"),
        options=YEARS,
    ),
    Ugly(
        "FY2019、二〇二〇年、2021E、全角年份",
        "年份写法.csv",
        text("园区,FY2019,二〇二〇年,2021E,２０２２年\n桃浦智创城,1,2,3,4\n"),
        {
            "园区": ["桃浦智创城"],
            "年份写法@2019": ["1"],
            "年份写法@2020": ["2"],
            "年份写法@2021": ["3"],
            "年份写法@2022": ["4"],
        },
        said("year_columns"),
        options=YEARS,
    ),
    Ugly(
        "年份写在指标前面、后面、括号里",
        "年份位置.csv",
        text("园区,2023年企业数（家）,企业数（家）2024年,企业数（家）（2025年目标）\n桃浦智创城,1,2,3\n"),
        {
            "园区": ["桃浦智创城"],
            "企业数（家）@2023": ["1"],
            "企业数（家）@2024": ["2"],
            "企业数（家）@2025": ["3"],
        },
        said("year_columns"),
        options=YEARS,
    ),
    Ugly(
        "不足一年的列（上半年、1-11月、2021-2025年）不是年份列",
        "半年.csv",
        text("园区,2024年上半年产值,2024年1-11月产值,2021-2025年投资\n桃浦智创城,1,2,3\n"),
        {
            "园区": ["桃浦智创城"],
            "2024年上半年产值": ["1"],
            "2024年1-11月产值": ["2"],
            "2021-2025年投资": ["3"],
        },
        options=YEARS,
    ),
    Ugly(
        "表头里的年份是日期单元格",
        "日期表头.xlsx",
        xlsx(
            [["园区", dt.datetime(2023, 12, 31), dt.datetime(2024, 12, 31), 2025], ["桃浦智创城", 1, 2, 3]],
            formats(B1='yyyy"年"', C1="yyyy-mm-dd", D1="yyyy-mm-dd"),
        ),
        {"园区": ["桃浦智创城"], "日期表头@2023": ["1"], "日期表头@2024": ["2"], "日期表头@2025": ["3"]},
        said("year_as_date", "year_columns"),
        options=YEARS,
    ),
    Ugly(
        "年份列里的 2018 被显示成 1905-07-10",
        "年份成日期.xlsx",
        xlsx(
            [["园区", "年份", "产值"], ["桃浦智创城", 2018, 3], ["长风", 2019, 4]],
            formats(B2="yyyy-mm-dd", B3="yyyy-mm-dd"),
        ),
        {"园区": PARK2, "年份": ["2018", "2019"], "产值": ["3", "4"]},
        said("year_as_date"),
    ),
)

CELLS = (
    Ugly(
        "`/`、`—`、`…`、空白和 0 各是各的",
        "记号.csv",
        text("园区,企业数\na,/\nb,—\nc,…\nd,\ne,0\nf,——\ng,不适用\nh,5\ni,6\nj,7\n"),
        {"园区": list("abcdefghij"), "企业数": ["/", "—", "…", None, "0", "——", "不适用", "5", "6", "7"]},
        said("ellipsis_cells"),
        figures={"企业数": ["/", None, "“…”", None, 0.0, None, "/", 5.0, 6.0, 7.0]},
    ),
    Ugly(
        "区间 `3-5`、`3～5`、`3至5家`、`3万-5万`",
        "区间.csv",
        text("园区,企业数（家）\na,3-5\nb,3～5\nc,3至5家\nd,3万-5万\ne,３－５\n"),
        {"园区": list("abcde"), "企业数（家）": ["3-5", "3～5", "3至5家", "3万-5万", "３－５"]},
        said("unit_scaled", "unit_converted"),
        figures={"企业数（家）": ["3..5", "3..5", "3..5", "30000..50000", "3..5"]},
    ),
    Ugly(
        "估计：`458（预估）`、`约300`、`300左右`",
        "估计.csv",
        text("园区,企业数\na,458（预估）\nb,约300\nc,300左右\nd,(预计)\n"),
        {"园区": list("abcd"), "企业数": ["458（预估）", "约300", "300左右", "(预计)"]},
        said("text_among_figures"),
        figures={"企业数": ["~458", "~300", "~300", "“(预计)”"]},
    ),
    Ugly(
        "界限：`超过1.7万家`、`近20个`、`20余家`、`≥100` 不是数",
        "界限.csv",
        text("园区,企业数\na,超过1.7万家\nb,近20个\nc,20余家\nd,≥100\ne,5\nf,6\ng,7\nh,8\n"),
        {"园区": list("abcdefgh"), "企业数": ["超过1.7万家", "近20个", "20余家", "≥100", "5", "6", "7", "8"]},
        said("bound_cells"),
        figures={"企业数": ["“超过1.7万家”", "“近20个”", "“20余家”", "“≥100”", 5.0, 6.0, 7.0, 8.0]},
    ),
    Ugly(
        "全角数字、全角逗号和小数点",
        "全角.csv",
        text('园区,企业数\na,１２３\nb,"１，２３４"\nc,１２．５\n'),
        {"园区": list("abc"), "企业数": ["１２３", "１，２３４", "１２．５"]},
        figures={"企业数": [123.0, 1234.0, 12.5]},
    ),
    Ugly(
        "千分位：逗号、空格、全角空格",
        "千分位.csv",
        text('园区,产值\na,"1,234,567"\nb,1 234 567\nc,1　234\n'),
        {"园区": list("abc"), "产值": ["1,234,567", "1 234 567", "1　234"]},
        figures={"产值": [1234567.0, 1234567.0, 1234.0]},
    ),
    Ugly(
        "逗号作小数点、句点作千分位（分号分隔的欧式 CSV）",
        "欧式.csv",
        text("park;output\na;1.234,56\nb;12,5\nc;1.234\n"),
        {"park": list("abc"), "output": ["1234.56", "12.5", "1234"]},
        said("decimal_comma"),
    ),
    Ugly(
        "两种小数点混用：不改动",
        "混用.csv",
        text("park;output\na;1.234,56\nb;1,234.56\nc;3\n"),
        {"park": list("abc"), "output": ["1.234,56", "1,234.56", "3"]},
        said("decimal_mixed", "text_among_figures"),
        figures={"output": ["“1.234,56”", 1234.56, 3.0]},
    ),
    Ugly(
        "每格都写单位 `19.99亿元`",
        "格内单位.csv",
        text("园区,产值\na,19.99亿元\nb,约3亿元\nc,/\nd,3-5亿元\n"),
        {"园区": list("abcd"), "产值（亿元）": ["19.99", "约3", "/", "3-5"]},
        said("unit_in_cells"),
        figures={"产值（亿元）": [19.99, "~3", "/", "3..5"]},
        units={"产值（亿元）": "亿元"},
    ),
    Ugly(
        "同列混写亿元和万元：按写明的单位换算并说明",
        "混写单位.csv",
        text("园区,产值\na,19.99亿元\nb,3500万元\nc,2亿元\n"),
        {"园区": list("abc"), "产值（亿元）": ["19.99", "0.35", "2"]},
        said("unit_in_cells", "unit_converted"),
        units={"产值（亿元）": "亿元"},
    ),
    Ugly(
        "列名写万元、格内写亿元",
        "列名单位.csv",
        text("园区,产值（万元）\na,3500\nb,1.2亿元\nc,800万元\n"),
        {"园区": list("abc"), "产值（万元）": ["3500", "12000", "800"]},
        said("unit_converted"),
        units={"产值（万元）": "万元"},
    ),
    Ugly(
        "有的格带单位、有的不带：不换算",
        "半带单位.csv",
        text("园区,产值\na,19.99亿元\nb,3500\nc,4200\n"),
        {"园区": list("abc"), "产值": ["19.99亿元", "3500", "4200"]},
        said("unit_unclear", "text_among_figures"),
        figures={"产值": ["“19.99亿元”", 3500.0, 4200.0]},
    ),
    Ugly(
        "单位与列名矛盾：不换算",
        "矛盾单位.csv",
        text("园区,面积（公顷）\na,12\nb,3.5平方公里\nc,8公顷\n"),
        {"园区": list("abc"), "面积（公顷）": ["12", "3.5平方公里", "8"]},
        said("unit_conflict", "text_among_figures"),
        units={"面积（公顷）": "公顷"},
    ),
    Ugly(
        "`2.6万家`、`481家`：只按写明的“万”换算",
        "万家.csv",
        text("园区,企业数\na,2.6万家\nb,481家\nc,12\n"),
        {"园区": list("abc"), "企业数": ["2.6万家", "481家", "12"]},
        said("unit_scaled"),
        figures={"企业数": [26000.0, 481.0, 12.0]},
    ),
    Ugly(
        "列名写万人、格内写 `2.6万`",
        "万人.csv",
        text("园区,人口（万人）\na,2.6万\nb,3.1\n"),
        {"园区": list("ab"), "人口（万人）": ["2.6", "3.1"]},
        said("unit_converted"),
        units={"人口（万人）": "万人"},
    ),
    Ugly(
        "百分号有的写有的不写",
        "百分号.csv",
        text("园区,占比\na,12.5%\nb,8\nc,7％\n"),
        {"园区": list("abc"), "占比": ["12.5%", "8", "7％"]},
        said("percent_mixed"),
        figures={"占比": [12.5, 8.0, 7.0]},
    ),
    Ugly(
        "没写百分号的百分比，由用户说明",
        "百分比列.csv",
        text("园区,高新占比\na,12.5\nb,8\n"),
        {"园区": ["a", "b"], "高新占比（%）": ["12.5", "8"]},
        units={"高新占比（%）": "%"},
        options=TableOptions(kinds=(("高新占比", "percent"),)),
    ),
    Ugly(
        "带单位的格由用户定为文字：原样保留",
        "定为文字.csv",
        text("园区,产值\na,19.99亿元\nb,3亿元*\n"),
        {"园区": ["a", "b"], "产值": ["19.99亿元", "3亿元*"]},
        options=TableOptions(kinds=(("产值", "text"),)),
    ),
    Ugly(
        "脚注记号 `458*`、`桃浦智创城①`、`长风[1]`",
        "脚注.csv",
        text("园区,企业数\n桃浦智创城①,458*\n长风[1],128\n"),
        {"园区": PARK2, "企业数": ["458*", "128"]},
        said("footnote_mark"),
        figures={"企业数": [458.0, 128.0]},
    ),
    Ugly(
        "错误值 #DIV/0!、#N/A",
        "错误值.xlsx",
        xlsx([["园区", "比值"], ["a", "#DIV/0!"], ["b", "#N/A"], ["c", 1.5], ["d", 2]]),
        {"园区": list("abcd"), "比值": ["#DIV/0!", "#N/A", "1.5", "2"]},
        said("cell_error", "error_among_figures"),
        figures={"比值": ["“#DIV/0!”", None, 1.5, 2.0]},
    ),
    Ugly(
        "区间 3-5 被电子表格改成了日期",
        "区间成日期.xlsx",
        xlsx([["园区", "企业数"], ["a", dt.datetime(2026, 3, 5)], ["b", 12], ["c", 14]]),
        {"园区": list("abc"), "企业数": ["2026-03-05", "12", "14"]},
        said("date_among_figures"),
    ),
)

ROWS = (
    Ugly(
        "表下有注、数据来源、填表人",
        "表注.csv",
        text(
            "园区,企业数,产值\n桃浦智创城,301,3\n长风,128,4\n注：不含临时机构。,,\n数据来源：统计局,,\n填表人：王,审核人：李,\n"
        ),
        {"园区": PARK2, "企业数": ["301", "128"], "产值": ["3", "4"]},
        said("note_row"),
    ),
    Ugly(
        "合计、小计、平均混在行里：找出，默认保留",
        "合计.csv",
        text("园区,企业数\n桃浦智创城,301\n北区小计,301\n长风,128\n合  计,429\n平均,214.5\n"),
        {
            "园区": ["桃浦智创城", "北区小计", "长风", "合  计", "平均"],
            "企业数": ["301", "301", "128", "429", "214.5"],
        },
        said("total_rows"),
    ),
    Ugly(
        "合计行由用户选择略去",
        "合计2.csv",
        text("园区,企业数\n桃浦智创城,301\n长风,128\n总计（2个）,429\n"),
        {"园区": PARK2, "企业数": ["301", "128"]},
        said("totals_left_out"),
        options=TableOptions(leave_out_totals=True),
    ),
    Ugly(
        "小标题行 `一、北区`",
        "小标题.csv",
        text("园区,企业数,产值\n一、北区,,\n桃浦智创城,301,3\n二、南区,,\n长风,128,4\n"),
        {"园区": PARK2, "企业数": ["301", "128"], "产值": ["3", "4"]},
        said("section_row"),
    ),
    Ugly(
        "只有名称、没有数的行是一个园区，不是小标题",
        "无数园区.csv",
        text("园区,企业数,产值\n桃浦智创城,301,3\n长风,,\n"),
        {"园区": PARK2, "企业数": ["301", None], "产值": ["3", None]},
    ),
    Ugly(
        "纵向合并的区块名",
        "合并区块.xlsx",
        xlsx(
            [["区块", "园区", "企业数"], ["北区", "桃浦智创城", 301], [None, "未来岛", 440], ["南区", "长风", 128]],
            merge("A2:A3"),
        ),
        {"区块": ["北区", "北区", "南区"], "园区": ["桃浦智创城", "未来岛", "长风"], "企业数": ["301", "440", "128"]},
        said("merged_cells"),
    ),
    Ugly(
        "合并的数：两个园区共一个数，不分摊",
        "合并数.xlsx",
        xlsx([["园区", "企业数"], ["桃浦智创城", 429], ["长风", None]], merge("B2:B3")),
        {"园区": PARK2, "企业数": ["429", None]},
        said("merged_cells"),
    ),
    Ugly(
        "空行夹在中间",
        "空行.csv",
        text("园区,企业数\n\n桃浦智创城,301\n,\n\n长风,128\n"),
        {"园区": PARK2, "企业数": ["301", "128"]},
        said("empty_rows"),
    ),
    Ugly(
        "行长短不一",
        "参差.csv",
        text("园区,企业数\n桃浦智创城\n长风,128,多出\n"),
        {"园区": PARK2, "企业数": [None, "128"], "列3": [None, "多出"]},
        said("ragged_row", "unnamed_field"),
    ),
    Ugly(
        "同名的园区两行：不替用户挑",
        "重名.csv",
        text("园区,企业数\n长风,1\n长风,2\n"),
        {"园区": ["长风", "长风"], "企业数": ["1", "2"]},
    ),
    Ugly(
        "隐藏的行和列",
        "隐藏.xlsx",
        xlsx([["园区", "企业数", "旧数"], ["桃浦智创城", 301, 1], ["长风", 128, 2]], hide),
        {"园区": PARK2, "企业数": ["301", "128"], "旧数": ["1", "2"]},
        said("hidden_rows", "hidden_columns"),
    ),
)

LONG = """园区,指标,年份,年份类别,数值
长风,企业数（家）,2023,实际,128
长风,企业数（家）,2025,目标,200
真如,企业数（家）,2023,实际,/
"""
INDICATOR_ROWS = (
    Ugly(
        "指标在行里，年份在列里：提示可以展开",
        "指标行.csv",
        text("园区,指标,单位,2023年,2024年\n长风,企业数,家,128,130\n长风,产值,亿元,4,约5\n真如,企业数,家,20,/\n"),
        {
            "园区": ["长风", "长风", "真如"],
            "指标": ["企业数", "产值", "企业数"],
            "单位": ["家", "亿元", "家"],
            "2023年": ["128", "4", "20"],
            "2024年": ["130", "约5", "/"],
        },
        said("indicator_rows"),
    ),
    Ugly(
        "指标在行里，由用户展开成列",
        "指标行2.csv",
        text("园区,指标,单位,2023年,2024年\n长风,企业数,家,128,130\n长风,产值,亿元,4,约5\n真如,企业数,家,20,/\n"),
        {
            "园区": ["长风", "真如"],
            "企业数（家）@2023": ["128", "20"],
            "企业数（家）@2024": ["130", "/"],
            "产值（亿元）@2023": ["4", None],
            "产值（亿元）@2024": ["约5", None],
        },
        said("indicators_spread"),
        units={"产值（亿元）@2023": "亿元"},
        options=SPREAD,
    ),
    Ugly(
        "长表（指标、年份、类别、数值各一列），展开成列",
        "长表.csv",
        text(LONG),
        {"园区": ["长风", "真如"], "企业数（家）@2023": ["128", "/"], "企业数（家）@2025": ["200", None]},
        said("indicators_spread"),
        options=SPREAD,
    ),
    Ugly(
        "长表里同一指标同一年写了两次：不展开，不挑",
        "长表重复.csv",
        text("园区,指标,年份,数值\n长风,企业数,2023,128\n长风,企业数,2023,129\n"),
        {"园区": ["长风"] * 2, "指标": ["企业数"] * 2, "年份": ["2023"] * 2, "数值": ["128", "129"]},
        said("indicator_twice"),
        options=SPREAD,
    ),
)

KEYS = (
    Ugly(
        "代码有前导零",
        "前导零.csv",
        text("代码,值\n001,1\n010,2\n"),
        {"代码": ["001", "010"], "值": ["1", "2"]},
    ),
    Ugly(
        "代码靠数字格式显示前导零，身份证号长数字",
        "格式零.xlsx",
        xlsx([["代码", "统一编号"], [1, 310115198001011], [20, 310115198001012]], formats(A2="000", A3="000")),
        {"代码": ["001", "020"], "统一编号": ["310115198001011", "310115198001012"]},
    ),
    Ugly(
        '代码写成 `="001"` 或 `\'001`',
        "文本记号.csv",
        text('代码,值\n"=""001""",1\n\'010,2\n'),
        {"代码": ["001", "010"], "值": ["1", "2"]},
        said("text_quotes"),
    ),
    Ugly(
        "键里有空格、全角括号、全角字母",
        "键.csv",
        text("园区,值\n 桃浦 智创城 ,1\n桃浦智创ＴＯＰ（一期）,2\n"),
        {"园区": [" 桃浦 智创城 ", "桃浦智创ＴＯＰ（一期）"], "值": ["1", "2"]},
    ),
    Ugly(
        "数存成了文本",
        "文本数.xlsx",
        xlsx([["园区", "企业数"], ["a", 301], ["b", "128"], ["c", " 77 "]]),
        {"园区": list("abc"), "企业数": ["301", "128", " 77 "]},
        said("text_numbers"),
        figures={"企业数": [301.0, 128.0, 77.0]},
    ),
)

ENCODINGS = (
    Ugly(
        "GB18030",
        "国标.csv",
        text("园区,企业数\n桃浦智创城,301\n长风,128\n", "gb18030"),
        {"园区": PARK2, "企业数": ["301", "128"]},
        said("encoding_guessed"),
    ),
    Ugly(
        "UTF-8 有 BOM",
        "有标记.csv",
        text("园区,企业数\n长风,128\n", "utf-8-sig"),
        {"园区": ["长风"], "企业数": ["128"]},
    ),
    Ugly("UTF-8 无 BOM", "无标记.csv", text("园区,企业数\n长风,128\n"), {"园区": ["长风"], "企业数": ["128"]}),
    Ugly(
        "UTF-16（Excel 的“Unicode 文本”），制表符分隔",
        "统一码.txt",
        text("园区\t企业数\n长风\t128\n", "utf-16"),
        {"园区": ["长风"], "企业数": ["128"]},
    ),
    Ugly(
        "UTF-16 没有 BOM",
        "统一码2.txt",
        text("园区\t企业数\n长风\t128\n", "utf-16-le"),
        {"园区": ["长风"], "企业数": ["128"]},
        said("encoding_guessed"),
    ),
    Ugly(
        "Big5，由用户指定编码",
        "繁体.csv",
        text("園區,企業數\n長風,128\n", "big5"),
        {"園區": ["長風"], "企業數": ["128"]},
        options=TableOptions(encoding="big5"),
    ),
    Ugly("分号分隔", "分号.csv", text("园区;企业数\n长风;128\n"), {"园区": ["长风"], "企业数": ["128"]}),
    Ugly("全角逗号分隔", "全角逗号.csv", text("园区，企业数\n长风，128\n"), {"园区": ["长风"], "企业数": ["128"]}),
    Ugly(
        "首行 `sep=;`",
        "sep.csv",
        text("sep=;\n园区;企业数\n长风;128\n"),
        {"园区": ["长风"], "企业数": ["128"]},
        said("delimiter_line"),
    ),
    Ugly(
        "引号里有换行、逗号和引号",
        "引号.csv",
        text('园区,备注\n"长,风","两\n行 ""引号"""\n'),
        {"园区": ["长,风"], "备注": ['两\n行 "引号"']},
    ),
    Ugly(
        "格内有单个引号（英寸），不是引号不成对",
        "英寸.csv",
        text('园区,屏幕\n长风,55" 屏\n真如,60寸\n'),
        {"园区": ["长风", "真如"], "屏幕": ['55" 屏', "60寸"]},
    ),
    Ugly(
        "有几个字节坏了",
        "坏字节.csv",
        raw("园区,企业数\n".encode() + "长风,128\n".encode() * 20 + b"\xff\xfe,1\n"),
        {"园区": ["长风"] * 20 + ["\ufffd\ufffd"], "企业数": ["128"] * 20 + ["1"]},
        said("undecodable_text"),
    ),
)

WORKBOOKS = (
    Ugly(
        "百分比格式：存的是 0.125，显示 12.5%",
        "百分比.xlsx",
        xlsx([["园区", "占比"], ["a", 0.125], ["b", 0.07]], formats(B2="0.0%", B3="0%")),
        {"园区": list("ab"), "占比": ["12.5%", "7%"]},
        figures={"占比": [12.5, 7.0]},
    ),
    Ugly(
        '数字格式带单位 `0.00"亿元"`',
        "格式单位.xlsx",
        xlsx([["园区", "产值"], ["a", 19.99], ["b", 3]], formats(B2='0.00"亿元"', B3='0.00"亿元"')),
        {"园区": list("ab"), "产值（亿元）": ["19.99", "3"]},
        said("unit_in_cells"),
        units={"产值（亿元）": "亿元"},
    ),
    Ugly(
        "数字格式按千缩小显示：读完整的数",
        "千位格式.xlsx",
        xlsx([["园区", "产值"], ["a", 1234567]], formats(B2="#,##0,")),
        {"园区": ["a"], "产值": ["1234567"]},
        said("scaled_format"),
    ),
    Ugly(
        "日期从 1904 年起算",
        "1904.xlsx",
        xlsx([["园区", "成立"], ["a", dt.datetime(2020, 5, 1)]], in_1904),
        {"园区": ["a"], "成立": ["2020-05-01"]},
    ),
    Ugly(
        "年月格式、日期、真假值",
        "日期.xlsx",
        xlsx(
            [["园区", "年月", "日期", "在建"], ["a", dt.datetime(2020, 5, 1), dt.datetime(2020, 5, 2), True]],
            formats(B2='yyyy"年"m"月"'),
        ),
        {"园区": ["a"], "年月": ["2020年5月"], "日期": ["2020-05-02"], "在建": ["TRUE"]},
    ),
    Ugly(
        "公式没有保存结果",
        "公式.xlsx",
        xlsx([["园区", "企业数"], ["a", 1], ["合作区", "=B2*2"]]),
        {"园区": ["a", "合作区"], "企业数": ["1", None]},
        said("formula_without_value"),
    ),
    Ugly(
        "多张工作表，选一张",
        "多表.xlsx",
        xlsx([["园区", "企业数"], ["长风", 7]], second_sheet),
        {"园区": ["桃浦"], "企业数": ["9"]},
        sheet="2024",
    ),
    Ugly(
        "多张工作表，没有选：不猜",
        "多表2.xlsx",
        xlsx([["园区", "企业数"], ["长风", 7]], second_sheet),
        refused="有多个工作表",
    ),
    Ugly(
        "格式把使用区域撑到 XFD1048576",
        "巨大区域.xlsx",
        xlsx([["园区", "企业数"], ["长风", 128]], far_cell),
        {"园区": ["长风"], "企业数": ["128"]},
        said("empty_rows"),
    ),
    Ugly(
        ".xls：代码格式、百分比、日期、合并",
        "旧表.xls",
        xls(
            [
                ["代码", "园区", "占比", "成立"],
                [(1, "000"), "桃浦智创城", (0.125, "0.0%"), (dt.datetime(2020, 5, 1), "yyyy-mm-dd")],
                [(2, "000"), None, (0.07, "0%"), (dt.datetime(2021, 1, 1), 'yyyy"年"')],
            ],
            lambda _, sheet: sheet.merge(1, 2, 1, 1),
        ),
        {
            "代码": ["001", "002"],
            "园区": ["桃浦智创城", "桃浦智创城"],
            "占比": ["12.5%", "7%"],
            "成立": ["2020-05-01", "2021年"],
        },
        said("merged_cells"),
    ),
    Ugly(
        "WPS 的 .et（内容是 XLS）",
        "表格.et",
        xls([["园区", "企业数"], ["长风", 128]]),
        {"园区": ["长风"], "企业数": ["128"]},
    ),
    Ugly(
        "XLSX 改名为 .xls",
        "改名.xls",
        xlsx([["园区", "企业数"], ["长风", 128]]),
        {"园区": ["长风"], "企业数": ["128"]},
    ),
    Ugly(
        "CSV 改名为 .xls",
        "改名2.xls",
        text("园区,企业数\n长风,128\n", "gb18030"),
        {"园区": ["长风"], "企业数": ["128"]},
        said("encoding_guessed"),
    ),
    Ugly(
        ".ods：重复单元格、百分比、合并、隐藏行、百万空行",
        "开放.ods",
        ods(
            ods_row("园区", "企业数", "占比")
            + ods_row(
                f'<{CELL} office:value-type="string" table:number-rows-spanned="2"><text:p>长风</text:p></{CELL}>',
                128,
                f'<{CELL} office:value-type="percentage" office:value="0.125"><text:p>13%</text:p></{CELL}>',
            )
            + ods_row(
                "<table:covered-table-cell/>",
                f'<{CELL} office:value-type="float" office:value="3.14159" table:number-columns-repeated="2">'
                f"<text:p>3.14</text:p></{CELL}>",
                attributes=' table:visibility="collapse"',
            )
            + f'<table:table-row table:number-rows-repeated="1048570"><{CELL} table:number-columns-repeated="16384"/>'
            "</table:table-row>"
        ),
        {"园区": ["长风", "长风"], "企业数": ["128", "3.14159"], "占比": ["12.5%", "3.14159"]},
        said("merged_cells", "hidden_rows", "percent_mixed"),
    ),
    Ugly(
        "网页另存为 .xls，单元格跨行跨列",
        "系统导出.xls",
        text(
            "<html><head><meta charset='gb2312'><style>td{x}</style></head><body><table>"
            "<tr><th rowspan=2>园区</th><th colspan=2>企业数（家）</th></tr>"
            "<tr><th>2023年</th><th>2024年</th></tr><tr><td>长风&nbsp;</td><td>1,128</td><td>130</td></tr></table></body></html>",
            "gb18030",
        ),
        {"园区": ["长风"], "企业数（家）/2023年": ["1,128"], "企业数（家）/2024年": ["130"]},
        said("html_table", "header_rows", "year_columns"),
    ),
)

REFUSED = (
    Ugly("空文件", "空.csv", raw(b""), refused="是空文件"),
    Ugly("只有空白的 CSV", "空白.csv", text("\n ,\n,,\n"), refused="没有数据"),
    Ugly("没有内容的工作簿", "空簿.xlsx", xlsx([]), refused="没有数据"),
    Ugly("有打开密码的工作簿", "加密.xlsx", locked_xls, refused="设有打开密码"),
    Ugly("截断的 XLSX", "截断.xlsx", raw(b"PK\x03\x04" + b"0" * 60), refused="已损坏"),
    Ugly("二进制工作簿 .xlsb", "二进制.xlsb", other_zip("xl/workbook.bin"), refused="二进制工作簿"),
    Ugly("压缩包里的表格", "打包.zip", other_zip("表.csv"), refused="压缩包"),
    Ugly(
        "Excel 2003 的 XML 表格存成 .xls",
        "旧XML.xls",
        text('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
        refused="Excel 2003 的 XML",
    ),
    Ugly("网页，没有表格（多半是登录页）", "登录页.xls", text("<html><body>请登录</body></html>"), refused="网页"),
    Ugly("PDF 改名为 .xlsx", "报告.xlsx", raw(b"%PDF-1.7 ..."), refused="PDF"),
    Ugly(
        "引号不成对，单元格没有尽头",
        "引号坏.csv",
        text('园区,值\n长风,1\n"真如,2\n' + "x,y\n" * 3),
        refused="第 3 行起引号没有合上",
    ),
)

UGLY = (
    *HEADINGS,
    *MORE_HEADINGS,
    *YEAR_HEADINGS,
    *CELLS,
    *ROWS,
    *INDICATOR_ROWS,
    *KEYS,
    *ENCODINGS,
    *WORKBOOKS,
    *REFUSED,
)


# --- the list for readers ------------------------------------------------------------------------------------------

SAID = {
    "bound_cells": "只给界限的单元格按文字保留 · bounds stay text",
    "cell_error": "错误值 · error values",
    "date_among_figures": "数值列里的日期按文字保留 · dates among figures stay text",
    "decimal_comma": "逗号作小数点 · decimal commas",
    "decimal_mixed": "小数点写法不一，未改动 · mixed decimal signs, unchanged",
    "delimiter_line": "首行指定分隔符 · first line names the delimiter",
    "duplicate_fields": "重复的列名加编号 · repeated names numbered",
    "ellipsis_cells": "“…”按文字保留 · dots stay text",
    "empty_columns": "略去无名空列 · blank columns left out",
    "empty_rows": "略去空行 · blank rows left out",
    "encoding_guessed": "编码是猜的 · encoding guessed",
    "error_among_figures": "错误值不是数 · error values are no figures",
    "figures_in_heading": "表头里有数，可能没有表头 · figures in the heading",
    "footnote_mark": "去掉脚注记号 · footnote marks taken off",
    "formula_without_value": "公式没有结果，读作空白 · formulas without a result",
    "header_rows": "多行表头合并成列名 · rows of headings joined",
    "hidden_columns": "隐藏的列也读 · hidden columns read",
    "hidden_rows": "隐藏的行也读 · hidden rows read",
    "html_table": "网页里的表格 · table of a web page",
    "indicator_rows": "每行一个指标，可展开成列 · indicators in rows, may be spread",
    "indicator_twice": "同一指标出现两次，未展开 · an indicator twice, not spread",
    "indicators_spread": "指标行展开成列 · indicators spread over columns",
    "long_number": "超过 15 位的数已丢末位 · digits beyond 15 are lost",
    "merged_cells": "合并单元格怎样处理 · merged cells",
    "note_row": "表下说明不作数据 · notes are no records",
    "numbering_row": "略去栏号行 · column numbers left out",
    "percent_mixed": "百分号有的写有的不写 · percent signs on some cells only",
    "ragged_row": "行长短不一 · ragged rows",
    "repeated_heading": "略去重复的表头 · repeated headings left out",
    "scaled_format": "格式缩小显示，读完整的数 · scaled format, whole value read",
    "section_row": "小标题行不作数据 · headings of parts are no records",
    "text_among_figures": "数值列里的文字 · text among figures",
    "text_numbers": "存成文本的数 · numbers stored as text",
    "text_quotes": "去掉文本记号 · text marks taken off",
    "title_row": "表题 · title",
    "total_rows": "像合计的行，保留并提示 · totals found, kept, offered",
    "totals_left_out": "按选择略去合计 · totals left out as chosen",
    "undecodable_text": "解不开的字节 · undecodable bytes",
    "unit_conflict": "单位与列名矛盾，未换算 · unit contradicts the heading",
    "unit_converted": "按写明的单位换算 · converted as stated",
    "unit_in_cells": "格内单位取到列名 · unit taken into the heading",
    "unit_line": "表上的单位行 · unit line above the table",
    "unit_scaled": "万、亿按写明的倍数换算 · 万 and 亿 multiplied as stated",
    "unit_unclear": "单位不清，未换算 · unit unclear, not converted",
    "unnamed_field": "无名的列编号 · unnamed columns numbered",
    "year_as_date": "日期读作年份 · dates read as years",
    "year_columns": "年份列 · columns of years",
}


def listed(number: int, ugly: Ugly) -> str:
    """Return the line of docs/spreadsheets.md on a spreadsheet."""
    rows = len(next(iter(ugly.columns.values()), ()))
    outcome = f"拒绝：“…{ugly.refused}…”" if ugly.refused else f"{rows} 行 × {len(ugly.columns)} 列"
    codes = "；".join(SAID[code] for code in sorted(ugly.said)) or "—"
    return f"| {number} | {ugly.what.replace('|', '&#124;')} | {ugly.file} | {outcome} | {codes} |"
