"""Density of the points of one layer in the zones of another: from files or data sets to tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from layers.areas import AreaTable
from layers.layer import Dataset
from layers.placement import texts
from layers.project import Project
from layers.results.area_bases import BASIS_NAMES, Basis, area_bases, own_area
from spatial.errors import GeometryError, SourceError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.density import (
    AreaBasis,
    CountingRule,
    Densities,
    Marks,
    ZoneCounts,
    Zones,
    count_points,
    density_table,
    merge_zones,
    prepare_zones,
)
from spatial.text import Text

Floats = npt.NDArray[np.float64]

ROLL_UP_LEVELS = ("block", "park", "zone", "carrying_area", "district", "city")
_SLICE = 50_000


@dataclass(frozen=True, eq=False)
class ZoneLayer:
    """The zones of a data set, with their names.

    Parameters
    ----------
    zones
        Ready for counting; ids from the data set's id column, or row numbers from 1.
    names
        Shown names, one per zone.
    bases
        Area bases that are there (`layers.results.area_bases`), as drawn now the first.
    """

    zones: Zones
    names: tuple[Text, ...]
    bases: tuple[AreaBasis, ...]


@dataclass(frozen=True, eq=False)
class RolledUp:
    """Densities of the areas of one level of the hierarchy.

    Parameters
    ----------
    level
        Such as ``block`` or ``park``.
    table
        Counts summed over the zones of each area; areas summed likewise (as drawn), or published for the area itself.
    names
        Of the areas.
    """

    level: str
    table: Densities
    names: tuple[Text, ...]


def points_of(dataset: Dataset, feedback: Feedback = SILENT) -> Floats:
    """Return (N, 2) WGS 84 degrees: one point of each feature (in it, where it is a polygon); NaN for none."""
    from spatial.crs import to_lonlat_wgs84
    from spatial.geometry import representative_points

    geometry = to_lonlat_wgs84(dataset.frame, dataset.datum, feedback.part(0.0, 0.5))
    found = np.full((len(geometry), 2), np.nan)
    for start in range(0, len(geometry), _SLICE):
        feedback.report(0.5 + 0.5 * start / len(geometry))
        found[start : start + _SLICE] = representative_points(geometry[start : start + _SLICE])
    return found


def zone_layer(
    dataset: Dataset,
    areas: AreaTable | None = None,
    feedback: Feedback = SILENT,
    project: Project | None = None,
    points: int | None = None,
) -> ZoneLayer:
    """Return the zones of a data set, with the areas they can be divided by.

    Parameters
    ----------
    areas
        The area table, for published areas by zone id; the column ``area_km2_published`` of the data set goes first.
    project
        Holds the ledger of boundaries, for the approved areas and those of the current revision.
    points
        How many will be counted, where that is known, see `prepare_zones`.

    Raises
    ------
    GeometryError
        There is no zone, ids are not unique, or a coordinate is not finite.
    """
    from spatial.crs import to_lonlat_wgs84

    geometry = to_lonlat_wgs84(dataset.frame, dataset.datum, feedback.part(0.0, 0.4))
    ids = texts(dataset.frame, dataset.id_field) or tuple(str(i + 1) for i in range(len(dataset.frame)))
    zones = prepare_zones(ids, geometry, feedback.part(0.4, 1.0), points)
    zh = texts(dataset.frame, dataset.name_field) or ids
    en = texts(dataset.frame, "name_en") if dataset.name_field == "name_zh" else ()
    names = tuple(Text(a or i, b) for a, b, i in zip(zh, en or zh, ids, strict=True))
    return ZoneLayer(zones, names, area_bases(dataset, zones, areas, project))


def marks_of(dataset: Dataset, by: str = "", weight: str = "") -> Marks:
    """Return kinds and weights from two columns ("" for none); cells that hold no figure are missing weights.

    Raises
    ------
    SourceError
        There is no such column.
    """
    import pandas as pd

    from spatial.values import parse_values

    for field in (by, weight):
        check_field(field, dataset)
    kinds: tuple[str, ...] = ("",)
    kind = None
    if by:
        cells = pd.Series(texts(dataset.frame, by), dtype=object).map(str.strip)
        kinds = tuple(sorted({cell for cell in cells if cell})) or ("",)
        place = {name: number for number, name in enumerate(kinds)}
        kind = np.array([place[cell] if cell else -1 for cell in cells], dtype=np.int64)
    return Marks(kinds, kind, parse_values(dataset.frame[weight]).number if weight else None)


def roll_up(counts: ZoneCounts, basis: AreaBasis, areas: AreaTable) -> tuple[RolledUp, ...]:
    """Sum counts and areas over the hierarchy: sub-park -> block -> park -> zone, as far as the zones are in the table.

    Parameters
    ----------
    counts
        Of zones whose ids are those of the area table; others are left out.
    basis
        Areas of the zones. For the published basis an area's own published figure is taken, not the sum of its parts;
        under the others a sum with an unknown part is unknown.

    Returns
    -------
    tuple of RolledUp
        One for each level that holds two zones or more in one area.
    """
    above: dict[str, list[str]] = {}
    for zone in counts.ids:
        for area in areas.ancestors(zone) if zone in areas else ():
            above.setdefault(area.id, []).append(zone)
    place = {zone: number for number, zone in enumerate(counts.ids)}
    found = []
    for level in ROLL_UP_LEVELS:
        groups = [(name, members) for name, members in above.items() if areas[name].level == level]
        if not any(len(members) > 1 for _, members in groups):
            continue
        summed = [
            own_area(areas, name)
            if basis.key == "published"
            else float(sum(basis.area_km2[place[member]] for member in members))
            for name, members in groups
        ]
        rolled = merge_zones(counts, groups)
        table = density_table(rolled, replace(basis, area_km2=np.array(summed, dtype=np.float64)))
        found.append(RolledUp(level, table, tuple(areas[name].name for name, _ in groups)))
    return tuple(found)


@dataclass(frozen=True)
class FileWish:
    """How the points of a file are to be counted.

    Parameters
    ----------
    by, weight
        Column of kinds, column of weights; "" for none.
    scheduler
        Address of a Dask scheduler, for GeoParquet; "" for threads of this process.
    rule
        How points on borders and in overlaps count, see `spatial.statistics.zone_counts.RULE_TEXTS`.
    basis
        The areas that counts are divided by.
    project
        A project whose area table and ledger of boundaries tell published, approved and committed areas; None: only
        columns of the zones do.
    """

    by: str = ""
    weight: str = ""
    scheduler: str = ""
    rule: CountingRule = "first"
    basis: Basis = "drawn"
    project: Path | None = None


def density_of(
    points: Path, zones: Path, wish: FileWish | None = None, feedback: Feedback = SILENT
) -> tuple[Densities, ZoneLayer]:
    """Count the points of a file in the zones of another and describe their density.

    Parameters
    ----------
    points
        Any layer file. GeoParquet (a file or a folder of them) is counted part by part and need not fit into memory.

    Raises
    ------
    SourceError
        A file or field cannot be read, or a scheduler is given for another format.
    GeometryError
        The zones cannot be used.
    """
    from layers.datasets import read_dataset

    wish = wish or FileWish()
    fields = (wish.by, wish.weight)
    land = read_dataset(zones, feedback=feedback.part(0.0, 0.1))
    if points.is_dir() or points.suffix.lower() == ".parquet":
        from spatial.statistics.partitions import count_partitioned, open_points

        layer = _file_zones(land, wish.project, feedback.part(0.1, 0.2))
        basis = chosen_basis(layer, wish.basis)
        file = open_points(points, [field for field in fields if field])
        counts = count_partitioned(file, layer.zones, fields, wish.rule, wish.scheduler, feedback.part(0.2, 1.0))
        return density_table(counts, basis), layer
    if wish.scheduler:
        raise SourceError(
            Text("--scheduler 只用于 GeoParquet。", "--scheduler is for GeoParquet only."),
            Text("请先把点图层转换为 GeoParquet（.parquet）。", "Convert the points to GeoParquet (.parquet) first."),
        )
    dataset = read_dataset(points, feedback=feedback.part(0.1, 0.5))
    lonlat = points_of(dataset, feedback.part(0.5, 0.6))
    layer = _file_zones(land, wish.project, feedback.part(0.6, 0.7), len(lonlat))
    basis = chosen_basis(layer, wish.basis)
    counts = count_points(lonlat, layer.zones, marks_of(dataset, *fields), wish.rule, feedback.part(0.7, 1.0))
    return density_table(counts, basis), layer


def chosen_basis(layer: ZoneLayer, key: Basis) -> AreaBasis:
    """Return a basis of the zones; `GeometryError` where they do not have it."""
    found = next((each for each in layer.bases if each.key == key), None)
    if found is None:
        name = BASIS_NAMES[key]
        there = [BASIS_NAMES[cast("Basis", each.key)] for each in layer.bases]
        raise GeometryError(
            Text(f"这些分区没有{name.zh}。", f"These zones have no areas of this basis: {name.en}."),
            Text(f"可用：{'、'.join(each.zh for each in there)}。", f"There are: {', '.join(e.en for e in there)}."),
        )
    return found


def _file_zones(zones: Dataset, project: Path | None, feedback: Feedback, points: int | None = None) -> ZoneLayer:
    """Return zones of a file; with a project its area table and, where its ids are those of a data set, its ledger."""
    if project is None:
        return zone_layer(zones, feedback=feedback, points=points)
    from layers.indicators.plan_tables import areas_of
    from layers.storage.project_file import read_project

    opened = read_project(project, feedback.part(0.0, 0.5)).project
    ids = set(texts(zones.frame, zones.id_field))
    same = next((each for each in opened.datasets if ids and ids <= set(texts(each.frame, each.id_field))), None)
    named = zones if same is None else replace(zones, id=same.id)
    return zone_layer(named, areas_of(project), feedback.part(0.5, 1.0), opened, points)


def density_json(table: Densities, layer: ZoneLayer, language: Any = "zh") -> dict[str, Any]:
    """Return a table as an object for JSON: {"zones": [...], "outside", "on_border", "method", ...}."""
    counts = table.counts
    rows = []
    for row, name in zip(table.rows, layer.names, strict=True):
        made: dict[str, Any] = {
            "id": row.id,
            "n": _whole(row.n),
            "area_km2": row.area_km2,
            "density_per_km2": row.density_per_km2,
            "ci_low": row.ci_low,
            "ci_high": row.ci_high,
            "share": row.share,
            "location_quotient": row.location_quotient,
            "rank": row.rank,
            "tied": row.tied,
            "name": name.to(language),
        }
        if counts.weighted:
            made["weight"] = row.weight
        if row.kinds:
            made["kinds"] = [
                {
                    "kind": kind.kind,
                    "n": _whole(kind.n),
                    "weight": kind.weight,
                    "share": kind.share,
                    "location_quotient": kind.location_quotient,
                }
                for kind in row.kinds
            ]
        rows.append(made)
    return {
        "zones": rows,
        "outside": counts.outside,
        "on_border": counts.on_border,
        "in_overlap": counts.in_overlap,
        "no_position": counts.no_position,
        "points": counts.points,
        "rule": counts.rule,
        "confidence": table.confidence,
        "area_basis": table.basis.key,
        "method": table.method.to(language),
        "notes": [note.to(language) for note in table.notes],
    }


def check_field(field: str, dataset: Dataset) -> None:
    """Raise `SourceError` where a data set has no such column; "" asks for none."""
    if field and field not in dataset.frame.columns:
        names = "、".join(str(column) for column in dataset.frame.columns if column != dataset.frame.geometry.name)
        raise SourceError(
            Text(f"图层“{dataset.name.zh}”没有字段“{field}”。", f"“{dataset.name.to('en')}” has no field “{field}”."),
            Text(f"现有字段：{names}。", f"Its fields are: {names}."),
        )


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number
