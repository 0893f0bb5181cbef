"""Merging two versions of a project that were made from a third: what one side changed is taken, conflicts are listed.

Compared are, each by itself: the border and every cell of every feature (a park), every attribute of a data set, a
layer and a map, every alias, and every attribute of the project. Both sides changed the same thing in different ways:
that is a `Conflict`, and a choice decides. The functions are pure; merging again with other choices costs the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Literal

from layers.indicators.reported import Reported
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.revisions.model import Boundaries, merged
from layers.storage.merging_frames import FrameMerge
from spatial.text import Text, plain

Side = Literal["mine", "theirs"]
Choices = Mapping[str, Side]
Figures = tuple[Reported, ...]
_MINE_ONLY = frozenset({"active_map", "comparison"})


@dataclass(frozen=True, eq=False)
class Conflict:
    """Something that both sides changed in different ways.

    Parameters
    ----------
    key
        Names it in the choices.
    place
        What it is: data set, park, field; map, layer, attribute.
    mine, theirs
        What either side says, in words.
    shapes
        For a border: as it was, mine, theirs (shapely geometries or None), with the CRS of the data set; else None.
    """

    key: str
    place: Text
    mine: Text
    theirs: Text
    shapes: tuple[Any, Any, Any] | None = None
    crs: Any = None


@dataclass(frozen=True, eq=False)
class Merged:
    """The outcome: a project (conflicts decided as chosen, else as mine), the conflicts, and what came from theirs."""

    project: Project
    conflicts: tuple[Conflict, ...]
    taken: tuple[Text, ...]


def merge(base: Project, mine: Project, theirs: Project, choices: Choices = MappingProxyType({})) -> Merged:
    """Merge two projects that were made from `base`.

    Parameters
    ----------
    choices
        Side by key of the conflict; what is not chosen stays as mine.

    Returns
    -------
    Merged
        Its project is `mine` itself where the other side changed nothing.
    """
    work = _Merge(choices)
    datasets = work.parts(base.datasets, mine.datasets, theirs.datasets, Text("数据集", "Data set"), work.dataset)
    maps = work.parts(base.maps, mine.maps, theirs.maps, Text("地图", "Map"), work.map)
    head = {
        name: work.value(f"project/{name}", _words(name), *(getattr(side, name) for side in (base, mine, theirs)))
        for name in (each.name for each in fields(Project))
        if name not in ("datasets", "maps", "boundaries", "figures") and name not in _MINE_ONLY
    }
    head["boundaries"] = work.boundaries(base.boundaries, mine.boundaries, theirs.boundaries)
    head["figures"] = work.figures(base.figures, mine.figures, theirs.figures)
    project = replace(mine, **head, datasets=datasets, maps=maps)
    project = _whole(project, mine, theirs)
    return Merged(project if work.taken or work.conflicts else mine, tuple(work.conflicts), tuple(work.taken))


def _whole(project: Project, mine: Project, theirs: Project) -> Project:
    """Bring back data sets that a layer needs after one side removed them, and show a map that is there."""
    known = {each.id for each in project.datasets}
    needed = {layer.dataset for _, layer in project.layers()} - known
    pool = {each.id: each for each in (*theirs.datasets, *mine.datasets)}
    project = replace(project, datasets=(*project.datasets, *(pool[name] for name in sorted(needed))))
    ids = [each.id for each in project.maps]
    return project if project.active_map in ids else replace(project, active_map=ids[0] if ids else "")


@dataclass
class _Merge:
    choices: Choices
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[Text] = field(default_factory=list)

    def boundaries(self, base: Boundaries, mine: Boundaries, theirs: Boundaries) -> Boundaries:
        """Merge two ledgers; revisions of both sides stay (`layers.revisions.model.merged`)."""
        found = merged(base, mine, theirs)
        if found != mine:
            self.taken.append(Text("边界修订台账", "Ledger of boundaries"))
        return found

    def figures(self, base: Figures, mine: Figures, theirs: Figures) -> Figures:
        """Merge the figures that were reported: one of each area, indicator, year and kind."""
        sides = ({"/".join(map(str, each.key)): each for each in side} for side in (base, mine, theirs))
        found: Mapping[str, Reported] = self._mapping("project/figures", _words("figures"), *sides)
        merged_figures = tuple(found.values())
        return mine if merged_figures == mine else merged_figures

    # --- one value -------------------------------------------------------------------------------------------------

    def value(self, key: str, place: Text, base: Any, mine: Any, theirs: Any) -> Any:
        """Return a merged value; mappings are merged by key, lists that both sides only added to by adding both."""
        if same(mine, theirs) or same(base, theirs):
            return mine
        if all(isinstance(each, Mapping) for each in (base, mine, theirs)):
            return self._mapping(key, place, base, mine, theirs)
        if same(base, mine):
            self.taken.append(place)
            return theirs
        if all(isinstance(each, tuple) for each in (base, mine, theirs)) and _only_added(base, mine, theirs):
            self.taken.append(place)
            return (*mine, *(each for each in theirs[len(base) :] if each not in mine))
        return self.chosen(Conflict(key, place, _said(mine), _said(theirs)), mine, theirs)

    def chosen(self, conflict: Conflict, mine: Any, theirs: Any) -> Any:
        """Note a conflict and return the side that was chosen."""
        self.conflicts.append(conflict)
        return theirs if self.choices.get(conflict.key) == "theirs" else mine

    def _mapping(self, key: str, place: Text, base: Any, mine: Any, theirs: Any) -> Any:
        result: dict[str, Any] = {}
        for name in dict.fromkeys((*mine, *theirs)):
            sides = (base.get(name), mine.get(name), theirs.get(name))
            found = self.value(f"{key}/{name}", _beside(place, plain(str(name))), *sides)
            if found is not None:
                result[name] = found
        return MappingProxyType(result)

    # --- lists of parts --------------------------------------------------------------------------------------------

    def parts(self, base: Any, mine: Any, theirs: Any, kind: Text, both: Callable[..., Any]) -> tuple[Any, ...]:
        """Merge parts with ids; in the order of mine, unless only theirs has another."""
        b, m, t = ({each.id: each for each in parts} for parts in (base, mine, theirs))
        result: dict[str, Any] = {}
        for name in _order(list(b), list(m), list(t)):
            found = self._part(kind, (b.get(name), m.get(name), t.get(name)), both)
            if found is not None:
                result[name] = found
        return tuple(result.values())

    def _part(self, kind: Text, sides: tuple[Any, Any, Any], both: Callable[..., Any]) -> Any:
        base, mine, theirs = sides
        if base is not None and mine is not None and theirs is not None:
            return mine if mine is theirs or theirs is base else both(base, mine, theirs)
        some = next(each for each in (mine, theirs, base) if each is not None)
        place = _beside(kind, name_of(some))
        if mine is None and theirs is None:
            return None
        if base is None and (mine is None or theirs is None):
            if mine is None:
                self.taken.append(_beside(Text("新增", "New:"), place))
            return some
        if base is None:
            return mine if _equal_parts(mine, theirs) else self._presence(place, some, mine, theirs)
        left = mine if mine is not None else theirs
        if _equal_parts(base, left):
            if theirs is None:
                self.taken.append(_beside(Text("删除", "Removed:"), place))
            return None
        return self._presence(place, some, mine, theirs)

    def _presence(self, place: Text, some: Any, mine: Any, theirs: Any) -> Any:
        key = f"{type(some).__name__}/{some.id}"
        return self.chosen(Conflict(key, place, _there(mine), _there(theirs)), mine, theirs)

    def _attributes(self, key: str, place: Text, sides: Sequence[Any], skip: tuple[str, ...]) -> dict[str, Any]:
        return {
            each.name: self.value(
                f"{key}/{each.name}", _beside(place, _words(each.name)), *(getattr(side, each.name) for side in sides)
            )
            for each in fields(sides[1])
            if each.name not in ("id", *skip)
        }

    # --- the kinds of parts ----------------------------------------------------------------------------------------

    def map(self, base: Map, mine: Map, theirs: Map) -> Map:
        place = _beside(Text("地图", "Map"), name_of(mine))
        found = self._attributes(f"map/{mine.id}", place, (base, mine, theirs), ("layers",))
        layers = self.parts(base.layers, mine.layers, theirs.layers, Text("图层", "Layer"), self.layer)
        return replace(mine, **found, layers=layers)

    def layer(self, base: Layer, mine: Layer, theirs: Layer) -> Layer:
        place = _beside(Text("图层", "Layer"), name_of(mine))
        return replace(mine, **self._attributes(f"layer/{mine.id}", place, (base, mine, theirs), ()))

    def dataset(self, base: Dataset, mine: Dataset, theirs: Dataset) -> Dataset:
        place = name_of(mine)
        found = self._attributes(f"data/{mine.id}", place, (base, mine, theirs), ("frame", "stored"))
        if type(mine) is not Dataset or type(theirs) is not Dataset or type(base) is not Dataset:
            return replace(mine, **found)
        frames = FrameMerge(base, mine, theirs)
        if not frames.comparable:
            key = f"data/{mine.id}/frame"
            whole = Conflict(key, _beside(place, Text("全部要素", "all features")), _rows(mine), _rows(theirs))
            return replace(mine, **found, frame=self.chosen(whole, mine.frame, theirs.frame))
        decisions: dict[str, bool] = {}
        for feature in frames.features():
            at = _beside(_beside(place, feature.name), feature.what)
            if feature.conflict:
                conflict = Conflict(feature.key, at, feature.mine, feature.theirs, feature.shapes, mine.frame.crs)
                decisions[feature.key] = bool(self.chosen(conflict, False, True))
            else:
                self.taken.append(at)
                decisions[feature.key] = True
        return replace(mine, **found, frame=frames.result(decisions))


# --- words and small questions -------------------------------------------------------------------------------------


def same(a: Any, b: Any) -> bool:
    """Say whether two values of a document are the same."""
    return a is b or bool(a == b)


def name_of(part: Any) -> Text:
    """Return the name or title of a part."""
    found: Text = part.title if isinstance(part, Map) else part.name
    return found


def _equal_parts(a: Any, b: Any) -> bool:
    if a is b:
        return True
    if isinstance(a, Dataset):
        from layers.storage.frame_hash import frame_hash

        return _equal_fields(a, b, ("frame",)) and (a.frame is b.frame or frame_hash(a.frame) == frame_hash(b.frame))
    if isinstance(a, Map):
        if [each.id for each in a.layers] != [each.id for each in b.layers]:
            return False
        alike = all(_equal_parts(x, y) for x, y in zip(a.layers, b.layers, strict=True))
        return alike and _equal_fields(a, b, ("layers",))
    return _equal_fields(a, b, ())


def _equal_fields(a: Any, b: Any, skip: tuple[str, ...]) -> bool:
    return all(same(getattr(a, each.name), getattr(b, each.name)) for each in fields(a) if each.name not in skip)


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Return all ids: in the order of the side that changed it, new ones of the other behind their neighbour."""
    kept = [name for name in mine if name in base and name in theirs]
    first, second = (theirs, mine) if kept == [name for name in base if name in kept] else (mine, theirs)
    result = list(first)
    for place, name in enumerate(second):
        if name not in result:
            before = next((result.index(each) + 1 for each in reversed(second[:place]) if each in result), 0)
            result.insert(before, name)
    return result


