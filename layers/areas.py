"""The areas of the atlas: hierarchy, names, aliases, and the keys a search finds them by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from layers.tables import Row, number, parse_rows, parts, read_rows
from spatial.errors import ProjectError, SourceError
from spatial.text import Text

COLUMNS = (
    "area_id",
    "level",
    "parent_id",
    "name_zh",
    "name_en",
    "aliases_zh",
    "aliases_en",
    "code",
    "geometry_layer",
    "area_km2_published",
    "area_source",
    "note",
)

_LEAST_SHORT, _LONG_ZH, _LONG_EN = 3, 12, 40

# Readings of place names that a general dictionary gets wrong.
_PLACE_READINGS = {
    "闵行": "min hang",
    "长宁": "chang ning",
    "长风": "chang feng",
    "长三角": "chang san jiao",
    "长寿": "chang shou",
    "长征": "chang zheng",
    "长海": "chang hai",
    "长江": "chang jiang",
    "莘庄": "xin zhuang",
    "莘砖": "xin zhuan",
    "漕河泾": "cao he jing",
    "真如": "zhen ru",
}


@dataclass(frozen=True)
class Area:
    """One area of the hierarchy.

    Parameters
    ----------
    id
        Slug, unique in the table.
    level
        ``country``, ``city``, ``district``, ``carrying_area``, ``park``, ``zone``, ``block``, ``subpark``, ``region``,
        ``comparison`` (a place compared with, without geometry) or ``organisation`` (holds figures of no area).
    parent
        Id of the area it belongs to; empty at the top.
    name
        Full name.
    aliases
        Other names, Chinese ones first.
    code
        Administrative code (text; leading zeros kept), empty for none.
    geometry
        Layer file, or the sentence that says what its polygon is made of.
    area_km2_published, area_source
        Published area with its source; None where nothing is published.
    note
        What else the table says.
    """

    id: str
    level: str
    parent: str
    name: Text
    aliases: tuple[str, ...]
    code: str
    geometry: str
    area_km2_published: float | None
    area_source: str
    note: str

    @property
    def short(self) -> Text:
        """The name where there is little room: of a long one, the shortest alias in that language that says enough."""
        every = [each for each in self.aliases if len(each) >= _LEAST_SHORT]
        zh = min((each for each in every if not each.isascii()), key=len, default=self.name.zh)
        en = min((each for each in every if each.isascii()), key=len, default=self.name.en)
        return Text(
            zh if len(self.name.zh) > _LONG_ZH else self.name.zh, en if len(self.name.en) > _LONG_EN else self.name.en
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All names it goes by: full names, aliases, id and code; without repetition."""
        every = (self.name.zh, self.name.en, *self.aliases, self.id, self.code)
        return tuple(dict.fromkeys(name for name in every if name))


class AreaTable(Mapping[str, Area]):
    """Areas by id, in the order of the table.

    Parameters
    ----------
    areas
        Parents may come after their children.

    Raises
    ------
    ProjectError
        An id occurs twice, a parent does not exist, or areas contain each other in a circle.
    """

    def __init__(self, areas: Iterable[Area]) -> None:
        every = tuple(areas)
        self._areas = MappingProxyType({area.id: area for area in every})
        if len(self._areas) < len(every):
            raise _broken(_first_double([area.id for area in every]), "编号重复", "the id occurs twice")
        self._by_name: dict[str, tuple[str, ...]] = {}
        for area in every:
            if area.parent and area.parent not in self._areas:
                raise _broken(area.id, f"上级“{area.parent}”不存在", f"its parent “{area.parent}” does not exist")
            self.ancestors(area.id)

    def __getitem__(self, area_id: str) -> Area:
        return self._areas[area_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._areas)

    def __len__(self) -> int:
        return len(self._areas)

    def ancestors(self, area_id: str) -> tuple[Area, ...]:
        """Return the areas that hold this one, the nearest first."""
        found: list[Area] = []
        current = self._areas[area_id]
        while current.parent:
            current = self._areas[current.parent]
            if current.id == area_id or current in found:
                raise _broken(area_id, "上下级关系成环", "areas contain each other in a circle")
            found.append(current)
        return tuple(found)

    def children(self, area_id: str) -> tuple[Area, ...]:
        """Return the areas directly below this one, in the order of the table."""
        return tuple(area for area in self._areas.values() if area.parent == area_id)

    def descendants(self, area_id: str) -> tuple[Area, ...]:
        """Return all areas below this one, each followed by what is below it."""
        found: list[Area] = []
        for child in self.children(area_id):
            found += [child, *self.descendants(child.id)]
        return tuple(found)

    def resolve(self, name: str, level: str | None = None) -> tuple[Area, ...]:
        """Return every area that goes by a name; nothing is ever picked among several.

        张江, 临港, 闵行, 杨浦, 徐汇, 嘉定 and 松江 name a district or park and a carrying area alike: there the level
        decides.

        Parameters
        ----------
        name
            Name, alias, id or code; compared after `spatial.joining.joins.normalise_key`.
        level
            Only areas of this level; None: of any.

        Returns
        -------
        tuple of Area
            In the order of the table; empty where no area has that name.
        """
        from spatial.joining.joins import normalise_key

        found = (self._areas[area_id] for area_id in self._names().get(normalise_key(name), ()))
        return tuple(area for area in found if level is None or area.level == level)

    def names(self, among: Collection[str] | None = None) -> Mapping[str, tuple[str, ...]]:
        """Return normalised name -> ids of the areas that go by it, as `spatial.joining.joins.join_table` takes them.

        A name with several ids is ambiguous: a join says so and does not match it.

        Parameters
        ----------
        among
            Ids that come into question, such as those of the layer that is joined to: 闵行 is then the district in a
            layer of districts. None: all areas.
        """
        wanted = set(self._areas) if among is None else set(among)
        fitting = {name: tuple(i for i in ids if i in wanted) for name, ids in self._names().items()}
        return MappingProxyType({name: ids for name, ids in fitting.items() if ids})

    def aliases(self, among: Collection[str] | None = None) -> Mapping[str, str]:
        """Return normalised name -> area id for the names that mean one area only (`among` as in `names`)."""
        return MappingProxyType({name: ids[0] for name, ids in self.names(among).items() if len(ids) == 1})

    def _names(self) -> dict[str, tuple[str, ...]]:
        from spatial.joining.joins import normalise_key

        if not self._by_name:
            for area in self._areas.values():
                for key in dict.fromkeys(normalise_key(name) for name in area.names):
                    if key:
                        self._by_name[key] = (*self._by_name.get(key, ()), area.id)
        return self._by_name


