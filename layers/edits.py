"""What a user can do to a project: each verb takes a project and returns a new one.

Every verb is pure: parts it does not touch are the same objects as before (`is`), an edit that changes nothing returns
the project itself, and a wrong input raises `ProjectError` and changes nothing. Undo therefore needs no code of its own
(`layers.history`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from layers.cartography.scale_range import ScaleRange, check_scales
from layers.cartography.symbology import Symbology
from layers.cartography.symbology_locks import field_of, follow_in_project, with_choice
from layers.edit_checks import (
    check_columns,
    check_extent,
    check_layer,
    check_locks,
    check_look,
    check_new,
    check_opacity,
    check_place,
    check_text,
)
from layers.layer import Dataset, Field, JoinStep, Layer, Map
from layers.layer_tree import tidied, without_layer
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

# --- ids -----------------------------------------------------------------------------------------------------------


def unique_id(existing: Iterable[str], wanted: str) -> str:
    """Return a slug made from `wanted` that is not among `existing`.

    Lower-case ASCII letters, digits and ``_``; Chinese becomes pinyin without tones; ``part`` where nothing is left;
    ``_2``, ``_3`` … is added where the slug is taken. At most 60 characters before that number.
    """
    text = unicodedata.normalize("NFKC", wanted).casefold()
    if not text.isascii():
        from pypinyin import lazy_pinyin

        text = "".join(lazy_pinyin(text))
    slug = re.sub(r"[^a-z0-9]+", "_", text).strip("_")[:60].strip("_") or "part"
    taken, number = set(existing), 2
    result = slug
    while result in taken:
        result, number = f"{slug}_{number}", number + 1
    return result


def layer_ids(project: Project) -> tuple[str, ...]:
    """Return the ids of all layers of all maps."""
    return tuple(layer.id for _, layer in project.layers())


# --- data sets -----------------------------------------------------------------------------------------------------


def add_dataset(project: Project, dataset: Dataset) -> Project:
    """Add a data set; its id must be new."""
    check_new(dataset.id, [each.id for each in project.datasets], Text("数据集", "data set"))
    return replace(project, datasets=(*project.datasets, dataset))


def remove_dataset(project: Project, dataset_id: str) -> Project:
    """Remove a data set that no layer draws."""
    project.dataset(dataset_id)
    users = [layer for _, layer in project.layers() if layer.dataset == dataset_id]
    if users:
        raise ProjectError(
            Text(
                f"数据集“{dataset_id}”还被图层“{'、'.join(layer.name.to('zh') for layer in users)}”使用。",
                f"The data set “{dataset_id}” is still drawn by “{', '.join(layer.name.to('en') for layer in users)}”.",
            ),
            Text("请先移除这些图层。", "Remove these layers first."),
        )
    return replace(project, datasets=tuple(each for each in project.datasets if each.id != dataset_id))


def set_joined(
    project: Project, dataset_id: str, frame: gpd.GeoDataFrame, step: JoinStep, fields: Mapping[str, Field]
) -> Project:
    """Put the result of a join into a data set: the joined frame, the step that made it, what is known of its columns.

    The frame must hold the same number of features and every column that `step` names. `fields` are added to those the
    data set has.
    """
    dataset = project.dataset(dataset_id)
    if isinstance(dataset, AbsentDataset):
        raise ProjectError(
            Text(
                f"数据集“{dataset_id}”的文件缺失，无法连接表格。",
                f"The file of the data set “{dataset_id}” is missing.",
            ),
            Text("请先重新指定它的文件。", "Relink it to its file first, then join."),
        )
    if len(frame) != len(dataset.frame):
        raise ProjectError(
            Text(
                f"连接后有 {len(frame)} 个要素，数据集“{dataset_id}”有 {len(dataset.frame)} 个。",
                f"The joined data hold {len(frame)} features, the data set “{dataset_id}” {len(dataset.frame)}.",
            ),
            Text(
                "连接不得增减要素；请为重复键选择规则。",
                "A join adds and drops no feature: choose a rule for duplicates.",
            ),
        )
    check_columns([*step.columns, *fields], frame, dataset_id)
    known = MappingProxyType({**dataset.fields, **fields})
    return _with_dataset(project, dataset_id, frame=frame, fields=known, joins=(*dataset.joins, step))


def set_datum(project: Project, dataset_id: str, datum: str) -> Project:
    """Say which datum the coordinates of a data set are in. The coordinates stay as they are."""
    from spatial.datums import DATUMS

    if datum not in DATUMS:
        raise ProjectError(
            Text(f"没有名为“{datum}”的坐标基准。", f"There is no datum named “{datum}”."),
            Text(f"可选：{'、'.join(DATUMS)}。", f"Choose one of {', '.join(DATUMS)}."),
        )
    return _with_dataset(project, dataset_id, datum=datum)


def relink_dataset(project: Project, dataset_id: str, found: Dataset) -> Project:
    """Give a data set the features, datum, origin, findings and joins of `found`; id, name and fields stay.

    Raises `ProjectError` when a layer draws a column that `found` does not have.
    """
    old = project.dataset(dataset_id)
    layers = (layer for _, layer in project.layers() if layer.dataset == dataset_id)
    drawn = {field_of(look) for layer in layers for look in (layer.symbology, *layer.alternatives)}
    check_columns(sorted(drawn - {""}), found.frame, dataset_id)
    columns = set(found.frame.columns)
    new = Dataset(
        id=old.id,
        name=old.name,
        frame=found.frame,
        datum=found.datum,
        id_field=old.id_field if old.id_field in columns else found.id_field,
        name_field=old.name_field if old.name_field in columns else found.name_field,
        fields=old.fields,
        origin=found.origin,
        findings=found.findings,
        joins=found.joins,
        formulas=found.formulas,
    )
    return replace(project, datasets=tuple(new if each is old else each for each in project.datasets))


# --- layers --------------------------------------------------------------------------------------------------------


def add_layer(project: Project, map_id: str, layer: Layer, index: int | None = None) -> Project:
    """Add a layer to a map at `index` from the bottom (0 … number of layers); None puts it on top."""
    owner = project.map(map_id)
    check_new(layer.id, layer_ids(project), Text("图层", "layer"))
    check_layer(project, layer)
    place = len(owner.layers) if index is None else index
    check_place(place, len(owner.layers) + 1)
    return _with_map(project, map_id, layers=(*owner.layers[:place], layer, *owner.layers[place:]))


def remove_layer(project: Project, layer_id: str) -> Project:
    """Remove a layer from its map. Its data set stays."""
    owner = project.map_of(layer_id)
    layers, groups = without_layer(owner, layer_id)
    return _with_map(project, owner.id, layers=layers, groups=groups)


def move_layer(project: Project, layer_id: str, index: int) -> Project:
    """Move a layer within its map to `index` from the bottom (0 … number of layers - 1)."""
    owner, layer = project.map_of(layer_id), project.layer(layer_id)
    check_place(index, len(owner.layers))
    others = [each for each in owner.layers if each is not layer]
    order = (*others[:index], layer, *others[index:])
    return project if order == owner.layers else _with_map(project, owner.id, layers=order)


def rename_layer(project: Project, layer_id: str, name: Text) -> Project:
    """Give a layer another name."""
    check_text(name, Text("图层名称", "name of a layer"))
    return _with_layer(project, layer_id, name=name)


def duplicate_layer(project: Project, layer_id: str) -> Project:
    """Put a copy of a layer above it, with an id and a name of its own; both draw the same data set."""
    owner, layer = project.map_of(layer_id), project.layer(layer_id)
    name = Text(f"{layer.name.zh} 副本" if layer.name.zh else "", f"{layer.name.en} copy" if layer.name.en else "")
    copy = replace(layer, id=unique_id(layer_ids(project), layer_id), name=name)
    return add_layer(project, owner.id, copy, owner.layers.index(layer) + 1)


def set_visible(project: Project, layer_id: str, visible: bool) -> Project:
    """Draw a layer, or do not."""
    return _with_layer(project, layer_id, visible=bool(visible))


def set_labels(project: Project, layer_id: str, labels: bool) -> Project:
    """Draw the names of a layer's features, or do not."""
    return _with_layer(project, layer_id, labels=bool(labels))


