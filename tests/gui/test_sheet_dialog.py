"""The dialog of printed sheets, with a session and no window around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from window_project import settle, small_project, wait_for, without_platform_noise

from gui.language import set_language
from gui.messages import Messages
from gui.session import Session
from gui.sheet_dialog import SheetDialog
from gui.tasks import Tasks

__all__ = ["without_platform_noise"]


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    set_language("zh")
    messages = Messages()
    tasks = Tasks(messages.error, inline=True)
    made = Session(messages, tasks)
    made.posted = []
    messages.posted.connect(made.posted.append)
    messages.crashed.connect(lambda error: pytest.fail(repr(error)))
    made.open(small_project())
    yield made
    set_language("zh")
    tasks.close()


def shown(session: Session) -> SheetDialog:
    dialog = SheetDialog(session)
    dialog.show()
    wait_for(dialog.ok.isEnabled)
    return dialog


def choose(box: QComboBox, data: object) -> None:
    assert box.findData(data) >= 0
    box.setCurrentIndex(box.findData(data))


def test_the_preview_has_the_proportions_of_the_paper(session: Session) -> None:
    dialog = shown(session)
    assert dialog.preview.picture.width() > dialog.preview.picture.height()
    choose(dialog.paper, "a4_portrait")
    assert not dialog.ok.isEnabled(), "nothing is exported that was not seen"
    wait_for(dialog.ok.isEnabled)
    assert dialog.preview.picture.width() < dialog.preview.picture.height()
    dialog.close()


@pytest.mark.parametrize(("kind", "head"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_one_sheet_is_written_as_the_type_chosen(session: Session, tmp_path: Path, kind: str, head: bytes) -> None:
    dialog = shown(session)
    choose(dialog.file_type, kind)
    assert dialog.path.text().endswith(f".{kind}") and dialog.dpi.isEnabled() == (kind == "png")
    wait_for(dialog.ok.isEnabled)
    dialog.path.setText(str(tmp_path / "sheet"))
    dialog.ok.click()
    settle()
    assert (tmp_path / f"sheet.{kind}").read_bytes().startswith(head)
    assert session.posted[-1].severity == "success"


def test_a_series_goes_into_a_folder(session: Session, tmp_path: Path) -> None:
    dialog = shown(session)
    choose(dialog.series, "map")
    assert not dialog.map.isEnabled()
    wait_for(dialog.ok.isEnabled)
    count = int(re.findall(r"\d+", dialog.words.text())[0])
    dialog.path.setText(str(tmp_path / "series"))
    dialog.ok.click()
    settle()
    assert len(list((tmp_path / "series").glob("*.pdf"))) == count == 2


def test_a_path_of_ones_own_is_kept(session: Session, tmp_path: Path) -> None:
    dialog = shown(session)
    dialog.path.setText(str(tmp_path / "mine.pdf"))
    choose(dialog.paper, "slide_16_9")
    assert dialog.path.text() == str(tmp_path / "mine.pdf")
    dialog.close()


def test_what_cannot_be_printed_is_said_in_the_dialog(session: Session) -> None:
    dialog = shown(session)
    dialog.logo.setText("/nowhere/logo.png")
    wait_for(lambda: "logo.png" in dialog.words.text())
    assert not dialog.ok.isEnabled() and dialog.preview.picture.isNull()
    dialog.close()


def test_english_reaches_every_word(session: Session) -> None:
    set_language("en")
    dialog = shown(session)
    found = [each.text() for each in dialog.findChildren(QLabel)]
    found += [each.text() for each in (dialog.inset, dialog.ok, dialog.browse)]
    found += [box.itemText(i) for box in dialog.findChildren(QComboBox) for i in range(box.count())]
    found += [each.toolTip() + each.accessibleName() for each in dialog.findChildren(QWidget)]
    found += [dialog.windowTitle(), dialog.date.placeholderText(), dialog.logo.placeholderText()]
    assert not [word for word in found if re.search("[\u4e00-\u9fff]", word) and word != "中文"]
    dialog.close()


def test_a_sheet_has_the_words_written_for_it_and_a_series_those_of_its_maps(session: Session, tmp_path: Path) -> None:
    dialog = shown(session)
    assert dialog.title.placeholderText() == session.project.maps[0].title.zh
    dialog.title.setText("各园研发投入强度")
    dialog.caption.setText("2024 年，按年报")
    assert (dialog.options().title, dialog.options().caption) == ("各园研发投入强度", "2024 年，按年报")
    choose(dialog.series, "map")
    assert not dialog.title.isEnabled() and dialog.options().title == dialog.options().caption == ""
    dialog.close()
