import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely.geometry import Point

from spatial.errors import JoinError
from spatial.feedback import CallbackFeedback, Cancelled
from spatial.joining.joins import RULES, JoinOptions, join_table, match_keys, normalise_key, report_of
from spatial.values import Form, parse_values

ALIASES = {"桃浦智创TOP": "putuo-taopu", "桃浦": "putuo-taopu", "桃浦智创城": "putuo-taopu"}


def layer(keys, index=None, **columns):
    frame = gpd.GeoDataFrame({"id": keys, **columns}, geometry=[Point(i, 0) for i in range(len(keys))], crs="EPSG:4326")
    return frame if index is None else frame.set_index(pd.Index(index))


def table(keys, **columns):
    return pd.DataFrame({"key": keys, **(columns or {"v": [str(i) for i in range(len(keys))]})})


def join(frame, rows, rule="", **more):
    return join_table(frame, rows, [("id", "key")], rule=rule, **more)


def refused(frame, rows, rule="", **more):
    with pytest.raises(JoinError) as caught:
        join(frame, rows, rule, **more)
    assert caught.value.message("en") != caught.value.message("zh")
    return caught.value.message("zh")


# --- aliases -------------------------------------------------------------------------------------------------------


def test_taopu_is_proposed_without_the_alias_and_matched_with_it():
    frame, rows = layer(["桃浦智创城", "未来岛"]), table(["桃浦智创TOP", "未来岛"])
    without = join(frame, rows)
    assert (without.matched, without.unmatched_table) == (1, ("桃浦智创TOP",))
    assert [(n.layer_key, n.table_key) for n in without.near] == [("桃浦智创城", "桃浦智创TOP")]
    result = join(frame, rows, aliases=ALIASES)
    assert (result.matched, result.near) == (2, ())
    assert result.by_alias == (("桃浦智创城", "桃浦智创TOP"),)
    assert "桃浦智创TOP→桃浦智创城" in result.notes[0].zh
    assert result.frame["v"].tolist() == ["0", "1"]


def test_an_alias_matches_an_id_and_an_id_a_name():
    assert join(layer(["putuo-taopu"]), table(["桃浦智创ＴＯＰ"]), aliases=ALIASES).matched == 1
    assert join(layer(["桃浦智创城"]), table(["Putuo-Taopu"]), aliases=ALIASES).matched == 1


def test_an_ambiguous_alias_never_matches_and_is_reported():
    aliases = {"临港": ["lingang-new-area", "carrying-lingang"], "临港新片区": "lingang-new-area"}
    match = match_keys(["临港新片区"], ["临港"], aliases=aliases)
    assert (match.matched, match.ambiguous) == (0, ("临港",))
    assert "别名" in match.near[0].reason.zh
    assert match_keys(["临港"], ["临港"], aliases=aliases).matched == 1  # the same words


def test_two_names_of_one_area_are_duplicates():
    message = refused(layer(["桃浦智创城"]), table(["桃浦", "桃浦智创TOP"]), aliases=ALIASES)
    assert "桃浦=桃浦智创TOP (1, 2)" in message


# --- the joined frame ----------------------------------------------------------------------------------------------


def test_printed_forms_survive_the_join():
    cells = ["458（预估）", "3-5", "/", "", "0"]
    result = join(layer(["a", "b", "c", "d", "e", "f"]), table(list("edcba"), v=cells[::-1]))
    assert result.frame["v"].tolist()[:5] == cells
    assert parse_values(result.frame["v"]).form.tolist() == [
        Form.ESTIMATE,
        Form.RANGE,
        Form.NOT_APPLICABLE,
        Form.MISSING,
        Form.NUMBER,
        Form.MISSING,
    ]


