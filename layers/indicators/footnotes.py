"""What is printed wherever figures meet that do not compare: the one place where footnotes of overrides are worded.

Window legend, notes of the map, charts, page, sheets and report all read these functions and word nothing themselves.
A comparison that no override covers (a file from elsewhere, a definition that changed) is printed as a warning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from layers.cartography.symbology_fields import fields_of
from layers.indicators.comparability import Use, judge, quoted
from layers.indicators.encounters import Encounter, encounters
from layers.indicators.overrides import Compared, Override, covering
from layers.layer import Field
from layers.layer_tree import drawn_layers
from spatial.text import Text, plain

if TYPE_CHECKING:
    from layers.layer import Layer, Map
    from layers.project import Project


def footnotes(project: Project, map_id: str) -> tuple[Text, ...]:
    """Return the footnotes of a map: of what meets on it, and of columns it draws that an override let be computed."""
    shown = project.map(map_id)
    found = [_of_encounter(project, each) for each in encounters(project, map_id)]
    for layer in drawn_layers(shown):
        if layer.visible:
            found += footnotes_of_columns(project, layer.dataset, _drawn(layer), meeting=False)
    return tuple(dict.fromkeys(found))


def footnotes_by_layer(project: Project, map_id: str) -> dict[str, tuple[Text, ...]]:
    """Return the footnotes that the legends of a map carry, by layer id; layers without any are absent."""
    shown = project.map(map_id)
    found: dict[str, list[Text]] = {}
    for each in encounters(project, map_id):
        for layer_id in dict.fromkeys(each.layers):
            found.setdefault(layer_id, []).append(_of_encounter(project, each))
    for layer in shown.layers:
        computed = footnotes_of_columns(project, layer.dataset, _drawn(layer), meeting=False)
        if computed:
            found.setdefault(layer.id, []).extend(computed)
    return {layer_id: tuple(dict.fromkeys(texts)) for layer_id, texts in found.items()}


def footnotes_of_layer(project: Project, layer_id: str) -> tuple[Text, ...]:
    """Return the footnotes that the legend of one layer carries."""
    return footnotes_by_layer(project, project.map_of(layer_id).id).get(layer_id, ())


def footnotes_of_columns(
    project: Project, dataset_id: str, columns: Iterable[str], use: Use = "axes", meeting: bool = True
) -> tuple[Text, ...]:
    """Return the footnotes of columns of a data set: of those computed under an override, and of their meeting.

    Parameters
    ----------
    use
        How they meet (a chart).
    meeting
        Whether they are shown together; False: each on its own.
    """
    compared = [Compared(dataset_id, column) for column in dict.fromkeys(columns)]
    found = [footnote(project, each) for each in project.overrides if any(one in each.made for one in compared)]
    found += footnotes_of_formulas(project, dataset_id, [each.column for each in compared])
    if meeting and len(compared) > 1:
        fields = tuple(project.dataset(dataset_id).field_of(each.column) for each in compared)
        verdict = judge(fields, use)
        override = None if verdict else covering(project, compared, verdict)
        if override is not None:
            found.append(footnote(project, override))
    return tuple(dict.fromkeys(found))


def footnotes_of_formulas(
    project: Project, dataset_id: str, columns: Collection[str] | None = None
) -> tuple[Text, ...]:
    """Return the footnotes of derived columns whose formula brings together what does not compare.

    Parameters
    ----------
    columns
        Only of these columns, and of what they are made of; None: of all columns.
    """
    dataset = project.dataset(dataset_id)
    steps = [each for each in dataset.formulas if each.override]
    if not steps:
        return ()
    from layers.indicators.formulas import columns_in, dependents

    found = []
    for step in steps:
        if columns is not None and not {step.column, *dependents(dataset, step.column)} & set(columns):
            continue
        name, names = dataset.field_of(step.column).label, quoted(map(dataset.field_of, columns_in(dataset, step)))
        found.append(
            Text(
                f"口径例外：“{name.to('zh')}”由本不可比的{names.zh}算得。经确认仍予计算，理由：{step.override}。",
                f"Exception: “{name.to('en')}” is computed from {names.en}, which do not compare. "
                f"It is computed anyway. Reason: {step.override}.",
            )
        )
    return tuple(found)


def footnotes_of_project(project: Project) -> tuple[Text, ...]:
    """Return the footnotes of every override and formula of a project, then the warnings of its maps."""
    found = [footnote(project, each) for each in project.overrides]
    found += [note for each in project.datasets for note in footnotes_of_formulas(project, each.id)]
    for owner in project.maps:
        found += footnotes(project, owner.id)
    return tuple(dict.fromkeys(found))


def notes_of_map(project: Project, shown: Map) -> tuple[Text, ...]:
    """Return what is printed wherever a map goes: its footnotes, then its own notes.

    `shown` may be a map as a view or a sheet shows it: its id counts.
    """
    known = any(each.id == shown.id for each in project.maps)
    return tuple(dict.fromkeys((*(footnotes(project, shown.id) if known else ()), *shown.notes)))


def footnote(project: Project, override: Override) -> Text:
    """Return the footnote of an override: what is compared, in what it differs, and why it was allowed."""
    names = names_of(project, override.columns)
    verdict = judge(tuple(project.dataset(each.dataset).field_of(each.column) for each in _there(project, override)))
    short = verdict.short or Text("口径不同", "the definitions differ")
    who = "，".join(filter(None, (override.author, override.date)))
    signed = (f"（{who}）", f" ({who.replace('，', ', ')})") if who else ("", "")
    return Text(
        f"口径例外：{names.zh}本不可比：{short.zh}。经确认仍予比较，理由：{override.reason}{signed[0]}。",
        f"Exception: {names.en} do not compare: {short.en}. They are compared anyway. "
        f"Reason: {override.reason}{signed[1]}.",
    )


def names_of(project: Project, columns: Iterable[Compared]) -> Text:
    """Return the names of columns with year and unit, in quotation marks."""
    known = {each.id: each for each in project.datasets}
    return quoted(
        known[each.dataset].field_of(each.column) if each.dataset in known else Field(each.column, plain(each.column))
        for each in columns
    )


def _there(project: Project, override: Override) -> list[Compared]:
    known = {each.id for each in project.datasets}
    return [each for each in override.columns if each.dataset in known]


def _of_encounter(project: Project, encounter: Encounter) -> Text:
    override = covering(project, encounter.columns, encounter.verdict)
    if override is not None:
        return footnote(project, override)
    names, short = names_of(project, encounter.columns), encounter.verdict.short
    return Text(
        f"注意，{names.zh}口径不可比：{short.zh}。未经确认，不得直接比较。",
        f"Caution: {names.en} do not compare: {short.en}. Nobody allowed it: do not compare them.",
    )


def _drawn(layer: Layer) -> tuple[str, ...]:
    """Return the columns of the looks that a layer shows or can be switched to."""
    looks = (layer.symbology, *layer.alternatives)
    return tuple(dict.fromkeys(column for look in looks for column in fields_of(look)))
