"""How well colours can be told apart: by everybody, on a page and in print.

Colour differences are CIEDE2000 (Sharma, Wu and Dalal 2005, doi:10.1002/col.20070) between sRGB colours under D65.
Colour vision deficiencies are simulated on linear sRGB with the matrices of Machado, Oliveira and Fernandes 2009
(doi:10.1109/TVCG.2009.113). Contrast ratios are those of WCAG 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spatial.errors import SymbologyError
from spatial.text import Text

Floats = npt.NDArray[np.float64]

NEIGHBOUR_DIFFERENCE = 5.0
"""Least CIEDE2000 between neighbouring classes: about 1 is just noticeable side by side, 5 also across a map."""
CATEGORY_DIFFERENCE = 8.0
"""Least CIEDE2000 between any two categories, which have no order to help the reader."""

VISIONS: dict[str, Text] = {
    "normal": Text("正常色觉", "normal vision"),
    "protanopia": Text("红色盲", "protanopia"),
    "deuteranopia": Text("绿色盲", "deuteranopia"),
    "tritanopia": Text("蓝色盲", "tritanopia"),
}

# Machado et al. 2009, table 1: severity 0.5 and 1.0.
_MACHADO: dict[str, tuple[Floats, Floats]] = {
    "protanopia": (
        np.array([[0.458064, 0.679578, -0.137642], [0.092785, 0.846313, 0.060902], [-0.007494, -0.016807, 1.024301]]),
        np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ),
    "deuteranopia": (
        np.array([[0.547494, 0.607765, -0.155259], [0.181692, 0.781742, 0.036566], [-0.010410, 0.027275, 0.983136]]),
        np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    ),
    "tritanopia": (
        np.array([[1.017277, 0.027029, -0.044306], [-0.006113, 0.958479, 0.047634], [0.006379, 0.248708, 0.744913]]),
        np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
    ),
}
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)


@dataclass(frozen=True)
class Confusion:
    """Two colours that are hard to tell apart, under which vision, and their CIEDE2000 difference."""

    a: str
    b: str
    vision: str
    difference: float


@dataclass(frozen=True)
class ContrastReport:
    """The outcome of `check_contrast`.

    Parameters
    ----------
    threshold
        Least CIEDE2000 difference that passes.
    closest
        The pair with the smallest difference, under the vision where it is smallest; None where there is no pair.
    failures
        Pairs below the threshold, each under the vision where it is worst.
    """

    threshold: float
    closest: Confusion | None
    failures: tuple[Confusion, ...]

    @property
    def passed(self) -> bool:
        """Whether no pair fails."""
        return not self.failures

    @property
    def message(self) -> Text:
        """The worst pair as a sentence; empty where all pass."""
        if not self.failures:
            return Text("")
        worst = min(self.failures, key=lambda f: f.difference)
        vision = VISIONS[worst.vision]
        return Text(
            f"颜色 {worst.a} 与 {worst.b} 难以区分（{vision.zh}，色差 {worst.difference:.1f}）："
            "请减少类数或换一个色带。",
            f"Colours {worst.a} and {worst.b} are hard to tell apart ({vision.en}, difference {worst.difference:.1f}): "
            "use fewer classes or another ramp.",
        )


def check_contrast(
    colours: Sequence[str],
    *,
    threshold: float = NEIGHBOUR_DIFFERENCE,
    all_pairs: bool = False,
    against: Sequence[str] = (),
) -> ContrastReport:
    """Compare neighbouring colours under normal vision and under three simulated deficiencies.

    Parameters
    ----------
    colours
        ``#rrggbb``, in the order of the classes.
    threshold
        Least CIEDE2000 difference.
    all_pairs
        Compare every colour with every other one (categories), not only with the next.
    against
        Colours that each of `colours` must differ from as well: the page, the missing colour.
    """
    n = len(colours)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n if all_pairs else min(i + 2, n))]
    pairs += [(i, n + j) for i in range(n) for j in range(len(against))]
    if not pairs:
        return ContrastReport(threshold, None, ())
    everything = [*colours, *against]
    first, second = np.array(pairs).T
    differences = np.array(
        [colour_difference(labs[first], labs[second]) for labs in (_lab_seen(everything, v) for v in VISIONS)]
    )
    visions = tuple(VISIONS)
    worst = differences.argmin(axis=0)
    found = [
        Confusion(everything[i], everything[j], visions[v], float(differences[v, p]))
        for p, ((i, j), v) in enumerate(zip(pairs, worst.tolist(), strict=True))
    ]
    closest = min(found, key=lambda c: c.difference)
    return ContrastReport(threshold, closest, tuple(c for c in found if c.difference < threshold))


def simulate(colour: str, deficiency: str, severity: float = 1.0) -> str:
    """Return a colour as it looks with a colour vision deficiency.

    Parameters
    ----------
    colour
        ``#rrggbb``.
    deficiency
        ``protanopia``, ``deuteranopia`` or ``tritanopia``; ``normal`` changes nothing.
    severity
        0 (none) to 1 (full), clipped; between the published tables for 0.5 and 1 the matrix is interpolated.
    """
    seen = np.clip(_linear(_rgb([colour])) @ _matrix(deficiency, severity).T, 0.0, 1.0)
    encoded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    return to_hex(encoded)[0]


def contrast_ratio(a: str, b: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours, 1 to 21 (text needs 4.5, graphics 3)."""
    low, high = sorted((_linear(_rgb([a, b])) @ _TO_XYZ[1]).tolist())
    return float((high + 0.05) / (low + 0.05))


