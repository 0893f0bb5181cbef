"""A newcomer's first hour with the program, played with a real mouse and keyboard: ``make newcomer``.

The window runs on an X server (Xvfb where there is no screen), xdotool moves the pointer and presses the keys, and the
files are dragged out of another program's window. After each step the project is asked whether what should have
happened did happen; a step that failed ends the script. The pictures are the whole screen, for docs/newcomer.md.
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

import geopandas as gpd
import numpy as np
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QAbstractButton

from docs.hand import linger, wait
from docs.newcomer_files import LAYER, STARTER, make_files
from docs.stage import Stage
from gui.application import make_application
from gui.export_dialog import ExportDialog
from gui.sheet_dialog import SheetDialog
from gui.tables.join_dialog import JoinDialog
from layers.cartography.symbology import Graduated
from layers.layer import Dataset, Layer

IMAGES = Path(__file__).parent / "images"
TITLE, CAPTION = "普陀园十四个子园的研发投入强度", "2024 年，据各园区年报（演示数据）"
FILES = Path(__file__).parent / "newcomer_files.py"
# --- the script --------------------------------------------------------------------------------------------------


class Newcomer(Stage):
    """Plays the script and keeps what was found at each step.

    Parameters
    ----------
    folder
        For the files that are made.
    images
        For the pictures; None takes none.
    """

    def __init__(self, folder: Path, images: Path | None) -> None:
        super().__init__(folder, images, "newcomer")
        self.shapes, self.book, self.true = make_files(folder)

    def play(self) -> dict[str, object]:
        """Play all steps in order; return what was found."""
        return self.play_steps(
            (self.start, self.drop, self.mend_datum, self.join, self.choropleth, self.sheet, self.page)
        )

    def start(self) -> None:
        """Start as the program does: the starter project opens by itself, the tour begins; skip it."""
        window = self.window
        window.files.opened.connect(window.manners.tour.start_once)
        self.show_window()
        wait(lambda: window.manners.tour.running, "the tour begins")
        self.picture("1-start")
        self.hand.key("Escape")
        wait(lambda: not window.manners.tour.running, "Escape ends the tour")
        self.show_map("industries")
        self.found["maps"] = len(window.session.project.maps)

    def _drag_in(self, paths: list[Path]) -> None:
        command = [sys.executable, str(FILES), *map(str, paths)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            linger(0.5)
            canvas = self.window.map_area.canvas
            end = canvas.mapToGlobal(canvas.rect().center())
            self.hand.drag(QPoint(1080, 652), end)
            linger(0.2)
            other.terminate()

    def drop(self) -> None:
        """Drag the Shapefile in; its names are read right, and the window says that it is GCJ-02."""
        window, bar = self.window, self.window.map_area.bar
        self._drag_in([path for path in self.shapes if path.suffix in (".shp", ".dbf", ".shx", ".prj")])
        wait(lambda: any(each.name.zh == LAYER for each in window.session.project.datasets), "the layer is added")
        wait(lambda: bar.message is not None, "the window says something")
        self.picture("2-dropped")
        frame = self._dataset().frame
        assert list(frame["园区名称"]) == list(self.true["name"]), "the names are read as GBK"
        assert "GCJ-02" in bar.message.text.zh, bar.message.text.zh
        self.found["names"] = len(frame)
        self.found["hint"] = bar.message.text.zh

    def _dataset(self) -> Dataset:
        return next(each for each in self.window.session.project.datasets if each.name.zh == LAYER)

    def _layer(self) -> Layer:
        wanted = self._dataset().id
        return next(layer for _, layer in self.window.session.project.layers() if layer.dataset == wanted)

    def _off_m(self) -> np.ndarray:
        """Return how far each drawn feature is from its true place (metres)."""
        wait(lambda: self.window.portrayals.settled(self._layer().id), "the layer is drawn")
        made = self.window.portrayals.of(self._layer().id)
        drawn = gpd.GeoSeries(list(made.placed.geometry), crs=made.placed.crs).to_crs(4549).centroid
        return np.asarray(drawn.distance(self.true.geometry.to_crs(4549).centroid, align=False))

    def mend_datum(self) -> None:
        """Press the button of the hint: the features move to their place. Hide the old layer of the same parks."""
        off, bar = self._off_m(), self.window.map_area.bar
        button = next(
            each for each in bar.findChildren(QAbstractButton) if each.isVisible() and "GCJ-02" in each.text()
        )
        self.hand.click(button)
        wait(lambda: self._dataset().datum == "gcj02", "the datum is set")
        self.quiet()
        now = self._off_m()
        self.found["moved_m"] = [round(float(off.min())), round(float(off.max()))]
        self.found["left_m"] = round(float(now.max()), 3)
        assert off.min() > 400 and off.max() < 560, off
        assert now.max() < 0.5, now
        tree = self.window.layers_panel.tree  # the same parks are in the map already: put them away
        place = tree.visualItemRect(tree.item_of("industries-subparks"))
        self.hand.click(tree.viewport(), QPoint(place.left() + 10, place.center().y()))
        wait(lambda: not self.window.session.project.layer("industries-subparks").visible, "the other layer is hidden")
        self.picture("3-datum")

    def join(self) -> None:
        """Drag the workbook in: two rows of headings, all parks matched."""
        self._drag_in([self.book])
        dialog = self.dialog(JoinDialog)
        assert isinstance(dialog, JoinDialog)
        wait(lambda: dialog.ok.isEnabled(), "the keys are matched")
        self.found["join"] = dialog.summary.text()
        table, listing = dialog.reader.table, dialog.lists["notes"]
        self.found["headings"] = [table.horizontalHeaderItem(place).text() for place in range(table.columnCount())]
        self.found["reading"] = [listing.item(row).text() for row in range(listing.count())]
        self.picture("4-join")
        self.hand.click(dialog.ok)
        wait(lambda: len(self._dataset().joins) == 1, "the table is joined")
        self.front(self.window)
        self.found["joined_columns"] = [str(each) for each in self._dataset().joins[0].columns]
        self.picture("5-joined")

    def choropleth(self) -> None:
        """Map the newest year of the rate: classes that add up, a range and «not applicable» apart."""
        window, form = self.window, self.window.symbology_panel.form
        wait(lambda: form.isVisible() and form.isEnabled() and form.kind.count() > 3, "the panel shows the layer")
        self.hand.choose(form.kind, "graduated")
        wait(lambda: isinstance(self._layer().symbology, Graduated), "classes are made")
        self.quiet()
        entry = next(row for row in range(form.indicator.count()) if "研发投入强度" in form.indicator.itemText(row))
        self.hand.choose(form.indicator, form.indicator.itemData(entry))
        wait(lambda: "研发" in self._layer().symbology.field, "the indicator is chosen")
        self.quiet()
        newest = self._dataset().joins[0].columns[-1]
        self.hand.choose(form.year, newest)
        wait(lambda: self._layer().symbology.field == newest, "the newest year is chosen")
        self.quiet()
        made = window.portrayals.of(self._layer().id)
        counts = {each.label.zh: each.count for each in made.legend.entries}
        self.found["legend"], self.found["symbology"] = counts, type(self._layer().symbology).__name__
        self.found["field"] = self._layer().symbology.field
        assert sum(counts.values()) == len(self.true), counts
        assert int(np.count_nonzero(made.classes == -2)) == 1, "one park is not applicable"
        self.picture("6-choropleth")

    def sheet(self) -> None:
        """Print the map as PDF; its text can be found and is set in Chinese."""
        target = self.folder / "sheet.pdf"
        self.front(self.window)
        self.hand.key("ctrl+shift+e")
        dialog = self.dialog(SheetDialog)
        assert isinstance(dialog, SheetDialog)
        wait(lambda: dialog.ok.isEnabled(), "the preview is drawn")
        self.hand.paste(dialog.title, TITLE)
        self.hand.paste(dialog.caption, CAPTION)
        wait(lambda: dialog.ok.isEnabled(), "the preview is drawn anew")
        self.hand.write(dialog.path, str(target))
        self.picture("7-sheet-dialog")
        self.hand.click(dialog.ok)
        wait(target.exists, "the sheet is written")
        self.quiet()
        text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
        self.found["pdf_text"] = [word for word in (TITLE, "研发投入强度 2024年", "不适用", "GCJ-02") if word in text]
        assert len(self.found["pdf_text"]) == 4, text
        if self.images is not None:
            picture = self.images / "newcomer-8-sheet"
            subprocess.run(["pdftoppm", "-png", "-r", "96", "-singlefile", target, picture], check=True)
            print(f"{picture}.png")

    def page(self) -> None:
        """Write the page, and open it in a browser that has no network."""
        target = self.folder / "page.html"
        self.front(self.window)
        self.hand.key("ctrl+e")
        dialog = self.dialog(ExportDialog)
        assert isinstance(dialog, ExportDialog)
        wait(lambda: dialog.ok.isEnabled(), "the check list is made")
        self.hand.write(dialog.path, str(target))
        self.picture("9-page-dialog")
        self.hand.click(dialog.ok)
        wait(target.exists, "the page is written")
        self.quiet()
        self.found["page"] = open_page(target, self.images)
        assert not self.found["page"]["requests"] and not self.found["page"]["faults"], self.found["page"]


def open_page(path: Path, images: Path | None) -> dict[str, list[str]]:
    """Open a page in Chromium; return what it asked the network for, what went wrong, and what its legend says."""
    from playwright.sync_api import sync_playwright

    requests, faults = list[str](), list[str]()
    arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking"]
    fonts = os.environ | {"XDG_DATA_HOME": str(STARTER.parents[1] / "resources")}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=arguments, env=fonts)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=true]", timeout=60_000)
        page.wait_for_timeout(400)
        text = page.inner_text("body")
        if images is not None:
            page.screenshot(path=images / "newcomer-10-page.png")
            print(images / "newcomer-10-page.png")
        browser.close()
    own = path.as_uri()
    return {
        "requests": [each for each in requests if not each.startswith((own, "data:", "blob:"))],
        "faults": faults,
        "text": [word for word in (LAYER, "研发投入强度") if word in text],
    }


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
        newcomer = Newcomer(Path(folder), None if chosen.no_images else chosen.images)
        found = newcomer.play()
        newcomer.window.session.saved = newcomer.window.session.project
        newcomer.window.close()
        lines = json.dumps(found, ensure_ascii=False, indent=1)
        print(lines)
        if chosen.report:
            chosen.report.write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
