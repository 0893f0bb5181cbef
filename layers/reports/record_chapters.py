"""The chapters that put on record: self-check, facilities, boundary revisions, sources, and the input files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from layers.indicators.facility_years import counts_by_year, describe
from layers.indicators.ledger import RULE
from layers.indicators.rules import brief as brief_rule
from layers.indicators.self_check import OUTCOME_NAMES
from layers.join_record import brief, details
from layers.remarks import documents_in
from layers.reports.content import Block, Column, Figure, Heading, Paragraph, Table
from layers.reports.evidence import Evidence
from layers.reports.indicator_chapters import NO_TABLES
from layers.reports.pictures import timeline_chart
from layers.revisions.accounts import KM2_M2, against
from layers.revisions.model import STATUS_NAMES, Boundaries
from spatial.text import Language, Text

GEOMETRY_STATES = {
    "published": Text("公布", "published"),
    "digitised": Text("按文字或图描绘", "digitised"),
    "schematic": Text("示意", "schematic"),
}


def self_check(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield every claim that was checked, disagreements first, with the sources of both sides."""
    if not evidence.checked:
        words = Text("没有可核对的规划表述（claims.csv）。", "There are no claims to check (claims.csv).")
        yield Paragraph(words.to(language))
        return
    yield Paragraph(check_reading(evidence).to(language), "lead")
    columns = (
        Column(Text("结果", "Outcome").to(language), 0.9),
        Column(Text("表述", "Claim").to(language), 2.0),
        Column(Text("核算", "Arithmetic").to(language), 3.2),
        Column(Text("出处", "Sources").to(language), 2.4),
    )
    rows = tuple(
        (
            OUTCOME_NAMES[each.outcome].to(language),
            each.claim.subject.to(language),
            each.arithmetic.to(language),
            "; ".join(each.sources),
        )
        for each in evidence.checked
    )
    yield Table(
        columns, rows, Text("规划表述与规划自己的数字", "What the plans say against their own figures").to(language)
    )


def check_reading(evidence: Evidence) -> Text:
    """Return the outcome of the self-check in a sentence."""
    count = {name: sum(each.outcome == name for each in evidence.checked) for name in OUTCOME_NAMES}
    wrong = [each.claim.subject for each in evidence.checked if each.outcome == "disagrees"]
    zh = "；".join(each.zh for each in wrong) or "无"
    en = "; ".join(each.to("en") for each in wrong) or "none"
    return Text(
        f"核对规划表述 {len(evidence.checked)} 项：相符 {count['agrees']} 项，不符 {count['disagrees']} 项，"
        f"提示 {count['remark']} 项，无法核对 {count['not_checkable']} 项。不符：{zh}。",
        f"{len(evidence.checked)} claims were checked: {count['agrees']} agree, {count['disagrees']} disagree, "
        f"{count['remark']} call for a remark, {count['not_checkable']} cannot be checked. Disagreements: {en}.",
    )


