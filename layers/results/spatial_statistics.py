"""Spatial autocorrelation of a layer's field: neighbours from its geometry, statistics from its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt

from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.autocorrelation import Autocorrelation, geary, general_g, join_counts, moran
from spatial.statistics.local_autocorrelation import LABEL_NAMES, Judgement, LocalAutocorrelation, local_g, local_moran
from spatial.statistics.permutations import Shuffle
from spatial.statistics.weights import Weights, contiguity, distance_band, nearest
from spatial.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Statistic = Literal["moran", "local_moran", "geary", "g", "g_star", "join_counts"]
STATISTICS: tuple[Statistic, ...] = ("moran", "local_moran", "geary", "g", "g_star", "join_counts")
WEIGHTS_FORMS = "queen | rook | knn:K | distance:M"
ROW_STANDARDISED = ("moran", "geary")  # local Moran does it itself


@dataclass(frozen=True)
class Wish:
    """What is to be computed.

    Parameters
    ----------
    statistic
        One of `STATISTICS`.
    weights
        ``queen``, ``rook``, ``knn:K`` or ``distance:M`` (metres); contiguity is for polygons.
    gap_m
        Polygons no farther apart than this are neighbours under contiguity: generalised borders leave slits.
    shuffle, judgement
        Permutation test, and how local labels are given.
    """

    statistic: Statistic = "moran"
    weights: str = "queen"
    gap_m: float = 0.0
    shuffle: Shuffle = field(default_factory=Shuffle)
    judgement: Judgement = field(default_factory=Judgement)


def make_weights(frame: gpd.GeoDataFrame, wanted: str, gap_m: float = 0.0, feedback: Feedback = SILENT) -> Weights:
    """Return the weights of a frame's features, measured in metres of a projected CRS.

    Parameters
    ----------
    frame
        Features in WGS 84; distances run between points on the surface of polygons (representative points).
    wanted
        See `Wish.weights`.

    Raises
    ------
    StatisticsError
        `wanted` is none of the forms, or contiguity is asked of points and lines.
    """
    kind, _, number = wanted.partition(":")
    metric = frame.geometry.to_crs(4549)
    if kind in ("queen", "rook") and not number:
        if not set(frame.geom_type.dropna()) <= {"Polygon", "MultiPolygon"}:
            raise StatisticsError(
                Text("邻接权重只用于面图层。", "Contiguity is for polygon layers."),
                Text("请用 knn:K 或 distance:米数。", "Use knn:K or distance:METRES."),
            )
        return contiguity(metric.to_numpy(), cast("Literal['queen', 'rook']", kind), gap_m, feedback)
    points = metric.representative_point()
    xy = np.column_stack([points.x.to_numpy(), points.y.to_numpy()])
    try:
        if kind == "knn":
            return nearest(xy, int(number), feedback)
        if kind == "distance":
            return distance_band(xy, float(number))
    except ValueError:
        pass
    raise StatisticsError(
        Text(f"权重“{wanted}”无法识别。", f"The weights “{wanted}” are not understood."),
        Text(
            f"可用：{WEIGHTS_FORMS}，例如 knn:4、distance:2000。",
            f"Allowed: {WEIGHTS_FORMS}, e.g. knn:4.",
        ),
    )


def compute(
    values: Floats, weights: Weights, wish: Wish, feedback: Feedback = SILENT
) -> Autocorrelation | LocalAutocorrelation:
    """Return the statistic that was wished for; values (N,), NaN for none. Errors as in `autocorrelation`."""
    used = weights.row_standardised() if wish.statistic in ROW_STANDARDISED else weights
    if wish.statistic == "local_moran":
        return local_moran(values, used, wish.shuffle, wish.judgement, feedback)
    if wish.statistic == "g_star":
        return local_g(values, used, True, (wish.shuffle, wish.judgement), feedback)
    globals_ = {"moran": moran, "geary": geary, "g": general_g, "join_counts": join_counts}
    return globals_[wish.statistic](values, used, wish.shuffle, feedback)


def autocorrelation_of(layer: Path, column: str, wish: Wish, feedback: Feedback = SILENT) -> dict[str, Any]:
    """Compute a statistic of a column of a layer file.

    Returns
    -------
    dict
        {"statistic", "value", "expected", "z", "p_sim", "n", "islands", "local", "missing", "method", "notes",
        "details"}. For local statistics `value` is the global one they belong to (Moran or general G), and `local` has
        {"id", "value", "z", "p_sim", "p_adjusted", "label"} of each feature; null where nothing can be computed.
    """
    from spatial.crs import to_lonlat_wgs84
    from spatial.sources import read_vector
    from spatial.values import parse_values

    source = read_vector(layer, feedback=feedback.part(0, 0.3))
    if column not in source.frame.columns:
        names = "、".join(str(column) for column in source.frame.columns if column != source.frame.geometry.name)
        raise StatisticsError(
            Text(f"{layer.name} 没有字段“{column}”。", f"{layer.name} has no field “{column}”."),
            Text(f"现有字段：{names}。", f"Its fields are: {names}."),
        )
    frame = source.frame.set_geometry(to_lonlat_wgs84(source.frame, source.datum), crs=4326)
    weights = make_weights(frame, wish.weights, wish.gap_m, feedback.part(0.3, 0.6))
    values = np.asarray(parse_values(frame[column]).number, dtype=np.float64)
    made = compute(values, weights, wish, feedback.part(0.6, 1))
    ids = [str(each) for each in (frame["id"] if "id" in frame.columns else frame.index)]
    if isinstance(made, Autocorrelation):
        return _global_row(made, ids)
    whole = compute(values, weights, _global_of(wish))
    assert isinstance(whole, Autocorrelation)
    return _global_row(whole, ids) | {
        "statistic": wish.statistic,
        "local": _local_rows(made, ids),
        "method": {"zh": made.method.zh, "en": made.method.en},
        "notes": [{"zh": note.zh, "en": note.en} for note in made.notes],
    }


def reading(result: dict[str, Any], language: Language = "zh") -> str:
    """Return the result of `autocorrelation_of` as lines of text."""
    p = "—" if result["p_sim"] is None else f"{result['p_sim']:.4g}"
    lines = [
        f"{result['statistic']}: {_short(result['value'])}  (E = {_short(result['expected'])}, "
        f"z = {_short(result['z'])}, p = {p}, n = {result['n']})"
    ]
    for name, value in result["details"].items():
        lines.append(f"  {name} = {value:g}")
    for label, text in LABEL_NAMES.items():
        ids = [row["id"] for row in result["local"] if row["label"] == label]
        if ids:
            shown = "、".join(ids[:20]) + (" …" if len(ids) > 20 else "")
            lines.append(f"  {text.to(language)} ({len(ids)}): {shown}")
    lines += [result["method"][language], *(note[language] for note in result["notes"])]
    return "\n".join(lines)


def _short(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"


def _global_of(wish: Wish) -> Wish:
    statistic: Statistic = "moran" if wish.statistic == "local_moran" else "g"
    return Wish(statistic, wish.weights, wish.gap_m, wish.shuffle, wish.judgement)


def _global_row(made: Autocorrelation, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "statistic": made.statistic,
        "value": _or_none(made.value),
        "expected": _or_none(made.expected),
        "z": _or_none(made.z),
        "p_sim": made.p_sim,
        "n": made.n,
        "islands": [ids[i] for i in made.islands],
        "local": [],
        "missing": [ids[i] for i in made.missing],
        "details": dict(made.details),
        "method": {"zh": made.method.zh, "en": made.method.en},
        "notes": [{"zh": note.zh, "en": note.en} for note in made.notes],
    }


def _local_rows(made: LocalAutocorrelation, ids: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": unit,
            "value": _or_none(made.value[i]),
            "z": _or_none(made.z[i]),
            "p_sim": _or_none(made.p_sim[i]),
            "p_adjusted": _or_none(made.p_adjusted[i]),
            "label": made.labels[i],
        }
        for i, unit in enumerate(ids)
    ]


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
