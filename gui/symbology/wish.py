"""What the symbology panel asks for, and how that becomes a symbology. No widgets here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from shapely import GeometryType, get_type_id

from layers import edits
from layers.cartography.bivariate_styling import BivariateOptions, bivariate
from layers.cartography.styling import (
    FieldChoice,
    GraduatedOptions,
    categorised,
    clustered,
    field_choices,
    graduated,
    is_reversed,
    proportional,
)
from layers.cartography.symbology import Bivariate, Categorised, Clustered, Graduated, Proportional, Single, Symbology
from layers.cartography.symbology_locks import field_of
from layers.indicators.per_area import Derived, add_columns, are_unequal
from layers.indicators.per_people import population_fields
from layers.layer import Dataset, Field
from layers.project import Project
from spatial.feedback import SILENT, Feedback
from spatial.slices import in_slices
from spatial.text import Text

Kind = Literal["single", "graduated", "bivariate", "proportional", "categorised", "aggregate", "dbscan"]
KINDS: tuple[Kind, ...] = ("single", "graduated", "bivariate", "proportional", "categorised", "aggregate", "dbscan")
NEEDS_NUMBER: frozenset[Kind] = frozenset({"graduated", "bivariate", "proportional"})
POINTS_ONLY: frozenset[Kind] = frozenset({"aggregate", "dbscan"})


@dataclass(frozen=True)
class FieldGroup:
    """An indicator with its years, or a single column.

    Parameters
    ----------
    key
        Indicator id, or the column.
    kind
        ``number`` or ``category``.
    label
        Name with unit, without year.
    members
        The columns, by year.
    """

    key: str
    kind: Literal["number", "category"]
    label: Text
    members: tuple[FieldChoice, ...]

    def columns_from(self, first: str) -> tuple[str, ...]:
        """Return the columns of the group with `first` in front; `first` alone where it is not in the group."""
        names = [each.field.name for each in self.members]
        return (first, *(name for name in names if name != first)) if first in names else (first,)


def field_groups(choices: Iterable[FieldChoice]) -> tuple[FieldGroup, ...]:
    """Group the columns that can be mapped by indicator, each group in the order of its years."""
    found: dict[str, list[FieldChoice]] = {}
    for choice in choices:
        found.setdefault(_group_key(choice.field), []).append(choice)
    groups = []
    for key, members in found.items():
        ordered = tuple(sorted(members, key=lambda each: (each.field.year or 0, each.field.year_kind == "target")))
        kind: Literal["number", "category"] = "number" if any(each.kind == "number" for each in members) else "category"
        groups.append(FieldGroup(key, kind, replace(ordered[0].field, year=None, year_kind=None).title, ordered))
    return tuple(groups)


def _group_key(field: Field) -> str:
    return field.indicator if field.indicator and field.year else field.name


def with_alternatives(
    groups: tuple[FieldGroup, ...], dataset: Dataset, alternatives: Iterable[Symbology]
) -> tuple[FieldGroup, ...]:
    """Return the groups with the columns that a layer's alternatives draw, also those without a single value.

    A year without a figure is part of the switch: it shows that there is none.
    """
    known = {each.field.name for group in groups for each in group.members}
    fields = [dataset.field_of(field_of(look)) for look in alternatives]
    more = [FieldChoice(field, "number", 0, 0) for field in fields if field.name and field.name not in known]
    if not more:
        return groups
    return field_groups([*(each for group in groups for each in group.members), *more])


def year_text(choice: FieldChoice) -> Text:
    """Return the year of a column with its kind: an actual figure, an estimate or a target."""
    field = choice.field
    words = {"target": Text("目标", " target"), "estimate": Text("预估", " estimate")}
    kind = words.get(field.year_kind or "", Text(""))
    return Text(f"{field.year}年{kind.zh}", f"{field.year}{kind.en}") if field.year else field.label


@dataclass(frozen=True)
class Facts:
    """What the panel must know of a data set: its columns by indicator, and what kind of features it holds."""

    groups: tuple[FieldGroup, ...]
    is_points: bool
    unequal_areas: bool
    people: tuple[Field, ...] = ()


def facts_of(dataset: Dataset, feedback: Feedback = SILENT) -> Facts:
    """Look through a data set for what can be mapped and how."""
    groups = field_groups(field_choices(dataset))
    feedback.report(0.5)
    kinds = _kinds(dataset)
    is_points = bool(kinds) and kinds <= {GeometryType.POINT, GeometryType.MULTIPOINT}
    has_areas = bool(kinds & {GeometryType.POLYGON, GeometryType.MULTIPOLYGON})
    unequal = has_areas and are_unequal(dataset, feedback.part(0.5, 1.0))
    return Facts(groups, is_points, unequal, population_fields(dataset))


def _kinds(dataset: Dataset) -> set[int]:
    """Return the types of the geometries, as numbers: as words, a million of them would hold up the window."""
    found = in_slices(get_type_id, np.asarray(dataset.frame.geometry.array, dtype=object))
    return {int(kind) for kind in np.unique(found) if kind >= 0}


@dataclass(frozen=True)
class Wish:
    """What the controls say. An empty scheme or ramp, and k = 0, leave the choice to the data."""

    kind: Kind = "single"
    fields: tuple[str, ...] = ()
    scheme: str = ""
    k: int = 0
    breaks: tuple[float, ...] = ()
    ramp: str = ""
    reverse: bool = False
    zero_class: bool = False
    max_radius_px: float = 32.0
    radius_px: float = 48.0
    eps_m: float = 1000.0
    min_samples: int = 4
    fill: str = ""
    field_y: str = ""
    scheme_y: str = ""
    breaks_y: tuple[float, ...] = ()
    turned: bool = False
    patterns: bool = False


def kind_of(symbology: Symbology) -> Kind:
    """Return which kind a symbology is."""
    if isinstance(symbology, Clustered):
        return symbology.method
    names: dict[type, Kind] = {
        Graduated: "graduated",
        Bivariate: "bivariate",
        Proportional: "proportional",
        Categorised: "categorised",
    }
    return names.get(type(symbology), "single")


def wish_of(symbology: Symbology) -> Wish:
    """Return what the controls must say to describe a symbology."""
    field = field_of(symbology)
    wish = Wish(kind_of(symbology), (field,) if field else ())
    if isinstance(symbology, Graduated | Bivariate | Categorised):
        wish = replace(wish, patterns=bool(symbology.patterns))
    if isinstance(symbology, Bivariate):
        return replace(
            wish,
            field_y=symbology.field_y,
            scheme=symbology.scheme,
            scheme_y=symbology.scheme_y,
            breaks=symbology.breaks,
            breaks_y=symbology.breaks_y,
            k=max(len(symbology.breaks), len(symbology.breaks_y)) - 1,
            ramp=symbology.ramp,
            turned=symbology.turned,
        )
    if isinstance(symbology, Graduated):
        return replace(
            wish,
            scheme=symbology.scheme,
            k=len(symbology.colours),
            breaks=symbology.breaks,
            ramp=symbology.ramp,
            reverse=is_reversed(symbology),
            zero_class=symbology.zero_class,
        )
    if isinstance(symbology, Proportional):
        return replace(wish, max_radius_px=symbology.max_radius_px, fill=symbology.fill)
    if isinstance(symbology, Clustered):
        return replace(wish, radius_px=symbology.radius_px, eps_m=symbology.eps_m, min_samples=symbology.min_samples)
    return replace(wish, fill=symbology.fill) if isinstance(symbology, Single) else wish


def build(dataset: Dataset, wish: Wish, before: Symbology, feedback: Feedback = SILENT) -> Symbology:
    """Return the symbology asked for; what no control is about (outline, paint) stays as in `before`.

    Raises
    ------
    ClassificationError, SymbologyError
        The field does not allow it.
    """
    if wish.kind == "graduated":
        options = GraduatedOptions(
            reverse=wish.reverse, zero_class=wish.zero_class, ramp=wish.ramp, patterns=wish.patterns
        )
        if wish.scheme == "manual":
            options["breaks"] = wish.breaks
        if isinstance(before, Graduated):
            options["paint"] = before.paint
            options["stroke"], options["stroke_width_px"] = before.stroke, before.stroke_width_px
            if field_of(before) in wish.fields and before.lock:
                options["lock"] = before.lock
        return graduated(dataset, wish.fields, wish.scheme, wish.k, feedback, **options)
    if wish.kind == "bivariate":
        return _bivariate(dataset, wish, before, feedback)
    if wish.kind == "proportional":
        lock = before.lock if isinstance(before, Proportional) and field_of(before) in wish.fields else ""
        made = proportional(dataset, wish.fields, max_radius_px=wish.max_radius_px)
        return replace(made, lock=lock or made.lock, fill=wish.fill or made.fill)
    if wish.kind == "categorised":
        return categorised(dataset, wish.fields[0], patterns=wish.patterns, labels=_labels(before, wish))
    if wish.kind in ("aggregate", "dbscan"):
        return clustered(
            dataset,
            wish.kind,
            wish.fields[0] if wish.fields else "",
            radius_px=wish.radius_px,
            eps_m=wish.eps_m,
            min_samples=wish.min_samples,
            labels=_labels(before, wish),
        )
    single = before if isinstance(before, Single) else Single()
    return replace(single, fill=wish.fill) if wish.fill else single


def _labels(before: Symbology, wish: Wish) -> dict[str, Text]:
    """Return what the look in force calls the categories of the same field: another kind of look calls them so too."""
    if not isinstance(before, Categorised | Clustered) or before.field not in wish.fields:
        return {}
    return {category.value: category.label for category in before.categories}


def _bivariate(dataset: Dataset, wish: Wish, before: Symbology, feedback: Feedback) -> Bivariate:
    options = BivariateOptions(
        scheme=wish.scheme, scheme_y=wish.scheme_y, ramp=wish.ramp, turned=wish.turned, patterns=wish.patterns
    )
    if wish.scheme == "manual":
        options["breaks"] = wish.breaks
    if wish.scheme_y == "manual":
        options["breaks_y"] = wish.breaks_y
    if isinstance(before, Graduated | Bivariate):
        options["stroke"], options["stroke_width_px"] = before.stroke, before.stroke_width_px
    return bivariate(dataset, wish.fields[0], wish.field_y, wish.k or 3, feedback, **options)


def second_field(groups: tuple[FieldGroup, ...], first: str) -> str:
    """Return the column to begin with as second variable: of another indicator, else another year, "" for none."""
    numbers = [each.field.name for group in groups if group.kind == "number" for each in group.members if each.n_values]
    own = next((group for group in groups if first in (each.field.name for each in group.members)), None)
    others = [name for name in numbers if own is None or name not in own.columns_from(first)]
    return next(iter([*others, *(name for name in numbers if name != first)]), "")


def put_look(project: Project, layer_id: str, look: Symbology, columns: tuple[str, ...]) -> Project:
    """Edit: give a layer a look; the years of its indicator become the alternatives of a layer that has none."""
    layer = project.layer(layer_id)
    if look in layer.alternatives:
        return edits.choose_alternative(project, layer_id, look)
    project = edits.set_symbology(project, layer_id, look)
    if len(columns) > 1 and not layer.alternatives and isinstance(look, Graduated | Proportional) and look.lock:
        order = {column: replace(look, field=column) for column in sorted(columns)}
        project = edits.set_alternatives(project, layer_id, tuple(order.values()))
    return project


def put_derived(project: Project, layer_id: str, dataset: Dataset, derived: Derived, look: Symbology) -> Project:
    """Edit: give the data set of a layer its new columns, and the layer the look that draws the first of them."""
    return put_look(add_columns(project, dataset, derived), layer_id, look, tuple(derived.columns))
