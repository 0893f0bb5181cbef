import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.cells import read_cell
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.values import Form, parse_values, print_number, print_numbers, printed

NUMBERS = {
    "0": 0,
    "0.0": 0,
    "-3": -3,
    "−3": -3,
    "－3": -3,
    "+3.5": 3.5,
    ".5": 0.5,
    "１２３．５": 123.5,
    "1,234,567": 1234567,
    "1，234": 1234,
    "12 345": 12345,
    " 428.4 ": 428.4,
    "\u3000691\u00a0": 691,
    "1.2e5": 120000,
    "12.5%": 12.5,
    "12.5％": 12.5,
    "481家": 481,
    "2.6万": 26000,
    "2.6万家": 26000,
    "41.79万户": 417900,
    "3.5万亿": 3.5e12,
    "458*": 458,
    "458①": 458,
}
ESTIMATES = {
    "458（预估）": 458,
    "458(预计)": 458,
    "458 （ 估算 ）": 458,
    "458预估": 458,
    "1,268.7（快报数）": 1268.7,
    "约458": 458,
    "约 12.5%": 12.5,
    "4.5左右": 4.5,
    "预计2.6万家": 26000,
    "458 (est.)": 458,
}
RANGES = {
    "3-5": (3, 5),
    "3—5": (3, 5),
    "3——5": (3, 5),
    "3~5": (3, 5),
    "３～５": (3, 5),
    "3～5家": (3, 5),
    "3至5": (3, 5),
    "3 - 5": (3, 5),
    "-5--3": (-5, -3),
    "-5-3": (-5, 3),
    "3%-5%": (3, 5),
    "3-5%": (3, 5),
    "3万-5万": (30000, 50000),
    "3-5（预估）": (3, 5),
    "5-5": (5, 5),
}
MISSING = (
    "",
    " ",
    "\u3000",
    "-",
    "—",
    "——",
    "－",
    "..",
    "无",
    "缺",
    "暂无",
    "不详",
    "n.a.",
    "N/A",
    "NA",
    "NULL",
    "NaN",
)
NOT_APPLICABLE = ("/", "／", " / ", "不适用")
TEXTS = (
    *("超过1.7万家", "近20个", "20余家", "20多个", "≥100", "<5", "…", "001", "1/3", "约1/3", "10²", "①", "十"),
    *("2019-08-21", "2019-08", "5-3", "3-5万", "3万-5", "19.99亿元", "3公顷", "1,23", "1234,567", "+", "TRUE", "桃浦"),
    *("19.99亿元，比“十二五”期末增加近2倍", "#REF!", "1-2-3", "3--5"),
)


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_number(text, number):
    cell = read_cell(text)
    assert (cell.form, cell.number, cell.low, cell.high) == (Form.NUMBER, number, number, number)


@pytest.mark.parametrize(("text", "number"), ESTIMATES.items())
def test_estimate(text, number):
    cell = read_cell(text)
    assert (cell.form, cell.number) == (Form.ESTIMATE, number)


@pytest.mark.parametrize(("text", "ends"), RANGES.items())
def test_range(text, ends):
    cell = read_cell(text)
    assert (cell.form, cell.low, cell.high) == (Form.RANGE, *ends)
    assert np.isnan(cell.number)


@pytest.mark.parametrize(
    ("text", "form"),
    [(t, Form.MISSING) for t in MISSING]
    + [(t, Form.NOT_APPLICABLE) for t in NOT_APPLICABLE]
    + [(t, Form.TEXT) for t in TEXTS],
)
def test_no_figure(text, form):
    cell = read_cell(text)
    assert cell.form == form
    assert np.isnan([cell.number, cell.low, cell.high]).all()


def test_the_dirty_values_of_the_plans_are_five_different_things():
    cells = ["458（预估）", "3-5", "/", "", "0", None]
    values = parse_values(pd.Series(cells))
    assert values.form.tolist() == [
        Form.ESTIMATE,
        Form.RANGE,
        Form.NOT_APPLICABLE,
        Form.MISSING,
        Form.NUMBER,
        Form.MISSING,
    ]
    assert values.number[[0, 4]].tolist() == [458, 0]
    assert printed(values) == ("458（预估）", "3-5", "/", "", "0", "")


@pytest.mark.parametrize("dtype", ["float64", "Int64", "float32", "object", "Float64", "int64[pyarrow]"])
def test_numeric_dtypes(dtype):
    values = parse_values(pd.Series([3, None, 0], dtype=dtype))
    assert values.form.tolist() == [Form.NUMBER, Form.MISSING, Form.NUMBER]
    assert values.form.dtype == np.uint8
    np.testing.assert_array_equal(values.number, [3, np.nan, 0])
    assert printed(values) == ("3", "", "0")


def test_truth_values_and_infinite_ones_are_no_figures():
    assert parse_values([True, False]).form.tolist() == [Form.TEXT] * 2
    values = parse_values([np.inf, 1.5, -np.inf])
    assert values.form.tolist() == [Form.TEXT, Form.NUMBER, Form.TEXT]
    assert np.isnan(values.number[[0, 2]]).all()
    assert printed(values)[1] == "1.5"


def test_mixed_objects():
    values = parse_values([1, 2.0, "3-5", None, pd.NA, np.nan, True, 0])
    assert printed(values) == ("1", "2", "3-5", "", "", "", "True", "0")
    assert values.number[[0, 1, 7]].tolist() == [1, 2, 0]
    assert values.form[6] == Form.TEXT


def test_empty_column():
    assert len(parse_values([])) == 0
    assert printed(parse_values(pd.Series([], dtype=str))) == ()


def test_long_codes_print_in_full():
    assert printed(parse_values([310107123456789012])) == ("310107123456789012",)


@pytest.mark.parametrize(
    ("number", "text"), [(0.1 + 0.2, "0.3"), (-0.0, "0"), (26000.0, "26000"), (float("nan"), ""), (1268.7, "1268.7")]
)
def test_print_number(number, text):
    assert print_number(number) == text
    assert printed(parse_values([number])) == (text,)


def test_many_numbers_are_printed_as_each_alone():
    numbers = np.append(np.random.default_rng(1).normal(0, 1e3, 5000).round(3), [-0.0, np.nan, 7.0])
    assert print_numbers(numbers).tolist() == ["" if np.isnan(each) else print_number(each) for each in numbers]


def test_the_column_is_not_written_to():
    column = pd.Series([1.0, np.inf, 3.0])
    values = parse_values(column)
    values.number[0] = 99
    assert column.tolist() == [1.0, np.inf, 3.0]


def test_notes_tell_of_scale_words_and_mixed_percent_signs():
    assert parse_values(["428.4", "3"]).notes == ()
    (scaled,) = parse_values(["2.6万", "17000"]).notes
    assert "2.6万 = 26000" in scaled.zh
    values = parse_values(["12.5%", "13"])
    assert values.percent
    assert "百分号" in values.notes[0].zh


def test_text_cells_report_and_can_be_cancelled():
    def stop():
        return True

    with pytest.raises(Cancelled):
        parse_values(["a", "b"], CallbackFeedback(should_stop=stop))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12).map(lambda x: round(x, 4)))
def test_printed_numbers_are_read_back(number):
    cell = read_cell(print_number(number))
    assert cell.form == Form.NUMBER
    assert cell.number == pytest.approx(number)


@given(st.text(max_size=12))
def test_every_text_has_a_form_and_keeps_its_print(text):
    values = parse_values([text])
    assert values.form[0] in list(Form)
    assert printed(values) == (text,)
    assert np.isfinite(values.number[0]) == (values.form[0] <= Form.ESTIMATE)
