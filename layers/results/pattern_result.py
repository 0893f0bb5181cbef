"""How points lie: nearest neighbours, K and L function, centres and ellipses by zone and year, with a reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from layers.cartography.color_ramps import ramp_colours
from layers.cartography.symbology import Categorised, Category, Single, Symbology
from layers.layer import Dataset, Field
from layers.placement import texts
from layers.results.pattern_kinds import KindPattern, kind_patterns
from layers.results.pattern_reading import pattern_reading
from layers.results.point_density import ZoneLayer, check_field, marks_of, points_of, zone_layer
from layers.results.point_years import built_by, years_in
from layers.results.result_tables import Cell, ResultTable
from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.statistics.point_patterns import Centre, NearestNeighbours, Pattern, RipleyK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
SIMULATED = 20_000
MOST_YEARS = 12
OF_ZONES, _OTHERS = "#3b4754", "全部与各区"
_FIELDS = MappingProxyType(
    {
        "until": Field("until", Text("建成于", "Built")),
        "points": Field("points", Text("点数", "Points")),
        "group": Field("group", Text("类别", "Kind")),
    }
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
    by
        Column of kinds: neighbours, K, centres and ellipses of each kind, too; "": none.
    simulated
        Most points that K is simulated for.
    labels
        What kinds are called, see `kind_labels`.
    """

    weight: str = ""
    year_field: str = ""
    by: str = ""
    simulated: int = SIMULATED
    labels: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


