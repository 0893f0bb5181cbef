from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from spatial.drawing_kernels import RUN, boxes_of_runs, boxes_touching, measure_parts, split_by_size, visible_vertices
from spatial.fill_kernels import fill_parts, lanes
from spatial.point_kernels import rows_inside
from spatial.splat_kernels import paint_grid, spread_areas, spread_points

RED, BLUE, CLEAR = [0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 0.0, 1.0], [0.0] * 4
SIZE = 40
PLACE = np.array([0.0, float(SIZE), 1.0, 0.0, 0.0, 0.0])  # one unit a pixel, north at the top, no border, no thinning


def flat(shapes: list[Polygon]) -> tuple[Any, Any, Any, Any]:
    rings = [ring for shape in shapes for ring in (shape.exterior, *shape.interiors)]
    xy = np.concatenate([shapely.get_coordinates(ring) for ring in rings])
    ring_start = np.cumsum([0, *(len(ring.coords) for ring in rings)])
    part_start = np.cumsum([0, *(1 + len(shape.interiors) for shape in shapes)])
    return xy, ring_start, part_start, np.ascontiguousarray(shapely.bounds(shapes).T)


def filled(shapes: list[Polygon], place: Any = PLACE, border: list[float] = CLEAR) -> Any:
    pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
    each = np.arange(len(shapes))
    colours = lanes(np.array([[RED, border], [BLUE, border]]))
    fill_parts(flat(shapes), each, each % 2, place, colours, pixels.view(np.uint32)[..., 0])
    return pixels


def star(points: int, x: float, y: float, radius: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 2 * points, endpoint=False)
    reach = np.where(np.arange(2 * points) % 2, radius, radius * 0.4)
    return Polygon(np.column_stack((x + reach * np.cos(angle), y + reach * np.sin(angle))))


@pytest.mark.parametrize(
    "shape",
    [
        box(3, 4, 10, 12),
        box(3.25, 4.5, 3.75, 30.125),
        box(2.1, 5.2, 38.9, 5.4),
        Polygon([(1.3, 2.1), (37.7, 20.2), (5.5, 33.3)]),
        Polygon([(37.7, 20.2), (1.3, 2.1), (5.5, 33.3)]),
        star(7, 20.3, 19.8, 17.0),
        box(5, 5, 30, 30).difference(star(5, 17.0, 17.0, 9.0)),
        shapely.reverse(box(5, 5, 30, 30).difference(box(10, 10, 20, 20))),
        Polygon(box(5, 5, 30, 30).exterior, [list(box(10, 10, 20, 20).exterior.coords)]),
        Polygon(box(5, 5, 30, 30).exterior, [list(box(10, 10, 20, 20).exterior.coords)[::-1]]),
    ],
)
def test_each_pixel_is_covered_as_far_as_the_shape_covers_it(shape: Polygon) -> None:
    cells = [[shape.intersection(box(x, SIZE - y - 1, x + 1, SIZE - y)).area for x in range(SIZE)] for y in range(SIZE)]
    assert np.abs(filled([shape])[..., 3] / 255.0 - cells).max() < 0.006


def test_later_shapes_lie_over_earlier_ones_and_what_is_outside_is_left_alone() -> None:
    pixels = filled([box(0, 0, 20, 20), box(10, 10, 30, 30), box(-30, -30, 1, 1), box(100, 100, 110, 110)])
    assert pixels[SIZE - 15, 15].tolist() == [255, 0, 0, 255] and pixels[SIZE - 5, 5].tolist() == [0, 0, 255, 255]
    assert not pixels[:5].any()


def test_a_border_is_as_strong_as_it_is_wide() -> None:
    place = np.array([0.0, float(SIZE), 1.0, 0.5, 0.0, 0.0])
    green = [0.0, 1.0, 0.0, 1.0]
    with_border, without = filled([box(10, 10, 30, 30)], place, green), filled([box(10, 10, 30, 30)])
    drawn = with_border[..., 1].sum() / 255.0
    assert drawn == pytest.approx(80 * 0.5, rel=0.05) and not without[..., 1].any()


def test_extent_and_area_of_parts() -> None:
    shapes = [box(0, 0, 4, 2), box(5, 5, 30, 30).difference(box(10, 10, 20, 20)), star(6, 1e6, 2e6, 3.0)]
    xy, ring_start, part_start, bounds = flat(shapes)
    extent, area = np.empty((4, 3)), np.empty(3)
    assert measure_parts(xy, ring_start, part_start, extent, area) == 0
    assert (extent == bounds).all() and area == pytest.approx(shapely.area(shapes), rel=1e-9)
    xy[0, 0] = np.nan
    assert measure_parts(xy, ring_start, part_start, extent, area) == 1


def test_parts_are_told_apart_by_their_longer_side() -> None:
    _, _, _, bounds = flat([box(0, 0, 1, 5), box(0, 0, 1, 1), box(3, 3, 5, 4), box(0, 0, 9, 9)])
    chosen = np.array([3, 2, 0, 1])
    small, large, size = np.empty_like(chosen), np.empty_like(chosen), np.empty(4)
    assert split_by_size(bounds, chosen, 5.0, small, large, size) == 2
    assert (small[:2].tolist(), large[:2].tolist(), size[:2].tolist()) == ([2, 1], [3, 0], [9.0, 5.0])


