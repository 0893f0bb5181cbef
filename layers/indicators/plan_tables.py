"""The plans' tables that belong to a project; `layers.indicators.project_plans` makes ledger and self-check of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.areas import AreaTable, read_areas
from layers.indicators.catalogue import Catalogue, Value, read_catalogue
from layers.indicators.facility_years import Facility, read_facilities
from layers.indicators.ledger import STATUS_NAMES, LedgerRow, reading
from layers.indicators.positioning import Overlap, measure_overlap, read_industries, read_synonyms
from layers.indicators.self_check import OUTCOME_NAMES, Checked, Claim, read_claims
from layers.indicators.synonyms import groups_in_force
from spatial.errors import ProjectError
from spatial.text import Language, Text

STARTER_TABLES = Path(__file__).parents[2] / "data" / "geo" / "tables"


@dataclass(frozen=True, eq=False)
class PlanTables:
    """What the plans say, read from the tables of a folder."""

    areas: AreaTable
    catalogue: Catalogue
    claims: tuple[Claim, ...]
    facilities: tuple[Facility, ...]


def read_plan_tables(project: Path | None = None) -> PlanTables:
    """Read the plans' tables of a project: its folder ``tables/``, or the starter tables for no project.

    Parameters
    ----------
    project
        Folder of a project, or its ``project.json``. Claims and facilities are optional in it; areas, indicators and
        values are not.

    Raises
    ------
    ProjectError
        The project keeps no tables of plans.
    SourceError
        A table cannot be read.
    """
    folder = _folder(project)
    if not (folder / "indicators.csv").is_file() or not (folder / "values.csv").is_file():
        raise ProjectError(
            Text(
                f"“{folder}”中没有 indicators.csv 和 values.csv。", f"No indicators.csv or no values.csv in “{folder}”."
            ),
            Text(
                "请把指标目录和数值表放入项目的 tables 文件夹（列名见起始项目的同名文件）。",
                "Put the catalogue and the figures into the project's folder tables (columns as in the starter's).",
            ),
        )
    areas = folder / "areas.csv"
    claims, facilities = folder / "claims.csv", folder / "facilities_table.csv"
    return PlanTables(
        read_areas(areas if areas.is_file() else STARTER_TABLES / "areas.csv"),
        read_catalogue(folder),
        read_claims(claims) if claims.is_file() else (),
        read_facilities(facilities) if facilities.is_file() else (),
    )


def area_names(project: Path | None = None) -> Mapping[str, Text]:
    """Return the names of a project's areas by id."""
    path = _folder(project) / "areas.csv"
    areas = read_areas(path if path.is_file() else STARTER_TABLES / "areas.csv")
    return {area.id: area.name for area in areas.values()}


def catalogue_beside(project: Path | None = None) -> tuple[Catalogue, Mapping[str, Text]]:
    """Return the catalogue of a project and the names of its areas: the starter's where it keeps no tables."""
    folder = _folder(project)
    kept = (folder / "indicators.csv").is_file() and (folder / "values.csv").is_file()
    return read_catalogue(folder if kept else STARTER_TABLES), area_names(project)


def areas_of(project: Path | None = None) -> AreaTable:
    """Return the areas of a project: its table ``areas.csv``, or that of the starter where it keeps none."""
    path = _folder(project) / "areas.csv"
    return read_areas(path if path.is_file() else STARTER_TABLES / "areas.csv")


def synonyms_of(project: Path | None = None) -> dict[str, str]:
    """Return the synonym groups of a project (industry -> group): its table, or the starter's where it keeps none."""
    path = _folder(project) / "industry_synonyms.csv"
    return read_synonyms(path if path.is_file() else STARTER_TABLES / "industry_synonyms.csv")


def overlap_of(project: Path | None = None, grouped: bool = False, edited: Mapping[str, str] | None = None) -> Overlap:
    """Return the overlap of the industries that a project's areas state.

    Parameters
    ----------
    project
        As in `read_plan_tables`; its table ``subpark_industries.csv`` is read, blocks are the parents in ``areas.csv``.
    grouped
        Whether the groups of ``industry_synonyms.csv`` count as one industry each.
    edited
        What the user changed in these groups, see `layers.project.Project.synonyms`.

    Raises
    ------
    SourceError
        A table is missing or cannot be read.
    """
    folder = _folder(project)
    path = folder / "areas.csv"
    areas = read_areas(path if path.is_file() else STARTER_TABLES / "areas.csv")
    industries = read_industries(folder / "subpark_industries.csv")
    blocks = {area: areas[area].parent for area in industries if area in areas}
    synonyms = groups_in_force(synonyms_of(project), edited or {}) if grouped else {}
    return measure_overlap(industries, blocks, synonyms)


def overlap_row(overlap: Overlap) -> dict[str, Any]:
    """Return an overlap for JSON."""
    return {
        "pairs": [
            {
                "a": pair.a,
                "b": pair.b,
                "jaccard": pair.jaccard,
                "shared": list(pair.shared),
                "across": pair.across_blocks,
            }
            for pair in overlap.pairs
        ],
        "across_blocks": overlap.across,
        "within_blocks": overlap.within,
        "possible_pairs": overlap.possible,
        "grouped": overlap.grouped,
    }


def ledger_row(row: LedgerRow, language: Language = "zh") -> dict[str, Any]:
    """Return a row of the ledger for JSON; what is not known is None.

    ``needed_growth_per_year`` is a fraction (0.046: +4.6 % a year), ``needed_step_per_year`` in the indicator's unit.
    """
    pace = row.pace
    return {
        "indicator": row.indicator.id,
        "area": row.area,
        "baseline": _number(row.baseline),
        "latest": _number(row.latest),
        "target": _number(row.target),
        "gap": pace.gap if pace else None,
        "needed_growth_per_year": pace.growth_per_year if pace else None,
        "status": row.status,
        "needed_step_per_year": pace.step_per_year if pace else None,
        "expected": row.expected,
        "progress": row.progress,
        "unit": row.indicator.unit,
        "baseline_year": row.baseline.year if row.baseline else None,
        "latest_year": row.latest.year if row.latest else None,
        "target_year": row.target.year if row.target else None,
        "name": row.indicator.name.to(language),
        "status_name": STATUS_NAMES[row.status].to(language),
        "reading": reading(row).to(language),
        "figures": [_figure(value) for value in row.figures],
    }


def check_row(checked: Checked, language: Language = "zh") -> dict[str, Any]:
    """Return a checked claim for JSON."""
    return {
        "id": checked.claim.id,
        "outcome": checked.outcome,
        "outcome_name": OUTCOME_NAMES[checked.outcome].to(language),
        "subject": checked.claim.subject.to(language),
        "arithmetic": checked.arithmetic.to(language),
        "printed": checked.claim.printed,
        "sources": list(checked.sources),
        "note": checked.claim.note,
    }


def _folder(project: Path | None) -> Path:
    return STARTER_TABLES if project is None else (project if project.is_dir() else project.parent) / "tables"


def _figure(value: Value) -> dict[str, Any]:
    return {
        "year": value.year,
        "kind": value.kind,
        "value": value.number,
        "low": value.low,
        "high": value.high,
        "printed": value.worded,
        "source": value.source,
    }


def _number(value: Value | None) -> float | None:
    return None if value is None else value.number
