"""Spatial autocorrelation of a layer's field: neighbours from its geometry, statistics from its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.autocorrelation import (
    Autocorrelation,
    bivariate_moran,
    geary,
    general_g,
    join_counts,
    moran,
    not_defined,
)
from spatial.statistics.local_autocorrelation import (
    LABEL_NAMES,
    Judgement,
    LocalAutocorrelation,
    bivariate_local_moran,
    local_g,
    local_moran,
)
from spatial.statistics.permutations import Shuffle
from spatial.statistics.weights import Kernel, Weights, contiguity, distance_band, kernel, nearest
from spatial.text import Language, Text

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Statistic = Literal[
    "moran", "local_moran", "geary", "g", "g_star", "join_counts", "bivariate_moran", "bivariate_local_moran"
]
STATISTICS: tuple[Statistic, ...] = get_args(Statistic)
TWO_FIELDS: tuple[Statistic, ...] = ("bivariate_moran", "bivariate_local_moran")
KERNELS: tuple[Kernel, ...] = get_args(Kernel)
WEIGHTS_FORMS = f"queen | rook | knn:K | distance:M | kernel:M | kernel:{'|'.join(KERNELS)}:M"
ROW_STANDARDISED = ("moran", "geary", "bivariate_moran")  # local Moran does it itself
_GLOBAL_OF: dict[Statistic, Statistic] = {
    "local_moran": "moran",
    "g_star": "g",
    "bivariate_local_moran": "bivariate_moran",
}


@dataclass(frozen=True)
class Wish:
    """What is to be computed.

    Parameters
    ----------
    statistic
        One of `STATISTICS`.
    weights
        ``queen``, ``rook``, ``knn:K``, ``distance:M`` (metres) or ``kernel:FUNCTION:M`` (bandwidth in metres; without
        a function: triangular); contiguity is for polygons.
    gap_m
        Polygons no farther apart than this are neighbours under contiguity: generalised borders leave slits.
    shuffle, judgement
        Permutation test, and how local labels are given.
    second
        Column of the neighbours, for the bivariate statistics.
    """

    statistic: Statistic = "moran"
    weights: str = "queen"
    gap_m: float = 0.0
    shuffle: Shuffle = field(default_factory=Shuffle)
    judgement: Judgement = field(default_factory=Judgement)
    second: str = ""


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
            return distance_band(xy, float(number), feedback=feedback)
        function, _, metres = number.rpartition(":")
        if kind == "kernel" and function in ("", *KERNELS):
            return kernel(xy, float(metres), cast("Kernel", function or "triangular"), feedback)
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
    values: Floats, weights: Weights, wish: Wish, feedback: Feedback = SILENT, second: Floats | None = None
) -> Autocorrelation | LocalAutocorrelation:
    """Return the statistic that was wished for; values (N,), NaN for none. Errors as in `autocorrelation`.

    Parameters
    ----------
    second
        (N,) the variable of the neighbours, for the bivariate statistics.
    """
    used = weights.row_standardised() if wish.statistic in ROW_STANDARDISED else weights
    if wish.statistic == "local_moran":
        return local_moran(values, used, wish.shuffle, wish.judgement, feedback)
    if wish.statistic == "g_star":
        return local_g(values, used, True, (wish.shuffle, wish.judgement), feedback)
    if wish.statistic in TWO_FIELDS:
        if second is None:
            raise StatisticsError(
                Text("双变量统计量需要第二个字段。", "A bivariate statistic needs a second field."),
                Text("请选择邻居的字段（--second）。", "Choose the field of the neighbours (--second)."),
            )
        if wish.statistic == "bivariate_moran":
            return bivariate_moran(values, second, used, wish.shuffle, feedback)
        return bivariate_local_moran(values, second, used, (wish.shuffle, wish.judgement), feedback)
    globals_ = {"moran": moran, "geary": geary, "g": general_g, "join_counts": join_counts}
    return globals_[wish.statistic](values, used, wish.shuffle, feedback)


def whole_of(
    values: Floats, weights: Weights, wish: Wish, feedback: Feedback = SILENT, second: Floats | None = None
) -> Autocorrelation:
    """Return the global statistic that a local one belongs to, for values that the local one was computed of.

    Where general G is not defined (values below 0, or a single one that is not 0), G* is all the same: as a
    standardised z it needs no natural origin (Ord & Getis 1995). The global one then has no value, and its notes say
    why.
    """
    asked = global_of(wish)
    try:
        made = compute(values, weights, asked, feedback, second)
    except StatisticsError as error:
        if asked.statistic != "g":
            raise
        why = Text(
            f"{error.what.zh}所以没有全局 G；局部 G* 是标准化的 z（Ord 与 Getis 1995），不受此限。"
            "总体是否聚集请看全局 Moran's I。",
            f"{error.what.to('en')} Hence there is no global G; local G* is a standardised z (Ord and Getis 1995) and "
            "does not need that. Whether values cluster as a whole is told by global Moran's I.",
        )
        return not_defined("g", values, weights, why)
    assert isinstance(made, Autocorrelation)
    return made


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
    for each in (column, *([wish.second] if wish.second else [])):
        if each not in source.frame.columns:
            names = "、".join(str(name) for name in source.frame.columns if name != source.frame.geometry.name)
            raise StatisticsError(
                Text(f"{layer.name} 没有字段“{each}”。", f"{layer.name} has no field “{each}”."),
                Text(f"现有字段：{names}。", f"Its fields are: {names}."),
            )
    frame = source.frame.set_geometry(to_lonlat_wgs84(source.frame, source.datum), crs=4326)
    weights = make_weights(frame, wish.weights, wish.gap_m, feedback.part(0.3, 0.6))
    values = np.asarray(parse_values(frame[column]).number, dtype=np.float64)
    second = np.asarray(parse_values(frame[wish.second]).number, dtype=np.float64) if wish.second else None
    made = compute(values, weights, wish, feedback.part(0.6, 0.9), second)
    ids = [str(each) for each in (frame["id"] if "id" in frame.columns else frame.index)]
    if isinstance(made, Autocorrelation):
        return _global_row(made, ids)
    whole = whole_of(values, weights, wish, feedback.part(0.9, 1), second)
    return _global_row(whole, ids) | {
        "statistic": wish.statistic,
        "local": _local_rows(made, ids),
        "method": {"zh": made.method.zh, "en": made.method.en},
        "notes": [{"zh": note.zh, "en": note.en} for note in dict.fromkeys((*whole.notes, *made.notes))],
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


def global_of(wish: Wish) -> Wish:
    """Return the wish for the global statistic that a local one belongs to."""
    return replace(wish, statistic=_GLOBAL_OF[wish.statistic])


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