def test_spots_keep_their_area_and_their_place() -> None:
    grid = np.zeros((SIZE + 2, SIZE + 2, 4), np.float32)
    colours = np.array([RED], np.float32)
    tiny = [box(10.0, 10.0, 10.5, 10.5), box(20.2, 7.7, 20.6, 8.1)]
    _, _, _, bounds = flat(tiny)
    zeros = np.zeros(2, np.int64)
    spread_areas((bounds, shapely.area(tiny)), np.arange(2), zeros, PLACE[:4], colours, grid)
    assert grid[..., 3].sum() == pytest.approx(0.25 + 0.16)
    rows, columns = np.indices(grid.shape[:2])
    middle = [(grid[..., 3] * each).sum() / grid[..., 3].sum() - 0.5 for each in (columns, rows)]
    expected = (0.25 * 10.25 + 0.16 * 20.4) / 0.41, SIZE - (0.25 * 10.25 + 0.16 * 7.9) / 0.41
    assert middle == pytest.approx(expected)
    points = np.array([[5.0, 5.0], [np.nan, 1.0], [1e9, 0.0]]), np.zeros(3, np.uint32)
    spread_points(points, np.array([[0, 1], [1, 3]]), np.append(PLACE[:4], 3.0), colours, grid)
    assert grid[..., 3].sum() == pytest.approx(0.41 + 3.0)
    pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
    paint_grid(grid, pixels.view(np.uint32)[..., 0])
    assert pixels[SIZE - 5, 5].tolist() == [0, 0, 191, 191] and pixels.max() == 191
    assert not grid.any()
    grid[:, :, :] = 0.5
    paint_grid(grid, pixels.view(np.uint32)[..., 0])
    assert pixels[SIZE - 5, 5].tolist() == [128, 128, 223, 223] and not grid.any()


def test_bands_of_a_grid_are_the_grid() -> None:
    rng = np.random.default_rng(5)
    points = rng.uniform(-2, SIZE + 2, (5000, 2)), np.zeros(5000, np.uint32)
    whole, upper = (np.zeros((rows + 2, SIZE + 2, 4), np.float32) for rows in (SIZE, 14))
    for grid, top in ((whole, 0), (upper, 6)):
        place = np.array([0.0, float(SIZE), 1.0, top, 3.0])
        spread_points(points, np.array([[0, 5000]]), place, np.array([RED], np.float32), grid)
    assert (upper[1:-1] == whole[7:21]).all() and upper.any()


def test_rows_in_a_box_are_counted_beyond_the_room_for_them() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, np.nan]])
    found, every = np.full(2, -1), np.array([[0, 4]])
    assert rows_inside(xy, every, np.array([0.0, 0.0, 2.0, 2.0]), found) == 3 and found.tolist() == [0, 1]
    assert rows_inside(xy, every, np.array([1.5, 1.0, 9.0, 9.0]), found) == 1 and found[0] == 2
    assert rows_inside(xy, np.array([[0, 0], [1, 2]]), np.array([0.0, 0.0, 2.0, 2.0]), found) == 1 and found[0] == 1


def seen(shape: Polygon, grain: float = 1e-9) -> Polygon:
    xy = shapely.get_coordinates(shape)
    kept, ends = np.empty_like(xy), np.empty(2, np.int64)
    count = visible_vertices(xy, np.array([0, len(xy)]), np.array([0.0, 0.0, 10.0, 10.0]), grain, kept, ends)
    assert ends.tolist() == [0, count]
    return Polygon(kept[:count])


@pytest.mark.parametrize(
    "shape",
    [
        Polygon([(-5, 5), (-5, -1), (-5, -2), (-6, -5), (-2, -5), (-1, -5), (5, -5), (5, 5)]),  # around a corner
        Polygon([(x, -3.0 - x % 2) for x in range(-20, 30)] + [(30, 20), (-20, 20)]),
        star(40, 5.0, 5.0, 30.0),
        star(9, 0.0, 0.0, 8.0),
    ],
)
def test_what_is_left_out_changes_nothing_in_the_view(shape: Polygon) -> None:
    window, thinner = box(0, 0, 10, 10), seen(shape)
    assert shape.intersection(window).symmetric_difference(thinner.buffer(0).intersection(window)).area < 1e-9
    assert len(thinner.exterior.coords) <= len(shape.exterior.coords)


def test_vertices_of_one_cell_fall_together() -> None:
    circle = shapely.Point(5, 5).buffer(3.0, quad_segs=500)
    assert len(seen(circle, 0.5).exterior.coords) < 80


@pytest.mark.parametrize("count", [0, 1, RUN, RUN + 1, 20 * RUN + 7])
@pytest.mark.parametrize("in_order", [True, False])
def test_the_boxes_that_meet_a_view_are_those_of_a_plain_comparison(count: int, in_order: bool) -> None:
    rng = np.random.default_rng(count)
    at = rng.uniform(0, 100, (2, count))
    at = at[:, np.argsort(at[1])] if in_order else at
    around, runs = np.concatenate((at, at + rng.uniform(0, 2, (2, count)))), np.empty((4, -(-count // RUN)))
    boxes_of_runs(around, runs)
    for west, south, east, north in [(0, 0, 102, 102), (40, 10, 42, 90), (10, 40, 90, 41), (200, 0, 300, 10)]:
        found = np.empty(count, np.int64)
        seen = found[: boxes_touching(around, runs, np.array([west, south, east, north], float), found)]
        meets = (around[2] >= west) & (around[0] <= east) & (around[3] >= south) & (around[1] <= north)
        assert seen.tolist() == np.flatnonzero(meets).tolist()
