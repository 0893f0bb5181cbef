import pytest

from spatial.years import parse_year


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("2018", (2018, "actual")),
        (2018, (2018, "actual")),
        ("2018.0", (2018, "actual")),
        ("２０１８年", (2018, "actual")),
        ("2018年末", (2018, "actual")),
        ("2019年（预估）", (2019, "estimate")),
        ("2019 (estimate)", (2019, "estimate")),
        ("2020年目标", (2020, "target")),
        ("2025（规划）", (2025, "target")),
        ("2025 target", (2025, "target")),
    ],
)
def test_year(label, read):
    assert parse_year(label) == read


@pytest.mark.parametrize("label", ["", "十三五", "2018-2020", "2019-08-21", "20180", "18年", "合计", None, "v2018"])
def test_no_year(label):
    assert parse_year(label) is None
