"""Checking the boundaries of a layer: gaps, overlaps, slivers, near vertices, with m², each to be seen and repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.boundaries.repairs import KIND_NAMES, Way, repair_all, ways
from gui.boundaries.shape_overlay import LOST, MARK, NEW, ShapeOverlay, Shown
from gui.language import on_language, say
from gui.tasks import Task
from spatial import topology as topo
from spatial.feedback import Feedback
from spatial.geodesic import AREA_METHOD
from spatial.text import Text
from spatial.topology.checks import FAULT_KINDS, NEAR_M, SLIVER_M

if TYPE_CHECKING:
    from gui.editing.editor import Editor

_MOST_ROWS = 5_000
_AROUND = 0.6  # of the fault's own extent, on each side of it
_LEAST_M = 30.0
_NOISE_M2 = 0.005


class CheckWindow(QDialog):
    """Stays open beside the map. Nothing is changed before *Apply*; what it does is one step that can be undone."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("check_boundaries")
        self._editor = editor
        self._overlay = ShapeOverlay(editor.canvas)
        self.report: topo.Report | None = None
        self.checked: topo.Topology | None = None
        self.proposal: topo.Proposal | None = None
        self._ways: tuple[Way, ...] = ()
        self.summary, self.outcome = QLabel(), QLabel()
        self._near_label, self._sliver_label, self._way_label, self._method = QLabel(), QLabel(), QLabel(), QLabel()
        self.near, self.sliver = QDoubleSpinBox(), QDoubleSpinBox()
        for box, value in ((self.near, NEAR_M), (self.sliver, SLIVER_M)):
            box.setRange(0.01, 50.0)
            box.setValue(value)
        self.check, self.try_one, self.try_all = QPushButton(), QPushButton(), QPushButton()
        self.apply, self.drop = QPushButton(), QPushButton()
        self.faults = QTreeWidget()
        self.faults.setColumnCount(4)
        self.way = QComboBox()
        self._lay_out()
        self._wire()
        on_language(self, self._retranslate)
        self.run()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        top, repair, bottom = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self._near_label, self.near, self._sliver_label, self.sliver):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.check)
        self._near_label.setBuddy(self.near)
        self._sliver_label.setBuddy(self.sliver)
        self._way_label.setBuddy(self.way)
        repair.addWidget(self._way_label)
        repair.addWidget(self.way, 1)
        for button in (self.try_one, self.try_all):
            repair.addWidget(button)
        bottom.addStretch(1)
        for button in (self.drop, self.apply):
            bottom.addWidget(button)
        for button in (self.check, self.try_one, self.try_all, self.drop, self.apply):
            button.setAutoDefault(False)
        for label in (self.summary, self.outcome, self._method):
            label.setWordWrap(True)
        self._method.setObjectName("quiet")
        self.summary.setObjectName("heading")
        self.faults.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for place in (2, 3):
            self.faults.header().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        self.faults.header().setStretchLastSection(False)
        self.faults.setUniformRowHeights(True)
        column.addLayout(top)
        column.addWidget(self.summary)
        column.addWidget(self.faults, 1)
        column.addLayout(repair)
        column.addWidget(self.outcome)
        column.addWidget(self._method)
        column.addLayout(bottom)
        self.resize(680, 560)

    def _wire(self) -> None:
        self.check.clicked.connect(self.run)
        self.faults.currentItemChanged.connect(lambda *_: self._show_fault())
        self.way.currentIndexChanged.connect(lambda _: self._forget_proposal())
        self.try_one.clicked.connect(lambda: self._try([self.fault] if self.fault else []))
        self.try_all.clicked.connect(self._try_all)
        self.apply.clicked.connect(self._apply)
        self.drop.clicked.connect(self._show_fault)
        self._editor.edit.changed.connect(self.run)
        self._editor.edit.ended.connect(self.close)
        self.finished.connect(lambda _: self._put_away())

    # --- checking -------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Check the layer as it stands, in a worker; a newer run takes the place of an older one."""
        if not self._editor.edit.active:
            return
        topology, near_m, sliver_m = self._editor.edit.topology, self.near.value(), self.sliver.value()
        task = Task(Text("检查边界", "Checking the boundaries"), "check_boundaries")

        def work(feedback: Feedback) -> topo.Report:
            return topo.check(topology, near_m, sliver_m, feedback)

        self._editor.session.tasks.run(task, work, lambda report: self._take(topology, report))

    def _take(self, topology: topo.Topology, report: topo.Report) -> None:
        from shiboken6 import isValid

        if isValid(self) and self._editor.edit.active and self._editor.edit.topology is topology:
            self.checked, self.report = topology, report
            self._list()

    def _list(self) -> None:
        report = self.report
        self._overlay.clear()
        self.faults.clear()
        if report is None:
            return
        counts = report.counts
        told = [f"{say(KIND_NAMES[kind])} {counts[kind]}" for kind in FAULT_KINDS if counts[kind]]
        found = self.tr("发现 {n} 处问题：{what}").format(n=len(report.faults), what=self.tr("，").join(told))
        self.summary.setText(found if told else self.tr("没有发现问题。"))
        for kind in FAULT_KINDS:
            of_kind = report.of(kind)
            if not of_kind:
                continue
            total = sum(fault.area_m2 for fault in of_kind)
            top = QTreeWidgetItem(
                [f"{say(KIND_NAMES[kind])} ({len(of_kind)})", "", f"{total:,.2f}" if total else "", ""]
            )
            top.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            self.faults.addTopLevelItem(top)
            top.addChildren([self._row(fault) for fault in of_kind[:_MOST_ROWS]])
            top.setExpanded(True)
        self.faults.resizeColumnToContents(0)
        self._show_fault()

    def _row(self, fault: topo.Fault) -> QTreeWidgetItem:
        names = self.tr("、").join(say(self._editor.edit.name(each)) for each in fault.features[:4])
        area = f"{fault.area_m2:,.2f}" if fault.area_m2 else ""
        row = QTreeWidgetItem(
            [say(KIND_NAMES[fault.kind]), names, area, f"{fault.width_m:,.2f}" if fault.width_m else ""]
        )
        row.setToolTip(1, names)
        for place in (2, 3):
            row.setTextAlignment(place, Qt.AlignmentFlag.AlignRight)
        row.setData(0, Qt.ItemDataRole.UserRole, fault)
        return row

    @property
    def fault(self) -> topo.Fault | None:
        """The fault that is chosen."""
        item = self.faults.currentItem()
        found: topo.Fault | None = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return found

    def _show_fault(self) -> None:
        """Zoom to the fault that is chosen, and offer what can be done about it."""
        fault = self.fault
        self._ways = ways(fault, self._editor.edit.name) if fault is not None else ()
        self.way.blockSignals(True)
        self.way.clear()
        self.way.addItems([say(way.name) for way in self._ways])
        self.way.blockSignals(False)
        self._forget_proposal()
        if fault is not None:
            self._zoom(fault)
        if fault is not None and not self._ways:
            self.outcome.setText(self.tr("请在地图上移动或删除相交处的顶点；自动修复会改变面积，因此不提供。"))

    def _zoom(self, fault: topo.Fault) -> None:
        edit = self._editor.edit
        x, y = edit.topology.units(fault.at)
        west, south, east, north = fault.shape.bounds
        dx = max((east - west) * _AROUND, _LEAST_M * x)
        dy = max((north - south) * _AROUND, _LEAST_M * y)
        corners = np.array(
            [(west - dx, south - dy), (east + dx, north + dy), (west - dx, north + dy), (east + dx, south - dy)]
        )
        xy = edit.placing.to_map(corners)
        low, high = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
        self._editor.canvas.set_extent((low[0], low[1], high[0], high[1]))

    # --- repairing ------------------------------------------------------------------------------------------------

    def _forget_proposal(self) -> None:
        self.proposal = None
        self.outcome.clear()
        fault = self.fault
        if fault is not None:
            self._overlay.show_shapes([Shown(fault.shape, MARK)], self._editor.edit.placing)
        else:
            self._overlay.clear()
        self._enable()

    def _enable(self) -> None:
        way = self._ways[self.way.currentIndex()] if 0 <= self.way.currentIndex() < len(self._ways) else None
        self.way.setEnabled(bool(self._ways))
        self.try_one.setEnabled(way is not None)
        self.try_all.setEnabled(way is not None and way.for_all)
        self.apply.setEnabled(self.proposal is not None and self.proposal.after is not self.proposal.before)
        self.drop.setEnabled(self.proposal is not None)

    def _try_all(self) -> None:
        if self.fault is not None and self.report is not None:
            self._try(list(self.report.of(self.fault.kind)))

    def _try(self, faults: list[topo.Fault]) -> None:
        """Work out a repair and show what it would change; nothing is changed."""
        topology = self.checked
        if topology is None or not faults or not self._ways:
            return
        way = self._ways[self.way.currentIndex()]
        task = Task(Text("试算修复", "Trying the repair"), "try_repair")

        def work(feedback: Feedback) -> topo.Proposal:
            return repair_all(topology, faults, way, feedback)

        self._editor.session.tasks.run(task, work, self._propose)

    def _propose(self, proposal: topo.Proposal) -> None:
        if not self._editor.edit.active or self._editor.edit.topology is not proposal.before:
            return
        self.proposal = proposal
        line = self.tr("{name} {delta} 平方米")
        changes = [each for each in proposal.changes if abs(each[2] - each[1]) >= _NOISE_M2]
        told = [
            line.format(name=say(self._editor.edit.name(feature)), delta=f"{then - now:+,.2f}")
            for feature, now, then in changes[:6]
        ]
        more = len(changes) - len(told)
        words = self.tr("；").join(told) + (self.tr(" 等共 {n} 个要素").format(n=len(changes)) if more else "")
        alters = proposal.after is not proposal.before
        words = words or self.tr("面积不变")
        parts = [self.tr("修复后：{what}。尚未改动。").format(what=words) if alters else self.tr("没有可改的。")]
        parts += [say(each) for each in proposal.skipped[:3]]
        self.outcome.setText("\n".join(parts))
        after, shown = proposal.after, []
        for feature, *_ in changes[:200]:
            if after.shapes[feature] is not None:
                shown.append(Shown(after.shapes[feature], NEW))
            shown.append(Shown(proposal.before.shapes[feature], LOST, filled=False, dashed=True))
        shown += [Shown(fault.shape, MARK) for fault in ([self.fault] if self.fault is not None else [])]
        self._overlay.show_shapes(shown, self._editor.edit.placing)
        self._enable()

    def _apply(self) -> None:
        proposal, edit = self.proposal, self._editor.edit
        if proposal is not None and edit.active and edit.topology is proposal.before:
            edit.commit(Text("修复边界", "Repair boundaries"), lambda _: proposal.after)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("检查边界"))
        self._near_label.setText(self.tr("邻近顶点小于(&N)"))
        self._sliver_label.setText(self.tr("细条平均宽小于(&W)"))
        for box in (self.near, self.sliver):
            box.setSuffix(self.tr(" 米"))
        self.check.setText(self.tr("重新检查(&C)"))
        self._way_label.setText(self.tr("修复方式(&F)"))
        self.try_one.setText(self.tr("预览这一处(&P)"))
        self.try_all.setText(self.tr("预览全部同类(&T)"))
        self.apply.setText(self.tr("应用修复(&A)"))
        self.drop.setText(self.tr("不修复(&D)"))
        self.faults.setHeaderLabels(
            [self.tr("问题"), self.tr("要素"), self.tr("面积（平方米）"), self.tr("宽或距离（米）")]
        )
        self.faults.setAccessibleName(self.tr("问题"))
        self._method.setText(say(AREA_METHOD))
        self._list()
        self._enable()

    def _put_away(self) -> None:
        self._overlay.clear()
        self._overlay.deleteLater()
