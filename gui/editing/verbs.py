"""What the actions of the window do to boundaries: enter and leave edit mode, take a tool, locks, drafts, repairs."""

from __future__ import annotations

from collections.abc import Callable

import shapely
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from gui.actions import ACTIONS
from gui.editing.change_view import ChangeView
from gui.editing.edit_session import Doubtful
from gui.editing.editor import Editor
from gui.editing.finish_dialog import FinishDialog
from gui.editing.repair_dialog import RepairDialog
from gui.editing.tools import TOOLS
from gui.map.area import MapArea
from gui.map.portrayals import Portrayals
from gui.menus import Menus
from gui.messages import Message
from gui.selection import Selection
from gui.session import Session
from layers.boundaries.summary import summary
from spatial import topology as topo
from spatial.errors import GeometryError
from spatial.text import Text
from spatial.topology.model import replaced
from spatial.topology.untangling import Untangled, untangle, untangled

_CHOOSE = Text("请先选择要素。", "First select a feature.")
_DETACHED = Text(
    "边界已分离：移动它的顶点时，邻居不再跟着动。“贴合边界”可恢复共用。",
    "The border is detached: its vertices move without those of neighbours. “Attach a border” binds them again.",
)
_NOTHING = Text("选中的要素没有自相交，无需修复。", "The selected features do not intersect themselves.")
_NEW = Text("新要素", "the new feature")
_REPAIR = Text("修复自相交", "Repair a self-intersection")


