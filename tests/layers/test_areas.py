"""The hierarchy of areas, their names and what a search finds them by."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.areas import COLUMNS, Area, AreaTable, read_areas, search_keys
from spatial.errors import ProjectError, SourceError
from spatial.joining.joins import normalise_key
from spatial.text import Text

HEADER = ",".join(COLUMNS)
ROWS = """
shanghai,city,,上海市,Shanghai,上海|本市|沪,,310000,,,,
minhang,district,shanghai,闵行区,Minhang,闵行,Minhang District,310112,districts.geojson,,,
carrying-minhang,carrying_area,shanghai,闵行科技创新中心承载区,Minhang carrying area,闵行,,,geometry of minhang,,,
putuo,district,shanghai,普陀区,Putuo,普陀,,310107,districts.geojson,,,
putuo-park,park,putuo,普陀园,Putuo Park,张江普陀园,,,,10.08,003,
putuo-taopu,subpark,putuo-park,桃浦智创城,Taopu Smart City,桃浦|桃浦科技智慧城,,,putuo_north.geojson,4.2,shpt,
"""


def table(folder: Path, rows: str = ROWS, extra: str = "") -> AreaTable:
    (folder / "areas.csv").write_text(f"\ufeff{HEADER}{rows}", encoding="utf-8")
    if extra:
        (folder / "aliases.csv").write_text(f"area_id,alias,note\n{extra}\n", encoding="utf-8")
    return read_areas(folder / "areas.csv")


def area(area_id: str, parent: str = "") -> Area:
    return Area(area_id, "zone", parent, Text(area_id), (), "", "", None, "", "")


def test_reading_keeps_everything(tmp_path: Path) -> None:
    areas = table(tmp_path)
    taopu = areas["putuo-taopu"]
    assert list(areas)[:2] == ["shanghai", "minhang"]
    assert (taopu.name, taopu.parent, taopu.area_km2_published) == (
        Text("桃浦智创城", "Taopu Smart City"),
        "putuo-park",
        4.2,
    )
    assert areas["putuo"].area_km2_published is None
    assert areas["minhang"].names == ("闵行区", "Minhang", "闵行", "Minhang District", "minhang", "310112")


def test_hierarchy(tmp_path: Path) -> None:
    areas = table(tmp_path)
    assert [a.id for a in areas.ancestors("putuo-taopu")] == ["putuo-park", "putuo", "shanghai"]
    assert [a.id for a in areas.children("shanghai")] == ["minhang", "carrying-minhang", "putuo"]
    assert [a.id for a in areas.descendants("putuo")] == ["putuo-park", "putuo-taopu"]
    assert areas.ancestors("shanghai") == ()


def test_a_shared_name_is_never_picked(tmp_path: Path) -> None:
    areas = table(tmp_path)
    assert [a.id for a in areas.resolve("闵行")] == ["minhang", "carrying-minhang"]
    assert [a.id for a in areas.resolve("闵行", "district")] == ["minhang"]
    assert [a.id for a in areas.resolve(" 闵行　区 ")] == ["minhang"]
    assert areas.resolve("不存在") == ()
    key = normalise_key("闵行")
    assert {name: ids for name, ids in areas.names().items() if len(ids) > 1} == {key: ("minhang", "carrying-minhang")}
    assert key not in areas.aliases()
    assert areas.aliases(["minhang", "putuo"])[key] == "minhang"
    assert normalise_key("上海市") not in areas.names(["minhang"])


def test_aliases_lead_to_one_area(tmp_path: Path) -> None:
    aliases = table(tmp_path, extra="putuo-taopu,桃浦智创TOP,name in use").aliases()
    for name in ("桃浦", "桃浦智创城", "Taopu Smart City", "putuo-taopu", "桃浦智创TOP", "桃浦智创ＴＯＰ"):
        assert aliases[normalise_key(name)] == "putuo-taopu"
    assert aliases["310107"] == "putuo"


@pytest.mark.parametrize(
    ("areas", "word"),
    [
        ([area("a"), area("a")], "twice"),
        ([area("a", "b")], "does not exist"),
        ([area("a", "b"), area("b", "a")], "circle"),
        ([area("a", "a")], "circle"),
    ],
)
def test_a_broken_hierarchy_is_refused(areas: list[Area], word: str) -> None:
    with pytest.raises(ProjectError, match=word):
        AreaTable(areas)


def test_broken_tables_are_refused_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"areas\.csv.*line 2.*abc"):
        table(tmp_path, "\nputuo,district,,普陀区,Putuo,,,,,abc,,\n")
    with pytest.raises(SourceError, match="nobody"):
        table(tmp_path, extra="nobody,某地,")
    (tmp_path / "areas.csv").write_text("area_id,name_zh\n", encoding="utf-8")
    with pytest.raises(SourceError, match="level"):
        read_areas(tmp_path / "areas.csv")
    with pytest.raises(SourceError):
        read_areas(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("桃浦", ("taopu", "tp")),
        ("闵行区", ("minhangqu", "mhq")),
        ("长宁区", ("changningqu", "cnq")),
        ("长风科技园", ("changfengkejiyuan", "cfkjy")),
        ("莘庄", ("xinzhuang", "xz")),
        ("桃浦智创TOP", ("taopuzhichuangtop", "tpzctop")),
        ("谈家28（曹杨）", ("tanjia28caoyang", "tj28cy")),
        ("互联网+", ("hulianwang", "hlw")),
        ("SHINE", ("shine",)),
        ("<script>", ("script",)),
        ("", ()),
        ("·", ()),
    ],
)
def test_search_keys(name: str, keys: tuple[str, ...]) -> None:
    assert search_keys(name) == keys
