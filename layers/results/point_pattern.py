"""The pattern of the points of a file: one object with every answer, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from layers.results.point_density import points_of
from spatial.feedback import SILENT, Feedback
from spatial.text import Language


def pattern_json(
    points: Path, within: Path | None = None, language: Language = "zh", feedback: Feedback = SILENT
) -> dict[str, Any]:
    """Describe a point pattern.

    Parameters
    ----------
    points
        A layer file.
    within
        A layer file whose polygons together are the study area; None: the bounding box of the points.

    Returns
    -------
    dict
        {"nni", "z", "k": [{"r_m", "k", "l", "low", "high"}], "mean_centre", "ellipse", …}. `k`, `low` and `high` are
        square metres (K and its envelope), `l`, `l_low` and `l_high` metres (L); `mean_centre` is [lon, lat].

    Raises
    ------
    SourceError
        A file cannot be read.
    GeometryError
        There are too few points in the study area, or it has no area.
    """
    from layers.datasets import read_dataset
    from spatial.crs import to_lonlat_wgs84
    from spatial.statistics.point_patterns import centres_of, nearest_neighbours, pattern_of, ripley_k

    lonlat = points_of(read_dataset(points, feedback=feedback.part(0.0, 0.2)), feedback.part(0.2, 0.3))
    study = None
    if within is not None:
        area = read_dataset(within, feedback=feedback.part(0.3, 0.4))
        study = to_lonlat_wgs84(area.frame, area.datum)
    pattern = pattern_of(lonlat, study, feedback=feedback.part(0.4, 0.5))
    near = nearest_neighbours(pattern, feedback.part(0.5, 0.55))
    k = ripley_k(pattern, feedback=feedback.part(0.55, 0.95))
    centres = centres_of(lonlat[pattern.rows], feedback=feedback.part(0.95, 1.0))
    centre, ellipse = centres.centres[0], centres.centres[0].ellipse
    assert k.k_low is not None and k.k_high is not None and k.l_low is not None and k.l_high is not None
    names = ("r_m", "k", "l", "low", "high", "l_low", "l_high")
    columns = (k.r_m, k.k_m2, k.l_m, k.k_low, k.k_high, k.l_low, k.l_high)
    return {
        "n": pattern.n,
        "outside": pattern.outside,
        "no_position": pattern.no_position,
        "nni": near.index,
        "z": near.z,
        "nni_donnelly": near.donnelly_index,
        "z_donnelly": near.donnelly_z,
        "p": near.p,
        "k": [dict(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)],
        "p_global": k.p_global,
        "simulations": k.simulations,
        "seed": k.seed,
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
        "method": " ".join(each.method.to(language) for each in (near, k, centres)),
    }
