"""A project in one file (a zip, the same byte by byte for the same project), and the older versions that are kept."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from layers.storage.project_data import check_relative
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.files import CHUNK_BYTES, errors_of_reading, errors_of_writing, replace_file
from spatial.text import Text

ARCHIVE_SUFFIXES = (".yuantu", ".zip")
DOCUMENT = "project.json"
MAX_UNPACKED_BYTES = 16 * 1024**3
_PACKED = (".parquet", ".png", ".jpg", ".jpeg", ".webp", ".zip", ".xlsx", ".ods", ".mbtiles", ".pmtiles")
"""Files that are compressed inside: compressing them again costs seconds and saves nothing."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def is_archive(path: Path) -> bool:
    """Say whether a path is meant to be a project in one file."""
    return path.suffix.lower() in ARCHIVE_SUFFIXES


def pack(
    folder: Path, files: Collection[str], path: Path, check: Callable[[Path], None], feedback: Feedback = SILENT
) -> None:
    """Write files of a folder into the zip `path`, sorted by name and without times; checked before it is swapped in.

    Parameters
    ----------
    files
        Paths in `folder` with ``/``; they keep these names in the archive.
    check
        Raises where the written archive must not replace the old one.
    """
    sizes = {name: (folder / name).stat().st_size for name in sorted(files)}

    def write(temporary: Path) -> None:
        done, total = 0, max(sum(sizes.values()), 1)
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in sizes:
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
                info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
                with (folder / name).open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
                    while chunk := source.read(CHUNK_BYTES):
                        target.write(chunk)
                        done += len(chunk)
                        feedback.report(done / total)

    replace_file(path, write, check)


def unpack(path: Path, folder: Path, feedback: Feedback = SILENT) -> Path:
    """Unpack an archive into an empty folder and return the folder that holds its ``project.json``.

    Raises
    ------
    ProjectError
        It is no zip, damaged, holds no project, or holds a name that leaves the folder, a link, or an absurd size.
    SourceError
        It cannot be read.
    """
    try:
        with errors_of_reading(path), zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _check_members(members, path)
            for place, info in enumerate(members):
                feedback.report(place / len(members))
                archive.extract(info, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ProjectError(
            Text(
                f"“{path.name}”不是完整的 zip 文件（{error}）。", f"“{path.name}” is not a complete zip file ({error})."
            ),
            Text(
                f"请重新复制，或打开“{backup_folder(path).name}”中较早的版本。",
                f"Copy it again, or open an older version from “{backup_folder(path).name}”.",
            ),
        ) from error
    return _root_of(members, folder, path)


def _check_members(members: list[zipfile.ZipInfo], path: Path) -> None:
    for info in members:
        check_relative(info.orig_filename)
        if stat.S_ISLNK(info.external_attr >> 16):
            check_relative(f"../{info.filename}")
    if sum(info.file_size for info in members) > MAX_UNPACKED_BYTES:
        raise ProjectError(
            Text(f"“{path.name}”解压后超过 16 GB。", f"“{path.name}” would unpack to more than 16 GB."),
            Text("请用解压软件检查其内容。", "See what is in it with an archive program."),
        )


def _root_of(members: list[zipfile.ZipInfo], folder: Path, path: Path) -> Path:
    """Return the folder of the only ``project.json``, at the top or one folder down (a folder zipped by hand)."""
    found = [PurePosixPath(info.filename) for info in members if PurePosixPath(info.filename).name == DOCUMENT]
    top = [each for each in found if len(each.parts) <= 2]
    if not top:
        raise ProjectError(
            Text(f"“{path.name}”里没有 project.json。", f"There is no project.json in “{path.name}”."),
            Text("请选择 .yuantu 文件或项目文件夹。", "Choose a .yuantu file or a project folder."),
        )
    return folder / min(top, key=lambda each: len(each.parts)).parent


# --- older versions ------------------------------------------------------------------------------------------------


def backup_folder(path: Path) -> Path:
    """Return where older versions of ``project.json`` or of an archive are kept."""
    return path.with_name(f"{path.name}.bak") if is_archive(path) else path.parent / "backups"


def keep_backup(path: Path, keep: int) -> None:
    """Copy an existing file to its backup folder under the present time (UTC), and remove all but the newest `keep`.

    With `keep` 0 nothing is copied and nothing removed.
    """
    if keep <= 0 or not path.is_file():
        return
    folder = backup_folder(path)
    with errors_of_writing(folder):
        folder.mkdir(exist_ok=True)
    target = folder / f"{path.stem}-{_now():%Y%m%dT%H%M%S.%fZ}{path.suffix}"
    replace_file(target, lambda temporary: _copy(path, temporary))
    with errors_of_writing(folder):
        for old in backups_of(path)[keep:]:
            old.unlink(missing_ok=True)


def backups_of(path: Path) -> tuple[Path, ...]:
    """Return the older versions that are kept of a ``project.json`` or an archive, the newest first."""
    folder = backup_folder(path)
    found = folder.glob(f"{_escaped(path.stem)}-*Z{path.suffix}") if folder.is_dir() else ()
    return tuple(sorted(found, key=lambda each: each.name, reverse=True))


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _now() -> datetime:
    return datetime.now(UTC)


def _escaped(text: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in text)
