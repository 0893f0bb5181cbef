"""What python-docx has no words for: fields, bookmarks, links inside the document, East Asian fonts, fast tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.reports.content import Table
from spatial.text import Language

_TWIPS_PER_MM = 1440 / 25.4


def _made(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def set_fonts(style: Any, latin: str, east_asian: str) -> None:
    """Set the fonts of a style for Latin and East Asian letters; theme fonts are taken out of it."""
    from docx.oxml.ns import qn

    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east_asian), ("cs", latin)):
        fonts.set(qn(f"w:{name}"), value)


def language_of(styles: Any, language: Language) -> None:
    """Set the language of the document: it decides the rules of line breaking and of proofing."""
    from docx.oxml.ns import qn

    for each in styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), "en-GB")
        each.set(qn("w:eastAsia"), "zh-CN")
    normal = styles["Normal"].element.get_or_add_rPr()
    normal.append(_made("lang", val="zh-CN" if language == "zh" else "en-GB", eastAsia="zh-CN"))


def name_substitutes(document: Any, names: Mapping[str, str]) -> None:
    """Name other fonts for machines that lack the fonts of the styles (Windows' own English name, then Noto)."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    noto = {"SimSun": "Noto Serif CJK SC", "SimHei": "Noto Sans CJK SC"}
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other},{noto[other]}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/></w:font>'
        for name, other in names.items()
    )
    xml = part.blob.decode("utf-8")
    part._blob = xml.replace("</w:fonts>", f"{fonts}</w:fonts>").encode("utf-8")


def leader_tab(style: Any, width_mm: float) -> None:
    """Give a style a tab at the right edge with a dotted leader."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm

    style.paragraph_format.tab_stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def add_field(paragraph: Any, code: str, result: str | None, *, dirty: bool = False, close: bool = False) -> None:
    """Add a field with its result; a `result` of None leaves it open, `close` only ends an open one."""
    if not close:
        begin = _made("fldChar", fldCharType="begin")
        if dirty:
            begin.set(begin.attrib.keys()[0].replace("fldCharType", "dirty"), "true")
        words = _made("instrText")
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        words.text = f" {code} "
        for element in (begin, words, _made("fldChar", fldCharType="separate")):
            paragraph.add_run()._r.append(element)
    if result is not None:
        paragraph.add_run(result)
    if result is not None or close:
        paragraph.add_run()._r.append(_made("fldChar", fldCharType="end"))


def add_link(paragraph: Any, words: str, anchor: str, page: str) -> None:
    """Add a line of a table of contents: words, a tab and the page of a bookmark, all of it a link."""
    from docx.text.run import Run

    link = _made("hyperlink", anchor=anchor, history="1")
    start = len(paragraph._p)
    paragraph.add_run(words)
    paragraph.add_run().add_tab()
    add_field(paragraph, f"PAGEREF {anchor} \\h", page)
    for element in list(paragraph._p)[start:]:
        link.append(Run(element, paragraph)._r)
    paragraph._p.append(link)


def add_bookmark(paragraph: Any, name: str, words: str, number: int) -> None:
    """Add words with a bookmark around them."""
    paragraph._p.append(_made("bookmarkStart", id=str(number), name=name))
    paragraph.add_run(words)
    paragraph._p.append(_made("bookmarkEnd", id=str(number)))


def frame_of_pair(table: Any, width_mm: float) -> None:
    """Make a table of two cells the invisible frame of two figures: `width_mm` wide, no margins, never torn apart."""
    from docx.oxml.ns import qn

    half = round(width_mm / 2 * _TWIPS_PER_MM)
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    margins = _made("tblCellMar")
    for edge in ("left", "right"):
        margins.append(_made(edge, w="0", type="dxa"))
    look = _made("tblLook", firstRow="0", val="0000")
    for element in (_made("tblW", w=str(2 * half), type="dxa"), _made("tblLayout", type="fixed"), margins, look):
        properties.append(element)
    for column in table._tbl.tblGrid:
        column.set(qn("w:w"), str(half))
    table.rows[0]._tr.get_or_add_trPr().append(_made("cantSplit"))


def add_table(document: Any, table: Table, width_mm: float) -> None:
    """Add a table, `width_mm` wide; its heading row is repeated on every page, and no row is torn apart."""
    whole = sum(column.share for column in table.columns)
    widths = [round(column.share / whole * width_mm * _TWIPS_PER_MM) for column in table.columns]
    element = _made("tbl")
    element.append(_properties(sum(widths)))
    grid = _made("tblGrid")
    for width in widths:
        grid.append(_made("gridCol", w=str(width)))
    element.append(grid)
    aligns = [column.align for column in table.columns]
    element.append(_row([column.title for column in table.columns], widths, aligns, heading=True))
    for row in table.rows:
        element.append(_row(list(row), widths, aligns, heading=False))
    document.element.body.insert(len(document.element.body) - 1, element)  # before the properties of the section


def _properties(width: int) -> Any:
    properties = _made("tblPr")
    properties.append(_made("tblW", w=str(width), type="dxa"))
    borders = _made("tblBorders")
    for edge, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        borders.append(_made(edge, val="single", sz=size, space="0", color="8A96A0" if size == "8" else "D5DBE0"))
    properties.append(borders)
    properties.append(_made("tblLayout", type="fixed"))
    margins = _made("tblCellMar")
    for edge, twips in (("top", "66"), ("left", "70"), ("bottom", "66"), ("right", "70")):
        margins.append(_made(edge, w=twips, type="dxa"))
    properties.append(margins)
    properties.append(_made("tblLook", firstRow="1", val="0020"))
    return properties


def _row(cells: Sequence[str], widths: Sequence[int], aligns: Sequence[str], heading: bool) -> Any:
    row, properties = _made("tr"), _made("trPr")
    properties.append(_made("cantSplit"))
    if heading:
        properties.append(_made("tblHeader"))
    row.append(properties)
    for words, width, align in zip(cells, widths, aligns, strict=True):
        cell, look = _made("tc"), _made("tcPr")
        look.append(_made("tcW", w=str(width), type="dxa"))
        if heading:
            look.append(_made("shd", val="clear", color="auto", fill="EEF3F6"))
        cell.append(look)
        line, kind = _made("p"), _made("pPr")
        kind.append(_made("pStyle", val="Tabletext"))
        if heading:
            kind.append(_made("keepNext"))
        if align == "right":
            kind.append(_made("jc", val="right"))
        line.append(kind)
        run = _made("r")
        if heading:
            bold = _made("rPr")
            bold.append(_made("b"))
            run.append(bold)
        for number, part in enumerate(words.split("\n")):
            if number:
                run.append(_made("br"))
            text = _made("t")
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            text.text = part
            run.append(text)
        line.append(run)
        cell.append(line)
        row.append(cell)
    return row
