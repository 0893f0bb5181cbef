"""The chapters that look over everything: the status of all targets with its map, and scenarios of expansion."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from layers.indicators.ledger import RULE, STATUS_NAMES
from layers.indicators.target_lines import target_lines
from layers.placement import texts
from layers.reports.content import Block, Column, Figure, Paragraph, Table
from layers.reports.evidence import Evidence
from layers.reports.indicator_chapters import NO_TABLES, with_target
from layers.reports.pictures import map_picture
from layers.results.status_map import area_shapes, status_map
from layers.revisions.accounts import KM2_M2, against
from layers.revisions.scenarios import Gain, gain_of, kind_names
from spatial.text import Language, Text

BLOCKS = {"north": Text("北区块", "north"), "south": Text("南区块", "south"), "": Text("未定", "not set")}


def status_overview(evidence: Evidence, language: Language, maps: bool, date: str) -> Iterator[Block]:
    """Yield how many targets of each area have which status, and the map of the indicator that most areas share."""
    rows = with_target(evidence)
    if not rows:
        yield Paragraph(NO_TABLES.to(language))
        return
    present = [status for status in STATUS_NAMES if any(row.status == status for row in rows)]
    columns = (
        Column(Text("区域", "Area").to(language), 2.4),
        *(Column(STATUS_NAMES[status].to(language), 1.0, "right") for status in present),
        Column(Text("合计", "All").to(language), 0.8, "right"),
    )
    lines = []
    for area in dict.fromkeys(row.area for row in rows):
        own = [row for row in rows if row.area == area]
        counts = [sum(row.status == status for row in own) for status in present]
        lines.append((evidence.area_name(area).to(language), *map(str, counts), str(len(own))))
    yield Table(columns, tuple(lines), Text("各区域指标的状态", "Status of the targets by area").to(language))
    yield Paragraph(RULE.to(language), "note")
    if maps:
        yield from _status_map(evidence, language, date)


def _status_map(evidence: Evidence, language: Language, date: str) -> Iterator[Block]:
    tables, project = evidence.tables, evidence.project
    if tables is None:
        return
    rows = with_target(evidence)
    placed = {name for each in project.datasets for name in texts(each.frame, each.id_field)}
    shown: dict[str, list[str]] = {}
    for row in rows:
        if row.area in placed:
            shown.setdefault(row.indicator.id, []).append(row.area)
    if not shown:
        return
    indicator = max(shown, key=lambda name: len(shown[name]))
    day = datetime.date.fromisoformat(date)
    lines = target_lines(rows, day)
    made = status_map(project, tables.areas, lines, indicator, area_shapes(project, tables.areas))
    map_id = made.active_map
    picture = map_picture(made, map_id, None, language)
    caption = made.map(map_id).title.to(language)
    yield Figure(picture.png, caption, caption, 150.0, picture.size_px)


def scenarios(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield what each scenario of expansion would bring, side by side."""
    found = evidence.project.boundaries.scenarios
    if not found:
        words = Text("没有登记的扩区情景。", "No scenario of expansion is on record.")
        yield Paragraph(words.to(language))
        return
    columns = (
        Column(Text("情景", "Scenario").to(language), 1.4),
        Column(Text("地块数", "Parcels").to(language), 0.6, "right"),
        Column(Text("净增面积（平方公里）", "Net gain (km²)").to(language), 1.0, "right"),
        Column(Text("各区块净增（平方公里）", "Net gain by block (km²)").to(language), 1.4),
        Column(Text("扩区后合计（平方公里）", "Total after it (km²)").to(language), 1.6),
        Column(Text("设施", "Facilities").to(language), 1.3),
        Column(Text("说明", "Note").to(language), 1.4),
    )
    rows = tuple(_scenario(evidence, gain_of(evidence.project, each), language) for each in found)
    notes = (
        Text(
            "净增面积不计与现有园区及地块之间重叠的部分；面积为测地线面积；设施按点在地块内计数。",
            "The net gain leaves out what overlaps existing parks and other parcels; areas are geodesic; facilities "
            "are points inside the parcels.",
        ).to(language),
    )
    yield Table(columns, rows, Text("扩区情景比较", "Scenarios of expansion side by side").to(language), notes)


def _scenario(evidence: Evidence, gain: Gain, language: Language) -> tuple[str, ...]:
    project, total = evidence.project, gain.total
    separator = "；" if language == "zh" else "; "
    names = kind_names(project)
    blocks = (
        f"{BLOCKS[key].to(language) if key in BLOCKS else key} {area / KM2_M2:+.4f}"
        for key, area in gain.by_block.items()
    )
    whole = "—" if total is None else f"{total.new_m2 / KM2_M2:.4f}"
    if total is not None and total.approved_km2:
        whole += separator + against(total, project.boundaries.tolerance_km2).to(language)
    counted = (
        f"{names[kind].to(language) if kind in names else kind} {count}"
        for kind, count in (gain.facilities or {}).items()
    )
    facilities = "—" if gain.facilities is None else separator.join(counted) or "0"
    return (
        gain.scenario.name,
        f"{len(gain.scenario.candidates)}",
        f"{gain.net_m2 / KM2_M2:+.4f}",
        separator.join(blocks) or "—",
        whole,
        facilities,
        gain.scenario.note or "—",
    )
