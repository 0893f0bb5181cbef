"""A study area as pixels: the share of each pixel that lies in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.feedback import SILENT, Feedback
from spatial.zone_index import ZoneIndex

Floats = npt.NDArray[np.float64]

_SAMPLES = 200_000  # between two questions whether to stop


def coverage(
    index: ZoneIndex, frame: tuple[float, float, float, float], step: float, finer: int, feedback: Feedback = SILENT
) -> Floats:
    """Return (rows, columns) the share of each pixel that lies in the one zone of an index, from samples.

    Parameters
    ----------
    frame
        West, south, width and height in metres; row 0 is the southern one.
    step
        Side of a pixel.
    finer
        Samples along each side of a pixel, on a grid: `finer`² samples a pixel.
    """
    west, south, width, height = frame
    columns, rows = max(1, int(np.ceil(width / step))), max(1, int(np.ceil(height / step)))
    xs = west + (np.arange(columns * finer) + 0.5) * step / finer
    share = np.empty((rows, columns))
    at_once = max(1, _SAMPLES // (columns * finer * finer))
    for row in range(0, rows, at_once):
        feedback.report(row / rows)
        last = min(row + at_once, rows)
        ys = south + (np.arange(row * finer, last * finer) + 0.5) * step / finer
        at = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        inside = (index.place(at).zone == 0).reshape(last - row, finer, columns, finer)
        share[row:last] = inside.mean(axis=(1, 3))
    return share
