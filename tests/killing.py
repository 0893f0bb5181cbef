"""Kill a process that edits at speed, at random moments, and see what is left: ``make kill-test``.

Everything heavy is imported once; each victim is a fork of this process with a session, a journal and the file verbs of
the window. In the mode ``window`` it is the whole window, off screen: boundaries are dragged with mouse events, cells
are written, undone and saved with the actions of the menu. A victim announces a command before it does it, and again
when the journal says that it is recorded. After SIGKILL the project file must be whole and one of those that were
saved, and the journal must hold every command that was said to be recorded, and all but the last that was begun
(unless the disk refuses, which the victim says).
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import geopandas as gpd
import numpy as np
import shapely
from shapely import box

from gui.messages import Messages
from gui.projects.files import ProjectFiles
from gui.projects.journal_keeper import JournalKeeper
from gui.session import Session
from gui.tasks import Tasks
from layers import edits
from layers.cell_edits import set_cells
from layers.journal.reading import recover, summarise
from layers.journal.records import read_records
from layers.journal.writing import Command
from layers.layer import Dataset, Layer, Map
from layers.project import Project
from layers.storage.processes import is_alive, this_process
from layers.storage.project_file import describe, read_project, write_project
from spatial.text import Text, plain

if TYPE_CHECKING:
    from gui.main_window import MainWindow

MODES = ("editing", "saving", "full", "read-only", "window")
WINDOWS = 20
"""Kills of whole windows at least: each takes seconds to open."""


def project_of(parks: int) -> Project:
    width = 0.5 / parks
    frame = gpd.GeoDataFrame(
        {"id": [f"p{i}" for i in range(parks)], "n": np.arange(float(parks)), "said": ["3-5", "/"] * (parks // 2)},
        geometry=[box(121.2 + width * i, 31.2, 121.2 + width * (i + 1), 31.25) for i in range(parks)],
        crs="EPSG:4326",
    )
    dataset = Dataset("parks", Text("园区", "Parks"), frame, id_field="id")
    shown = Map("m", Text("图", "Map"), (Layer("l", "parks", Text("园区", "Parks")),))
    return Project(plain("0"), (dataset,), (shown,), "m")


# --- the victim ----------------------------------------------------------------------------------------------------


def victim(mode: str, seed: int, target: Path, folder: Path, tell: int) -> None:
    """Edit until killed; ``b``: a command is done, ``r``: all so far are recorded, ``f``: a failure was told."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["victim"])
    messages = Messages()
    window = QMainWindow()
    tasks = Tasks(messages.error)
    session = Session(messages, tasks)
    begun = 0

    def done(command: Command) -> None:
        nonlocal begun
        if command.verb in ("push", "jump"):
            begun += 1
            os.write(tell, f"b{begun}\n".encode())

    session.stepped.connect(done)
    keeper = JournalKeeper(session, folder)
    files = ProjectFiles(session, window)
    session.open(read_project(target).project, target)

    def state() -> None:
        if keeper.state == "recorded" and not keeper._pending:
            os.write(tell, f"r{begun}\n".encode())
        elif keeper.state == "failed":
            os.write(tell, b"f\n")

    keeper.state_changed.connect(state)
    rng = random.Random(seed)
    os.write(tell, b"go\n")
    for number in itertools.count(1):
        one_command(session, rng, number)
        app.processEvents()
        if mode in ("saving", "full", "read-only") and rng.random() < 0.05 and not tasks.running:
            files.save()


