"""How points lie: nearest neighbours, K and L function, centres and ellipses by zone and year, with a reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from layers.cartography.color_ramps import ramp_colours
from layers.cartography.symbology import Categorised, Category, Single, Symbology
from layers.layer import Dataset, Field
from layers.placement import texts
from layers.results.point_density import ZoneLayer, marks_of, points_of, zone_layer
from layers.results.point_years import ACCURACY, built_by, years_in
from layers.results.result_tables import Cell, ResultTable, cell_words
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.point_patterns import Centre, NearestNeighbours, Pattern, RipleyK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
FEW, SIMULATED = 20, 20_000
MOST_YEARS = 12
_FIELDS = MappingProxyType(
    {"until": Field("until", Text("建成于", "Built")), "points": Field("points", Text("点数", "Points"))}
)


@dataclass(frozen=True)
class PatternWish:
    """How points are described.

    Parameters
    ----------
    weight
        Column that weighs centres and ellipses; "" counts each point once. Distances to neighbours and K know no
        weights.
    year_field
        Column of the years of completion: centres and ellipses of what stood by the end of each of them, too; "": none.
    """

    weight: str = ""
    year_field: str = ""


@dataclass(frozen=True, eq=False)
class PatternResult:
    """How the points of a data set lie in a study area.

    Parameters
    ----------
    points, zones
        The data sets; zones None: the bounding box of the points is the study area.
    pattern, near, k
        In metres; `k` None where there are too many points to simulate.
    centres, members
        Centre and ellipse of all points, then of each zone, and the rows of the points behind each.
    names
        Of the centres.
    years
        Year by whose end the points of each centre were built; None: all of them.
    notes
        What was left out.
    """

    points: Dataset
    zones: Dataset | None
    pattern: Pattern
    near: NearestNeighbours
    k: RipleyK | None
    centres: tuple[Centre, ...]
    members: tuple[list[int], ...]
    names: tuple[Text, ...]
    years: tuple[int | None, ...]
    methods: tuple[Text, ...]
    notes: tuple[Text, ...] = ()


def pattern_in(
    points: Dataset, zones: Dataset | None, wish: PatternWish | None = None, feedback: Feedback = SILENT
) -> PatternResult:
    """Describe a point pattern.

    Raises
    ------
    GeometryError
        Fewer than two points in the study area, it has no area, or a weight cannot be used.
    SourceError
        There is no such column.
    """
    from spatial.crs import to_lonlat_wgs84
    from spatial.statistics.point_patterns import centres_of, nearest_neighbours, pattern_of, ripley_k

    lonlat = points_of(points, feedback.part(0.0, 0.1))
    layer = zone_layer(zones, None, feedback.part(0.1, 0.15)) if zones is not None else None
    study = to_lonlat_wgs84(zones.frame, zones.datum) if zones is not None else None
    pattern = pattern_of(lonlat, study, feedback=feedback.part(0.15, 0.2))
    near = nearest_neighbours(pattern, feedback.part(0.2, 0.25))
    k = ripley_k(pattern, feedback=feedback.part(0.25, 0.9)) if pattern.n <= SIMULATED else None
    places, code = _groups(lonlat, layer)
    if layer is None:
        code[pattern.rows] = 0
    wish = wish or PatternWish()
    weight = marks_of(points, weight=wish.weight).weight if wish.weight else None
    moments, notes = _moments(points, pattern.rows, wish.year_field)
    names, years, members, memberships = _memberships(pattern.rows, (places, code), moments)
    every = np.concatenate(memberships)
    of = np.repeat(np.arange(len(memberships)), [len(rows) for rows in memberships])
    own = None if weight is None else weight[every]
    centres = centres_of(
        lonlat[every], ([str(n) for n in range(len(names))], of), own, feedback=feedback.part(0.9, 1.0)
    )
    methods = (near.method, *((k.method,) if k is not None else ()), centres.method)
    return PatternResult(points, zones, pattern, near, k, centres.centres, members, names, years, methods, notes)


Moment = tuple[int | None, npt.NDArray[np.bool_]]


def _moments(points: Dataset, inside: Integers, year_field: str) -> tuple[list[Moment], tuple[Text, ...]]:
    """Return each year with the points that stood by its end, after all points together, and what must be said."""
    every: list[Moment] = [(None, np.ones(len(points.frame), dtype=np.bool_))]
    if not year_field:
        return every, ()
    years = years_in(points, year_field)
    cells = texts(points.frame, year_field)
    notes = []
    if len(years) > MOST_YEARS:
        notes.append(Text(f"只列最近 {MOST_YEARS} 个年份。", f"Only the last {MOST_YEARS} years are listed."))
    kept = years[-MOST_YEARS:]
    unknown = int((built_by(cells, max(kept))[inside] < 0).sum()) if kept else len(inside)
    if unknown:
        notes.append(
            Text(
                f"{unknown} 个点没有写明年份，不在各年份的中心与椭圆之内：这不等于没有建成。",
                f"{unknown} points state no year and are in no centre of a year: that does not mean they were not "
                "built.",
            )
        )
    return [*every, *((year, built_by(cells, year) == 1) for year in kept)], tuple(notes)


def _memberships(
    inside: Integers, groups: tuple[tuple[Text, ...], Integers], moments: list[Moment]
) -> tuple[tuple[Text, ...], tuple[int | None, ...], tuple[list[int], ...], list[Integers]]:
    """Return names, years, rows as lists and rows as arrays of every group at every moment that has points."""
    places, code = groups
    within = np.zeros(len(code), dtype=np.bool_)
    within[inside] = True
    parts = [(Text("全部", "all"), within), *((name, code == n) for n, name in enumerate(places))]
    names: list[Text] = []
    years: list[int | None] = []
    rows: list[Integers] = []
    for name, belongs in parts:
        for year, stands in moments:
            found = np.flatnonzero(belongs & stands)
            if year is not None and not len(found):
                continue
            by = Text("", "") if year is None else Text(f"（{year} 年底前建成）", f" (built by the end of {year})")
            names.append(Text(f"{name.zh}{by.zh}", f"{name.to('en')}{by.en}"))
            years.append(year)
            rows.append(found)
    return tuple(names), tuple(years), tuple(each.tolist() for each in rows), rows


def _groups(lonlat: Floats, layer: ZoneLayer | None) -> tuple[tuple[Text, ...], Integers]:
    """Return the names of the zones, and (N,) the first zone that holds each point, -1 for none."""
    code = np.full(len(lonlat), -1, dtype=np.int64)
    if layer is None:
        return (), code
    held = layer.zones.index.place(lonlat).held
    pairs = layer.zones.index.pairs(lonlat, held)
    for point, zone in pairs[::-1].tolist():
        code[point] = zone
    return layer.names, code


def pattern_reading(result: PatternResult) -> tuple[Text, ...]:
    """Return what a pattern says, with its caveats."""
    near, n = result.near, result.pattern.n
    words = []
    if n < FEW:
        words.append(
            Text(
                f"只有 {n} 个点：检验力很弱，结果只作线索。",
                f"Only {n} points: the tests are weak, take them as hints.",
            )
        )
    index, p = cell_words(near.donnelly_index, "zh", 3), cell_words(near.p, "zh", 2)
    verdict = (
        Text("与完全随机没有显著差别", "no significant difference from complete spatial randomness")
        if near.p > 0.05
        else Text("显著地聚集", "significantly clustered")
        if near.donnelly_index < 1
        else Text("显著地均匀", "significantly regular")
    )
    words.append(
        Text(
            f"最近邻指数（Donnelly 校正）{index}，p = {p}：{verdict.zh}；平均最近距离 {near.mean_m:,.0f} 米。",
            f"Nearest-neighbour index (Donnelly) {index}, p = {p}: {verdict.en}; mean distance {near.mean_m:,.0f} m.",
        )
    )
    words.append(_k_words(result))
    if near.p <= 0.05 or result.k is not None:
        words.append(
            Text(
                "与“完全随机”有差别，只说明分布不均匀（园区集中、山水处不能建），不等于设施互相吸引。",
                "To differ from complete randomness means an uneven spread (parks here, water there), not that sites "
                "attract each other.",
            )
        )
    words += _accuracy_words(result)
    if near.at_one_place:
        words.append(
            Text(
                f"{near.at_one_place} 个点与别的点在同一位置，会夸大聚集；请核对坐标精度。",
                f"{near.at_one_place} points share their place with another: that exaggerates clustering.",
            )
        )
    if result.pattern.outside:
        words.append(
            Text(
                f"研究区外的 {result.pattern.outside} 个点未计入。",
                f"{result.pattern.outside} points outside are left out.",
            )
        )
    if result.zones is None:
        words.append(
            Text(
                "研究区取点的外接矩形：其中不可能有设施的地方会使结果显得更聚集；请选择分区作研究区。",
                "The study area is the bounding box of the points: where no site can be, it makes them look clustered; "
                "choose zones instead.",
            )
        )
    return (*words, *result.notes, *result.methods)


def _accuracy_words(result: PatternResult) -> list[Text]:
    """Say how accurate the places are, where the points state it: shorter distances mean nothing."""
    from spatial.values import parse_values

    frame = result.points.frame
    if ACCURACY not in frame.columns:
        return []
    stated = parse_values(frame[ACCURACY]).number[result.pattern.rows]
    known = stated[np.isfinite(stated) & (stated > 0)]
    if not len(known):
        return []
    middle = float(np.median(known))
    return [
        Text(
            f"点位注明精度的中位数为 {middle:,.0f} 米：比这更短的距离上的聚集不可信。",
            f"The median stated accuracy of the places is {middle:,.0f} m: clustering at shorter distances is not to "
            "be trusted.",
        )
    ]


def _k_words(result: PatternResult) -> Text:
    k = result.k
    if k is None or k.k_low is None or k.k_high is None:
        return Text(
            f"点数超过 {SIMULATED:,}，未作 L 函数模拟。", f"More than {SIMULATED:,} points: L was not simulated."
        )
    above, below = k.r_m[k.k_m2 > k.k_high], k.r_m[k.k_m2 < k.k_low]
    p = cell_words(k.p_global, "zh", 2)
    if len(above):
        where = f"{above[0]:,.0f}–{above[-1]:,.0f}"
        return Text(
            f"L 函数在 {where} 米之间高于模拟包络：这个距离内比随机更聚集（整条曲线 p = {p}）。",
            f"L lies above its envelope between {where} m: more clustered than random there (whole curve p = {p}).",
        )
    if len(below):
        where = f"{below[0]:,.0f}–{below[-1]:,.0f}"
        return Text(
            f"L 函数在 {where} 米之间低于模拟包络：比随机更均匀（整条曲线 p = {p}）。",
            f"L lies below its envelope between {where} m: more regular than random (whole curve p = {p}).",
        )
    return Text(f"L 函数没有越出模拟包络（p = {p}）。", f"L stays within its envelope (p = {p}).")


def pattern_result(result: PatternResult) -> ResultTable:
    """Return centres and ellipses as a table: of all points, then of each zone."""
    columns = tuple(
        Text(zh, en)
        for zh, en in (
            ("分区", "Zone"), ("点数", "Points"), ("经度", "Longitude"), ("纬度", "Latitude"),
            ("标准距离（米）", "Standard distance (m)"), ("长半轴（米）", "Semi-major (m)"),
            ("短半轴（米）", "Semi-minor (m)"), ("方位角（°）", "Azimuth (°)"), ("备注", "Note"),
        )
    )  # fmt: skip
    rows = []
    for name, centre in zip(result.names, result.centres, strict=True):
        lon, lat = (round(each, 6) for each in centre.mean) if centre.mean else (None, None)
        ellipse = centre.ellipse
        axes: tuple[Cell, ...] = (None, None, None)
        if ellipse is not None:
            axes = ellipse.semi_major_m, ellipse.semi_minor_m, ellipse.azimuth_deg
        degrees = tuple(None if each is None else f"{each:.6f}" for each in (lon, lat))
        rows.append((name, centre.n, *degrees, centre.standard_distance_m, *axes, centre.note or None))
    title = Text(f"{result.points.name.zh}的点格局", f"Pattern of {result.points.name.to('en')}")
    return ResultTable(title, columns, tuple(rows), pattern_reading(result))


def ellipse_layers(result: PatternResult) -> tuple[tuple[Dataset, Symbology], ...]:
    """Return ellipses and mean centres as data sets, each with its look; `GeometryError` where there is none."""
    import geopandas as gpd
    import shapely

    there = [
        (name, each, year)
        for name, each, year in zip(result.names, result.centres, result.years, strict=True)
        if each.mean
    ]
    round_ = [(name, each.ellipse, each.n, year) for name, each, year in there if each.ellipse is not None]
    if not there:
        raise GeometryError(
            Text("没有点，没有中心。", "There is no point, hence no centre."),
            Text("请选择有点的图层。", "Choose a layer with points."),
        )
    made: list[tuple[Dataset, Symbology]] = []
    timed = _by_year(result.years)
    if round_:
        frame = gpd.GeoDataFrame(
            {"name_zh": [n.zh for n, *_ in round_], "name_en": [n.to("en") for n, *_ in round_],
             "points": [count for _, _, count, _ in round_], "until": [_until(year) for *_, year in round_]},
            geometry=[each.outline for _, each, *_ in round_], crs="EPSG:4326",
        )  # fmt: skip
        name = Text("标准差椭圆", "Standard deviational ellipses")
        look: Symbology = Single("", "#c2410c", 1.8)
        if timed is not None:  # as lines, which take the colours of their years
            frame["geometry"] = [each.boundary if each.geom_type == "Polygon" else each for each in frame.geometry]
            look = timed
        made.append((Dataset("ellipses", name, frame, name_field="name_zh", fields=_FIELDS), look))
    points = shapely.points(np.array([each.mean for _, each, _ in there], dtype=np.float64))
    columns = {"name_zh": [n.zh for n, *_ in there], "name_en": [n.to("en") for n, *_ in there]}
    frame = gpd.GeoDataFrame(columns | {"until": [_until(year) for *_, year in there]}, geometry=points, crs=4326)
    name = Text("平均中心", "Mean centres")
    dots = Single("#c2410c", "#ffffff", 1.2, 5.0) if timed is None else replace(timed, stroke_width_px=1.2)
    made.append((Dataset("mean_centres", name, frame, name_field="name_zh", fields=_FIELDS), dots))
    return tuple(made)


def _until(year: int | None) -> str:
    return "全部" if year is None else str(year)


def _by_year(years: tuple[int | None, ...]) -> Categorised | None:
    """Return a look that tells the years apart, None where there are none."""
    kept = sorted({year for year in years if year is not None})
    if not kept:
        return None
    colours = ramp_colours("YlOrBr", len(kept) + 2)[2:]
    shown = [Category("全部", Text("全部", "all"), "#3b4754")]
    shown += [
        Category(str(year), Text(f"{year} 年底前", f"by the end of {year}"), colour)
        for year, colour in zip(kept, colours, strict=True)
    ]
    return Categorised("until", tuple(shown), stroke_width_px=1.8)
