"""The chapters on the target ledger: a page for each indicator that has a target, and all figures in one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from layers.cartography.symbology_fields import field_of
from layers.indicators.catalogue import Value
from layers.indicators.ledger import RATIO_UNITS, RULE, STATUS_NAMES, LedgerRow, outlook, reading, worded
from layers.indicators.units import english_unit
from layers.layer_tree import drawn_layers
from layers.placement import texts
from layers.project import Project
from layers.remarks import remark
from layers.reports.content import PAIR_WIDTH_MM, Block, Column, Figure, Heading, Pair, Paragraph, Table, rounded
from layers.reports.evidence import Evidence
from layers.reports.exception_blocks import under_map
from layers.reports.pictures import map_picture, pace_chart
from spatial.feedback import SILENT, Feedback
from spatial.text import Language, Text

KINDS = {
    "actual": Text("实际", "actual"),
    "estimate": Text("预估", "estimate"),
    "target": Text("目标", "target"),
}
NO_TABLES = Text(
    "该项目没有规划表格（tables 文件夹中的 indicators.csv 和 values.csv），本章无内容。",
    "The project keeps no tables of plans (indicators.csv and values.csv in its folder tables): nothing to report.",
)


def with_target(evidence: Evidence) -> tuple[LedgerRow, ...]:
    """Return the rows of the ledger that have a target, areas in the order of the ledger."""
    rows = [row for row in evidence.ledger if any(value.kind == "target" for value in row.figures)]
    order = list(dict.fromkeys(row.area for row in rows))
    return tuple(sorted(rows, key=lambda row: order.index(row.area)))


def indicator_pages(evidence: Evidence, language: Language, maps: bool, feedback: Feedback = SILENT) -> Iterator[Block]:
    """Yield an overview of each area, a page for each of its indicators with a current figure, and the data gaps."""
    rows = with_target(evidence)
    if not rows:
        yield Paragraph(NO_TABLES.to(language))
        return
    yield Paragraph(RULE.to(language), "note")
    for number, row in enumerate(rows):
        doing = Text(f"正在编写“{row.indicator.name.zh}”", f"Writing “{row.indicator.name.to('en')}”")
        feedback.report(number / len(rows), doing)
        if number == 0 or row.area != rows[number - 1].area:
            own = [each for each in rows if each.area == row.area]
            follows = number > 0 and not _has_pages(rows, rows[number - 1].area)
            yield Heading(2, evidence.area_name(row.area).to(language), new_page=number > 0 and not follows)
            yield _overview(evidence, own, language)
            yield from _map_notes(evidence, own, language, maps)
        if row.latest is not None:
            yield from _page(evidence, row, language, maps)
    yield from gaps(evidence, rows, language)


def _has_pages(rows: Sequence[LedgerRow], area: str) -> bool:
    return any(row.latest is not None for row in rows if row.area == area)


def gaps(evidence: Evidence, rows: Sequence[LedgerRow], language: Language) -> Iterator[Block]:
    """Yield one table of what is not known of the indicators with a target; those without a current figure first."""
    lacking = sum(row.latest is None for row in rows)
    yield Heading(2, Text("数据缺口", "Data gaps").to(language), new_page=True)
    yield Paragraph(
        Text(
            f"{len(rows)} 项带目标的指标中，{lacking} 项尚无现状值：进度无法判断，不单列一页。各项尚缺什么见下表。",
            f"Of {len(rows)} indicators with a target {lacking} have no current figure yet: their progress cannot be "
            "judged, and they have no page. The table says what is not known of each.",
        ).to(language)
    )
    told = [(row, _gaps(row)) for row in sorted(rows, key=lambda row: row.latest is not None)]
    lines = tuple(
        (
            evidence.area_name(row.area).to(language),
            row.indicator.name.to(language),
            stacked(row.target, language),
            ("；" if language == "zh" else "; ").join(each.to(language) for each in found),
            row.target.source if row.target is not None else "—",
        )
        for row, found in told
        if found
    )
    columns = (
        Column(Text("区域", "Area").to(language), 2.0 if language == "zh" else 1.4),
        Column(Text("指标", "Indicator").to(language), 2.6),
        Column(Text("目标", "Target").to(language), 1.5 if language == "zh" else 2.1, "right"),
        Column(Text("尚缺", "Not known").to(language), 2.2),
        Column(Text("目标出处", "Source of the target").to(language), 1.6),
    )
    yield Table(columns, lines, Text("指标的数据缺口", "Data gaps of the indicators").to(language))


def _map_notes(evidence: Evidence, rows: Sequence[LedgerRow], language: Language, maps: bool) -> Iterator[Block]:
    """Yield the notes of the maps that stand beside the charts of an area, once each."""
    shown = [map_of(evidence.project, row) for row in rows if row.latest is not None] if maps else []
    yield from notes_of_maps(evidence.project, [each[0] for each in shown if each is not None], language)


def notes_of_maps(project: Project, map_ids: Sequence[str], language: Language) -> Iterator[Block]:
    """Yield the notes of maps that are printed without them, each once."""
    words = dict.fromkeys(note.to(language) for each in map_ids for note in project.map(each).notes)
    if words:
        yield Paragraph(Text("图注：", "Notes of the maps: ").to(language) + " ".join(words), "note")


def ledger_table(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield one table of every figure of the ledger, with and without a target."""
    if not evidence.ledger:
        yield Paragraph(NO_TABLES.to(language))
        return
    rows = [
        (
            evidence.area_name(row.area).to(language),
            row.indicator.name.to(language),
            f"{value.year}",
            KINDS[value.kind].to(language),
            value.printed,
            _unit(value, language),
            remark(value.source, language),
        )
        for row in evidence.ledger
        for value in row.figures
    ]
    yield Paragraph(
        Text(
            f"规划文件中的全部 {len(rows)} 个数字，按原文抄录；“/”为不适用，区间和预估照印。",
            f"All {len(rows)} figures of the plans as printed; “/” is not applicable, ranges and estimates stay.",
        ).to(language)
    )
    columns = (
        Column(Text("区域", "Area").to(language), 2.1),
        Column(Text("指标", "Indicator").to(language), 3.0),
        Column(Text("年份", "Year").to(language), 0.7, "right"),
        Column(Text("类别", "Kind").to(language), 0.75 if language == "zh" else 1.0),
        Column(Text("数值", "Figure").to(language), 1.3, "right"),
        Column(Text("单位", "Unit").to(language), 1.0 if language == "zh" else 1.7),
        Column(Text("出处", "Source").to(language), 2.0),
    )
    yield Table(columns, tuple(rows), Text("指标台账全表", "All figures of the ledger").to(language))


