"""In which encoding a text file is written: by its mark, else UTF-8 or GB18030, whichever the bytes allow."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from spatial.feedback import SILENT, Feedback

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SLICE = 1 << 22


@dataclass(frozen=True)
class Encoding:
    """An encoding that was given or found.

    Parameters
    ----------
    name
        Python codec name: ``utf-8``, ``utf-8-sig``, ``utf-16``, ``gb18030`` …
    errors
        Number of places that do not decode; 0 where the encoding fits.
    guessed
        True where nothing in the file names the encoding and it is not UTF-8.
    """

    name: str
    errors: int = 0
    guessed: bool = False


def has_mark(data: bytes | memoryview) -> bool:
    """Whether the text begins with a byte order mark."""
    return bytes(data[:4]).startswith(tuple(mark for mark, _ in _MARKS))


def is_utf8(data: bytes | memoryview, feedback: Feedback = SILENT) -> bool:
    """Whether the whole of `data` decodes as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(view), _SLICE):
            decoder.decode(view[start : start + _SLICE])
            feedback.report(start / len(view))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def detect_encoding(data: bytes | memoryview, feedback: Feedback = SILENT) -> Encoding:
    """Return the encoding of a text file.

    A byte order mark decides; else UTF-16 where delimiters are two bytes wide; else UTF-8 where every byte fits; else
    GB18030 where every byte fits, unless the text is UTF-8 but for a few bytes (a cut-off or damaged file); else
    whichever of the two leaves fewer places undecoded.
    """
    for mark, name in _MARKS:
        if bytes(data[:4]).startswith(mark):
            return Encoding(name, count_errors(bytes(data), name))
    sample = bytes(data[:4096])
    if sample.count(0) * 5 > len(sample) or (len(sample) > 3 and _wide_marks(sample)):
        for name in ("utf-16-le", "utf-16-be"):
            if len(data) % 2 == 0 and _reads_as(bytes(data), name):
                return Encoding(name, guessed=True)
    if is_utf8(data, feedback):
        return Encoding("utf-8")
    data = bytes(data)
    bad_utf8, bad_gb = count_errors(data, "utf-8"), count_errors(data, "gb18030")
    longer = sum(data.count(bytes((lead,))) for lead in range(0xC2, 0xF5))
    nearly_utf8 = bad_utf8 <= max(1, longer // 50) and longer > bad_utf8
    if nearly_utf8 or bad_utf8 < bad_gb:
        return Encoding("utf-8", bad_utf8)
    return Encoding("gb18030", bad_gb, guessed=True)


def _wide_marks(sample: bytes) -> bool:
    """Whether delimiters and line ends are two bytes wide, as in UTF-16 of Chinese words."""
    return any(sample.count(mark) for mark in (b"\t\0", b",\0", b"\n\0", b"\0\t", b"\0,", b"\0\n"))


def _reads_as(data: bytes, name: str) -> bool:
    """Whether data decode to text with line ends and without stray control characters."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return False
    return "\n" in text and not any(letter < " " and letter not in "\t\r\n" for letter in text)


def count_errors(data: bytes, name: str) -> int:
    """Return how many places of `data` do not decode with the codec `name`."""
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return max(data.decode(name, "replace").count("\ufffd"), 1)
    return 0


def known_encoding(name: str) -> str:
    """Return the Python codec for `name` (``GBK`` and ``cp936`` become their superset GB18030); "" if there is none."""
    try:
        codec = codecs.lookup(name.strip()).name
    except LookupError:
        return ""
    return "gb18030" if codec in {"gbk", "gb2312", "gb18030"} else codec
