"""A sentence for a user, in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_STRAIGHT = str.maketrans("“”", '""')


@dataclass(frozen=True, order=True)
class Text:
    """A text in Chinese and in English.

    Everything below the window that a user may come to read (errors, findings, legends, notes, reasons) is a `Text`, so
    that the language is chosen where it is shown and nowhere else.

    Parameters
    ----------
    zh, en
        The two wordings. An empty `en` falls back to `zh` (names of user data are often given in one language only).
    """

    zh: str
    en: str = ""

    def to(self, language: Language) -> str:
        """Return the wording in `language`, or the other one where that is empty.

        English takes straight quotation marks: the faces of Chinese draw curly ones as wide as an ideograph.
        """
        if language == "en" and self.en:
            return self.en if self.en.isascii() else self.en.translate(_STRAIGHT)
        return self.zh or self.en

    def __str__(self) -> str:
        return self.zh or self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def plain(text: str) -> Text:
    """Return a text that reads the same in both languages (a name, a number, a path)."""
    return Text(text, text)
