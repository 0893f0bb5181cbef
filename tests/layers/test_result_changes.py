"""What a result computed anew says of the figures before it."""

from layers.results.result_changes import Told, table_changes
from layers.results.result_tables import ResultTable
from spatial.text import Text

TOLD = Told(("分区",), ("面积", "密度"))
COLUMNS = (Text("分区", "Zone"), Text("面积", "Area"), Text("密度", "Density"), Text("份额", "Share"))


def table(*rows):
    return ResultTable(Text("t"), COLUMNS, tuple((Text(name, name.upper()), *cells) for name, *cells in rows))


def test_figures_are_told_from_what_to_what():
    before = table(("a", 1.0, 5.0, 1.0), ("b", 2.0, 1.0, 1.0))
    words = table_changes(before, table(("b", 2.0, 1.0, 3.0), ("a", 1.25, 4.0, 1.0)), TOLD)
    assert words.zh == "a：面积 1 → 1.25，密度 5 → 4。" and words.en == "A: area 1 → 1.25, density 5 → 4."


def test_what_is_not_printed_has_not_changed_and_no_figure_is_no_zero():
    before = table(("a", 1.0, 5.0, 1.0))
    assert table_changes(before, table(("a", 1.00000001, 5.0, 9.0)), TOLD).en == "no figure changed."
    assert table_changes(before, table(("a", 1.0, None, 1.0)), TOLD).zh == "a：密度 5 → —。"


def test_rows_that_came_and_went_are_named_and_long_lists_cut():
    before = table(*((f"z{n}", 1.0, 1.0, 1.0) for n in range(9)))
    after = table(*((f"z{n}", 2.0, 1.0, 1.0) for n in range(1, 10)))
    words = table_changes(before, after, TOLD)
    assert "另有 4 行有变化" in words.zh and "新增：z9" in words.zh and "不再有：z0" in words.zh
    assert "gone: Z0" in words.en and "new: Z9" in words.en


def test_other_columns_are_not_compared():
    other = ResultTable(Text("t"), COLUMNS[:3], ((Text("a"), 1.0, 5.0),))
    assert "未逐项对照" in table_changes(table(("a", 1.0, 5.0, 1.0)), other, TOLD).zh
