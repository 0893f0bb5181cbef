"""The attribute columns of a data set as a page carries them, and what its search needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from layers.layer import Dataset, Field
from layers.page.geometry import pack
from spatial.text import Text

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE = {
    "geometry_status": Text("边界状态", "Boundary status"),
    "accuracy_m": Text("位置精度", "Positional accuracy"),
    "source": Text("资料来源", "Source"),
    "geometry_source": Text("边界依据", "Basis of the boundary"),
}
BLOCK_FIELD = "block"
BLOCK_NAMES = {"north": Text("北组团", "Northern block"), "south": Text("南组团", "Southern block")}

_IDENTIFIERS = ("id", "fid", "gid", "ogc_fid", "objectid", "adcode")
_BOOKKEEPING = frozenset(
    (*_IDENTIFIERS, "bbox", "level", "parent", "parent_id", "edges", "seed_relation", "extent_reason", "inside")
)
_REPEATED_SHARE = 0.6
_MOST_IDS = 500


def exported_columns(dataset: Dataset) -> tuple[str, ...]:
    """Return the columns that popups and the table show, in the order of the frame.

    The columns that carry metadata (`Dataset.fields`), what was joined, and the provenance of the geometry; all columns
    where none carries metadata. Bookkeeping (levels, parents, codes) is left out unless it was joined; ids and names
    are not among them either: they head every pop-up and row.
    """
    frame, geometry = dataset.frame, dataset.frame.geometry.name
    names = {
        dataset.id_field,
        dataset.name_field,
        "name_zh",
        "name_en",
        f"{BLOCK_FIELD}_zh",
        f"{BLOCK_FIELD}_en",
        geometry,
    }
    joined = {column for step in dataset.joins for column in step.columns}
    wanted = set(dataset.fields) | joined | set(PROVENANCE) | {BLOCK_FIELD}
    columns = [str(column) for column in frame.columns if column not in names]
    shown = [column for column in columns if column in joined or column.lower() not in _BOOKKEEPING]
    derived = {step.column for step in dataset.formulas}
    described = bool(set(dataset.fields) - derived)  # a formula describes its own column, not what the others are
    return tuple(column for column in shown if not described or column in wanted)


def label_of(dataset: Dataset, column: str) -> Field:
    """Return what is known of a column, with a label of our own for the provenance columns nobody described."""
    known = dataset.field_of(column)
    if column in dataset.fields:
        return known
    if column == BLOCK_FIELD:
        return Field(column, Text("组团", "Block"))
    unit = "m" if column == "accuracy_m" else ""
    return Field(column, PROVENANCE.get(column, known.label), unit)


def text_pair(text: Text) -> str | list[str]:
    """Return a text as a page carries it: one string where both languages agree, else ``[zh, en]``."""
    zh, en = text.to("zh"), text.to("en")
    return zh if zh == en else [zh, en]


def encode_column(column: pd.Series[Any], labels: Mapping[str, Text] | None = None) -> dict[str, object]:
    """Return the cells of a column: numbers with null for missing, or texts, as a dictionary where they repeat.

    Parameters
    ----------
    column
        Column of the frame.
    labels
        What the cells are called (the labels of categories, the names of areas); None: as they are.

    Returns
    -------
    dict
        ``{"numbers": […]}``, ``{"texts": […]}`` (null for missing), or ``{"values": […], "codes": packed}`` where
        code 0 is missing and code i stands for ``values[i - 1]``.
    """
    import pandas as pd

    if pd.api.types.is_bool_dtype(column):
        codes = column.map({True: 1, False: 2}).fillna(0).to_numpy(np.int64)
        return {"values": [["是", "Yes"], ["否", "No"]], "codes": pack(codes)}
    if pd.api.types.is_numeric_dtype(column):
        return {"numbers": _numbers(column)}
    encoded = encode_texts(column_texts(column), always=labels is not None)
    if labels is not None:
        cells = cast("list[str]", encoded["values"])
        encoded["values"] = [text_pair(labels[cell]) if cell in labels else cell for cell in cells]
    return encoded


def _numbers(column: pd.Series[Any]) -> list[float | int | None]:
    values = column.to_numpy(dtype=float, na_value=np.nan)
    whole = bool(np.all(~np.isfinite(values) | ((values == np.rint(values)) & (np.abs(values) < 2**53))))
    listed: list[float] = values.tolist()
    if whole:
        return [int(v) if v - v == 0 else None for v in listed]
    return [v if v - v == 0 else None for v in listed]


def column_texts(column: pd.Series[Any]) -> list[str | None]:
    """Return cells as they are shown: None for missing, lists joined by ``、``, everything else as its text."""
    cells = column.astype(object).where(column.notna(), None).to_numpy()
    return [cell if type(cell) is str and cell[:1] not in "[{" else _shown(cell) for cell in cells]


def _shown(cell: object) -> str | None:
    if isinstance(cell, str):
        if cell[:1] == "[" and cell[-1:] == "]":
            return _shown_list(cell)
        return cell
    if isinstance(cell, list | tuple | np.ndarray):
        return "、".join(str(part) for part in cell)
    if isinstance(cell, Mapping):
        return json.dumps(cell, ensure_ascii=False)
    if cell is None or cell != cell or str(cell) in ("NaT", "<NA>"):
        return None
    text = str(cell)
    return text[:-9] if text.endswith(" 00:00:00") else text


def _shown_list(cell: str) -> str:
    """Return a list that a GeoJSON reader left as JSON text in words; any other text in brackets as it is."""
    try:
        parts = json.loads(cell)
    except ValueError:
        return cell
    plain_list = isinstance(parts, list) and all(isinstance(part, str | int | float) for part in parts)
    return "、".join(str(part) for part in parts) if plain_list else cell


def encode_texts(cells: list[str | None], *, always: bool = False) -> dict[str, object]:
    """Return texts as a page carries them (see `encode_column`); `always` as a dictionary."""
    distinct = list(dict.fromkeys(cell for cell in cells if cell is not None))
    if not always and len(distinct) > _REPEATED_SHARE * len(cells):
        return {"texts": cells}
    place = {cell: code for code, cell in enumerate(distinct, 1)}
    codes = np.fromiter((0 if cell is None else place[cell] for cell in cells), np.int64, len(cells))
    return {"values": distinct, "codes": pack(codes)}


def area_labels(cells: list[str | None], names: Mapping[str, Text]) -> dict[str, Text] | None:
    """Return names for the cells of a column that holds nothing but ids of known features, else None.

    Parameters
    ----------
    cells
        The column as text; several ids in a cell are separated by ``、``.
    names
        Name by feature id.
    """
    distinct = {cell for cell in cells if cell}
    if not distinct or len(distinct) > _MOST_IDS:
        return None
    parts = {cell: cell.split("、") for cell in distinct}
    if any(part not in names for listed in parts.values() for part in listed):
        return None
    return {
        cell: Text("、".join(names[i].to("zh") for i in listed), ", ".join(names[i].to("en") for i in listed))
        for cell, listed in parts.items()
    }


def pinyin_table(texts: Iterable[str]) -> dict[str, str]:
    """Return the usual readings (two at most) of each Chinese character in `texts`, without tones, space between."""
    characters = sorted({c for text in texts for c in text if "\u3400" <= c <= "\u9fff"})
    if not characters:
        return {}
    from pypinyin import Style, pinyin

    table = {}
    for character in characters:
        readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        table[character] = " ".join([reading for reading in readings if reading.isascii() and reading.isalpha()][:2])
    return {character: readings for character, readings in table.items() if readings}