def test_the_layer_keeps_its_rows_order_index_and_crs_and_is_not_written_to():
    frame = layer(["b", "a", "x"], index=[7, 3, 3], name=["乙", "甲", "丙"])
    rows = table(["a", "b"], v=[1, 2])
    before = frame.copy(), rows.copy()
    result = join(frame, rows)
    assert isinstance(result.frame, gpd.GeoDataFrame)
    assert result.frame.crs == frame.crs
    assert_frame_equal(result.frame[["id", "name", "geometry"]], frame[["id", "name", "geometry"]])
    assert result.frame["v"].tolist()[:2] == [2, 1]
    assert np.isnan(result.frame["v"].iloc[2])
    assert (result.matched, result.unmatched_layer, result.columns) == (2, ("x",), ("v",))
    assert_frame_equal(frame, before[0])
    assert_frame_equal(rows, before[1])


def test_a_clash_of_names_is_renamed_and_said():
    result = join(layer(["a"], v=["old"], v_2=["older"]), table(["a"], v=["new"]))
    assert dict(result.renamed) == {"v": "v_3"}
    assert result.frame.iloc[0][["v", "v_2", "v_3"]].tolist() == ["old", "older", "new"]
    assert "v→v_3" in result.notes[0].zh


def test_chosen_columns_and_years_in_headings():
    rows = pd.DataFrame({"key": ["a"], "2019年（预估）": ["458"], "高企@2025": ["8000"], "x": ["1"]})
    options = JoinOptions(columns=["高企@2025", "2019年（预估）"])
    result = join(layer(["a"]), rows, options)
    assert result.columns == ("高企@2025", "2019年（预估）")
    assert [(c.year, c.kind) for c in result.details] == [(2025, "actual"), (2019, "estimate")]


def test_a_heading_may_be_a_number():
    result = join(layer(["a"]), pd.DataFrame({"key": ["a"], 2018: ["3-5"]}))
    assert [(c.name, c.year) for c in result.details] == [("2018", 2018)]
    assert result.frame["2018"].tolist() == ["3-5"]


def test_geometry_of_a_table_stays_behind():
    assert join(layer(["a"]), layer(["a"], v=["1"]).rename(columns={"id": "key"})).columns == ("v",)


def test_features_may_share_a_table_row_and_it_is_said():
    result = join(layer(["a", "a"]), table(["a"]))
    assert (result.matched, result.duplicates_layer, result.frame["v"].tolist()) == (2, ("a",), ["0", "0"])
    assert "不可直接相加" in result.notes[0].zh


def test_composite_keys():
    frame = layer(["普陀区", "普陀区", "黄浦区", None], year=[2018, 2019, 2018, 2018])
    rows = pd.DataFrame(
        {"k": ["普陀区", "普陀区", "黄浦区", "黄浦区"], "y": ["2019", "２０１８", None, "2019"], "v": [1, 2, 3, 4]}
    )
    result = join_table(frame, rows, [("id", "k"), ("year", "y")])
    assert result.frame["v"].tolist()[:2] == [2, 1]
    assert result.unmatched_layer == ("黄浦区 | 2018", " | 2018")
    assert result.unmatched_table == ("黄浦区 | ", "黄浦区 | 2019")
    assert result.columns == ("v",)


def test_confirmed_near_matches():
    frame, rows = layer(["001", "002"]), table(["1", "002"])
    result = join(frame, rows, JoinOptions(confirmed={"001": "1"}))
    assert (result.matched, result.near, result.by_alias) == (2, (), ())
    assert "1→001" in result.notes[0].zh
    assert "003" in refused(frame, rows, JoinOptions(confirmed={"003": "1"}))


def test_big_whole_numbers_stay_exact():
    result = join(layer(["a", "b"]), table(["a"], code=[310107123456789012]))
    assert result.frame["code"].iloc[0] == 310107123456789012


# --- duplicates ----------------------------------------------------------------------------------------------------

YEARS = pd.DataFrame(
    {
        "key": ["a", "a", "a", "b", "c"],
        "年份": ["2018", "2019年（预估）", "2025年目标", "2018年", "2020年目标"],
        "v": ["428.4", "458（预估）", "850", "0", "/"],
        "占比": ["12.5%", "13%", "", "2%", "3%"],
        "单位": ["亿元", "亿元", "亿元", "亿元", "亿元"],
    }
)


