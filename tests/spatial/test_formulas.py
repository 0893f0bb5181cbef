"""Formulas of derived indicators: what they give, what they refuse and where, and that nothing hostile gets through."""

from __future__ import annotations

import time
import tracemalloc
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import ExpressionError
from spatial.expression_parsing import DEEPEST, LONGEST
from spatial.expression_values import Cause, Value
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.formula_functions import FUNCTIONS, Quantity
from spatial.formulas import MOST_OPERATIONS, read_formula, rounded
from spatial.text import Text
from spatial.values import Form, parse_values

FRAME = pd.DataFrame(
    {
        "产值": ["10", "3-5", "/", None, "458（预估）"],
        "firms": [2, 0, 4, 5, 10],
        "n@2019": [10, 20, 0, 5, 1],
        "n@2025": ["20", "30-40", "1", "5（预估）", "x"],
        "人口": [1.0, 2.0, 4.0, 4.0, 5.0],
        "占比值": ["5%", "6%", "", "7%", "8%"],
        "万元值": [1e4, 2e4, 3e4, 4e4, 5e4],
        "code": ["001", "a", "b", "c", "d"],
    }
)
KNOWN = {
    "产值": Quantity("亿元"),
    "firms": Quantity("家"),
    "n@2019": Quantity("家", 2019),
    "n@2025": Quantity("家", 2025),
    "人口": Quantity("万人"),
    "占比值": Quantity("%"),
    "万元值": Quantity("万元"),
}
NAMES = {column: column for column in FRAME} | {"企业数（家）": "firms", "企业数 2019年": "n@2019"}
AREAS = Value(np.arange(1.0, 6.0), np.arange(1.0, 6.0), np.zeros(5, np.uint8))


def result(expression: str, unit: str = "") -> tuple[str, list[object]]:
    formula = read_formula(expression, NAMES, KNOWN, unit)
    cells = formula.evaluate(FRAME, AREAS).cells
    return formula.unit, [None if cell is None or cell != cell else cell for cell in cells.tolist()]


@pytest.mark.parametrize(
    ("expression", "unit", "cells"),
    [
        ("产值 / firms", "亿元/家", ["5", None, "/", None, "45.8（预估）"]),
        ("[产值]÷面积()", "亿元/平方公里", ["10", "1.5至2.5", "/", None, "91.6（预估）"]),
        ("per_km2(产值)", "亿元/平方公里", ["10", "1.5至2.5", "/", None, "91.6（预估）"]),
        ("每万人（firms，人口）", "家/万人", [2, 0, 1, 1.25, 2]),
        ("产值 + 5 亿元", "亿元", ["15", "8至10", "/", None, "463（预估）"]),
        ("产值 + 万元值", "亿元", ["11", "5至7", "/", None, "463（预估）"]),
        ("10 亿元 - 产值", "亿元", ["0", "5至7", "/", None, "-448（预估）"]),
        ("- 产值 * 2", "亿元", ["-20", "-10至-6", "/", None, "-916（预估）"]),
        ("growth(n@2019, n@2025)", "%/年", ["12.2462", "6.99132至12.2462", None, "0（预估）", None]),
        ("年均增长([企业数 2019年], n@2025)", "%/年", ["12.2462", "6.99132至12.2462", None, "0（预估）", None]),
        ("share(firms)", "%", [pytest.approx(v / 21 * 100) for v in (2, 0, 4, 5, 10)]),
        ("占比(n@2019, firms)", "%", [500, None, 0, 100, 10]),
        ("合计(firms)", "家", [21] * 5),
        ("firms / total(firms)", "", [pytest.approx(v / 21) for v in (2, 0, 4, 5, 10)]),
        ("产值 * 占比值", "亿元", ["0.5", "0.18至0.3", "/", None, "36.64（预估）"]),
        ("占比值 - 3%", "百分点", [2, 3, None, 4, 5]),
        ("占比值 + 占比值", "%", [10, 12, None, 14, 16]),
        ("to(产值 / 人口, '万元/人')", "万元/人", ["10", "1.5至2.5", "/", None, "91.6（预估）"]),
        ("换算(万元值, '亿元')", "亿元", [1, 2, 3, 4, 5]),
        ("max(n@2019, n@2025)", "家", ["20", "30至40", "1", "5（预估）", None]),
        ("min(n@2019, firms)", "家", [2, 0, 0, 5, 1]),
        ("abs(-产值)", "亿元", ["10", "3至5", "/", None, "458（预估）"]),
        ("code * 1", "", [None] * 5),
        ("firms * 1e15 * 1e15", "家", [None, 0, None, None, None]),
    ],
)
def test_what_a_formula_gives(expression: str, unit: str, cells: list[object]) -> None:
    assert result(expression) == (unit, cells)


