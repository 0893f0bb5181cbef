"""Layers inside a zip archive: unpacked to a temporary folder, with the names that were meant."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from spatial.errors import SourceError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

LAYER_SUFFIXES = frozenset((".shp", ".geojson", ".json", ".gpkg", ".kml", ".fgb", ".parquet"))
_COMPANIONS = frozenset((".dbf", ".shx", ".prj", ".cpg"))
MOST_BYTES = 8 * 1024**3
_UTF8_NAME = 0x800
_CHUNK = 1 << 20
_DOING = Text("解压", "Unpacking")


@contextmanager
def unpacked(path: Path, feedback: Feedback = SILENT) -> Iterator[list[Path]]:
    """Yield the paths of the layers in the archive, unpacked; they are removed afterwards.

    Names without the UTF-8 mark are read as UTF-8 or GB18030, whichever fits (Chinese Windows writes GBK). Folders are
    kept apart, so that two layers may share a name; nothing is written outside the temporary folder.
    """
    with TemporaryDirectory(prefix="yuantu-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                layers = _unpack(archive, Path(folder), path.name, feedback)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise SourceError(
                Text(f"压缩包“{path.name}”已损坏或已加密。", f"The archive “{path.name}” is damaged or encrypted."),
                Text("请解压后打开其中的文件。", "Unpack it and open the file inside."),
            ) from error
        yield layers


def _unpack(archive: zipfile.ZipFile, folder: Path, name: str, feedback: Feedback) -> list[Path]:
    wanted = [item for item in archive.infolist() if _suffix(item) in LAYER_SUFFIXES | _COMPANIONS]
    total = sum(item.file_size for item in wanted)
    if total > MOST_BYTES:
        raise SourceError(
            Text(f"压缩包“{name}”解开后超过 8 GB。", f"The archive “{name}” holds more than 8 GB."),
            Text("请手工解压后打开。", "Unpack it and open the file inside."),
        )
    layers, done = [], 0
    for item in wanted:
        target = _target(folder, _name_of(item))
        with archive.open(item) as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                feedback.report(done / max(total, 1), _DOING)
        if target.suffix.lower() in LAYER_SUFFIXES:
            layers.append(target)
    if not layers:
        raise SourceError(
            Text(f"压缩包“{name}”中没有可读取的图层。", f"The archive “{name}” holds no layer that can be read."),
            Text(
                "其中应有 .shp（连同 .shx、.dbf）、.geojson、.gpkg 或 .kml。",
                "It should hold .shp, .geojson, .gpkg or .kml.",
            ),
        )
    return layers


def _suffix(item: zipfile.ZipInfo) -> str:
    name = item.filename
    hidden = name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")
    return "" if item.is_dir() or hidden else PurePosixPath(name).suffix.lower()


def _name_of(item: zipfile.ZipInfo) -> PurePosixPath:
    if item.flag_bits & _UTF8_NAME:
        return PurePosixPath(item.filename)
    raw = item.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return PurePosixPath(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return PurePosixPath(item.filename)


def _target(folder: Path, name: PurePosixPath) -> Path:
    """Return where to write a member: one level below `folder`, whatever its path says."""
    inside = folder / ("_".join(part for part in name.parts[:-1] if part not in ("..", "/")) or "_")
    inside.mkdir(exist_ok=True)
    return inside / name.name