def set_scales(project: Project, layer_id: str, scales: ScaleRange) -> Project:
    """Set at which scales a layer is drawn."""
    check_scales(scales)
    return _with_layer(project, layer_id, scales=scales)


def set_opacity(project: Project, layer_id: str, opacity: float) -> Project:
    """Set the opacity of a layer, 0 (clear) to 1 (opaque), both included."""
    check_opacity(opacity)
    return _with_layer(project, layer_id, opacity=float(opacity))


def set_symbology(project: Project, layer_id: str, symbology: Symbology) -> Project:
    """Change the look of a layer; every look under the same lock, in any map, takes its breaks over.

    Where the layer has alternatives, the new look replaces the one of the same field (see
    `layers.cartography.symbology_locks.with_choice`), so that the look in force is always one of them.
    """
    layer = project.layer(layer_id)
    check_look(project, layer.dataset, symbology)
    before = layer.symbology
    alternatives = with_choice(layer.alternatives, before, symbology)
    changed = _with_layer(project, layer_id, symbology=symbology, alternatives=alternatives)
    return follow_in_project(changed, symbology, before)


def set_alternatives(project: Project, layer_id: str, alternatives: tuple[Symbology, ...]) -> Project:
    """Set the looks that the switches of a layer choose from.

    The first one comes into force unless the present one is among them. Alternatives under one lock must have the same
    breaks; looks elsewhere under that lock follow.
    """
    layer = project.layer(layer_id)
    for each in alternatives:
        check_look(project, layer.dataset, each)
    leaders = check_locks(alternatives)
    symbology = layer.symbology if not alternatives or layer.symbology in alternatives else alternatives[0]
    project = _with_layer(project, layer_id, symbology=symbology, alternatives=tuple(alternatives))
    for leader in leaders:
        project = follow_in_project(project, leader, layer.symbology)
    return project


