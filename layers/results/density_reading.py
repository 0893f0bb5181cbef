"""What a comparison of zones says, in plain words with its caveats: which is denser, how sure, why it may mislead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from layers.results.result_tables import Cell, ResultTable, cell_words
from layers.results.zone_comparison import ZoneComparison
from spatial.errors import GeometryError
from spatial.statistics.density import DensityRow, RateRatio, rate_ratio_of
from spatial.text import Text

FEW = 5
"""Below so many points in a zone its density is hardly known: the interval spans a factor of five and more."""
MOST_ADJACENT = 60
_LISTED = 6


def density_columns(comparison: ZoneComparison) -> tuple[Text, ...]:
    """Return the headings of the table of a comparison."""
    amount = (Text("权重之和", "Weight"),) if comparison.table.counts.weighted else ()
    unit = Text("密度（每 km²）", "Density (per km²)")
    return (
        Text("名次", "Rank"),
        Text("分区", "Zone"),
        Text("点数", "Points"),
        *amount,
        Text("面积（km²）", "Area (km²)"),
        unit,
        Text("区间下限", "Interval low"),
        Text("区间上限", "Interval high"),
        Text("份额（%）", "Share (%)"),
        Text("区位商", "Location quotient"),
        Text("可能名次", "Possible ranks"),
        Text("边界", "Boundary"),
    )


def density_result(comparison: ZoneComparison) -> ResultTable:
    """Return a comparison as a table, the densest zone first, with its reading and method below."""
    rows = tuple(_cells(comparison, place) for place in comparison.order())
    table = comparison.table
    words = (*density_reading(comparison), table.method)
    title = Text(
        f"{comparison.points.name.zh}：{comparison.zones.name.zh}的密度",
        f"{comparison.points.name.to('en')}: density by zone ({comparison.zones.name.to('en')})",
    )
    return ResultTable(title, density_columns(comparison), rows, words)


def kinds_result(comparison: ZoneComparison) -> ResultTable:
    """Return points by zone and kind with shares and location quotients; no rows where no kinds were asked."""
    columns = (
        Text("分区", "Zone"),
        Text("类别", "Kind"),
        Text("点数", "Points"),
        Text("占本区（%）", "Share of the zone (%)"),
        Text("区位商", "Location quotient"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            comparison.names[place],
            comparison.kind_names.get(kind.kind, kind.kind),
            _whole(kind.n),
            _percent(kind.share),
            kind.location_quotient,
        )
        for place in comparison.order()
        for kind in comparison.table.rows[place].kinds
    ]
    rule = Text(
        "区位商 = 该类在本区的份额 ÷ 该类在全部分区的份额；点少时极不稳定，只作线索。",
        "Location quotient = share of the kind in the zone / its share in all zones; very unsteady where points are "
        "few: a hint only.",
    )
    title = Text(f"{density_result(comparison).title.zh}（按类别）", f"{density_result(comparison).title.en}, by kind")
    return ResultTable(title, columns, tuple(rows), (rule,))


def _cells(comparison: ZoneComparison, place: int) -> tuple[Cell, ...]:
    row, span = comparison.table.rows[place], comparison.ranks[place]
    amount: tuple[Cell, ...] = (row.weight,) if comparison.table.counts.weighted else ()
    possible = None if span is None else str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"
    return (
        row.rank,
        comparison.names[place],
        _whole(row.n),
        *amount,
        row.area_km2,
        row.density_per_km2,
        row.ci_low,
        row.ci_high,
        _percent(row.share),
        row.location_quotient,
        possible,
        Text("未批复", "not approved") if comparison.draft[place] else None,
    )


def density_reading(comparison: ZoneComparison) -> tuple[Text, ...]:
    """Return sentences: what was counted, which zone is densest, how sure that is, and why it may mislead."""
    counts = comparison.table.counts
    inside = counts.points - counts.outside - counts.no_position
    counted = Text(
        f"{counts.points:,} 个点中 {inside:,} 个落在 {len(comparison.members)} 个分区内，"
        f"{counts.outside:,} 个在所有分区之外。",
        f"Of {counts.points:,} points, {inside:,} lie in the {len(comparison.members)} zones and {counts.outside:,} "
        "outside all of them.",
    )
    ranked = [comparison.table.rows[place] for place in comparison.order()]
    known = [row for row in ranked if row.density_per_km2 is not None]
    if not known:
        none = Text("没有一个分区有面积，算不出密度。", "No zone has an area: there is no density.")
        return (counted, none, *comparison.notes, *comparison.table.notes)
    if all(row.density_per_km2 == 0 for row in known):
        none = Text(
            "没有点落在任何分区内：密度都是 0，没有可比的名次。",
            "No point lies in any zone: all densities are 0, and there is nothing to rank.",
        )
        return (counted, none, *comparison.notes, *comparison.table.notes)
    return (counted, *_winner(comparison, known), *_caveats(comparison, known))


def _winner(comparison: ZoneComparison, known: Sequence[DensityRow]) -> tuple[Text, ...]:
    first = known[0]
    name = comparison.name_of(first.id)
    words = Text(
        f"密度最高的是{name.zh}：{_density(first).zh}", f"The densest is {name.to('en')}: {_density(first).en}"
    )
    if len(known) == 1:
        return (Text(f"{words.zh}。", f"{words.en}."),)
    second = known[1]
    other = comparison.name_of(second.id)
    words = Text(
        f"{words.zh}；其次是{other.zh}：{_density(second).zh}。",
        f"{words.en}; next is {other.to('en')}: {_density(second).en}.",
    )
    pair = pair_reading(comparison, first.id, second.id)
    return (words, pair, *_against_all(comparison, known), *_close(comparison, known))


def _against_all(comparison: ZoneComparison, known: Sequence[DensityRow]) -> tuple[Text, ...]:
    """Say whether the densest zone is denser than every other one: it was picked, so so many comparisons are made."""
    first, others, table = known[0], known[1:], comparison.table
    if len(others) < 2 or table.counts.weighted or table.counts.rule == "split" or len(known) > MOST_ADJACENT:
        return ()
    confidence = 1.0 - (1.0 - table.confidence) / len(others)
    lows = [rate_ratio_of(table, first.id, row.id, confidence).low for row in others]
    close = [comparison.name_of(row.id) for row, low in zip(others, lows, strict=True) if low is None or low <= 1]
    verdict = (
        Text(f"不能断定它比{_listed(close).zh}更密", f"it cannot be said to be denser than {_listed(close).en}")
        if close
        else Text("它比其余各区都密", "it is denser than each of them")
    )
    return (
        Text(
            f"第一名是看了数字才挑出来的，须与其余 {len(others)} 个分区都比（每个区间放宽到 {confidence:.2%}，"
            f"Bonferroni）：{verdict.zh}。",
            f"The first was picked by its figure, so it has to stand against the {len(others)} others (each interval "
            f"widened to {confidence:.2%}, Bonferroni): {verdict.en}.",
        ),
    )


def _density(row: DensityRow) -> Text:
    density, low, high = (cell_words(each, "zh", 3) for each in (row.density_per_km2, row.ci_low, row.ci_high))
    return Text(f"每平方公里 {density}（95% 区间 {low}–{high}）", f"{density} per km² (95 % interval {low}–{high})")


def pair_reading(comparison: ZoneComparison, a: str, b: str) -> Text:
    """Say how the densities of two zones compare: their ratio with its interval, or the overlap of their intervals."""
    names = comparison.name_of(a), comparison.name_of(b)
    if a == b:
        return Text("请选择两个不同的分区。", "Choose two different zones.")
    try:
        return ratio_reading(rate_ratio_of(comparison.table, a, b), names)
    except GeometryError:
        return _by_intervals(comparison, (a, b), names)


def ratio_reading(ratio: RateRatio, names: tuple[Text, Text]) -> Text:
    """Return a ratio of two densities in words."""
    zh, en = (names[0].zh, names[1].zh), (names[0].to("en"), names[1].to("en"))
    if ratio.low is None:
        return Text(
            f"{zh[0]}与{zh[1]}都没有点，谈不上哪个更密。", f"Neither {en[0]} nor {en[1]} has a point: no ratio."
        )
    high = "∞" if ratio.high is None else cell_words(ratio.high, "zh", 3)
    span = f"{cell_words(ratio.low, 'zh', 3)}–{high}"
    if ratio.ratio is None:
        head = Text(
            f"{zh[1]}没有点，{zh[0]}与它的密度比没有上限（95% 区间 {span}）",
            f"{en[1]} has no point: the ratio of {en[0]} to it has no upper bound (95 % interval {span})",
        )
    else:
        times = cell_words(ratio.ratio, "zh", 3)
        head = Text(
            f"{zh[0]}的密度是{zh[1]}的 {times} 倍（95% 区间 {span}）",
            f"{en[0]} is {times} times as dense as {en[1]} (95 % interval {span})",
        )
    if ratio.low > 1:
        verdict = Text("区间不含 1，可以说前者更密", "the interval excludes 1: the first is denser")
    elif ratio.high is not None and ratio.high < 1:
        verdict = Text("区间不含 1，可以说后者更密", "the interval excludes 1: the second is denser")
    else:
        verdict = Text("区间含 1，不能断定哪个更密", "the interval includes 1: which is denser cannot be told")
    return Text(f"{head.zh}；{verdict.zh}。", f"{head.en}; {verdict.en}.")


def _by_intervals(comparison: ZoneComparison, ids: tuple[str, str], names: tuple[Text, Text]) -> Text:
    rows = [comparison.table.row(each) for each in ids]
    if any(row.density_per_km2 is None or row.ci_low is None or row.ci_high is None for row in rows):
        return Text(
            f"{names[0].zh}或{names[1].zh}没有面积或区间，无法比较。",
            f"{names[0].to('en')} or {names[1].to('en')} has no area or no interval: they cannot be compared.",
        )
    apart = (rows[0].ci_low or 0) > (rows[1].ci_high or 0) or (rows[1].ci_low or 0) > (rows[0].ci_high or 0)
    verdict = (
        Text("区间互不重叠，差别可信", "the intervals do not overlap: the difference is credible")
        if apart
        else Text("区间重叠，不能断定哪个更密", "the intervals overlap: which is denser cannot be told")
    )
    return Text(
        f"{names[0].zh}与{names[1].zh}的{verdict.zh}（加权或分摊的点没有精确的密度比）。",
        f"{names[0].to('en')} and {names[1].to('en')}: {verdict.en} (weighted or split points have no exact ratio).",
    )


def _close(comparison: ZoneComparison, known: Sequence[DensityRow]) -> tuple[Text, ...]:
    """Name the neighbours in the ranking, after the first two, that cannot be told apart."""
    if comparison.table.counts.weighted or comparison.table.counts.rule == "split" or len(known) > MOST_ADJACENT:
        return ()
    found = []
    for upper, lower in pairwise(known[1:]):
        ratio = rate_ratio_of(comparison.table, upper.id, lower.id)
        if ratio.low is None or ratio.low <= 1:
            found.append((comparison.name_of(upper.id), comparison.name_of(lower.id)))
    if not found:
        return ()
    shown = found[:_LISTED]
    zh = "、".join(f"{a.zh}与{b.zh}" for a, b in shown) + (f" 等 {len(found)} 对" if len(found) > _LISTED else "")
    en = "; ".join(f"{a.to('en')} and {b.to('en')}" for a, b in shown)
    en += f"; {len(found)} pairs in all" if len(found) > _LISTED else ""
    return (Text(f"名次相邻而分不出先后的：{zh}。", f"Neighbours in the ranking that cannot be told apart: {en}."),)


def _caveats(comparison: ZoneComparison, known: Sequence[DensityRow]) -> tuple[Text, ...]:
    found: list[Text] = []
    few = [comparison.name_of(row.id) for row in known if row.n < FEW]
    if few:
        found.append(
            Text(
                f"点数不足 {FEW} 个的分区（{_listed(few).zh}）密度很不确定，多一个点名次就可能改变。",
                f"Zones with fewer than {FEW} points ({_listed(few).en}): one point more may change their rank.",
            )
        )
    moving = [
        comparison.names[place]
        for place, span in enumerate(comparison.ranks)
        if span is not None and span[0] != span[1]
    ]
    why = _why_moving(comparison)
    if moving:
        found.append(
            Text(
                f"{why.zh}，名次会变的有：{_listed(moving).zh}。",
                f"{why.en}, these could take another rank: {_listed(moving).en}.",
            )
        )
    elif why:
        found.append(Text(f"{why.zh}，名次不变。", f"{why.en}, no rank changes."))
    draft = [comparison.names[place] for place, each in enumerate(comparison.draft) if each]
    if draft:
        found.append(
            Text(
                f"边界未经批复（{_listed(draft).zh}），面积和密度随边界而变。",
                f"Boundaries that are not approved ({_listed(draft).en}): areas and densities change with them.",
            )
        )
    found += [*comparison.notes, *comparison.table.notes]
    found.append(
        Text(
            "区间只反映计数的偶然性（按泊松过程；点若成团出现，实际的不确定性更大），不反映名录是否收全。",
            "Intervals tell how much chance there is in a count (a Poisson process: where points come in clumps the "
            "uncertainty is larger), not whether the list of points is complete.",
        )
    )
    return tuple(found)


def _why_moving(comparison: ZoneComparison) -> Text:
    zh: list[str] = []
    en: list[str] = []
    if len(comparison.bases) > 1:
        others = [each for each in comparison.bases if each.zh != comparison.table.basis.name.zh]
        zh.append(f"换用{'、'.join(each.zh for each in others)}作口径")
        en.append(f"on another area basis, {', '.join(each.to('en') for each in others)},")
    if comparison.border_m:
        distance = f"{comparison.border_m:,.0f}"
        stated = comparison.wish.border_m is None
        zh.append(f"边界附近的点（按注明精度，最大 {distance} 米）" if stated else f"边界 {distance} 米内的点")
        zh[-1] += "若属另一侧"
        en.append(
            f"with points near a border (within their stated accuracy, {distance} m at most) on its other side"
            if stated
            else f"with points within {distance} m of a border on its other side"
        )
    words = " or ".join(en)
    return Text("，或".join(zh), words[:1].upper() + words[1:])


def _listed(names: Sequence[Text]) -> Text:
    zh = "、".join(each.zh for each in names[:_LISTED]) + (f"等 {len(names)} 个" if len(names) > _LISTED else "")
    en = "; ".join(each.to("en") for each in names[:_LISTED])
    return Text(zh, en + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""))


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
