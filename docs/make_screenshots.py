"""Take the pictures of the README and the docs from the real window and the real page: ``make screenshots``.

Works without a display (Qt's off-screen platform). The pictures of the page need Debian's Chromium; without it they are
left as they are, and that is said.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.application import make_application
from gui.export_dialog import ExportDialog
from gui.language import set_language
from gui.main_window import MainWindow
from gui.tables.join_dialog import JoinDialog
from layers import edits
from layers.web_map import write_web_map
from spatial.text import LANGUAGES, Text

IMAGES = Path(__file__).parent / "images"
CHROMIUM = Path("/usr/bin/chromium")
TABLE = """园区名称,企业数,营业收入（亿元）
桃浦智创TOP,316,12.4
未来岛高新技术产业园,458（预估）,3-5
长风生态商务区,１２０,/
武宁科技圆,88,
天地软件园,210,9.1
西虹桥,5,0.2
"""


def wait(window: MainWindow, seconds: float = 0.3) -> None:
    """Let the window work until no task runs and nothing is rendered, and `seconds` more."""
    end = time.monotonic() + 60
    quiet = 0.0
    while time.monotonic() < end and quiet < seconds:
        QApplication.processEvents()
        time.sleep(0.02)
        busy = bool(window.tasks.running) or window.map_area.canvas.rendering
        quiet = 0.0 if busy else quiet + 0.02


def take(widget: QWidget, name: str) -> None:
    """Save what a widget shows."""
    IMAGES.mkdir(exist_ok=True)
    widget.grab().save(str(IMAGES / f"{name}.png"))
    print(IMAGES / f"{name}.png")


def show_map(window: MainWindow, map_id: str) -> None:
    """Show a map of the project."""
    window.session.apply(Text("切换地图", "Show another map"), lambda project: edits.show_map(project, map_id))
    wait(window)


def identify_taopu(window: MainWindow) -> None:
    """Click on 桃浦智创城 with the identify tool."""
    show_map(window, "overlap")
    canvas = window.map_area.canvas
    placed = window.portrayals.of("overlap-subparks").placed
    spot = placed.geometry[placed.ids.index("putuo-taopu")].representative_point()
    x, y = canvas.view.to_pixels(np.array([[spot.x, spot.y]]))[0]
    window.tool_identify()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y)))
    wait(window)


def take_window(window: MainWindow, language: str) -> None:
    """Take the window in one language: first start, maps, identify, dialogs."""
    window.session.apply(Text("", ""), lambda project: edits.show_map(project, "site-density"))
    window.tabs.setCurrentIndex(0)
    wait(window)
    take(window, f"first-start-{language}")
    for map_id, name in (("pudong-indicators", "years"), ("progress", "progress"), ("clusters", "clusters")):
        show_map(window, map_id)
        take(window, f"{name}-{language}")
    show_map(window, "dense-areas")
    take(window, f"dbscan-{language}")
    identify_taopu(window)
    take(window, f"identify-{language}")
    take_dialogs(window, language)


def take_dialogs(window: MainWindow, language: str) -> None:
    """Take the export dialog, and the join dialog with a table that does not match everywhere."""
    export = ExportDialog(window.session, window)
    export.open()
    export.path.setText("上海创新园区图集.html")
    wait(window)
    take(export, f"export-dialog-{language}")
    export.close()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "园区年报.csv"
        table.write_text(TABLE, encoding="gb18030")
        join = JoinDialog(window.session, "overlap-subparks", window)
        join.open()
        join.path.setText(str(table))
        QTest.keyClick(join.path, Qt.Key.Key_Return)
        wait(window, 1.0)
        join.path.setText(table.name)
        take(join, f"join-dialog-{language}")
        join.close()
    wait(window)


def take_page(window: MainWindow) -> None:
    """Take the exported page in Chromium, with the network off."""
    if not CHROMIUM.exists():
        print("no Chromium: the pictures of the page are left as they are")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "yuantu.html"
        write_web_map(window.session.project, path)
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking"]
        fonts = os.environ | {"XDG_DATA_HOME": str(IMAGES.parents[1] / "resources")}
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments, env=fonts)
        for name, width, height in (("page", 1400, 900), ("page-narrow", 420, 860)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-ready=true]")
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / f"{name}.png")
            print(IMAGES / f"{name}.png")
        browser.close()


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as settings:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, settings)
        make_application()
        window = MainWindow()
        window.resize(1440, 900)
        window.show()
        window.files.open(None)
        for language in LANGUAGES:
            set_language(language)
            wait(window)
            take_window(window, language)
        set_language("zh")
        show_map(window, "overlap")
        window.tabs.setCurrentIndex(0)
        wait(window)
        take(window, "window")
        take_page(window)
        window.tasks.close()


if __name__ == "__main__":
    main()
