from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from shapely.geometry.base import BaseGeometry

from gui.map.view import Array, MapView
from gui.rendering import geometry as renderer_geometry
from gui.rendering import render
from gui.rendering import surface as renderer_surface
from gui.rendering.detail import drawn_once
from gui.rendering.drivers import at_once, in_slices
from gui.rendering.points import circle_sprite, draw_centred
from gui.rendering.render import CanvasLayer, Drawn, Frame, finished, render_at_once, render_frame, render_layer
from gui.rendering.surface import Surface
from gui.rendering.text import wrapped
from layers.cartography.legend import CLUSTER, NOISE, Legend, Style
from layers.cartography.portrayal import Portrayal
from layers.cartography.symbology import Single
from layers.placement import Placed
from spatial.statistics.clusters import Aggregation, AggregationLevel, Cluster, Clusters
from spatial.text import Text

VIEW = MapView(50.0, 50.0, 1.0, 100, 100)  # world (x, y) is pixel (x, 100 - y)
RED, BLUE, GREY = "#c0392b", "#2471a3", "#d9d9d9"
STYLES = {
    0: Style(RED, "#ffffff", 0.8, 5.0),
    1: Style(BLUE, "#ffffff", 0.8, 5.0),
    -1: Style(GREY, "#ffffff", 0.8, 4.0, "diagonal"),
}

pytestmark = pytest.mark.usefixtures("qapp")


def made(
    shapes: Sequence[BaseGeometry | None],
    classes: Sequence[int] | None = None,
    styles: Mapping[int, Style] = STYLES,
    dashed: bool = False,
    **more: object,
) -> Portrayal:
    n = len(shapes)
    geometry = np.empty(n, dtype=object)
    geometry[:] = shapes
    ids = tuple(str(i) for i in range(n))
    placed = Placed("EPSG:3857", geometry, ids, tuple(Text(f"园{i}", f"Park {i}") for i in ids), np.full(n, dashed))
    codes = np.array(classes if classes is not None else [0] * n, dtype=np.int32)
    radius = more.pop("radius_px", None)
    return Portrayal(placed, Single(), codes, dict(styles), radius, ("",) * n, Legend(Text("x"), ()), **more)  # type: ignore[arg-type]


def drawn(portrayal: Portrayal, view: MapView = VIEW, ratio: float = 1.0) -> QImage:
    image = finished(render_layer(portrayal, view, ratio))
    assert image is not None
    return image


def at(image: QImage, x: float, y: float, view: MapView = VIEW) -> str:
    px = view.to_pixels(np.array([[x, y]]))[0] * image.devicePixelRatio()
    colour = QColor.fromRgba(image.pixel(int(px[0]), int(px[1])))
    return colour.name() if colour.alpha() == 255 else ("" if colour.alpha() == 0 else colour.name() + "?")


def _with_nan() -> BaseGeometry:
    with np.errstate(invalid="ignore"):
        return LineString([(0, 0), (np.nan, 1), (20, 20)])


