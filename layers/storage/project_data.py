"""The features of a project on disk: left in their own file where that is unchanged, else kept inside the project."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from layers.indicators.formulas import with_formulas
from layers.layer import Dataset, Origin
from layers.storage.frame_hash import crs_name, frame_hash
from layers.storage.project_document import Document, dataset_of
from layers.storage.project_joins import Place, is_absolute, join_inside, join_linked, leaves, state_of
from layers.storage.project_json import AbsentDataset, Decoder, Stored
from spatial.errors import GisError, ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_writing, replace_file, sha256_of
from spatial.findings import Finding
from spatial.formats.shapefile_family import content_hash, holds
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

DATA_FOLDER = "data"
OWN_FILE = re.compile(r".+-[0-9a-f]{16}\.(geojson|gpkg|parquet)")
"""Names of the files this module writes: data set, content hash. Only such files are ever removed."""


LARGE_COORDINATES = 500_000
"""From this many coordinates on GeoParquet comes first: written, read back and packed in a fraction of the time."""


class _NotFaithfulError(Exception):
    """A format did not give back what was written; the next one is tried."""


# --- reading -------------------------------------------------------------------------------------------------------


def empty_frame() -> gpd.GeoDataFrame:
    """Return the frame of a data set whose features are not at hand."""
    import geopandas as gpd

    return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs="EPSG:4326")


def absent_datasets(document: Document, decoder: Decoder) -> tuple[AbsentDataset, ...]:
    """Return the data sets of a document, their features still to be read."""
    frame = empty_frame()
    return tuple(dataset_of(document, record, frame, decoder) for record in document.records)


def with_frame(absent: AbsentDataset, frame: gpd.GeoDataFrame) -> Dataset:
    """Return the data set that `absent` stands for, with its features."""
    known = {each.name: getattr(absent, each.name) for each in fields(Dataset)}
    return Dataset(**{**known, "frame": frame})


def locate(stored: Stored, place: Place) -> Path:
    """Return the file that holds the features; refuse a path that leaves the project folder by a back door.

    Only a linked file may be absolute. ``..``, drive letters and backslashes in a relative path are refused.
    """
    if stored.kind == "linked" and is_absolute(stored.path):
        return place.path(stored.path)
    check_relative(stored.path)
    return place.path(stored.path)


def check_relative(path: str) -> None:
    """Raise `ProjectError` unless a path stays inside the folder it starts from."""
    if leaves(path):
        raise ProjectError(
            Text(f"项目中的路径“{path}”离开了项目文件夹。", f"The path “{path}” leaves the project folder."),
            Text(
                "不要打开来历不明的项目；路径应为 data/… 这样的相对路径。",
                "Do not open it unless you trust its source.",
            ),
        )


def load(absent: AbsentDataset, place: Place, feedback: Feedback = SILENT) -> tuple[Dataset, tuple[Finding, ...]]:
    """Read the features of a data set and do its joins.

    Returns
    -------
    Dataset, findings
        `absent` itself with the finding ``missing_file`` or ``unreadable_file`` where there are no features to read.
        ``file_changed``: the file is another one than when the project was saved, and was read as it is now.
    """
    path = locate(absent.stored, place)
    if not path.is_file():
        return absent, (_missing(absent, path),)
    try:
        dataset, sha256 = _read(absent, path, feedback.part(0, 0.7))
    except GisError as error:
        return absent, (_unreadable(absent, error),)
    changed = (_changed(absent, path),) if not holds(path, absent.stored.sha256) else ()
    if changed and absent.stored.kind == "linked":
        dataset = replace(dataset, origin=replace(dataset.origin, sha256=sha256))
    join = join_linked if absent.stored.kind == "linked" else join_inside
    read = dataset.frame
    dataset, findings = join(dataset, place, feedback.part(0.7, 0.9))
    if absent.stored.kind == "linked" or changed or dataset.frame is not read:
        dataset = with_formulas(dataset, feedback.part(0.9, 1))
    return dataset, changed + findings


def _read(absent: AbsentDataset, path: Path, feedback: Feedback) -> tuple[Dataset, str]:
    from spatial.sources import read_vector

    origin = absent.origin if absent.stored.kind == "linked" else Origin()
    source = read_vector(path, sublayer=origin.sublayer, encoding=origin.encoding, feedback=feedback)
    dataset = with_frame(absent, _with_crs(source.frame, absent.stored))
    if not holds(path, absent.stored.sha256):
        dataset = replace(dataset, findings=tuple(source.findings))
    return dataset, source.sha256


def _with_crs(frame: gpd.GeoDataFrame, stored: Stored) -> gpd.GeoDataFrame:
    """Return the frame without the CRS that a reader assumed for a file of the project's own that has none."""
    return frame if stored.crs or stored.kind == "linked" else frame.set_crs(None, allow_override=True)


# --- writing -------------------------------------------------------------------------------------------------------


def store(
    dataset: Dataset, place: Place, previous: Mapping[str, Stored], link_outside: bool, feedback: Feedback = SILENT
) -> Stored:
    """Make sure that the features of a data set are on disk below `place`, and return where.

    A file that already holds them is left alone: the origin when it lies in the folder and, with the joins done again,
    still gives exactly these features; a file of the project's own with this content. Else a new file is written: no
    file that an older ``project.json`` names is ever overwritten.

    Parameters
    ----------
    previous
        What the present project file says, by data set id: files named there with the same content and an unchanged
        hash are not read again.
    link_outside
        Whether an unchanged origin outside the folder may stay where it is.
    """
    if isinstance(dataset, AbsentDataset):
        return dataset.stored
    content = frame_hash(dataset.frame)
    old = previous.get(dataset.id)
    linked = _link(dataset, content, place, old, link_outside)
    if linked is not None:
        return linked
    name = f"{re.sub(r'[^A-Za-z0-9_.-]', '_', dataset.id)[:80]}-{content[:16]}"
    if old is not None and old.kind == "inside" and old.content == content:
        path = place.root / old.path
        if path.is_file() and path.stem == name and sha256_of(path) == old.sha256:
            return old
    return _write_inside(dataset, place.root / DATA_FOLDER, name, content, feedback)