def window_victim(seed: int, target: Path, tell: int) -> None:
    """Edit in the whole window until killed; what is said is as in `victim`. The journal lies beside the project."""
    os.environ["XDG_DATA_HOME"] = str(target.parent / "data")
    from PySide6.QtCore import QSettings

    from gui.application import make_application
    from gui.main_window import MainWindow

    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(target.parent))
    app = make_application()
    window = MainWindow()
    window.resize(1100, 760)
    window.show()
    keeper, begun = window.safe.journal, 0

    def done(command: Command) -> None:
        nonlocal begun
        if command.verb in ("push", "jump"):
            begun += 1
            os.write(tell, f"b{begun}\n".encode())

    def state() -> None:
        if keeper.state == "recorded" and not keeper._pending:
            os.write(tell, f"r{begun}\n".encode())

    window.files.open(target)
    until = time.monotonic() + 60
    while window.session.path is None or window.tasks.running:
        app.processEvents()
        assert time.monotonic() < until, "the project never opened"
    window.session.stepped.connect(done)
    keeper.state_changed.connect(state)
    window.layers_panel.select("l")
    window.menus.actions["edit_boundaries"].trigger()
    while not window.editing.active:
        app.processEvents()
        assert time.monotonic() < until, "edit mode never began"
    rng = random.Random(seed)
    os.write(tell, b"go\n")
    for number in itertools.count(1):
        if rng.random() < 0.5:
            drag_a_vertex(window, rng)
        elif rng.random() < 0.25:
            window.menus.actions[rng.choice(["undo", "redo"])].trigger()
        else:
            one_command(window.session, rng, number)
        app.processEvents()
        if rng.random() < 0.1 and not window.tasks.running:
            window.menus.actions["save"].trigger()


