"""The map of a sheet: each portrayal drawn as the window and the web page draw it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from layers.cartography.legend import NOISE
from layers.cartography.portrayal import Portrayal
from layers.sheets.clusters import paint_aggregation, paint_badges, paint_hulls
from layers.sheets.frame import Frame
from layers.sheets.page import Box, Floats, Page
from layers.sheets.shapes import paint_features, paint_symbols
from spatial.geometry import representative_points

SEA, BEYOND = "#dfe7ec", "#f7f8f9"


def draw_ground(page: Page, frame: Frame, region: tuple[float, float, float, float] | None) -> None:
    """Draw what lies under the layers: water within the region that the background covers, paper beyond it."""
    box = frame.box
    page.rectangle(box, SEA if region is None else BEYOND)
    if region is None:
        return
    (west, south), (east, north) = frame.page(np.array([region[:2], region[2:]])).tolist()
    left, bottom = max(west, box.left), max(south, box.bottom)
    right, top = min(east, box.right), min(north, box.top)
    if right > left and top > bottom:
        page.rectangle(Box(left, bottom, right - left, top - bottom), SEA)


def paint_portrayal(page: Page, frame: Frame, portrayal: Portrayal, opacity: float = 1.0) -> None:
    """Draw the features of a portrayal in a frame, as the window and the web page draw them."""
    if portrayal.aggregation is not None:
        paint_aggregation(page, frame, portrayal, opacity)
    elif portrayal.clusters is not None:
        paint_hulls(page, frame, portrayal, opacity)
        order = np.argsort(np.asarray(portrayal.classes) != NOISE, kind="stable")  # noise below the rest
        paint_symbols(page, frame, portrayal, _anchored(frame, portrayal, order), opacity)
        paint_badges(page, frame, portrayal)
    elif portrayal.radius_px is not None:
        order = np.argsort(-portrayal.radius_px, kind="stable")  # small ones above large ones
        paint_symbols(page, frame, portrayal, _anchored(frame, portrayal, order), opacity)
    else:
        paint_features(page, frame, portrayal, opacity)


def _anchored(frame: Frame, portrayal: Portrayal, order: npt.NDArray[np.int64]) -> tuple[Floats, Any]:
    """Return the places of the symbols of features, and the features, in an order of drawing."""
    return frame.page(representative_points(portrayal.placed.geometry[order])), order
