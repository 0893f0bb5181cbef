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


def cells_of(model: AttributeModel, rows: Rows) -> list[list[str]]:
    """Return rows (of the frame) below their headings, cell by cell as printed."""
    lines = [[model.heading(column) for column in model.columns]]
    return lines + [[model.text(column, row) for column in model.columns] for row in rows.tolist()]


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
