import numpy as np
import pytest

from spatial.combination import combine
from spatial.values import Form, parse_values, printed


def combined(cells, rule="sum"):
    return combine(parse_values(cells), np.zeros(len(cells), np.int64), 1, rule)


@pytest.mark.parametrize(
    ("cells", "rule", "form", "text"),
    [
        (["1", "2"], "sum", Form.NUMBER, "3"),
        (["1", "2"], "mean", Form.NUMBER, "1.5"),
        (["0", "0"], "sum", Form.NUMBER, "0"),
        (["0.1", "0.2"], "sum", Form.NUMBER, "0.3"),
        (["458（预估）", "3"], "sum", Form.ESTIMATE, "461（预估）"),
        (["3-5", "1"], "sum", Form.RANGE, "4-6"),
        (["3-5", "1", "458（预估）"], "sum", Form.RANGE, "462-464"),
        (["3-5", "1"], "mean", Form.RANGE, "2-3"),
        (["-5--3", "-1"], "sum", Form.RANGE, "-6--4"),
        (["5", "/"], "sum", Form.NUMBER, "5"),
        (["5", "/"], "mean", Form.NUMBER, "5"),
        (["/", "/"], "sum", Form.NOT_APPLICABLE, "/"),
        (["5", ""], "sum", Form.MISSING, ""),
        (["", ""], "sum", Form.MISSING, ""),
        (["/", ""], "sum", Form.MISSING, ""),
        (["12%", "13%"], "mean", Form.NUMBER, "12.5%"),
        (["5", "超过1.7万家"], "sum", Form.TEXT, "5；超过1.7万家"),
        (["甲", "甲"], "sum", Form.TEXT, "甲"),
        (["甲", "乙", "甲"], "mean", Form.TEXT, "甲；乙"),
        (["甲", ""], "sum", Form.TEXT, "甲"),
        (["12%", ""], "list", Form.TEXT, "12%；—"),
        (["12%", "12%"], "list", Form.NUMBER, "12%"),
    ],
)
def test_combine(cells, rule, form, text):
    values = combined(cells, rule).values
    assert (values.form[0], printed(values)) == (form, (text,))


def test_what_is_left_out_is_flagged():
    assert combined(["5", ""]).incomplete.tolist() == [True]
    assert combined(["5", "6"]).incomplete.tolist() == [False]
    assert combined(["5", "/"]).partly_applicable.tolist() == [True]
    assert combined(["甲", "乙"]).listed.tolist() == [True]


def test_a_single_row_keeps_its_print():
    values = parse_values(["458 (预计)", "１２", "…", None])
    result = combine(values, np.arange(4), 4, "sum").values
    assert printed(result) == ("458 (预计)", "１２", "…", "")
    assert result.form.tolist() == values.form.tolist()


def test_rows_may_be_left_out_and_groups_empty():
    values = combine(parse_values([1.0, 2.0, 4.0]), np.array([1, -1, 1]), 3, "sum").values
    np.testing.assert_array_equal(values.number, [np.nan, 5, np.nan])
    assert values.form.tolist() == [Form.MISSING, Form.NUMBER, Form.MISSING]
    assert len(combine(parse_values([]), np.zeros(0, np.int64), 0, "sum").values) == 0
