"""A sheet of two to four maps side by side: the views of the window in frames of one size, with a shared legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from layers.cartography.legend import LegendEntry
from layers.cartography.symbology import Graduated, Proportional
from layers.cartography.symbology_locks import field_of
from layers.comparison import project_of, subject, views_of
from layers.indicators.footnotes import notes_of_map
from layers.project import Project
from layers.sheets.content import Bounds, SheetContent, View, compose
from layers.sheets.frame import Frame
from layers.sheets.legend import LegendLayer, draw_legend
from layers.sheets.options import SheetOptions, as_file_type, check_options
from layers.sheets.page import INK, Box, Page, drawing_rules, picture_of, save_page
from layers.sheets.sheet import GAP_MM, Sheet, draw_foot, draw_head, draw_map, draw_to_scale, legend_layers
from layers.sheets.text import MM_PER_PT, balanced
from spatial.errors import ExportError
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.findings import Finding
from spatial.text import Text

_CAPTION_PT = 9.5
_LEGEND_SHARES = (0.2, 0.26, 0.32, 0.4)


def write_pair_sheet(
    project: Project, path: Path | str, options: SheetOptions, feedback: Feedback = SILENT
) -> tuple[Finding, ...]:
    """Write the views of a project as one sheet; the ending of `path` says whether as PNG, SVG or PDF.

    Views that are linked by extent get one extent, those linked by scale one scale; looks that share their classes get
    one legend.

    Returns
    -------
    tuple of Finding
        What could not be printed as it was meant.

    Raises
    ------
    ExportError
        There are no views side by side, the format or the ending is unknown, or a map shows nothing.
    SourceError
        The file cannot be written.
    """
    target = Path(path)
    file_type = as_file_type(target.suffix or target.name)
    check_options(options)
    contents = contents_of(project, feedback.part(0.0, 0.5))
    with drawing_rules():
        dpi = options.dpi if file_type == "png" else 0.0
        page, findings = arrange_pair(contents, project.comparison.arrangement, options, dpi)
        feedback.report(0.7, Text("正在写入文件", "Writing the file"))
        replace_file(target, lambda temporary: save_page(page, temporary, file_type, options.dpi))
    feedback.report(1.0)
    return findings


def preview_pair(
    project: Project, options: SheetOptions, dpi: float, feedback: Feedback = SILENT
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the sheet of the views as a PNG picture at a resolution of `dpi`, and its findings; see above."""
    check_options(options)
    contents = contents_of(project, feedback.part(0.0, 0.5))
    with drawing_rules():
        page, findings = arrange_pair(contents, project.comparison.arrangement, options, dpi)
        feedback.report(0.7)
        return picture_of(page, dpi), findings


def contents_of(project: Project, feedback: Feedback = SILENT) -> tuple[SheetContent, ...]:
    """Return what each view prints; raise `ExportError` where one map is shown alone."""
    views = views_of(project)
    if not views:
        raise ExportError(
            Text("没有并排的视图。", "There are no views side by side."),
            Text("请先用“视图 → 并排视图”打开两张地图。", "Open two maps with View → Side by side first."),
        )
    made = []
    for place, view in enumerate(views):
        part = feedback.part(place / len(views), (place + 1) / len(views))
        shown = project_of(project, place)
        bounds = _in_map_units(view.extent, project.crs) if view.extent is not None else None
        layer = subject(shown, view.map)
        field = shown.dataset(layer.dataset).field_of(field_of(layer.symbology)) if layer is not None else None
        caption = field.title if field is not None and view.column else shown.map(view.map).title
        made.append(compose(shown, view.map, View(caption, bounds=bounds), part))
    return _linked(made, project.comparison.link)


def _in_map_units(extent: Bounds, crs: str) -> Bounds:
    from pyproj import Transformer

    made = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform_bounds(*extent)
    return made[0], made[1], made[2], made[3]


def _linked(contents: Sequence[SheetContent], link: str) -> tuple[SheetContent, ...]:
    """Give contents one extent, or one scale about their own centres."""
    boxes = [each.bounds for each in contents]
    if link == "extent":
        whole = boxes[0]
        return tuple(replace(each, bounds=whole) for each in contents)
    if link == "scale":
        wide, high = max(box[2] - box[0] for box in boxes), max(box[3] - box[1] for box in boxes)
        return tuple(replace(each, bounds=_about(box, wide, high)) for each, box in zip(contents, boxes, strict=True))
    return tuple(contents)


def _about(box: Bounds, wide: float, high: float) -> Bounds:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def arrange_pair(
    contents: Sequence[SheetContent], arrangement: str, options: SheetOptions, dpi: float = 0.0
) -> tuple[Page, tuple[Finding, ...]]:
    """Lay out maps in frames of one size over their legends; return the page and what could not be printed.

    Each map draws what is drawn at the scale of its own frame; `dpi` as for `layers.sheets.sheet.draw_to_scale`.
    """
    return draw_to_scale(contents, options, dpi, lambda sheets: _lay_out(sheets, arrangement))


