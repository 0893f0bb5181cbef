"""The pages of the built-in help: Markdown files in two languages, their headings, and a search in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QKeySequence

from gui.actions import ACTIONS, MENUS, action_text
from gui.theme import RESOURCES
from spatial.text import Language

FOLDER = RESOURCES.parent / "docs" / "help"
PAGES: tuple[str, ...] = (
    "index",
    "open-data",
    "datums",
    "layers",
    "joins",
    "formulas",
    "symbology",
    "looking",
    "selection",
    "measuring",
    "editing",
    "revisions",
    "compare",
    "definitions",
    "targets",
    "sheets",
    "html-export",
    "report",
    "safekeeping",
    "settings",
    "command-line",
    "shortcuts",
    "troubleshooting",
    "glossary",
)
ACTION_TABLES = "{{actions}}"
_HEADINGS = {"zh": ("命令", "快捷键", "作用"), "en": ("Command", "Keys", "What it does")}
_CONTEXT = {
    "LayersPanel": "layers",
    "SymbologyPanel": "symbology",
    "IdentifyPanel": "looking",
    "HistoryPanel": "layers",
    "AttributeTable": "selection",
    "MapCanvas": "looking",
    "SearchBox": "looking",
    "JoinDialog": "joins",
    "FormulaDialog": "formulas",
    "ReportDialog": "report",
    "RelinkDialog": "troubleshooting",
    "ExportDialog": "html-export",
    "SheetDialog": "sheets",
    "MapCopyDialog": "sheets",
    "SettingsDialog": "settings",
    "PlaceDialog": "selection",
    "ChartsPanel": "compare",
    "DifferenceDialog": "compare",
    "TargetsPanel": "targets",
    "FigureDialog": "targets",
    "FiguresDialog": "targets",
    "CardsDialog": "compare",
    "CheckWindow": "editing",
    "VertexTable": "editing",
    "PlaceListDialog": "editing",
    "ImportBoundaryDialog": "editing",
    "OffsetDialog": "editing",
    "OverlapDialog": "editing",
    "PoliciesDialog": "editing",
    "RepairDialog": "editing",
    "FinishDialog": "editing",
    "LedgerPanel": "revisions",
    "EntryDialog": "revisions",
    "ScenarioDialog": "revisions",
    "ComparePanel": "compare",
    "SynonymsDialog": "compare",
    "SurfaceDialog": "compare",
    "OverrideDialog": "definitions",
    "ExceptionsDialog": "definitions",
    "CardDialog": "definitions",
    "DescribeDialog": "definitions",
    "BookmarkDialog": "looking",
    "RecoveryDialog": "safekeeping",
    "VersionsDialog": "safekeeping",
    "MergeDialog": "safekeeping",
    "LayerProperties": "layers",
    "BaseMapProperties": "layers",
    "CrashDialog": "troubleshooting",
    "DetailsDialog": "troubleshooting",
}


@dataclass(frozen=True)
class Section:
    """A heading (level 1 to 6) and the text below it as far as the next one."""

    level: int
    title: str
    text: str


@dataclass(frozen=True)
class HelpPage:
    """A page: its file's name without ending, its Markdown as it is shown, and its sections."""

    id: str
    markdown: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The first heading."""
        return self.sections[0].title


@dataclass(frozen=True)
class Hit:
    """A section in which all words of a search were found, and the line of the first one."""

    page: str
    heading: str
    line: str


@lru_cache(maxsize=2)
def pages(language: Language) -> tuple[HelpPage, ...]:
    """Return all pages in a language, in the order of the contents."""
    return tuple(
        _page(name, (FOLDER / language / f"{name}.md").read_text(encoding="utf-8"), language) for name in PAGES
    )


def find(language: Language, words: str) -> list[Hit]:
    """Return the sections that hold every word of `words`, upper or lower case; titles first, then texts."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    hits: list[tuple[int, Hit]] = []
    for page in pages(language):
        for section in page.sections:
            whole = f"{section.title}\n{section.text}"
            if all(word in whole.casefold() for word in wanted):
                lines = [line.strip("|#-* >") for line in whole.splitlines() if wanted[0] in line.casefold()]
                in_title = all(word in section.title.casefold() for word in wanted)
                hits.append((not in_title, Hit(page.id, section.title, lines[0] if lines else section.title)))
    return [hit for _, hit in sorted(hits, key=lambda row: row[0])]


def page_for(names: list[str]) -> str:
    """Return the page for the widget with the keyboard; `names` are its class and those around it, inmost first."""
    return next((_CONTEXT[name] for name in names if name in _CONTEXT), "index")


def _page(name: str, source: str, language: Language) -> HelpPage:
    markdown = source.replace(ACTION_TABLES, action_tables(language))
    parts = re.split(r"^(#{1,6}) (.+)$", markdown, flags=re.MULTILINE)[1:]
    sections = tuple(
        Section(len(marks), title.strip(), text.strip())
        for marks, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )
    return HelpPage(name, markdown, sections)


def action_tables(language: Language) -> str:
    """Return the table of actions as Markdown, a table per menu, in the language of the window."""
    made = []
    for menu, title in MENUS:
        rows = [entry for entry in ACTIONS if entry.menu == menu]
        if rows:
            made += [
                f"## {plain_name(action_text(title))}",
                "",
                f"| {' | '.join(_HEADINGS[language])} |",
                "|---|---|---|",
            ]
            made += [
                f"| {plain_name(action_text(row.text))} | {keys_of(row.shortcut)} | {action_text(row.hint)} |"
                for row in rows
            ]
            made.append("")
    return "\n".join(made)


def keys_of(shortcut: str) -> str:
    """Return the keys of an action to read."""
    each = [
        QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) for keys in shortcut.split("; ") if keys
    ]
    return " / ".join(each)


def plain_name(text: str) -> str:
    """Return a menu text without mnemonic and dots."""
    return re.sub(r"\(&.\)|&", "", text).rstrip("…. ")
