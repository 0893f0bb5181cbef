"""What a cartographer would say of a choropleth, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layers.layer import Field
from layers.per_area import is_count
from layers.symbology import Graduated
from spatial.text import Text

Offer = Literal["symbols", "per_km2", "fewer"]
LEAST_PER_CLASS = 3


@dataclass(frozen=True)
class Advice:
    """One warning, with the remedies that can be had with one click."""

    kind: Literal["count", "small_n", "contrast"]
    text: Text
    offers: tuple[Offer, ...] = ()


def advise(field: Field, look: Graduated, n_values: int, unequal_areas: bool) -> tuple[Advice, ...]:
    """Return what is to be said of a choropleth.

    Parameters
    ----------
    field
        The column it draws.
    n_values
        Features that fell in a class.
    unequal_areas
        Whether the features are areas of unequal size (`layers.per_area.are_unequal`).
    """
    found = []
    if unequal_areas and is_count(field):
        words = Text(
            f"“{field.label.to('zh')}”是总量，面积不同的区域之间不宜用颜色比较。",
            f"“{field.label.to('en')}” is a total: colours do not compare areas of unequal size.",
        )
        found.append(Advice("count", words, ("symbols", "per_km2")))
    k = len(look.colours)
    if k > 1 and 0 < n_values < LEAST_PER_CLASS * k:
        words = Text(
            f"只有 {n_values} 个数值却分 {k} 级，平均每级不足 {LEAST_PER_CLASS} 个：级间差别可能只是偶然。",
            f"Only {n_values} value(s) in {k} classes, fewer than {LEAST_PER_CLASS} each: differences may be chance.",
        )
        found.append(Advice("small_n", words, ("fewer",) if fewer_classes(n_values) < k else ()))
    contrast = _contrast(look)
    return (*found, Advice("contrast", contrast)) if contrast else tuple(found)


def fewer_classes(n_values: int) -> int:
    """Return the most classes, 2 at least, that leave `LEAST_PER_CLASS` values to each."""
    return max(2, n_values // LEAST_PER_CLASS)


def _contrast(look: Graduated) -> Text:
    from layers.color_ramps import check_contrast

    return check_contrast(look.colours).message
