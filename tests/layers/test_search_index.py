"""Features are found by whatever people type."""

from __future__ import annotations

import numpy as np
import pytest

from layers.placement import Names, Placed
from layers.search import Found, build_index
from spatial.feedback import CallbackFeedback, Cancelled

NAMES = ("桃浦智创城", "长风生态商务区", "天地软件园", "", "未来岛")
ENGLISH = ("Taopu Smart City", "Changfeng", "Tiandi Software Park", "", "Future Island")
ALIASES = {"桃浦": "taopu", "桃浦智创top": "taopu", "桃浦新村": "elsewhere"}


def placed(zh: tuple[str, ...] = NAMES, en: tuple[str, ...] = ENGLISH) -> Placed:
    ids = ("taopu", "changfeng", "z-03", "z-04", "z-05")[: len(zh)]
    points = np.full(len(zh), None, dtype=object)
    return Placed("EPSG:3857", points, ids, Names(zh, en), np.zeros(len(zh), dtype=bool))


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("桃浦", [0]),
        ("桃浦智创TOP", [0]),
        ("桃浦智创ＴＯＰ", [0]),
        ("智创", [0]),
        ("tp", [0]),
        ("tpzc", [0]),
        ("taopu", [0]),
        ("Taopu", [0]),
        ("tao pu", [0]),
        ("TAOPU SMART", [0]),
        ("cf", [1]),
        ("changfeng", [1]),
        ("zhangfeng", []),
        ("Z-03", [2]),
        ("z-0", [2, 3, 4]),
        ("软件", [2]),
        ("ruanjian", [2]),
        ("rj", []),
        ("elsewhere", []),
        ("新村", []),
        ("", []),
        ("  ", []),
        ("\n", []),
        ("不存在", []),
    ],
)
def test_a_query_finds_its_features(query: str, rows: list[int]) -> None:
    assert [found.index for found in build_index(placed(), ALIASES).find(query)] == rows


def test_the_whole_name_comes_before_its_beginning_and_that_before_its_middle() -> None:
    names = ("新桃浦", "桃浦镇", "桃浦")
    assert build_index(placed(names, names), {}).find("桃浦") == (Found(2, 0), Found(1, 1), Found(0, 2))


def test_no_more_are_returned_than_asked_for() -> None:
    names = tuple("园" for _ in range(5))
    assert len(build_index(placed(names, names), {}).find("园", 3)) == 3


def test_an_empty_data_set_finds_nothing() -> None:
    assert build_index(placed((), ()), {}).find("桃浦") == ()


def test_building_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        build_index(placed(), {}, CallbackFeedback(lambda *_: None, lambda: True))
