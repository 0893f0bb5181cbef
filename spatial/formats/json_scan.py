"""Compiled steps over JSON text: find where a value ends without parsing it, and gather pieces of the text.

A text is (N + PADDING,) uint8 that ends with `PADDING` zero bytes, so that no loop needs to ask where it ends. Nothing
here judges what is inside strings, objects and arrays; who needs that parses the piece.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

PADDING = 64

# Results that are no place in the text: it ends too soon; no value stands here.
ENDED, SYNTAX = -1, -2

NULL_WORD = np.frombuffer(b"null", np.uint8)

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_TEXT = "uint8[::1]"
_PLACE = f"int64({_TEXT}, int64)"


@compiled(f"boolean({_TEXT}, int64, Array(uint8, 1, 'C', readonly=True))")
def is_word(text: Bytes, i: int, word: Bytes) -> bool:
    """Whether the bytes of `word` stand at `i`."""
    for k in range(word.size):  # noqa: SIM110 - numba compiles no generator expressions
        if text[i + k] != word[k]:
            return False
    return True


@compiled(_PLACE)
def skip_blank(text: Bytes, i: int) -> int:
    """Return the place of the next byte at or after `i` that is not white space."""
    while text[i] == 32 or text[i] == 10 or text[i] == 13 or text[i] == 9:
        i += 1
    return i


@compiled(_PLACE)
def skip_string(text: Bytes, i: int) -> int:
    """Return the place after the string that opens at `i`; `ENDED` at a zero byte, `SYNTAX` where no string opens."""
    if text[i] != 34:
        return SYNTAX
    i += 1
    while text[i] != 34:
        if text[i] == 92:
            i += 1
        if text[i] == 0:
            return ENDED
        i += 1
    return i + 1


@compiled(f"int64({_TEXT}, int64, int64[::1])")
def _skip_nested(text: Bytes, i: int, colons: Ints) -> int:
    """Skip an object or array without judging it; its colons at the first level are counted in colons[0]."""
    depth = 0
    colons[0] = 0
    while True:
        c = text[i]
        if c == 34:
            i = skip_string(text, i)
            if i < 0:
                return i
            continue
        if c == 123 or c == 91:
            depth += 1
        elif c == 125 or c == 93:
            depth -= 1
            if depth == 0:
                return i + 1
        elif c == 58 and depth == 1:
            colons[0] += 1
        elif c == 0:
            return ENDED
        i += 1


@compiled(f"int64({_TEXT}, int64, int64[::1])")
def skip_value(text: Bytes, i: int, colons: Ints) -> int:
    """Return the place after the value that starts at `i`; `ENDED` or `SYNTAX` where there is none.

    `colons` (1,) int64 receives the number of colons at the first level of an object: of its members.
    """
    c = text[i]
    if c == 34:
        return skip_string(text, i)
    if c == 123 or c == 91:
        return _skip_nested(text, i, colons)
    start = i
    while text[i] > 32 and text[i] != 44 and text[i] != 125 and text[i] != 93 and text[i] != 58:
        i += 1
    if i > start:
        return i
    return ENDED if c == 0 else SYNTAX


@compiled(f"int64({_TEXT}, int64)")
def skip_colon(text: Bytes, i: int) -> int:
    """Return the place of the value after the colon that follows a key ending at `i`, or `SYNTAX`."""
    i = skip_blank(text, i)
    if text[i] != 58:
        return SYNTAX
    return skip_blank(text, i + 1)


@compiled(f"int64({_TEXT}, int64[:, ::1], int64, int64, uint8[::1])")
def gather(text: Bytes, spans: Ints, start: int, end: int, out: Bytes) -> int:
    """Write the pieces text[spans[k, start]:spans[k, end]] as a JSON array into `out`; return its length.

    A piece that starts at -1 is written as ``null``. `out` needs room for the pieces and 5 bytes for each, plus 2.
    """
    n = 0
    out[n] = 91
    n += 1
    for k in range(spans.shape[0]):
        first = spans[k, start]
        if first < 0:
            for c in NULL_WORD:
                out[n] = c
                n += 1
        else:
            for i in range(first, spans[k, end]):
                out[n] = text[i]
                n += 1
        out[n] = 44
        n += 1
    n = n if spans.shape[0] == 0 else n - 1
    out[n] = 93
    return n + 1