def drag_a_vertex(window: MainWindow, rng: random.Random) -> None:
    """Drag a vertex of a park by some pixels, with mouse events."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    editor = window.editing.editor
    ring = editor.edit.topology.ring(rng.randrange(len(editor.edit.topology.features)))
    x, y = rng.choice(ring.tolist())
    start, left, none = editor.pixel((x, y)), Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    end = start + QPointF(rng.uniform(-9, 9), rng.uniform(-9, 9))
    for kind, at, held in (
        (QEvent.Type.MouseMove, start, False),
        (QEvent.Type.MouseButtonPress, start, True),
        (QEvent.Type.MouseMove, start + QPointF(8, 8), True),
        (QEvent.Type.MouseMove, end, True),
        (QEvent.Type.MouseButtonRelease, end, False),
    ):
        button = none if kind == QEvent.Type.MouseMove else left
        buttons, alt = left if held else none, Qt.KeyboardModifier.AltModifier
        event = QMouseEvent(kind, at, editor.canvas.mapToGlobal(at), button, buttons, alt)
        QApplication.sendEvent(editor.canvas, event)


def one_command(session: Session, rng: random.Random, number: int) -> None:
    label, rows = plain(f"command {number}"), len(session.project.dataset("parks").frame)
    verb = rng.choice(["cell", "cell", "border", "title", "look", "undo", "redo"])
    if verb == "undo" and session.history.can_undo:
        session.undo()
    elif verb == "redo" and session.history.can_redo:
        session.redo()
    elif verb == "cell":
        row = rng.randrange(rows)
        session.apply(label, lambda project: set_cells(project, "parks", "n", [row], [f"{number}.5"]))
    elif verb == "border":
        session.apply(label, lambda project: move_border(project, rng.randrange(rows), number))
    elif verb == "look":
        session.apply(label, lambda project: edits.set_opacity(project, "l", 1 / (1 + number)))
    else:
        session.apply(label, lambda project: edits.rename_project(project, plain(str(number))))


def move_border(project: Project, row: int, number: int) -> Project:
    dataset = project.dataset("parks")
    shapes = dataset.frame.geometry.to_numpy().copy()
    shapes[row] = shapely.transform(shapes[row], lambda xy: xy + 1e-6 * number)
    frame = dataset.frame.set_geometry(gpd.GeoSeries(shapes, index=dataset.frame.index, crs=dataset.frame.crs))
    return replace(project, datasets=(replace(dataset, frame=frame),))


# --- the killer ----------------------------------------------------------------------------------------------------


@dataclass
class Heard:
    begun: int = 0
    recorded: int = 0
    told: bool = False
    ready: bool = False


def listen(pipe: int, heard: Heard, until: float, stop_when_ready: bool = False) -> None:
    """Take in what the victim says until a moment, or until it is ready."""
    rest = b""
    while (left := until - time.monotonic()) > 0 or rest:
        if not select.select([pipe], [], [], max(left, 0))[0]:
            return
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"b"):
                heard.begun = int(line[1:])
            elif line.startswith(b"r"):
                heard.recorded = int(line[1:])
            heard.told |= line == b"f"
            heard.ready |= line == b"go"
        if stop_when_ready and heard.ready:
            return


def kill_once(mode: str, seed: int, root: Path) -> str:
    """Let one victim live for a random time, kill it, and return how it ended; AssertionError for a loss."""
    rng = random.Random(seed)
    target, folder = root / "a.yuantu", root / "journals"
    write_project(project_of(10 if mode == "window" else rng.choice([10, 1000])), target)
    pipe, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(pipe)
        try:
            if mode == "window":
                window_victim(seed, target, tell)
            else:
                victim(mode, seed, target, folder, tell)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(tell)
    heard = Heard()
    listen(pipe, heard, time.monotonic() + 60, stop_when_ready=True)
    until = time.monotonic() + 30
    while mode == "window" and not heard.begun and time.monotonic() < until:
        listen(pipe, heard, time.monotonic() + 0.05)  # on a busy machine the first command of a window takes long
    listen(pipe, heard, time.monotonic() + (2.5 if mode == "window" else 0.8) * rng.random())
    if mode == "full":
        fill(root)
    elif mode == "read-only":
        protect(root)
    if mode in ("full", "read-only"):
        listen(pipe, heard, time.monotonic() + 0.3 + rng.random() * 0.5)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    listen(pipe, heard, time.monotonic() + 0.05)
    os.close(pipe)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, "the victim died of something else"
    return judge(target, next(root.glob("data/**/journals"), folder), heard)


def judge(target: Path, folder: Path, heard: Heard) -> str:
    opened = read_project(target)
    assert not opened.findings and not opened.missing, f"the project file is broken: {opened.findings}"
    journals = list(folder.glob("*.journal")) if folder.is_dir() else []
    summaries = [each for path in journals if (each := summarise(path)) is not None]
    if not summaries:
        assert heard.recorded == 0 and (heard.begun <= 1 or heard.told), f"nothing left of {heard}"
        return "nothing recorded yet"
    assert len(summaries) == 1 and not is_alive(summaries[0].owner)
    records = [each.json for each in read_records(summaries[0].path).records if each.json["r"] == "step"]
    held = sum(each["verb"] in ("push", "jump") for each in records)  # each command of a victim is one of them
    history = recover(summaries[0].path, this_process()).history
    assert len(history.current.datasets[0].frame) and describe(history.current)
    lost = heard.begun - held
    assert held >= heard.recorded, f"{heard.recorded - held} commands lost that were said to be recorded: {heard}"
    assert heard.told or lost <= 1, f"{lost} commands lost: {heard}"
    return "the user was told" if heard.told else "the last command lost" if lost else "nothing lost"


def fill(root: Path) -> None:
    """Fill a file system to its last page."""
    try:
        with (root / "ballast").open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass
    except OSError:
        return


def protect(root: Path) -> None:
    """Make a file system read-only; it refuses while a file is being written, so try until it does not."""
    order = ["mount", "-o", "remount,ro", str(root)]
    for _ in range(500):
        if subprocess.run(order, capture_output=True).returncode == 0:
            return
    raise RuntimeError("the file system never became read-only")


@contextmanager
def place(mode: str) -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="yuantu-kill-"))
    mounted = mode in ("full", "read-only")
    try:
        if mounted:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(root)], check=True)
        yield root
    finally:
        if mounted:
            subprocess.run(["umount", str(root)], check=False)
        shutil.rmtree(root, ignore_errors=True)


def can_mount() -> bool:
    """Whether this account may mount a small tmpfs (root outside of a tight container)."""
    root = Path(tempfile.mkdtemp(prefix="yuantu-mount-"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(root)], capture_output=True)
    if done.returncode == 0:
        subprocess.run(["umount", str(root)], check=True)
    root.rmdir()
    return done.returncode == 0


def main() -> int:
    """Kill `--count` victims in each mode and print how they ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--modes", nargs="*", default=list(MODES))
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    failed = 0
    for mode in wanted.modes:
        if mode in ("full", "read-only") and not can_mount():
            print(f"{mode}: skipped, this account may not mount a tmpfs")
            continue
        ends: Counter[str] = Counter()
        count = max(WINDOWS, wanted.count // 10) if mode == "window" and wanted.count > WINDOWS else wanted.count
        for number in range(count):
            with place(mode) as root:
                try:
                    ends[kill_once(mode, wanted.seed * 100_000 + number, root)] += 1
                except AssertionError as error:
                    failed += 1
                    print(f"{mode} {wanted.seed * 100_000 + number}: {error}", flush=True)
        words = ", ".join(f"{count} {end}" for end, count in ends.items())
        print(f"{mode}: {count} kills, {words}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
