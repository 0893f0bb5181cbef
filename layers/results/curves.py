"""Curves of a result: the same for the window, the printed sheet and the exported page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from spatial.text import Text

if TYPE_CHECKING:  # the window starts without the compiled code behind them
    from spatial.statistics.kind_k import KindK
    from spatial.statistics.nearest_neighbours import KDistances
    from spatial.statistics.ripley import RipleyK

Floats = npt.NDArray[np.float64]
_MOST = 600


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve, perhaps with an envelope around it and a level across it.

    Parameters
    ----------
    name, axis
        What stands on the y axis and on the x axis, with units.
    x, y
        (N,) float64, `x` ascending.
    low, high
        (N,) the envelope; None where there is none.
    level, level_words
        A value of y that is marked, and what it is; None for none.
    y_name, y_words, x_words
        What stands before a figure, and the formats of exact figures, such as ``{:,.0f} m``.
    """

    name: Text
    axis: Text
    x: Floats
    y: Floats
    low: Floats | None = None
    high: Floats | None = None
    level: float | None = None
    level_words: Text = Text("", "")
    y_name: str = ""
    y_words: str = "{:,.4g}"
    x_words: str = "{:,.4g}"

    def spans(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the least and the largest x and y, envelope and level counted."""
        parts = [self.y, *(each for each in (self.low, self.high) if each is not None)]
        every = np.concatenate([*parts, np.array([self.level] if self.level is not None else [])])
        return (float(min(self.x[0], 0.0)), float(self.x[-1])), (float(every.min()), float(every.max()))

    def words(self, place: int) -> str:
        """Return the exact figures of one place of the curve."""
        words = f"{self.x_words.format(self.x[place])}: {self.y_name}{self.y_words.format(self.y[place])}"
        if self.low is not None and self.high is not None:
            words += f" ({self.y_words.format(self.low[place])} – {self.y_words.format(self.high[place])})"
        return words


def l_curve(k: RipleyK) -> Curve:
    """Return L(r) - r with its envelope: 0 where points lie at random, above it where they are clustered."""
    low, high = k.l_low, k.l_high
    return Curve(
        Text("L(r) - r（米），灰带：完全随机的包络", "L(r) - r (m), grey: randomness"),
        Text("距离 r（米）", "Distance r (m)"),
        k.r_m,
        k.l_m - k.r_m,
        None if low is None else low - k.r_m,
        None if high is None else high - k.r_m,
        0.0,
        y_name="L(r) - r = ",
        y_words="{:,.0f} m",
        x_words="r = {:,.0f} m",
    )


def kind_curve(found: KindK, name: Text) -> Curve:
    """Return L of a kind less L of all points with the envelope of random labelling: 0 where the kind is like all."""
    all_m = found.l_all_m
    low, high = (np.sqrt(each / np.pi) - all_m for each in (found.k_low, found.k_high))
    return Curve(
        Text(
            f"L（{name.zh}）- L（全部）（米），灰带：随机标记",
            f"L ({name.to('en')}) - L (all) (m), grey: random labelling",
        ),
        Text("距离 r（米）", "Distance r (m)"),
        found.r_m,
        found.l_m - all_m,
        low,
        high,
        0.0,
        y_name="ΔL = ",
        y_words="{:,.0f} m",
        x_words="r = {:,.0f} m",
    )


def k_curve(k: RipleyK) -> Curve:
    """Return Ripley's K in square kilometres with its envelope."""
    low, high = k.k_low, k.k_high
    return Curve(
        Text("K(r)（km²），灰带：完全随机的包络", "K(r) (km²), grey: randomness"),
        Text("距离 r（米）", "Distance r (m)"),
        k.r_m,
        k.k_m2 / 1e6,
        None if low is None else low / 1e6,
        None if high is None else high / 1e6,
        y_name="K = ",
        y_words="{:,.3g} km²",
        x_words="r = {:,.0f} m",
    )


def k_distance_curve(found: KDistances, eps_m: float | None = None) -> Curve:
    """Return the sorted distances to the k-th neighbour, with the radius in force as a level; long ones are thinned."""
    n = len(found.distances_m)
    places = np.unique(np.linspace(0, n - 1, min(n, _MOST)).round().astype(np.int64))
    return Curve(
        Text(f"到第 {found.k} 近邻的距离（米）", f"Distance to neighbour {found.k} (m)"),
        Text("点，按距离从小到大", "Points, sorted by distance"),
        np.asarray(places + 1.0, dtype=np.float64),
        found.distances_m[places],
        level=eps_m,
        level_words=Text("", "") if eps_m is None else Text(f"半径 {eps_m:,.0f} 米", f"eps {eps_m:,.0f} m"),
        y_words="{:,.0f} m",
        x_words="{:,.0f}",
    )
