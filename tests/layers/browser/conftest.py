"""Chromium for the tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.web_map import write_web_map
from tests.layers.web_map_project import web_project
from tests.page_reader import Reader, chromium, needs_chromium


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder, and skip them where there is no Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            item.add_marker(needs_chromium)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as started:
        yield started


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
