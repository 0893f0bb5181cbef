"""Writing a Shapefile as Chinese offices read it: GBK where the words allow, and nothing lost without a word.

A DBF holds names of ten bytes, cells of 254 bytes, and no more types than text, number and date. What it cannot hold
whole stands in a CSV beside it, ``<name>_属性表.csv``, under the full names.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from spatial.errors import SourceError
from spatial.files import errors_of_writing
from spatial.findings import Finding
from spatial.text import Text

NAME_BYTES, CELL_BYTES = 10, 254
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write_shapefile(frame: gpd.GeoDataFrame, path: Path) -> tuple[Finding, ...]:
    """Write features as a Shapefile with its companions; return what it could not hold whole.

    Raises
    ------
    SourceError
        Points, lines and areas are mixed, or the place cannot be written to.
    """
    kinds = set(shapely.get_dimensions(frame.geometry.dropna().to_numpy()).tolist())
    if len(kinds) > 1:
        raise SourceError(
            Text("Shapefile 不能同时存点、线和面。", "A Shapefile cannot hold points, lines and areas together."),
            Text("请改用 GeoPackage，或只导出其中一类。", "Use GeoPackage, or export one kind alone."),
        )
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    texts = {str(name): _as_text(table.iloc[:, place]) for place, name in enumerate(table.columns)}
    encoding = "GBK" if _fits_gbk(texts) else "UTF-8"
    names = short_names(list(texts), encoding)
    columns, cut = {}, []
    for (full, cells), short in zip(texts.items(), names, strict=True):
        source = table[full]
        if pd.api.types.is_numeric_dtype(source.dtype) and not pd.api.types.is_bool_dtype(source.dtype):
            columns[short] = source
            continue
        columns[short] = cells.map(lambda cell: _cut(cell, encoding) if isinstance(cell, str) else None)
        if any(isinstance(a, str) and a != b for a, b in zip(cells, columns[short], strict=True)):
            cut.append(full)
    written = gpd.GeoDataFrame(columns, geometry=frame.geometry.array, crs=frame.crs)
    renamed = [full for full, short in zip(texts, names, strict=True) if full != short]
    beside = path.with_name(f"{path.stem}_属性表.csv")
    with errors_of_writing(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=".yuantu-") as folder:
        draft = Path(folder) / f"{path.stem}.shp"
        pyogrio.write_dataframe(written, draft, driver="ESRI Shapefile", encoding=encoding)
        if len(pyogrio.read_dataframe(draft, encoding=encoding)) != len(frame):
            raise SourceError(
                Text("写出的 Shapefile 不完整。", "The Shapefile is not complete."), Text("请重试。", "Try again.")
            )
        for stale in (".sbn", ".sbx", ".qix"):  # indexes of the file that was there before
            path.with_suffix(stale).unlink(missing_ok=True)
        for part in _PARTS:
            if draft.with_suffix(part).exists():
                shutil.move(draft.with_suffix(part), path.with_suffix(part))
        if renamed or cut:
            table.to_csv(beside, index=False, encoding="utf-8-sig")
    return _findings(renamed, cut, beside.name)


def short_names(names: list[str], encoding: str) -> list[str]:
    """Return names of at most ten bytes, all different whatever their case; what is cut ends in a number if need be."""
    made: list[str] = []
    for name in names:
        short, number = _cut(name, encoding, NAME_BYTES), 1
        while short.casefold() in {other.casefold() for other in made} or not short:
            ending = f"_{number}"
            short, number = _cut(name, encoding, NAME_BYTES - len(ending)) + ending, number + 1
        made.append(short)
    return made


def _as_text(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), None).map(lambda cell: None if cell is None else str(cell))


def _fits_gbk(texts: dict[str, pd.Series]) -> bool:
    try:
        for name, cells in texts.items():
            name.encode("gbk")
            "".join(cell for cell in cells if isinstance(cell, str)).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _cut(text: str, encoding: str, most: int = CELL_BYTES) -> str:
    return text.encode(encoding)[:most].decode(encoding, "ignore")


def _findings(renamed: list[str], cut: list[str], beside: str) -> tuple[Finding, ...]:
    found = []
    if renamed:
        shown = "、".join(renamed[:5])
        found.append(
            Finding(
                "names_cut",
                "warning",
                Text(
                    f"{len(renamed)} 个字段名超过 10 字节，已截短（{shown}）；全名见“{beside}”。",
                    f"{len(renamed)} names of fields are longer than 10 bytes and were cut ({shown}); see “{beside}”.",
                ),
            )
        )
    if cut:
        shown = "、".join(cut[:5])
        found.append(
            Finding(
                "cells_cut",
                "warning",
                Text(
                    f"字段 {shown} 有超过 254 字节的内容，已截短；全文见“{beside}”。",
                    f"Cells of {shown} are longer than 254 bytes and were cut; all of them are in “{beside}”.",
                ),
            )
        )
    return tuple(found)
