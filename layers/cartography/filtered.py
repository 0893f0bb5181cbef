"""A layer as it looks while only some of its features are looked at: the others are not drawn and not counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from layers.cartography.legend import CLUSTER, NOISE
from layers.cartography.portrayal import Portrayal, portray
from layers.layer import Dataset
from spatial.text import Text

_OF_CLUSTERS = (CLUSTER, NOISE)


def filtered_portrayal(made: Portrayal, dataset: Dataset, kept: npt.NDArray[np.bool_], note: Text) -> Portrayal:
    """Return the portrayal of the features that are kept; rows keep their numbers.

    Clusters are made anew of what is kept, and the legend counts it.

    Parameters
    ----------
    made, dataset
        The portrayal, and the data set that it is of.
    kept
        (N,) bool.
    note
        Said under the legend.
    """
    geometry = made.placed.geometry.copy()
    geometry[~kept] = None
    again = portray(dataset, replace(made.placed, geometry=geometry), made.symbology)
    entries = tuple(
        row if row.code in _OF_CLUSTERS else replace(row, count=int((again.classes[kept] == row.code).sum()))
        for row in again.legend.entries
    )
    legend = replace(again.legend, entries=entries, notes=(*again.legend.notes, note))
    return replace(again, legend=legend)
