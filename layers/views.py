"""Parts of the document that say what is shown side by side; `layers.comparison` says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Link = Literal["extent", "scale", "none"]
Arrangement = Literal["row", "column", "grid"]


@dataclass(frozen=True)
class View:
    """What one of several views shows.

    Parameters
    ----------
    map
        Id of the map.
    column
        Column that the map's subject (`subject`) draws in this view; empty: the map as it is.
    extent
        (west, south, east, north) in WGS 84 degrees at which the view opens; None: like the others.
    """

    map: str
    column: str = ""
    extent: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Comparison:
    """Views side by side; no views: one map alone.

    Parameters
    ----------
    views
        None, or 2 to 4, in reading order. What the active one says is what it showed when it became active: the
        project itself says what it shows now.
    active
        Place of the view that tools and panels act on.
    arrangement
        Side by side, one above the other, or in two columns.
    link
        ``extent``: all show the same extent; ``scale``: the same scale, each about its own centre; ``none``.
    locked
        Whether columns of one layer share their classes, and look-alikes that do not compare are refused.
    cursor
        Whether the place under the mouse is marked in the other views.
    """

    views: tuple[View, ...] = ()
    active: int = 0
    arrangement: Arrangement = "row"
    link: Link = "extent"
    locked: bool = True
    cursor: bool = True


ALONE = Comparison()
"""One map, nothing beside it."""
