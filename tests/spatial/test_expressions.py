from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import ExpressionError
from spatial.expressions import DEEPEST, LONGEST, find_rows

FRAME = pd.DataFrame(
    {
        "名称": ["张江", "漕河泾", "ZJ Park", None, "浦东 新区"],
        "产值（亿元）": ["10", "3-5", "/", None, "458（预估）"],
        "share@2019": [1.0, 2.0, np.nan, 4.0, 5.0],
        "n": pd.array([0, 1, 2, None, 4], dtype="Int64"),
        "code": ["001", "1", "01", "2", ""],
        "in": [True, False, True, False, True],
    }
)
NAMES = {"企业数（家）": "n", "份额": "share@2019"}


@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("n > 1", [2, 4]),
        ("n ＞＝ 1 且 n≤2", [1, 2]),
        ("not n > 1", [0, 1]),  # neither true nor false where the cell is missing
        ("n != 1", [0, 2, 4]),
        ("n <> 1 or n = 1", [0, 1, 2, 4]),
        ("[产值（亿元）] >= 10", [0, 4]),
        ("“产值（亿元）” > 2.9", [0, 1, 4]),  # all of 3-5
        ("[产值（亿元）] > 4", [0, 4]),  # not all of 3-5
        ("not [产值（亿元）] > 4", []),
        ("[产值（亿元）] = '3-5'", [1]),
        ("[产值（亿元）] * 2 > 1", [0, 1, 4]),  # a range stays one
        ("[产值（亿元）] * 2 > 7", [0, 4]),
        ("[产值（亿元）] is missing", [3]),
        ("[产值（亿元）] 不为空", [0, 1, 2, 4]),
        ("[产值（亿元）] is estimate or [产值（亿元）] is range", [1, 4]),
        ("[产值（亿元）] is not applicable", [2]),
        ("[产值（亿元）] is not missing", [0, 1, 2, 4]),
        ("名称 包含 '浦'", [4]),
        ("名称 contains 'zj'", [2]),
        ("名称 not contains 'zj'", [0, 1, 4]),
        ("名称 like '%park'", [2]),
        ("名称 like '张_'", [0]),
        ("名称 like '%东%区'", [4]),
        ("名称 in ('张江', ‘漕河泾’)", [0, 1]),
        ("名称 属于 ('张江')", [0]),
        ("n not in (0, 1)", [2, 4]),
        ("n between 1 and 2", [1, 2]),
        ("share@2019 + n = 9", [4]),
        ("-share@2019 < --1 * -3", [3, 4]),
        ("(n + 1) / 0 > 0", []),
        ("1 / n > 0", [1, 2, 4]),
        ("share@2019 > n", [0, 1, 4]),
        ("[企业数（家）] = 4 and 份额 = 5", [4]),
        ("code = '001'", [0]),
        ("code = 1", [1]),
        ("[in] = 'True'", [0, 2, 4]),
        ("名称 = '张江' or n = 1 and n = 2", [0]),
        ("not (n = 0 or n = 1)", [2, 4]),
        ("1 < 2", [0, 1, 2, 3, 4]),
        ("'a' = 'b'", []),
    ],
)
def test_what_holds_where(expression: str, rows: list[int]) -> None:
    assert np.flatnonzero(find_rows(expression, FRAME, NAMES)).tolist() == rows


@pytest.mark.parametrize(
    ("expression", "at", "words"),
    [
        ("", 1, "ends too soon"),
        ("n >", 4, "ends too soon"),
        ("n > 1 n", 7, "no operator"),
        ("n > 1 and share", 11, "no column “share”"),
        ("__import__('os')", 1, "no column"),
        ("n.real > 1", 2, "means nothing"),
        ("n = 1; n", 6, "means nothing"),
        ("n", 1, "condition is wanted"),
        ("(n > 1) + 1 > 2", 2, "value is wanted"),
        ("n > 1 + (n = 1)", 10, "value is wanted"),
        ("(n > 1", 7, "“)” is wanted"),
        ("n in 1", 6, "“(” is wanted"),
        ("n is big", 6, "missing, estimate"),
        ("n like 5", 8, "'text' is wanted"),
        ("n not 5", 7, "in, between"),
        ("12abc > 1", 1, "means nothing"),
    ],
)
def test_what_is_refused_says_where(expression: str, at: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        find_rows(expression, FRAME, NAMES)
    assert caught.value.what.en.startswith(f"Character {at} ") and words in caught.value.what.en
    assert caught.value.remedy.zh and f"第 {at} 个字符" in caught.value.what.zh


def test_an_unknown_column_is_answered_with_those_near_it() -> None:
    with pytest.raises(ExpressionError) as caught:
        find_rows("[产值(亿元)] > 1", FRAME)
    assert "产值（亿元）" in caught.value.remedy.zh


@pytest.mark.parametrize(
    "expression",
    ["(" * (DEEPEST + 1) + "n > 1" + ")" * (DEEPEST + 1), "n = 1 or " * LONGEST + "n = 1"],
)
def test_what_is_too_big_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionError):
        find_rows(expression, FRAME)


def test_long_chains_are_no_matter() -> None:
    assert find_rows("n = 1" + " or n = 2" * 200, FRAME).tolist() == [False, True, True, False, False]
    assert find_rows("not " * 400 + "n = 1", FRAME).tolist() == [False, True, False, False, False]
    assert find_rows("1+" * 900 + "n = 900", FRAME).tolist() == [True, False, False, False, False]
    assert not find_rows("名称 like '" + "%a" * 500 + "'", pd.DataFrame({"名称": ["a" * 400 + "b"] * 3})).any()


def test_an_empty_frame_has_no_rows() -> None:
    assert find_rows("n > 1 and 名称 contains 'x'", FRAME.iloc[:0]).tolist() == []


PIECES = st.sampled_from(
    [
        "n",
        "名称",
        "[名称]",
        "“n”",
        "份额",
        "(",
        ")",
        "(",
        ")",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "and",
        "or",
        "not",
        "in",
        "between",
        "contains",
        "like",
        "is",
        "missing",
        "applicable",
        "estimate",
        "+",
        "-",
        "*",
        "/",
        ",",
        "1",
        "2.5",
        "1e400",
        "'a'",
        '"%"',
        "‘浦’",
        "且",
        "非",
        "为空",
        "；",
        ".",
        "__class__",
        "\u3000",
        "（",
        "）",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join)))
def test_whatever_is_typed_gives_rows_or_an_error_that_says_where(expression: str) -> None:
    try:
        rows = find_rows(expression, FRAME, NAMES)
    except ExpressionError as error:
        assert error.what.zh and error.remedy.zh
    else:
        assert rows.shape == (5,) and rows.dtype == bool
