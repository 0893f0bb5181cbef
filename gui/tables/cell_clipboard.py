"""Cells on the clipboard as spreadsheets take them: what is printed stays as it is printed.

Excel and WPS make a date of ``3-5`` and 1 of ``001`` where they are pasted as plain text. Beside the text there is
therefore a table in HTML, which all spreadsheets prefer, and in it every cell that is no plain number is marked as text
(``mso-number-format`` for Excel and WPS, ``sdnum`` for LibreOffice).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from spatial.cells import is_plain

MOST_CELLS = 200_000
"""With more cells there is the text alone: a table of them would take long."""
_AS_TEXT = """<td sdnum="0;0;@" style="mso-number-format:'\\@'">"""


def put_cells(lines: Sequence[Sequence[str]]) -> None:
    """Put lines of cells on the clipboard; the first line holds the headings."""
    QGuiApplication.clipboard().setMimeData(mime_of_cells(lines))


def mime_of_cells(lines: Sequence[Sequence[str]]) -> QMimeData:
    """Return cells as text between tabs and, where they are not too many, as a table."""
    data = QMimeData()
    data.setText("\n".join("\t".join(map(_in_line, line)) for line in lines) + "\n")
    if sum(map(len, lines)) <= MOST_CELLS:
        rows = "".join(f"<tr>{''.join(map(_in_table, line))}</tr>" for line in lines)
        data.setHtml(f'<meta charset="utf-8"><table>{rows}</table>')
    return data


def _in_line(cell: str) -> str:
    """Return a cell of a line: quoted, as spreadsheets read it, where it holds a tab, a line end or a quote."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '\t\n\r"') else cell


def _in_table(cell: str) -> str:
    words = escape(cell).replace("\n", "<br>")
    return f"<td>{words}</td>" if not cell or is_plain(cell) else f"{_AS_TEXT}{words}</td>"