def read_areas(path: Path) -> AreaTable:
    """Read the area table, and the further aliases in ``aliases.csv`` beside it where there is one.

    Parameters
    ----------
    path
        ``areas.csv``, with the columns `COLUMNS`; cells with several names separate them by ``|``. ``aliases.csv``
        (area_id, alias, note) holds names that the plans do not print but users type.

    Raises
    ------
    SourceError
        A table cannot be read, or an alias belongs to no area.
    ProjectError
        The hierarchy is broken.
    """
    further: dict[str, tuple[str, ...]] = {}
    extra = path.with_name("aliases.csv")
    if extra.exists():
        for row in read_rows(extra, ("area_id", "alias")):
            further[row["area_id"]] = (*further.get(row["area_id"], ()), row["alias"])
    rows = read_rows(path, COLUMNS)
    unknown = sorted(set(further) - {row["area_id"] for row in rows})
    if unknown:
        raise SourceError(
            Text(
                f"别名表中的区域“{unknown[0]}”不存在。", f"The aliases name an area “{unknown[0]}” that does not exist."
            ),
            Text(f"请更正“{extra.name}”。", f"Correct “{extra.name}”."),
        )
    return AreaTable(parse_rows(path, rows, lambda row: _area(row, further.get(row["area_id"], ()))))


def search_keys(name: str) -> tuple[str, ...]:
    """Return what a name is found by when typed in Latin letters: full pinyin and initials, in lower case.

    桃浦 gives ``("taopu", "tp")``. Letters and digits in the name are kept in both (智创TOP: ``zhichuangtop``,
    ``zctop``); other signs are dropped. A name without a Chinese character gives its letters and digits once; an empty
    one gives nothing.
    """
    syllables = _syllables(name)
    full = "".join(syllable for syllable, _ in syllables)
    initials = "".join(syllable[:1] if chinese else syllable for syllable, chinese in syllables)
    return tuple(dict.fromkeys(key for key in (full, initials) if key))


def _syllables(name: str) -> list[tuple[str, bool]]:
    """Return (text, is it the reading of a Chinese character) for each part of a name that can be typed."""
    import pypinyin

    _load_place_readings()
    marked = pypinyin.lazy_pinyin(name, errors=lambda text: "\0" + text)
    return [
        ("".join(sign for sign in part.lower() if sign.isalnum()), not part.startswith("\0")) for part in marked if part
    ]


@cache
def _load_place_readings() -> None:
    import pypinyin

    pypinyin.load_phrases_dict(
        {name: [[syllable] for syllable in reading.split()] for name, reading in _PLACE_READINGS.items()}
    )


def _area(row: Row, further: tuple[str, ...]) -> Area:
    return Area(
        id=row["area_id"],
        level=row["level"],
        parent=row["parent_id"],
        name=Text(row["name_zh"], row["name_en"]),
        aliases=(*parts(row["aliases_zh"]), *parts(row["aliases_en"]), *further),
        code=row["code"],
        geometry=row["geometry_layer"],
        area_km2_published=number(row["area_km2_published"]),
        area_source=row["area_source"],
        note=row["note"],
    )


def _first_double(ids: list[str]) -> str:
    return next(area_id for index, area_id in enumerate(ids) if area_id in ids[:index])


def _broken(area_id: str, why_zh: str, why_en: str) -> ProjectError:
    return ProjectError(
        Text(f"区域表有误：“{area_id}”{why_zh}。", f"The area table is broken: “{area_id}”: {why_en}."),
        Text("请更正 areas.csv。", "Correct areas.csv."),
    )
