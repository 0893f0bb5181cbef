"""What a user drops on the window or pastes into it: a project, layer files, tables, or geometry as text."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.datasets import dataset_from_source, slug
from layers.layer import Dataset, Origin
from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.formats.readable import names, suffixes
from spatial.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

PROJECT_FILE = "project.json"
LAYER_SUFFIXES, TABLE_SUFFIXES = suffixes("layer"), suffixes("table")
_PARTS_OF_SHAPEFILE = frozenset((".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".xml"))
_WKT = re.compile(
    r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|LINEARRING)\b", re.IGNORECASE
)
_SRID = re.compile(r"\s*SRID=(\d+);", re.IGNORECASE)
_NAME = Text("粘贴图层", "Pasted layer")


@dataclass(frozen=True)
class Incoming:
    """Files sorted by what is to be done with them.

    Parameters
    ----------
    project
        A project to be opened, None for none; then there is nothing else.
    layers, tables
        Files to be added as layers, and files to be joined to one.
    """

    project: Path | None = None
    layers: tuple[Path, ...] = ()
    tables: tuple[Path, ...] = ()


def sort_files(paths: Sequence[Path]) -> Incoming:
    """Sort files and folders that were dropped or pasted.

    A folder, and a zip archive, is a project where it holds a ``project.json``; of another folder the layer files in it
    are taken. The parts beside a Shapefile's ``.shp`` stand for it. Files of unknown endings are taken for layers:
    their reader says what they are.

    Raises
    ------
    SourceError
        A project comes with other files, or a folder holds nothing that can be read.
    """
    projects = [path for path in paths if _is_project(path)]
    if projects and len(paths) > 1:
        name = projects[0].name
        raise SourceError(
            Text(
                f"“{name}”是项目，不能与其他文件一起打开。",
                f"“{name}” is a project and cannot be opened with other files.",
            ),
            Text("请单独拖入项目。", "Drop the project alone."),
        )
    if projects:
        return Incoming(projects[0])
    files = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    whole = list(dict.fromkeys(_whole(file) for file in files))
    tables = tuple(file for file in whole if file.suffix.lower() in TABLE_SUFFIXES)
    return Incoming(layers=tuple(file for file in whole if file not in tables), tables=tables)


def _is_project(path: Path) -> bool:
    if path.is_dir():
        return (path / PROJECT_FILE).is_file()
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                return any(Path(name).name == PROJECT_FILE for name in archive.namelist())
        except (zipfile.BadZipFile, OSError):
            return False  # the reader of layers says what is wrong with it
    return path.name == PROJECT_FILE or path.suffix.lower() == ".yuantu"


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in LAYER_SUFFIXES and path.is_file())
    if not found:
        raise SourceError(
            Text(f"文件夹“{folder.name}”里没有可以添加的图层。", f"The folder “{folder.name}” holds no layer file."),
            Text(f"可添加 {names('layer').zh}。", f"These can be added: {names('layer').to('en')}."),
        )
    return found


def _whole(file: Path) -> Path:
    """Return the Shapefile that a file is a part of, or the file itself."""
    if file.suffix.lower() not in _PARTS_OF_SHAPEFILE:
        return file
    stem = file.with_suffix("") if file.suffix.lower() == ".xml" else file
    beside = (stem.with_suffix(suffix) for suffix in (".shp", ".SHP"))
    return next((shape for shape in beside if shape.exists()), file)


def files_in(text: str) -> tuple[Path, ...]:
    """Return the files that a text names, one per line, as paths or ``file:`` addresses; () for any other text."""
    from urllib.parse import unquote, urlparse
    from urllib.request import url2pathname

    lines = [line.strip().strip('"') for line in text.splitlines() if line.strip()]
    if not lines or len(text) > 100_000:
        return ()
    paths = []
    for line in lines:
        address = urlparse(line) if line.lower().startswith("file:") else None
        path = Path(url2pathname(unquote(address.path)) if address else line)
        if len(line) > 1000 or not path.is_absolute() or not path.exists():
            return ()
        paths.append(path)
    return tuple(paths)


def read_pasted(text: str, taken: Collection[str] = (), feedback: Feedback = SILENT) -> Dataset:
    """Read GeoJSON or WKT (one geometry per line, ``SRID=…;`` in front allowed) as a data set of the project's own.

    GeoJSON and WKT without an SRID are longitude and latitude in degrees.

    Raises
    ------
    SourceError
        The text is neither, or is broken.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        dataset = _from_geojson(text, feedback)
    elif _WKT.match(text):
        dataset = _from_wkt(text)
    else:
        shown = " ".join(text.split())[:40]
        raise SourceError(
            Text(
                f"剪贴板的内容不是图层：“{shown}”。" if shown else "剪贴板是空的。",
                f"The clipboard holds no layer: “{shown}”." if shown else "The clipboard is empty.",
            ),
            Text(
                "可以粘贴文件、文件路径、GeoJSON 或 WKT 文本。", "Files, paths of files, GeoJSON and WKT can be pasted."
            ),
        )
    if dataset.frame.geometry.isna().all():
        raise SourceError(
            Text("剪贴板的文本里没有几何。", "The text on the clipboard holds no geometry."),
            Text("请检查后再粘贴。", "Correct it and paste again."),
        )
    return replace(dataset, id=slug("pasted", taken), name=_NAME, origin=Origin())


def _from_geojson(text: str, feedback: Feedback) -> Dataset:
    from spatial.sources import read_vector

    with tempfile.TemporaryDirectory(prefix="yuantu-") as folder:
        path = Path(folder) / "pasted.geojson"
        path.write_text(text, encoding="utf-8")
        return dataset_from_source(read_vector(path, feedback=feedback), path)


def _from_wkt(text: str) -> Dataset:
    import geopandas as gpd
    import numpy as np
    import shapely

    lines = [line for line in text.splitlines() if line.strip()]
    if not all(_WKT.match(line) for line in lines):
        lines = [" ".join(text.split())]  # one geometry over several lines
    codes = {found.group(1) if (found := _SRID.match(line)) else "4326" for line in lines}
    if len(codes) > 1:
        raise _broken(f"SRID {', '.join(sorted(codes))}", "SRID 应当相同", "the SRIDs differ")
    geometry: npt.NDArray[Any] = np.empty(len(lines), dtype=object)
    for place, line in enumerate(lines):
        try:
            geometry[place] = shapely.from_wkt(_SRID.sub("", line))
        except shapely.errors.GEOSException as error:
            raise _broken(line, "无法解析", str(error).splitlines()[0]) from error
    box = shapely.total_bounds(geometry)
    code = codes.pop()
    if code == "4326" and not (np.abs(box) <= [180, 90, 180, 90]).all():
        raise _broken(lines[0], "坐标超出经纬度范围；投影坐标请在前面写明 SRID", "no degrees: give the SRID in front")
    frame = gpd.GeoDataFrame({"id": [str(row + 1) for row in range(len(lines))]}, geometry=geometry, crs=_crs(code))
    return Dataset("pasted", _NAME, frame, id_field="id")


def _crs(code: str) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_epsg(int(code))
    except CRSError as error:
        raise _broken(f"SRID={code}", "没有这个坐标系", "there is no such CRS") from error


def _broken(line: str, why_zh: str, why_en: str) -> SourceError:
    return SourceError(
        Text(f"WKT 有误：“{line.strip()[:60]}”，{why_zh}。", f"This WKT is broken: “{line.strip()[:60]}”: {why_en}."),
        Text("请检查后再粘贴。", "Correct it and paste again."),
    )
