"""The work of each command of `main.py`, as objects ready for JSON. The window calls the same functions underneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.project import Project
from layers.sheets.options import SERIES, SheetOptions, as_file_type
from spatial.errors import JoinError, ProjectError, SourceError
from spatial.feedback import SILENT, Feedback
from spatial.findings import Finding
from spatial.text import Language, Text

if TYPE_CHECKING:
    from layers.page.tiles import TileWish

STARTER = Path(__file__).parent.parent / "data" / "geo"
PROJECT_SUFFIXES = (".yuantu", ".zip")


def starter_references() -> list[Any]:
    """Return what a layer of Shanghai should fit: geometries of starter layers, (M,) each, the most telling first."""
    from spatial.crs import to_lonlat_wgs84
    from spatial.sources import read_vector

    names = ("facilities", "zhangjiang", "putuo_north", "putuo_south", "lingang", "districts")
    return [to_lonlat_wgs84(read_vector(STARTER / f"{name}.geojson").frame, "wgs84") for name in names]


@dataclass(frozen=True)
class JoinOutcome:
    """What a join found.

    Parameters
    ----------
    report
        {"matched", "unmatched_layer", "unmatched_table", "duplicates", "near"}; the lists hold key values.
    notes
        What a user must know before trusting the joined figures: how the table was read, incomplete sums, unweighted
        means, renamed columns.
    refused
        Why nothing was joined (and nothing written); None where it was. The report is complete all the same.
    """

    report: dict[str, Any]
    notes: tuple[Text, ...]
    refused: JoinError | None = None


def finding_row(finding: Finding, language: Language = "zh") -> dict[str, Any]:
    """Return a finding as {"code", "severity", "feature", "message"}."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "feature": finding.feature,
        "message": finding.message.to(language),
    }


def is_project(path: Path) -> bool:
    """Say whether a path names a project (a folder, a `project.json`, or a packed project) and not a layer file."""
    return path.is_dir() or path.name == "project.json" or path.suffix.lower() in PROJECT_SUFFIXES


def open_project(paths: Sequence[Path], feedback: Feedback = SILENT) -> tuple[Project, tuple[Finding, ...]]:
    """Return the project at the one path given, the starter project for none, or a new one that shows layer files.

    Raises
    ------
    ProjectError
        Projects and layer files are mixed, or the project cannot be opened.
    SourceError
        A layer file cannot be read.
    """
    from layers.datasets import project_from_files
    from layers.storage.project_file import read_project

    if not paths or (len(paths) == 1 and is_project(paths[0])):
        opened = read_project(paths[0] if paths else STARTER, feedback)
        return opened.project, opened.findings
    if any(is_project(path) for path in paths):
        raise ProjectError(
            Text("不能同时导出项目和图层文件。", "A project and layer files cannot be exported together."),
            Text("请只给一个项目，或只给图层文件。", "Give one project, or layer files only."),
        )
    project = project_from_files(paths, feedback=feedback)
    return project, tuple(finding for dataset in project.datasets for finding in dataset.findings)


def export(
    paths: Sequence[Path],
    html: Path,
    maps: Sequence[str] = (),
    look: tuple[str, str, int] = ("", "", 0),
    feedback: Feedback = SILENT,
    *,
    tiles: TileWish = "auto",
) -> dict[str, Any]:
    """Write the page of a project or of layer files.

    Parameters
    ----------
    paths
        As in `open_project`.
    html
        File to write.
    maps
        Ids or titles of the maps to carry; none: all.
    look
        (field, scheme, k) of a choropleth for layer files; ("", "", 0): plain.
    tiles
        Zoom up to which base maps go in, ``auto`` or ``none``: see `layers.web_map.write_web_map`.

    Returns
    -------
    dict
        {"html", "bytes", "maps", "features", "findings"}
    """
    from layers.web_map import write_web_map

    project, findings = _to_export(paths, look, feedback.part(0, 0.5))
    chosen = [map_id(project, name) for name in maps] or None
    result = write_web_map(project, html, maps=chosen, tiles=tiles, feedback=feedback.part(0.5, 1))
    return {
        "html": str(result.path),
        "bytes": result.bytes,
        "maps": list(result.maps),
        "features": result.features,
        "findings": [finding_row(finding) for finding in (*findings, *result.findings)],
    }


