"""What a page shows where scripts are switched off: a plain drawing of the opening map, and its figures as a table."""

from __future__ import annotations

import html
from collections.abc import Iterator

import numpy as np

from layers.cartography.portrayal import Portrayal, Style
from layers.indicators.footnotes import notes_of_map
from layers.layer import Map
from layers.page.geometry import LINE, POINT, RING, Floats, Integers, Paths, bounds_of
from layers.page.scene import LayerViews, Scene
from spatial.text import Language, Text

WIDTH = 1000
TALLEST = 1200
VERTICES = 8_000
PATH_COST = 8
"""Vertices drawn at most (a path costs some more): a page with more leaves out the smallest shapes, and says so."""
ROWS = 200


def static_page(scene: Scene, paths: dict[str, Paths], language: Language) -> str:
    """Return HTML for `<noscript>`: title, status, map, legend and table of the map that the page opens with."""
    shown, layers = _opening(scene)
    visible = [row for row in layers if row.layer.visible]
    notice = Text(
        "浏览器未启用脚本：以下为静态地图与数据表。",
        "Scripts are switched off: a static map and its table follow.",
    )
    parts = [
        f"<h1>{_escape(shown.title.to(language))}</h1>",
        f"<p>{_escape(notice.to(language))} {_escape(scene.project.status_note.to(language))}</p>",
        _drawing(shown, visible, paths, language),
    ]
    for row in reversed(visible):
        if not row.layer.context:
            parts += [_legend(row, language), _table(row, language)]
    parts += [f"<p>{_escape(note.to(language))}</p>" for note in notes_of_map(scene.project, shown)]
    credits_ = dict.fromkeys(d.origin.attribution.to(language) for d in scene.datasets.values() if d.origin.attribution)
    parts += [f"<p>{_escape(credit)}</p>" for credit in credits_]
    return "\n".join(parts)


def _opening(scene: Scene) -> tuple[Map, tuple[LayerViews, ...]]:
    for shown, layers in scene.maps:
        if shown.id == scene.project.active_map:
            return shown, layers
    return scene.maps[0]


def _escape(text: str) -> str:
    return html.escape("".join(c for c in text if c >= " " or c in "\n\t").encode("utf-8", "replace").decode())


def _drawing(shown: Map, rows: list[LayerViews], paths: dict[str, Paths], language: Language) -> str:
    box = _frame(rows, paths)
    if box is None:
        return ""
    west, _, east, north = box
    scale = WIDTH / max(east - west, 1e-9)
    height = min(TALLEST, max(1, round((north - box[1]) * scale)))
    scale = min(scale, height / max(north - box[1], 1e-9))
    budget = VERTICES
    body = []
    left_out = 0
    for row in rows:
        look = row.views[row.active]
        whole = paths[row.layer.dataset]
        drawn = _shrink(_largest(whole, VERTICES // PATH_COST), np.array([west, north]), scale, budget)
        left_out += len(np.unique(whole.feature)) - len(np.unique(drawn.feature))
        budget = max(0, budget - len(drawn.xy) - PATH_COST * len(drawn.sizes))
        body.append(f'<g opacity="{row.layer.opacity:g}">{"".join(_shapes(drawn, look))}</g>')
    title = _escape(shown.title.to(language))
    note = Text(f"{left_out} 个过小的要素未绘出。", f"{left_out} features too small are not drawn.").to(language)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}" '
        f'style="max-width:100%;background:#eef2f5" fill-rule="evenodd">{"".join(body)}</svg>'
        + (f"<p>{_escape(note)}</p>" if left_out else "")
    )


def _frame(rows: list[LayerViews], paths: dict[str, Paths]) -> tuple[float, float, float, float] | None:
    front = [row for row in rows if not row.layer.context] or rows
    west, south, east, north = bounds_of(paths[row.layer.dataset] for row in front)
    if not np.isfinite(west):
        return None
    margin = 0.03 * max(east - west, north - south, 1.0)
    return west - margin, south - margin, east + margin, north + margin


def _largest(paths: Paths, most: int) -> Paths:
    """Return the paths of the largest extent, at most `most` of them."""
    if len(paths.sizes) <= most:
        return paths
    starts = np.cumsum(paths.sizes) - paths.sizes
    spans = [np.maximum.reduceat(axis, starts) - np.minimum.reduceat(axis, starts) for axis in paths.xy.T]
    keep = np.zeros(len(paths.sizes), bool)
    keep[np.argsort(-np.maximum(*spans), kind="stable")[:most]] = True
    inside = np.repeat(keep, paths.sizes)
    return Paths(paths.n, paths.feature[keep], paths.kind[keep], paths.sizes[keep], paths.xy[inside])


