"""The offline web page: one HTML file with all maps of a project, for a colleague who has a browser and nothing else.

The page asks for nothing: Leaflet, scripts, styles and data are inside. It shows what `portrayal.portray`
decided and decides nothing itself, so classes, colours and counts are those of the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.page.document import make_document
from layers.page.scene import collect
from layers.page.tiles import TileChoice, TileWish, page_tiles, tile_choices
from layers.project import Project
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.findings import Finding
from spatial.text import Language, Text

LARGE_BYTES = 5_000_000


@dataclass(frozen=True)
class WebMapResult:
    """What was written.

    Parameters
    ----------
    path, bytes
        The file and its size.
    maps
        Ids of the maps in it.
    features
        Number of features in it, background included; a data set drawn in two maps counts once.
    findings
        What the page cannot carry or carries differently, and what its reader should know.
    """

    path: Path
    bytes: int
    maps: tuple[str, ...]
    features: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ExportReview:
    """What an export will hold and cannot carry, and up to which zooms it could carry its base maps."""

    findings: tuple[Finding, ...]
    tiles: tuple[TileChoice, ...]


def check_export(
    project: Project, maps: Sequence[str] | None = None, feedback: Feedback = SILENT
) -> tuple[Finding, ...]:
    """Return the findings of `review_export`."""
    return review_export(project, maps, feedback).findings


def review_export(project: Project, maps: Sequence[str] | None = None, feedback: Feedback = SILENT) -> ExportReview:
    """Say what an export of these maps will hold and what it cannot carry, without writing anything.

    Records, fields and datum of each data set, unmatched rows of joins, features without data or geometry, boundaries
    that are not approved, looks that cannot be drawn, and the precision of the coordinates.

    Parameters
    ----------
    maps
        Ids or titles of the maps; None: all.

    Raises
    ------
    ExportError
        There is no map, or none of that name.
    """
    from layers.page.data import grid_of

    scene = collect(project, maps, feedback)
    return ExportReview((*scene.findings, _precision(grid_of(scene).step)), tile_choices(scene))


def write_web_map(
    project: Project,
    path: Path | str,
    *,
    maps: Sequence[str] | None = None,
    language: Language = "zh",
    tiles: TileWish = "auto",
    feedback: Feedback = SILENT,
) -> WebMapResult:
    """Write maps of a project as one HTML file that needs no network and no other file.

    Parameters
    ----------
    project
        The map document.
    path
        File to write; an existing one is replaced, and left as it was when anything goes wrong.
    maps
        Ids or titles of the maps that become themes of the page; None: all.
    language
        The language it opens in; the page holds both.
    tiles
        Zoom up to which the tiles of base maps go in, ``none``, or ``auto``: the finest within
        `layers.page.tiles.BUDGET_BYTES`, or none.

    Returns
    -------
    WebMapResult
        The same project gives the same bytes.

    Raises
    ------
    ExportError
        There is no map, or none of that name.
    SourceError
        The file cannot be written.
    """
    target = Path(path)
    scene = collect(project, maps, feedback.part(0.0, 0.6))
    carried = page_tiles(scene, tiles, feedback.part(0.6, 0.75))
    document, step = make_document(scene, carried, language, feedback.part(0.75, 0.95))
    feedback.report(0.95, Text("正在写入文件", "Writing the file"))
    replace_file(target, lambda temporary: _write(temporary, document))
    feedback.report(1.0)
    findings = (*scene.findings, *carried.findings, _precision(step), *_size(len(document)))
    features = sum(len(placed.ids) for placed in scene.placed.values())
    return WebMapResult(target, len(document), tuple(shown.id for shown, _ in scene.maps), features, findings)


def _write(path: Path, document: bytes) -> None:
    path.write_bytes(document)


def _precision(step: float) -> Finding:
    decimals = 7 if step <= 0.011 else 6 if step <= 0.11 else 5
    error = step * 0.5 * 2**0.5
    return Finding(
        "precision",
        "info",
        Text(
            f"坐标取整到 {step:g} 米网格（约 {decimals} 位小数），误差不超过 {error:.3g} 米，共用边界保持重合。",
            f"Coordinates are rounded to a grid of {step:g} m (about {decimals} decimals), "
            f"off by {error:.3g} m at most; shared borders stay together.",
        ),
    )


def _size(size: int) -> tuple[Finding, ...]:
    if size <= LARGE_BYTES:
        return ()
    megabytes = size / 1e6
    return (
        Finding(
            "page_large",
            "warning",
            Text(
                f"网页有 {megabytes:.1f} MB（超过 5 MB），邮件可能拒收；可只导出部分地图，或先简化图层。",
                f"The page has {megabytes:.1f} MB (more than 5): mail may refuse it. "
                "Export fewer maps or simplify layers.",
            ),
        ),
    )
