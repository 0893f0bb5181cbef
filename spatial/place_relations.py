"""Which features stand in a spatial relation to features of another layer."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

Relation = Literal["intersects", "within"]
_STEP = 64
_PREDICATES: dict[Relation, Literal["intersects", "covers"]] = {"intersects": "intersects", "within": "covers"}


def related(
    shapes: npt.NDArray[np.object_],
    others: npt.NDArray[np.object_],
    relation: Relation,
    feedback: Feedback = SILENT,
) -> npt.NDArray[np.int64]:
    """Return the rows of the shapes that meet (``intersects``) or lie in (``within``) any one of the others.

    Parameters
    ----------
    shapes, others
        (N,) and (M,) geometries in one CRS; None and empty ones are related to nothing.
    relation
        Both count the border in: touching is meeting, and a point on the border lies within. A shape that lies partly
        in one and partly in another of the others is within neither.

    Returns
    -------
    (K,) int64, increasing.

    Raises
    ------
    GeometryError
        A geometry is so broken that the relation cannot be told.
    """
    tree = shapely.STRtree(shapes)
    found = np.zeros(len(shapes), dtype=bool)
    try:
        for start in range(0, len(others), _STEP):
            feedback.report(start / len(others))
            found[tree.query(others[start : start + _STEP], predicate=_PREDICATES[relation])[1]] = True
    except shapely.errors.GEOSException as error:
        raise GeometryError(
            Text(f"无法判断空间关系：{error}。", f"The spatial relation cannot be told: {error}."),
            Text("请先修复无效的几何。", "Repair invalid geometries first."),
        ) from error
    return np.flatnonzero(found).astype(np.int64)
