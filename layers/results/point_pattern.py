"""The pattern of the points of a file: one object with every answer, for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.results.pattern_kinds import KindPattern
from layers.results.pattern_result import PatternResult, PatternWish, pattern_in
from spatial.feedback import SILENT, Feedback
from spatial.text import Language

if TYPE_CHECKING:
    from spatial.statistics.point_patterns import Centre, NearestNeighbours, RipleyK


@dataclass(frozen=True)
class PatternFiles:
    """Where points lie, and what is asked of them.

    Parameters
    ----------
    points
        A layer file.
    within
        A layer file whose polygons together are the study area; None: the bounding box of the points.
    weight, year, by
        Columns: weights of centres and ellipses, years of completion, kinds; "": none.
    """

    points: Path
    within: Path | None = None
    weight: str = ""
    year: str = ""
    by: str = ""


def pattern_json(files: PatternFiles, language: Language = "zh", feedback: Feedback = SILENT) -> dict[str, Any]:
    """Describe a point pattern.

    Returns
    -------
    dict
        {"nni", "z", "k": [{"r_m", "k", "l", "low", "high"}], "mean_centre", "ellipse", …}. `k`, `low` and `high` are
        square metres (K and its envelope), `l`, `l_low` and `l_high` metres (L); `mean_centre` is [lon, lat]. With
        zones also "zones", with years "years", with kinds "kinds": centre and ellipse of each; kinds have their K
        against complete randomness and, as "labelled", against random labelling.

    Raises
    ------
    SourceError
        A file cannot be read, or has no such column.
    GeometryError
        There are too few points in the study area, it has no area, or a weight cannot be used.
    """
    return pattern_row(pattern_of_files(files, feedback), language)


def pattern_of_files(files: PatternFiles, feedback: Feedback = SILENT) -> PatternResult:
    """Describe the points of a file; errors as in `pattern_json`."""
    from layers.datasets import read_dataset

    points = read_dataset(files.points, feedback=feedback.part(0.0, 0.2))
    zones = None
    if files.within is not None:
        zones = read_dataset(files.within, [points.id], feedback=feedback.part(0.2, 0.3))
    wish = PatternWish(files.weight, files.year, files.by, simulated=len(points.frame))
    return pattern_in(points, zones, wish, feedback.part(0.3, 1.0))


def pattern_row(result: PatternResult, language: Language = "zh") -> dict[str, Any]:
    """Return a pattern as an object for JSON, see `pattern_json`."""
    pattern, k = result.pattern, result.k
    every = list(zip(result.names, result.sorts, result.years, result.centres, strict=True))
    made: dict[str, Any] = {
        "n": pattern.n,
        "outside": pattern.outside,
        "no_position": pattern.no_position,
        **_near(result.near),
        "k": _k_rows(k),
        "p_global": None if k is None else k.p_global,
        "simulations": 0 if k is None else k.simulations,
        "seed": None if k is None else k.seed,
        **_spread(result.centres[0]),
    }
    if result.zones is not None:
        made["zones"] = [
            {"name": name.to(language), "n": centre.n, **_spread(centre)}
            for name, sort, year, centre in every
            if sort == "zone" and year is None
        ]
    if any(year is not None for year in result.years):
        made["years"] = [
            {"group": name.to(language), "of": sort, "until": year, "n": centre.n, **_spread(centre)}
            for name, sort, year, centre in every
            if year is not None
        ]
    if result.kinds:
        spread = {name: _spread(centre) for name, sort, year, centre in every if sort == "kind" and year is None}
        made["kinds"] = [_kind_row(each) | spread.get(each.name, {}) for each in result.kinds]
    made["notes"] = [each.to(language) for each in result.notes]
    return made | {"method": " ".join(each.to(language) for each in result.methods)}


def _near(near: NearestNeighbours | None) -> dict[str, Any]:
    names = ("nni", "z", "nni_donnelly", "z_donnelly", "p", "mean_distance_m")
    if near is None:
        return dict.fromkeys(names)
    figures = (near.index, near.z, near.donnelly_index, near.donnelly_z, near.p, near.mean_m)
    return dict(zip(names, figures, strict=True))


def _k_rows(k: RipleyK | None) -> list[dict[str, float]]:
    if k is None or k.k_low is None or k.k_high is None or k.l_low is None or k.l_high is None:
        return []
    names = ("r_m", "k", "l", "low", "high", "l_low", "l_high")
    columns = (k.r_m, k.k_m2, k.l_m, k.k_low, k.k_high, k.l_low, k.l_high)
    return [dict(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


def _spread(centre: Centre) -> dict[str, Any]:
    ellipse = centre.ellipse
    return {
        "mean_centre": list(centre.mean) if centre.mean else None,
        "standard_distance_m": centre.standard_distance_m,
        "ellipse": None
        if ellipse is None
        else {
            "semi_major_m": ellipse.semi_major_m,
            "semi_minor_m": ellipse.semi_minor_m,
            "azimuth_deg": ellipse.azimuth_deg,
            "area_km2": ellipse.area_km2,
        },
    }


def _kind_row(each: KindPattern) -> dict[str, Any]:
    against = each.against
    labelled = None
    if against is not None:
        rows = zip(against.r_m, against.k_m2, against.k_all_m2, against.k_low, against.k_high, strict=True)
        names = ("r_m", "k", "k_all", "low", "high")
        labelled = {
            "p_global": against.p_global,
            "p_adjusted": against.p_adjusted,
            "simulations": against.simulations,
            "seed": against.seed,
            "k": [dict(zip(names, np.array(row).tolist(), strict=True)) for row in rows],
        }
    return {
        "kind": each.kind,
        "n": each.n,
        **_near(each.near),
        "k": _k_rows(each.k),
        "p_global": None if each.k is None else each.k.p_global,
        "labelled": labelled,
    }
