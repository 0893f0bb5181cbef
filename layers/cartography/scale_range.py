"""At which scales something is drawn: denominators as on paper, 1:100 000 is 100 000."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spatial.errors import ProjectError
from spatial.text import Text

PIXEL_M = 0.00028
"""Side of the pixel that scales on screen are told with: the standardised one of OGC Symbology Encoding 1.1."""


@dataclass(frozen=True)
class ScaleRange:
    """Scales at which a layer is drawn.

    Parameters
    ----------
    minimum, maximum
        Denominators: drawn where ``minimum <= denominator < maximum`` (the ends as in OGC Symbology Encoding 1.1).
        0 and infinity: no limit.
    """

    minimum: float = 0.0
    maximum: float = math.inf

    def holds(self, denominator: float) -> bool:
        """Say whether something is drawn at a scale; 0 (a scale that cannot be told) hides nothing."""
        return denominator <= 0 or self.minimum <= denominator < self.maximum

    @property
    def limited(self) -> bool:
        """Whether there is a scale at which it is not drawn."""
        return self.minimum > 0 or math.isfinite(self.maximum)

    def nearest(self, denominator: float) -> float:
        """Return the denominator nearest to a given one at which it is drawn, a little inside of the limit."""
        if self.holds(denominator):
            return denominator
        inside = self.minimum * 1.02 if denominator < self.minimum else self.maximum / 1.02
        return inside if self.holds(inside) else math.sqrt(self.minimum * self.maximum)


ALL_SCALES = ScaleRange()


def denominator_of(metres_per_px: float) -> float:
    """Return the scale of a screen from the ground length of one of its logical pixels; 0 for an unknown one."""
    return metres_per_px / PIXEL_M if metres_per_px > 0 and math.isfinite(metres_per_px) else 0.0


def check_scales(scales: ScaleRange) -> None:
    """Refuse limits of scales between which there is none."""
    if not 0 <= scales.minimum < scales.maximum:
        raise ProjectError(
            Text(
                f"比例尺范围 1:{scales.minimum:,.0f} 至 1:{scales.maximum:,.0f} 里没有比例尺。",
                f"There is no scale between 1:{scales.minimum:,.0f} and 1:{scales.maximum:,.0f}.",
            ),
            Text(
                "最大比例尺的分母要小于最小比例尺的分母。",
                "The denominator of the largest scale must be the smaller one.",
            ),
        )
