"""The tools of the boundary editor by name."""

from __future__ import annotations

from collections.abc import Callable

from gui.editing.editor import Editor
from gui.editing.point_tool import PointTool
from gui.editing.select_tool import SelectFeatures
from gui.editing.tool import EditTool
from gui.editing.vertex_tool import VertexTool

TOOLS: dict[str, Callable[[Editor], EditTool]] = {
    "select": SelectFeatures,
    "vertex": lambda editor: PointTool(editor) if editor.edit.kind == "point" else VertexTool(editor),
}
