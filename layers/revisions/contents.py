"""Geometries and rows under the hash of what they are: each is kept once, however many revisions name it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.layer import Dataset
from layers.revisions.model import Boundaries, Content

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_KEY_DIGITS = 32


def key_of(text: str) -> str:
    """Return the name of a content: the first 32 hexadecimal digits of its SHA-256; "" for an empty one."""
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_DIGITS] if text else ""


def shape_text(shape: BaseGeometry | None) -> str:
    """Return a geometry as text, bit for bit; "" for None."""
    import shapely

    if shape is None:
        return ""
    return base64.b64encode(shapely.to_wkb(shape, byte_order=1)).decode("ascii")


def shape_in(boundaries: Boundaries, key: str) -> BaseGeometry | None:
    """Return the geometry of a hash, None for ""."""
    import shapely

    if not key:
        return None
    made: BaseGeometry = shapely.from_wkb(base64.b64decode(boundaries.contents[key]))
    return made


def row_text(dataset: Dataset, row: int) -> str:
    """Return the cells of a feature without its geometry as JSON; what JSON does not have (dates) as text."""
    import orjson
    import pandas as pd

    cells: dict[str, Any] = {}
    for column in dataset.frame.columns:
        if column == dataset.frame.geometry.name:
            continue
        cell = dataset.frame[column].iloc[row]
        missing = cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell))
        cells[str(column)] = None if missing else cell.item() if isinstance(cell, np.generic) else cell
    return orjson.dumps(cells, option=orjson.OPT_SORT_KEYS, default=str).decode()


def row_in(boundaries: Boundaries, key: str) -> Mapping[str, Any]:
    """Return the cells of a hash by column; nothing for ""."""
    import orjson

    found: dict[str, Any] = orjson.loads(boundaries.contents[key]) if key else {}
    return found


def with_contents(boundaries: Boundaries, texts: Mapping[str, str]) -> Boundaries:
    """Return a ledger that also holds these texts, by hash."""
    new = {key: text for key, text in texts.items() if key and key not in boundaries.contents}
    return replace(boundaries, contents=MappingProxyType({**boundaries.contents, **new})) if new else boundaries


class Reader:
    """The features of a data set by id, and their contents.

    Attributes
    ----------
    texts
        What was asked for so far, by hash: what a ledger must hold to name it.
    """

    def __init__(self, dataset: Dataset) -> None:
        from layers.placement import texts as cells_of

        self.dataset = dataset
        self.texts: dict[str, str] = {}
        self.ids = tuple(cells_of(dataset.frame, dataset.id_field)) if dataset.id_field else ()
        self.rows = {feature: row for row, feature in enumerate(self.ids)}
        self.shapes = np.asarray(dataset.frame.geometry.array, dtype=object)

    @property
    def identifies(self) -> bool:
        """Whether every feature has an id of its own."""
        return bool(self.dataset.id_field) and len(self.rows) == len(self.dataset.frame) and "" not in self.rows

    def shape(self, feature: str) -> BaseGeometry | None:
        """Return the geometry of a feature, None where it is not there."""
        found: BaseGeometry | None = self.shapes[self.rows[feature]] if feature in self.rows else None
        return found

    def shape_key(self, feature: str) -> str:
        """Return the hash of a feature's geometry."""
        return self._kept(shape_text(self.shape(feature)))

    def content(self, feature: str) -> Content:
        """Return a feature by its hashes."""
        if feature not in self.rows:
            return Content()
        return Content(self.shape_key(feature), self._kept(row_text(self.dataset, self.rows[feature])))

    def _kept(self, text: str) -> str:
        key = key_of(text)
        self.texts[key] = text
        return key
