"""Overlap of positioning of a layer's areas: from a column of stated industries to a table, a reading and a map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from layers.cartography.color_ramps import ramp_colours
from layers.cartography.styling import stroke_of
from layers.cartography.symbology import Categorised, Category
from layers.indicators.industry_names import TRANSLATED, industries_text, industry_text
from layers.indicators.per_area import Derived, free_name
from layers.indicators.positioning import Overlap, Pair, measure_overlap, reading, to_differentiate
from layers.layer import Dataset, Field
from layers.placement import names_of, texts
from layers.project import Project
from layers.results.result_tables import ResultTable
from spatial.errors import StatisticsError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

INDUSTRY_COLUMN = "industries"
BLOCK_COLUMNS = ("block_zh", "block", "parent")
_BETWEEN = re.compile(r"[、，,；;｜|\n]")
STRONG = 0.5


def industries_in(dataset: Dataset, column: str) -> dict[str, tuple[str, ...]]:
    """Return the industries that each area states in a column, by the id of the area; () for none.

    Raises
    ------
    StatisticsError
        There is no such column, no area, or no cell that states an industry.
    """
    cells = texts(dataset.frame, column)
    found = {area: _items(cell) for area, cell in zip(area_ids(dataset), cells, strict=False)}
    if not any(found.values()):
        raise StatisticsError(
            Text(
                f"“{dataset.name.zh}”的字段“{column}”没有写明产业。",
                f"The field “{column}” of “{dataset.name.to('en')}” states no industries.",
            ),
            Text(
                "请选择一列产业名称，用顿号或逗号分开。", "Choose a column of industries, separated by commas or “、”."
            ),
        )
    return found


def _items(cell: str) -> tuple[str, ...]:
    """Return the items of a cell: a list between separators, or a JSON list as GeoJSON properties hold it."""
    if cell.startswith("[") and cell.endswith("]"):
        import orjson

        try:
            parts = [str(each) for each in orjson.loads(cell)]
        except orjson.JSONDecodeError:
            parts = _BETWEEN.split(cell)
    else:
        parts = _BETWEEN.split(cell)
    return tuple(dict.fromkeys(part for part in map(str.strip, parts) if part not in ("", "/")))


def layers_with_industries(project: Project) -> tuple[Dataset, ...]:
    """Return the data sets with a column `INDUSTRY_COLUMN`, the one in which most areas state something first."""
    there = [each for each in project.datasets if INDUSTRY_COLUMN in each.frame.columns]
    stating = {each.id: sum(bool(_items(cell)) for cell in texts(each.frame, INDUSTRY_COLUMN)) for each in there}
    return tuple(sorted((each for each in there if stating[each.id]), key=lambda each: -stating[each.id]))


def area_ids(dataset: Dataset) -> tuple[str, ...]:
    """Return the ids of the areas of a data set; row numbers from 1 where it has none."""
    return texts(dataset.frame, dataset.id_field) or tuple(str(row + 1) for row in range(len(dataset.frame)))


def blocks_in(dataset: Dataset) -> dict[str, str]:
    """Return the block of each area, from the first of `BLOCK_COLUMNS` that is there."""
    for column in BLOCK_COLUMNS:
        if column in dataset.frame.columns:
            return dict(zip(area_ids(dataset), texts(dataset.frame, column), strict=True))
    return {}


def overlap_in(
    dataset: Dataset,
    column: str,
    synonyms: Mapping[str, str] = MappingProxyType({}),
    feedback: Feedback = SILENT,
) -> tuple[Overlap, Mapping[str, Text]]:
    """Return the overlap of the areas of a data set, and their names; errors as in `industries_in`."""
    names = dict(zip(area_ids(dataset), names_of(dataset), strict=True))
    return measure_overlap(industries_in(dataset, column), blocks_in(dataset), synonyms, feedback), names


def overlap_of_project(
    path: Path, grouped: bool = False, feedback: Feedback = SILENT
) -> tuple[Overlap, Mapping[str, Text]]:
    """Return the overlap of the areas of a project file, and their names.

    The table ``subpark_industries.csv`` of the project goes first; where it keeps none, the first layer of polygons
    with a column `INDUSTRY_COLUMN` states the industries.

    Parameters
    ----------
    path
        Project folder, its ``project.json``, or an archive (``.yuantu``).
    grouped
        Whether synonyms count as one industry: groups of the table with the changes kept in the project.

    Raises
    ------
    ProjectError, SourceError
        It cannot be read.
    StatisticsError
        Neither a table nor a layer states industries.
    """
    from layers.indicators.plan_tables import area_names, overlap_of, synonyms_of
    from layers.indicators.synonyms import groups_in_force
    from layers.storage.project_archive import DOCUMENT, is_archive
    from layers.storage.project_file import read_project

    project = None
    if is_archive(path) or path.is_file() or (path / DOCUMENT).is_file():
        project = read_project(path, feedback).project
    folder = path if path.is_dir() else path.parent
    if project is None or (folder / "tables" / "subpark_industries.csv").is_file():
        return overlap_of(path, grouped, project.synonyms if project is not None else None), area_names(path)
    stating = layers_with_industries(project)
    if not stating:
        raise StatisticsError(
            Text(f"“{path.name}”中没有写明产业的表或图层。", f"No table or layer of “{path.name}” states industries."),
            Text(
                f"需要 tables/subpark_industries.csv，或图层的字段“{INDUSTRY_COLUMN}”。",
                f"Give tables/subpark_industries.csv, or a layer with the field “{INDUSTRY_COLUMN}”.",
            ),
        )
    return overlap_in(
        stating[0], INDUSTRY_COLUMN, groups_in_force(synonyms_of(path), project.synonyms) if grouped else {}
    )


def overlap_reading(overlap: Overlap, names: Mapping[str, Text]) -> tuple[Text, ...]:
    """Return what the overlap says: how many pairs, the strongest, which to differentiate, and the caveats."""
    words = [reading(overlap, names)]
    chosen = to_differentiate(overlap, STRONG) or tuple(pair for pair in overlap.pairs if pair.across_blocks)
    if chosen:
        zh = "、".join(f"{names[pair.a].zh}与{names[pair.b].zh}" for pair in chosen[:5])
        en = "; ".join(f"{names[pair.a].to('en')} and {names[pair.b].to('en')}" for pair in chosen[:5])
        words.append(
            Text(
                f"建议优先错位发展的：{zh}（跨区块的相同产业与南北两个主题相冲突；区块内的可能正是要形成的集群）。",
                f"To differentiate first: {en} (a common industry across blocks contradicts their two themes; within "
                "a block it may be the cluster that is wanted).",
            )
        )
    common = overlap.frequency()[:3]
    if common:
        zh = "、".join(f"{industry}（{len(areas)} 个）" for industry, areas in common)
        en = ", ".join(f"{industry_text(industry).en} ({len(areas)})" for industry, areas in common)
        words.append(Text(f"写得最多的产业：{zh}。", f"Stated most often: {en}."))
    silent = [names[area] for area in overlap.areas if not overlap.industries[area]]
    if silent:
        zh, en = "、".join(each.zh for each in silent[:6]), "; ".join(each.to("en") for each in silent[:6])
        words.append(
            Text(
                f"{len(silent)} 个没有写明产业，不与任何园区重叠，这不等于没有产业：{zh}。",
                f"{len(silent)} state no industry and overlap with none, which does not mean they have none: {en}.",
            )
        )
    if len(overlap.areas) < 2:
        words.append(Text("只有一个园区，没有可比的。", "There is only one area: nothing to compare."))
    words.append(
        Text(
            "Jaccard = 相同产业数 ÷ 两园产业总数（去重）；用词不同而意思相同的，只有归入同一同义词组才算相同。",
            "Jaccard = industries in common / industries of either; different words for one thing count as common "
            "only where a synonym group joins them. " + TRANSLATED.en,
        )
    )
    return tuple(words)


def overlap_result(overlap: Overlap, names: Mapping[str, Text]) -> ResultTable:
    """Return the overlapping pairs as a table, the strongest first."""
    urgent = {(pair.a, pair.b) for pair in to_differentiate(overlap, STRONG)}
    columns = (
        Text("园区甲", "Area A"),
        Text("园区乙", "Area B"),
        Text("Jaccard"),
        Text("相同产业", "In common"),
        Text("区块", "Blocks"),
        Text("建议", "Suggestion"),
    )
    rows = tuple(
        (
            names[pair.a],
            names[pair.b],
            pair.jaccard,
            industries_text(pair.shared),
            _where(pair),
            Text("优先错位", "differentiate") if (pair.a, pair.b) in urgent else None,
        )
        for pair in overlap.pairs
    )
    title = Text("产业定位重叠", "Overlap of positioning")
    return ResultTable(title, columns, rows, overlap_reading(overlap, names))


def _where(pair: Pair) -> Text:
    return Text("跨区块", "across") if pair.across_blocks else Text("区块内", "within")


def overlap_columns(dataset: Dataset, column: str, overlap: Overlap) -> tuple[Derived, Categorised]:
    """Return columns for a map of overlaps: with how many areas each one overlaps, across blocks too; and its look."""
    every, across = (
        np.array([_count(overlap, area, only) for area in area_ids(dataset)], dtype=object) for only in (False, True)
    )
    kept = Text("按同义词组", "synonyms as one") if overlap.grouped else Text("按原文用词", "words as printed")
    source = dataset.field_of(column).source
    fields, columns = {}, {}
    for stem, cells, label in (
        ("overlaps", every, Text("产业定位重叠的园区数", "Areas with overlapping positioning")),
        ("overlaps_across", across, Text("跨区块重叠的园区数", "Overlaps with areas of another block")),
    ):
        name = free_name(dataset, stem, "")
        rule = Text(
            f"与之至少写有一个相同产业的其他园区个数（{kept.zh}，字段“{column}”）。",
            f"Other areas that state an industry in common ({kept.en}, field “{column}”).",
        )
        fields[name] = Field(name, label, "个", definition=rule, source=source, map_as="choropleth")
        columns[name] = cells
    first = next(iter(fields))
    most = max(int(every.max(initial=0)), 1)
    categories = tuple(
        Category(str(n), Text(f"与 {n} 个重叠", f"with {n}") if n else Text("无重叠", "none"), colour)
        for n, colour in enumerate(ramp_colours("YlGnBu", most + 1))
    )
    look = Categorised(first, categories, stroke=stroke_of(dataset))
    return Derived(MappingProxyType(columns), MappingProxyType(fields), (column,)), look


def _count(overlap: Overlap, area: str, across: bool) -> int:
    return sum(area in (pair.a, pair.b) and (pair.across_blocks or not across) for pair in overlap.pairs)