def _link(dataset: Dataset, content: str, place: Place, old: Stored | None, link_outside: bool) -> Stored | None:
    origin = dataset.origin
    path = place.path(origin.path)
    allowed = link_outside if is_absolute(origin.path) else not leaves(origin.path)
    if not allowed or not path.is_file():
        return None
    if any(state_of(step, place) != "same" for step in dataset.joins):
        return None
    crs = crs_name(dataset.frame.crs)
    stored = Stored("linked", origin.path, content_hash(path), content, len(dataset.frame), crs)
    if origin.sha256 and not holds(path, origin.sha256):
        return None
    return stored if stored == old or _gives_the_same(dataset, stored, place) else None


def _gives_the_same(dataset: Dataset, stored: Stored, place: Place) -> bool:
    known = {each.name: getattr(dataset, each.name) for each in fields(Dataset)}
    absent = AbsentDataset(**{**known, "frame": empty_frame()}, stored=stored)
    again, findings = load(absent, place)
    return not findings and frame_hash(again.frame) == stored.content


def _write_inside(dataset: Dataset, folder: Path, name: str, content: str, feedback: Feedback) -> Stored:
    """Write the features in the first format that gives them back digit by digit, the most readable one first."""
    with errors_of_writing(folder):
        folder.mkdir(exist_ok=True)
    plain = dataset.datum == "wgs84" and crs_name(dataset.frame.crs) == "EPSG:4326"
    refused: Exception | None = None
    for suffix in _formats(dataset.frame, plain):
        path = folder / f"{name}{suffix}"
        try:
            write = partial(_write_beside, dataset.frame, path, feedback.part(0, 0.8))
            replace_file(path, write, partial(_check_content, dataset.frame, content, feedback.part(0.8, 1)))
        except (_NotFaithfulError, GisError) as error:
            refused = error
            continue
        crs = crs_name(dataset.frame.crs)
        return Stored("inside", f"{DATA_FOLDER}/{path.name}", sha256_of(path), content, len(dataset.frame), crs)
    if isinstance(refused, GisError):
        raise refused
    raise ProjectError(
        Text(f"数据集“{dataset.name.to('zh')}”无法完整保存。", f"“{dataset.name.to('en')}” cannot be saved in full."),
        Text(
            "请检查混有多种类型的字段；旧项目文件未改动。",
            "See to fields of mixed types; the old project is unchanged.",
        ),
    )


def _formats(frame: gpd.GeoDataFrame, plain: bool) -> tuple[str, ...]:
    """Return the formats to try: text where a person may want to read it, columns where only a program can."""
    import shapely

    readable = (".geojson", ".gpkg") if plain else (".gpkg",)
    shapes = frame.geometry.to_numpy() if "geometry" in {str(dtype) for dtype in frame.dtypes} else ()
    large = len(shapes) and int(shapely.get_num_coordinates(shapes).sum()) >= LARGE_COORDINATES
    return (".parquet", *readable) if large else (*readable, ".parquet")


def _write_beside(frame: gpd.GeoDataFrame, path: Path, feedback: Feedback, temporary: Path) -> None:
    """Write under the final name, in a folder of its own: containers name their layer after the file."""
    from spatial.sources import write_vector

    with tempfile.TemporaryDirectory(prefix=".yuantu-", dir=path.parent) as own:
        draft = Path(own) / path.name
        if path.suffix == ".parquet":
            _write_parquet(frame, draft)
        else:
            write_vector(frame, draft, feedback=feedback)
        draft.replace(temporary)


def _write_parquet(frame: gpd.GeoDataFrame, path: Path) -> None:
    import pyarrow as pa

    try:
        frame.to_parquet(path, index=False, compression="zstd")
    except pa.ArrowException as error:
        raise _NotFaithfulError(str(error)) from error


def _check_content(frame: gpd.GeoDataFrame, content: str, feedback: Feedback, path: Path) -> None:
    from spatial.sources import read_vector

    again = read_vector(path, feedback=feedback).frame
    if frame_hash(again if frame.crs is not None else again.set_crs(None, allow_override=True)) != content:
        raise _NotFaithfulError(path.suffix)


# --- findings ------------------------------------------------------------------------------------------------------


def _missing(absent: AbsentDataset, path: Path) -> Finding:
    zh, en = absent.name.to("zh"), absent.name.to("en")
    return Finding(
        "missing_file",
        "error",
        Text(f"“{zh}”的文件“{path}”找不到；请重新指定。", f"The file “{path}” of “{en}” is not there: relink it."),
    )


def _unreadable(absent: AbsentDataset, error: GisError) -> Finding:
    zh, en = absent.name.to("zh"), absent.name.to("en")
    return Finding(
        "unreadable_file",
        "error",
        Text(f"“{zh}”无法读取：{error.message('zh')}", f"“{en}” cannot be read: {error.message('en')}"),
    )


def _changed(absent: AbsentDataset, path: Path) -> Finding:
    zh, en = absent.name.to("zh"), absent.name.to("en")
    return Finding(
        "file_changed",
        "warning",
        Text(
            f"“{zh}”的文件“{path.name}”在项目保存之后被改动，已按现状读取；请核对。",
            f"The file “{path.name}” of “{en}” changed after the project was saved and was read as it is. Check it.",
        ),
    )
