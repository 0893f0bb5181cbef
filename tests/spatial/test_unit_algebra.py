from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.unit_algebra import PURE, conversion, product, read_unit

UNITS = ("亿元", "万元", "万人", "人", "家", "件/万人", "平方公里", "公顷", "%", "百分点", "年", "处/平方公里")
UNITS += ("人(个)", "台(套)", "指数", "亿元/万人", "元/人", "%/年")


@pytest.mark.parametrize(
    ("left", "sign", "right", "unit", "factor"),
    [
        ("亿元", "/", "平方公里", "亿元/平方公里", 1),
        ("亿元", "/", "万元", "", 1e4),
        ("家", "/", "家", "", 1),
        ("亿元", "/", "万人", "亿元/万人", 1),
        ("件/万人", "*", "万人", "件", 1),
        ("件/万人", "*", "人", "件", 1e-4),
        ("%", "*", "亿元", "亿元", 0.01),
        ("亿元", "/", "%", "亿元", 100),
        ("%", "/", "%", "", 1),
        ("%", "*", "", "%", 1),
        ("亿元/平方公里", "*", "公顷", "亿元", 0.01),
        ("", "/", "年", "1/年", 1),
        ("家", "*", "万人", "家·万人", 1),
    ],
)
def test_products_keep_printed_names(left: str, sign: str, right: str, unit: str, factor: float) -> None:
    made, by = product(read_unit(left), read_unit(right), 1 if sign == "*" else -1)
    assert (str(made), by) == (unit, pytest.approx(factor))


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("亿元", "万元", 1e4),
        ("亿元/万人", "万元/人", 1),
        ("亩", "公顷", 1 / 15),
        ("百分点", "%", 1),
        ("", "%", 100),
        ("位", "万人", 1e-4),
        ("亿元", "家", None),
        ("家", "项", None),
        ("亿元", "亿欧元", None),
        ("件/万人", "件", None),
        ("平方公里", "公里", None),
        ("指数", "", None),
    ],
)
def test_only_like_things_convert(source: str, target: str, factor: float | None) -> None:
    found = conversion(read_unit(source), read_unit(target))
    assert found == (None if factor is None else pytest.approx(factor))


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_a_quotient_times_its_divisor_is_the_dividend(a: str, b: str) -> None:
    one, other = read_unit(a), read_unit(b)
    quotient, by = product(one, other, -1)
    whole, again = product(quotient, other)
    back = conversion(whole, one)
    assert back is not None and by * again * back == pytest.approx(1)
    assert read_unit(str(quotient)).dimensions == quotient.dimensions, "what is printed is read as the same"


@given(st.text(max_size=200))
def test_any_text_is_a_unit_and_printed_ones_read_as_themselves(words: str) -> None:
    unit = read_unit(words)
    assert conversion(unit, unit) == pytest.approx(1)
    assert product(unit, PURE)[0].dimensions == unit.dimensions
