"""A branch: a copy of a project to work on while somebody else has it open, which remembers what it was made from."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from layers.project import Project
from layers.storage.project_file import read_project, write_project
from layers.storage.project_saving import WriteOptions
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.files import errors_of_writing, replace_bytes, replace_file
from spatial.text import Text

_NOTE = "branch.json"
_BASE = "base.yuantu"


@dataclass(frozen=True)
class Branch:
    """What a branch remembers.

    Parameters
    ----------
    path
        The branch.
    origin
        The project it was made from.
    base
        A copy of that project as it was then.
    user, time
        Who made it, and when (ISO 8601).
    """

    path: Path
    origin: str
    base: Path
    user: str
    time: str


def base_folder(path: Path) -> Path:
    """Return where a branch keeps what it was made from: a folder beside it that belongs to it."""
    return path.with_name(f"{path.stem}.base")


def make_branch(base: Project, origin: Path, path: Path, made: tuple[str, str], feedback: Feedback = SILENT) -> Branch:
    """Write `base`, a project as the file `origin` holds it, as a new branch.

    Parameters
    ----------
    path
        The archive (``.yuantu``) to write.
    made
        Who makes it, and when (ISO 8601).

    Raises
    ------
    SourceError, ProjectError
        As `write_project`.
    """
    import orjson

    write_project(base, path, feedback.part(0, 0.9), WriteOptions(0))
    folder = base_folder(path)
    with errors_of_writing(folder):
        folder.mkdir(exist_ok=True)
    replace_file(folder / _BASE, lambda temporary: _copy(path, temporary))
    note = {"origin": origin.absolute().as_posix(), "user": made[0], "time": made[1]}
    replace_bytes(folder / _NOTE, orjson.dumps(note, option=orjson.OPT_INDENT_2))
    feedback.report(1.0)
    return Branch(path, note["origin"], folder / _BASE, *made)


def branch_at(path: Path) -> Branch:
    """Return what a branch remembers; `ProjectError` where a project is no branch, or its base is gone."""
    import orjson

    folder = base_folder(path)
    try:
        note = orjson.loads((folder / _NOTE).read_bytes())
        found = Branch(path, str(note["origin"]), folder / _BASE, str(note["user"]), str(note["time"]))
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ProjectError(
            Text(
                f"“{path.name}”不是分支，或旁边缺少“{folder.name}”。",
                f"“{path.name}” is no branch, or “{folder.name}” is not beside it.",
            ),
            Text(
                "请选择“存为分支”得到的文件，并连同旁边的文件夹一起放好。",
                "Choose a file that was made as a branch, and keep the folder of that name beside it.",
            ),
        ) from error
    return found


def read_branch(path: Path, feedback: Feedback = SILENT) -> tuple[Branch, Project, Project]:
    """Return a branch, the project it was made from, and the project as it is on the branch."""
    found = branch_at(path)
    base = read_project(found.base, feedback.part(0, 0.5)).project
    return found, base, read_project(path, feedback.part(0.5, 1)).project


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
