"""What a reader noticed in a file: findings are shown, never swallowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spatial.text import Text

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing about a file or a layer.

    Parameters
    ----------
    code
        A stable slug such as ``invalid_ring``; the command line and tests compare it.
    severity
        ``error``: a feature cannot be drawn or measured; ``warning``: it can, but probably not as meant; ``info``.
    message
        What was found and what to do.
    feature
        Row number (from 0) or id of the feature; None where it concerns the whole file.
    """

    code: str
    severity: Severity
    message: Text
    feature: int | str | None = None
