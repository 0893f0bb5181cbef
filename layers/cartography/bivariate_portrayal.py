"""The classes, styles and legend of a bivariate choropleth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from layers.cartography.class_codes import class_codes, notes_of
from layers.cartography.legend import (
    MISSING,
    MISSING_X,
    MISSING_Y,
    NO_VALUE_LABELS,
    NO_VALUE_STYLES,
    NOT_APPLICABLE,
    OUTSIDE,
    RANGE,
    Axis,
    Legend,
    LegendEntry,
    Matrix,
    Style,
    count_of,
    in_black,
)
from layers.cartography.symbology import Bivariate
from layers.layer import Dataset
from spatial.text import Text, plain

_IN_NEITHER = (RANGE, OUTSIDE, NOT_APPLICABLE)
_STYLES = NO_VALUE_STYLES | {
    MISSING_X: replace(NO_VALUE_STYLES[MISSING], fill="#e4e4e4"),
    MISSING_Y: replace(NO_VALUE_STYLES[MISSING], fill="#c6c6c6"),
}


@dataclass(frozen=True, eq=False)
class BivariateClasses:
    """What `layers.cartography.portrayal` makes a portrayal of."""

    classes: npt.NDArray[np.int32]
    styles: dict[int, Style]
    values: tuple[str, ...]
    values_y: tuple[str, ...]
    legend: Legend


def bivariate_classes(dataset: Dataset, look: Bivariate) -> BivariateClasses:
    """Return the pair of classes of every feature of a data set, or what keeps it from having one.

    A feature without data in one variable only is told apart from one without any; "not applicable", beyond the frozen
    breaks, and a range across classes count where they occur in at least one of the variables, in this order.
    """
    from spatial.interval_labels import interval_labels
    from spatial.values import parse_values

    values, values_y = (parse_values(dataset.frame[field]) for field in (look.field, look.field_y))
    labels, labels_y = interval_labels(look.breaks), interval_labels(look.breaks_y)
    codes, codes_y = class_codes(values, look.breaks, False), class_codes(values_y, look.breaks_y, False)
    classes = _paired(codes, codes_y, len(labels))
    fills = {i: Style(colour, look.stroke, look.stroke_width_px) for i, colour in enumerate(look.colours)}
    styles = _STYLES | fills
    if look.patterns:
        styles = in_black(styles, look.patterns)
    known, known_y = dataset.field_of(look.field), dataset.field_of(look.field_y)
    matrix = Matrix(
        Axis(known.title, tuple(plain(label) for label in labels)),
        Axis(known_y.title, tuple(plain(label) for label in labels_y)),
        look.turned,
    )
    notes = (look.reason, *notes_of(dataset, look.field, values, ""), *notes_of(dataset, look.field_y, values_y, ""))
    legend = Legend(
        Text(f"{known.title.zh} × {known_y.title.zh}", f"{known.title.to('en')} × {known_y.title.to('en')}"),
        (*_cells(matrix, classes, styles), *_rest(matrix, classes, styles)),
        _method(look, len(labels), len(labels_y)),
        tuple(dict.fromkeys(note for note in notes if note)),
        matrix=matrix,
    )
    return BivariateClasses(classes, styles, tuple(values.text), tuple(values_y.text), legend)


def _paired(x: npt.NDArray[np.int32], y: npt.NDArray[np.int32], columns: int) -> npt.NDArray[np.int32]:
    classes = (y * columns + x).astype(np.int32)
    for code in _IN_NEITHER:
        classes[(x == code) | (y == code)] = code
    classes[x == MISSING] = MISSING_X
    classes[y == MISSING] = MISSING_Y
    classes[(x == MISSING) & (y == MISSING)] = MISSING
    return classes


def _cells(matrix: Matrix, classes: npt.NDArray[np.int32], styles: dict[int, Style]) -> tuple[LegendEntry, ...]:
    """Return an entry per pair of classes, as a reader walks the matrix: from its upper row down."""
    columns, rows = len(matrix.x.labels), len(matrix.y.labels)
    found = []
    for row in reversed(range(rows)):
        for column in range(columns):
            code = row * columns + column
            x, y = matrix.x.labels[column], matrix.y.labels[row]
            label = Text(f"{x.to('zh')} × {y.to('zh')}", f"{x.to('en')} × {y.to('en')}")
            found.append(LegendEntry(code, label, count_of(classes, code), styles[code]))
    return tuple(found)


def _rest(matrix: Matrix, classes: npt.NDArray[np.int32], styles: dict[int, Style]) -> tuple[LegendEntry, ...]:
    x, y = matrix.x.title, matrix.y.title
    labels = {
        RANGE: Text("任一为区间值（跨级，不归类）", "A range across classes in either (not classed)"),
        OUTSIDE: Text("任一在分级范围以外", "Outside the classes in either"),
        MISSING: Text("两项均无数据", "No data in both"),
        MISSING_X: Text(f"缺“{x.zh}”", f"No data: {x.to('en')}"),
        MISSING_Y: Text(f"缺“{y.zh}”", f"No data: {y.to('en')}"),
        NOT_APPLICABLE: Text("任一不适用（/）", "Not applicable (/) in either"),
    }
    if not np.isin(classes, (MISSING, MISSING_X, MISSING_Y)).any():
        labels[MISSING] = NO_VALUE_LABELS[MISSING]
    return tuple(
        LegendEntry(code, label, count_of(classes, code), styles[code])
        for code, label in labels.items()
        if count_of(classes, code) or label == NO_VALUE_LABELS[MISSING]
    )


def _method(look: Bivariate, columns: int, rows: int) -> Text:
    from spatial.classification import SCHEME_LABELS

    across, upward = SCHEME_LABELS[look.scheme], SCHEME_LABELS[look.scheme_y]
    return Text(
        f"横向 {across.zh} {columns} 级，纵向 {upward.zh} {rows} 级，区间左开右闭（最低一级两端皆闭）",
        f"Across: {across.en}, {columns}; up: {upward.en}, {rows}; intervals (a, b], the lowest [a, b]",
    )
