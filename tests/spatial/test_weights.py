"""Neighbours: contiguity against libpysal and exact predicates, nearest neighbours, bands and kernels."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import shapely

from spatial.errors import StatisticsError
from spatial.sources import read_vector
from spatial.statistics.weights import Weights, band_without_islands, contiguity, distance_band, kernel, nearest


def links(weights: Weights) -> set[tuple[int, int]]:
    rows = np.repeat(np.arange(weights.n), weights.counts)
    return set(zip(rows.tolist(), weights.neighbours.tolist(), strict=True))


def boxes(*corners: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([shapely.box(*corner) for corner in corners], dtype=object)


CORNER = boxes((0, 0, 1, 1), (1, 1, 2, 2), (1, 0, 2, 1))
T_JUNCTION = boxes((0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 2, 2))


def test_queen_takes_corners_and_rook_does_not() -> None:
    assert links(contiguity(CORNER, "queen")) >= {(0, 1), (1, 0)}
    assert (0, 1) not in links(contiguity(CORNER, "rook"))


@pytest.mark.parametrize("rule", ["queen", "rook"])
def test_a_border_without_a_common_vertex_counts(rule: str) -> None:
    assert links(contiguity(T_JUNCTION, rule)) >= {(0, 1), (0, 2), (1, 2)}  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", ["queen", "rook"])
def test_columbus_agrees_with_libpysal(rule: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import libpysal

        frame = read_vector(libpysal.examples.get_path("columbus.shp")).frame
        peer = getattr(libpysal.weights, rule.title()).from_dataframe(frame, use_index=False)
    ours = contiguity(frame.geometry.to_numpy(), rule)  # type: ignore[arg-type]
    assert links(ours) == {(a, b) for a in peer.neighbors for b in peer.neighbors[a]}
    if rule == "queen":
        assert ours.links == 236  # the list of links from the polygons; published lists have 230, 232 or 236


def test_random_tessellations_agree_with_the_predicates() -> None:
    for seed in range(3):
        points = shapely.multipoints(np.random.default_rng(seed).random((60, 2)))
        cells = np.array(shapely.get_parts(shapely.voronoi_polygons(points)), dtype=object)
        queen, rook = links(contiguity(cells, "queen")), links(contiguity(cells, "rook"))
        pairs = {(a, b) for a in range(len(cells)) for b in range(len(cells)) if a != b}
        assert queen == {(a, b) for a, b in pairs if cells[a].intersects(cells[b])}
        assert rook == {(a, b) for a, b in pairs if cells[a].intersection(cells[b]).length > 0}


def test_a_tolerance_bridges_slits_but_not_corners() -> None:
    apart = boxes((0, 0, 100, 100), (101, 0, 200, 100), (101, 101, 200, 200))
    assert contiguity(apart, "queen").links == 0
    assert links(contiguity(apart, "queen", tolerance=2)) == {(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)}
    assert links(contiguity(apart, "rook", tolerance=2)) == {(0, 1), (1, 0), (1, 2), (2, 1)}


def test_empty_missing_and_overlapping_geometries() -> None:
    units = np.array([shapely.box(0, 0, 2, 2), shapely.Polygon(), None, shapely.box(1, 1, 3, 3)], dtype=object)
    made = contiguity(units, "rook")
    assert links(made) == {(0, 3), (3, 0)} and made.islands.tolist() == [1, 2]
    assert contiguity(units[:0]).n == 0


def test_nearest_settles_ties_by_index() -> None:
    square = np.array([(0, 0), (1, 0), (0, 1), (1, 1), (0, 0)], dtype=float)
    made = nearest(square, 2)
    assert made.neighbours.reshape(5, 2).tolist() == [[1, 4], [0, 3], [0, 3], [1, 2], [0, 1]]
    with pytest.raises(StatisticsError, match="5 nearest"):
        nearest(square, 5)


def test_nearest_agrees_with_all_distances() -> None:
    xy = np.random.default_rng(5).random((300, 2))
    far = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(far, np.inf)
    assert (np.sort(np.argsort(far, axis=1)[:, :6], axis=1) == nearest(xy, 6).neighbours.reshape(-1, 6)).all()


def test_many_units_in_one_place() -> None:
    made = nearest(np.zeros((6, 2)), 2)
    assert made.neighbours.reshape(6, 2).tolist() == [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1], [0, 1]]


def test_distance_bands_include_their_end() -> None:
    line = np.array([(0, 0), (3, 0), (6, 0), (20, 0)], dtype=float)
    made = distance_band(line, 3)
    assert links(made) == {(0, 1), (1, 0), (1, 2), (2, 1)} and made.islands.tolist() == [3]
    assert distance_band(line, 6, power=1).values.tolist() == pytest.approx([1 / 3, 1 / 6, 1 / 3, 1 / 3, 1 / 6, 1 / 3])
    assert band_without_islands(line) == 14
    with pytest.raises(StatisticsError):
        distance_band(line, 0)


def test_kernels_fall_to_nothing_at_the_bandwidth() -> None:
    line = np.array([(0, 0), (1, 0), (4, 0)], dtype=float)
    made = kernel(line, 4, "triangular")
    assert links(made) == {(0, 1), (1, 0), (1, 2), (2, 1)} and made.values.tolist() == [0.75, 0.75, 0.25, 0.25]
    assert kernel(line, 4, "gaussian").values[0] == pytest.approx(np.exp(-1 / 32) / np.sqrt(2 * np.pi))


def test_rows_sum_to_one_and_islands_to_nothing() -> None:
    made = distance_band(np.array([(0, 0), (1, 0), (2, 0), (9, 0)], dtype=float), 1).row_standardised()
    assert np.asarray(made.to_sparse().sum(axis=1)).ravel().tolist() == [1, 1, 1, 0]
    assert "row-standardised" in made.method.to("en")


def test_a_subset_keeps_the_links_among_those_kept() -> None:
    line = distance_band(np.array([(x, 0) for x in range(5)], dtype=float), 1)
    assert links(line.subset(np.array([True, True, False, True, True]))) == {(0, 1), (1, 0), (2, 3), (3, 2)}


@pytest.mark.parametrize("function", ["triangular", "quartic", "uniform"])
def test_kernel_weights_are_those_of_libpysal(function: str) -> None:
    """`libpysal.weights.Kernel`, fixed bandwidth (its weight of a unit for itself is left out here)."""
    import libpysal

    xy = np.random.default_rng(8).random((60, 2)) * 100
    theirs = libpysal.weights.Kernel(xy, bandwidth=25.0, fixed=True, function=function, k=59)
    ours = kernel(xy, 25.0, function)  # type: ignore[arg-type]
    for i in range(len(xy)):
        there = {j: w for j, w in zip(theirs.neighbors[i], theirs.weights[i], strict=True) if j != i and w > 0}
        row = slice(ours.starts[i], ours.starts[i + 1])
        here = dict(zip(ours.neighbours[row].tolist(), ours.values[row].tolist(), strict=True))
        assert here == pytest.approx(there)
