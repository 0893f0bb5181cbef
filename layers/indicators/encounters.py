"""Where figures meet in a project: two variables in one look, two layers on one map, looks that share their classes.

`refuse_new` is the gate that every edit of the window passes: what does not compare, and no override allows, does not
come to stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from layers.cartography.symbology import Bivariate, Graduated, Proportional, Symbology
from layers.cartography.symbology_locks import field_of, lock_of
from layers.indicators.comparability import Use, Verdict, comparable, quoted
from layers.indicators.overrides import Compared, NotComparableError, covering
from layers.layer_tree import drawn_layers

if TYPE_CHECKING:
    from layers.layer import Layer, Map
    from layers.project import Project

Place = Literal["look", "map", "classes"]


@dataclass(frozen=True)
class Encounter:
    """Two figures that meet and do not compare.

    Parameters
    ----------
    map_id, layers
        Where: the map, and the layers that draw them (one twice, for two variables or years of one layer).
    place
        In one look (two variables), on one map, or under shared classes.
    columns, use, verdict
        What meets, how, and what stands against it.
    """

    map_id: str
    layers: tuple[str, str]
    place: Place
    columns: tuple[Compared, Compared]
    use: Use
    verdict: Verdict


def encounters(project: Project, map_id: str) -> tuple[Encounter, ...]:
    """Return what meets on a map and does not compare, allowed or not."""
    shown = project.map(map_id)
    return tuple(_found(project, shown))


def uncovered(project: Project, map_id: str) -> tuple[Encounter, ...]:
    """Return what meets on a map, does not compare, and is allowed by no override."""
    return tuple(each for each in encounters(project, map_id) if covering(project, each.columns, each.verdict) is None)


def new_encounters(before: Project, after: Project) -> Iterator[Encounter]:
    """Yield what a step lets meet that does not compare and no override allows; what met before is passed over."""
    described = {each.id: each.fields for each in before.datasets}
    same_data = all(described.get(each.id) is each.fields for each in after.datasets)
    known = {each.id: each for each in before.maps}
    for owner in after.maps:
        if same_data and before.overrides is after.overrides and known.get(owner.id) is owner:
            continue
        found = uncovered(after, owner.id)
        if found and owner.id in known:
            met = {(each.columns, each.place) for each in uncovered(before, owner.id)}
            found = tuple(each for each in found if (each.columns, each.place) not in met)
        yield from found


def refuse_new(before: Project, after: Project) -> None:
    """Refuse a step that lets figures meet that do not compare; what met before the step stays.

    Raises
    ------
    NotComparableError
        With the reason; its columns can be allowed by an override.
    """
    found = next(new_encounters(before, after), None)
    if found is not None:
        fields = [after.dataset(each.dataset).field_of(each.column) for each in found.columns]
        raise NotComparableError(found.columns, quoted(fields), found.verdict)


def _found(project: Project, shown: Map) -> Iterator[Encounter]:
    front = [layer for layer in drawn_layers(shown) if layer.visible and not layer.context]
    for layer in front:
        if isinstance(layer.symbology, Bivariate):
            columns = layer.symbology.field, layer.symbology.field_y
            yield from _meeting(project, shown, (layer, layer), columns, ("look", "axes"))
        yield from _under_one_lock(project, shown, layer)
    thematic = [layer for layer in front if isinstance(layer.symbology, Graduated | Proportional)]
    for one, other in combinations(thematic, 2):
        if max(one.scales.minimum, other.scales.minimum) >= min(one.scales.maximum, other.scales.maximum):
            continue  # never seen together
        same_marks = _marks(one.symbology) == _marks(other.symbology)
        columns = field_of(one.symbology), field_of(other.symbology)
        yield from _meeting(project, shown, (one, other), columns, ("map", "scale" if same_marks else "axes"))


def _under_one_lock(project: Project, shown: Map, layer: Layer) -> Iterator[Encounter]:
    groups: dict[tuple[type, str], list[str]] = {}
    for look in (layer.symbology, *layer.alternatives):
        if lock_of(look):
            groups.setdefault((type(look), lock_of(look)), []).append(field_of(look))
    for group in groups.values():
        for columns in combinations(dict.fromkeys(group), 2):
            yield from _meeting(project, shown, (layer, layer), columns, ("classes", "years"))


def _meeting(
    project: Project, shown: Map, layers: tuple[Layer, Layer], columns: tuple[str, str], how: tuple[Place, Use]
) -> Iterator[Encounter]:
    place, use = how
    compared = Compared(layers[0].dataset, columns[0]), Compared(layers[1].dataset, columns[1])
    if compared[0] == compared[1]:
        return
    a, b = (project.dataset(each.dataset).field_of(each.column) for each in compared)
    verdict = comparable(a, b, use)
    if not verdict:
        yield Encounter(shown.id, (layers[0].id, layers[1].id), place, compared, use, verdict)


def _marks(look: Symbology) -> str:
    """Return what a reader compares: colours of fills, colours of outlines, or sizes."""
    return look.paint if isinstance(look, Graduated) else "size"