def facility_years(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield the facilities with their years, counts by year and area, and the timeline."""
    facilities = evidence.tables.facilities if evidence.tables else ()
    if not facilities:
        words = Text("没有设施清单（facilities_table.csv）。", "There is no list of facilities (facilities_table.csv).")
        yield Paragraph(words.to(language))
        return
    columns = (
        Column(Text("设施", "Facility").to(language), 2.2),
        Column(Text("原文", "As printed").to(language), 1.7),
        Column(Text("读作", "Read as").to(language), 1.9),
        Column(Text("依托单位", "Host").to(language), 1.7),
        Column(Text("出处", "Source").to(language), 1.9),
    )
    rows = tuple(
        (each.name, each.wording, describe(each.schedule, each.listed_in).to(language), each.host, each.source)
        for each in facilities
    )
    yield Table(columns, rows, Text("设施与建成年份", "Facilities and the years they are built").to(language))
    dated = [each.schedule.completion for each in facilities if each.schedule.completion is not None]
    years = sorted({*(each.listed_in for each in facilities), *dated})
    if dated or any(each.schedule.built for each in facilities):
        picture = timeline_chart(facilities, language)
        caption = Text("设施建设时间轴", "Timeline of the facilities").to(language)
        yield Figure(picture.png, caption, caption, 160.0, picture.size_px)
    counted = counts_by_year(facilities, years)
    cells = (Text("区域", "Area"), Text("年份", "Year"), Text("累计建成", "Built by then"), Text("当年建成", "New"))
    heads = tuple(
        Column(each.to(language), 1.6 if number == 0 else 1.0, "left" if number == 0 else "right")
        for number, each in enumerate((*cells, Text("年份不详", "Unknown")))
    )
    lines = tuple(
        (
            evidence.area_name(each.area).to(language),
            f"{each.year}",
            f"{each.built}",
            f"{each.new}",
            f"{each.unknown}",
        )
        for each in counted
    )
    yield Table(heads, lines, Text("各区域设施数，按年份", "Facilities by area and year").to(language))


def revisions(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield the ledger of boundary revisions, or say that there is none; then the status of the boundaries drawn."""
    boundaries = evidence.project.boundaries
    if not boundaries.revisions:
        words = Text("没有登记的边界修订。", "No boundary revision is on record.")
        yield Paragraph(words.to(language))
    else:
        yield _revision_table(boundaries, language)
        yield from _area_table(boundaries, language)
    yield from _boundary_status(evidence, language)


def _revision_table(boundaries: Boundaries, language: Language) -> Table:
    columns = (
        Column(Text("编号", "No.").to(language), 0.5, "right"),
        Column(Text("日期", "Date").to(language), 0.9),
        Column(Text("作者", "Author").to(language), 0.9),
        Column(Text("状态", "Status").to(language), 0.9),
        Column(Text("文号", "Document").to(language), 1.2),
        Column(Text("理由", "Reason").to(language), 2.0),
        Column(Text("面积变化（平方公里）", "Change of area (km²)").to(language), 1.2, "right"),
    )
    rows = tuple(
        (
            f"{number}",
            each.entry.time[:10],
            each.entry.author or "—",
            STATUS_NAMES.get(each.entry.status, Text(each.entry.status)).to(language),
            each.entry.document or "—",
            each.entry.reason or "—",
            f"{each.delta_m2 / KM2_M2:+.4f}",
        )
        for number, each in enumerate(boundaries.revisions, 1)
    )
    altered = [f"{number}" for number, each in enumerate(boundaries.revisions, 1) if not each.is_intact]
    words = Text("编号与内容不符，台账被改动过：", "The id does not match the contents, the ledger was altered: ")
    notes = (words.to(language) + ", ".join(altered),) if altered else ()
    return Table(columns, rows, Text("边界修订台账", "Ledger of boundary revisions").to(language), notes)


def _area_table(boundaries: Boundaries, language: Language) -> Iterator[Table]:
    rows: list[tuple[str, ...]] = []
    for number, revision in enumerate(boundaries.revisions, 1):
        rows += [
            (f"{number}", change.name.to(language), *_before_after(change.old_m2, change.new_m2), "—")
            for change in revision.changes
        ]
        for total in revision.sums:
            judged = against(total, boundaries.tolerance_km2).to(language) or "—"
            areas = _before_after(total.old_m2, total.new_m2)
            rows.append((f"{number}", f"Σ {total.name.to(language)}", *areas, judged))
    columns = (
        Column(Text("编号", "No.").to(language), 0.5, "right"),
        Column(Text("区域", "Area").to(language), 2.2),
        Column(Text("修订前", "Before").to(language), 1.0, "right"),
        Column(Text("修订后", "After").to(language), 1.0, "right"),
        Column(Text("变化", "Change").to(language), 1.0, "right"),
        Column(Text("与批复面积", "Against the approved area").to(language), 1.8),
    )
    if rows:
        words = Text("各次修订的面积（平方公里，测地线）", "Areas of each revision (km², geodesic)")
        yield Table(columns, tuple(rows), words.to(language))


def _before_after(old_m2: float, new_m2: float) -> tuple[str, str, str]:
    return f"{old_m2 / KM2_M2:.4f}", f"{new_m2 / KM2_M2:.4f}", f"{(new_m2 - old_m2) / KM2_M2:+.4f}"


def _boundary_status(evidence: Evidence, language: Language) -> Iterator[Block]:
    from collections import Counter

    from layers.placement import texts

    rows = []
    for dataset in evidence.project.datasets:
        states = texts(dataset.frame, "geometry_status")
        if states:
            counts = Counter(states)
            parts = [f"{_state(state).to(language)} {number}" for state, number in counts.items()]
            words = ("；" if language == "zh" else "; ").join(parts)
            rows.append((dataset.name.to(language), f"{len(states)}", words))
    if not rows:
        return
    columns = (
        Column(Text("数据集", "Data set").to(language), 2.0),
        Column(Text("要素数", "Features").to(language), 0.8, "right"),
        Column(Text("位置和边界的依据", "What positions and boundaries rest on").to(language), 3.0),
    )
    yield Table(columns, tuple(rows), Text("现有边界的状态", "Status of the boundaries as they stand").to(language))


def _state(state: str) -> Text:
    """Return a cell of ``geometry_status`` in words; one that is not known as it is."""
    return GEOMETRY_STATES.get(state) or STATUS_NAMES.get(cast(Any, state)) or Text(state or "—", state or "—")


def sources(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield the sources of layers, and the definitions of indicators with what must not be compared."""
    columns = (
        Column(Text("数据集", "Data set").to(language), 1.6),
        Column(Text("文件", "File").to(language), 1.4),
        Column(Text("署名与许可", "Attribution and licence").to(language), 3.0),
    )
    rows = tuple(
        (
            dataset.name.to(language),
            "；".join(
                [
                    dataset.origin.path.rpartition("/")[2] or "—",
                    *(said.to(language) for step in dataset.joins for said in (brief(step), *details(step))),
                ]
            ),
            " ".join(filter(None, (dataset.origin.attribution.to(language), dataset.origin.licence))) or "—",
        )
        for dataset in evidence.project.datasets
    )
    yield Heading(2, Text("图层来源", "Sources of the layers").to(language))
    if rows:
        yield Table(columns, rows, Text("图层来源与许可", "Layers, sources and licences").to(language))
    yield from _documents(evidence, language)
    yield Heading(2, Text("指标口径与不可比说明", "Definitions, and what must not be compared").to(language))
    if evidence.tables is None:
        yield Paragraph(NO_TABLES.to(language))
        return
    yield Paragraph(RULE.to(language), "note")
    known = evidence.tables.catalogue.indicators
    used = list(dict.fromkeys(row.indicator.id for row in evidence.ledger))
    lines = []
    for each in (known[name] for name in used):
        others = [known[name].name.to(language) if name in known else name for name in each.not_comparable_with]
        separator = "；" if language == "zh" else "; "
        nature = brief_rule(each.rule).to(language)
        definition = (each.definition.to(language) or "—") + (f"{separator}{nature}" if nature else "")
        lines.append((each.name.to(language), definition, separator.join(others) or "—"))
    columns = (
        Column(Text("指标", "Indicator").to(language), 1.8),
        Column(Text("口径", "Definition").to(language), 2.8),
        Column(Text("不可比", "Not comparable with").to(language), 1.8),
    )
    yield Table(columns, tuple(lines), Text("指标口径", "Definitions of the indicators").to(language))


def _documents(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield what the numbers of documents mean that stand at the head of sources: ``003 六(二)``."""
    known = documents_in(value.source for row in evidence.ledger for value in row.figures)
    if known:
        columns = (Column(Text("编号", "No.").to(language), 0.5), Column(Text("文件", "Document").to(language), 4.0))
        rows = tuple((number, title.to(language)) for number, title in known)
        yield Table(columns, rows, Text("出处中的文件编号", "Numbers of documents in the sources").to(language))


def inputs(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield the files that went in, with their SHA-256."""
    yield Paragraph(
        Text(
            "下列文件的 SHA-256 校验值相同，报告中的数字即可重算。",
            "With files of these SHA-256 hashes every figure of this report can be computed again.",
        ).to(language)
    )
    columns = (
        Column(Text("文件", "File").to(language), 1.5),
        Column(Text("类别", "Kind").to(language), 0.9),
        Column("SHA-256", 3.1),
    )
    rows = tuple((each.name, each.kind.to(language), each.sha256) for each in evidence.inputs)
    if rows:
        yield Table(columns, rows, Text("输入文件", "Input files").to(language))