def _only_added(base: tuple[Any, ...], mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> bool:
    return mine[: len(base)] == base and theirs[: len(base)] == base


def _beside(a: Text, b: Text) -> Text:
    return Text(f"{a.to('zh')} · {b.to('zh')}", f"{a.to('en')} · {b.to('en')}")


def _there(part: Any) -> Text:
    return Text("删除", "removed") if part is None else Text("保留并改动", "kept and changed")


def _rows(dataset: Dataset) -> Text:
    return Text(f"{len(dataset.frame)} 个要素", f"{len(dataset.frame)} features")


def _said(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if value is None:
        return Text("—", "—")
    if isinstance(value, int | float | str):
        return plain(str(value))
    if isinstance(value, tuple | Mapping):
        return Text(f"{len(value)} 项", f"{len(value)} items")
    if isinstance(value, Reported):
        return plain(f"{value.printed} ({value.source})")
    kind = type(value).__name__
    label = getattr(value, "field", "") or ""
    return plain(f"{kind} {label}".strip())


_WORDS = {
    "title": Text("标题", "title"),
    "name": Text("名称", "name"),
    "symbology": Text("样式", "style"),
    "alternatives": Text("可切换的样式", "looks to switch to"),
    "visible": Text("可见", "visible"),
    "opacity": Text("不透明度", "opacity"),
    "labels": Text("注记", "labels"),
    "aliases": Text("别名", "aliases"),
    "synonyms": Text("产业同义词组", "synonym groups of industries"),
    "figures": Text("填报的指标数字", "reported figures"),
    "overrides": Text("口径例外", "exceptions of comparison"),
    "status_note": Text("状态说明", "status note"),
    "crs": Text("坐标系", "CRS"),
    "datum": Text("坐标基准", "datum"),
    "extent": Text("范围", "extent"),
    "bookmarks": Text("书签", "bookmarks"),
    "description": Text("说明", "description"),
    "notes": Text("注意事项", "notes"),
    "joins": Text("连接", "joins"),
    "formulas": Text("派生指标", "derived indicators"),
    "fields": Text("字段", "fields"),
    "origin": Text("来源", "origin"),
}


def _words(name: str) -> Text:
    return _WORDS.get(name) or plain(name)
