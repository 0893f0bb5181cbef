from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from spatial.feedback import CallbackFeedback, Cancelled
from spatial.place_relations import related


def shapes(*made: object) -> np.ndarray:
    array = np.empty(len(made), dtype=object)
    array[:] = made
    return array


SHAPES = shapes(
    Point(1, 1),  # inside the first
    Point(2, 1),  # on its border
    Point(9, 9),
    box(0.5, 0.5, 1.5, 1.5),
    box(1, 0, 5, 1),  # partly in both
    LineString([(0, 0), (9, 0)]),
    None,
    Polygon(),
)
OTHERS = shapes(box(0, 0, 2, 2), box(2, 0, 4, 2), None)


@pytest.mark.parametrize(("relation", "rows"), [("intersects", [0, 1, 3, 4, 5]), ("within", [0, 1, 3])])
def test_relations_count_borders_in_and_pass_over_what_is_empty(relation: str, rows: list[int]) -> None:
    assert related(SHAPES, OTHERS, relation).tolist() == rows
    assert related(SHAPES, OTHERS[:0], relation).tolist() == []
    assert related(SHAPES[:0], OTHERS, relation).tolist() == []


def test_many_agree_with_each_pair_looked_at() -> None:
    random = np.random.default_rng(3)
    points = shapely.points(random.random((500, 2)))
    corner = random.random((150, 2))
    boxes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 0.03, corner[:, 1] + 0.03)
    each = shapely.covers(boxes[:, None], points[None, :]).any(axis=0)
    assert related(points, boxes, "within").tolist() == np.flatnonzero(each).tolist()


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        related(SHAPES, OTHERS, "within", CallbackFeedback(should_stop=lambda: True))