def _shrink(paths: Paths, corner: Floats, scale: float, budget: int) -> Paths:
    """Return paths in whole drawing units with repeated points gone, the largest features first to stay."""
    xy = np.rint((paths.xy - corner) * (scale, -scale)).astype(np.int64)
    path = np.repeat(np.arange(len(paths.sizes)), paths.sizes)
    same = np.zeros(len(xy), bool)
    same[1:] = (path[1:] == path[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    sizes = np.bincount(path[~same], minlength=len(paths.sizes))
    needed = np.array([3, 2, 1])[paths.kind] if len(paths.kind) else np.zeros(0, int)
    # Context reaches beyond the frame: a feature that touches the drawing is kept whole, the svg element clips it.
    inside = ((xy > -200) & (xy < TALLEST + 200)).all(axis=1)
    seen = np.bincount(path[inside], minlength=len(paths.sizes)) > 0
    keep = (sizes >= needed) & seen
    largest_first = np.argsort(-sizes, kind="stable")
    within = np.empty(len(sizes), bool)
    within[largest_first] = np.cumsum(np.where(keep, sizes + PATH_COST, 0)[largest_first]) <= budget
    keep &= within
    chosen = ~same & keep[path]
    return Paths(paths.n, paths.feature[keep], paths.kind[keep], sizes[keep], xy[chosen].astype(float))


def _shapes(paths: Paths, look: Portrayal) -> Iterator[str]:
    xy = paths.xy.astype(np.int64)
    stops = np.cumsum(paths.sizes)
    for number in range(len(paths.sizes)):
        feature, kind = int(paths.feature[number]), int(paths.kind[number])
        style = look.styles[int(look.classes[feature])]
        points = xy[stops[number] - paths.sizes[number] : stops[number]]
        if look.radius_px is not None or kind == POINT:
            radius = style.radius_px if look.radius_px is None else float(look.radius_px[feature])
            x, y = points.mean(axis=0)
            yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" {_paint(style, kind)}/>'
        elif kind in (RING, LINE):
            yield f'<path d="{_path(points)}{"z" if kind == RING else ""}" {_paint(style, kind)}/>'


def _path(points: Integers) -> str:
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    return "m" + " ".join(map(str, steps))


def _paint(style: Style, kind: int) -> str:
    fill = style.fill if kind != LINE and style.fill else "none"
    stroke = style.stroke or (style.fill if kind == LINE else "") or "none"
    return f'fill="{_escape(fill)}" stroke="{_escape(stroke)}" stroke-width="{style.stroke_width_px:g}"'


def _legend(row: LayerViews, language: Language) -> str:
    legend = row.views[row.active].legend
    rows = "".join(
        '<li><svg width="18" height="12" aria-hidden="true">'
        f'<rect width="18" height="12" {_paint(e.style, RING)}/></svg> '
        f"{_escape(e.label.to(language))} ({e.count})</li>"
        for e in legend.entries
    )
    words = [legend.method, *legend.notes]
    notes = " · ".join(_escape(text.to(language)) for text in words if text)
    return f"<h2>{_escape(legend.title.to(language))}</h2><ul>{rows}</ul><p>{notes}</p>"


def _table(row: LayerViews, language: Language) -> str:
    look = row.views[row.active]
    labels = {entry.code: entry.label.to(language) for entry in look.legend.entries}
    body = []
    for number, name in enumerate(look.placed.names[:ROWS]):
        value = look.values[number] or labels.get(int(look.classes[number]), "")
        body.append(f"<tr><td>{_escape(name.to(language))}</td><td>{_escape(value)}</td></tr>")
    more = len(look.placed.names) - ROWS
    note = Text(f"另有 {more} 行未列。", f"{more} more rows are not listed.").to(language)
    caption, title = _escape(row.layer.name.to(language)), _escape(look.legend.title.to(language))
    heading = f"<tr><th>{Text('名称', 'Name').to(language)}</th><th>{title}</th></tr>"
    return f"<table><caption>{caption}</caption><thead>{heading}</thead><tbody>{''.join(body)}</tbody></table>" + (
        f"<p>{_escape(note)}</p>" if more > 0 else ""
    )
