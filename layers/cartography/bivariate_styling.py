"""Builder of bivariate choropleths: from two columns and a wish to frozen breaks and colours."""

from __future__ import annotations

from typing import TypedDict, Unpack

from layers.cartography.styling import numbers_of, stroke_of
from layers.cartography.symbology import Bivariate
from layers.layer import Dataset
from spatial.errors import SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

MOST_CLASSES = 4


class BivariateOptions(TypedDict, total=False):
    """What may be asked of a bivariate choropleth: schemes, colour set, turned matrix, patterns for black print."""

    scheme: str
    scheme_y: str
    breaks: tuple[float, ...]
    breaks_y: tuple[float, ...]
    ramp: str
    turned: bool
    patterns: bool
    stroke: str
    stroke_width_px: float


def bivariate(
    dataset: Dataset, x: str, y: str, k: int = 3, feedback: Feedback = SILENT, **options: Unpack[BivariateOptions]
) -> Bivariate:
    """Return a bivariate choropleth of two columns with k classes each, fewer where the data allow no more.

    Parameters
    ----------
    x, y
        Columns: across the matrix, and up it. Two years of one indicator get the same breaks, made of both.
    k
        Classes of each, 2 to 4.
    **options
        See `BivariateOptions`; the schemes are quantiles unless others are named.

    Raises
    ------
    ClassificationError
        There is no number in one of the columns, or a scheme does not exist.
    SymbologyError
        A column does not exist, both are the same, k is out of range, or the colour set is unknown.
    """
    from layers.cartography.bivariate_colors import DEFAULT_SET, bivariate_colours
    from layers.cartography.patterns import bivariate_patterns
    from spatial.classification import classify

    if x == y or not 2 <= k <= MOST_CLASSES:
        raise SymbologyError(
            Text("双变量图需要两个不同的字段，各分 2 到 4 级。", "Two variables: two columns of 2 to 4 classes each."),
            Text("请另选第二个字段或级数。", "Choose another second field or number of classes."),
        )
    shared = is_same_indicator(dataset, x, y)
    scheme = options.get("scheme") or "quantiles"
    scheme_y = scheme if shared else options.get("scheme_y") or "quantiles"
    made, made_y = (
        classify(numbers_of(dataset, fields), name, k, breaks=breaks, feedback=feedback)
        for fields, name, breaks in (
            ((x, y) if shared else (x,), scheme, options.get("breaks")),
            ((x, y) if shared else (y,), scheme_y, options.get("breaks") if shared else options.get("breaks_y")),
        )
    )
    columns, rows = len(made.breaks) - 1, len(made_y.breaks) - 1
    ramp = options.get("ramp") or DEFAULT_SET
    return Bivariate(
        field=x,
        field_y=y,
        scheme=made.scheme,
        breaks=tuple(float(edge) for edge in made.breaks),
        scheme_y=made_y.scheme,
        breaks_y=tuple(float(edge) for edge in made_y.breaks),
        colours=bivariate_colours(ramp, columns, rows),
        ramp=ramp,
        turned=options.get("turned", False),
        reason=Text("两个年份共用同一分级。", "Both years share the same classes.") if shared else Text(""),
        stroke=options.get("stroke") or stroke_of(dataset),
        stroke_width_px=options.get("stroke_width_px", Bivariate.stroke_width_px),
        patterns=bivariate_patterns(columns, rows) if options.get("patterns") else (),
    )


def is_same_indicator(dataset: Dataset, x: str, y: str) -> bool:
    """Return whether two columns are years of one indicator."""
    one, other = dataset.field_of(x), dataset.field_of(y)
    return bool(one.indicator) and one.indicator == other.indicator and one.unit == other.unit
