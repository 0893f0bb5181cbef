"""The density surface of a data set's points as ordinary layers: bands between contours, and the contours."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from layers.cartography.color_ramps import ramp_colours
from layers.cartography.symbology import Categorised, Category, Symbology
from layers.layer import Dataset, Field
from layers.results.point_density import marks_of, points_of
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.bandwidths import Bandwidth, BandwidthRule, Kernel
    from spatial.statistics.kernel_density import Contours, EdgeRule
    from spatial.statistics.point_patterns import Pattern

Rule = Literal["scott", "silverman", "likelihood", "given"]
RULE_NAMES: dict[Rule, Text] = {
    "scott": Text("Scott 规则", "Scott's rule"),
    "silverman": Text("Silverman 稳健规则（ArcGIS）", "Robust Silverman rule (ArcGIS)"),
    "likelihood": Text("留一法似然交叉验证", "Leave-one-out likelihood cross-validation"),
    "given": Text("自定（米）", "Given (m)"),
}
KERNEL_NAMES: dict[str, Text] = {"quartic": Text("四次核", "Quartic"), "gaussian": Text("高斯核", "Gaussian")}
EDGE_NAMES: dict[str, Text] = {
    "diggle": Text("Diggle 边缘校正", "Edge correction after Diggle"),
    "jones": Text("Jones 边缘校正", "Edge correction after Jones"),
    "none": Text("无边缘校正", "No edge correction"),
}
_LINE = "#7a4a12"


@dataclass(frozen=True)
class SurfaceWish:
    """How a surface is made.

    Parameters
    ----------
    rule
        How the bandwidth is chosen; ``given``: `metres`.
    metres
        Radius of the quartic kernel, standard deviation of the Gaussian one.
    kernel, edge
        See `spatial.statistics.kernel_density`.
    weight
        Column of weights; "" counts points.
    levels
        How many contours, equally spaced.
    bands, lines
        Which layers are made.
    """

    rule: Rule = "scott"
    metres: float = 1_000.0
    kernel: Kernel = "quartic"
    edge: EdgeRule = "diggle"
    weight: str = ""
    levels: int = 6
    bands: bool = True
    lines: bool = True


def bandwidths_of(
    points: Dataset, zones: Dataset | None, kernel: Kernel, feedback: Feedback = SILENT
) -> dict[Rule, Bandwidth]:
    """Return what each rule gives for the points in the study area, in metres.

    Raises
    ------
    GeometryError
        Too few points, all at one place, or no study area.
    """
    from spatial.statistics.bandwidths import select_bandwidth

    pattern = study_pattern(points, zones, feedback.part(0.0, 0.4))
    found: dict[Rule, Bandwidth] = {}
    rules: tuple[BandwidthRule, ...] = ("scott", "silverman", "likelihood")
    for number, rule in enumerate(rules):
        part = feedback.part(0.4 + 0.2 * number, 0.6 + 0.2 * number)
        found[rule] = select_bandwidth(pattern, rule, kernel, part)
    return found


def study_pattern(points: Dataset, zones: Dataset | None, feedback: Feedback = SILENT) -> Pattern:
    """Return the points of a data set in the plane, with the union of the zones as study area (None: their bounds)."""
    from spatial.crs import to_lonlat_wgs84
    from spatial.plane import pattern_of

    lonlat = points_of(points, feedback.part(0.0, 0.5))
    study = to_lonlat_wgs84(zones.frame, zones.datum) if zones is not None else None
    return pattern_of(lonlat, study, feedback=feedback.part(0.5, 1.0))


def surface_layers(
    points: Dataset, zones: Dataset | None, wish: SurfaceWish, feedback: Feedback = SILENT
) -> tuple[tuple[tuple[Dataset, Symbology], ...], Text]:
    """Return bands and contours of the kernel density as data sets, each with its look, and the method.

    Raises
    ------
    GeometryError
        Too few points, no study area, a bandwidth or weight that cannot be used, or no layer was asked for.
    SourceError
        There is no such column of weights.
    """
    from spatial.statistics.bandwidths import given_bandwidth, select_bandwidth
    from spatial.statistics.kernel_density import contours, kernel_density

    if not (wish.bands or wish.lines):
        raise GeometryError(
            Text("没有选择要生成的图层。", "No layer was asked for."),
            Text("请勾选密度面或等值线。", "Tick the surface or the contours."),
        )
    pattern = study_pattern(points, zones, feedback.part(0.0, 0.2))
    if wish.rule == "given":
        bandwidth = given_bandwidth(wish.metres, wish.kernel)
    else:
        bandwidth = select_bandwidth(pattern, wish.rule, wish.kernel, feedback.part(0.2, 0.4))
    weight = marks_of(points, weight=wish.weight).weight if wish.weight else None
    own = None if weight is None else weight[pattern.rows]
    surface = kernel_density(pattern, bandwidth, wish.edge, own, feedback.part(0.4, 0.8))
    lines = contours(surface, wish.levels, feedback.part(0.8, 1.0))
    made = [_bands(points, lines, wish.weight)] if wish.bands else []
    return (*made, *([_lines(points, lines, wish.weight)] if wish.lines else [])), lines.method


def _field(points: Dataset, lines: Contours, weight: str, label: Text) -> Field:
    counted = "个" if not weight else points.field_of(weight).unit or points.field_of(weight).title.zh
    unit = f"{counted}/平方公里"
    return Field("density", label, unit, definition=lines.method)


def _bands(points: Dataset, lines: Contours, weight: str) -> tuple[Dataset, Symbology]:
    import geopandas as gpd

    kept = [(level, band) for level, band in zip(lines.levels, lines.bands, strict=True) if not band.is_empty]
    frame = gpd.GeoDataFrame({"density": [level for level, _ in kept]}, geometry=[b for _, b in kept], crs=4326)
    field = _field(points, lines, weight, Text("核密度（不低于）", "Kernel density (at least)"))
    name = Text(f"{points.name.zh}的核密度", f"Kernel density of {points.name.to('en')}")
    dataset = Dataset("kernel_density", name, frame, fields=MappingProxyType({"density": field}))
    levels = frame["density"].tolist()
    shown = tuple(
        Category(cell, Text(f"≥ {cell}", f"≥ {cell}"), colour)
        for cell, colour in zip(map(str, levels), ramp_colours("YlOrBr", max(len(levels), 1)), strict=False)
    )
    return dataset, Categorised("density", shown, stroke=_LINE, stroke_width_px=0.5)


def _lines(points: Dataset, lines: Contours, weight: str) -> tuple[Dataset, Symbology]:
    import geopandas as gpd

    kept = [(level, line) for level, line in zip(lines.levels, lines.lines, strict=True) if not line.is_empty]
    frame = gpd.GeoDataFrame({"density": [level for level, _ in kept]}, geometry=[b for _, b in kept], crs=4326)
    field = _field(points, lines, weight, Text("核密度等值线", "Contour of kernel density"))
    name = Text(f"{points.name.zh}的密度等值线", f"Density contours of {points.name.to('en')}")
    dataset = Dataset("density_contours", name, frame, fields=MappingProxyType({"density": field}))
    levels = frame["density"].tolist()
    colours = ramp_colours("YlOrBr", len(levels) + 2)[2:]
    shown = tuple(
        Category(cell, Text(cell, cell), colour) for cell, colour in zip(map(str, levels), colours, strict=False)
    )
    widths = float(np.clip(9.0 / max(len(levels), 1), 1.0, 1.6))
    return dataset, Categorised("density", shown, stroke=_LINE, stroke_width_px=widths)