def _overview(evidence: Evidence, rows: list[LedgerRow], language: Language) -> Block:
    columns = (
        Column(Text("指标", "Indicator").to(language), 2.5 if language == "zh" else 2.0),
        Column(Text("基期", "Baseline").to(language), 1.75 if language == "zh" else 2.0, "right"),
        Column(Text("最近", "Latest").to(language), 1.75 if language == "zh" else 2.0, "right"),
        Column(Text("目标", "Target").to(language), 2.0 if language == "zh" else 2.1, "right"),
        Column(Text("每年尚需", "Needed a year").to(language), 1.2, "right"),
        Column(Text("状态", "Status").to(language), 1.1),
    )
    made = tuple(
        (
            row.indicator.name.to(language),
            stacked(row.baseline, language),
            stacked(row.latest, language),
            stacked(row.target, language),
            needed(row, language),
            STATUS_NAMES[row.status].to(language),
        )
        for row in rows
    )
    name = evidence.area_name(rows[0].area)
    return Table(
        columns, made, Text(f"{name.zh}：目标指标一览", f"{name.to('en')}: indicators with a target").to(language)
    )


def _page(evidence: Evidence, row: LedgerRow, language: Language, maps: bool) -> Iterator[Block]:
    name = row.indicator.name.to(language)
    yield Heading(3, name, new_page=True)
    yield Paragraph(reading(row).to(language), "lead")
    yield _figures(row, language)
    yield _pace_table(row, language)
    shown = map_of(evidence.project, row) if maps else None
    chart = pace_chart(row, language, beside_map=shown is not None)
    words = Text(f"{row.indicator.name.zh}：路径与进度", f"{row.indicator.name.to('en')}: path and pace")
    alt = f"{words.to(language)}. {reading(row).to(language)}"
    left = Figure(chart.png, alt, words.to(language), 160.0, chart.size_px)
    if shown is None:
        yield left
    else:
        picture = map_picture(evidence.project, shown[0], shown[1], language, beside_chart=True)
        title = evidence.project.map(shown[0]).title
        caption = Text(f"{title.zh}：{row.indicator.name.zh}", f"{title.to('en')}: {row.indicator.name.to('en')}")
        right = Figure(picture.png, caption.to(language), caption.to(language), PAIR_WIDTH_MM, picture.size_px)
        yield Pair(replace(left, width_mm=PAIR_WIDTH_MM), right)
        yield from under_map(evidence.project, shown[0], language)
    yield Paragraph(
        Text("口径：", "Definition: ").to(language) + (row.indicator.definition.to(language) or "—"), "note"
    )
    for words in (_gap_sentence(row), *_not_comparable(evidence, row)):
        yield Paragraph(words.to(language), "note")


