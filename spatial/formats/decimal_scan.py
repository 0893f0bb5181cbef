"""Compiled reading of decimal numbers in a text, exact to the last bit.

`scan_number` gives the double nearest to the decimal, as Python's `float` does. Where the digits fit in 53 bits and the
power of ten is at most 22, one multiplication or division of exact doubles is correctly rounded (W. D. Clinger, "How to
read floating point numbers accurately", PLDI 1990). Else the digits (up to 19) are multiplied by a 128-bit power of
five and rounded once (D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51(8),
2021). The few numbers for which that is not proven to be exact are left to the caller.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from spatial.compiled import compiled

_LEAST, _MOST = -100, 60  # powers of ten in the table; coordinates stay far inside


def _power_of_five(exponent: int) -> int:
    """Return the leading 128 bits of 5**exponent: truncated for a positive, rounded up for a negative exponent."""
    if exponent >= 0:
        power = int(5**exponent)
        shift = power.bit_length() - 128
        return power >> shift if shift >= 0 else power << -shift
    power = int(5**-exponent)
    return (1 << (power.bit_length() + 127)) // power + 1


_POWERS = [_power_of_five(exponent) for exponent in range(_LEAST, _MOST + 1)]
_HIGH = np.array([power >> 64 for power in _POWERS], np.uint64)
_LOW = np.array([power & (2**64 - 1) for power in _POWERS], np.uint64)
_TENS = np.array([10.0**exponent for exponent in range(23)])

_HALF = np.uint64(0xFFFFFFFF)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_NONE = np.uint64(0)
_ONE = np.uint64(1)
_TEN = np.uint64(10)
_32 = np.uint64(32)
_ZERO = np.uint8(48)
_NINE = np.uint8(9)


@compiled("UniTuple(uint64, 2)(uint64, uint64)")
def _product(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return the high and the low 64 bits of a times b."""
    a0, a1, b0, b1 = a & _HALF, a >> _32, b & _HALF, b >> _32
    middle = ((a0 * b0) >> _32) + ((a0 * b1) & _HALF) + ((a1 * b0) & _HALF)
    high = a1 * b1 + ((a0 * b1) >> _32) + ((a1 * b0) >> _32) + (middle >> _32)
    return high, ((a0 * b0) & _HALF) | (middle << _32)


@compiled("int64(uint64)")
def _leading_zeros(w: np.uint64) -> int:
    count = 0
    for step in (32, 16, 8, 4, 2, 1):
        if (w >> np.uint64(64 - step)) == _NONE:
            count += step
            w = w << np.uint64(step)
    return count


@compiled("Tuple((float64, boolean))(uint64, int64)")
def _nearest(w: np.uint64, exponent: int) -> tuple[float, bool]:
    """Return the double nearest to w * 10**exponent, and whether that is certain."""
    if w == _NONE:
        return 0.0, True
    if exponent < _LEAST or exponent > _MOST:
        return math.nan, False
    zeros = _leading_zeros(w)
    w = w << np.uint64(zeros)
    high, low = _product(w, _HIGH[exponent - _LEAST])
    if high & np.uint64(0x1FF) == np.uint64(0x1FF):
        carry, _ = _product(w, _LOW[exponent - _LEAST])
        low = low + carry
        if low < carry:
            high = high + _ONE
    if low == _ALL and (exponent < -27 or exponent > 55):
        return math.nan, False
    upper = np.int64(high >> np.uint64(63))
    shift = np.uint64(upper + 9)
    mantissa = high >> shift
    between = low <= _ONE and -4 <= exponent <= 23
    if between and mantissa & np.uint64(3) == _ONE and (mantissa << shift) == high:
        mantissa = mantissa & ~_ONE  # exactly half way: to the even neighbour
    mantissa = (mantissa + (mantissa & _ONE)) >> _ONE
    power = ((217706 * exponent) >> 16) + 63 + upper - zeros
    return math.ldexp(np.float64(mantissa), int(power - 52)), True


@compiled("Tuple((float64, boolean))(uint64, int64, boolean)")
def _value(w: np.uint64, exponent: int, more: bool) -> tuple[float, bool]:
    """Return w * 10**exponent; `more` says that digits beyond those of w were left away."""
    if more:
        below, certain = _nearest(w, exponent)
        above, certain_too = _nearest(w + _ONE, exponent)
        return below, certain and certain_too and below == above
    if w <= np.uint64(9007199254740992) and -22 <= exponent <= 22:
        if exponent < 0:
            return np.float64(w) / _TENS[-exponent], True
        return np.float64(w) * _TENS[exponent], True
    return _nearest(w, exponent)


@compiled("UniTuple(int64, 2)(uint8[::1], int64)")
def _scan_exponent(text: npt.NDArray[np.uint8], i: int) -> tuple[int, int]:
    """Return the exponent written at `i` (after the letter), and the place after it, or -1 where there is none."""
    negative = text[i] == 45
    if negative or text[i] == 43:
        i += 1
    if not 48 <= text[i] <= 57:
        return 0, -1
    exponent = 0
    while 48 <= text[i] <= 57:
        exponent = min(exponent * 10 + int(text[i]) - 48, 99999)
        i += 1
    return (-exponent if negative else exponent), i


@compiled("Tuple((uint64, int64, boolean))(uint8[::1], int64, int64)")
def _many_digits(text: npt.NDArray[np.uint8], first: int, end: int) -> tuple[np.uint64, int, bool]:
    """Return the first 19 significant digits, the power of ten behind them, and whether others than 0 were left."""
    w, digits, exponent, more, point = _NONE, 0, 0, False, False
    for i in range(first, end):
        if text[i] == 46:
            point = True
            continue
        if digits < 19:
            w = w * _TEN + np.uint64(text[i] - _ZERO)
            digits += 1 if w != _NONE else 0
            exponent -= 1 if point else 0
        else:
            more = more or text[i] != 48
            exponent += 0 if point else 1
    return w, exponent, more


@compiled("Tuple((float64, int64, boolean))(uint8[::1], int64)")
def scan_number(text: npt.NDArray[np.uint8], i: int) -> tuple[float, int, bool]:
    """Read the JSON number that starts at `i`.

    Parameters
    ----------
    text
        (N,) uint8, ending in a byte that belongs to no number (a zero).
    i
        Place of the first byte.

    Returns
    -------
    value, after, exact
        The number, the place after it (-1 where there is no number in the grammar of RFC 8259), and whether the value
        is certain to be the nearest double; if not, it is NaN or nearly right and the caller asks Python.
    """
    negative = text[i] == 45
    if negative:
        i += 1
    first, w = i, _NONE
    while text[i] - _ZERO <= _NINE:
        w = w * _TEN + np.uint64(text[i] - _ZERO)
        i += 1
    whole, exponent, more = i - first, 0, False
    if whole == 0 or (whole > 1 and text[first] == 48):
        return math.nan, -1, False
    if text[i] == 46:
        i += 1
        while text[i] - _ZERO <= _NINE:
            w = w * _TEN + np.uint64(text[i] - _ZERO)
            i += 1
        exponent = first + whole + 1 - i
        if exponent == 0:
            return math.nan, -1, False
    if whole - exponent > 19:
        w, exponent, more = _many_digits(text, first, i)
    if text[i] == 101 or text[i] == 69:
        power, i = _scan_exponent(text, i + 1)
        exponent += power
        if i < 0:
            return math.nan, -1, False
    value, exact = _value(w, exponent, more)
    return (-value if negative else value), i, exact
