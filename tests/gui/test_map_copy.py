"""Copying the map: the size and the parts asked for, drawn as the canvas draws, beside the window's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from window_project import (
    close_window,
    dialog_of,
    new_window,
    pick,
    settle,
    small_project,
    wait_for,
    without_platform_noise,
)

from gui.main_window import MainWindow
from gui.map.clipboard import MapCopyDialog, mime_of
from gui.map.picture import Picture, PictureJob, PictureOptions, draw_picture
from spatial.text import Text

__all__ = ["without_platform_noise"]


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    made = new_window(tmp_path)
    made.session.open(small_project())
    made.files.opened.emit()
    settle()
    yield made
    close_window(made)


def asked(window: MainWindow) -> MapCopyDialog:
    window.menus.actions["copy_map"].trigger()
    settle()
    return dialog_of(MapCopyDialog)


def drawn(window: MainWindow, remark: Text = Text(""), **chosen: object) -> QImage:
    area = window.map_area
    options = replace(PictureOptions(600, 400), **chosen)
    job = PictureJob(area.canvas_layers(), area.canvas.view.bounds, area.canvas.crs, "zh", (Text("来源甲"),), options)
    job = replace(job, remark=remark)
    made = [each for each in draw_picture(job) if each is not None]
    assert len(made) == 1
    return made[0].image


def test_the_clipboard_holds_the_picture_at_its_size(window: MainWindow) -> None:
    dialog = asked(window)
    pick(dialog.unit, "mm")
    pick(dialog.dpi, 150)
    dialog.width_box.setValue(120)
    dialog.height_box.setValue(80)
    dialog.ok.click()
    settle()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (round(120 / 25.4 * 150), round(80 / 25.4 * 150))
    assert window.map_area.bar.message is not None and window.map_area.bar.message.severity == "success"


def test_png_and_image_agree_and_know_their_size_on_paper(window: MainWindow) -> None:
    image = drawn(window, dpi=300)
    mime = mime_of(Picture(image, b""))
    assert abs(image.dotsPerMeterX() - 300 / 0.0254) < 1 and mime.hasImage()
    assert b"600x400 px, 50.8 mm wide" in bytes(mime.data("application/x-yuantu-size").data())


@pytest.mark.parametrize("part", ["legend", "scale_bar", "north_arrow", "sources"])
def test_each_part_can_be_left_out(window: MainWindow, part: str) -> None:
    assert drawn(window) != drawn(window, **{part: False})


def test_that_a_filter_is_on_cannot_be_left_out(window: MainWindow) -> None:
    assert drawn(window, Text("筛选中"), sources=False) != drawn(window, sources=False)


def test_bare_of_all_parts_it_is_what_the_canvas_draws(window: MainWindow) -> None:
    bare = dict.fromkeys(("legend", "scale_bar", "north_arrow", "sources"), False)
    picture = drawn(window, **bare)
    canvas = window.map_area.canvas.grab_image(600, 400, furniture=False)
    same = sum(
        picture.pixelColor(x, y).rgb() == canvas.pixelColor(x, y).rgb()
        for x in range(5, 595, 5)
        for y in range(5, 395, 5)
    )
    assert same / (118 * 78) > 0.995


def test_units_convert_and_too_much_is_refused(window: MainWindow) -> None:
    dialog = asked(window)
    dialog.width_box.setValue(960)
    pick(dialog.unit, "mm")
    assert dialog.width_box.value() == 254
    pick(dialog.dpi, 300)
    pick(dialog.unit, "px")
    for box in (dialog.width_box, dialog.height_box):
        box.setValue(12_000)
    assert not dialog.ok.isEnabled() and "80" in dialog.words.text()


def test_it_is_drawn_in_the_drawing_thread_and_cancel_stops_it(qapp: QApplication, tmp_path: Path) -> None:
    window = new_window(tmp_path, inline=False)
    try:
        window.session.open(small_project())
        window.files.opened.emit()
        wait_for(lambda: window.portrayals.of("zones") is not None and not window.map_area.canvas.rendering)
        QGuiApplication.clipboard().clear()
        dialog = asked(window)
        dialog.ok.click()
        assert dialog._drawing is not None, "the window is free while it is drawn"
        dialog.reject()
        settle()
        assert QGuiApplication.clipboard().image().isNull()
        dialog = asked(window)
        dialog.ok.click()
        wait_for(lambda: not QGuiApplication.clipboard().image().isNull())
    finally:
        close_window(window)
