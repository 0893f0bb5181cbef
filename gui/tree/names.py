"""Names that are typed in one language of the window, beside those of the other language."""

from __future__ import annotations

import re

from gui.language import language
from spatial.text import Text

_AUTOMATIC = re.compile(r"(?:地图|图层组|Map|Group) \d+")


def renamed(old: Text, name: str) -> Text:
    """Return a name as it was typed in the language of the window.

    The name in the other language stays, but for one that the program had made up (``Map 9``): the new one stands for
    both languages then.
    """
    other = old.en if language() == "zh" else old.zh
    kept = "" if _AUTOMATIC.fullmatch(other) else other
    return Text(name, kept) if language() == "zh" else Text(kept, name)
