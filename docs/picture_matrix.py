"""Pictures of every panel, dialog, menu and sheet: zh and en, light and dark, 100 % and 200 %: ``make pictures``.

Each scene (`docs.picture_scenes`) is a state of the real window with the starter project; dialogs are found by
triggering every action of the table, so that a new one is in the matrix without a line there. What a program can see of
a picture is checked (`docs.picture_checks`); the contact sheets in ``out/pictures`` are for eyes. Needs no display.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMessageBox

from docs import picture_scenes as scenes
from docs.picture_editing import editing, ledger
from docs.picture_files import filled, safekeeping
from docs.picture_scenes import Studio, wait
from gui.application import make_application
from gui.language import set_language
from gui.main_window import MainWindow
from gui.settings import LANGUAGE, THEME
from gui.theme import apply_theme
from layers.layout import write_sheet
from layers.sheets.options import FORMATS, SheetOptions
from layers.storage.project_file import read_project
from spatial.text import LANGUAGES, Language

OUT = Path(__file__).resolve().parents[1] / "out" / "pictures"
FONT = Path(__file__).resolve().parents[1] / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
THEMES, SCALES = ("light", "dark"), (1, 2)
SCENES = (
    scenes.maps, scenes.panels, scenes.tree, scenes.views, scenes.docks, scenes.dialogs, filled, safekeeping,
    editing, ledger, scenes.menus, scenes.manners,
)  # fmt: skip

# --- one scale, in a process of its own --------------------------------------------------------------------------


def shoot(scale: int, chosen: argparse.Namespace) -> None:
    """Take all pictures of a scale; Qt must have been started with it."""
    app = make_application()
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    window.files.open(None)
    wait(window)
    start = window.session.project
    for language in chosen.languages:
        for theme in chosen.themes:
            LANGUAGE.keep(language)
            THEME.keep(theme)
            set_language("en" if language == "en" else "zh")
            apply_theme(app, dark=theme == "dark")
            folder = OUT / f"{language}-{theme}-{scale * 100}"
            if not (chosen.only or chosen.scenes):
                shutil.rmtree(folder, ignore_errors=True)  # pictures of what is no more
            studio, seconds = Studio(window, folder, chosen.only), {}
            for scene in (each for each in SCENES if each.__name__ in chosen.scenes or not chosen.scenes):
                window.session.open(start)
                window.files.opened.emit()
                window.map_area.bar.close_message()
                wait(window)
                began = time.monotonic()
                try:
                    scene(studio)
                except Exception as error:  # the other scenes are still to be seen
                    studio.faults[f"scene {scene.__name__}"] = [f"broke off: {error!r}"]
                    traceback.print_exc()
                seconds[scene.__name__] = round(time.monotonic() - began, 1)
            folder.mkdir(parents=True, exist_ok=True)
            lines = json.dumps(studio.faults, ensure_ascii=False, indent=1)
            (folder / "faults.json").write_text(lines, encoding="utf-8")
            print(folder, f"{sum(map(len, studio.faults.values()))} faults; seconds:", seconds, flush=True)
    window.session.saved = window.session.project
    window.close()
    for each in QApplication.topLevelWidgets():
        if isinstance(each, QMessageBox):
            each.close()


# --- sheets ------------------------------------------------------------------------------------------------------


def print_sheets(languages: Sequence[Language]) -> None:
    """Print every format of sheet in some languages as PDF, and turn it into a picture."""
    project = read_project(Path(__file__).resolve().parents[1] / "data" / "geo").project
    for language in languages:
        folder = OUT / f"sheets-{language}"
        folder.mkdir(parents=True, exist_ok=True)
        for name in FORMATS:
            for map_id in ("site-density", "overlap", "clusters"):
                path = folder / f"sheet-{name}-{map_id}.pdf"
                options = replace(SheetOptions(format=name, language=language), date="2026-11")
                write_sheet(project, map_id, path, options)
                command = ["pdftoppm", "-png", "-r", "90", "-singlefile", path, path.with_suffix("")]
                subprocess.run(command, check=True)
                path.unlink()


# --- contact sheets ----------------------------------------------------------------------------------------------


def contact_sheets(folders: Iterable[Path], columns: int = 3, rows: int = 3, width: int = 900) -> None:
    """Put the pictures of each folder on sheets, `columns` by `rows`, with their names."""
    font = ImageFont.truetype(str(FONT), 22)
    for folder in sorted(folders):
        pictures = sorted(folder.glob("*.png"))
        for old in OUT.glob(f"{folder.name}-[0-9][0-9].jpg"):
            old.unlink()
        for start in range(0, len(pictures), columns * rows):
            some = pictures[start : start + columns * rows]
            thumbs = []
            for path in some:
                with Image.open(path) as image:
                    thumb = image.convert("RGB")
                thumb.thumbnail((width, 620))
                thumbs.append(thumb)
            high = [max(each.height for each in thumbs[i : i + columns]) + 34 for i in range(0, len(thumbs), columns)]
            sheet = Image.new("RGB", (columns * (width + 10), sum(high)), "#7d8894")
            draw, top = ImageDraw.Draw(sheet), 0
            for place, (path, thumb) in enumerate(zip(some, thumbs, strict=True)):
                column = place % columns
                draw.text((column * (width + 10) + 4, top + 2), path.stem, fill="white", font=font)
                sheet.paste(thumb, (column * (width + 10), top + 32))
                if column == columns - 1:
                    top += high[place // columns]
            sheet.save(OUT / f"{folder.name}-{start // (columns * rows) + 1:02d}.jpg", quality=82)


def screen_of(scale: int) -> dict[str, str]:
    """Return the environment of a screen of 1440 x 900 at a scale; that of the off-screen platform has 800 x 800."""
    screen = {"name": "office", "x": 0, "y": 0, "width": 1440 * scale, "height": 900 * scale, "dpr": 1}
    file = OUT / f"screen-{scale}.json"
    file.write_text(json.dumps({"screens": [screen | {"logicalDpi": 96, "logicalBaseDpi": 96}]}), encoding="utf-8")
    return {"QT_SCALE_FACTOR": str(scale), "QT_QPA_PLATFORM": f"offscreen:configfile={file}"}


def main() -> int:
    """Take all pictures, each scale in a process of its own; return 1 where something is cut, overlaps or is a box."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int)
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--themes", nargs="*", default=list(THEMES))
    parser.add_argument("--scales", nargs="*", type=int, default=list(SCALES))
    parser.add_argument("--only", default="", help="take only pictures with this in their name")
    parser.add_argument("--scenes", nargs="*", default=[], help="names of functions in picture_scenes.py; none: all")
    parser.add_argument("--no-sheets", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, folder)
        os.environ["XDG_DATA_HOME"] = folder
        if chosen.scale:
            shoot(chosen.scale, chosen)
            sys.stdout.flush()
            os._exit(0)  # half-open dialogs of the scenes do not outlive the interpreter well
    OUT.mkdir(parents=True, exist_ok=True)
    running = []
    for scale in chosen.scales:  # side by side: two cores, two scales
        command = [sys.executable, __file__, "--scale", str(scale), "--only", chosen.only]
        command += ["--languages", *chosen.languages, "--themes", *chosen.themes, "--scenes", *chosen.scenes]
        running.append(subprocess.Popen(command, env=os.environ | screen_of(scale)))
    if sum(each.wait() for each in running):  # not any(): it would not wait for the second
        return 2
    if not chosen.no_sheets:
        print_sheets(chosen.languages)
    made = [f"{language}-{theme}-{scale * 100}" for language, theme, scale in
            product(chosen.languages, chosen.themes, chosen.scales)]  # fmt: skip
    printed = [] if chosen.no_sheets else [f"sheets-{language}" for language in chosen.languages]
    contact_sheets(OUT / name for name in [*made, *printed])
    faults = {}
    for path in (OUT / name / "faults.json" for name in made):
        found = json.loads(path.read_text(encoding="utf-8"))
        for name, lines in found.items():
            for line in lines:
                faults.setdefault(f"{name}: {line}", []).append(path.parent.name)
    for line, where in sorted(faults.items()):
        print(f"{line}   [{' '.join(where)}]")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
