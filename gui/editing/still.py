"""The picture that stands still while a vertex is dragged: the map without the segments that move."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gui.editing.placing import XY, Array
from gui.language import language
from gui.map.furniture import paint_furniture

if TYPE_CHECKING:
    from gui.editing.editor import Editor


def still_picture(editor: Editor, features: Collection[int], held: Sequence[XY]) -> QImage:
    """Return the map as it stands, without the edges of some features at the vertices that are held.

    Rendered at once, from the images there are: only the layer that is edited is drawn again, without those features,
    and these are drawn over it as far as they stand still.
    """
    edit, canvas = editor.edit, editor.canvas
    portrayal = editor.portrayals.of(edit.layer_id)
    rows = [edit.row_of(each) for each in features]
    looks = {}
    if portrayal is not None and len(portrayal.placed.geometry) > max(rows, default=-1):
        rest = portrayal.placed.geometry.copy()
        rest[rows] = None
        looks[edit.layer_id] = replace(portrayal, placed=replace(portrayal.placed, geometry=rest))
    picture = canvas.still(looks)
    painter = QPainter(picture)
    try:
        _paint(painter, editor, features, held)
    finally:  # a painter that outlives its picture takes the program down with it
        painter.end()
    return picture


def _paint(painter: QPainter, editor: Editor, features: Collection[int], held: Sequence[XY]) -> None:
    edit, canvas = editor.edit, editor.canvas
    portrayal = editor.portrayals.of(edit.layer_id)
    rows = [edit.row_of(each) for each in features]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(edit.layer.opacity)
    for feature, row in zip(features, rows, strict=True):
        style = None
        if portrayal is not None and row < len(portrayal.classes):
            style = portrayal.styles.get(int(portrayal.classes[row]))
        fill = QColor(style.fill) if style is not None and style.fill else QColor(0, 0, 0, 0)
        stroke = QColor(style.stroke) if style is not None and style.stroke else QColor("#56616d")
        pen = QPen(stroke, 1.4)
        if portrayal is not None and row < len(portrayal.placed.dashed) and portrayal.placed.dashed[row]:
            pen.setDashPattern([4.0, 3.0])
        _paint_feature(painter, editor, feature, (fill, pen), held)
    painter.setOpacity(1.0)
    paint_furniture(painter, canvas.view, canvas.crs, language())


def _paint_feature(
    painter: QPainter, editor: Editor, feature: int, colours: tuple[QColor, QPen], held: Sequence[XY]
) -> None:
    moving = {(x + 0.0, y + 0.0) for x, y in held}
    area, lines = QPainterPath(), QPainterPath()
    area.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in shapely.get_rings(shapely.get_parts(editor.edit.topology.shape(feature))):
        xy = shapely.get_coordinates(ring)
        px = editor.pixels(xy)
        area.addPath(_path(px, np.ones(len(px) - 1, dtype=bool)))
        moves = np.array([(x + 0.0, y + 0.0) in moving for x, y in xy.tolist()])
        lines.addPath(_path(px, ~(moves[:-1] | moves[1:])))
    painter.fillPath(area, colours[0])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(colours[1])
    painter.drawPath(lines)


def _path(px: Array, drawn: np.ndarray) -> QPainterPath:
    """Return a line through (N, 2) pixels of which (N - 1,) segments are drawn."""
    path = QPainterPath()
    points = [QPointF(x, y) for x, y in px.tolist()]
    path.moveTo(points[0])
    for point, on in zip(points[1:], drawn.tolist(), strict=True):
        if on:
            path.lineTo(point)
        else:
            path.moveTo(point)
    return path
