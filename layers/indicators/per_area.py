"""Figures per square kilometre: what a count must become before areas of unequal size are compared by colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.indicators.rules import Rule
from layers.layer import Dataset, Field
from layers.placement import NOT_APPROVED, texts
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError, SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

if TYPE_CHECKING:
    from spatial.values import Values

THINGS = frozenset("家个件人处项名位户所座台套")
HOLDING_SEA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "310115": ("浦东新区", "浦东"),
        "310151": ("崇明区", "崇明"),
        "310113": ("宝山区", "宝山"),
        "310120": ("奉贤区", "奉贤"),
        "310116": ("金山区", "金山"),
        "310000": ("上海市", "全市"),
    }
)
"""Districts of Shanghai whose published polygons reach out to sea, and the city that they add up to, by code."""
_DIGITS = 6
_UNEQUAL = 1.25
_LOOKED_AT = 2000


@dataclass(frozen=True, eq=False)
class Derived:
    """New columns for a data set.

    Parameters
    ----------
    columns
        Column name and its (N,) cells.
    fields
        What is known of them: unit, definition with the method of the area, source.
    from_columns
        The columns they were made of, in the same order.
    """

    columns: Mapping[str, npt.NDArray[Any]]
    fields: Mapping[str, Field]
    from_columns: tuple[str, ...]


def is_count(field: Field) -> bool:
    """Return whether a column counts things: it says so itself, or its unit is a counting word and no ratio."""
    unit = field.unit.strip().lstrip("万亿千百")
    return field.map_as == "symbol" or (field.map_as == "" and unit in THINGS)


def are_unequal(dataset: Dataset, feedback: Feedback = SILENT) -> bool:
    """Return whether the data set holds areas, the largest of which is a quarter larger than the smallest or more.

    Of a large data set some thousand features, evenly spread over the file, are measured.
    """
    step = max(1, len(dataset.frame) // _LOOKED_AT)
    areas = areas_km2(dataset, slice(None, None, step), feedback)
    areas = areas[areas > 0]
    return bool(len(areas) and areas.max() > _UNEQUAL * areas.min())


def areas_km2(dataset: Dataset, rows: slice, feedback: Feedback) -> npt.NDArray[np.float64]:
    """Return the geodesic areas of some rows, km²; none where the data set has no CRS."""
    from spatial.crs import to_lonlat_wgs84
    from spatial.geodesic import geodesic_area_m2

    if dataset.frame.crs is None:
        return np.empty(0)
    part = dataset.frame.iloc[rows]
    lonlat = to_lonlat_wgs84(part, dataset.datum, feedback.part(0.0, 0.4))
    return geodesic_area_m2(lonlat, feedback.part(0.4, 1.0)) / 1e6


def holds_sea(dataset: Dataset) -> npt.NDArray[np.bool_]:
    """Return (N,) bool: the feature is a district whose polygon holds sea, by its code or its whole name."""
    codes, names = set(HOLDING_SEA), {name for each in HOLDING_SEA.values() for name in each}
    found = np.zeros(len(dataset.frame), dtype=bool)
    for column in dict.fromkeys(("adcode", "code", dataset.id_field, dataset.name_field, "name_zh", "name")):
        found |= [cell.strip() in codes or cell.strip() in names for cell in texts(dataset.frame, column)] or False
    return found


def per_km2(dataset: Dataset, columns: Sequence[str], feedback: Feedback = SILENT) -> Derived:
    """Divide columns by the geodesic area of each feature.

    Parameters
    ----------
    columns
        Counts; the years of one indicator are given together.

    Returns
    -------
    Derived
        A figure stays a figure, an estimate an estimate, a range a range (both ends divided), no data and "not
        applicable" what they are. Features without an area get no data; districts whose polygons hold sea get "/", and
        the definition says so.

    Raises
    ------
    SymbologyError
        No figure is left: the features have no area, or all that have a figure hold sea.
    """
    from spatial.values import Form, parse_values

    areas = areas_km2(dataset, slice(None), feedback.part(0.0, 0.6))
    sea = holds_sea(dataset)
    dry = np.where(areas > 0, areas, np.nan) if len(areas) else np.full(len(dataset.frame), np.nan)
    made: dict[str, npt.NDArray[Any]] = {}
    fields: dict[str, Field] = {}
    left = False
    for place, column in enumerate(columns):
        values = parse_values(dataset.frame[column], feedback.part(0.6 + 0.4 * place / len(columns), 1.0))
        name, field = _field(dataset, column, sea)
        made[name], fields[name] = divided(values, dry, sea), field
        left |= bool((values.is_form(Form.NUMBER, Form.ESTIMATE, Form.RANGE) & ~sea & (dry > 0)).any())
    if not left:
        raise _nothing_left(bool(sea.any()))
    return Derived(MappingProxyType(made), MappingProxyType(fields), tuple(columns))


def divided(values: Values, area: npt.NDArray[np.float64], sea: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Return values by a divisor: (N,) float64 where all are plain figures or empty, else (N,) object, printed.

    Parameters
    ----------
    area
        (N,) the divisor, NaN where there is none.
    sea
        (N,) where the quotient is not applicable.
    """
    from spatial.values import Form, print_number

    if not sea.any() and values.is_form(Form.NUMBER, Form.MISSING).all():
        return np.asarray(values.number / area)
    cells: list[object] = []
    for row, form in enumerate(values.form.tolist()):
        low, high = (print_number(end[row] / area[row], _DIGITS) for end in (values.low, values.high))
        if form == Form.TEXT:
            cells.append(values.text[row])
        elif sea[row] or form == Form.NOT_APPLICABLE:
            cells.append("/")
        elif form == Form.MISSING or not area[row] > 0:
            cells.append(None)
        else:
            cells.append({Form.NUMBER: low, Form.ESTIMATE: f"{low}（预估）"}.get(Form(form), f"{low}至{high}"))
    return np.array(cells, dtype=object)


