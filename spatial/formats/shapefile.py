"""What a shapefile needs before GDAL reads it: its companions, and the encoding of its texts.

A shapefile is four or five files. Without a ``.cpg`` nothing says how the ``.dbf`` is encoded (Chinese programs write
GBK), so its texts are looked at here, field by field: the encoding that decodes them all is taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from spatial.finding_notes import Notes
from spatial.formats.text_encoding import known_encoding
from spatial.text import Text

_TRIED = ("utf-8", "gb18030")
_CUT = 3  # a text that fills its field may lose up to three bytes of its last letter


@dataclass(frozen=True)
class _Field:
    name: bytes
    cells: list[bytes]


def companion(path: Path, suffix: str) -> Path | None:
    """Return the file beside `path` with the same stem and that suffix in any case; None if there is none."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    wanted = (path.stem + suffix).casefold()
    return next((other for other in path.parent.iterdir() if other.name.casefold() == wanted), None)


@contextmanager
def readable_shapefile(path: Path, notes: Notes) -> Iterator[tuple[Path, bool]]:
    """Yield a path that GDAL can open, and whether it must rebuild the index; missing companions become findings.

    The index (``.shx``) is rebuilt in a temporary folder: the user's folder is never written to.
    """
    if companion(path, ".dbf") is None:
        text = Text(
            "缺少同名的 .dbf 文件，没有属性。请把 .shp、.shx、.dbf、.prj 放在一起。",
            "The .dbf file of the same name is missing: no attributes. Keep .shp, .shx, .dbf and .prj together.",
        )
        notes.add("missing_dbf", "error", text)
    if companion(path, ".shx") is not None:
        yield path, False
        return
    text = Text(
        "缺少同名的 .shx 文件，已重建索引。", "The .shx file of the same name is missing; the index was rebuilt."
    )
    notes.add("missing_shx", "warning", text)
    with TemporaryDirectory(prefix="yuantu-") as folder:
        copy = Path(folder) / f"{path.stem}.shp"
        shutil.copyfile(path, copy)
        for suffix in (".dbf", ".prj", ".cpg"):
            if (source := companion(path, suffix)) is not None:
                shutil.copyfile(source, copy.with_suffix(suffix))
        yield copy, True


def encoding_of(path: Path, given: str, notes: Notes) -> str:
    """Return the Python codec of the texts of the shapefile at `path`.

    An encoding that is `given` wins; then the ``.cpg`` file, unless the texts contradict it and another encoding fits;
    then whichever of UTF-8 and GB18030 leaves fewer texts undecoded. Texts that do not decode are noted.
    """
    dbf = companion(path, ".dbf")
    fields = _text_fields(dbf.read_bytes()) if dbf is not None else []
    declared = known_encoding(given) or known_encoding(_declared(path))
    failures = {name: _failures(fields, name) for name in dict.fromkeys((declared or "utf-8", *_TRIED))}
    chosen = declared or "utf-8"
    if not known_encoding(given) and failures[chosen]:
        chosen = min(failures, key=lambda name: len(failures[name]))
    if chosen != "utf-8" and chosen != declared:
        was = (
            Text(f".cpg 声明的 {declared} 不符", f"the .cpg says {declared}, which does not fit")
            if declared
            else Text("没有 .cpg 文件", "there is no .cpg file")
        )
        text = Text(f"{was.zh}，文字按 {chosen.upper()} 读取。", f"Texts read as {chosen.upper()}: {was.en}.")
        notes.add("encoding_guessed", "info", text)
    if chosen == "utf-8":  # GDAL passes these bytes on, and the reader notes what does not decode
        return chosen
    text = Text(f"有文字不能按 {chosen.upper()} 解码。", f"A text does not decode as {chosen.upper()}.")
    notes.add_many("undecodable_text", "warning", sorted(failures[chosen]), lambda _: text)
    return chosen


def _declared(path: Path) -> str:
    cpg = companion(path, ".cpg")
    name = cpg.read_bytes()[:40].decode("ascii", "ignore").strip() if cpg is not None else ""
    return f"cp{name}" if name.isdigit() else name.removeprefix("ANSI ").removeprefix("OEM ")


def _failures(fields: list[_Field], encoding: str) -> set[int]:
    """Return the rows with a text that does not decode; -1 stands for a field name."""
    failed = set()
    for field in fields:
        if not _decodes(b"\n".join(field.cells), encoding):
            failed |= {row for row, cell in enumerate(field.cells) if not _decodes_but_for_its_end(cell, encoding)}
        if not _decodes(field.name, encoding):
            failed.add(-1)
    return failed


def _decodes_but_for_its_end(cell: bytes, encoding: str) -> bool:
    return any(_decodes(cell[: len(cell) - cut], encoding) for cut in range(_CUT + 1))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _text_fields(raw: bytes) -> list[_Field]:
    """Return the character fields of a dBASE table; what is cut off or damaged is left out."""
    if len(raw) < 65:
        return []
    rows, start, size = (int.from_bytes(raw[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    rows = min(rows, (len(raw) - start) // size if size else 0)
    table = np.frombuffer(raw, np.uint8, max(rows, 0) * size, min(start, len(raw))).reshape(-1, max(size, 1))
    fields, offset = [], 1
    for place in range(32, min(start, len(raw)) - 32, 32):
        if raw[place] == 0x0D:
            break
        width = raw[place + 16]
        if raw[place + 11 : place + 12] == b"C" and width > 0 and offset + width <= size:
            cells = np.ascontiguousarray(table[:, offset : offset + width]).view(f"S{width}").ravel()
            fields.append(_Field(raw[place : place + 11].partition(b"\0")[0], [bytes(cell).rstrip() for cell in cells]))
        offset += width
    return fields