def pixels(image: QImage) -> np.ndarray:
    copy = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(copy.constBits(), np.uint8).reshape(copy.height(), copy.bytesPerLine() // 4, 4).copy()


@pytest.mark.parametrize(
    ("shape", "inside", "outside"),
    [
        (box(20, 20, 80, 80), [(50, 50), (22, 78)], [(10, 50), (50, 90)]),
        (box(20, 20, 80, 80).difference(box(40, 40, 60, 60)), [(30, 50)], [(50, 50)]),
        (MultiPolygon([box(5, 5, 25, 25), box(70, 70, 95, 95)]), [(15, 15), (80, 80)], [(50, 50)]),
        (GeometryCollection([box(5, 5, 25, 25), Point(80, 80)]), [(15, 15), (80, 80)], [(50, 50)]),
        (GeometryCollection([GeometryCollection([box(5, 5, 25, 25)])]), [(15, 15)], [(50, 50)]),
        (Point(50, 50), [(50, 50)], [(60, 50)]),
        (MultiPoint([(20, 20), (80, 80)]), [(20, 20), (80, 80)], [(50, 50)]),
        (Polygon([(10, 10), (90, 90), (90, 10), (10, 90)]), [(20, 50), (80, 50)], [(50, 80), (50, 20)]),  # bow tie
        (box(-1e9, -1e9, 1e9, 1e9), [(1, 1), (50, 50), (99, 99)], []),
        (box(-1e7, 40, 1e7, 60), [(1, 50), (99, 50)], [(50, 20), (50, 80)]),
    ],
)
def test_insides_have_the_fill_of_the_class_and_outsides_nothing(
    shape: BaseGeometry, inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> None:
    image = drawn(made([shape]))
    assert [at(image, *place) for place in inside] == [RED] * len(inside)
    assert [at(image, *place) for place in outside] == [""] * len(outside)


def test_a_ring_around_the_view_keeps_its_fill_when_its_far_vertices_are_left_out() -> None:
    angles = np.linspace(0, 2 * np.pi, 5001)
    circle = Polygon(np.column_stack((50 + 9000 * np.cos(angles), 50 + 9000 * np.sin(angles))))
    assert (pixels(drawn(made([circle])))[..., 3] == 255).all()
    assert at(drawn(made([circle.difference(box(0, 0, 100, 100).buffer(50))])), 50, 50) == ""


def test_lines_are_drawn_in_the_colour_of_their_class() -> None:
    image = drawn(made([LineString([(0, 50), (100, 50)]), LinearRing([(10, 10), (20, 10), (20, 20)])], [0, 1]))
    across = pixels(image)[48:53, 50].astype(int)
    strongest = across[across[:, 3].argmax()]
    assert np.abs(strongest[:3] - QColor(RED).getRgb()[:3]).max() <= 2  # rounding of premultiplied colour
    assert at(image, 17, 13) == ""


@pytest.mark.parametrize(
    "shapes",
    [
        [],
        [None],
        [None, Polygon()],
        [Point()],
        [GeometryCollection()],
        [_with_nan()],
    ],
)
def test_nothing_to_draw_is_no_error(shapes: list[BaseGeometry | None]) -> None:
    layer = CanvasLayer("a", made(shapes), labels=True)
    for one in render_at_once([layer], VIEW):
        assert one.image is None or not pixels(one.image).any()


@pytest.mark.parametrize("far", [1e8, -1e8, 1e12])
def test_far_coordinates_and_a_deep_zoom_do_no_harm(far: float) -> None:
    shape = box(far, far, far + 1000, far + 1000)
    view = MapView.fitted(shape.bounds, 100, 100)
    assert at(drawn(made([shape]), view), far + 500, far + 500, view) == RED
    deep = view.scaled_to(0.0)
    assert at(drawn(made([shape]), deep), deep.x, deep.y, deep) == RED


@pytest.mark.parametrize("side", [0.3, 1.0, 2.5, 3.9, 6.0])
def test_small_areas_keep_their_total_area_and_colour(side: float) -> None:
    rng = np.random.default_rng(1)
    corners = rng.uniform(5, 90, (60, 2))
    shapes = [box(x, y, x + side, y + side) for x, y in corners]
    styles = {0: Style(RED)}
    apart = MapView(500.0, 500.0, 1.0, 1000, 1000)
    spread = [shapely.transform(shape, lambda xy: xy * 1 + (xy.mean(0) * 8).round()) for shape in shapes]
    image = pixels(drawn(made(spread, styles=styles), apart)).astype(float)
    assert image[..., 3].sum() / 255 == pytest.approx(60 * side**2, rel=0.06)
    strong = image[..., 3] > 100
    assert np.abs(image[strong][:, :3] - QColor(RED).getRgb()[:3]).max(initial=0) < 6


def test_a_grid_of_tiny_areas_covers_evenly() -> None:
    xy = np.stack(np.meshgrid(np.arange(0, 100, 0.7), np.arange(0, 100, 0.7)), axis=-1).reshape(-1, 2)
    shapes = shapely.box(xy[:, 0], xy[:, 1], xy[:, 0] + 0.7, xy[:, 1] + 0.7)
    alpha = pixels(drawn(made(list(shapes))))[2:-2, 2:-2, 3]
    assert alpha.min() > 200  # nearest-pixel binning: 125


def _odd_shapes(rng: np.random.Generator) -> list[BaseGeometry | None]:
    centre, spread = rng.choice([0.0, 121.5, 1.35e7, -1e8]), 10.0 ** rng.integers(-6, 9)
    xy = centre + rng.normal(0, spread, (12, 2))
    mixed = GeometryCollection([Point(xy[0]), LineString(xy[:3]), Polygon(xy[:6])])
    return [Point(xy[0]), LineString(xy), Polygon(xy), MultiPoint(xy), None, mixed, Polygon([xy[0]] * 4)]


@pytest.mark.parametrize("seed", range(60))
def test_odd_shapes_in_odd_views_do_no_harm(seed: int) -> None:
    rng = np.random.default_rng(seed)
    portrayal = made(_odd_shapes(rng), [0, 1, -1, 0, 5, 1, 0], dashed=bool(seed % 2))
    extent = renderer_geometry.geometry_of(portrayal.placed).bounds
    assert extent is not None
    view = MapView.fitted(extent, 200, 150).zoomed(10.0 ** rng.uniform(-2, 8), (70, 110))
    layer = CanvasLayer("a", portrayal, labels=True)
    frame = Frame(1, view, float(rng.choice([1.0, 1.25, 2.0])), (layer,), (layer,), ((layer, (0, 2, 5)),))
    assert [one.key for one in render_frame(frame) if one is not None] == ["a", render.LABELS, render.SELECTION]


def test_dashes_leave_gaps_and_solid_borders_do_not() -> None:
    outline = {0: Style("", "#000000", 1.0)}

    def inked(dashed: bool) -> float:
        image = pixels(drawn(made([box(20, 20.5, 80, 80)], styles=outline, dashed=dashed)))
        return float((image[78:81, 25:75, 3].max(axis=0) > 60).mean())

    assert inked(dashed=False) == 1.0
    assert 0.3 < inked(dashed=True) < 0.9


def test_dashes_keep_their_gaps_where_two_clear_areas_meet() -> None:
    shapes = [box(10, 10, 50, 90), box(50, 10, 90, 90), Polygon([(50, 95), (52, 95), (52, 92)])]
    portrayal = made(shapes, styles={0: Style("", "#000000", 1.0)}, dashed=True)
    column = pixels(drawn(portrayal))[15:85, 49:51, 3].max(axis=1)
    assert 0.3 < (column > 60).mean() < 0.9


def test_shared_segments_are_drawn_once_and_nothing_else_is_lost() -> None:
    square, right = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], [(1, 1), (1, 0), (2, 0), (2, 1), (1, 1)]
    xy, starts, ring = drawn_once(np.array(square + right, dtype=float), np.array([0, 5, 10]))
    lines = [xy[a:b].tolist() for a, b in pairwise(starts.tolist())]
    assert lines == [[list(p) for p in square], [[1, 0], [2, 0], [2, 1], [1, 1]]] and ring.tolist() == [0, 1]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_an_image_of_another_view_is_put_where_it_belongs(ratio: float, factor: float) -> None:
    image = drawn(made([box(40, 40, 60, 60)]), ratio=ratio)
    now = VIEW.panned(3, -2).zoomed(factor)
    picture = QImage(round(100 * ratio), round(100 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(0)
    painter = QPainter(picture)
    render.compose(painter, Drawn(0, "a", None, VIEW, ratio, image), 1.0, now)
    painter.end()
    corner = 6.0  # four pixels away from the border, which magnifying blurs
    assert at(picture, 50, 50, now) == RED and at(picture, 50 + corner, 50 - corner, now) == RED
    assert at(picture, 50 - 14, 50, now) == ""


def test_dashes_of_a_light_border_are_dark_enough_to_see() -> None:
    image = pixels(drawn(made([box(20, 20, 80, 80)], dashed=True)))
    border = image[79:82, 25:75, :3].max(axis=2)
    assert border.min() < 130


@pytest.mark.parametrize(("hatch", "ink"), [("diagonal", (0.1, 0.4)), ("dots", (0.02, 0.2))])
def test_no_value_is_hatched(hatch: str, ink: tuple[float, float]) -> None:
    styles = {-1: Style(GREY, "", 1.0, 4.0, hatch)}  # type: ignore[arg-type]  # a parameter
    image = pixels(drawn(made([box(0, 0, 100, 100)], [-1], styles)))[10:90, 10:90, 0]
    assert ink[0] < (image < QColor(GREY).red() - 20).mean() < ink[1]
    assert (image == QColor(GREY).red()).mean() > 0.4


def test_an_outline_leaves_the_inside_clear() -> None:
    image = drawn(made([box(20, 20, 80, 80)], styles={0: Style("", RED, 4.0)}))
    assert at(image, 50, 50) == "" and at(image, 20, 50) == RED


def test_a_class_without_a_style_is_seen_all_the_same() -> None:
    assert at(drawn(made([box(20, 20, 80, 80)], [7])), 50, 50) == "#b0b0b0"


def test_later_features_are_drawn_over_earlier_ones() -> None:
    shapes = [box(0, 0, 100, 100), box(40, 40, 60, 60), box(45, 45, 55, 55)]
    assert at(drawn(made(shapes, [1, 0, 1])), 50, 50) == BLUE


def test_proportional_symbols_stand_inside_with_small_ones_on_top() -> None:
    shape = box(0, 0, 100, 100)
    image = drawn(made([shape, shape, None], [0, 1, 0], radius_px=np.array([8.0, 30.0, 20.0])))
    assert at(image, 50, 50) == RED and at(image, 72, 50) == BLUE and at(image, 5, 5) == ""


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_images_have_the_resolution_of_the_screen(ratio: float) -> None:
    image = drawn(made([box(20, 20, 80, 80)]), ratio=ratio)
    assert (image.width(), image.devicePixelRatio()) == (round(100 * ratio), ratio)
    assert at(image, 50, 50) == RED and at(image, 22, 22) == RED and at(image, 18, 18) == ""


def test_points_are_painted_as_qt_would_paint_their_sprites() -> None:
    rng = np.random.default_rng(3)
    xy, codes = rng.uniform(-4, 104, (300, 2)), [0, 1, -1] * 100
    styles = {0: Style(RED, "#ffffff", 0.8, 5.0), 1: Style("#2471a380", "", 0.0, 2.0), -1: Style("", GREY, 1.5, 7.0)}
    surface = Surface(VIEW, 2.0)
    for (x, y), code in zip(VIEW.to_pixels(xy) * 2.0, codes, strict=True):
        draw_centred(surface.painter, circle_sprite(styles[code], styles[code].radius_px, 2.0), x, y)
    expected = pixels(surface.finish()).astype(int)
    got = pixels(drawn(made(list(shapely.points(xy)), codes, styles), ratio=2.0)).astype(int)
    assert expected[..., 3].any() and np.abs(expected - got)[expected[..., 3] > 200].max() <= 4
    assert np.abs(expected - got)[..., 3].max() <= 4


def test_bands_painted_side_by_side_make_the_picture_painted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    at = rng.uniform(-10, 110, (3000, 2))
    at = at[np.argsort(at[:, 1])]  # row by row, as cadastres are
    areas = [box(x, y, x + side, y + side) for (x, y), side in zip(at, rng.choice([0.2, 3.0, 9.0], 3000), strict=True)]
    codes = [0, 1, -1] * 1000
    layers = made(areas, codes), made(list(shapely.points(at)), codes), made(list(shapely.points(np.tile(at, (20, 1)))))
    monkeypatch.setattr(renderer_surface, "PROCESSORS", 3)
    cut = [pixels(drawn(each, ratio=2.0)) for each in layers]
    monkeypatch.setattr(renderer_surface, "_ROWS_A_BAND", 1000)
    monkeypatch.setattr(renderer_surface, "PROCESSORS", 1)
    for got, each in zip(cut, layers, strict=True):
        assert got.any() and (got == pixels(drawn(each, ratio=2.0))).all()


@pytest.mark.parametrize(
    "rows",
    [
        np.empty(0),
        np.full(50, 7.0),
        np.arange(1000) / 100 + 40.0,
        np.array([-1e9, 1e9]),
        np.linspace(-300.0, 300.0, 99),
    ],
)
def test_bands_hold_every_row_once_and_share_the_work(rows: Array, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer_surface, "PROCESSORS", 4)
    surface = Surface(VIEW)
    surface.close()
    bands = surface.bands_of(rows)
    ends = [band.top + len(band.words) for band in bands]
    assert [0, *ends[:-1]] == [band.top for band in bands] and ends[-1] == 100
    within = [int(((rows >= band.top) & (rows < end)).sum()) for band, end in zip(bands, ends, strict=True)]
    assert len(set(rows.tolist())) < 1000 or max(within) < 0.5 * len(rows)


def test_many_points_become_a_density_of_their_colours() -> None:
    rng = np.random.default_rng(2)
    image = pixels(drawn(made(list(shapely.points(rng.uniform(0, 100, (60_000, 2)))))))
    middle = image[10:90, 10:90].reshape(-1, 4)
    assert middle[:, 3].mean() > 200
    assert np.abs(middle[:, :3].mean(axis=0) - QColor(RED).getRgb()[:3]).max() < 8


def _aggregated() -> Portrayal:
    shapes = [Point(20, 50), Point(24, 50), Point(80, 50), None]
    merged = AggregationLevel(
        17,
        np.array([[22.0, 50.0], [80.0, 50.0]]),
        np.array([2, 1]),
        np.array([[1, 1], [1, 0]]),
        np.array([0, 0, 1, -1]),
    )
    return made(shapes, [0, 1, 0, 0], aggregation=Aggregation((merged,), 48.0))


def test_markers_show_counts_in_a_ring_of_their_categories() -> None:
    view = MapView(50.0, 50.0, 1.19, 100, 100)  # zoom 17
    image = pixels(drawn(_aggregated(), view))
    found = {tuple(colour) for colour in image[image[..., 3] == 255][:, :3].tolist()}
    assert {QColor(RED).getRgb()[:3], QColor(BLUE).getRgb()[:3], (255, 255, 255)} <= found
    assert at(drawn(_aggregated(), view), 80, 50, view) == RED


def test_beyond_the_last_level_every_point_stands_alone() -> None:
    view = MapView(22.0, 50.0, 0.1, 100, 100)
    image = drawn(_aggregated(), view)
    assert at(image, 20, 50, view) == RED and at(image, 24, 50, view) == BLUE and at(image, 22, 50, view) == ""


def test_clusters_have_hulls_badges_and_noise() -> None:
    from spatial.crs import transform_geometry

    shapes = [Point(20, 20), Point(60, 20), Point(20, 60), Point(90, 90)]
    hull_xy = np.array([Polygon([(20, 20), (60, 20), (20, 60)]), Point(33, 33)], dtype=object)
    hull, centre = transform_geometry(hull_xy, source="EPSG:3857", datum="wgs84", target="EPSG:4326")
    cluster = Cluster(0, 3, (centre.x, centre.y), hull, 800.0, 1.0)
    clusters = Clusters(np.array([0, 0, 0, -1]), (cluster,), 1, 100.0, 3)
    styles = STYLES | {CLUSTER: Style("#1f4e79", "#ffffff", 1.5), NOISE: Style("", "#6b7280", 1.4)}
    image = drawn(made(shapes, [0, 0, 1, NOISE], styles, clusters=clusters))
    assert at(image, 20, 20) == RED and at(image, 20, 60) == BLUE
    assert at(image, 90, 90) == "" and at(image, 90, 94).startswith("#")  # a ring
    assert at(image, 24, 50).endswith("?")  # a translucent hull
    assert at(image, 29, 76) == "#1f4e79"  # the badge, above a hull that it would hide


def test_names_do_not_lie_upon_each_other_and_follow_the_language() -> None:
    shapes = [box(0, 0, 90, 90), box(5, 5, 85, 85)]
    both = render_at_once([CanvasLayer("a", made(shapes), labels=True)], VIEW)[-1].image
    one = render_at_once([CanvasLayer("a", made(shapes[:1]), labels=True)], VIEW)[-1].image
    english = render_at_once([CanvasLayer("a", made(shapes[:1]), labels=True, language="en")], VIEW)[-1].image
    assert both is not None and one is not None and english is not None
    assert pixels(one)[..., 3].any() and (pixels(english) != pixels(one)).any()
    rows = pixels(both)[..., 3].any(axis=1)
    assert np.count_nonzero(np.diff(rows.astype(int)) == 1) == 2  # two names, one above the other


BESIDE = {
    "right": (slice(140, 160), slice(107, 118)),
    "left": (slice(140, 160), slice(82, 93)),
    "below": (slice(158, 175), slice(92, 108)),
}


@pytest.mark.parametrize(
    ("others", "side"),
    [
        ([], "right"),
        ([box(120, 140, 300, 160)], "left"),  # another area there
        ([box(120, 90, 300, 210), box(0, 90, 80, 210)], "below"),  # and there
        ([box(0, 0, 300, 300)], "right"),  # it lies in another one
    ],
)
def test_a_name_stands_beside_a_small_area_and_on_no_other(others: list[Polygon], side: str) -> None:
    portrayal = made([box(95, 145, 105, 155), *others], [0] + [1] * len(others))
    names = render_at_once([CanvasLayer("a", portrayal, labels=True)], MapView(150.0, 150.0, 1.0, 300, 300))[-1].image
    assert names is not None
    ink = pixels(names)[..., 3] > 0
    assert {name for name, where in BESIDE.items() if ink[where].any()} == {side} and not ink[146:154, 96:104].any()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("桃浦智创城", ["桃浦智创城"]),
        ("复旦大学（邯郸校区）", ["复旦大学", "（邯郸校区）"]),
        ("Taopu Smart City", ["Taopu Smart City"]),
        ("Shanghai Synchrotron Radiation Facility", ["Shanghai Synchrotron", "Radiation Facility"]),
        ("", [""]),
    ],
)
def test_long_names_are_cut_where_they_may_be(name: str, lines: list[str]) -> None:
    assert wrapped(name).split("\n") == lines


def _frame(serial: int = 1) -> Frame:
    xy = np.stack(np.meshgrid(np.arange(0, 100, 5.0), np.arange(0, 100, 5.0)), axis=-1).reshape(-1, 2)
    shapes = list(shapely.box(xy[:, 0], xy[:, 1], xy[:, 0] + 5, xy[:, 1] + 5))
    layers = (
        CanvasLayer("a", made(shapes, [i % 2 for i in range(len(shapes))]), labels=True),
        CanvasLayer("b", made([Point(50, 50), LineString([(0, 0), (100, 100)])], [0, 1])),
    )
    return Frame(serial, VIEW, 1.0, layers, layers, ((layers[0], (3,)),))


def test_all_drivers_give_the_same_images(qapp: QApplication) -> None:
    frame = _frame()
    whole: list[Drawn] = []
    at_once(lambda: render_frame(frame), whole.append)
    sliced: list[Drawn] = []
    handle = in_slices(lambda: render_frame(frame), sliced.append)
    clock = QElapsedTimer()
    clock.start()
    while len(sliced) < len(whole) and clock.elapsed() < 10_000:
        qapp.processEvents()
    threaded: list[Drawn] = []
    worker = threading.Thread(target=lambda: threaded.extend(one for one in render_frame(frame) if one is not None))
    worker.start()
    worker.join()
    assert [one.key for one in whole] == ["a", "b", render.LABELS, render.SELECTION] and whole[-1].last
    for other in (sliced, threaded):
        assert [one.key for one in other] == [one.key for one in whole]
        assert all(a.image == b.image for a, b in zip(whole, other, strict=True))
    handle.cancel()


def test_a_cancelled_job_hands_over_nothing_more(qapp: QApplication) -> None:
    came: list[Drawn] = []
    handle = in_slices(lambda: render_frame(_frame()), came.append)
    handle.cancel()
    for _ in range(20):
        qapp.processEvents()
    assert came == []


def test_a_render_can_be_stopped_at_every_yield() -> None:
    frame = _frame()
    total = sum(1 for _ in render_frame(frame))
    for stop in range(total):
        steps = render_frame(frame)
        for _ in range(stop):
            next(steps, None)  # how many yields there are depends on the clock
        steps.close()  # type: ignore[attr-defined]  # a generator behind the iterator
    left_alone = [drawn.image for drawn in render_frame(_frame()) if drawn is not None]
    assert [drawn.image for drawn in render_frame(frame) if drawn is not None] == left_alone, "a stop leaves no trace"


def test_the_arrays_of_a_layer_are_made_once_and_let_go_with_it() -> None:
    portrayal = made([box(0, 0, 1, 1)])
    known = renderer_geometry.geometry_of(portrayal.placed)
    assert renderer_geometry.geometry_of(portrayal.placed) is known
    del portrayal
    assert all(value is not known for value in renderer_geometry._known.values())


def test_arrays_grow_where_few_features_hold_most_vertices() -> None:
    shapes = [box(i, 0, i + 1, 1) for i in range(3001)]  # one in three is asked for its size
    shapes[1::1000] = [Point(i, 9).buffer(3.0, quad_segs=5000) for i in range(len(shapes[1::1000]))]
    parts = renderer_geometry.geometry_of(made(shapes).placed).polygons
    assert (parts.xy == shapely.get_coordinates(shapes)).all() and parts.ring_start[-1] == len(parts.xy)


def test_the_arrays_take_less_than_twice_the_coordinates() -> None:
    shapes = [Point(i, i).buffer(0.4, quad_segs=4) for i in range(500)]
    parts = renderer_geometry.geometry_of(made(shapes).placed).polygons
    held = sum(
        array.nbytes for array in (parts.xy, parts.ring_start, parts.part_start, parts.feature, parts.box, parts.area)
    )
    assert held < 2 * parts.xy.nbytes
