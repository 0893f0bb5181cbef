"""The Putuo story with a real mouse and keyboard: ``make putuo-story``.

A planner adds a parcel to 桃浦智创城 in the starter project, moves the border that it then shares with its neighbour,
commits both with document numbers, compares each with the state before, and exports the ledger and a sheet with old and
new boundary. The window runs on an X server (Xvfb where there is no screen) and xdotool moves the pointer and presses
the keys. After each step the project is asked whether what should have happened did happen; a step that failed ends
the script. The pictures are the whole screen, for docs/putuo_story.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import shapely
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, QPointF, QSettings
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit

from docs.hand import linger, wait
from docs.stage import Stage
from gui.application import make_application
from gui.editing.finish_dialog import FinishDialog
from gui.language import say
from gui.revisions.entry_dialog import EntryDialog
from layers.layer import Dataset

IMAGES = Path(__file__).parent / "images"
MAIN = Path(__file__).resolve().parents[1] / "main.py"
TAOPU, XINJINHUAN = "putuo-taopu", "putuo-xinjinhuan"
LAYER = "industries-subparks"
APPROVED_KM2 = 10.08
PARCEL = (
    (121.3815, 31.2722), (121.3828, 31.2722), (121.3836, 31.276), (121.383, 31.2822), (121.383, 31.288),
    (121.3815, 31.288),
)  # fmt: skip
"""The strip between 桃浦智创城 and the two parks east of it: the first and last corner lie on the border of the park,
the four between are corners of its neighbours; the mouse snaps to them."""
DOCUMENTS = ("示例文号〔2026〕1号", "示例文号〔2026〕2号")
REASONS = ("桃浦智创城向东纳入优质地块（演示）", "与新金环调整共用边界（演示）")


class Story(Stage):
    """Plays the script and keeps what was found at each step.

    Parameters
    ----------
    folder
        For the files that are made.
    images
        For the pictures; None takes none.
    """

    def __init__(self, folder: Path, images: Path | None) -> None:
        super().__init__(folder, images, "putuo")
        self.editor = self.window.editing.editor

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def parks(self) -> Dataset:
        """The sub-parks as they stand."""
        project = self.window.session.project
        return project.dataset(project.layer(LAYER).dataset)

    def row(self, park: str) -> int:
        """Return the row of a park."""
        return list(self.parks.frame["id"]).index(park)

    def areas_km2(self) -> dict[str, float]:
        """Return the geodesic area of every park."""
        from layers.boundaries.reports import measure

        return dict(zip(self.parks.frame["id"], (np.asarray(measure(self.parks)[0]) / 1e6).tolist(), strict=True))

    def readout(self) -> str:
        """Return what stands at the cursor."""
        return "\n".join(say(line.text) for line in self.editor.overlay.lines())

    def spot(self, lon: float, lat: float) -> QPoint:
        """Return the place on the screen of a place on the map."""
        return self.window.map_area.canvas.mapToGlobal(self.editor.pixel((lon, lat)).toPoint())

    def point(self, lon: float, lat: float) -> None:
        """Move the mouse to a place of the map."""
        at = self.spot(lon, lat)
        self.hand.do("mousemove", str(at.x()), str(at.y()))

    # --- the steps ------------------------------------------------------------------------------------------------

    def play(self) -> dict[str, object]:
        """Play all steps in order; return what was found."""
        steps = (
            self.start, self.parcel, self.commit_parcel, self.shared_border, self.commit_border, self.compare,
            self.map_of_change, self.export_ledger, self.export_sheet, self.save,
        )  # fmt: skip
        return self.play_steps(steps)

    def start(self) -> None:
        """Open the starter project, its map of sub-parks; turn the wheel over 桃浦智创城; edit its layer."""
        window = self.window
        self.show_window()
        self.quiet(0.4)
        self.show_map("industries")
        self.quiet()
        tree = window.layers_panel.tree
        place = tree.visualItemRect(tree.item_of(LAYER))
        self.hand.click(tree.viewport(), QPoint(place.left() + 70, place.center().y()))
        self.hand.key("F4")
        wait(lambda: window.editing.active, "the layer is in edit mode")
        self.quiet()
        canvas = window.map_area.canvas
        for _ in range(12):
            near, far = self.editor.pixel((121.368, 31.266)), self.editor.pixel((121.39, 31.292))
            if far.x() - near.x() > canvas.width() * 0.55 or near.y() - far.y() > canvas.height() * 0.72:
                break
            self.point(121.379, 31.279)
            self.hand.do("click", "4")
            self.quiet(0.1)
        self._bring_to_middle(121.380, 31.2797)
        self.areas_at_start = self.areas_km2()
        self.found["total_km2"] = [round(sum(self.areas_at_start.values()), 4)]
        self.hand.key("ctrl+5")
        self.point(121.372, 31.280)
        self.hand.do("click", "1")
        wait(lambda: self.editor.selected == (self.row(TAOPU),), "the park is selected")
        self.picture("1-start")

    def _bring_to_middle(self, lon: float, lat: float) -> None:
        """Drag the map with the middle button."""
        canvas = self.window.map_area.canvas
        start, end = self.spot(lon, lat), canvas.mapToGlobal(canvas.rect().center())
        self.hand.do("mousemove", str(start.x()), str(start.y()), "mousedown", "2")
        for share in (0.3, 0.7, 1.0):
            at = start + (end - start) * share
            self.hand.do("mousemove", str(at.x()), str(at.y()))
        self.hand.do("mouseup", "2")
        self.quiet()
        off = self.editor.pixel((lon, lat)) - QPointF(canvas.rect().center())
        assert off.manhattanLength() < 8, "the middle button drags the map"

    def parcel(self) -> None:
        """Draw the parcel: corners of the neighbours to the last bit; it is joined to the park; the total moves."""
        before = self.areas_km2()
        self.hand.key("ctrl+shift+p")
        wait(lambda: self.editor.tool_name == "add_part", "the tool is in hand")
        for number, (lon, lat) in enumerate(PARCEL):
            self.point(lon, lat)
            if number == 3:
                self.picture("2-parcel-snapping")
            self.hand.do("click", "1")
        self.point(PARCEL[-1][0] - 0.0001, PARCEL[-1][1] - 0.001)
        told = self.readout()
        assert "桃浦智创城" in told and "/ 10.08 平方公里，超出" in told, told
        self.found["readout_parcel"] = told.splitlines()
        self.picture("3-parcel-drawn")
        self.hand.key("Return")
        wait(lambda: self.areas_km2() != before, "the parcel is in the park")
        self.quiet()
        after = self.areas_km2()
        shape = self.parks.frame.geometry.iloc[self.row(TAOPU)]
        corners = set(map(tuple, shapely.get_coordinates(shape).tolist()))
        assert shape.geom_type == "Polygon" and set(PARCEL[1:5]) < corners, "joined, with the very corners"
        assert {each for each in after if after[each] != before[each]} == {TAOPU}, "nobody else changed"
        self.found["gained_km2"] = round(after[TAOPU] - before[TAOPU], 4)
        self.found["total_km2"].append(round(sum(after.values()), 4))  # type: ignore[attr-defined]

    def _commit(self, status: str, number: int) -> None:
        window = self.window
        known = len(window.session.project.boundaries.revisions)
        self.hand.key("ctrl+alt+b")
        dialog = self.dialog(EntryDialog)
        assert isinstance(dialog, EntryDialog)
        self.hand.paste(dialog.author, "规划科")
        self.hand.choose(dialog.status, status)
        if status == "approved":
            assert not dialog.ok.isEnabled(), "an approval without a document is refused"
        self.hand.paste(dialog.document, DOCUMENTS[number])
        self.hand.paste(dialog.reason, REASONS[number])
        wait(dialog.ok.isEnabled, "it can be committed")
        self.picture(f"{4 + 2 * number}-commit-{number + 1}")
        self.hand.click(dialog.ok)
        wait(lambda: len(window.session.project.boundaries.revisions) == known + 1, "the revision is there")
        self.front(window)
        self.quiet()

    def commit_parcel(self) -> None:
        """Commit it for consultation, with a document number."""
        self._commit("consultation", 0)

    def shared_border(self) -> None:
        """Drag the middle of the border that the two parks now share: both follow, the total stays."""
        window = self.window
        if window.ledger.dock.isVisible():
            self.hand.key("ctrl+l")
            wait(lambda: not window.ledger.dock.isVisible(), "the ledger is put away")
            self.quiet()
        self._bring_to_middle(121.3812, 31.2797)
        before = self.areas_km2()
        self.hand.key("ctrl+6")
        wait(lambda: self.editor.tool_name == "vertex", "the tool is in hand")
        top, bottom = PARCEL[4], PARCEL[3]
        start = self.spot((top[0] + bottom[0]) / 2, (top[1] + bottom[1]) / 2)
        end = start + QPoint(26, 4)
        self.hand.do("mousemove", str(start.x()), str(start.y()), "mousedown", "1")
        for share in (0.3, 0.6, 0.9, 1.0):
            at = start + (end - start) * share
            self.hand.do("mousemove", str(at.x()), str(at.y()))
            linger(0.05)
        told = self.readout()
        assert "桃浦智创城" in told and "新金环高新技术产业园" in told, told
        self.found["readout_border"] = told.splitlines()
        self.picture("5-shared-border")
        self.hand.do("mouseup", "1")
        wait(lambda: self.areas_km2() != before, "the border has moved")
        after = self.areas_km2()
        by = {each: after[each] - before[each] for each in after if after[each] != before[each]}
        assert set(by) == {TAOPU, XINJINHUAN}, by
        assert abs(sum(by.values())) < 1e-9 < abs(by[TAOPU]), by
        self.found["moved_km2"] = {each: round(value, 4) for each, value in by.items()}
        self.found["total_km2"].append(round(sum(after.values()), 4))  # type: ignore[attr-defined]

    def commit_border(self) -> None:
        """Commit it as approved: that needs reason and document; approved boundaries are locked from now on."""
        self._commit("approved", 1)
        assert {self.row(TAOPU), self.row(XINJINHUAN)} <= set(self.editor.edit.locked())

    def compare(self) -> None:
        """Leave edit mode, keep; in the ledger compare the last revision with the state before both."""
        window, panel = self.window, self.window.ledger.panel
        self.hand.key("F4")
        dialog = self.dialog(FinishDialog)
        assert isinstance(dialog, FinishDialog)
        self.picture("7-what-changed")
        self.hand.click(dialog.keep)
        wait(lambda: not window.editing.active, "edit mode is left")
        self.front(window)
        if not window.ledger.dock.isVisible():
            self.hand.key("ctrl+l")
        wait(lambda: panel.isVisible() and panel.revisions.rowCount() == 2, "the ledger lists both")
        self.quiet()
        table = panel.revisions
        self.hand.click(table.viewport(), table.visualItemRect(table.item(1, 0)).center())
        wait(lambda: panel.difference is not None and len(panel.difference.changes) == 1, "one park changed first")
        self.quiet()
        self.picture("8-ledger-first")
        self.hand.click(table.viewport(), table.visualItemRect(table.item(0, 0)).center())
        wait(lambda: panel.difference is not None and len(panel.difference.changes) == 2, "two parks changed then")
        assert panel.difference is not None
        total = next(each for each in panel.difference.sums if each.level == "total")
        assert abs(total.new_m2 - total.old_m2) < 1.0, "a border between two parks moves no total"
        self.quiet()
        self.picture("9-ledger-second")
        self.hand.click(table.viewport(), table.visualItemRect(table.item(1, 0)).center())
        wait(lambda: panel.difference is not None and len(panel.difference.changes) == 1, "the parcel again")
        assert panel.difference is not None
        total = next(each for each in panel.difference.sums if each.level == "total")
        self.found["total_against"] = [round(total.old_m2 / 1e6, 4), round(total.new_m2 / 1e6, 4), total.approved_km2]

    def _menu(self, action: str) -> None:
        self.front(self.window)
        self.hand.menu(self.window.menuBar(), self.window.menus.actions[action])

    def map_of_change(self) -> None:
        """Make a map of the change: a theme of the page, a sheet of its own."""
        maps = len(self.window.session.project.maps)
        self._menu("ledger_map")
        wait(lambda: len(self.window.session.project.maps) == maps + 1, "the map is there")
        self.quiet()
        self.picture("10-map-of-change")
        self.hand.key("ctrl+z")
        wait(lambda: len(self.window.session.project.maps) == maps, "and is taken back: the sheet makes its own")

    def _save_as(self, path: Path) -> None:
        dialog = self.dialog(QFileDialog)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        self.hand.paste(line, str(path))
        self.hand.key("Return")
        linger(0.3)
        if dialog_is_open(dialog):  # the first Enter went to a completion
            self.hand.key("Return")
        wait(path.exists, f"{path.name} is written")
        self.front(self.window)
        self.quiet()

    def export_ledger(self) -> None:
        """Write the ledger as a workbook and read it back."""
        target = self.folder / "ledger.xlsx"
        self._menu("ledger_xlsx")
        self._save_as(target)
        cells = [str(cell.value) for sheet in load_workbook(target) for row in sheet for cell in row if cell.value]
        wanted = (*DOCUMENTS, *REASONS, "桃浦智创城", "新金环高新技术产业园", "规划科", "10.08")
        self.found["workbook"] = [word for word in wanted if any(word in cell for cell in cells)]
        assert len(self.found["workbook"]) == len(wanted), self.found["workbook"]

    def export_sheet(self) -> None:
        """Print old and new boundary as PDF; its text can be found."""
        target = self.folder / "boundaries.pdf"
        self._menu("ledger_sheet")
        self._save_as(target)
        text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
        wanted = ("桃浦智创城", "原边界", "新边界", "增加的土地 0.2779 km²", DOCUMENTS[0], "10.08")
        self.found["sheet"] = [word for word in wanted if word in text]
        assert len(self.found["sheet"]) == len(wanted), text
        if self.images is not None:
            picture = self.images / "putuo-11-sheet"
            subprocess.run(["pdftoppm", "-png", "-r", "96", "-singlefile", target, picture], check=True)
            print(f"{picture}.png")

    def save(self) -> None:
        """Save the project, and let the command line read its ledger and its areas."""
        target = self.folder / "putuo.yuantu"
        self.hand.key("ctrl+s")
        self._save_as(target)
        wait(lambda: self.window.session.saved is self.window.session.project, "all is saved")
        order = [sys.executable, str(MAIN), "revisions", str(target), "--json"]
        plain = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        told = subprocess.run(order, capture_output=True, text=True, check=True, env=plain).stdout
        assert all(word in told for word in DOCUMENTS), told
        self.found["command_line"] = len(json.loads(told)["revisions"])


def dialog_is_open(dialog: QDialog) -> bool:
    """Say whether a dialog that deletes itself when closed is still there."""
    from shiboken6 import isValid

    return isValid(dialog) and dialog.isVisible()


def main() -> None:
    """Play the script; leave the pictures in docs/images, or where --images says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=Path, default=IMAGES)
    parser.add_argument("--no-images", action="store_true")
    parser.add_argument("--report", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, folder)
        os.environ["XDG_DATA_HOME"] = folder
        make_application()
        story = Story(Path(folder), None if chosen.no_images else chosen.images)
        found = story.play()
        story.window.close()
        lines = json.dumps(found, ensure_ascii=False, indent=1)
        print(lines)
        if chosen.report:
            chosen.report.write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