Sort = Literal["all", "zone", "kind"]


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
        Centre and ellipse of all points, then of each zone, then of each kind, and the rows of the points behind each.
    names, sorts
        Of the centres: what each is called, and whether it is of all points, a zone or a kind.
    years
        Year by whose end the points of each centre were built; None: all of them.
    notes
        What was left out.
    kinds
        Neighbours and K of each kind; () where none were asked for.
    """

    points: Dataset
    zones: Dataset | None
    pattern: Pattern
    near: NearestNeighbours
    k: RipleyK | None
    centres: tuple[Centre, ...]
    members: tuple[list[int], ...]
    names: tuple[Text, ...]
    sorts: tuple[Sort, ...]
    years: tuple[int | None, ...]
    methods: tuple[Text, ...]
    notes: tuple[Text, ...] = ()
    kinds: tuple[KindPattern, ...] = ()


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

    wish = wish or PatternWish()
    check_field(wish.year_field, points)
    lonlat = points_of(points, feedback.part(0.0, 0.1))
    marks = marks_of(points, wish.by, wish.weight)
    layer = _zones(zones, len(lonlat), feedback.part(0.1, 0.15)) if zones is not None else None
    study = to_lonlat_wgs84(zones.frame, zones.datum) if zones is not None else None
    pattern = pattern_of(lonlat, study, feedback=feedback.part(0.15, 0.2))
    near = nearest_neighbours(pattern, feedback.part(0.2, 0.25))
    k = ripley_k(pattern, feedback=feedback.part(0.25, 0.6)) if pattern.n <= wish.simulated else None
    kinds: tuple[KindPattern, ...] = ()
    if marks.kind is not None:
        kinds = kind_patterns(pattern, (marks.kinds, marks.kind), wish.labels, k is not None, feedback.part(0.6, 0.9))
    moments, notes = _moments(points, pattern.rows, wish.year_field)
    groups = _groups(lonlat, pattern.rows, layer)
    if marks.kind is not None:
        named = [(code, wish.labels.get(kind, Text(kind, kind))) for code, kind in enumerate(marks.kinds) if kind]
        groups += [("kind", name, marks.kind == code) for code, name in named]
    names, sorts, years, memberships = _memberships(pattern.rows, groups, moments)
    every = np.concatenate(memberships)
    of = np.repeat(np.arange(len(memberships)), [len(rows) for rows in memberships])
    own = None if marks.weight is None else marks.weight[every]
    centres = centres_of(
        lonlat[every], ([str(n) for n in range(len(names))], of), own, feedback=feedback.part(0.9, 1.0)
    )
    if marks.weight is not None:
        notes = (*notes, *_weight_notes(marks.weight[pattern.rows]))
    methods: tuple[Text, ...] = (_without(near.method, pattern.basis), k.method) if k is not None else (near.method,)
    methods += next(((each.against.method,) for each in kinds if each.against is not None), ())
    plane = centres.plane.name
    methods += (_without(centres.method, Text(f"平面坐标：{plane.zh}。", f"Plane: {plane.en}.")),)
    members = tuple(rows.tolist() for rows in memberships)
    return PatternResult(
        points, zones, pattern, near, k, centres.centres, members, names, sorts, years, methods, notes, kinds
    )


def _without(words: Text, end: Text) -> Text:
    """Return words without what the next ones end with, too."""
    return Text(words.zh.removesuffix(end.zh), words.en.removesuffix(end.en).rstrip())


def _zones(zones: Dataset, count: int, feedback: Feedback) -> ZoneLayer:
    """Return zones for centres: their ids are not needed, so they may occur twice."""
    ids = texts(zones.frame, zones.id_field)
    named = replace(zones, id_field="") if len(set(ids)) < len(ids) else zones
    return zone_layer(named, None, feedback, points=count)


def _weight_notes(weight: Floats) -> tuple[Text, ...]:
    without = int((~(np.nan_to_num(weight) > 0)).sum())
    if not without:
        return ()
    return (
        Text(
            f"{without} 个点的权重缺失或为 0，不在加权的中心与椭圆之内。",
            f"The weight of {without} points is missing or 0: they are in no weighted centre or ellipse.",
        ),
    )


Group = tuple[Sort, Text, npt.NDArray[np.bool_]]
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
    inside: Integers, groups: list[Group], moments: list[Moment]
) -> tuple[tuple[Text, ...], tuple[Sort, ...], tuple[int | None, ...], list[Integers]]:
    """Return names, sorts, years and rows of every group at every moment that has points in the study area."""
    names: list[Text] = []
    sorts: list[Sort] = []
    years: list[int | None] = []
    rows: list[Integers] = []
    for sort, name, belongs in groups:
        for year, stands in moments:
            found = inside[belongs[inside] & stands[inside]]
            if not len(found) and (year is not None or sort == "kind"):
                continue
            by = Text("", "") if year is None else Text(f"（{year} 年底前建成）", f" (built by the end of {year})")
            names.append(Text(f"{name.zh}{by.zh}", f"{name.to('en')}{by.en}"))
            sorts.append(sort)
            years.append(year)
            rows.append(found)
    return tuple(names), tuple(sorts), tuple(years), rows


def _groups(lonlat: Floats, inside: Integers, layer: ZoneLayer | None) -> list[Group]:
    """Return all points, then those of each zone: a point belongs to the first zone that holds it."""
    every: list[Group] = [("all", Text("全部", "all"), np.ones(len(lonlat), dtype=np.bool_))]
    if layer is None:
        return every
    code = np.full(len(lonlat), -1, dtype=np.int64)
    code[inside] = layer.zones.index.place(lonlat[inside]).zone
    return [*every, *(("zone", name, code == n) for n, name in enumerate(layer.names))]


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

    every = zip(result.names, result.centres, result.years, result.sorts, strict=True)
    there = [
        (name, each, _until(year), name.zh if sort == "kind" else _OTHERS)
        for name, each, year, sort in every
        if each.mean
    ]
    round_ = [
        (name, each.ellipse, each.n, until, group) for name, each, until, group in there if each.ellipse is not None
    ]
    if not there:
        raise GeometryError(
            Text("没有点，没有中心。", "There is no point, hence no centre."),
            Text("请选择有点的图层。", "Choose a layer with points."),
        )
    made: list[tuple[Dataset, Symbology]] = []
    timed = _by_year(result.years) or _by_kind(result)
    if round_:
        frame = gpd.GeoDataFrame(
            {"name_zh": [n.zh for n, *_ in round_], "name_en": [n.to("en") for n, *_ in round_],
             "points": [each[2] for each in round_], "until": [each[3] for each in round_],
             "group": [each[4] for each in round_]},
            geometry=[each.outline for _, each, *_ in round_], crs="EPSG:4326",
        )  # fmt: skip
        name = Text("标准差椭圆", "Standard deviational ellipses")
        look: Symbology = Single("", "#c2410c", 1.8)
        if timed is not None:  # as lines, which take the colours of their years or kinds
            frame["geometry"] = [each.boundary if each.geom_type == "Polygon" else each for each in frame.geometry]
            look = timed
        made.append((Dataset("ellipses", name, frame, name_field="name_zh", fields=_FIELDS), look))
    points = shapely.points(np.array([each.mean for _, each, *_ in there], dtype=np.float64))
    columns = {"name_zh": [n.zh for n, *_ in there], "name_en": [n.to("en") for n, *_ in there]}
    columns |= {"until": [each[2] for each in there], "group": [each[3] for each in there]}
    frame = gpd.GeoDataFrame(columns, geometry=points, crs=4326)
    name = Text("平均中心", "Mean centres")
    dots = Single("#c2410c", "#ffffff", 1.2, 5.0) if timed is None else replace(timed, stroke_width_px=1.2)
    if timed is not None and timed.field == "group":  # the ellipses around them tell the kinds apart
        dots = Single("#ffffff", OF_ZONES, 1.6, 3.6)
    made.append((Dataset("mean_centres", name, frame, name_field="name_zh", fields=_FIELDS), dots))
    return tuple(made)


def kind_colours(result: PatternResult) -> dict[Text, str]:
    """Return the colour of each kind on the map and in the bars, by its name; {} where there are none or years, too."""
    if any(year is not None for year in result.years):
        return {}
    names = [name for name, sort in zip(result.names, result.sorts, strict=True) if sort == "kind"]
    return dict(zip(names, ramp_colours("okabe_ito", max(len(names), 1)), strict=False))


def _by_kind(result: PatternResult) -> Categorised | None:
    """Return a look that tells the kinds apart, None where there are none."""
    colours = kind_colours(result)
    if not colours:
        return None
    shown = [Category(_OTHERS, Text(_OTHERS, "all, and zones"), OF_ZONES)]
    shown += [Category(name.zh, name, colour) for name, colour in colours.items()]
    return Categorised("group", tuple(shown), stroke_width_px=1.8)


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
