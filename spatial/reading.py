"""What every reader of a layer hands back, whatever the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.finding_notes import Notes

if TYPE_CHECKING:
    import pyarrow as pa
    import pyproj

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Reading:
    """The content of one layer of a file, before it is checked and made a frame.

    Parameters
    ----------
    columns
        Attributes as Arrow arrays of N values, in the order of the file.
    geometry
        (N,) shapely geometries or None.
    crs
        As the file declares it; None where it does not.
    driver, encoding, sublayer
        GDAL's name of the format, the text encoding, the layer inside a container ("" where there is one layer only).
    notes
        What was noticed while reading.
    """

    columns: Mapping[str, pa.ChunkedArray]
    geometry: Geometries
    crs: pyproj.CRS | None
    driver: str
    encoding: str = "utf-8"
    sublayer: str = ""
    notes: Notes = field(default_factory=Notes)