def test_duplicates_are_refused_with_keys_rows_and_rules():
    message = refused(layer(["a", "b"]), YEARS)
    assert "a (1, 2, 3)" in message
    assert all(rule in message for rule in RULES if rule)


def test_duplicates_that_match_nothing_are_only_reported():
    result = join(layer(["b"]), YEARS)
    assert (result.matched, result.duplicates) == (1, ("a",))


def test_sum_keeps_meanings_and_lists_ratios():
    rows = table(list("aabbcc"), v=["3", "458（预估）", "3-5", "1", "5", ""], 占比=["1%", "2%", "3%", "3%", "", "1%"])
    result = join(layer(["a", "b", "c", "d"]), rows, "sum")
    assert result.frame["v"].tolist()[:2] == ["461（预估）", "4-6"]
    assert result.frame["v"].iloc[2:].isna().all()
    assert result.frame["占比"].tolist()[:2] == ["1%；2%", "3%"]
    notes = "".join(note.zh for note in result.notes)
    assert "不完整" in notes
    assert "比率不能相加" in notes


def test_mean_of_ratios_is_flagged():
    result = join(layer(["a"]), table(["a", "a"], v=["1", "2"], 每万人专利=["3", "4"]), "mean")
    assert result.frame.iloc[0][["v", "每万人专利"]].tolist() == ["1.5", "3.5"]
    assert [note.zh[:7] for note in result.notes] == ["“每万人专利”"]


LABELS = {"code": [310107123456789012, 310107123456789012, 310101], "年份": [2018, 2019, 2018]}


def test_numbers_stay_numbers_and_codes_are_not_added():
    rows = table(["a", "a", "b"], n=[1, 2, 5], x=[0.5, np.nan, 1.5], **LABELS)
    frame = join(layer(["a", "b"]), rows, "sum").frame
    assert frame["n"].tolist() == [3, 5]
    assert frame["n"].dtype == np.int64
    np.testing.assert_array_equal(frame["x"], [np.nan, 1.5])
    assert frame["code"].tolist() == [310107123456789012, 310101]
    assert frame["年份"].tolist() == ["2018；2019", "2018"]


def test_different_years_added_up_are_noted():
    notes = join(layer(["a"]), YEARS[["key", "年份", "v"]], "sum").notes
    assert "不同年份" in notes[0].zh


def test_latest_takes_figures_before_targets():
    result = join(layer(["a", "b", "c", "d"]), YEARS, "latest")
    assert result.frame["v"].tolist()[:3] == ["458（预估）", "0", "/"]
    assert "2018 1 个，2019（预估） 1 个，2020（目标） 1 个" in result.notes[0].zh
    assert "仅有目标值" in result.notes[1].zh


def test_years_become_columns():
    result = join(layer(["b", "a", "d"]), YEARS.drop(columns="占比"), "years")
    assert result.columns == ("v@2018", "v@2019", "v@2025", "单位")
    assert [c.kind for c in result.details] == ["actual", "estimate", "target", None]
    assert result.frame["v@2018"].tolist()[:2] == ["0", "428.4"]
    assert result.frame["v@2019"].tolist()[1] == "458（预估）"
    assert result.frame[["v@2018", "v@2019", "v@2025"]].isna().sum().tolist() == [1, 2, 2]
    assert result.frame["单位"].tolist()[:2] == ["亿元", "亿元"]


def test_target_and_figure_of_one_year_are_two_columns():
    rows = table(["a", "a"], year=["2020", "2020年目标"], v=["5", "6"])
    assert join(layer(["a"]), rows, "years").columns == ("v@2020", "v@2020target")
    assert join(layer(["a"]), rows, "latest").frame["v"].tolist() == ["5"]


@pytest.mark.parametrize("rule", ["latest", "years"])
@pytest.mark.parametrize(("years", "word"), [(["2018", "2018年"], "同一年"), (["2018", "十三五"], "十三五（2）")])
def test_years_must_be_readable_and_once(rule, years, word):
    assert word in refused(layer(["a"]), table(["a", "a"], 年份=years, v=["1", "2"]), rule)


