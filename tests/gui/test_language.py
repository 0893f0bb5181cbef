"""The English of the window is complete, compiled, and used everywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from window_project import without_platform_noise

from gui.actions import ACTIONS, MENUS, action_text
from gui.language import language, on_language, say, set_language
from spatial.text import Text

__all__ = ["without_platform_noise"]
ROOT = Path(__file__).resolve().parents[2]
TS = ROOT / "resources" / "translations" / "yuantu_en.ts"
CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = frozenset(
    {"Backspace", "Chinese", "English", "Enter", "Esc", "Excel", "Identify", "Settings", "Shanghai", "Word", "Yuantu"}
)


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def messages(path: Path) -> dict[tuple[str, str], ET.Element]:
    found = {}
    for context in ET.parse(path).getroot().findall("context"):
        for message in context.findall("message"):
            source, translation = message.findtext("source") or "", message.find("translation")
            assert translation is not None
            found[context.findtext("name") or "", source] = translation
    return found


def test_every_text_of_the_window_has_its_english(tmp_path: Path) -> None:
    fresh = tmp_path / TS.name
    shutil.copy(TS, fresh)
    sources = sorted(str(path) for path in (ROOT / "gui").rglob("*.py"))
    command = [tool("pyside6-lupdate"), *sources, "-ts", str(fresh), "-no-obsolete", "-locations", "none"]
    subprocess.run(command, check=True, capture_output=True)
    wanting = [key for key, each in messages(fresh).items() if each.get("type") or not each.text]
    assert not wanting, "run pyside6-lupdate, translate, and pyside6-lrelease"


def test_translations_keep_their_places_and_hold_no_chinese() -> None:
    for (_, source), translation in messages(TS).items():
        text = translation.text or ""
        assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", text)), source
        assert not CHINESE.search(text), text


def test_english_commands_are_in_sentence_case_with_straight_quotes() -> None:
    """One manner in all menus, buttons and headings; the faces of Chinese draw curly quotes a whole em wide."""
    for (_, source), translation in messages(TS).items():
        text = (translation.text or "").replace("&", "")
        assert not re.search("[“”‘]", text), source
        if len(text) < 50 and not re.search('[".(]', text):
            assert set(re.findall(r"(?<=[a-z,…] )[A-Z][a-z]+\b", text)) <= NAMES, text


def test_the_compiled_file_is_that_of_the_source(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    subprocess.run([tool("pyside6-lrelease"), str(TS), "-qm", str(fresh)], check=True, capture_output=True)
    assert fresh.read_bytes() == TS.with_suffix(".qm").read_bytes()


@pytest.fixture
def spoken(qapp: QApplication):
    yield
    set_language("zh")


def test_switching_speaks_at_once_and_back(qapp: QApplication, spoken: None) -> None:
    label = QLabel()
    on_language(label, lambda: label.setText(say(Text("图", "Map"))))
    set_language("en")
    QApplication.processEvents()
    assert (language(), label.text(), action_text("撤销(&U)")) == ("en", "Map", "&Undo")
    set_language("zh")
    QApplication.processEvents()
    assert (label.text(), action_text("撤销(&U)")) == ("图", "撤销(&U)")


def test_the_table_of_actions_is_sound() -> None:
    ids = [entry.id for entry in ACTIONS]
    keys = [key for entry in ACTIONS for key in entry.shortcut.split("; ") if key]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys), "two actions share a shortcut"
    assert {entry.menu for entry in ACTIONS} == {menu for menu, _ in MENUS}
    assert all(entry.hint for entry in ACTIONS), "an action says nothing of itself"


REWRITTEN = """
import shutil, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from gui import language
app, copied = QApplication([]), Path(sys.argv[1])
shutil.copy(language.TRANSLATIONS / "yuantu_en.qm", copied)
language.TRANSLATIONS = copied
language.set_language("en")
(copied / "yuantu_en.qm").write_bytes(b"")
print(app.translate("Actions", "文件(&F)"))
"""


def test_words_stay_when_their_file_is_rewritten(tmp_path: Path) -> None:
    """An update replaces the file under a running window; Qt's own mapping of it would crash."""
    run = subprocess.run([sys.executable, "-c", REWRITTEN, str(tmp_path)], capture_output=True, text=True, cwd=ROOT)
    assert (run.returncode, run.stdout.strip()) == (0, "&File"), run.stderr
