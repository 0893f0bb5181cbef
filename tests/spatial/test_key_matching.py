import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.joining.joins import match_keys, normalise_key

# --- keys ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("３１０１０７", "310107"),
        (" 普 陀　区 ", "普陀区"),
        ("普陀区\u200b\ufeff", "普陀区"),
        ("康桥工业区（科学城部分）", "康桥工业区(科学城部分)"),
        ("康桥工业区【科学城部分】", "康桥工业区[科学城部分]"),
        ("〔2017〕68号", "(2017)68号"),
        ("谈家28—文化信息•商务港", "谈家28-文化信息·商务港"),
        ("谈家28——文化信息・商务港", "谈家28－文化信息·商务港"),
        ("ＴＯＰ", "top"),
        ("Straße", "STRASSE"),
    ],
)
def test_same_key(a, b):
    assert normalise_key(a) == normalise_key(b) != ""


@pytest.mark.parametrize(("a", "b"), [("001", "1"), ("1.0", "1"), ("普陀", "普陀区"), ("地块1", "地块2"), ("-1", "1")])
def test_different_keys(a, b):
    assert normalise_key(a) != normalise_key(b)


@given(st.text(max_size=20))
def test_normalising_twice_changes_nothing(text):
    assert normalise_key(normalise_key(text)) == normalise_key(text)


@pytest.mark.parametrize(
    ("here", "there", "matched"),
    [
        (["1", "2"], [1, 2], 2),
        (["1", "2"], [1.0, np.nan], 1),
        ([1.0, None], ["1", ""], 1),
        ([310104, 310105], ["310104.0", "310105.0"], 2),
        (["310104", "310105"], ["310104.0", "x"], 0),
        ([None, "", " ", np.nan, pd.NA], [None, "", " ", np.nan, pd.NA], 0),
    ],
)
def test_keys_are_text(here, there, matched):
    assert match_keys(here, there).matched == matched


def test_the_preview_has_rows_and_both_sides():
    match = match_keys(["a", "b", "b", None, "x"], ["b", "c", "a", "b", None, "c"])
    assert match.rows.tolist() == [2, 0, 0, -1, -1]
    assert match.counts.tolist() == [1, 2, 2, 0, 0]
    assert match.table_rows(1).tolist() == [0, 3]
    assert match.table_rows(3).tolist() == []
    assert match.unmatched_layer == ("", "x")
    assert match.unmatched_table == ("c", "")
    assert match.duplicates == ("b", "c")
    assert match.duplicates_layer == ("b",)


# --- near matches --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "reason"),
    [
        ("001", "1", "前导零"),
        ("0310", "310", "前导零"),
        ("310104", "310104.0", "小数"),
        ("普陀区", "普陀", "后缀"),
        ("未来岛园区", "未来岛科技园", "后缀"),
        ("桃浦智创城", "桃浦智创TOP", "写法"),
        ("桃浦", "Taopu", "拼音"),
        ("武宁科技园", "武宁科技圆", "拼音"),
        ("黄浦区", "Huangpu District", "拼音"),
        ("上海市普陀区", "普陀区", "包含"),
        ("谈家28-文化信息·商务港（曹杨）", "谈家28", "包含"),
    ],
)
def test_near_match(here, there, reason):
    (near,) = match_keys([here, "无关甲"], ["qq", there]).near
    assert (near.layer_key, near.table_key) == (here, there)
    assert reason in near.reason.zh
    assert 0.6 <= near.score < 1


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("地块1", "地块2"),
        ("310104", "310105"),
        ("SH-001", "SH-002"),
        ("长宁", "长风"),
        ("武宁科技园", "长风科技园"),
        ("a", "b"),
    ],
)
def test_not_near(here, there):
    assert match_keys([here], [there]).near == ()


def test_a_name_inside_several_others_is_not_guessed():
    assert match_keys(["长风科技园", "长风生态商务区"], ["长风"]).near == ()
    assert match_keys(["长风"], ["长风科技园", "长风生态商务区"]).near == ()


def test_each_key_is_proposed_once_and_only_when_unmatched():
    near = match_keys(["普陀区", "黄浦区", "桃浦智创城"], ["普陀", "普陀区", "桃浦智创TOP", "桃浦智创"]).near
    assert [(n.layer_key, n.table_key) for n in near] == [("桃浦智创城", "桃浦智创")]


def test_many_unmatched_keys_are_capped_and_it_is_said():
    match = match_keys([f"甲{i}号" for i in range(1500)], [f"乙{i}弄" for i in range(1500)])
    assert "1000" in match.notes[-1].zh
