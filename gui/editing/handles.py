"""What lies under the mouse of the vertex tool: a vertex, the middle of an edge, an edge, the inside of a feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF

from gui.editing.placing import XY
from spatial.snapping import Kind

if TYPE_CHECKING:
    from gui.editing.editor import Editor

HandleKind = Literal["vertex", "midpoint", "edge", "inside"]
_ORDER: tuple[Kind, ...] = ("vertex", "midpoint", "edge")


@dataclass(frozen=True)
class Handle:
    """Something to take hold of.

    Parameters
    ----------
    kind
        What it is; the middle of an edge shows a ghost of the vertex that a click inserts.
    at
        Its place in the layer, exact for a vertex; the foot of the mouse on an edge.
    feature
        An owner: a selected one where there is one.
    edge
        Both ends of the edge; for a vertex of an edge at it.
    """

    kind: HandleKind
    at: XY
    feature: int
    edge: tuple[XY, XY]


def handle_at(editor: Editor, px: QPointF) -> Handle | None:
    """Return what a click at a pixel takes hold of, within the snapping distance."""
    index, where = [editor.edit.topology.index], (editor.edit.placing, editor.canvas.view)
    for kind in _ORDER:
        found = editor.snapper.find(index, px, where, (kind,))
        if found is not None:
            at = found.at
            owners = _owners(editor, kind, at, found.edge) or (found.feature,)
            chosen = [each for each in owners if each in editor.selected]
            handle: HandleKind = "midpoint" if kind == "midpoint" else "edge" if kind == "edge" else "vertex"
            return Handle(handle, at, (chosen or list(owners))[0], found.edge)
    at = editor.edit.placing.from_pixel(px.x(), px.y(), editor.canvas.view)
    inside = editor.features_at(at)
    return Handle("inside", at, inside[0], (at, at)) if inside else None


def _owners(editor: Editor, kind: Kind, at: XY, edge: tuple[XY, XY]) -> tuple[int, ...]:
    topology = editor.edit.topology
    return topology.owners(at) if kind == "vertex" else topology.edge_owners(*edge)
