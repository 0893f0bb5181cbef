"""What a cartographer would say of a choropleth, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layers.cartography.bivariate_colors import check_bivariate
from layers.cartography.symbology import Bivariate, Graduated
from layers.indicators.per_area import is_count
from layers.indicators.units import english_unit
from layers.layer import Field
from spatial.text import Text

Offer = Literal["symbols", "per_km2", "per_people", "fewer"]
LEAST_PER_CLASS = 3


@dataclass(frozen=True)
class Advice:
    """One warning, with the remedies that can be had with one click."""

    kind: Literal["count", "small_n", "contrast", "denominator"]
    text: Text
    offers: tuple[Offer, ...] = ()


def advise(
    field: Field, look: Graduated, n_values: int, unequal_areas: bool, has_people: bool = False
) -> tuple[Advice, ...]:
    """Return what is to be said of a choropleth.

    Parameters
    ----------
    field
        The column it draws.
    n_values
        Features that fell in a class.
    unequal_areas
        Whether the features are areas of unequal size (`layers.indicators.per_area.are_unequal`).
    has_people
        Whether their populations are known (`layers.indicators.per_people.population_fields`).
    """
    found = []
    if unequal_areas and is_count(field):
        words = Text(
            f"“{field.label.to('zh')}”是总量，面积不同的区域之间不宜用颜色比较。",
            f"“{field.label.to('en')}” is a total: colours do not compare areas of unequal size.",
        )
        people: tuple[Offer, ...] = ("per_people",) if has_people else ()
        found.append(Advice("count", words, ("symbols", "per_km2", *people)))
    k = len(look.colours)
    if k > 1 and 0 < n_values < LEAST_PER_CLASS * k:
        words = Text(
            f"只有 {n_values} 个数值却分 {k} 级，平均每级不足 {LEAST_PER_CLASS} 个：级间差别可能只是偶然。",
            f"Few values for {k} classes ({n_values}), fewer than {LEAST_PER_CLASS} each: differences may be chance.",
        )
        found.append(Advice("small_n", words, ("fewer",) if fewer_classes(n_values) < k else ()))
    contrast = Text("") if look.patterns else _contrast(look)
    return (*found, Advice("contrast", contrast)) if contrast else tuple(found)


def fewer_classes(n_values: int) -> int:
    """Return the most classes, 2 at least, that leave `LEAST_PER_CLASS` values to each."""
    return max(2, n_values // LEAST_PER_CLASS)


def _contrast(look: Graduated) -> Text:
    from layers.cartography.color_ramps import check_contrast

    return check_contrast(look.colours).message


def advise_pair(x: Field, y: Field, look: Bivariate, n_values: int, unequal_areas: bool) -> tuple[Advice, ...]:
    """Return what is to be said of a bivariate choropleth: `x` across and `y` up.

    Parameters
    ----------
    n_values
        Features that fell in a pair of classes.
    unequal_areas
        As in `advise`.
    """
    found = []
    counts = [field.label for field in (x, y) if unequal_areas and is_count(field)]
    if counts:
        zh, en = "、".join(f"“{each.zh}”" for each in counts), ", ".join(f"“{each.to('en')}”" for each in counts)
        words = Text(
            f"{zh}是总量，大的区域两项都会偏高：两个总量一起变深，可能只因面积大。",
            f"{en}: totals. Large areas are high in both, so that both growing darker may only mean a large area.",
        )
        found.append(Advice("count", words))
    if shared := _shared_denominator(x, y):
        words = Text(
            f"两项都以“{shared}”为分母，分母本身的差别会使两者看似相关。",
            f"Both are divided by “{english_unit(shared)}”: the denominator alone may make them look related.",
        )
        found.append(Advice("denominator", words))
    k = len(look.colours)
    if 0 < n_values < LEAST_PER_CLASS * k:
        words = Text(
            f"只有 {n_values} 个要素却有 {k} 种组合，平均每格不足 {LEAST_PER_CLASS} 个：请用 2 × 2，或分开画两幅图。",
            f"Few features for {k} pairs of classes ({n_values}): use 2 × 2, or draw two maps.",
        )
        found.append(Advice("small_n", words))
    contrast = Text("") if look.patterns else check_bivariate(look.colours, len(look.breaks) - 1).message
    return (*found, Advice("contrast", contrast)) if contrast else tuple(found)


def _shared_denominator(x: Field, y: Field) -> str:
    """Return what both are counted per, "" where they share no denominator or are years of one indicator."""
    ends = {field.unit.partition("/")[2].strip() for field in (x, y)}
    bases = {field.rule.base for field in (x, y)} - {""}
    if len(bases) > 1:
        return ""
    same = bool(x.indicator) and x.indicator == y.indicator
    return ends.pop() if len(ends) == 1 and not same else ""