def lightness(colours: Sequence[str]) -> Floats:
    """Return (N,) CIE L* of colours, 0 (black) to 100 (white): what is left of them in grey print."""
    return _lab_seen(colours, "normal")[:, 0]


def to_hex(rgb: Floats) -> tuple[str, ...]:
    """Return (N, 3) sRGB values of 0 to 1 as ``#rrggbb``."""
    return tuple(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in np.rint(rgb * 255).astype(int).tolist())


def lab_of(rgb: Floats) -> Floats:
    """Return CIE L*a*b* (D65) of (N, 3) sRGB values of 0 to 1."""
    return _lab(_linear(rgb))


def rgb_of_lab(lab: Floats) -> Floats:
    """Return (N, 3) sRGB values, cut to 0 to 1, of CIE L*a*b* (D65) colours: the inverse of `lab_of`."""
    y = (lab[:, 0] + 16) / 116
    root = np.column_stack((y + lab[:, 1] / 500, y, y - lab[:, 2] / 200))
    xyz = np.where(root > 6 / 29, root**3, (116 * root - 16) * 27 / 24389) * _WHITE
    linear = np.clip(xyz @ np.linalg.inv(_TO_XYZ).T, 0.0, 1.0)
    encoded: Floats = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return encoded


def colour_difference(first: Floats, second: Floats) -> Floats:
    """Return (N,) CIEDE2000 differences of two (N, 3) arrays of L*a*b* colours (Sharma, Wu and Dalal 2005)."""
    l1, a1, b1 = first.T
    l2, a2, b2 = second.T
    mean_chroma7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_chroma7 / (mean_chroma7 + 25.0**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, stretch * a1)) % 360, np.degrees(np.arctan2(b2, stretch * a2)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    near = grey | (np.abs(h1 - h2) <= 180 + 1e-9)  # exactly opposite hues count as near
    hue = np.where(near, np.where(grey, 2.0, 1.0) * (h1 + h2) / 2, ((h1 + h2 + 360) / 2) % 360)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    angle = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(angle))
    result: Floats = np.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)
    return result


def _lab_seen(colours: Sequence[str], vision: str) -> Floats:
    return _lab(np.clip(_linear(_rgb(colours)) @ _matrix(vision, 1.0).T, 0.0, 1.0))


def _matrix(vision: str, severity: float) -> Floats:
    if vision == "normal":
        return np.eye(3)
    if vision not in _MACHADO:
        raise ValueError(f"deficiency {vision!r} is none of {', '.join(VISIONS)}")
    half, full = _MACHADO[vision]
    part = 2 * min(max(severity, 0.0), 1.0)
    return np.eye(3) * (1 - part) + half * part if part <= 1 else half * (2 - part) + full * (part - 1)


def _rgb(colours: Sequence[str]) -> Floats:
    for colour in colours:
        if len(colour) != 7 or colour[0] != "#" or not set(colour[1:].lower()) <= set("0123456789abcdef"):
            raise SymbologyError(
                Text(f"颜色“{colour}”无法识别。", f"Colour “{colour}” is not understood."),
                Text("请写成 #rrggbb。", "Write it as #rrggbb."),
            )
    return (
        np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], dtype=np.float64).reshape(-1, 3) / 255
    )


def _linear(rgb: Floats) -> Floats:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _lab(linear: Floats) -> Floats:
    ratio = linear @ _TO_XYZ.T / _WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
