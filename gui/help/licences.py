"""Which packages the program ships with, in which version, and under which licence: as their own metadata say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gui.theme import RESOURCES

LOCK = RESOURCES.parent / "requirements.lock"
_OSI = "License :: OSI Approved :: "


@dataclass(frozen=True)
class Package:
    """A package: its name, version, the name of its licence ("" where it names none), and the licence's text."""

    name: str
    version: str
    licence: str
    text: str


def shipped_packages() -> list[Package]:
    """Return the packages of the lock file that are installed, by name; those of other systems are not there."""
    names = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    made = []
    for name in sorted(names, key=str.casefold):
        try:
            made.append(_package(metadata.distribution(name)))
        except metadata.PackageNotFoundError:
            continue
    return made


def _package(found: metadata.Distribution) -> Package:
    about = found.metadata
    return Package(about["Name"], found.version, _licence(about), _text(found))


def _licence(about: metadata.PackageMetadata) -> str:
    """Return the SPDX expression; else what the classifiers say; else the first line of the old field."""
    if "License-Expression" in about:
        return about["License-Expression"]
    named = [each.removeprefix(_OSI) for each in about.get_all("Classifier") or [] if each.startswith(_OSI)]
    if named:
        return ", ".join(named)
    named = about.get_all("License") or [""]
    lines = named[0].strip().splitlines()
    return lines[0][:80] if lines else ""


def _text(found: metadata.Distribution) -> str:
    """Return the licence files that came with a package, one below the other."""
    names = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
    files = [each for each in found.files or () if names.search(each.name) and not each.name.endswith((".py", ".pyc"))]
    texts = []
    for each in files:
        path = found.locate_file(each)
        try:
            texts.append(f"--- {each.name} ---\n{Path(str(path)).read_text(encoding='utf-8', errors='replace')}")
        except OSError:
            continue  # a package installed without its licence file still names its licence
    return "\n\n".join(texts)
