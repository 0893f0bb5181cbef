"""From a symbology and data to what is drawn: the only place where a look is decided.

Canvas, web page, printed sheet and every legend read a `Portrayal` and nothing else. They never look at a field, a break
or a ramp (ISO 19117 calls this portrayal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from layers.layer import Dataset
from layers.symbology import Symbology
from spatial.clusters import Aggregation, Clusters
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

MISSING = -1
NOT_APPLICABLE = -2
RANGE = -3
ZERO = -4
OUTSIDE = -5


@dataclass(frozen=True, eq=False)
class Placed:
    """The features of a data set in the CRS of the map; shared by every portrayal of that data set.

    Parameters
    ----------
    crs
        CRS of `geometry`, the map's.
    geometry
        (N,) object array of shapely geometries in `crs`, in the order of the frame; empty or missing ones are None.
    ids, names
        (N,) feature ids, and names in both languages.
    dashed
        (N,) bool: the boundary is not approved and is drawn dashed.
    """

    crs: str
    geometry: npt.NDArray[np.object_]
    ids: tuple[str, ...]
    names: tuple[Text, ...]
    dashed: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Style:
    """How one class is drawn. Empty colours are not drawn; `hatch` is for classes that are no value."""

    fill: str = ""
    stroke: str = ""
    stroke_width_px: float = 1.0
    radius_px: float = 4.0
    hatch: Literal["", "diagonal", "dots"] = ""


@dataclass(frozen=True)
class LegendEntry:
    """One row of a legend.

    Parameters
    ----------
    code
        Class code of the features in this row (0 … k-1, or one of the negative codes).
    label
        Range with which end is closed, the category, 无数据, 不适用, …
    count
        Number of features in the class, 0 included.
    style
        The swatch: what the features of this class look like.
    """

    code: int
    label: Text
    count: int
    style: Style


@dataclass(frozen=True)
class Legend:
    """The legend of one portrayal.

    Parameters
    ----------
    title
        Indicator, year and unit, or the layer's name.
    entries
        From top to bottom: classes from high to low, then zero, range, outside, missing, not applicable. Every code that
        occurs in `Portrayal.classes` has an entry; classes that no feature fell in are listed with count 0.
    method
        Scheme, which end is closed, number of classes asked and possible; empty for single symbols.
    notes
        Definition, source, estimates among the values, locked breaks.
    sizes
        For proportional symbols: (value, radius_px) pairs of the size key, from large to small.
    """

    title: Text
    entries: tuple[LegendEntry, ...]
    method: Text = Text("")
    notes: tuple[Text, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Portrayal:
    """The decided look of one layer.

    Parameters
    ----------
    placed
        Where the features are.
    symbology
        What it was made from (for `alternatives` to be told apart); readers do not interpret it.
    classes
        (N,) int32 class code per feature: 0 … k-1, or MISSING -1, NOT_APPLICABLE -2, RANGE -3 (an interval across
        classes), ZERO -4 (a class of its own), OUTSIDE -5 (outside the frozen breaks).
    styles
        Style per class code.
    radius_px
        (N,) float64 radius of each symbol for proportional symbols, else None. Drawn at a point inside the feature.
    values
        (N,) the value as printed (``3-5``, ``458（预估）``), for identify and popups; "" where there is none.
    legend
        What the legend says.
    aggregation
        Zoom-dependent markers (cluster map by aggregation), else None.
    clusters
        DBSCAN clusters (cluster map), else None. `classes` are then those of the single points' categories.
    """

    placed: Placed
    symbology: Symbology
    classes: npt.NDArray[np.int32]
    styles: dict[int, Style]
    radius_px: npt.NDArray[np.float64] | None
    values: tuple[str, ...]
    legend: Legend
    aggregation: Aggregation | None = None
    clusters: Clusters | None = None


def place(dataset: Dataset, crs: str, feedback: Feedback = SILENT) -> Placed:
    """Bring the features of a data set into the CRS of the map, converting its datum on the way."""
    raise NotImplementedError


def portray(dataset: Dataset, placed: Placed, symbology: Symbology, feedback: Feedback = SILENT) -> Portrayal:
    """Decide the look of every feature of a data set under a symbology."""
    raise NotImplementedError