def _to_export(
    paths: Sequence[Path], look: tuple[str, str, int], feedback: Feedback
) -> tuple[Project, tuple[Finding, ...]]:
    from layers.datasets import project_from_files

    if paths and not any(is_project(path) for path in paths):
        project = project_from_files(paths, *look, feedback=feedback)
        return project, tuple(finding for dataset in project.datasets for finding in dataset.findings)
    if look != ("", "", 0):
        raise ProjectError(
            Text("--field、--scheme 和 --k 只用于图层文件。", "--field, --scheme and --k are for layer files only."),
            Text("项目里的地图已有自己的符号。", "The maps of a project have their own symbology."),
        )
    return open_project(paths, feedback)


def export_sheets(
    paths: Sequence[Path],
    files: Sequence[tuple[str, Path]],
    options: SheetOptions,
    series: str = "",
    look: tuple[str, str, int] = ("", "", 0),
    feedback: Feedback = SILENT,
) -> dict[str, Any]:
    """Write printed sheets of a project or of layer files.

    Parameters
    ----------
    paths, look
        As in `export`.
    files
        (``png``, ``svg`` or ``pdf``; where to): a file for one sheet, a folder for a series.
    options
        Paper, resolution and language; `options.maps` are ids or titles. One sheet shows the first of them, or the
        active map.
    series
        ``map``, ``year`` or ``subpark``; ``views``: the views side by side on one sheet; "": one sheet.

    Returns
    -------
    dict
        {"sheets": [{"path", "bytes", "map"}], "findings"}
    """
    from layers.layout import SheetResult
    from layers.sheets.series import write_sheets

    project, findings = _to_export(paths, look, feedback.part(0, 0.3))
    options = replace(options, maps=tuple(map_id(project, name) for name in options.maps))
    written: list[SheetResult] = []
    for number, (kind, target) in enumerate(files):
        part = feedback.part(0.3 + 0.7 * number / len(files), 0.3 + 0.7 * (number + 1) / len(files))
        whole = series in SERIES or target.suffix.lower() == f".{kind}"
        path = target if whole else target.with_name(f"{target.name}.{kind}")
        written += write_sheets(project, series, path, replace(options, file_type=as_file_type(kind)), part)
    return {
        "sheets": [{"path": str(each.path), "bytes": each.bytes, "map": each.map_id} for each in written],
        "findings": [
            finding_row(finding) for finding in (*findings, *(found for each in written for found in each.findings))
        ],
    }


def map_id(project: Project, name: str) -> str:
    """Return the id of the map with this id or title.

    Raises
    ------
    ProjectError
        There is no such map; the message lists those there are.
    """
    for each in project.maps:
        if name in (each.id, each.title.zh, each.title.en):
            return each.id
    listed = "、".join(f"{each.id}（{each.title.zh}）" for each in project.maps)
    raise ProjectError(
        Text(f"没有名为“{name}”的地图。", f"There is no map called “{name}”."),
        Text(
            f"现有地图：{listed}。", "Maps: " + ", ".join(f"{each.id} ({each.title.to('en')})" for each in project.maps)
        ),
    )


def check(paths: Sequence[Path], feedback: Feedback = SILENT) -> tuple[dict[str, Any], list[SourceError]]:
    """Read files and list what was noticed.

    Returns
    -------
    dict
        {"files": [{"path", "features", "crs", "datum", "findings"}]}; a file that cannot be read has the one finding
        ``unreadable`` and no features.
    list of SourceError
        The errors of the files that cannot be read.
    """
    from spatial.sources import check_file

    references = starter_references()
    rows, errors = [], []
    for number, path in enumerate(paths):
        row: dict[str, Any] = {"path": str(path), "features": 0, "crs": "", "datum": ""}
        try:
            part = feedback.part(number / len(paths), (number + 1) / len(paths))
            report = check_file(path, references, part)
        except SourceError as error:
            errors.append(error)
            unreadable = Finding("unreadable", "error", Text(error.message("zh"), error.message("en")))
            rows.append(row | {"findings": [finding_row(unreadable)]})
            continue
        rows.append(
            row
            | {"features": report.features, "crs": report.crs, "datum": report.datum}
            | {"findings": [finding_row(finding) for finding in report.findings]}
        )
    return {"files": rows}, errors


def join(
    layer: Path,
    table: Path,
    on: Sequence[tuple[str, str]],
    rule: str = "",
    out: Path | None = None,
    feedback: Feedback = SILENT,
) -> JoinOutcome:
    """Join a table to a layer file, and write the joined layer to `out` where it is given and the join not refused."""
    from spatial.joining.joins import join_table, report_of
    from spatial.joining.tidy_joins import options_of
    from spatial.sources import read_table, read_vector, write_vector

    source = read_vector(layer, feedback=feedback.part(0, 0.3))
    cells = read_table(table, feedback=feedback.part(0.3, 0.5))
    aliases = area_aliases(source.frame, on)
    report = report_of(source.frame, cells.frame, on, aliases=aliases, feedback=feedback.part(0.5, 0.6))
    options = options_of(cells.columns, on, (rule, "", ()))
    read = tuple(finding.message for finding in cells.findings)
    try:
        result = join_table(
            source.frame, cells.frame, on, rule=options, aliases=aliases, feedback=feedback.part(0.6, 0.8)
        )
    except JoinError as error:
        return JoinOutcome(report, read, error)
    if out is not None:
        write_vector(result.frame, out, datum=source.datum, feedback=feedback.part(0.8, 1))
    return JoinOutcome(report, (*read, *result.notes))


