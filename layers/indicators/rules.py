"""What may be done with the figures of an indicator: stock or flow, what it is counted per, how areas roll up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from spatial.text import Text

StockFlow = Literal["stock", "flow", "neither", ""]
Base = Literal[
    "none",
    "residents",
    "staff",
    "firms",
    "area",
    "gdp",
    "rd_expenditure",
    "sales",
    "services_value_added",
    "nation",
    "district",
    "",
]
RollUp = Literal["sum", "weighted", "not_additive", ""]

STOCK_FLOW_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "stock": Text("存量（某一时点有多少）", "stock (how many there are at a time)"),
        "flow": Text("流量（一段时间内发生多少）", "flow (how much happens within a period)"),
        "neither": Text("既非存量也非流量（名次、指数、增速）", "neither stock nor flow (rank, index, growth)"),
        "": Text("未注明", "not stated"),
    }
)
BASE_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "none": Text("无分母（绝对数）", "none (absolute figure)"),
        "residents": Text("常住人口", "residents"),
        "staff": Text("从业人员", "staff"),
        "firms": Text("企业", "firms"),
        "area": Text("面积", "area"),
        "gdp": Text("地区生产总值（GDP）", "gross domestic product (GDP)"),
        "rd_expenditure": Text("全社会研发经费支出", "R&D expenditure of the whole society"),
        "sales": Text("企业销售收入", "sales revenue of enterprises"),
        "services_value_added": Text("服务业增加值", "value added of services"),
        "nation": Text("全国总量", "total of the country"),
        "district": Text("全区总量", "total of the district"),
        "": Text("未注明", "not stated"),
    }
)


@dataclass(frozen=True)
class Rule:
    """How the figures of an indicator behave.

    Parameters
    ----------
    stock_flow
        A stock at a point of time, a flow within a period, or neither; empty: nobody said.
    base
        What it is counted per: a key of `BASE_NAMES`; ``none`` for absolute figures, empty: nobody said.
    roll_up
        From the parts of an area to the whole: ``sum``, ``weighted`` (mean weighted by `weight`), or ``not_additive``.
    weight
        Id of the indicator that weights; empty unless `roll_up` is ``weighted``.
    comparable_with, not_comparable_with
        Ids of indicators that the catalogue declares comparable, and of its look-alikes.
    note
        Why it rolls up so, where the rule alone does not say it.
    """

    stock_flow: StockFlow = ""
    base: Base = ""
    roll_up: RollUp = ""
    weight: str = ""
    comparable_with: tuple[str, ...] = ()
    not_comparable_with: tuple[str, ...] = ()
    note: Text = Text("")

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("stock_flow", self.stock_flow, get_args(StockFlow)),
            ("base", self.base, get_args(Base)),
            ("roll_up", self.roll_up, get_args(RollUp)),
        ):
            if value not in allowed:
                raise ValueError(f"{name} = {value!r} ({' / '.join(filter(None, allowed))})")
        if bool(self.weight) != (self.roll_up == "weighted"):
            raise ValueError(f"roll_up = {self.roll_up!r}, weight = {self.weight!r}")


UNSAID = Rule()
"""The rule of a column of which nobody said anything."""


_BRIEF = {"stock": Text("存量", "stock"), "flow": Text("流量", "flow")}
_BRIEF_ROLL_UP = {
    "sum": Text("下级相加", "parts are added"),
    "weighted": Text("加权汇总", "weighted"),
    "not_additive": Text("不汇总", "not rolled up"),
}


def brief(rule: Rule) -> Text:
    """Return a rule in a few words, as it stands behind a definition; empty where nobody said anything."""
    base = Text("") if rule.base in ("", "none") else BASE_NAMES[rule.base]
    based = Text(f"分母：{base.zh}", f"base: {base.en}") if base else base
    parts = [_BRIEF.get(rule.stock_flow), based, _BRIEF_ROLL_UP.get(rule.roll_up)]
    said = [each for each in parts if each]
    return Text("，".join(each.zh for each in said), ", ".join(each.en for each in said))


def roll_up_words(rule: Rule, weight_name: Text = Text("")) -> Text:
    """Return in words how the figures of areas are put together.

    Parameters
    ----------
    weight_name
        Name of the indicator that weights; empty: its id.
    """
    name = weight_name or Text(rule.weight, rule.weight)
    words = {
        "sum": Text("下级区域相加", "the figures of the parts are added"),
        "weighted": Text(
            f"以“{name.zh}”加权平均，百分比和比率从不直接平均",
            f"mean weighted by “{name.to('en')}”; percentages and ratios are never averaged as they are",
        ),
        "not_additive": Text(
            "不可由下级区域汇总，须由原始数量重新计算",
            "cannot be rolled up from parts: to be computed anew from the quantities it is made of",
        ),
        "": Text("未注明", "not stated"),
    }[rule.roll_up]
    if not rule.note:
        return words
    return Text(f"{words.zh}；{rule.note.zh}", f"{words.en}; {rule.note.to('en')}")
