"""The chapters that compare areas: blocks, densities, and the overlap of positioning."""

from __future__ import annotations

from collections.abc import Iterator

from layers.cartography.symbology_fields import field_of
from layers.indicators.area_cards import RULES
from layers.indicators.industry_names import industries_text
from layers.indicators.positioning import reading, to_differentiate
from layers.indicators.units import english_unit
from layers.remarks import remark
from layers.reports.content import (
    PAIR_WIDTH_MM,
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Pair,
    Paragraph,
    Table,
    rounded,
)
from layers.reports.evidence import Evidence, ZoneDensity
from layers.reports.exception_blocks import under_map
from layers.reports.indicator_chapters import notes_of_maps
from layers.reports.pictures import density_chart, map_picture, overlap_matrix
from spatial.statistics.density import Densities
from spatial.text import Language, Text


def block_comparison(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Yield a table for each data set whose areas belong to blocks, each figure with the rule it rolls up by."""
    if not evidence.cards:
        yield Paragraph(Text("没有带区块的面图层。", "No layer has areas that belong to blocks.").to(language))
        return
    yield Paragraph(
        Text(
            "汇总规则：数量和面积相加；每平方公里的数按面积加权；百分比和其他比率从不平均，只列最低至最高。",
            "How figures roll up: counts and areas are summed, figures per km² are weighted by area; percentages and "
            "other ratios are never averaged: the range from lowest to highest is given.",
        ).to(language)
    )
    for dataset, cards in evidence.cards:
        yield Heading(2, dataset.name.to(language))
        yield Bullets(
            tuple(
                Text(
                    f"{card.title.zh}：{'、'.join(name.zh for name in card.members)}",
                    f"{card.title.to('en')}: {', '.join(name.to('en') for name in card.members)}",
                ).to(language)
                for card in cards
            )
        )
        columns = (
            Column(Text("指标", "Figure").to(language), 1.8),
            *(Column(card.title.to(language), 1.4, "right") for card in cards),
            Column(Text("单位", "Unit").to(language), 1.0),
            Column(Text("汇总规则", "Rolled up by").to(language), 1.4),
            Column(Text("出处", "Source").to(language), 1.8),
        )
        rows = []
        for number, line in enumerate(cards[0].figures):
            unit = line.unit if language == "zh" or line.unit == "%" else english_unit(line.unit)
            values = [card.figures[number].value.to(language) for card in cards]
            rows.append(
                (
                    line.label.to(language),
                    *values,
                    unit,
                    RULES[line.rule].to(language),
                    remark(line.source.to(language), language),
                )
            )
        caption = Text(f"{dataset.name.zh}：按区块", f"{dataset.name.to('en')}: by block")
        yield Table(columns, tuple(rows), caption.to(language))


def densities(evidence: Evidence, language: Language, maps: bool) -> Iterator[Block]:
    """Yield table, chart, reading and map of each density."""
    if not evidence.densities:
        words = Text(
            "没有同时显示面和点的地图，未计算密度。", "No map shows areas with points: no density was computed."
        )
        yield Paragraph(words.to(language))
    for each in evidence.densities:
        title = Text(
            f"{each.points.name.zh}在{each.zones.name.zh}", f"{each.points.name.to('en')} in {each.zones.name.to('en')}"
        )
        yield Heading(2, title.to(language))
        yield Paragraph(density_reading(each).to(language), "lead")
        said: set[str] = set()
        for table in each.tables:
            yield _density_table(each, table, title, language, said)
        chart = _density_chart(each, title, language, bool(maps and each.map_id))
        if maps and each.map_id:
            picture = map_picture(evidence.project, each.map_id, None, language, beside_chart=True)
            caption = evidence.project.map(each.map_id).title.to(language)
            yield Pair(chart, Figure(picture.png, caption, caption, PAIR_WIDTH_MM, picture.size_px))
            yield from under_map(evidence.project, each.map_id, language)
            yield from notes_of_maps(evidence.project, [each.map_id], language)
        else:
            yield chart
        yield Paragraph(caveats(each).to(language), "note")


def _density_table(each: ZoneDensity, table: Densities, title: Text, language: Language, said: set[str]) -> Table:
    columns = (
        Column(Text("分区", "Zone").to(language), 2.2),
        Column(Text("点数", "n").to(language), 0.8, "right"),
        Column("km²" if language == "en" else "平方公里", 1.0, "right"),
        Column(Text("每平方公里", "per km²").to(language), 1.1, "right"),
        Column(f"{table.confidence:.0%} " + Text("区间", "interval").to(language), 1.6, "right"),
        Column(Text("占比", "Share").to(language), 0.9, "right"),
        Column(Text("位次", "Rank").to(language), 0.7, "right"),
    )
    rows = tuple(
        (
            name.to(language),
            rounded(row.n, 4),
            _known(row.area_km2),
            _known(row.density_per_km2),
            _interval(row.ci_low, row.ci_high),
            "—" if row.share is None else f"{row.share * 100:.1f} %",
            "—" if row.rank is None else f"{row.rank}" + ("=" if row.tied > 1 else ""),
        )
        for row, name in zip(table.rows, each.layer.names, strict=True)
    )
    caption = Text(
        f"{title.zh}：{table.basis.name.zh}", f"{title.to('en')}: area {table.basis.name.to('en')}"
    )  # which area divides is part of the figure
    notes = tuple(note.to(language) for note in (table.method, *table.notes))
    return Table(columns, rows, caption.to(language), _unsaid(notes, said, language))


def _unsaid(notes: tuple[str, ...], said: set[str], language: Language) -> tuple[str, ...]:
    """Return notes without the clauses that stand below an earlier table already; `said` takes their clauses."""
    mark = "；" if language == "zh" else "; "
    kept = []
    for note in notes:
        clauses = note.rstrip("。.").split(mark)
        new = [clause for clause in clauses if clause not in said]
        said.update(clauses)
        if new and len(new) < len(clauses):
            new.append(Text("其余同上表", "the rest as above").to(language))
        kept += [mark.join(new) + ("。" if language == "zh" else ".")] if new else []
    return tuple(kept)


def _density_chart(each: ZoneDensity, title: Text, language: Language, half: bool) -> Figure:
    width = PAIR_WIDTH_MM if half else 160.0
    picture = density_chart(each.tables[0], [name.to(language) for name in each.layer.names], language, width)
    caption = Text(f"{title.zh}：密度与区间", f"{title.to('en')}: density with intervals").to(language)
    alt = f"{caption}. {density_reading(each).to(language)}"
    return Figure(picture.png, alt, caption, width, picture.size_px)


def density_reading(each: ZoneDensity) -> Text:
    """Return in a sentence which zone is densest, and whether its interval keeps clear of the next one's."""
    table = each.tables[0]
    rows = [
        (row, name) for row, name in zip(table.rows, each.layer.names, strict=True) if row.density_per_km2 is not None
    ]
    rows.sort(key=lambda pair: -(pair[0].density_per_km2 or 0.0))
    if not rows:
        return Text("没有可用面积的分区。", "No zone has an area that can be used.")
    first, name = rows[0]
    most = _known(first.density_per_km2)
    interval = _interval(first.ci_low, first.ci_high)
    zh = f"{name.zh}最密，每平方公里 {most}（区间 {interval}）"
    en = f"{name.to('en')} is the densest, {most} per km² (interval {interval})"
    if len(rows) > 1:
        second, other = rows[1]
        apart = (first.ci_low or 0.0) > (second.ci_high if second.ci_high is not None else float("inf"))
        less = _known(second.density_per_km2)
        zh += f"；其次是{other.zh}，{less}。" + ("两者区间不重叠。" if apart else "两者区间重叠，先后不能肯定。")
        en += f"; next comes {other.to('en')} with {less}. " + (
            "Their intervals do not overlap." if apart else "Their intervals overlap: the order is not certain."
        )
    else:
        zh, en = f"{zh}。", f"{en}."
    return Text(zh, en)


def caveats(each: ZoneDensity) -> Text:
    """Return why the densities of a table may mislead."""
    counts = each.tables[0].counts
    outside = max(int(counts.outside), 0)
    return Text(
        f"注意：共 {counts.points} 个点，{outside} 个在各分区之外，{counts.on_border} 个在边界上；"
        "密度取决于所用的面积和草拟的边界，点的清单是本数据集的收录，不是统计；分区少、点少时只看区间，不看位次。",
        f"Mind: of {counts.points} points {outside} lie in no zone and {counts.on_border} on a border. A density "
        "depends on the area it is divided by and on boundaries that are drafts; the points are those that this "
        "data set lists, not a statistic; with few zones and few points read the intervals, not the ranks.",
    )


def overlaps(evidence: Evidence, language: Language, maps: bool) -> Iterator[Block]:
    """Yield the matrix of overlaps, the pairs, and those to differentiate first."""
    if not evidence.overlaps:
        words = Text(
            "没有产业定位表（subpark_industries.csv）。", "There is no table of industries (subpark_industries.csv)."
        )
        yield Paragraph(words.to(language))
        return
    names = {area: evidence.area_name(area) for area in evidence.overlaps[0].areas}
    for found in evidence.overlaps:
        yield Paragraph(reading(found, names).to(language), "lead" if not found.grouped else "body")
    found = evidence.overlaps[0]
    columns = (
        Column(Text("园区甲", "Area A").to(language), 2.0),
        Column(Text("园区乙", "Area B").to(language), 2.0),
        Column(Text("共同产业", "In common").to(language), 2.0),
        Column("Jaccard", 0.8, "right"),
        Column(Text("区块", "Blocks").to(language), 0.9),
    )
    across, within = Text("跨区块", "across").to(language), Text("区块内", "within").to(language)
    rows = tuple(
        (
            names[pair.a].to(language),
            names[pair.b].to(language),
            industries_text(pair.shared).to(language),
            f"{pair.jaccard:.2f}",
            across if pair.across_blocks else within,
        )
        for pair in found.pairs
    )
    yield Table(columns, rows, Text("产业定位重叠的园区对", "Pairs of areas that overlap").to(language))
    first = to_differentiate(found)
    if first:
        yield Paragraph(Text("建议先区分定位的园区对：", "Pairs to differentiate first:").to(language))
        yield Bullets(
            tuple(
                f"{names[pair.a].to(language)} — {names[pair.b].to(language)}"
                f" ({industries_text(pair.shared).to(language)}; {pair.jaccard:.2f})"
                for pair in first
            )
        )
    picture = overlap_matrix(found, [names[area].to(language) for area in found.areas])
    caption = Text("产业定位重叠矩阵（Jaccard 指数）", "Matrix of overlap (Jaccard index)").to(language)
    yield Figure(picture.png, f"{caption}. {reading(found, names).to(language)}", caption, 160.0, picture.size_px)
    shown = [owner for owner, layer in evidence.project.layers() if "overlap" in field_of(layer.symbology)]
    if maps and shown:
        picture = map_picture(evidence.project, shown[0].id, None, language)
        yield Figure(picture.png, shown[0].title.to(language), shown[0].title.to(language), 150.0, picture.size_px)
        yield from under_map(evidence.project, shown[0].id, language)


def _known(number: float | None) -> str:
    return "—" if number is None else rounded(number, 4)


def _interval(low: float | None, high: float | None) -> str:
    return "—" if low is None or high is None else f"{rounded(low, 3)}–{rounded(high, 3)}"
