"""Chromium for the tests of the page: it opens the file with no network, and everything that goes wrong is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.web_map import write_web_map
from tests.layers.web_map_project import web_project

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder, and skip them where there is no Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason="Debian's Chromium is not installed (apt install chromium)"))


class Reader:
    """A browser page with everything that went wrong in it."""

    def __init__(self, browser, path, width=1300, height=850, **options):
        self.page = browser.new_page(viewport={"width": width, "height": height}, **options)
        self.requests, self.faults, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.resolve().as_uri())
        self.page.wait_for_selector("html[data-ready=true]", timeout=30_000)
        self.settle()

    def hear(self, line):
        """Keep errors and warnings; that tests read pixels back is no fault of the page."""
        if line.type in ("error", "warning") and "willReadFrequently" not in line.text:
            self.faults.append(line.text)

    def settle(self):
        self.page.wait_for_timeout(60)
        self.page.wait_for_selector("html[data-drawing=false]")

    def do(self, code, *arguments):
        result = self.page.evaluate(code, *arguments)
        self.settle()
        return result

    def click(self, selector):
        self.page.click(selector)
        self.settle()

    def text(self, selector):
        return self.page.inner_text(selector)

    def colour_at(self, layer, feature):
        """The colour drawn at the anchor of a feature."""
        return self.do(
            """([id, f]) => {
                const layer = Yuantu.theme().layers.find((one) => one.id === id);
                const { viewport } = Yuantu.atlas.placed;
                const [x, y] = layer.dataset.anchor(f);
                const at = [viewport.x(x) + 3, viewport.y(y) + 14].map((v) => Math.round(v * viewport.ratio));
                const picture = Yuantu.atlas.pictures.get(id).canvas.getContext("2d");
                const [r, g, b, a] = picture.getImageData(at[0], at[1], 1, 1).data;
                return a ? "#" + [r, g, b].map((c) => c.toString(16).padStart(2, "0")).join("") : "";
            }""",
            [layer, feature],
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_web_map(web_project(), tmp_path_factory.mktemp("browser") / "页面 1.html").path


@pytest.fixture
def reader(browser, path):
    reader = Reader(browser, path)
    yield reader
    reader.page.close()
    assert reader.faults == []
    assert reader.dialogs == []
    assert [url for url in reader.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len([url for url in reader.requests if url.startswith("file:")]) == 1


@pytest.fixture(scope="session")
def open_page():
    """Return the class that opens a page: `open_page(browser, path, width, height, **context)`."""
    return Reader
