"""What a point pattern says, in plain words with its caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.results.pattern_kinds import LEVEL, kinds_reading, metres, stretches
from layers.results.point_years import ACCURACY
from layers.results.result_tables import cell_words, p_words, sentence
from spatial.text import Text

if TYPE_CHECKING:
    from layers.results.pattern_result import PatternResult

FEW = 20
_RECTANGULAR = 0.6  # share of the bounding box below which Donnelly's correction is only rough


def pattern_reading(result: PatternResult) -> tuple[Text, ...]:
    """Return what a pattern says, with its caveats."""
    near, n = result.near, result.pattern.n
    words = []
    if n < FEW:
        words.append(
            Text(
                f"只有 {n} 个点：检验力很弱，结果只作线索。",
                f"Only {n} points: the tests are weak, take them as hints.",
            )
        )
    index, p = cell_words(near.donnelly_index, "zh", 3), p_words(near.p)
    verdict = (
        Text("与完全随机没有显著差别", "no significant difference from complete spatial randomness")
        if near.p > LEVEL
        else Text("显著地聚集", "significantly clustered")
        if near.donnelly_index < 1
        else Text("显著地均匀", "significantly regular")
    )
    words.append(
        Text(
            f"最近邻指数（Donnelly 校正）{index}，p {p}：{verdict.zh}；平均最近距离 {near.mean_m:,.0f} 米。",
            f"Nearest-neighbour index (Donnelly) {index}, p {p}: {verdict.en}; mean distance {near.mean_m:,.0f} m.",
        )
    )
    words += _shape_words(result)
    words.append(_k_words(result))
    words += kinds_reading(result.kinds)
    if near.p <= LEVEL or result.k is not None:
        words.append(
            Text(
                "与“完全随机”有差别，只说明分布不均匀（园区集中、山水处不能建），不等于设施互相吸引。",
                "To differ from complete randomness means an uneven spread (parks here, water there), not that sites "
                "attract each other.",
            )
        )
    words += _accuracy_words(result)
    if near.at_one_place:
        words.append(
            Text(
                f"{near.at_one_place} 个点与别的点在同一位置，会夸大聚集；请核对坐标精度。",
                f"{near.at_one_place} points share their place with another: that exaggerates clustering.",
            )
        )
    if result.pattern.outside:
        words.append(
            Text(
                f"研究区外的 {result.pattern.outside} 个点未计入。",
                f"{result.pattern.outside} points outside are left out.",
            )
        )
    if result.zones is None:
        words.append(
            Text(
                "研究区取点的外接矩形：其中不可能有设施的地方会使结果显得更聚集；请选择分区作研究区。",
                "The study area is the bounding box of the points: where no site can be, it makes them look clustered; "
                "choose zones instead.",
            )
        )
    return (*words, *result.notes, *map(sentence, result.methods))


def _shape_words(result: PatternResult) -> list[Text]:
    """Say where the edge correction of the index is only rough: study areas that are no rectangle."""
    study = result.pattern.study
    filled = float(study.area / study.envelope.area) if study.envelope.area else 1.0
    if filled >= _RECTANGULAR:
        return []
    return [
        Text(
            f"研究区只占其外接矩形的 {filled:.0%}，不近似矩形：最近邻指数的边缘校正只是近似，以 L 函数的模拟检验为准。",
            f"The study area fills {filled:.0%} of its bounding box: the edge correction of the index is rough, trust "
            "the simulation of L.",
        )
    ]


def _accuracy_words(result: PatternResult) -> list[Text]:
    """Say how accurate the places are, where the points state it: shorter distances mean nothing."""
    from spatial.values import parse_values

    frame = result.points.frame
    if ACCURACY not in frame.columns:
        return []
    stated = parse_values(frame[ACCURACY]).number[result.pattern.rows]
    known = stated[np.isfinite(stated) & (stated > 0)]
    if not len(known):
        return []
    middle = float(np.median(known))
    return [
        Text(
            f"点位注明精度的中位数为 {middle:,.0f} 米：比这更短的距离上的聚集不可信。",
            f"The median stated accuracy of the places is {middle:,.0f} m: clustering at shorter distances is not to "
            "be trusted.",
        )
    ]


def _k_words(result: PatternResult) -> Text:
    k = result.k
    if k is None or k.k_low is None or k.k_high is None:
        return Text(
            f"{result.pattern.n:,} 个点太多，未作 L 函数模拟。",
            f"{result.pattern.n:,} points are too many: L was not simulated.",
        )
    above, below = stretches(k.r_m, k.k_m2 > k.k_high), stretches(k.r_m, k.k_m2 < k.k_low)
    p = p_words(k.p_global)
    if not (above or below):
        return Text(f"L 函数没有越出模拟包络（p {p}）。", f"L stays within its envelope (p {p}).")
    zh, en = [], []
    if above:
        zh.append(f"{metres(above).zh}处高于模拟包络（这些距离以内邻点比随机分布多）")
        en.append(f"above its envelope at {metres(above).en} (more neighbours within these distances than at random)")
    if below:
        zh.append(f"{metres(below).zh}处低于模拟包络（这些距离以内邻点比随机分布少）")
        en.append(f"below its envelope at {metres(below).en} (fewer neighbours within these distances than at random)")
    verdict = (
        Text("整条曲线显著偏离随机", "as a whole it differs from randomness significantly")
        if (k.p_global or 0.0) <= LEVEL
        else Text("但整条曲线的检验不显著，不足为据", "but as a whole it does not differ significantly: no evidence")
    )
    return Text(
        f"L 函数在 {'，在 '.join(zh)}；{verdict.zh}（p {p}）。", f"L lies {'; '.join(en)}; {verdict.en} (p {p})."
    )