def choose_alternative(project: Project, layer_id: str, symbology: Symbology) -> Project:
    """Bring one of a layer's alternatives into force (a year or an indicator switch)."""
    layer = project.layer(layer_id)
    chosen = next((each for each in layer.alternatives if each == symbology), None)
    if chosen is None:
        fields = "、".join(field_of(each) or "—" for each in layer.alternatives) or "—"
        raise ProjectError(
            Text(f"图层“{layer.name.to('zh')}”没有这个可选样式。", f"“{layer.name.to('en')}” has no such alternative."),
            Text(f"可选字段：{fields}。", f"Its alternatives draw: {fields}."),
        )
    return _with_layer(project, layer_id, symbology=chosen)


# --- maps ----------------------------------------------------------------------------------------------------------


def add_map(project: Project, new: Map, index: int | None = None) -> Project:
    """Add a map at `index` (None: at the end). In a project without a map it becomes the active one."""
    check_new(new.id, [each.id for each in project.maps], Text("地图", "map"))
    check_text(new.title, Text("地图标题", "title of a map"))
    taken = list(layer_ids(project))
    for layer in new.layers:
        check_new(layer.id, taken, Text("图层", "layer"))
        check_layer(project, layer)
        taken.append(layer.id)
    place = len(project.maps) if index is None else index
    check_place(place, len(project.maps) + 1)
    maps = (*project.maps[:place], new, *project.maps[place:])
    return replace(project, maps=maps, active_map=project.active_map or new.id)


def remove_map(project: Project, map_id: str) -> Project:
    """Remove a map with its layers. Where it was the active one, its neighbour becomes active."""
    place = project.maps.index(project.map(map_id))
    maps = (*project.maps[:place], *project.maps[place + 1 :])
    active = project.active_map
    if active == map_id:
        active = maps[min(place, len(maps) - 1)].id if maps else ""
    return replace(project, maps=maps, active_map=active)


def rename_map(project: Project, map_id: str, title: Text) -> Project:
    """Give a map another title."""
    check_text(title, Text("地图标题", "title of a map"))
    return _with_map(project, map_id, title=title)


