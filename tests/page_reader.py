"""A browser that opens exported pages from their file, with no network; everything that goes wrong is kept.

Chromium draws with the product's own font, so that a machine without a Chinese font shows and prints characters too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
RESOURCES = Path(__file__).resolve().parents[1] / "resources"

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Debian's Chromium is not installed (apt-get install chromium)"
)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium; fontconfig looks for fonts in ``$XDG_DATA_HOME/fonts`` too."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        environment = os.environ | {"XDG_DATA_HOME": str(RESOURCES)}
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS, env=environment)
        yield browser
        browser.close()


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
