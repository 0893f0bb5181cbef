"""Units as the plans print them (``亿元``, ``件/万人``, ``平方公里``, ``%``): multiplied, divided, compared.

A unit is kept as it is printed: a quotient of 亿元 and 平方公里 is ``亿元/平方公里``, and a factor arises only where
two names of one thing meet (亿元 and 万元). Counters (家, 件, 项 …) are dimensions of their own: 家 and 亿元 never add
up, and neither do 家 and 人. An unknown unit is a dimension of its own, too; nothing is guessed from its name.

A general library of units was weighed (pint): its names must be Python identifiers, which ``人(个)``, ``台(套)`` and
``%`` are not; unknown units of a file would have to be defined in a registry shared by all, and reading and printing
would be ours all the same. What is left of it is the addition of exponents below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

LONGEST_UNIT = 40
MOST_PARTS = 6
_PREFIXES = {"万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5}
_PREFIXES |= {"万": 1e4, "千": 1e3, "百": 1e2}
_COUNTERS = "家 个 件 项 条 篇 所 处 户 座 台 套 次 种 份 辆 栋 间 台(套) 人次 元 欧元 美元 日元 英镑 年 月 吨 千瓦时"
_BASES: Mapping[str, tuple[str, int, float]] = MappingProxyType(
    {name: (name, 1, 1.0) for name in _COUNTERS.split()}
    | dict.fromkeys(("人", "位", "名", "人(个)", "persons", "people"), ("人", 1, 1.0))
    | dict.fromkeys(("米", "m"), ("米", 1, 1.0))
    | dict.fromkeys(("公里", "千米", "km"), ("米", 1, 1e3))
    | dict.fromkeys(("平方米", "m²", "㎡", "m2"), ("米", 2, 1.0))
    | dict.fromkeys(("平方公里", "平方千米", "km²", "km2"), ("米", 2, 1e6))
    | {"公顷": ("米", 2, 1e4), "ha": ("米", 2, 1e4), "亩": ("米", 2, 1e4 / 15)}
    | dict.fromkeys(("%", "百分点", "个百分点"), ("", 0, 0.01))
    | {"‰": ("", 0, 0.001), "倍": ("", 0, 1.0)}
)
"""A name, and what it is: its dimension, the power of that, and how many of the dimension's own units it is."""
_FOLD = str.maketrans("（）％／∕＊×・ ", "()%//····", "\u3000 \u200b")
PERCENT = frozenset({"%", "百分点", "个百分点"})


@dataclass(frozen=True)
class Part:
    """A name in a unit with its power (negative: below the line), and what it is (`_BASES`)."""

    name: str
    power: int
    dimension: str
    per_name: int
    factor: float


@dataclass(frozen=True)
class Unit:
    """A product of names with powers, in the order of printing; no part: a plain number, or a unit nobody printed."""

    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        """Print as the plans do: ``件/万人``; 1 stands above the line where nothing else does."""
        above = [part.name for part in self.parts for _ in range(part.power)]
        below = [part.name for part in self.parts for _ in range(-part.power)]
        return "/".join(["·".join(above) or ("1" if below else ""), *below])

    @property
    def dimensions(self) -> Mapping[str, int]:
        """Power of each dimension; empty for numbers and percentages."""
        found: dict[str, int] = {}
        for part in self.parts:
            found[part.dimension] = found.get(part.dimension, 0) + part.power * part.per_name
        return {name: power for name, power in found.items() if power and name}

    @property
    def factor(self) -> float:
        """How many of the dimensions' own units it is: 1e8 for 亿元, 0.01 for %."""
        product = 1.0
        for part in self.parts:
            product *= part.factor**part.power
        return product

    @property
    def is_percent(self) -> bool:
        """Whether it is a percentage or a difference of percentages."""
        return len(self.parts) == 1 and self.parts[0].name in PERCENT and self.parts[0].power == 1


PURE = Unit()


@lru_cache(maxsize=1024)
def read_unit(printed: str) -> Unit:
    """Read a unit as printed; never fails: an unknown one is a dimension of its own, an empty one is `PURE`."""
    words = printed.translate(_FOLD).strip().removeprefix("每") if printed else ""
    if not words:
        return PURE
    names = [words] if words in _BASES else re.split("[/·]", words)
    if len(words) > LONGEST_UNIT or len(names) > MOST_PARTS or not all(names):
        return Unit((_part(words[:LONGEST_UNIT], 1),))
    below = [sign == "/" for sign in re.findall("[/·]", words)] if len(names) > 1 else []
    powers = [1, *(-1 if each else 1 for each in below)]
    return _gathered(_part(name, power) for name, power in zip(names, powers, strict=True) if name != "1")


def is_known_unit(word: str) -> bool:
    """Say whether a word is a unit of the table, with a scale word before it or not: 亿元, 家, 万."""
    rests = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return word in _BASES or any(rest in _BASES or not rest for rest in rests)


def _part(name: str, power: int) -> Part:
    if name in _BASES:
        return Part(name, power, *_BASES[name])
    if name in _PREFIXES:
        return Part(name, power, "", 0, _PREFIXES[name])
    for prefix, times in _PREFIXES.items():
        if name.startswith(prefix) and (rest := name.removeprefix(prefix)) in _BASES and rest not in PERCENT:
            dimension, per_name, factor = _BASES[rest]
            return Part(name, power, dimension, per_name, times * factor)
    return Part(name, power, name, 1, 1.0)


def _gathered(parts: Iterable[Part]) -> Unit:
    """Return a unit in which each name stands once."""
    kept: dict[str, Part] = {}
    for part in parts:
        power = part.power + (kept[part.name].power if part.name in kept else 0)
        kept[part.name] = Part(part.name, power, part.dimension, part.per_name, part.factor)
    return Unit(tuple(part for part in kept.values() if part.power))


def product(a: Unit, b: Unit, power: int = 1) -> tuple[Unit, float]:
    """Return the unit of ``a * b`` (`power` 1) or ``a / b`` (-1), and what the number must be multiplied by.

    The factor is 1 unless two names of one dimension meet, or a percentage meets something else.
    """
    turned = [Part(each.name, each.power * power, each.dimension, each.per_name, each.factor) for each in b.parts]
    parts = list(_gathered([*a.parts, *turned]).parts)
    scale = 1.0
    for place, part in enumerate(parts):  # 亿元 with 万元: the first name stays
        first = next((each for each in parts[:place] if _same_kind(each, part)), None)
        if first is not None:
            scale *= (part.factor / first.factor) ** part.power
            parts[parts.index(first)] = _with_power(first, first.power + part.power)
            parts[place] = _with_power(part, 0)
    parts = [part for part in parts if part.power]
    alone = len(parts) == 1 and parts[0].power == 1
    for part in parts:  # 5 % of 100 亿元 is 5 亿元
        scale *= part.factor**part.power if not part.dimension and not alone else 1.0
    return Unit(tuple(part for part in parts if part.dimension or alone)), scale


def _same_kind(a: Part, b: Part) -> bool:
    return bool(a.power and a.dimension) and (a.dimension, a.per_name) == (b.dimension, b.per_name)


def _with_power(part: Part, power: int) -> Part:
    return Part(part.name, power, part.dimension, part.per_name, part.factor)


def conversion(source: Unit, target: Unit) -> float | None:
    """Return what a number in `source` is multiplied by to be in `target`; None where they measure different things."""
    if source.dimensions != target.dimensions:
        return None
    return source.factor / target.factor