def _figures(row: LedgerRow, language: Language) -> Table:
    columns = (
        Column(Text("年份", "Year").to(language), 0.8, "right"),
        Column(Text("类别", "Kind").to(language), 0.9),
        Column(Text("数值", "Figure").to(language), 1.6, "right"),
        Column(Text("单位", "Unit").to(language), 1.1 if language == "zh" else 1.9),
        Column(Text("出处", "Source").to(language), 3.0 if language == "zh" else 2.4),
        Column(Text("备注", "Remark").to(language), 2.2),
    )
    rows = tuple(
        (
            f"{value.year}", KINDS[value.kind].to(language), value.worded, _unit(value, language),
            remark(value.source, language), remark(value.note, language),
        )
        for value in row.figures
    )  # fmt: skip
    caption = Text(f"{row.indicator.name.zh}：数值与出处", f"{row.indicator.name.to('en')}: figures and sources")
    return Table(columns, rows, caption.to(language))


def _pace_table(row: LedgerRow, language: Language) -> Table:
    gap = _amount(row.pace.gap, row, language, signed=True) if row.pace else "—"
    forward = outlook(row) if row.status != "not_started" else None
    lines = [
        (Text("基期", "Baseline"), dated(row.baseline, language)),
        (Text("最近值", "Latest figure"), dated(row.latest, language)),
        (Text("目标", "Target"), dated(row.target, language)),
        (Text("与目标的差距", "Gap to the target"), gap),
        (Text("每年尚需", "Needed a year"), needed(row, language)),
        (Text("最近年份的期望值", "Expected by now"), _amount(row.expected, row, language)),
        (Text("按现速度到目标年", "Target year at the present pace"), _amount(forward, row, language)),
        (Text("状态", "Status"), STATUS_NAMES[row.status].to(language)),
    ]
    half = len(lines) // 2
    item, figure = Text("项目", "Item").to(language), Text("数值", "Figure").to(language)
    columns = (Column(item, 1.1), Column(figure, 1.8), Column(item, 1.5), Column(figure, 1.2))
    rows = tuple(
        (left[0].to(language), left[1], right[0].to(language), right[1])
        for left, right in zip(lines[:half], lines[half:], strict=True)
    )
    caption = Text(f"{row.indicator.name.zh}：差距与速度", f"{row.indicator.name.to('en')}: gap and pace")
    return Table(columns, rows, caption.to(language))


def dated(value: Value | None, language: Language) -> str:
    """Return a figure with its qualifier and year, ``—`` for none."""
    if value is None:
        return "—"
    words = worded(value).to(language)
    return f"{words}（{value.year}年）" if language == "zh" else f"{words} ({value.year})"