def duplicate_map(project: Project, map_id: str, title: Text) -> Project:
    """Put a copy of a map behind it, with new ids and the same looks; the copy does not become active."""
    source = project.map(map_id)
    check_text(title, Text("地图标题", "title of a map"))
    taken = list(layer_ids(project))
    layers = []
    for layer in source.layers:
        taken.append(unique_id(taken, layer.id))
        layers.append(replace(layer, id=taken[-1]))
    new_id = unique_id([each.id for each in project.maps], map_id)
    copy = replace(source, id=new_id, title=title, layers=tuple(layers))
    place = project.maps.index(source) + 1
    return replace(project, maps=(*project.maps[:place], copy, *project.maps[place:]))


def show_map(project: Project, map_id: str) -> Project:
    """Make a map the active one."""
    project.map(map_id)
    return project if project.active_map == map_id else replace(project, active_map=map_id)


def set_extent(project: Project, map_id: str, extent: tuple[float, float, float, float] | None) -> Project:
    """Set where a map opens: (west, south, east, north) in WGS 84 degrees; None for all foreground layers."""
    if extent is not None:
        west, south, east, north = (float(each) for each in extent)
        extent = (west, south, east, north)
        check_extent(extent)
    return _with_map(project, map_id, extent=extent)


# --- the project ---------------------------------------------------------------------------------------------------


def rename_project(project: Project, title: Text) -> Project:
    """Give the project another title."""
    check_text(title, Text("项目标题", "title of the project"))
    return project if project.title == title else replace(project, title=title)


def add_alias(project: Project, alias: str, area_id: str) -> Project:
    """Remember that an area is also called `alias` (a near match that the user confirmed)."""
    from spatial.joining.joins import normalise_key

    key = normalise_key(alias)
    if not key or not area_id:
        raise ProjectError(
            Text(f"别名“{alias}”或区域编号“{area_id}”为空。", f"The alias “{alias}” or the area “{area_id}” is empty."),
            Text("请填写两者。", "Give both."),
        )
    if project.aliases.get(key, area_id) != area_id:
        raise ProjectError(
            Text(
                f"“{alias}”已是“{project.aliases[key]}”的别名。",
                f"“{alias}” already stands for “{project.aliases[key]}”.",
            ),
            Text("一个别名只能指一个区域；请先移除旧的。", "An alias stands for one area: remove the old one first."),
        )
    known = {**project.aliases, key: area_id}
    return project if key in project.aliases else replace(project, aliases=MappingProxyType(known))


def remove_alias(project: Project, alias: str) -> Project:
    """Forget an alias; an unknown one changes nothing."""
    from spatial.joining.joins import normalise_key

    key = normalise_key(alias)
    if key not in project.aliases:
        return project
    return replace(project, aliases=MappingProxyType({k: v for k, v in project.aliases.items() if k != key}))


def set_status_note(project: Project, note: Text) -> Project:
    """Set the sentence that is printed on every export; an empty text prints none."""
    return project if project.status_note == note else replace(project, status_note=note)


# --- one part changed, the others kept -----------------------------------------------------------------------------


def _with_layer(project: Project, layer_id: str, **changes: Any) -> Project:
    layer = project.layer(layer_id)
    if not _differs(layer, changes):
        return project
    new = replace(layer, **changes)
    owner = project.map_of(layer_id)
    return _with_map(project, owner.id, layers=tuple(new if each is layer else each for each in owner.layers))


def _with_map(project: Project, map_id: str, **changes: Any) -> Project:
    old = project.map(map_id)
    if not _differs(old, changes):
        return project
    new = replace(old, **changes)
    if new.groups:
        new = replace(new, layers=tidied(new.layers, new.groups))
    return replace(project, maps=tuple(new if each is old else each for each in project.maps))


def _with_dataset(project: Project, dataset_id: str, **changes: Any) -> Project:
    old = project.dataset(dataset_id)
    if not _differs(old, changes):
        return project
    new = replace(old, **changes)
    return replace(project, datasets=tuple(new if each is old else each for each in project.datasets))


def _differs(part: Dataset | Layer | Map, changes: Mapping[str, Any]) -> bool:
    """Say whether a change changes something. Frames are compared by identity: their values cost too much."""
    return any(
        new is not getattr(part, name) and (name == "frame" or new != getattr(part, name))
        for name, new in changes.items()
    )
