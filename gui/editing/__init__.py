"""The boundary editor: edit mode of one layer on the map, its tools, and how an edit becomes a step of the history.

    editor = window.editing.editor            # one per window
    editor.edit.begin(layer_id)               # topology built in a worker, then `editor.edit.began`
    editor.use("vertex")                      # a name of `gui.editing.tools.TOOLS`; "" gives the mouse to the map
    editor.edit.commit(Text("分割", "Split"), lambda topology: split(topology, line, features), policies)

Rooms: `edit_session` (the layer in edit mode, commits, locks, drafts; `Doubtful` is an edit that waits for a decision),
`editor` (mouse and keys to the tool in hand), `tool` (the protocol of tools), `tools` (their table), `pointer` (pixels,
exact coordinates, snapping), `neighbours` (other visible layers to snap to), `placing` (layer to pixels and back),
`readout` (lines at the cursor), `figures` (areas against saved and approved), `overlay` (handles, targets, read-out,
hint, and functions that paint previews), `still` (the picture under a drag), `vertex_tool`, `select_tool`,
`point_tool`, `verbs` (what the actions of the window do). Nothing here knows `gui.boundaries`.

A new tool is a subclass of `EditTool`: it reads `self.editor.edit.topology`, `self.editor.selected` (feature numbers)
and the `Pointer` it is handed (`pointer.at` is exact where it snapped), draws in `paint` with `self.editor.pixels(xy)`,
says its figures in `readout` (`editor.figures.lines`), and ends with `self.editor.edit.commit(verb, operation)`. It has
an entry in `editor.tools` (`tools.TOOLS`) and a row in `gui/actions/edit.py` with group ``tool``.
"""
