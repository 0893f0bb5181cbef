"""Taking back an override: its footnote goes, and with it everything that stood on it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.cartography.symbology import Bivariate, Graduated, Single, Symbology
from layers.cartography.symbology_fields import fields_of
from layers.indicators.encounters import Encounter, uncovered
from layers.indicators.formulas import dependents
from layers.indicators.overrides import Compared, Override
from layers.layer import Layer, Map
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project


def revoke(project: Project, override: Override) -> Project:
    """Edit: take an override back.

    What it allowed is taken apart: columns computed under it go, with the maps that draw nothing else; a look of two
    variables shows the first alone; of two layers on one map the upper one is hidden; columns that shared their classes
    are no longer offered beside each other.

    Raises
    ------
    ProjectError
        The project has no such override.
    """
    if override not in project.overrides:
        raise ProjectError(
            Text("项目中没有这条口径例外。", "The project has no such exception."),
            Text("它可能已被撤销。", "It may have been taken back already."),
        )
    met = {owner.id: set(_pairs(project, owner.id)) for owner in project.maps}
    project = replace(project, overrides=tuple(each for each in project.overrides if each != override))
    for column in override.made:
        for name in (*reversed(dependents(project.dataset(column.dataset), column.column)), column.column):
            project = _without_column(project, Compared(column.dataset, name))
    for owner in project.maps:
        for each in uncovered(project, owner.id):
            if _pair(each) not in met[owner.id]:
                project = _taken_apart(project, each)
    return project


def falls_with(project: Project, override: Override) -> tuple[Text, ...]:
    """Return what goes or changes when an override is taken back: maps, layers and columns by name."""
    after = revoke(project, override)
    kept = {each.id: each for each in after.maps}
    lines = []
    for owner in project.maps:
        if owner.id not in kept:
            lines.append(Text(f"删除地图“{owner.title.zh}”", f"the map “{owner.title.to('en')}” goes"))
            continue
        for old in owner.layers:
            new = next((each for each in kept[owner.id].layers if each.id == old.id), None)
            if new is not old:
                lines.append(
                    Text(
                        f"地图“{owner.title.zh}”的图层“{old.name.zh}”改变",
                        f"the layer “{old.name.to('en')}” of the map “{owner.title.to('en')}” changes",
                    )
                )
    for each in override.made:
        label = project.dataset(each.dataset).field_of(each.column).label
        lines.append(Text(f"删除计算字段“{label.zh}”", f"the computed column “{label.to('en')}” goes"))
    return tuple(lines)


def _pairs(project: Project, map_id: str) -> list[tuple[tuple[Compared, Compared], str]]:
    return [_pair(each) for each in uncovered(project, map_id)]


def _pair(encounter: Encounter) -> tuple[tuple[Compared, Compared], str]:
    return encounter.columns, encounter.place


# --- what was computed -----------------------------------------------------------------------------------------------


def _without_column(project: Project, column: Compared) -> Project:
    """Drop a column, the looks that draw it, and maps whose foreground draws nothing else."""
    maps = []
    for owner in project.maps:
        drawing = [each for each in owner.layers if _draws(each, column)]
        others = [each for each in owner.layers if not each.context and each not in drawing]
        if drawing and not others and all(not _other_looks(each, column) for each in drawing) and len(project.maps) > 1:
            continue
        layers = tuple(_without_look(each, column) if each in drawing else each for each in owner.layers)
        maps.append(replace(owner, layers=layers) if drawing else owner)
    datasets = tuple(
        replace(
            each,
            frame=each.frame.drop(columns=[column.column], errors="ignore"),
            fields=MappingProxyType({name: one for name, one in each.fields.items() if name != column.column}),
            formulas=tuple(step for step in each.formulas if step.column != column.column),
        )
        if each.id == column.dataset
        else each
        for each in project.datasets
    )
    return _whole(project, tuple(maps), datasets=datasets)


def _draws(layer: Layer, column: Compared) -> bool:
    looks = (layer.symbology, *layer.alternatives)
    return layer.dataset == column.dataset and any(column.column in fields_of(look) for look in looks)


def _other_looks(layer: Layer, column: Compared) -> tuple[Symbology, ...]:
    looks = (layer.symbology, *layer.alternatives)
    return tuple(look for look in dict.fromkeys(looks) if column.column not in fields_of(look))


def _without_look(layer: Layer, column: Compared) -> Layer:
    kept = _other_looks(layer, column)
    in_force = kept[0] if layer.symbology not in kept else layer.symbology
    alternatives = tuple(each for each in layer.alternatives if each in kept)
    return replace(layer, symbology=in_force, alternatives=alternatives)


def _whole(project: Project, maps: tuple[Map, ...], **more: object) -> Project:
    """Return a project with other maps, one that exists shown, and views of those that are gone closed."""
    ids = [each.id for each in maps]
    active = project.active_map if project.active_map in ids else (ids[0] if ids else "")
    comparison = project.comparison
    if any(view.map not in ids for view in comparison.views):
        left = tuple(view for view in comparison.views if view.map in ids)
        comparison = replace(comparison, views=left if len(left) > 1 else (), active=0)
    return replace(project, maps=maps, active_map=active, comparison=comparison, **more)  # type: ignore[arg-type]


# --- what met -------------------------------------------------------------------------------------------------------


def _taken_apart(project: Project, encounter: Encounter) -> Project:
    owner = project.map(encounter.map_id)
    lower, upper = (project.layer(each) for each in encounter.layers)
    if encounter.place == "map":
        changed = replace(upper, visible=False)
    elif encounter.place == "look":
        changed = _first_alone(lower)
    else:
        changed = _years_alone(lower, {each.column for each in encounter.columns})
    target = upper if encounter.place == "map" else lower
    layers = tuple(changed if each is target else each for each in owner.layers)
    maps = tuple(replace(owner, layers=layers) if each is owner else each for each in project.maps)
    return replace(project, maps=maps)


def _first_alone(layer: Layer) -> Layer:
    look = layer.symbology
    alternatives = tuple(each for each in layer.alternatives if each != look)
    if alternatives:
        return replace(layer, symbology=alternatives[0], alternatives=alternatives)
    return replace(layer, symbology=_first_of(look) if isinstance(look, Bivariate) else Single())


def _first_of(look: Bivariate) -> Graduated:
    """Return the first variable of a look of two, in its own classes."""
    from layers.cartography.color_ramps import ramp_colours

    return Graduated(
        field=look.field,
        scheme=look.scheme,
        breaks=look.breaks,
        colours=ramp_colours("YlGnBu", len(look.breaks) - 1),
        ramp="YlGnBu",
        stroke=look.stroke,
        stroke_width_px=look.stroke_width_px,
    )


def _years_alone(layer: Layer, columns: set[str]) -> Layer:
    """Return a layer that offers, of columns that must not share their classes, only the one in force."""
    in_force = next(iter(fields_of(layer.symbology)), "")
    keep = in_force if in_force in columns else min(columns)
    gone = columns - {keep}
    alternatives = tuple(each for each in layer.alternatives if not gone & set(fields_of(each)))
    return replace(layer, alternatives=alternatives if len(alternatives) > 1 else ())
