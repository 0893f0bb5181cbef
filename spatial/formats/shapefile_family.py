"""A shapefile is several files: all of them count when its content is hashed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_reading, sha256_of

FAMILY = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def family_of(path: Path) -> tuple[Path, ...]:
    """Return the files that make up a vector file, in a fixed order: for a ``.shp`` its companions too; empty: gone."""
    if path.suffix.lower() != ".shp":
        return (path,) if path.is_file() else ()
    if not path.is_file():
        return ()
    beside = {each.name.lower(): each for each in path.parent.iterdir() if each.stem.lower() == path.stem.lower()}
    names = [f"{path.stem.lower()}{suffix}" for suffix in FAMILY]
    return tuple(beside[name] for name in names if name in beside)


def holds(path: Path, sha256: str) -> bool:
    """Say whether a file still has a hash that was noted.

    For a shapefile also one noted of its ``.shp`` alone, as earlier versions of the program did.
    """
    return content_hash(path) == sha256 or (path.suffix.lower() == ".shp" and sha256_of(path) == sha256)


def content_hash(path: Path, feedback: Feedback = SILENT) -> str:
    """Return the SHA-256 of what a vector file says, as 64 hexadecimal digits.

    For a shapefile with companions: of the names of their endings and their hashes, so that a changed cell or CRS
    counts, too. A ``.shp`` alone, and every other file, has the hash of its bytes.
    """
    members = family_of(path)
    if len(members) < 2:
        return sha256_of(path, feedback)
    digest = hashlib.sha256()
    with errors_of_reading(path):
        for number, member in enumerate(members):
            part = feedback.part(number / len(members), (number + 1) / len(members))
            digest.update(f"{member.suffix.lower()} {sha256_of(member, part)}\n".encode())
    return digest.hexdigest()
