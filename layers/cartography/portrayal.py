"""From a symbology and data to what is drawn: the only place where a look is decided.

Canvas, web page, printed sheet and every legend read a `Portrayal` and nothing else. They never look at a field, a
break or a ramp (ISO 19117 calls this portrayal).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from layers.cartography.bivariate_portrayal import bivariate_classes
from layers.cartography.class_codes import class_codes, notes_of
from layers.cartography.cluster_portrayal import CLUSTER_STYLE, NOISE_STYLE, aggregated, dbscan_of
from layers.cartography.legend import (
    CLUSTER,
    MISSING,
    NO_VALUE_STYLES,
    NOISE,
    NOT_APPLICABLE,
    OUTSIDE,
    RANGE,
    ZERO,
    Legend,
    LegendEntry,
    Style,
    count_of,
    in_black,
    no_value_entries,
)
from layers.cartography.symbology import (
    Bivariate,
    Categorised,
    Category,
    Clustered,
    Graduated,
    Proportional,
    Single,
    Symbology,
)
from layers.cartography.symbology_fields import fields_of
from layers.indicators.citations import cited
from layers.layer import Dataset
from layers.placement import Placed, place, texts
from spatial.errors import SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.statistics.clusters import Aggregation, Clusters
from spatial.text import Text, plain

if TYPE_CHECKING:
    from spatial.values import Values

__all__ = [
    "CLUSTER",
    "MISSING",
    "NOISE",
    "NOT_APPLICABLE",
    "OUTSIDE",
    "RANGE",
    "ZERO",
    "Legend",
    "LegendEntry",
    "Placed",
    "Portrayal",
    "Style",
    "place",
    "portray",
]

OUTLINE_WIDTH_PX = 4.0
LEAST_RADIUS_PX = 1.5


@dataclass(frozen=True, eq=False)
class Portrayal:
    """The decided look of one layer.

    Parameters
    ----------
    placed
        Where the features are.
    symbology
        What it was made from (for `alternatives` to be told apart); readers do not interpret it.
    classes
        (N,) int32 class code per feature: 0 … k-1, or MISSING -1, NOT_APPLICABLE -2, RANGE -3 (an interval across
        classes), ZERO -4 (a class of its own), OUTSIDE -5 (outside the frozen breaks), NOISE -7 (DBSCAN),
        MISSING_X -8 and MISSING_Y -9 (one of two variables has no data).
    styles
        Style per class code; `CLUSTER` (-6) is that of cluster markers and hulls.
    radius_px
        (N,) float64 radius of each symbol for proportional symbols, else None. Drawn at a point inside the feature.
    values
        (N,) the value as printed (``3-5``, ``458（预估）``), for identify and popups; "" where there is none.
    legend
        What the legend says.
    aggregation
        Zoom-dependent markers (cluster map by aggregation), else None.
    clusters
        DBSCAN clusters (cluster map), else None. `classes` are then those of the points in clusters, and NOISE.
    values_y
        (N,) the value of the second field as printed (bivariate choropleth), else empty. `values` are of the first.
    """

    placed: Placed
    symbology: Symbology
    classes: npt.NDArray[np.int32]
    styles: dict[int, Style]
    radius_px: npt.NDArray[np.float64] | None
    values: tuple[str, ...]
    legend: Legend
    aggregation: Aggregation | None = None
    clusters: Clusters | None = None
    values_y: tuple[str, ...] = ()


def portray(dataset: Dataset, placed: Placed, symbology: Symbology, feedback: Feedback = SILENT) -> Portrayal:
    """Decide the look of every feature of a data set under a symbology.

    Parameters
    ----------
    dataset, placed
        The features, and where they are (`place`).
    symbology
        What the user chose.

    Returns
    -------
    Portrayal
        Classes, styles and legend; the same for the same input, always.

    Raises
    ------
    SymbologyError
        The symbology names a column that the data set does not have.
    """
    absent = [field for field in fields_of(symbology) if field not in dataset.frame.columns]
    if absent:
        field = absent[0]
        raise SymbologyError(
            Text(
                f"图层“{dataset.name.zh}”没有字段“{field}”。",
                f"The layer “{dataset.name.to('en')}” has no field “{field}”.",
            ),
            Text("请在符号面板中另选字段。", "Choose another field in the symbology panel."),
        )
    feedback.report(0.0, Text("正在确定符号", "Deciding the symbols"))
    match symbology:
        case Single():
            return _single(dataset, placed, symbology)
        case Graduated():
            return _graduated(dataset, placed, symbology)
        case Bivariate():
            return _bivariate(dataset, placed, symbology)
        case Proportional():
            return _proportional(dataset, placed, symbology)
        case Categorised():
            return _categorised(dataset, placed, symbology)
        case Clustered():
            return _clustered(dataset, placed, symbology, feedback)


def _single(dataset: Dataset, placed: Placed, look: Single) -> Portrayal:
    n = len(placed.geometry)
    style = Style(look.fill, look.stroke, look.stroke_width_px, look.radius_px)
    legend = Legend(dataset.name, (LegendEntry(0, dataset.name, n, style),))
    return Portrayal(placed, look, np.zeros(n, np.int32), {0: style}, None, ("",) * n, legend)


def _graduated(dataset: Dataset, placed: Placed, look: Graduated) -> Portrayal:
    from spatial.classification import SCHEME_LABELS
    from spatial.interval_labels import interval_labels
    from spatial.values import parse_values

    values = parse_values(dataset.frame[look.field])
    classes = class_codes(values, look.breaks, look.zero_class)
    if look.paint == "fill":
        painted = {i: Style(colour, look.stroke, look.stroke_width_px) for i, colour in enumerate(look.colours)}
        styles = NO_VALUE_STYLES | painted
    else:
        painted = {i: Style("", colour, OUTLINE_WIDTH_PX) for i, colour in enumerate(look.colours)}
        styles = {code: Style("", style.stroke, 1.5) for code, style in NO_VALUE_STYLES.items()} | painted
    if look.patterns:
        styles = in_black(styles, look.patterns)
    labels = interval_labels(look.breaks)
    rows = tuple(
        LegendEntry(i, plain(labels[i]), count_of(classes, i), styles[i]) for i in reversed(range(len(labels)))
    )
    scheme, k = SCHEME_LABELS[look.scheme], len(labels)
    method = Text(
        f"{scheme.zh}，{k} 级，区间左开右闭（最低一级两端皆闭）",
        f"{scheme.en}, {k} class{'es' if k > 1 else ''}, intervals (a, b], the lowest [a, b]",
    )
    if look.possible and look.possible <= k:
        method = Text(
            f"{method.zh}；数据最多分 {look.possible} 级", f"{method.en}; the data allow {look.possible} at most"
        )
    notes = (look.reason, *notes_of(dataset, look.field, values, look.lock))
    legend = Legend(
        dataset.field_of(look.field).title,
        rows + no_value_entries(classes, styles),
        method,
        tuple(note for note in notes if note),
    )
    return Portrayal(placed, look, classes, styles, None, _printed(values), legend)


def _bivariate(dataset: Dataset, placed: Placed, look: Bivariate) -> Portrayal:
    made = bivariate_classes(dataset, look)
    return Portrayal(placed, look, made.classes, made.styles, None, made.values, made.legend, values_y=made.values_y)


def _printed(values: Values) -> tuple[str, ...]:
    return tuple(values.text)


def _proportional(dataset: Dataset, placed: Placed, look: Proportional) -> Portrayal:
    from spatial.values import Form, parse_values

    values = parse_values(dataset.frame[look.field])
    classes = np.where(np.isfinite(values.number), 0, MISSING).astype(np.int32)
    classes[values.number == 0] = ZERO
    classes[values.number < 0] = OUTSIDE
    classes[values.form == Form.RANGE] = RANGE
    classes[values.form == Form.NOT_APPLICABLE] = NOT_APPLICABLE
    size = np.where(values.form == Form.RANGE, values.high, values.number)
    drawn = (classes == 0) | ((classes == RANGE) & (size > 0))
    radius = np.full(len(classes), 3.0)
    radius[drawn] = np.maximum(look.max_radius_px * np.sqrt(size[drawn] / look.reference), LEAST_RADIUS_PX)
    styles = {code: Style(style.fill, style.stroke, 1.0, 3.0, style.hatch) for code, style in NO_VALUE_STYLES.items()}
    styles[0] = Style(look.fill, look.stroke, look.stroke_width_px, look.max_radius_px)
    method = Text(
        f"符号面积与数值成正比（最小半径 {LEAST_RADIUS_PX} 像素）",
        f"Symbol area proportional to the value (radius at least {LEAST_RADIUS_PX} px)",
    )
    rest = no_value_entries(classes, styles, Text("区间值（按上限画圈）", "Range (circle at its upper end)"))
    shown = LegendEntry(0, Text("有数值", "With a value"), count_of(classes, 0), styles[0])
    whole = bool((size[drawn] == np.round(size[drawn])).all())
    sizes = tuple(
        (value, look.max_radius_px * float(np.sqrt(value / look.reference)))
        for value in _size_key(look.reference, whole)
    )
    notes = tuple(note for note in (look.reason, *notes_of(dataset, look.field, values, look.lock)) if note)
    legend = Legend(dataset.field_of(look.field).title, (shown, *rest), method, notes, sizes)
    return Portrayal(placed, look, classes, styles, radius, _printed(values), legend)


def _size_key(reference: float, whole: bool) -> tuple[float, ...]:
    """Return up to three round values for the size key, from large to small: about all, a quarter, a sixteenth.

    `whole`: the values are counts, so a fraction would be no value that can occur.
    """

    def rounded(value: float) -> float:
        power = 10.0 ** np.floor(np.log10(value))
        steps = (1.0, 2.0, 2.5, 4.0, 5.0, 6.0, 8.0)
        fits = [step * power for step in steps if step * power <= value * (1 + 1e-12)]
        fits = [fit for fit in fits if not whole or fit == round(fit)]
        return float(max(fits, default=0.0))

    key = dict.fromkeys(rounded(reference * share) for share in (1.0, 0.25, 0.0625))
    return tuple(value for value in key if value > 0)


def _category_codes(
    dataset: Dataset, field: str, categories: tuple[Category, ...]
) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    """Return (N,) category index (k for values that are not listed, MISSING for blanks) and the cells as text."""
    cells = texts(dataset.frame, field)
    index = {category.value: i for i, category in enumerate(categories)} | {"": MISSING}
    codes = np.fromiter((index.get(cell, len(categories)) for cell in cells), np.int32, len(cells))
    return codes, cells


def _category_rows(
    categories: tuple[Category, ...], classes: npt.NDArray[np.int32], styles: dict[int, Style]
) -> tuple[LegendEntry, ...]:
    """Return a row per category, and one for values that are not listed where there are any."""
    rows = [LegendEntry(i, category.label, count_of(classes, i), styles[i]) for i, category in enumerate(categories)]
    other = len(categories)
    if count_of(classes, other):
        rows.append(LegendEntry(other, Text("其他", "Other"), count_of(classes, other), styles[other]))
    return tuple(rows)


def _categorised(dataset: Dataset, placed: Placed, look: Categorised) -> Portrayal:
    classes, cells = _category_codes(dataset, look.field, look.categories)
    colours = (*(category.colour for category in look.categories), look.other)
    styles = NO_VALUE_STYLES | {
        i: Style(colour, look.stroke, look.stroke_width_px, look.radius_px) for i, colour in enumerate(colours)
    }
    if look.patterns:
        styles = in_black(styles, look.patterns)
    known = dataset.field_of(look.field)
    source = Text(f"来源：{known.source.zh}", f"Source: {cited(known.source).to('en')}") if known.source else Text("")
    missing = count_of(classes, MISSING)
    tail = (LegendEntry(MISSING, Text("无数据", "No data"), missing, styles[MISSING]),) if missing else ()
    legend = Legend(
        known.title,
        _category_rows(look.categories, classes, styles) + tail,
        notes=(source,) if source else (),
    )
    return Portrayal(placed, look, classes, styles, None, cells, legend)


def _clustered(dataset: Dataset, placed: Placed, look: Clustered, feedback: Feedback) -> Portrayal:
    n = len(placed.geometry)
    if look.field:
        classes, cells = _category_codes(dataset, look.field, look.categories)
        categories = look.categories
    else:
        classes, cells = np.zeros(n, np.int32), ("",) * n
        categories = (Category("", dataset.name, CLUSTER_STYLE.fill),)
    colours = (*(category.colour for category in categories), look.other)
    styles = NO_VALUE_STYLES | {i: Style(colour, "#ffffff", 1.0, 5.0) for i, colour in enumerate(colours)}
    styles |= {CLUSTER: CLUSTER_STYLE, NOISE: NOISE_STYLE}
    aggregation: Aggregation | None = None
    clusters: Clusters | None = None
    tail: tuple[LegendEntry, ...] = ()
    if look.method == "aggregate":
        aggregation, method = aggregated(placed, look, classes, len(colours), feedback)
    else:
        clusters, tail, method = dbscan_of(placed, look, feedback)
        classes = np.where(clusters.labels < 0, np.int32(NOISE), classes).astype(np.int32)
    rows = _category_rows(categories, classes, styles)
    missing = count_of(classes, MISSING)
    blank = (LegendEntry(MISSING, Text("无类别", "No category"), missing, styles[MISSING]),) if missing else ()
    legend = Legend(dataset.name, (*rows, *blank, *tail), method)
    return Portrayal(placed, look, classes, styles, None, cells, legend, aggregation, clusters)