def _lay_out(sheets: Sequence[Sheet], arrangement: str) -> tuple[list[Frame], int]:
    """Draw all of a sheet; return the frames of its maps, and how many legend rows did not fit."""
    contents = [each.content for each in sheets]
    page, options, paper = sheets[0].page, sheets[0].options, sheets[0].format
    first = contents[0]
    sources = tuple(dict.fromkeys(source for each in contents for source in each.sources))
    notes = tuple(dict.fromkeys(note for each in contents for note in notes_of_map(each.project, each.shown)))
    head = replace(first, subtitle=Text(""), sources=sources, shown=replace(first.shown, notes=notes))
    sheet = replace(sheets[0], content=head)
    top, bottom = draw_head(sheet), draw_foot(sheet)
    room = Box(sheet.inner.left, bottom, sheet.inner.width, top - bottom)
    layers = _shared_legend(sheets)
    share, left_over = _legend_share(sheet, room, layers)
    gap = sheet.mm(GAP_MM)
    legend = Box(room.left, room.bottom, room.width, room.height * share)
    draw_legend(page, legend, layers, options.language, paper.scale, (3, 4, 2))
    frames = Box(room.left, legend.top + gap, room.width, room.height - legend.height - gap)
    caption = _CAPTION_PT * paper.scale
    head_mm = caption * MM_PER_PT * 1.5 * max(
        len(balanced(sheet.say(each.subtitle), caption, _cell(frames, len(contents), arrangement, 0, gap).width))
        for each in contents
    )  # fmt: skip
    drawn = []
    for place, own in enumerate(sheets):
        cell = _cell(frames, len(contents), arrangement, place, gap)
        page.block(cell.left, cell.top, balanced(own.say(own.content.subtitle), caption, cell.width), caption, INK)
        drawn.append(draw_map(own, Box(cell.left, cell.bottom, cell.width, cell.height - head_mm)))
    return drawn, left_over


def _cell(room: Box, number: int, arrangement: str, place: int, gap: float) -> Box:
    columns = {"row": number, "column": 1, "grid": 2}[arrangement]
    rows = -(-number // columns)
    row, column = divmod(place, columns)
    wide, high = (room.width - gap * (columns - 1)) / columns, (room.height - gap * (rows - 1)) / rows
    return Box(room.left + column * (wide + gap), room.top - (row + 1) * high - row * gap, wide, high)


def _legend_share(sheet: Sheet, room: Box, layers: list[LegendLayer]) -> tuple[float, int]:
    """Return the share of the room that the legend needs, and how many rows still do not fit."""
    left_over = 0
    for share in _LEGEND_SHARES:
        trial = Page(sheet.page.width, sheet.page.height)
        box = Box(0, 0, room.width, room.height * share)
        needed, left_over = draw_legend(trial, box, layers, sheet.options.language, sheet.format.scale, (3, 4, 2))
        if not left_over:
            return min((needed + sheet.mm(2.0)) / room.height, share), 0
    return _LEGEND_SHARES[-1], left_over


def _shared_legend(sheets: Sequence[Sheet]) -> list[LegendLayer]:
    """Return the legends of all views; those that share their classes, and those of one background, once."""
    found: dict[object, list[tuple[Sheet, LegendLayer]]] = {}
    for sheet in sheets:
        for drawn in legend_layers(sheet):
            found.setdefault(_classes(drawn), []).append((sheet, drawn))
    return [_merged(group) for group in found.values()]


def _merged(group: Sequence[tuple[Sheet, LegendLayer]]) -> LegendLayer:
    """Return one legend for views that share their classes: the counts of each stand behind the label."""
    _, first = group[0]
    looks = {field_of(drawn.portrayal.symbology) for _, drawn in group}
    if len(looks) < 2:
        return first
    legends = [drawn.portrayal.legend for _, drawn in group]
    entries: dict[int, list[LegendEntry]] = {}
    for legend in legends:
        for entry in legend.entries:
            entries.setdefault(entry.code, []).append(entry)
    merged = []
    for code, same in entries.items():
        counts = [next((each.count for each in legend.entries if each.code == code), 0) for legend in legends]
        words = " | ".join(map(str, counts))
        label = Text(f"{same[0].label.zh}（{words}）", f"{same[0].label.to('en')} ({words})")
        merged.append(replace(same[0], label=label, count=sum(counts)))
    columns = [legend.title for legend in legends]
    title = Text(" | ".join(each.zh for each in columns), " | ".join(each.to("en") for each in columns))
    note = Text("括号内依次为各图的要素数", "In brackets: the number of features on each map")
    legend = replace(legends[0], title=title, entries=tuple(merged), notes=(note, *legends[0].notes))
    return LegendLayer(replace(first.portrayal, legend=legend), first.opacity)


def _classes(drawn: LegendLayer) -> object:
    """Return what two legends must have in common to be one: a lock with its classes, else look and heading."""
    look = drawn.portrayal.symbology
    if isinstance(look, Graduated) and look.lock:
        return (look.lock, look.breaks, look.colours)
    if isinstance(look, Proportional) and look.lock:
        return (look.lock, look.reference)
    return (look, drawn.portrayal.legend.title)
