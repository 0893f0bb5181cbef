"""What a report says, before anybody decides how it looks: one content for DOCX, PDF and HTML.

Everything is in the language of the report already. Numbers of chapters, tables and figures are given here once, so
that every writer prints the same ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from spatial.text import Language, Text

CAPTIONS = {"table": Text("表", "Table"), "figure": Text("图", "Figure")}


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (chapter), 2 or 3; `anchor` is unique in the report once it is numbered."""

    level: int
    text: str
    anchor: str = ""
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text: ``body``, a ``lead`` sentence that carries the finding, or a small ``note``."""

    text: str
    kind: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width (any positive number), and its alignment."""

    title: str
    share: float = 1.0
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Table:
    """A table with a caption above and remarks below; every row has a cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    notes: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Figure:
    """A picture with a caption below.

    Parameters
    ----------
    png
        The picture, PNG.
    alt
        What it shows, for those who do not see it.
    width_mm
        Width on paper, at most `TEXT_WIDTH_MM`.
    size_px
        Width and height of the picture.
    """

    png: bytes
    alt: str
    caption: str
    width_mm: float
    size_px: tuple[int, int]
    number: int = 0

    @property
    def height_mm(self) -> float:
        """Height on paper."""
        return self.width_mm * self.size_px[1] / self.size_px[0]


@dataclass(frozen=True)
class Pair:
    """Two figures side by side, each with its caption, both `PAIR_WIDTH_MM` wide and equally high."""

    left: Figure
    right: Figure

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """Both, from left to right."""
        return self.left, self.right


Block = Heading | Paragraph | Bullets | Table | Figure | Pair
PAGE_MM, MARGIN_MM = (210.0, 297.0), (22.0, 22.0)
TEXT_WIDTH_MM = PAGE_MM[0] - 2 * MARGIN_MM[0]
PAIR_WIDTH_MM = 81.5
LOGO_MM = (60.0, 28.0)


@dataclass(frozen=True)
class Logo:
    """A picture for the cover, PNG, and its width and height in pixels; printed within `LOGO_MM`."""

    png: bytes
    size_px: tuple[int, int]

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height on paper."""
        scale = min(LOGO_MM[0] / self.size_px[0], LOGO_MM[1] / self.size_px[1])
        return self.size_px[0] * scale, self.size_px[1] * scale


@dataclass(frozen=True)
class Cover:
    """The first page: title, what it is about, lines of (name, value), status of the boundaries, and a logo."""

    title: str
    subtitle: str
    lines: tuple[tuple[str, str], ...]
    status: str
    logo: Logo | None = None


@dataclass(frozen=True)
class Report:
    """A whole report: `blocks` are numbered; `running` is printed at the head of each page.

    `letterhead`: DOCX whose page, header, footer and styles the DOCX takes over; None: our own.
    """

    language: Language
    cover: Cover
    blocks: tuple[Block, ...]
    running: str
    contents: bool = True
    letterhead: Path | None = None

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The entries of the table of contents."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give numbers to headings (``2.1``), tables and figures, and give every heading an anchor."""
    counts, tables, figures = [0, 0, 0], 0, 0
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (3 - block.level)
            number = ".".join(map(str, counts[: block.level]))
            made.append(replace(block, text=f"{number}  {block.text}", anchor=f"s{number.replace('.', '-')}"))
        elif isinstance(block, Table):
            tables += 1
            made.append(replace(block, number=tables))
        elif isinstance(block, Figure):
            figures += 1
            made.append(replace(block, number=figures))
        elif isinstance(block, Pair):
            figures += 2
            made.append(Pair(replace(block.left, number=figures - 1), replace(block.right, number=figures)))
        else:
            made.append(block)
    return tuple(made)


def caption_of(block: Table | Figure, language: Language) -> tuple[str, str]:
    """Return the two sides of a caption around its number: ``("表 ", "  数值与来源")``."""
    kind = CAPTIONS["table" if isinstance(block, Table) else "figure"].to(language)
    return f"{kind} ", f"  {block.caption}"


def figures_of(report: Report) -> tuple[Figure, ...]:
    """Return every figure of a report in order."""
    found: list[Figure] = []
    for block in report.blocks:
        found += [block] if isinstance(block, Figure) else block.figures if isinstance(block, Pair) else []
    return tuple(found)


def title_lines(title: str) -> tuple[str, ...]:
    """Return the lines that a long title is set in: it breaks behind its first colon."""
    for colon in ("：", ": "):
        head, found, rest = title.partition(colon)
        if found and rest.strip():
            return f"{head}{found}".rstrip(), rest.strip()
    return (title,)


def words_of(report: Report) -> list[str]:
    """Return every text of a report in order, as all writers print it: for checks that nothing is lost."""
    cover = report.cover
    words = [cover.title, cover.subtitle, *(cell for line in cover.lines for cell in line), cover.status]
    for block in report.blocks:
        words += _words(block, report.language)
    return [each for each in words if each]


def _words(block: Block, language: Language) -> Sequence[str]:
    if isinstance(block, Heading | Paragraph):
        return [block.text]
    if isinstance(block, Bullets):
        return block.items
    if isinstance(block, Pair):
        return [words for figure in block.figures for words in _words(figure, language)]
    before, after = caption_of(block, language)
    caption = f"{before}{block.number}{after}"
    if isinstance(block, Figure):
        return [caption]
    cells = [cell for row in block.rows for cell in row]
    return [caption, *(column.title for column in block.columns), *cells, *block.notes]


def rounded(number: float, digits: int = 4) -> str:
    """Print a number with about `digits` significant digits, never with an exponent and never losing whole digits."""
    from spatial.values import print_number

    if number == 0 or not math.isfinite(number):
        return print_number(number)
    return print_number(round(number, max(0, digits - 1 - math.floor(math.log10(abs(number))))))
