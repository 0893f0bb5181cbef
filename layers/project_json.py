"""The project document as JSON (its data sets so far)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layers.layer import Dataset


@dataclass(frozen=True)
class Stored:
    """Where the project file keeps the features of a data set.

    Parameters
    ----------
    kind
        ``inside``: a file of the project's own under ``data/``; ``linked``: the origin itself, unchanged.
    path
        As in `Origin.path`: relative to the project folder with ``/``, or absolute for a file outside it.
    sha256
        Hash of that file.
    content
        Hash of the features after the joins (`layers.frame_hash`).
    features
        How many features there are.
    """

    kind: Literal["inside", "linked"]
    path: str
    sha256: str
    content: str
    features: int


@dataclass(frozen=True, eq=False, kw_only=True)
class AbsentDataset(Dataset):
    """A data set whose file was not found: its frame is an empty placeholder, and nothing of it is lost on saving.

    Parameters
    ----------
    stored
        What the project file said of its features; written back as it is.
    """

    stored: Stored