def stacked(value: Value | None, language: Language) -> str:
    """Return a figure with its qualifier and, on a line of its own, the year; ``—`` for none."""
    if value is None:
        return "—"
    return f"{worded(value).to(language)}\n{value.year}" + ("年" if language == "zh" else "")


def needed(row: LedgerRow, language: Language) -> str:
    """Return the pace that is still needed: growth for amounts, points for percentages; ``—`` for none."""
    if row.pace is None or row.pace.gap == 0 or row.status == "achieved":
        return "—"
    if row.indicator.unit in RATIO_UNITS:
        return f"{row.pace.step_per_year:+.2g} " + Text("个百分点", "points").to(language)
    if row.pace.growth_per_year is None:
        return f"{row.pace.step_per_year:+.3g} {_row_unit(row, language)}".strip()
    return f"{row.pace.growth_per_year * 100:+.1f} %"


def _amount(number: float | None, row: LedgerRow, language: Language, signed: bool = False) -> str:
    if number is None:
        return "—"
    sign = "+" if signed and number > 0 else ""
    return f"{sign}{rounded(number, 4)} {_row_unit(row, language)}".strip()


def _unit(value: Value, language: Language) -> str:
    return value.unit if language == "zh" or value.unit == "%" else english_unit(value.unit)


def _row_unit(row: LedgerRow, language: Language) -> str:
    unit = row.indicator.unit
    return unit if language == "zh" or unit == "%" else english_unit(unit)


def _gap_sentence(row: LedgerRow) -> Text:
    found = _gaps(row)
    if not found:
        return Text("数据缺口：无。", "Data gaps: none.")
    return Text(
        f"数据缺口：{'；'.join(gap.zh for gap in found)}。", f"Data gaps: {'; '.join(gap.en for gap in found)}."
    )


def _gaps(row: LedgerRow) -> tuple[Text, ...]:
    """Return what is not known."""
    found = []
    if row.latest is None:
        found.append(Text("尚无现状值", "no current figure yet"))
    elif row.baseline is not None and row.baseline.year == row.latest.year:
        found.append(Text("现状值只有一年，没有变化趋势", "figures of one year only: there is no trend"))
    unclear = [value for value in row.figures if value.number is None]
    if unclear:
        years = [f"{value.year}: {value.printed}" for value in unclear]
        found.append(Text(f"没有确定数字的年份：{'；'.join(years)}", f"years without one number: {'; '.join(years)}"))
    if row.latest is not None and row.latest.kind == "estimate":
        found.append(Text("最近值是预估值", "the latest figure is an estimate"))
    return tuple(found)


def _not_comparable(evidence: Evidence, row: LedgerRow) -> Iterator[Text]:
    known = evidence.tables.catalogue.indicators if evidence.tables else {}
    names = [known[each].name if each in known else Text(each, each) for each in row.indicator.not_comparable_with]
    if names:
        yield Text(
            f"不可比：不得与{'、'.join(f'“{name.zh}”' for name in names)}"
            "放在同一图、同一图例或同一算式中（口径不同）。",
            f"Not comparable with {', '.join(name.to('en') for name in names)}: another definition; never on one map, "
            "legend or in one formula.",
        )


def map_of(project: Project, row: LedgerRow) -> tuple[str, tuple[str, str]] | None:
    """Return the map that shows an indicator of an area, and (layer, column) of the latest year; None for none."""
    for shown in project.maps:
        for layer in drawn_layers(shown):
            dataset = project.dataset(layer.dataset)
            if not layer.visible or layer.context or row.area not in texts(dataset.frame, dataset.id_field):
                continue
            columns = {field_of(look) for look in (layer.symbology, *layer.alternatives)}
            fields = [dataset.field_of(column) for column in columns if column]
            found = [each for each in fields if each.indicator == row.indicator.id and each.year_kind != "target"]
            if found:
                return shown.id, (layer.id, max(found, key=lambda each: each.year or 0).name)
    return None
