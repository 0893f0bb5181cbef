"""What a report prints of comparisons that were allowed though they do not compare: footnotes, in words."""

from __future__ import annotations

from collections.abc import Iterator

from layers.indicators.footnotes import footnotes, footnotes_of_project
from layers.project import Project
from layers.reports.content import Block, Bullets, Heading, Paragraph
from spatial.text import Language, Text


def under_map(project: Project, map_id: str, language: Language) -> Iterator[Block]:
    """Yield the footnotes that go under the picture of a map."""
    for note in footnotes(project, map_id):
        yield Paragraph(note.to(language), "note")


def exceptions(project: Project, language: Language) -> Iterator[Block]:
    """Yield the chapter of all exceptions, whichever chapters are printed; nothing where there is none."""
    found = footnotes_of_project(project)
    if not found:
        return
    yield Heading(1, Text("口径例外", "Exceptions of comparison").to(language))
    words = Text(
        "以下数字口径不同、本不可比，经使用者写明理由后仍放在一起；引用时须一并引用说明。",
        "These figures do not compare and were put together all the same, for the reasons given; cite them with these.",
    )
    yield Paragraph(words.to(language))
    yield Bullets(tuple(note.to(language) for note in found))
