"""What the window says of a join that was done, and the map it offers."""

from __future__ import annotations

from gui.messages import Message
from gui.session import Edit, Session
from gui.tables.join_preview import first_number, listed
from gui.tasks import Task
from layers import edits
from layers.cartography.symbology import Symbology
from spatial.feedback import Feedback
from spatial.joining.joins import JoinResult
from spatial.text import Text

LISTED = 500


def joined_message(session: Session, layer_id: str, result: JoinResult) -> Message:
    """Return what the user must know of a join that was done, with a button that maps what it brought."""
    dataset = session.project.dataset(session.project.layer(layer_id).dataset)
    n, m = len(result.frame), result.matched
    columns = "、".join(result.columns)
    text = Text(
        f"已连接到“{dataset.name.to('zh')}”：{n} 个要素中匹配 {m} 个，新增字段 {columns}。",
        f"Joined to “{dataset.name.to('en')}”: {m} of {n} features matched; new columns: {columns}.",
    )
    details = [*result.notes]
    for words, keys in (
        (Text("图层中未匹配：", "Unmatched in the layer: "), result.unmatched_layer),
        (Text("表格中未匹配：", "Unmatched in the table: "), result.unmatched_table),
    ):
        if keys:
            named = "、".join(listed(keys[:LISTED]))
            details.append(Text(words.zh + named, words.en + named))
    column = first_number(result)
    title = dataset.field_of(column).label
    show = Text(f"按“{title.to('zh')}”制图", f"Map “{title.to('en')}”")
    actions = ((show, lambda: _map_column(session, layer_id, column)),) if column else ()
    return Message("success" if m == n else "warning", text, tuple(details), actions)


def _map_column(session: Session, layer_id: str, column: str) -> None:
    dataset = session.project.dataset(session.project.layer(layer_id).dataset)

    def work(feedback: Feedback) -> Symbology:
        from layers.cartography.styling import default_symbology

        return default_symbology(dataset, column)

    def then(look: Symbology) -> Edit:
        return lambda project: edits.set_symbology(project, layer_id, look)

    title = dataset.field_of(column).label
    label = Text(f"按“{title.to('zh')}”制图", f"Map “{title.to('en')}”")
    session.run(Task(label, quiet=True), work, then)
