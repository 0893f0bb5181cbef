"""Series of sheets: one per map, per indicator and year, or per sub-park."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import shapely

from layers.cartography.portrayal import portray
from layers.layer import Layer, Map
from layers.layer_tree import drawn_layers
from layers.layout import SheetResult, preview_sheet, write_sheet
from layers.placement import place, texts
from layers.project import Project
from layers.sheets.content import View, compose
from layers.sheets.options import SERIES, VIEWS, SheetOptions, check_options
from spatial.errors import ExportError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.text import Text

_SUBPARK = "subpark"
_AROUND = 0.35
"""A sub-park is shown with this share of its size around it."""


@dataclass(frozen=True)
class Leaf:
    """One sheet of a series: the map, how it is shown, and what tells it from the others."""

    map_id: str
    name: Text
    view: View


@dataclass(frozen=True)
class Preview:
    """A picture of a sheet.

    Parameters
    ----------
    png
        The picture.
    findings
        What could not be printed as it was meant.
    sheets
        How many sheets there will be.
    """

    png: bytes
    findings: tuple[Finding, ...]
    sheets: int


def write_series(
    project: Project, kind: str, folder: Path | str, options: SheetOptions, feedback: Feedback = SILENT
) -> tuple[SheetResult, ...]:
    """Write a series of sheets into a folder, which is made if it is not there; return them in order.

    Files are numbered and named after what they show (``01_桃浦智创城.pdf``); `options.file_type` says as what.

    Parameters
    ----------
    kind
        ``map``: one sheet per map; ``year``: one per look that the switches of a layer offer (indicator and year; the
        breaks of one lock are the same on all); ``subpark``: one per sub-park, zoomed to it.

    Raises
    ------
    ExportError
        The kind or the format is unknown, or there is nothing of that kind in the project.
    SourceError
        The folder cannot be made or written. Sheets that were written before stay.
    """
    check_options(options)
    options = options.of_a_series
    leaves = series_leaves(project, kind, options)
    target = Path(folder)
    _make_folder(target)
    digits = max(len(str(len(leaves))), 2)
    written = []
    for number, leaf in enumerate(leaves, 1):
        part = feedback.part((number - 1) / len(leaves), number / len(leaves))
        doing = Text(
            f"第 {number} / {len(leaves)} 幅：{leaf.name.zh}", f"Sheet {number} of {len(leaves)}: {leaf.name.to('en')}"
        )
        part.report(0.0, doing)
        name = f"{number:0{digits}d}_{file_name(leaf.name.to(options.language))}.{options.file_type}"
        written.append(write_sheet(project, leaf.map_id, target / name, options, _Quiet(part), view=leaf.view))
    return tuple(written)


def write_sheets(
    project: Project, kind: str, target: Path, options: SheetOptions, feedback: Feedback = SILENT
) -> tuple[SheetResult, ...]:
    """Write what a user chose: one sheet, the views side by side on one sheet, or a series; return what was written.

    Parameters
    ----------
    kind
        "": one sheet of the first of `options.maps`, or of the active map; `VIEWS`: the views of the project side by
        side; else a kind of `write_series`.
    target
        A file, its ending says as what; of a series the folder.
    """
    if kind == VIEWS:
        from layers.sheets.pair import write_pair_sheet

        findings = write_pair_sheet(project, target, options, feedback)
        return (SheetResult(target, target.stat().st_size, project.active_map, findings),)
    if kind:
        return write_series(project, kind, target, options, feedback)
    map_id = (*options.maps, project.active_map)[0]
    return (write_sheet(project, map_id, target, replace(options, maps=()), feedback),)


def preview_of(
    project: Project, series: str, options: SheetOptions, dpi: float, feedback: Feedback = SILENT
) -> Preview:
    """Return the picture of the (first) sheet that `write_sheets` would write.

    Parameters
    ----------
    series
        A kind of `write_sheets`.
    dpi
        Resolution of the picture.
    """
    if series == VIEWS:
        from layers.sheets.pair import preview_pair

        return Preview(*preview_pair(project, options, dpi, feedback), 1)
    if series:
        leaves = series_leaves(project, series, options)
        map_id, view = leaves[0].map_id, leaves[0].view
    else:
        leaves, map_id, view = (), (*options.maps, project.active_map)[0], View()
    content = compose(project, map_id, view, feedback.part(0.0, 0.5))
    png, findings = preview_sheet(content, options, dpi, feedback.part(0.5, 1.0))
    return Preview(png, findings, max(len(leaves), 1))


class _Quiet(Feedback):
    """Passes progress and cancellation on, but not the words: those of the series stay."""

    def __init__(self, whole: Feedback) -> None:
        self._whole = whole

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self._whole.report(fraction)


def file_name(text: str) -> str:
    """Return a text as a file name on any system: no separators, wildcards, white space or control characters."""
    return re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "_", text).strip("._")[:60] or "sheet"


def series_leaves(project: Project, kind: str, options: SheetOptions) -> tuple[Leaf, ...]:
    """Return the sheets of a series before any is drawn; raise `ExportError` where there would be none."""
    makers = {"map": _by_map, "year": _by_year, "subpark": _by_subpark}
    if kind not in makers:
        names = "、".join(SERIES)
        raise ExportError(
            Text(f"没有名为“{kind}”的图集系列。", f"There is no series of the kind “{kind}”."),
            Text(f"可用：{names}。", f"There are: {names.replace('、', ', ')}."),
        )
    maps = [project.map(map_id) for map_id in options.maps] or list(project.maps)
    leaves = tuple(makers[kind](project, maps))
    if not leaves:
        raise ExportError(
            Text(f"没有可用于“{SERIES[kind].zh}”的内容。", f"There is nothing for “{SERIES[kind].en}”."),
            Text(
                "按年份需要带指标或年份切换的图层；按子园需要有名称的面图层。",
                "By year needs a layer with a switch of indicators or years; by sub-park a layer of named areas.",
            ),
        )
    return leaves


def _by_map(_: Project, maps: list[Map]) -> Iterator[Leaf]:
    for shown in maps:
        if any(layer.visible for layer in drawn_layers(shown)):
            yield Leaf(shown.id, shown.title, View())


def _by_year(project: Project, maps: list[Map]) -> Iterator[Leaf]:
    for shown in maps:
        for layer in drawn_layers(shown):
            if not layer.visible:
                continue
            dataset = project.dataset(layer.dataset)
            for look in layer.alternatives:
                field = getattr(look, "field", "")
                title = dataset.field_of(field).title if field else dataset.name
                yield Leaf(shown.id, title, View(title, MappingProxyType({layer.id: look})))


def _by_subpark(project: Project, maps: list[Map]) -> Iterator[Leaf]:
    """Zoom to each sub-park of the first map that shows any; where none is marked as such, to each area of a layer."""
    candidates = [
        (shown, layer)
        for shown in maps
        for layer in reversed(drawn_layers(shown))
        if layer.visible and not layer.context
    ]
    marked = [pair for pair in candidates if _SUBPARK in _levels(project, pair[1])]
    chosen = marked[:1] or [pair for pair in candidates if _has_areas(project, pair[1])][:1]
    for shown, layer in chosen:
        dataset = project.dataset(layer.dataset)
        portrayal = portray(dataset, place(dataset, project.crs), layer.symbology)
        levels = _levels(project, layer)
        for feature, shape in enumerate(portrayal.placed.geometry):
            if shape is None or shapely.get_dimensions(shape) < 2 or (marked and levels[feature] != _SUBPARK):
                continue
            west, south, east, north = shape.bounds
            pad = _AROUND * max(east - west, north - south)
            name = portrayal.placed.names[feature]
            yield Leaf(shown.id, name, View(name, bounds=(west - pad, south - pad, east + pad, north + pad)))


def _levels(project: Project, layer: Layer) -> tuple[str, ...]:
    return texts(project.dataset(layer.dataset).frame, "level")


def _has_areas(project: Project, layer: Layer) -> bool:
    frame = project.dataset(layer.dataset).frame
    return bool((shapely.get_dimensions(frame.geometry.to_numpy()) == 2).any())


def _make_folder(folder: Path) -> None:
    from spatial.files import errors_of_writing

    with errors_of_writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
