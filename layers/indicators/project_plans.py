"""The plans of a project: the tables it keeps, or the shipped ones it came from, with the figures reported since."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from layers.indicators.catalogue import Catalogue
from layers.indicators.ledger import LedgerRow, make_ledger
from layers.indicators.plan_tables import STARTER_TABLES, PlanTables, read_plan_tables
from layers.indicators.reported import Reported, with_reported
from layers.indicators.roll_up import with_roll_ups
from layers.indicators.self_check import Checked, check_plans
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project


@dataclass(frozen=True, eq=False)
class Plans:
    """What a project's plans say, and what was reported since.

    Parameters
    ----------
    folder
        The tables.
    tables
        As the plans print them: what is checked against itself.
    catalogue
        With reported and rolled-up figures: what the ledger shows.
    """

    folder: Path
    tables: PlanTables
    catalogue: Catalogue

    def ledger(self) -> tuple[LedgerRow, ...]:
        """Return the ledger."""
        return make_ledger(self.catalogue)

    def checked(self) -> tuple[Checked, ...]:
        """Return every claim of the plans with what came of it; reported figures are no part of the plans."""
        return check_plans(self.tables.catalogue, self.tables.claims, self.tables.facilities)


def plans_of(project: Project, place: Path | None) -> Plans | None:
    """Return the plans of a project, None where it has none.

    Parameters
    ----------
    place
        Where it is saved (a folder, its ``project.json``, or an archive); None: nowhere.

    Raises
    ------
    SourceError
        A table cannot be read.
    ProjectError
        The hierarchy of areas is broken.
    """
    folder = plan_folder(place, (each.origin.sha256 for each in project.datasets))
    return read_plans(folder, project.figures) if folder is not None else None


def read_plans(folder: Path, figures: tuple[Reported, ...] = ()) -> Plans:
    """Read the tables of a folder, and put reported figures and roll-ups beside them."""
    tables = read_plan_tables(None if folder == STARTER_TABLES else folder.parent)
    return Plans(folder, tables, with_roll_ups(with_reported(tables.catalogue, figures), tables.areas))


def plan_folder(place: Path | None, origins: Iterable[str]) -> Path | None:
    """Return the folder of a project's tables: ``tables`` beside it, else the shipped ones where it was made from them.

    Parameters
    ----------
    origins
        SHA-256 of the files that its layers came from: a copy of the starter project, wherever it is saved, is known by
        them.
    """
    if place is not None:
        folder = (place if place.is_dir() else place.parent) / "tables"
        if (folder / "indicators.csv").is_file() and (folder / "values.csv").is_file():
            return STARTER_TABLES if folder.resolve() == STARTER_TABLES.resolve() else folder
    shipped = shipped_hashes()
    return STARTER_TABLES if any(each in shipped for each in origins) else None


@lru_cache(maxsize=1)
def shipped_hashes() -> frozenset[str]:
    """Return the SHA-256 of the layers of the starter project."""
    document = _document(STARTER_TABLES.parent)
    return frozenset(_origins(document)) - {""}


def plans_at(place: Path | None) -> Plans:
    """Return the plans of a saved project without reading its layers; None: the starter's.

    Raises
    ------
    ProjectError
        It keeps no tables and was not made from the starter.
    SourceError
        A table or the project cannot be read.
    """
    if place is None:
        return read_plans(STARTER_TABLES)
    document = _document(place)
    folder = plan_folder(place, _origins(document))
    if folder is None:
        read_plan_tables(place)  # says what is missing, and what to do
        folder = (place if place.is_dir() else place.parent) / "tables"
    return read_plans(folder, _figures(document))


def ledger_of(project: Path | None = None, areas: Collection[str] = ()) -> tuple[LedgerRow, ...]:
    """Return the ledger of a saved project; of some areas and all below them where `areas` is not empty.

    Raises
    ------
    ProjectError
        There is no such area, or no tables; see `plans_at`.
    """
    plans = plans_at(project)
    known = plans.tables.areas
    unknown = [area for area in areas if area not in known]
    if unknown:
        raise ProjectError(
            Text(f"没有编号为“{unknown[0]}”的区域。", f"There is no area with the id “{unknown[0]}”."),
            Text("编号见 areas.csv 的第一列。", "The first column of areas.csv holds the ids."),
        )
    below = {each.id for area in areas for each in (known[area], *known.descendants(area))}
    return make_ledger(plans.catalogue, below or None)


def self_check_of(project: Path | None = None) -> tuple[Checked, ...]:
    """Return every claim of the plans of a saved project with what came of it."""
    return plans_at(project).checked()


def _document(place: Path) -> dict[str, Any]:
    """Return the ``project.json`` of a project, empty where there is none (a folder of tables alone)."""
    from layers.storage.project_archive import DOCUMENT, is_archive
    from layers.storage.project_document import parse
    from spatial.files import errors_of_reading

    path = place / DOCUMENT if place.is_dir() else place
    if not path.is_file():
        return {}
    with errors_of_reading(path):
        if not is_archive(path):
            return parse(path.read_bytes(), path.name).json
        try:
            with zipfile.ZipFile(path) as archive:
                inside = [name for name in archive.namelist() if PurePosixPath(name).name == DOCUMENT]
                return parse(archive.read(min(inside, key=len)), path.name).json
        except (zipfile.BadZipFile, ValueError) as error:
            raise ProjectError(
                Text(
                    f"“{path.name}”不是完整的项目文件（{error}）。", f"“{path.name}” is no complete project ({error})."
                ),
                Text("请重新复制，或打开较早的版本。", "Copy it again, or open an older version."),
            ) from error


def _origins(document: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(each.get("origin", {}).get("sha256", "")) for each in document.get("datasets", ()))


def _figures(document: dict[str, Any]) -> tuple[Reported, ...]:
    from layers.storage.project_json import Decoder

    found: tuple[Reported, ...] = Decoder().decode(document.get("figures", []), tuple[Reported, ...], "project.figures")
    return found
