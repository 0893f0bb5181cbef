"""The dialog of the evaluation report, with a session and no window around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from window_project import settle, small_project, without_platform_noise

from gui.language import set_language
from gui.messages import Messages
from gui.report_dialog import ReportDialog
from gui.session import Session
from gui.tasks import Tasks
from layers.reports.template import SECTIONS

__all__ = ["without_platform_noise"]


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
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


def keep_only(dialog: ReportDialog, *chapters: str) -> None:
    for row in range(dialog.sections.count()):
        item = dialog.sections.item(row)
        wanted = item.data(Qt.ItemDataRole.UserRole) in chapters
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)


@pytest.mark.parametrize(("kind", "head"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE")])
def test_the_chosen_chapters_are_written(session: Session, tmp_path: Path, kind: str, head: bytes) -> None:
    dialog = ReportDialog(session)
    dialog.file_type.setCurrentIndex(dialog.file_type.findData(kind))
    assert dialog.path.text().endswith(f".{kind}")
    keep_only(dialog, "inputs", "revisions")
    dialog.path.setText(str(tmp_path / "r"))
    dialog.ok.click()
    settle()
    assert (tmp_path / f"r.{kind}").read_bytes().startswith(head)
    assert (tmp_path / "r.report.json").is_file()
    assert session.posted[-1].severity == "success"
    if kind == "html":
        text = (tmp_path / "r.html").read_text("utf-8")
        assert SECTIONS["inputs"].zh in text and SECTIONS["overlap"].zh not in text


def test_nothing_chosen_is_nothing_to_write(session: Session) -> None:
    dialog = ReportDialog(session)
    assert dialog.ok.isEnabled() and dialog.sections.count() == len(SECTIONS)
    keep_only(dialog)
    assert not dialog.ok.isEnabled()
    keep_only(dialog, "summary")
    assert dialog.ok.isEnabled()
    dialog.close()


def test_a_template_names_the_chapters_and_a_wrong_one_is_told(session: Session, tmp_path: Path) -> None:
    dialog = ReportDialog(session)
    path = tmp_path / "t.toml"
    path.write_text('[[section]]\nid = "inputs"\ntitle = "附件"\n', "utf-8")
    dialog.template.setText(str(path))
    dialog.template.editingFinished.emit()
    assert [dialog.sections.item(row).text() for row in range(dialog.sections.count())] == ["附件"]
    path.write_text("colour = 1", "utf-8")
    dialog.template.editingFinished.emit()
    assert "colour" in dialog.words.text() and not dialog.ok.isEnabled()
    dialog.template.setText(str(tmp_path / "nowhere.toml"))
    dialog.template.editingFinished.emit()
    assert "nowhere" in dialog.words.text() and not dialog.ok.isEnabled()
    dialog.template.clear()
    dialog.template.editingFinished.emit()
    assert dialog.ok.isEnabled() and not dialog.words.text()
    dialog.close()


def test_an_earlier_report_that_is_none_is_told(session: Session, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    dialog = ReportDialog(session)
    dialog.previous.setText(str(tmp_path / "x.json"))
    dialog.path.setText(str(tmp_path / "r.html"))
    dialog.ok.click()
    settle()
    assert session.posted[-1].severity == "error" and not (tmp_path / "r.html").exists()


def test_english_reaches_every_word(session: Session) -> None:
    set_language("en")
    dialog = ReportDialog(session)
    found = [each.text() for each in dialog.findChildren(QLabel)]
    found += [each.text() for each in dialog.findChildren(QPushButton)]
    found += [box.itemText(i) for box in dialog.findChildren(QComboBox) for i in range(box.count())]
    found += [dialog.sections.item(row).text() for row in range(dialog.sections.count())]
    found += [each.toolTip() + each.accessibleName() for each in dialog.findChildren(QWidget)]
    found += [dialog.windowTitle(), dialog.template.placeholderText(), dialog.previous.placeholderText()]
    assert not [word for word in found if re.search("[\u4e00-\u9fff]", word) and word != "中文"]
    dialog.close()


def test_title_logo_letterhead_and_order_reach_the_report(session: Session, tmp_path: Path) -> None:
    import docx
    from PIL import Image

    Image.new("RGB", (60, 30), "#1f6f9f").save(tmp_path / "logo.png")
    house = docx.Document()
    house.sections[0].header.paragraphs[0].text = "管委会文件"
    house.save(str(tmp_path / "house.docx"))
    dialog = ReportDialog(session)
    dialog.logo.setText(str(tmp_path / "nowhere.png"))
    dialog.logo.editingFinished.emit()
    assert "nowhere.png" in dialog.words.text()
    dialog.logo.setText(str(tmp_path / "logo.png"))
    dialog.logo.editingFinished.emit()
    assert not dialog.words.text()
    dialog.letterhead.setText(str(tmp_path / "house.docx"))
    dialog.title.setText("年度评估 {year}")
    keep_only(dialog, "inputs", "revisions")
    last = dialog.sections.takeItem(dialog.sections.count() - 1)
    dialog.sections.insertItem(0, last)
    assert dialog.options().sections == ("inputs", "revisions"), "in the order of the list"
    dialog.path.setText(str(tmp_path / "r.docx"))
    dialog.ok.click()
    settle()
    made = docx.Document(str(tmp_path / "r.docx"))
    assert made.sections[0].header.paragraphs[0].text == "管委会文件"
    texts = [each.text for each in made.paragraphs]
    assert any(each.startswith("年度评估 20") for each in texts) and len(made.inline_shapes) == 1
