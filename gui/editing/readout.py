"""The read-out at the cursor: lines of words, each in a tone."""

from __future__ import annotations

from dataclasses import dataclass

from spatial.text import Text


@dataclass(frozen=True)
class Line:
    """One line of the read-out at the cursor; `tone` colours it."""

    text: Text
    tone: str = ""
    """``""``, ``quiet``, ``strong``, ``warning`` or ``error``."""