class Editing(QObject):
    """The verbs of the boundary editor of the window; `editor` holds its state.

    Parameters
    ----------
    chosen
        Id of the layer that is selected in the tree.
    """

    save_asked = Signal()
    """The project is to be saved."""

    def __init__(
        self,
        session: Session,
        portrayals: Portrayals,
        selection: Selection,
        area: MapArea,
        chosen: Callable[[], str],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._session, self._chosen, self._window = session, chosen, window
        self.editor = Editor(session, portrayals, selection, area.canvas, dict(TOOLS))
        self.changes = ChangeView(session, area)
        self.editor.edit.began.connect(lambda: self.editor.use("vertex"))
        self.editor.edit.began.connect(area.canvas.hold_scale)
        self.editor.edit.doubted.connect(self._ask)

    def wire(self, menus: Menus, refresh: Callable[[], None]) -> None:
        """Keep the ticks of the tools and what is enabled in step with edit mode."""
        edit = self.editor.edit
        for signal in (edit.began, edit.ended):
            signal.connect(refresh)
        ids = {"select": "edit_select", "vertex": "edit_vertex"}
        self.editor.tool_changed.connect(lambda name: menus.check(ids[name]) if name in ids else None)
        edit.ended.connect(lambda: menus.check("pan"))
        for entry in ACTIONS:
            if entry.group == "tool" and entry.needs != "editing":
                menus.actions[entry.id].toggled.connect(self.keep_tool)

    @property
    def active(self) -> bool:
        """Whether a layer is in edit mode."""
        return self.editor.edit.active

    # --- entering and leaving -------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Enter edit mode of the chosen layer, or leave it."""
        if self.active:
            self.finish()
        else:
            self.editor.edit.begin(self._chosen())

    def finish(self) -> None:
        """Leave edit mode; where something changed, show what and ask once whether it stays."""
        edit = self.editor.edit
        if not edit.active:
            return
        before, dataset_id = edit.before, edit.layer.dataset
        old = next((each for each in before.datasets if each.id == dataset_id), None) if before is not None else None
        changed = summary(old, edit.dataset) if old is not None and old.frame is not edit.dataset.frame else ()
        if not changed:
            edit.end()
            return
        dialog = FinishDialog(changed, edit.steps, self._window)
        dialog.answered.connect(self._finished)
        dialog.open()

    def _finished(self, answer: str) -> None:
        if answer == "discard":
            self.editor.edit.discard()
            return
        self.editor.edit.end()
        if answer == "save":
            self.save_asked.emit()

    # --- tools ----------------------------------------------------------------------------------------------------

    def use_select(self) -> None:
        """Choose features."""
        self.editor.use("select")

    def use_vertex(self) -> None:
        """Move, insert and delete vertices; on a layer of points, move them."""
        self.editor.use("vertex")

    def keep_tool(self, taken: bool) -> None:
        """Give the mouse back to the map: a tool of the map was taken."""
        if taken:
            self.editor.use("")

    # --- borders --------------------------------------------------------------------------------------------------

    def detach(self) -> None:
        """Detach the border of the first selected feature: its vertices no longer move with those of neighbours."""
        chosen = self._selected()
        if chosen:
            feature, label = chosen[0], Text("分离边界", "Detach a border")
            if self.editor.edit.mark(label, feature, lambda topology: topo.detach(topology, feature)):
                self._session.messages.show(Message("info", _DETACHED))

    def attach(self) -> None:
        """Attach the border of the first selected feature to that of the second, or of the nearest, within reach."""
        chosen = self._selected()
        if not chosen:
            return
        edit, feature = self.editor.edit, chosen[0]
        other = chosen[1] if len(chosen) > 1 else self._nearest(feature)
        if other is None:
            self._session.messages.show(
                Message("warning", Text("附近没有别的要素。", "There is no other feature near."))
            )
            return
        within = self.reach_m()
        edit.commit(Text("贴合边界", "Attach a border"), lambda t: topo.attach(t, feature, other, within))

    def reach_m(self) -> float:
        """Return the snapping distance in metres at the middle of the map."""
        editor = self.editor
        width, height = editor.canvas.width() / 2, editor.canvas.height() / 2
        placing, view = editor.edit.placing, editor.canvas.view
        x, _ = placing.per_pixel(width, height, view)
        units = editor.edit.topology.units(placing.from_pixel(width, height, view))
        return editor.snapper.reach_px * x / units[0]

    def _nearest(self, feature: int) -> int | None:
        topology = self.editor.edit.topology
        others = [each for each in topology.features if each != feature and topology.shapes[each] is not None]
        if not others:
            return None
        far = shapely.distance(topology.shapes[others], topology.shape(feature))
        return others[int(far.argmin())]

    def _selected(self) -> tuple[int, ...]:
        chosen = self.editor.selected
        if not chosen:
            self._session.messages.show(Message("warning", _CHOOSE))
        return chosen

    # --- locks and drafts -----------------------------------------------------------------------------------------

    def toggle_lock(self) -> None:
        """Lock the boundaries of the selected features, or unlock them where all are locked."""
        chosen = self._selected()
        if chosen:
            locked = self.editor.edit.locked()
            self.editor.edit.set_locked(chosen, not set(chosen) <= locked)

    def toggle_draft(self) -> None:
        """Keep broken edits as drafts with a mark, or refuse them again."""
        edit = self.editor.edit
        edit.draft_mode = not edit.draft_mode
        on = Text(
            "草稿模式：自相交或重叠的修改会保留并标记。",
            "Draft mode: edits that self-intersect or overlap are kept and marked.",
        )
        off = Text("已退出草稿模式：自相交的修改会被拒绝。", "Draft mode is off: self-intersecting edits are refused.")
        self._session.messages.show(Message("info", on if edit.draft_mode else off))

    # --- edits that broke something -------------------------------------------------------------------------------

    def _ask(self, doubtful: Doubtful) -> None:
        if not doubtful.invalid:
            return  # `gui.boundaries.verbs` asks who gives way
        edit = self.editor.edit
        feature = doubtful.invalid[0].feature
        name = edit.name(feature) if feature < len(doubtful.old) else _NEW
        error = GeometryError(
            Text(
                f"“{name.to('zh')}”的边界会与自身相交，未改动。",
                f"The border of “{name.to('en')}” would intersect itself; nothing was changed.",
            ),
            Text("可选择修复方式，或作为草稿保留。", "Choose a repair, or keep it as a draft."),
        )
        text = Text(error.message("zh"), error.message("en"))
        actions = (
            (Text("修复…", "Repair…"), lambda: self._repair_doubtful(doubtful)),
            (Text("保留为草稿", "Keep as a draft"), lambda: (edit.keep(doubtful), None)[1]),
        )
        self._session.messages.show(Message("error", text, actions=actions))

    def _repair_doubtful(self, doubtful: Doubtful) -> None:
        feature = doubtful.invalid[0].feature

        def decided(choice: Untangled) -> None:
            mended, count = untangle(doubtful.new, feature, choice), len(doubtful.old)
            other = mended.changed_since(doubtful.old)
            shapes = {each: mended.shapes[each] for each in other if each < count}
            drawn = [mended.shapes[each] for each in other if each >= count]
            verb = _REPAIR if feature < count else doubtful.verb
            self.editor.edit.commit(verb, lambda _: replaced(doubtful.old, shapes, "untangle", drawn))

        self._offer(doubtful.new, feature, decided)

    def repair(self) -> None:
        """Offer repairs of the first selected feature that crosses itself (a draft); of any, where none is selected."""
        topology = self.editor.edit.topology
        wanted = self.editor.selected or tuple(self.editor.edit.drafts())
        broken = [each for each in wanted if not shapely.is_valid(topology.shapes[each])]
        if not broken:
            self._session.messages.show(Message("info", _NOTHING))
            return
        feature = broken[0]
        self._offer(topology, feature, lambda choice: self._mend(feature, choice))

    def _mend(self, feature: int, choice: Untangled) -> None:
        self.editor.edit.commit(_REPAIR, lambda topology: untangle(topology, feature, choice))

    def _offer(self, topology: topo.Topology, feature: int, decided: Callable[[Untangled], None]) -> None:
        choices = untangled(topology, feature)
        if not choices:
            self._session.messages.show(Message("info", _NOTHING))
            return
        before, name = 0.0, _NEW
        if feature < len(self.editor.edit.topology):
            saved, name = self.editor.figures.saved_m2(feature), self.editor.edit.name(feature)
            before = saved if saved is not None else float(self.editor.figures.areas_m2()[feature])
        dialog = RepairDialog(self.editor, name, before, choices, self._window)
        dialog.decided.connect(decided)
        dialog.open()
