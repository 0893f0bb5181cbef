"""From a file to a data set, and from files to a project with a first map."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.cartography.symbology import Single, Symbology
from layers.layer import Dataset, Layer, Map, Origin
from layers.project import Project
from spatial.feedback import SILENT, Feedback
from spatial.text import Text, plain

if TYPE_CHECKING:
    from spatial.sources import VectorSource

ID_FIELDS = ("id", "code", "adcode", "编码", "代码", "fid")
NAME_FIELDS = ("name_zh", "name", "名称", "园区名称", "name_cn", "mc", "名字")
POLYGON_FILLS = ("#8fb3cf", "#b7c99b", "#d9b48f", "#b3a2c7", "#93c4bc", "#d3a3ac")


def slug(text: str, taken: Collection[str]) -> str:
    """Return an id made from `text` that is not among `taken`: letters of any script, digits, ``-`` and ``_``."""
    base = re.sub(r"[^\w-]+", "-", text.strip().lower()).strip("-") or "layer"
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def dataset_from_source(source: VectorSource, path: Path, taken: Collection[str] = ()) -> Dataset:
    """Return a data set for what was read from `path`, with its key and name columns recognised.

    Parameters
    ----------
    source
        What `spatial.sources.read_vector` returned.
    taken
        Ids of data sets that exist already.
    """
    title = source.sublayer or path.stem
    frame = source.frame
    origin = Origin(str(path), source.sha256, source.driver, source.encoding, source.sublayer)
    return Dataset(
        id=slug(title, taken),
        name=plain(title),
        frame=frame,
        datum=source.datum,
        id_field=_first_column(frame, ID_FIELDS, unique=True),
        name_field=_first_column(frame, NAME_FIELDS),
        origin=origin,
        findings=source.findings,
    )


def read_dataset(path: Path, taken: Collection[str] = (), feedback: Feedback = SILENT) -> Dataset:
    """Read a vector file of one layer as a data set.

    Raises
    ------
    SourceError
        The file cannot be read, or holds several layers.
    """
    from spatial.sources import read_vector

    return dataset_from_source(read_vector(path, feedback=feedback), path, taken)


def read_datasets(path: Path, taken: Collection[str] = (), feedback: Feedback = SILENT) -> list[Dataset]:
    """Read a vector file: a data set per layer in it.

    Raises
    ------
    SourceError
        The file cannot be read.
    """
    from spatial.sources import list_layers, read_vector

    names = list_layers(path)
    made: list[Dataset] = []
    for number, name in enumerate(names if len(names) > 1 else ("",)):
        part = feedback.part(number / max(len(names), 1), (number + 1) / max(len(names), 1))
        source = read_vector(path, sublayer=name, feedback=part)
        made.append(dataset_from_source(source, path, [*taken, *(each.id for each in made)]))
    return made


def with_datum_hint(dataset: Dataset, others: Sequence[Dataset], feedback: Feedback = SILENT) -> Dataset:
    """Return a data set labelled WGS 84 with a finding where it fits other data better in another datum."""
    from spatial.crs import to_lonlat_wgs84
    from spatial.datum_hint import hint_for_layer

    if dataset.datum != "wgs84" or dataset.frame.crs is None:
        return dataset
    references = (to_lonlat_wgs84(each.frame, each.datum) for each in others if each.frame.crs is not None)
    hint = hint_for_layer(to_lonlat_wgs84(dataset.frame, "wgs84"), references, feedback)
    return dataset if hint is None else replace(dataset, findings=(hint, *dataset.findings))


def _first_column(frame: Any, candidates: Sequence[str], unique: bool = False) -> str:
    """Return the first column that goes by one of the names (any case); `unique`: that also tells features apart."""
    by_name = {str(column).lower(): str(column) for column in frame.columns}
    for name in candidates:
        column = by_name.get(name)
        if column is not None and (not unique or (frame[column].notna().all() and frame[column].is_unique)):
            return column
    return ""


def layer_of(dataset: Dataset, taken: Collection[str] = (), symbology: Symbology | None = None) -> Layer:
    """Return a layer that draws a data set; without a symbology, in one plain colour."""
    look = symbology if symbology is not None else Single(fill=POLYGON_FILLS[len(taken) % len(POLYGON_FILLS)])
    return Layer(slug(dataset.id, taken), dataset.id, dataset.name, look, labels=bool(dataset.name_field))


def project_from_files(
    paths: Sequence[Path], field: str = "", scheme: str = "", k: int = 0, feedback: Feedback = SILENT
) -> Project:
    """Return a project with one map that shows the files, the first one lowest.

    Parameters
    ----------
    paths
        Vector files, at least one.
    field, scheme, k
        A field to classify in the layers that have it, how, and into how many classes; "" and 0: chosen from the data.

    Raises
    ------
    SourceError
        A file cannot be read.
    SymbologyError
        No file has the field.
    ClassificationError
        The field cannot be classified as asked.
    """
    datasets: list[Dataset] = []
    for number, path in enumerate(paths):
        part = feedback.part(number / len(paths), (number + 1) / len(paths))
        datasets += read_datasets(path, [each.id for each in datasets], part)
    layers = [_styled(dataset, datasets, field, scheme, k) for dataset in datasets]
    title = plain("、".join(path.stem for path in paths))
    shown = Map("map", title, tuple(layers))
    return Project(title, tuple(datasets), (shown,), shown.id, status_note=Text("示意图", "Schematic map"))


def _styled(dataset: Dataset, datasets: Sequence[Dataset], field: str, scheme: str, k: int) -> Layer:
    from layers.cartography.styling import default_symbology, graduated

    taken = [each.id for each in datasets[: datasets.index(dataset)]]
    has_field = field in dataset.frame.columns
    if not field or (not has_field and any(field in each.frame.columns for each in datasets)):
        return layer_of(dataset, taken)
    look = graduated(dataset, field, scheme, k) if scheme or k or not has_field else default_symbology(dataset, field)
    return layer_of(dataset, taken, look)
