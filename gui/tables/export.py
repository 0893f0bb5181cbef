"""Rows of the attribute table on their way out: to the clipboard and to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gui.messages import Message
from gui.selection import Rows
from gui.session import Session
from gui.tables.model import AttributeModel
from gui.tasks import Task
from spatial.feedback import Feedback
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd


def as_lines(model: AttributeModel, rows: Rows) -> str:
    """Return rows (of the frame) with their headings as lines of cells between tabs, as spreadsheets paste them."""
    lines = [[model.heading(column) for column in model.columns]]
    lines += [[model.text(column, row) for column in model.columns] for row in rows.tolist()]
    return "\n".join("\t".join(map(_in_line, line)) for line in lines) + "\n"


def _in_line(cell: str) -> str:
    """Return a cell of a line: quoted, as spreadsheets read it, where it holds a tab, a line end or a quote."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '\t\n\r"') else cell


def export_rows(session: Session, model: AttributeModel, path: Path) -> None:
    """Write the rows shown, in their order, under the names of their columns, so that they can be joined again."""
    dataset, rows, columns = model.dataset, model.rows, list(model.columns)
    if dataset is None:
        return

    def work(feedback: Feedback) -> int:
        import pandas as pd

        from spatial.sources import write_table

        write_table(pd.DataFrame(dataset.frame[columns].iloc[rows]), path, feedback)
        return len(rows)

    def done(n: int) -> None:
        words = Text(f"{n} 行已写入“{path.name}”。", f"{n} rows were written to “{path.name}”.")
        session.messages.show(Message("success", words))

    session.tasks.run(Task(Text("导出属性表", "Exporting the table")), work, done)


def write_frame(session: Session, frame: pd.DataFrame, path: Path) -> None:
    """Write a table as it is, and say so."""

    def work(feedback: Feedback) -> None:
        from spatial.sources import write_table

        write_table(frame, path, feedback)

    def done(_: None) -> None:
        said = Text(f"已写出“{path.name}”：{len(frame):,} 行。", f"“{path.name}” was written: {len(frame):,} rows.")
        session.messages.show(Message("success", said))

    session.tasks.run(Task(Text(f"写出“{path.name}”", f"Writing “{path.name}”")), work, done)