def test_a_share_of_a_total_with_ranges_and_estimates_holds_the_true_one() -> None:
    _, cells = result("share(产值)")
    read = parse_values(cells)
    assert read.form.tolist() == [Form.RANGE, Form.RANGE, Form.NOT_APPLICABLE, Form.MISSING, Form.RANGE]
    assert str(cells[0]).endswith("（预估）"), "an estimate is in the total"
    for middle in (3, 4.2, 5):
        true = [each / (10 + middle + 458) * 100 for each in (10, middle)]
        assert all(low - 1e-5 <= t <= high + 1e-5 for low, t, high in zip(read.low, true, read.high, strict=False))


@pytest.mark.parametrize(
    ("expression", "cause"),
    [
        ("产值 / firms", {Cause.MISSING: 1, Cause.NOT_APPLICABLE: 1, Cause.ZERO_DIVISOR: 1}),
        ("firms / (产值 - 4 亿元)", {Cause.MISSING: 1, Cause.NOT_APPLICABLE: 1, Cause.ZERO_DIVISOR: 1}),  # -1 to 1
        ("code * 1", {Cause.TEXT: 5}),
        ("firms * 1e15 * 1e15", {Cause.TOO_LARGE: 4}),
        ("growth(n@2019, n@2025)", {Cause.TEXT: 1, Cause.NOT_POSITIVE: 1}),
    ],
)
def test_no_figure_has_a_cause(expression: str, cause: dict[Cause, int]) -> None:
    assert read_formula(expression, NAMES, KNOWN).evaluate(FRAME, AREAS).causes == cause


