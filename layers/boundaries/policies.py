"""What becomes of the figures of a feature that is split or merged: nothing additive is ever there twice.

The rows of a data set and the features of its topology belong together by order: row r is the r-th of
`Topology.features`. `with_topology` keeps it so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from layers.cell_edits import with_values
from layers.datasets import slug
from layers.indicators.per_area import is_count
from layers.layer import Dataset
from spatial.text import Text
from spatial.values import Form, print_number

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from spatial.topology import Topology
    from spatial.values import Values

Role = Literal["id", "name", "link", "flags", "area", "additive", "ratio", "text"]
OnSplit = Literal["blank", "share", "copy"]
OnMerge = Literal["sum", "weigh", "blank", "first"]

LINK = "derived_from"
FLAGS = "value_flags"
"""Columns that an edit adds: the ids of the features a feature was made of, and what happened to its figures."""

_AREA = ("area_km2", "area_m2", "area_ha")
_ACCURACY = "accuracy_m"
"""Of the position of a border: parts have that of the whole, and a whole has the worst of its parts."""


@dataclass(frozen=True)
class Policies:
    """What to do with each column; columns that are not named follow their role.

    Parameters
    ----------
    split, merge
        By column. ``blank``: missing. ``share``: divided by area, as an estimate. ``copy``: as it was, flagged.
        ``sum``; ``weigh``: mean weighted by area, as an estimate; ``first``: the figure of the first one, flagged.
    """

    split: Mapping[str, OnSplit] = field(default_factory=lambda: MappingProxyType({}))
    merge: Mapping[str, OnMerge] = field(default_factory=lambda: MappingProxyType({}))


def role_of(dataset: Dataset, column: str) -> Role:
    """Return what a column is to a split or a merge.

    Counts are additive. So is a column of numbers that nobody described: what might be a count must not be there twice.
    Ratios are columns described as such, with a unit that says so, or with percent signs. Areas of the polygon itself
    (``area_km2…``) are neither: they are no longer true.
    """
    from spatial.values import parse_values

    fixed: dict[str, Role] = {dataset.id_field: "id", dataset.name_field: "name", LINK: "link", FLAGS: "flags"}
    if column in fixed:
        return fixed[column]
    if column == _ACCURACY:
        return "text"
    values = parse_values(dataset.frame[column])
    described = dataset.field_of(column)
    if not values.is_form(Form.NUMBER, Form.ESTIMATE, Form.RANGE).any():
        return "text"
    if column.startswith(_AREA):
        return "area"
    if values.percent or described.map_as == "choropleth" or "/" in described.unit or described.unit in {"%", "‰"}:
        return "ratio"
    if described.unit and not is_count(described) and described.unit.startswith(("人/", "百分", "指数", "年")):
        return "ratio"
    return "additive"


def default_policies(dataset: Dataset) -> tuple[tuple[str, Role, OnSplit, OnMerge], ...]:
    """Return the policy table that is shown before a split or a merge: column, role, and what happens to it."""
    split: dict[Role, OnSplit] = {"additive": "blank", "area": "blank"}
    merge: dict[Role, OnMerge] = {"additive": "sum", "area": "blank", "ratio": "blank"}
    rows = []
    for column in map(str, dataset.frame.columns):
        if column == dataset.frame.geometry.name:
            continue
        role = role_of(dataset, column)
        rows.append((column, role, split.get(role, "copy"), merge.get(role, "first")))
    return tuple(rows)


def with_topology(
    dataset: Dataset,
    old: Topology,
    new: Topology,
    policies: Policies = Policies(),
) -> tuple[Dataset, tuple[Text, ...]]:
    """Return a data set after an edit of its topology: geometry, rows, and figures by the policies.

    Parameters
    ----------
    dataset
        Its rows are the features of `old`, in order.
    old, new
        Before and after one edit; `new.change` says what it did.

    Returns
    -------
    Dataset
        Row r is the r-th of `new.features`. Features without parents (drawn or imported) have blank cells but for a
        new id. Rows that the edit did not touch keep their geometry object and their cells.
    notes
        What happened to figures, for the user.
    """
    change = new.change
    rows = {feature: row for row, feature in enumerate(old.features)}
    kept = [feature for feature in new.features if feature in rows]
    parents = dict(change.parents) if change is not None else {}
    frame = _rows_for(
        dataset.frame, [rows.get(f, rows.get(parents.get(f, (-1,))[0])) for f in new.features], new, parents
    )
    grown = replace(dataset, frame=frame)
    order = {feature: row for row, feature in enumerate(new.features)}
    grown = _named(grown, order, [f for f in new.features if f not in rows], parents)
    notes: list[Text] = []
    families = _families(parents, set(kept))
    for kind, family in families:
        grown, told = (_split if kind == "split" else _merged)(grown, dataset, (old, new), family, policies)
        notes += told
    return grown, tuple(dict.fromkeys(notes))


def _families(
    parents: Mapping[int, tuple[int, ...]], kept: set[int]
) -> list[tuple[str, tuple[tuple[int, ...], tuple[int, ...]]]]:
    """Return ("split" or "merge", (features before, features after)) of each split and merge."""
    found: list[tuple[str, tuple[tuple[int, ...], tuple[int, ...]]]] = []
    pieces: dict[int, list[int]] = {}
    for child, from_ in parents.items():
        if len(from_) > 1:
            found.append(("merge", (from_, (child,))))
        elif from_[0] != child:
            pieces.setdefault(from_[0], []).append(child)
    for parent, children in pieces.items():
        found.append(("split", ((parent,), (*((parent,) if parent in kept else ()), *children))))
    return found


def _rows_for(
    frame: gpd.GeoDataFrame, sources: Sequence[int | None], new: Topology, parents: Mapping[int, tuple[int, ...]]
) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from geopandas.array import GeometryArray

    shapes = new.shapes[list(new.features)]
    taken = np.array([-1 if source is None else source for source in sources], dtype=np.int64)
    if np.array_equal(taken, np.arange(len(frame))):
        cells = frame.drop(columns=frame.geometry.name)
    else:
        cells = frame.drop(columns=frame.geometry.name).iloc[np.maximum(taken, 0)].reset_index(drop=True)
        for column in cells.columns if (taken < 0).any() else ():
            old = cells[column].astype("Int64") if cells[column].dtype.kind in "iu" else cells[column]
            cells[column] = old.where(taken >= 0, None)
    geometry = GeometryArray(np.array(shapes, dtype=object), crs=frame.crs)
    name = frame.geometry.name
    return gpd.GeoDataFrame(cells.assign(**{name: geometry})[list(frame.columns)], geometry=name, crs=frame.crs)


def _named(
    dataset: Dataset, order: Mapping[int, int], fresh: Sequence[int], parents: Mapping[int, tuple[int, ...]]
) -> Dataset:
    """Give new features ids and names of their own, and features with parents their link."""
    if not fresh and not parents:
        return dataset
    frame = dataset.frame.copy(deep=False)
    links = {order[child]: from_ for child, from_ in parents.items() if child in order}
    ids = _cells(frame, dataset.id_field) if dataset.id_field else [str(row) for row in range(len(frame))]
    old_ids = list(ids)
    if dataset.id_field:
        rows = [order[feature] for feature in fresh]
        taken = {each for row, each in enumerate(ids) if row not in rows}
        for row in rows:
            ids[row] = slug(ids[row] or dataset.id, taken)
            taken.add(ids[row])
        frame[dataset.id_field] = with_values(
            frame[dataset.id_field], np.array(rows, np.int64), [ids[row] for row in rows]
        )
    if dataset.name_field:
        names = _cells(frame, dataset.name_field)
        for number, feature in enumerate(fresh, 2):
            row = order[feature]
            names[row] = f"{names[row]}（{number}）" if names[row] else f"新要素 {number - 1}"
        rows = [order[feature] for feature in fresh]
        frame[dataset.name_field] = with_values(
            frame[dataset.name_field], np.array(rows, np.int64), [names[row] for row in rows]
        )
    told = {row: "、".join(_id_of(each, order, old_ids) for each in from_) for row, from_ in links.items()}
    return replace(dataset, frame=_put(frame, LINK, told))


def _id_of(feature: int, order: Mapping[int, int], ids: Sequence[str]) -> str:
    return ids[order[feature]] if feature in order else str(feature + 1)


def _cells(frame: Any, column: str) -> list[str]:
    from spatial.values import parse_values

    return [str(cell) for cell in parse_values(frame[column]).text.tolist()]


def _put(frame: Any, column: str, cells: Mapping[int, str]) -> Any:
    """Return the frame with texts put into cells of a text column, which is made where it is not there."""
    import pandas as pd

    if not cells:
        return frame
    old: pd.Series[Any] = (
        frame[column] if column in frame.columns else pd.Series([None] * len(frame), index=frame.index, dtype=object)
    )
    new = frame.copy(deep=False)
    values = old.astype(object).to_numpy(copy=True)
    for row, text in cells.items():
        values[row] = text
    new[column] = pd.Series(values, index=frame.index, dtype=object)
    return new


Family = tuple[tuple[int, ...], tuple[int, ...]]


def _split(
    grown: Dataset, before: Dataset, topologies: tuple[Topology, Topology], family: Family, policies: Policies
) -> tuple[Dataset, list[Text]]:
    from spatial.values import parse_values

    old, new = topologies
    (parent,), children = family
    source = old.features.index(parent)
    rows = np.array([new.features.index(child) for child in children], dtype=np.int64)
    areas = np.nan_to_num(new.area_m2(children))
    shares = areas / max(float(areas.sum()), 1e-9)
    frame, flags = grown.frame.copy(deep=False), []
    for column, role, usual, _ in default_policies(before):
        how = policies.split.get(column, usual)
        if role not in ("additive", "area", "ratio"):
            continue
        values = parse_values(before.frame[column])
        if values.form[source] in (Form.MISSING, Form.NOT_APPLICABLE):
            continue
        if how == "copy" and role == "additive":
            how = "blank"  # a count that stands in two rows is counted twice
        cells = _shared(values, source, shares) if how == "share" else [""] * len(rows)
        if how != "copy":
            frame[column] = with_values(frame[column], rows, cells)
        flags.append((column, how))
    told = _flag_text(flags)
    frame = _put(frame, FLAGS, dict.fromkeys(rows.tolist(), told)) if told else frame
    return replace(grown, frame=frame), _notes(before, flags, "分割", "the split")


def _merged(
    grown: Dataset, before: Dataset, topologies: tuple[Topology, Topology], family: Family, policies: Policies
) -> tuple[Dataset, list[Text]]:
    from spatial.combination import combine
    from spatial.values import parse_values

    old, new = topologies
    parents, (child,) = family
    sources = np.array([old.features.index(each) for each in parents], dtype=np.int64)
    row = np.array([new.features.index(child)], dtype=np.int64)
    weights = np.nan_to_num(old.area_m2(parents))
    groups = np.full(len(before.frame), -1, dtype=np.int64)
    groups[sources] = 0
    frame, flags = grown.frame.copy(deep=False), []
    for column, role, _, usual in default_policies(before):
        how = policies.merge.get(column, usual)
        if role not in ("additive", "area", "ratio"):
            continue
        values = parse_values(before.frame[column])
        if how == "sum" and role == "additive":
            combined = combine(values, groups, 1, "sum")
            cell = str(combined.values.text[0])
            how = "blank" if combined.incomplete[0] else how
        elif how == "weigh":
            cell = _weighed(values, sources, weights)
        elif how == "first":
            cell = str(values.text[sources[0]])
        else:
            how, cell = "blank", ""
        frame[column] = with_values(frame[column], row, [cell])
        flags.append((column, how))
    if _ACCURACY in frame.columns:
        metres = parse_values(before.frame[_ACCURACY]).number[sources]
        worst = "" if np.isnan(metres).any() else print_number(float(metres.max()), 4)
        frame[_ACCURACY] = with_values(frame[_ACCURACY], row, [worst])
    told = _flag_text(flags)
    frame = _put(frame, FLAGS, {int(row[0]): told}) if told else frame
    ids = _cells(before.frame, before.id_field) if before.id_field else [str(k) for k in range(len(before.frame))]
    frame = _put(frame, LINK, {int(row[0]): "、".join(ids[source] for source in sources.tolist())})
    return replace(grown, frame=frame), _notes(before, flags, "合并", "the merge")


def _shared(values: Values, source: int, shares: npt.NDArray[np.float64]) -> list[str]:
    """Return a figure divided by shares, as estimates; a text stays out."""
    if values.form[source] == Form.TEXT:
        return [""] * len(shares)
    low, high = float(values.low[source]), float(values.high[source])
    return [
        f"{print_number(low * share, 4)}-{print_number(high * share, 4)}"
        if values.form[source] == Form.RANGE
        else f"{print_number(low * share, 4)}（预估）"
        for share in shares.tolist()
    ]


def _weighed(values: Values, sources: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]) -> str:
    """Return the mean of ratios weighted by area, as an estimate; nothing where one of them is not known."""
    if not values.is_form(Form.NUMBER, Form.ESTIMATE)[sources].all() or weights.sum() <= 0:
        return ""
    mean = float((values.number[sources] * weights).sum() / weights.sum())
    return f"{print_number(mean, 4)}{'%' if values.percent else ''}（预估）"


_FLAG_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "blank": "空缺 / blank",
        "share": "按面积分摊（预估） / divided by area (estimate)",
        "copy": "沿用原值 / copied",
        "sum": "合计 / sum",
        "weigh": "按面积加权（预估） / weighted by area (estimate)",
        "first": "沿用第一个 / of the first",
    }
)
"""What stands in the column of flags: in both languages, since a file is read in either."""


def _flag_text(flags: Sequence[tuple[str, str]]) -> str:
    return "；".join(f"{column}：{_FLAG_WORDS[how]}" for column, how in flags)


def _notes(dataset: Dataset, flags: Sequence[tuple[str, str]], zh: str, en: str) -> list[Text]:
    """Return a sentence for each thing that happened to figures."""
    words = {
        "blank": Text("不再成立，已留空", "no longer hold and were left blank"),
        "share": Text("按面积分摊，记为预估", "were divided by area, as estimates"),
        "copy": Text("沿用原值，已标记", "were copied and flagged"),
        "sum": Text("已相加", "were added up"),
        "weigh": Text("按面积加权，记为预估", "were weighted by area, as estimates"),
        "first": Text("沿用第一个要素的值，已标记", "are those of the first feature, flagged"),
    }
    notes = []
    for how in dict.fromkeys(how for _, how in flags):
        labels = [dataset.field_of(column).label for column, each in flags if each == how]
        listed_zh, listed_en = "、".join(each.to("zh") for each in labels), ", ".join(each.to("en") for each in labels)
        notes.append(Text(f"{zh}后：{listed_zh}{words[how].zh}。", f"After {en}: {listed_en} {words[how].en}."))
    return notes
