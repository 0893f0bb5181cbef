"""From what was done to a part of the tree to the edit of the project: parts are layers, groups and base maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gui.session import Session
from layers import edits
from layers import layer_tree_edits as tree_edits
from layers.base_map import BASE_ID, BaseMap
from layers.layer import Layer
from layers.layer_tree import GROUP_ID, Group
from layers.project import Project
from spatial.text import Text

Edit = Callable[[Project], Project]


class TreeEdits:
    """Does to the parts of the shown map what its tree says; each call is one step that can be undone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def part(self, part_id: str) -> Layer | Group | BaseMap | None:
        """Return a part of the shown map; None where there is none with this id."""
        shown = self._session.project.shown
        parts: tuple[Layer | Group | BaseMap, ...] = ()
        if shown is not None:
            parts = (*shown.layers, *shown.groups, *shown.base_maps)
        return next((part for part in parts if part.id == part_id), None)

    def toggle(self, part_id: str, visible: bool) -> None:
        """Draw a part, or do not."""
        self.set_visible([part_id], visible)

    def set_visible(self, ids: Sequence[str], visible: bool) -> None:
        """Draw parts, or do not, as one step."""
        names = {"group": Text("图层组", "group"), "base": Text("底图", "base map"), "layer": Text("图层", "layer")}
        name = names[kind_of(ids[0])] if len(ids) == 1 else Text("图层", "layers")
        label = Text(f"显示{name.zh}", f"Show {name.en}") if visible else Text(f"隐藏{name.zh}", f"Hide {name.en}")
        owner = self._map

        def edit(project: Project) -> Project:
            for part_id in ids:
                kind = kind_of(part_id)
                if kind == "group":
                    project = tree_edits.set_group_visible(project, owner, part_id, visible)
                elif kind == "base":
                    project = tree_edits.change_base_map(project, owner, part_id, visible=visible)
                else:
                    project = edits.set_visible(project, part_id, visible)
            return project

        self._session.apply(label, edit)

    def rename(self, part_id: str, name: Text) -> None:
        """Give a part another name."""
        owner, kind = self._map, kind_of(part_id)
        if kind == "group":
            label = Text("重命名图层组", "Rename group")
            self._session.apply(label, lambda project: tree_edits.rename_group(project, owner, part_id, name))
        elif kind == "base":
            label = Text("重命名底图", "Rename base map")
            self._session.apply(label, lambda project: tree_edits.change_base_map(project, owner, part_id, name=name))
        else:
            self._session.apply(
                Text("重命名图层", "Rename layer"), lambda project: edits.rename_layer(project, part_id, name)
            )

    def set_opacity(self, part_id: str, opacity: float) -> None:
        """Set the opacity of a part, 0 to 1; the steps of a slider become one."""
        owner, kind = self._map, kind_of(part_id)

        def edit(project: Project) -> Project:
            if kind == "group":
                return tree_edits.set_group_opacity(project, owner, part_id, opacity)
            if kind == "base":
                return tree_edits.change_base_map(project, owner, part_id, opacity=opacity)
            return edits.set_opacity(project, part_id, opacity)

        self._session.apply(Text("调整不透明度", "Change opacity"), edit, merge=f"opacity:{part_id}")

    def fold(self, group_id: str, collapsed: bool) -> None:
        """Close a group in the tree, or open it; folding several in a row is one step."""
        owner = self._map
        label = Text("折叠图层组", "Collapse group") if collapsed else Text("展开图层组", "Expand group")
        self._session.apply(
            label, lambda project: tree_edits.set_group_collapsed(project, owner, group_id, collapsed), merge="fold"
        )

    def move(self, ids: Sequence[str], group: str, above: str) -> None:
        """Move layers and groups into a group ("" for none), directly above a part of it ("" for its lower end).

        Base maps move among themselves.
        """
        owner = self._map
        if all(kind_of(each) == "base" for each in ids):
            self._session.apply(
                Text("调整底图顺序", "Reorder base maps"),
                lambda project: tree_edits.move_base_maps(project, owner, ids, above),
            )
            return
        self._session.apply(
            Text("调整图层顺序", "Reorder layers"),
            lambda project: tree_edits.move_parts(project, owner, ids, group, above),
        )

    def step(self, part_id: str, step: int) -> None:
        """Move a part one place up (1) or down (-1)."""
        owner = self._map

        def edit(project: Project) -> Project:
            if kind_of(part_id) == "base":
                return tree_edits.move_base_map(project, owner, part_id, step)
            return tree_edits.move_step(project, owner, part_id, step)

        self._session.apply(Text("调整图层顺序", "Reorder layers"), edit)

    def can_step(self, part_id: str, step: int) -> bool:
        """Say whether `step` would move a part."""
        shown = self._session.project.shown
        if shown is None or not part_id:
            return False
        if kind_of(part_id) == "base":
            at = [base.id for base in shown.base_maps].index(part_id) if self.part(part_id) is not None else -9
            return 0 <= at + step < len(shown.base_maps)
        return tree_edits.can_step(shown, part_id, step)

    @property
    def _map(self) -> str:
        return self._session.project.active_map


def kind_of(part_id: str) -> str:
    """Return what a part is by its id: ``layer``, ``group`` or ``base``."""
    if part_id.startswith(GROUP_ID):
        return "group"
    return "base" if part_id.startswith(BASE_ID) else "layer"