def area_aliases(frame: Any, on: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the other names of the areas that a layer holds: normalised alias -> area id.

    Only the areas that the key columns name come into question: 闵行 is the district in a layer of districts, and the
    carrying area in a layer of those.
    """
    from layers.areas import read_areas

    areas = read_areas(STARTER / "tables" / "areas.csv")
    columns = [column for column, _ in on if column in frame.columns]
    keys = {str(key) for column in columns for key in frame[column].dropna().unique()}
    among = {area.id for key in keys for area in areas.resolve(key)}
    return dict(areas.aliases(among))


def classify_field(
    layer: Path, field: str, how: tuple[str, int, Sequence[float] | None], feedback: Feedback = SILENT
) -> dict[str, Any]:
    """Classify a field of a layer file.

    Parameters
    ----------
    how
        (scheme, number of classes, edges of the manual scheme or None).

    Returns
    -------
    dict
        {"scheme", "breaks", "counts", "missing", "not_applicable", "closed"}; `breaks` are the k+1 edges from minimum
        to maximum, classes (a, b], the first one [a, b].
    """
    import numpy as np

    from spatial.classification import classify
    from spatial.sources import read_vector
    from spatial.values import Form, parse_values

    frame = read_vector(layer, feedback=feedback.part(0, 0.6)).frame
    if field not in frame.columns:
        names = "、".join(str(column) for column in frame.columns if column != frame.geometry.name)
        raise SourceError(
            Text(f"{layer.name} 没有字段“{field}”。", f"{layer.name} has no field “{field}”."),
            Text(f"现有字段：{names}。", f"Its fields are: {names}."),
        )
    values = parse_values(frame[field])
    scheme, k, breaks = how
    made = classify(values.number, scheme, k, breaks=breaks, feedback=feedback.part(0.6, 1))
    return {
        "scheme": made.scheme,
        "breaks": [float(edge) for edge in made.breaks],
        "counts": [int(count) for count in made.counts],
        "missing": int(np.count_nonzero((values.form == Form.MISSING) | (values.form == Form.TEXT))),
        "not_applicable": int(np.count_nonzero(values.form == Form.NOT_APPLICABLE)),
        "closed": "right",
    }


def clusters_of(
    points: Path, how: tuple[float, int], out: Path | None = None, feedback: Feedback = SILENT
) -> dict[str, Any]:
    """Find DBSCAN clusters among the points of a layer file; `out` receives the points with their cluster id.

    Parameters
    ----------
    how
        (eps in metres, min_samples).

    Returns
    -------
    dict
        {"clusters": [{"id", "n", "area_m2", "density_per_km2", "centre"}], "noise", "labels"}; label -1 is noise.
    """
    from spatial.crs import to_lonlat_wgs84
    from spatial.geometry import representative_points
    from spatial.sources import read_vector, write_vector
    from spatial.statistics.clusters import find_clusters

    source = read_vector(points, feedback=feedback.part(0, 0.4))
    lonlat = representative_points(to_lonlat_wgs84(source.frame, source.datum))
    found = find_clusters(lonlat, *how, feedback.part(0.4, 0.9))
    if out is not None:
        labelled = source.frame.assign(cluster_id=found.labels)
        write_vector(labelled, out, datum=source.datum, feedback=feedback.part(0.9, 1))
    return {
        "clusters": [
            {
                "id": cluster.id,
                "n": cluster.n,
                "area_m2": cluster.area_m2,
                "density_per_km2": cluster.density_per_km2,
                "centre": list(cluster.centre),
            }
            for cluster in found.clusters
        ],
        "noise": found.noise,
        "labels": found.labels.tolist(),
    }


def convert(
    source: Path, target: Path, from_datum: str | None, to_datum: str, feedback: Feedback = SILENT
) -> list[dict[str, Any]]:
    """Convert a layer file to another format and datum; return the findings of the read as rows."""
    from spatial import sources

    return [finding_row(finding) for finding in sources.convert(source, target, from_datum or "", to_datum, feedback)]