def free_name(dataset: Dataset, stem: str, ending: str) -> str:
    """Return ``stem + ending``, or with a number between them, as a column that the data set does not have."""
    name, number = f"{stem}{ending}", 2
    while name in dataset.frame.columns:
        name, number = f"{stem}_{number}{ending}", number + 1
    return name


def _field(dataset: Dataset, column: str, sea: npt.NDArray[np.bool_]) -> tuple[str, Field]:
    from spatial.geodesic import AREA_METHOD

    known = dataset.field_of(column)
    stem, at, year = column.partition("@")
    name = free_name(dataset, f"{stem}_per_km2", f"{at}{year}")
    label_zh, label_en = known.label.to("zh"), known.label.to("en")
    zh, en = [f"“{label_zh}”除以{AREA_METHOD.zh}"], [f"“{label_en}” divided by the {AREA_METHOD.en}"]
    if known.definition:
        zh, en = [known.definition.zh.rstrip("。"), *zh], [known.definition.to("en").rstrip("."), *en]
    sketched = sum(status in NOT_APPROVED for status in texts(dataset.frame, "geometry_status"))
    if sketched:
        zh.append(f"{sketched} 个边界未经批复，面积仅供参考")
        en.append(f"{sketched} boundaries are not approved: their areas are only indicative")
    if sea.any():
        zh.append("多边形含海域的区（浦东、崇明、宝山、奉贤、金山，以及全市）不计算")
        en.append(
            "not for areas whose polygons hold sea (Pudong, Chongming, Baoshan, Fengxian, Jinshan, and the whole city)"
        )
    field = replace(
        known,
        name=name,
        label=Text(f"每平方公里{label_zh}", f"{label_en} per km²"),
        unit=f"{known.unit}/平方公里",
        indicator=f"{known.indicator}_per_km2" if known.indicator else None,
        definition=Text("；".join(zh) + "。", "; ".join(en) + "."),
        map_as="choropleth",
        rule=Rule(known.rule.stock_flow, "area", "not_additive"),
    )
    return name, field


def _nothing_left(sea: bool) -> SymbologyError:
    if sea:
        return SymbologyError(
            Text(
                "有数值的区，其多边形含海域（浦东、崇明、宝山、奉贤、金山，以及全市），不能计算每平方公里的数值。",
                "The districts with a figure have polygons that hold sea "
                "(Pudong, Chongming, Baoshan, Fengxian, Jinshan, and the whole city): no figure per km².",
            ),
            Text("请改用比例符号。", "Use proportional symbols instead."),
        )
    return SymbologyError(
        Text("没有既有面积又有数值的要素。", "No feature has both an area and a figure."),
        Text("请改用比例符号。", "Use proportional symbols instead."),
    )


def with_columns(dataset: Dataset, derived: Derived) -> Dataset:
    """Return a data set with new columns behind its own; the rest is shared."""
    frame = dataset.frame.assign(**dict(derived.columns))
    return replace(dataset, frame=frame, fields=MappingProxyType({**dataset.fields, **derived.fields}))


def add_columns(project: Project, dataset: Dataset, derived: Derived) -> Project:
    """Edit: give a data set new columns, made from the data set as it stands.

    Raises
    ------
    ProjectError
        The data set changed since the columns were made, is missing, or has a column of that name.
    """
    present = project.dataset(dataset.id)
    taken = [name for name in derived.columns if name in present.frame.columns]
    if present.frame is not dataset.frame or isinstance(present, AbsentDataset) or taken:
        raise ProjectError(
            Text(f"数据集“{dataset.id}”已经改变。", f"The data set “{dataset.id}” has changed meanwhile."),
            Text("请再试一次。", "Try again."),
        )
    new = with_columns(present, derived)
    return replace(project, datasets=tuple(new if each is present else each for each in project.datasets))