# --- what stops a join ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ([("idd", "key")], ("图层中没有列“idd”", "是否指“id”", "geometry")),
        ([("id", "Keys")], ("表格中没有列“Keys”", "是否指“key”")),
        ([], ("没有指定连接键",)),
    ],
)
def test_unknown_columns(on, words):
    with pytest.raises(JoinError) as caught:
        join_table(layer(["a"]), table(["a"]), on)
    assert all(word in caught.value.message("zh") for word in words)


def test_nothing_matches_shows_examples_and_near_matches():
    message = refused(layer(["001", "002"]), table(["1", "x"]))
    assert all(word in message for word in ("001、002", "1、x", "001→1"))


@pytest.mark.parametrize(
    ("rows", "options", "word"),
    [
        (table([]), "", "没有数据行"),
        (table(["a"]), "first", "没有名为“first”的"),
        (table(["a"]), "latest", "年份列"),
        (table(["a"]), JoinOptions("years", year_field="Year"), "没有列“Year”"),
        (table(["a"]), JoinOptions(columns=["w"]), "没有列“w”"),
        (pd.DataFrame([["a", "1", "2"]], columns=["key", "v", "v"]), "", "同名"),
    ],
)
def test_refusals(rows, options, word):
    assert word in refused(layer(["a"]), rows, options)


def test_an_empty_layer_joins_to_an_empty_layer():
    result = join(layer([]), table(["a"]))
    assert (len(result.frame), result.matched, result.unmatched_table) == (0, 0, ("a",))


def test_report_of_a_join_that_is_refused():
    report = report_of(layer(["a", "001"]), pd.concat([YEARS, table(["1"])]), [("id", "key")])
    assert report == {
        "matched": 1,
        "unmatched_layer": ["001"],
        "unmatched_table": ["b", "c", "1"],
        "duplicates": ["a"],
        "near": [{"layer": "001", "table": "1", "score": 0.98, "reason": "仅前导零不同"}],
    }


# --- size, and what always holds -----------------------------------------------------------------------------------


def test_a_table_of_100_000_rows():
    n = 100_000
    frame = pd.DataFrame({"id": [f"{i:06d}" for i in range(n)]})
    order = np.random.default_rng(1).permutation(n)
    rows = table([f"{i:06d}" for i in order], v=[str(i) for i in order])
    heard = []
    result = join(frame, rows, feedback=CallbackFeedback(lambda fraction, doing: heard.append(fraction)))
    assert result.matched == n
    assert result.frame["v"].astype(int).tolist() == list(range(n))
    assert heard == sorted(heard)
    assert len(heard) > 5


def test_a_join_can_be_cancelled():
    with pytest.raises(Cancelled):
        join(layer(["a"]), table(["a"]), feedback=CallbackFeedback(should_stop=lambda: True))


KEYS = st.lists(st.sampled_from([None, "", "1", "001", "１", "a", "A ", "（a）", "(a)", "x"]), max_size=8)


@given(KEYS, KEYS)
def test_every_feature_appears_once_in_order_and_is_matched_or_not(here, there):
    frame = pd.DataFrame({"id": here, "row": range(len(here))}, dtype=object)
    match = match_keys(frame["id"], there)
    assert match.matched + len(match.unmatched_layer) == len(here)
    assert set(match.unmatched_layer).isdisjoint(match.layer_keys[match.counts > 0])
    names = [normalise_key(key or "") for key in there]
    expected = [names.count(normalise_key(key or "")) if normalise_key(key or "") else 0 for key in here]
    assert match.counts.tolist() == expected
    if not there or (here and not match.matched):
        return
    frames = join_table(frame, pd.DataFrame({"key": there, "v": [1] * len(there)}), [("id", "key")], rule="sum").frame
    assert frames["row"].tolist() == list(range(len(here)))
    assert frames["v"].fillna(0).tolist() == expected
