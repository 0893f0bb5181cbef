"""Why a part of the tree is ticked and yet not drawn: said in the tree, and mended by one action."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from gui.language import on_language, say
from gui.map.area import MapArea
from gui.session import Session
from gui.tree.layers_panel import LayersPanel
from gui.tree.tree_edits import TreeEdits
from layers.base_map import BaseMap
from layers.cartography.scale_range import ScaleRange
from layers.layer import Layer, Map
from layers.layer_tree import Group, groups_around


class ScaleNotes(QObject):
    """Keeps the grey rows of the tree in step with the scale of the map."""

    def __init__(self, session: Session, area: MapArea, panel: LayersPanel) -> None:
        super().__init__(panel)
        self._session, self._area, self._panel = session, area, panel
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.show)
        session.changed.connect(lambda _: self._later.start())
        area.scale_passed.connect(self._later.start)
        area.canvas.rendering_changed.connect(lambda on: None if on else self._later.start())
        on_language(panel, self._later.start)

    def show(self) -> None:
        """Say in the tree which parts are not drawn and why."""
        shown = self._session.project.shown
        self._panel.show_quiet(dict(self._reasons(shown)) if shown is not None else {})

    def zoom(self) -> None:
        """Bring the map to the nearest scale at which the chosen layer or base map is drawn."""
        part = TreeEdits(self._session).part(self._panel.tree.selected_part)
        if isinstance(part, Layer | BaseMap):
            self._area.zoom_to_scale(part.scales.nearest(self._area.denominator))

    def _reasons(self, shown: Map) -> Iterator[tuple[str, str]]:
        now = self._area.denominator
        parts: tuple[Layer | Group | BaseMap, ...] = (*shown.layers, *shown.groups, *shown.base_maps)
        for part in parts:
            hidden = [] if isinstance(part, BaseMap) else [g for g in groups_around(shown, part) if not g.visible]
            if hidden:
                yield part.id, self.tr("所在的图层组“{group}”已隐藏").format(group=say(hidden[-1].name))
            elif isinstance(part, Group):
                continue
            elif not part.scales.holds(now):
                words = self.tr("当前比例尺约 1:{now}，只在{range}显示；可用“缩放到可见比例尺”")
                yield part.id, words.format(now=f"{float(f'{now:.3g}'):,.0f}", range=self._told(part.scales))
            elif isinstance(part, BaseMap) and (fault := self._fault(part)):
                yield part.id, fault

    def _told(self, scales: ScaleRange) -> str:
        least, most = f"1:{scales.minimum:,.0f}", f"1:{scales.maximum:,.0f}" if math.isfinite(scales.maximum) else ""
        if not most:
            return self.tr(" {least} 及更小的比例尺").format(least=least)
        if scales.minimum <= 0:
            return self.tr("大于 {most} 的比例尺").format(most=most)
        return self.tr(" {least} 至 {most} 之间").format(least=least, most=most)

    def _fault(self, base: BaseMap) -> str:
        if not Path(base.path).is_file():
            return self.tr("找不到文件 {path}；可在属性中重新指定").format(path=base.path)
        layers = [layer for layer in self._area.base_layers() if layer.id == base.id]
        error = layers[0].portrayal.error if layers else None
        return say(error.what) if error is not None else ""
