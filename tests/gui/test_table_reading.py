"""The join assistant before ugly spreadsheets: what it says, what can be changed, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from ugly_sheets import merge, xlsx
from window_project import pick, settle, small_project

from gui.language import set_language
from gui.messages import Messages
from gui.session import Session
from gui.tables.join_dialog import JoinDialog
from gui.tasks import Tasks

BOOK = xlsx(
    [
        ["Zones of the city", None, None, None],
        ["zone", "企业数（家）", None, "产值"],
        [None, "2019年", "2025年目标", None],
        ["Alpha", 10, 20, "1.5亿元"],
        ["Beta", "458（预估）", 500, "3000万元"],
        ["合计", 468, 520, "1.8亿元"],
        ["注：快报数。", None, None, None],
    ],
    merge("A1:D1", "A2:A3", "B2:C2", "D2:D3"),
)


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    set_language("zh")
    messages = Messages()
    tasks = Tasks(messages.error, inline=True)
    messages.crashed.connect(lambda error: pytest.fail(repr(error)))
    made = Session(messages, tasks)
    made.open(small_project())
    yield made
    tasks.close()


@pytest.fixture
def opened(session: Session, tmp_path: Path) -> Iterator[Callable[..., JoinDialog]]:
    dialogs = []

    def show(make: Callable[[Path], None], name: str) -> JoinDialog:
        make(tmp_path / name)
        dialog = JoinDialog(session, "zones")
        dialog.show()
        dialog.read(tmp_path / name)
        settle()
        dialogs.append(dialog)
        return dialog

    yield show
    for dialog in dialogs:
        if shiboken6.isValid(dialog):
            dialog.close()


def headings(dialog: JoinDialog) -> list[str]:
    table = dialog.reader.table
    return [table.horizontalHeaderItem(place).text() for place in range(table.columnCount())]


def notes(dialog: JoinDialog) -> list[str]:
    listing = dialog.lists["notes"]
    return [listing.item(row).text() for row in range(listing.count())]


def test_the_assistant_says_what_it_took_for_what(opened: Callable[..., JoinDialog]) -> None:
    dialog = opened(BOOK, "年报.xlsx")
    assert headings(dialog) == ["zone", "企业数（家）@2019", "企业数（家）@2025", "产值（亿元）"]
    assert [box.currentText() for box in dialog.reader.kinds] == [
        "文字（自动）",
        "数值 · 家（自动）",
        "数值 · 家（自动）",
        "数值 · 亿元（自动）",
    ]
    assert dialog.reader.header_rows.currentText() == "自动识别：2 行"
    said = "\n".join(notes(dialog))
    for words in ("视为表题", "表头有 2 行", "第 6 行像是合计", "2019、2025（目标）", "“3000万元”→0.3", "注：快报数。"):
        assert words in said
    assert dialog.keys.pairs() == (("name", "zone"),) and dialog.summary.text() == "6 个要素中匹配到 2 个"


def test_what_it_took_can_be_changed(opened: Callable[..., JoinDialog]) -> None:
    dialog = opened(BOOK, "年报.xlsx")
    dialog.reader.totals.click()
    settle()
    assert dialog.lists["table"].count() == 0 and any("按您的选择略去合计行" in each for each in notes(dialog))
    pick(dialog.reader.kinds[3], "text")
    assert dialog.reader.table.item(2, 3).text() == "3000万元" and headings(dialog)[3] == "产值"
    pick(dialog.reader.header_rows, 1)
    assert headings(dialog)[1:3] == ["企业数（家）", "企业数（家）_2"]
    pick(dialog.reader.header_rows, 0)
    dialog.reader.years.click()
    settle()
    assert headings(dialog)[1:3] == ["企业数（家）/2019年", "企业数（家）/2025年目标"]


def test_the_long_table_keeps_years_and_what_the_figures_are(opened: Callable[..., JoinDialog]) -> None:
    dialog = opened(BOOK, "年报.xlsx")
    dialog.reader.long.click()
    frame = dialog.reader.frame()
    assert frame is not None and headings(dialog)[-4:] == ["指标", "年份", "年份类别", "数值"]
    assert frame.iloc[:2, -4:].to_numpy().tolist() == [
        ["企业数（家）", "2019", "实际", "10"],
        ["企业数（家）", "2025", "目标", "20"],
    ]


def test_an_encoding_is_guessed_said_and_changed(opened: Callable[..., JoinDialog]) -> None:
    def make(path: Path) -> None:
        path.write_bytes("zone,企業數\nAlpha,1\n".encode("big5"))

    dialog = opened(make, "繁.csv")
    assert "GB18030" in dialog.reader.encoding.currentText() and any("GB18030" in each for each in notes(dialog))
    pick(dialog.reader.encoding, "big5")
    assert headings(dialog) == ["zone", "企業數"]


def test_a_join_is_kept_with_how_its_table_was_read(session: Session, opened: Callable[..., JoinDialog]) -> None:
    dialog = opened(BOOK, "年报.xlsx")
    dialog.reader.totals.click()
    pick(dialog.reader.kinds[3], "skip")
    dialog.ok.click()
    settle()
    dataset = session.project.dataset("zones")
    step = dataset.joins[0]
    assert step.columns == ("企业数（家）@2019", "企业数（家）@2025") and step.unmatched_table == 0
    assert step.reading.header_rows == 2 and step.reading.leave_out_totals
    assert any("表头有 2 行" in remark.zh for remark in step.remarks)
    fields = [dataset.fields[column] for column in step.columns]
    assert [(each.label.zh, each.unit, each.year, each.year_kind) for each in fields] == [
        ("企业数", "家", 2019, "actual"),
        ("企业数", "家", 2025, "target"),
    ]
    session.undo()
    assert not session.project.dataset("zones").joins


def test_a_confirmed_match_is_proposed_again(session: Session, opened: Callable[..., JoinDialog]) -> None:
    def make(path: Path) -> None:
        path.write_text("zone,people\nAlpha,1\nGamma 园区,3\n", encoding="utf-8")

    dialog = opened(make, "一.csv")
    dialog.lists["near"].item(0).setCheckState(Qt.CheckState.Checked)
    settle()
    dialog.ok.click()
    settle()
    again = opened(make, "二.csv")
    assert again.summary.text() == "6 个要素中匹配到 2 个"


def test_every_choice_is_reached_by_keyboard(opened: Callable[..., JoinDialog]) -> None:
    dialog = opened(BOOK, "年报.xlsx")
    wanted = {dialog.path, dialog.browse, dialog.reader.header_rows, dialog.reader.years, dialog.reader.totals}
    wanted |= {dialog.reader.notes, dialog.reader.long, dialog.reader.save, dialog.reader.table, dialog.rule, dialog.ok}
    wanted |= set(dialog.reader.kinds)
    seen, widget = set(), dialog.path
    for _ in range(200):
        seen.add(widget)
        widget = widget.nextInFocusChain()
    reached = {each for each in wanted if each in seen and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert reached == wanted


def test_indicators_in_rows_are_spread_on_demand(session: Session, opened: Callable[..., JoinDialog]) -> None:
    def make(path: Path) -> None:
        path.write_text("zone,指标,单位,2023年,2024年\nAlpha,企业数,家,1,2\nAlpha,产值,亿元,3,4\nBeta,企业数,家,5,/\n")

    dialog = opened(make, "指标.csv")
    assert dialog.reader.spread.isVisible() and not dialog.ok.isEnabled() and "Alpha" in dialog.reason.text()
    dialog.reader.spread.click()
    settle()
    assert headings(dialog)[1:] == [
        f"{name}@{year}" for name in ("企业数（家）", "产值（亿元）") for year in (2023, 2024)
    ]
    dialog.ok.click()
    settle()
    dataset = session.project.dataset("zones")
    assert dataset.frame["产值（亿元）@2024"].tolist()[:1] == ["4"] and dataset.joins[0].reading.spread_indicators
    assert dataset.fields["企业数（家）@2023"].label.zh == "企业数" and dataset.fields["企业数（家）@2023"].unit == "家"
    assert not opened(BOOK, "年报.xlsx").reader.spread.isVisible()


def test_a_column_said_to_hold_years_serves_the_rules_that_need_one(opened: Callable[..., JoinDialog]) -> None:
    def make(path: Path) -> None:
        path.write_text("zone,统计时点,产值\nAlpha,2019,1\nAlpha,2020,2\nBeta,2019,3\n", encoding="utf-8")

    dialog = opened(make, "时点.csv")
    pick(dialog.rule, "latest")
    assert not dialog.ok.isEnabled()
    pick(dialog.reader.kinds[1], "year")
    assert dialog.ok.isEnabled()


PLAN = xlsx(
    [
        ["zone", "高新技术企业数（家）", None, "地区生产总值（万元）", "税收", "高企数量（家）"],
        [None, "2019年", "2025年目标", None, None, None],
        ["Alpha", 10, 20, 5, 6, 7],
        ["Beta", 11, 21, 6, 7, 8],
    ],
    merge("A1:A2", "B1:C1", "D1:D2", "E1:E2", "F1:F2"),
)


def linked(dialog: JoinDialog) -> list[tuple[str, bool, bool]]:
    listing = dialog.indicators
    items = [listing.item(row) for row in range(listing.count())]
    return [
        (
            item.text().partition("    ")[0],
            item.checkState() == Qt.CheckState.Checked,
            bool(item.flags() & Qt.ItemFlag.ItemIsUserCheckable),
        )
        for item in items
    ]


def test_headings_of_the_catalogue_are_proposed_and_can_be_switched_off(
    session: Session, opened: Callable[..., JoinDialog]
) -> None:
    dialog = opened(PLAN, "年报.xlsx")
    assert linked(dialog) == [
        ("高新技术企业数（家）  →  高新技术企业数量", True, True),
        ("地区生产总值（万元）  →  地区生产总值（经济总量）", False, False),
        ("税收  →  税收", False, True),
        ("高企数量（家）  →  高新技术企业数量", True, True),
    ]
    tab = dialog.tabs.indexOf(dialog.indicators)
    assert dialog.tabs.tabText(tab) == "关联指标（2）"
    assert "存量" in dialog.indicators.item(0).text() and "万元" in dialog.indicators.item(1).text()
    assert "没有写单位" in dialog.indicators.item(2).text()
    dialog.indicators.item(3).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.tabs.tabText(tab) == "关联指标（1）"
    dialog.reader.totals.click()
    settle()
    assert not linked(dialog)[3][1], "what was decided stays when the table is read anew"
    dialog.ok.click()
    settle()
    fields = session.project.dataset("zones").fields
    target = fields["高新技术企业数（家）@2025"]
    assert (target.indicator, target.year, target.year_kind) == ("hightech_enterprises", 2025, "target")
    assert target.rule.stock_flow == "stock" and "有效认定" in target.definition.zh and target.source.zh == "年报.xlsx"
    for name in ("地区生产总值（万元）", "税收", "高企数量（家）"):
        assert fields[name].indicator is None and not fields[name].definition, name