@pytest.mark.parametrize(
    ("expression", "at", "words"),
    [
        ("产值 + firms", 6, "亿元 on the left, 家 on the right"),
        ("产值 + 5", 6, "without a unit on the right"),
        ("firms - 3%", 9, "家 on the left, % on the right"),
        ("占比值 + 3", 7, "% on the left"),
        ("firms + code", 9, "without a unit"),
        ("max(产值, firms)", 9, "亿元 on the left"),
        ("share(产值, firms)", 11, "亿元 on the left"),
        ("share(占比值)", 7, "ratios of areas do not add up"),
        ("total(产值 / 人口)", 7, "do not add up"),
        ("total(5)", 7, "of columns"),
        ("growth(n@2025, n@2019)", 16, "later than the first"),
        ("growth(产值, n@2025)", 8, "each have a year"),
        ("per_10k(firms, firms)", 16, "number of persons"),
        ("to(产值, '家')", 1, "cannot be given in 家"),
        ("to(产值, firms)", 1, "it is written"),
        ("abs('a')", 1, "no argument"),
        ("per_km2()", 1, "is written per_km2(column)"),
        ("产值 + 'a'", 6, "cannot stand here"),
        ("产值 > 3", 4, "no operator"),
        ("firms and firms", 7, "no operator"),
        ("1 + 2", 1, "uses no column"),
        ("", 1, "ends too soon"),
        ("firms *", 8, "ends too soon"),
        ("(firms", 7, "“)” is wanted"),
        ("firms * 1e16", 9, "greater than"),
        ("firms * 1e999", 9, "greater than"),
        ("nofirms * 2", 1, "no column “nofirms”"),
    ],
)
def test_what_is_refused_says_where_and_why(expression: str, at: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_formula(expression, NAMES, KNOWN)
    error = caught.value
    assert error.what.en.startswith(f"Character {at} ") and words in error.what.en
    assert f"第 {at} 个字符" in error.what.zh and error.at == at - 1 and error.remedy.zh


def test_the_guard_is_asked_with_the_operation_and_its_reason_is_told() -> None:
    asked: list[tuple[str, str, str]] = []

    def guard(first: str, second: str, sign: str) -> Text:
        asked.append((first, second, sign))
        return Text("口径不同", "the definitions differ") if sign == "-" else Text("")

    read_formula("growth(n@2019, n@2025)", NAMES, KNOWN, guard=guard)
    read_formula("(firms + n@2019) / 人口 * 2", NAMES, KNOWN, guard=guard)
    assert asked == [
        ("n@2019", "n@2025", "growth"), ("firms", "n@2019", "+"), ("firms", "人口", "/"), ("n@2019", "人口", "/"),
    ]  # fmt: skip
    with pytest.raises(ExpressionError, match="the definitions differ"):
        read_formula("2 * n@2025 - n@2019", NAMES, KNOWN, guard=guard)


def test_a_formula_can_be_spelled_with_other_names() -> None:
    formula = read_formula(" 每平方公里( [企业数（家）] ) * 2", NAMES, KNOWN)
    assert formula.spelled(lambda column: {"firms": "a]b"}[column], lambda name: FUNCTIONS[name].name) == (
        "per_km2( “a]b” ) * 2"
    )
    assert formula.columns == ("firms",) and formula.uses_area


def test_work_can_be_stopped() -> None:
    feedback = CallbackFeedback(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        read_formula("firms + firms", NAMES, KNOWN).evaluate(FRAME, AREAS, feedback)


@pytest.mark.parametrize(
    ("number", "text"), [(1234567.891, "1234568"), (0.1 + 0.2, "0.3"), (12.34567891, "12.3457"), (1e-9, "0.000000001")]
)
def test_figures_lose_no_whole_digits(number: float, text: str) -> None:
    assert rounded(number) == text


# --- nothing hostile gets through ----------------------------------------------------------------------------------

ATTACKS = [
    "__import__('os').system('true')",
    "open('/etc/passwd')",
    "open('/etc/passwd').read()",
    "eval('1')",
    "exec('import os')",
    "getattr(firms, 'real')",
    "firms.__class__",
    "firms.__class__.__mro__[1].__subclasses__()",
    "[firms].__len__()",
    "().__class__.__bases__",
    "(lambda: firms)()",
    "[c for c in firms]",
    "{firms}",
    "f'{firms}'",
    "'%s' % firms",
    "'a' * 999999999",
    "firms['a']",
    "firms[0]",
    "firms ** firms",
    "9**9**9**9",
    "9^9^9",
    "1e308 * 1e308 * firms",
    "firms; import os",
    "firms\nimport os",
    "import os",
    "globals()",
    "vars()",
    "compile('a', 'b', 'exec')",
    "breakpoint()",
    "input()",
    "@firms",
    "firms := 3",
    "firms if firms else firms",
    "print(firms)",
    "pd.read_csv('/etc/passwd')",
    "np.load('/etc/passwd')",
    "to(firms, '__import__')",
    "to(firms, '家**999999999')",
    "to(firms, '" + "家/" * 900 + "')",
    "total(__builtins__)",
    "\\x00firms",
    "firms\x00",
    "‮firms",
    "firms" * 1000,
    "(" * (DEEPEST + 1) + "firms" + ")" * (DEEPEST + 1),
    "abs(" * (DEEPEST + 1) + "firms" + ")" * (DEEPEST + 1),
    "[" * 1900,
    "'" + "a" * 1900,
    "firms+" * (MOST_OPERATIONS + 1) + "firms",
    "a" * (LONGEST + 1),
    "9" * 1900,
    "1" + "." * 1000,
    "1e" * 900,
    "max(" + "firms," * 300 + "firms)",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_attacks_are_refused_at_once(attack: str) -> None:
    began = time.process_time()
    with pytest.raises(ExpressionError):
        read_formula(attack, NAMES, KNOWN).evaluate(FRAME, AREAS)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "expression",
    [
        "firms" + "+firms" * (MOST_OPERATIONS // 2 - 1),
        "(" * (DEEPEST - 1) + "firms" + ")" * (DEEPEST - 1),
        "-(" * (DEEPEST - 1) + "firms" + "*2)" * (DEEPEST - 1),
        "to(" * (DEEPEST - 1) + "2*firms" + ",'万家')" * (DEEPEST - 1),
        "abs(" * (DEEPEST - 1) + "-firms" + ")" * (DEEPEST - 1),
        "-" * 1900 + "firms",
    ],
    ids=range(6),
)
def test_the_greatest_formulas_are_no_matter(expression: str) -> None:
    began = time.process_time()
    tracemalloc.start()
    read_formula(expression, NAMES, KNOWN).evaluate(FRAME, AREAS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - began < 2.0 and peak < 16e6


WORDS = (
    "[产值]",
    "“firms”",
    "1",
    "2.5",
    "1e15",
    "1e400",
    "亿元",
    "万人",
    "'万家'",
    "'a'",
    "and",
    "is",
    ".",
    "__class__",
)
NAMED = (*KNOWN, *FUNCTIONS, *(call.zh for call in FUNCTIONS.values()))
PIECES = st.sampled_from([*"()()()+-*/,%，（）÷[' \u3000", *NAMED, *WORDS])
ATOMS = st.sampled_from(
    ["firms", "产值", "n@2019", "n@2025", "人口", "占比值", "万元值", "面积()", "2", "3%", "5 亿元", "[code]"]
)
SHAPES = (
    "({} + {})",
    "({} - {})",
    "{} * {}",
    "{} / {}",
    "-{}",
    "share({})",
    "每万人({}, {})",
    "growth({}, {})",
    "max({}, {})",
)
TREES = st.recursive(
    ATOMS,
    lambda inner: st.builds(
        lambda shape, a, b: shape.format(a, b) if shape.count("{}") == 2 else shape.format(a),
        st.sampled_from(SHAPES), inner, inner,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=400, deadline=1000)
@given(
    st.one_of(
        st.text(max_size=80),
        st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")),
        st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "replace")),
        st.lists(PIECES, max_size=30).map(" ".join),
        st.lists(PIECES, max_size=30).map("".join),
        TREES,
    ),
    st.sampled_from(["", "%", "万元", "家/平方公里", "\x00"]),
)
def test_whatever_is_typed_gives_figures_or_an_error_that_says_where(expression: str, unit: str) -> None:
    try:
        formula = read_formula(expression, NAMES, KNOWN, unit)
    except ExpressionError as error:
        assert error.what.zh and error.remedy.zh and 0 <= error.at <= len(expression)
        return
    made = formula.evaluate(FRAME, AREAS)
    assert made.cells.shape == made.form.shape == made.cause.shape == (5,)
    again = parse_values(pd.Series(made.cells))
    assert again.form.tolist() == made.form.tolist(), "what is printed reads as what it is"
    assert ((made.form == Form.MISSING) | (made.form == Form.NOT_APPLICABLE)).tolist() == (made.cause != 0).tolist()


NUMBER = st.integers(-50, 50)


@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER), min_size=1, max_size=6))
def test_ranges_hold_every_true_result(rows: list[tuple[int, int, int]]) -> None:
    """Interval arithmetic against exact fractions, at the ends and inside."""
    frame = pd.DataFrame({"a": [f"{min(x, y)}至{max(x, y)}" for x, y, _ in rows], "b": [z for _, _, z in rows]})
    names = {"a": "a", "b": "b"}
    sums, quotients = (read_formula(text, names, {}).evaluate(frame) for text in ("a * 3 - b", "b / a"))
    for row, (x, y, z) in enumerate(rows):
        low, high = sorted((x, y))
        inside = {low, high, (low + high) // 2}
        read = parse_values([sums.cells[row]])
        assert all(read.low[0] <= each * 3 - z <= read.high[0] for each in inside)
        if low <= 0 <= high:
            assert quotients.cause[row] == Cause.ZERO_DIVISOR
        else:
            read = parse_values([quotients.cells[row]])
            assert all(read.low[0] - 1e-4 <= Fraction(z, each) <= read.high[0] + 1e-4 for each in inside)
