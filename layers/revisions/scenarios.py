"""Scenarios of expansion: candidate parcels side by side, what each would bring, and taking one over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from layers.boundaries.edits import set_topology, with_dataset
from layers.edits import unique_id
from layers.layer import Dataset
from layers.placement import texts
from layers.project import Project
from layers.revisions.accounts import areas_m2, sums_of
from layers.revisions.committing import check_unlocked, commit, readable, with_cells
from layers.revisions.contents import Reader, key_of, row_in, shape_in, shape_text, with_contents
from layers.revisions.model import Candidate, Content, Entry, FeatureChange, Scenario, Sum
from layers.revisions.restoring import check_committed
from spatial.errors import ProjectError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text, plain
from spatial.topology.parts import Overlap


@dataclass(frozen=True)
class Gain:
    """What a scenario would bring.

    Parameters
    ----------
    scenario
        The scenario.
    gross_m2, net_m2
        Area of its parcels; without what they overlap of existing parks and of each other.
    by_block
        Net area by block.
    total
        The park (or the layer) before and after, against the approved area; None where nothing is known.
    facilities
        Facilities inside by kind, each once; None: the project has no layer of them.
    indicators
        Additive figures that came with the parcels, summed; the text of a cell (an estimate stays one, an unknown part
        makes the sum unknown: "").
    balance
        Block -> share of the area of all blocks before and after, 0 to 1.
    """

    scenario: Scenario
    gross_m2: float
    net_m2: float
    by_block: Mapping[str, float]
    total: Sum | None
    facilities: Mapping[str, int] | None
    indicators: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    balance: Mapping[str, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))


# --- making and dropping -------------------------------------------------------------------------------------------


def add_scenario(
    project: Project, name: str, dataset_id: str, source: Dataset, rows: Sequence[int] | None = None, block: str = ""
) -> Project:
    """Keep polygons as the candidates of a new scenario.

    Parameters
    ----------
    dataset_id
        The data set that the parcels would be added to.
    source
        Where they are from: a layer that they were drawn in, or a file; in any CRS and datum.
    rows
        Rows of `source`; None: all.
    block
        The block they would belong to where `source` has no column ``block`` that says so.

    Raises
    ------
    ProjectError
        There is no name, or no polygon among the rows.
    """
    from shapely import transform

    from spatial.crs import coordinate_transform

    if not name.strip():
        raise ProjectError(Text("情景没有名称。", "The scenario has no name."), Text("请填写名称。", "Give it a name."))
    target = project.dataset(dataset_id)
    there = coordinate_transform(source.frame.crs, source.datum, target.frame.crs, target.datum)
    same = source.frame.crs == target.frame.crs and source.datum == target.datum
    reader = Reader(source)
    names, blocks = texts(source.frame, source.name_field), texts(source.frame, "block")
    candidates: list[Candidate] = []
    kept: dict[str, str] = {}
    for row in range(len(source.frame)) if rows is None else rows:
        shape = reader.shapes[row]
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            continue
        packed = shape_text(shape if same else transform(shape, there))
        figures = _figures(source, row)
        label = names[row] if names and names[row] else f"{name} {len(candidates) + 1}"
        own = blocks[row] if blocks and blocks[row] else block
        kept |= {key_of(packed): packed, key_of(figures): figures}
        candidates.append(Candidate(label, own, key_of(packed), "", key_of(figures)))
    if not candidates:
        raise ProjectError(
            Text("所选内容中没有面。", "There is no polygon in what was chosen."),
            Text("请选择地块（面要素）。", "Choose parcels (polygons)."),
        )
    boundaries = with_contents(project.boundaries, kept)
    made = Scenario(
        unique_id([each.id for each in boundaries.scenarios], name), name.strip(), dataset_id, tuple(candidates)
    )
    return replace(project, boundaries=replace(boundaries, scenarios=(*boundaries.scenarios, made)))


def scenario_of(project: Project, scenario_id: str) -> Scenario:
    """Return a scenario by id; raise `ProjectError` where there is none."""
    found = next((each for each in project.boundaries.scenarios if each.id == scenario_id), None)
    if found is None:
        raise ProjectError(
            Text(f"没有情景“{scenario_id}”。", f"There is no scenario “{scenario_id}”."),
            Text("它可能已被放弃或采纳。", "It may have been dropped or accepted."),
        )
    return found


def set_scenario(project: Project, changed: Scenario) -> Project:
    """Give a scenario (known by its id) another name, note or other candidates."""
    scenario_of(project, changed.id)
    scenarios = tuple(changed if each.id == changed.id else each for each in project.boundaries.scenarios)
    return replace(project, boundaries=replace(project.boundaries, scenarios=scenarios))


def drop_scenario(project: Project, scenario_id: str) -> Project:
    """Give a scenario up."""
    gone = scenario_of(project, scenario_id)
    scenarios = tuple(each for each in project.boundaries.scenarios if each is not gone)
    return replace(project, boundaries=replace(project.boundaries, scenarios=scenarios))


def _figures(source: Dataset, row: int) -> str:
    """Return the additive figures of a parcel as JSON, "" for none."""
    import orjson

    from layers.boundaries.policies import role_of
    from spatial.values import parse_values

    columns = [str(each) for each in source.frame.columns if each != source.frame.geometry.name]
    cells = {
        column: str(parse_values(source.frame[column].iloc[[row]]).text[0])
        for column in columns
        if role_of(source, column) == "additive"
    }
    return orjson.dumps(cells, option=orjson.OPT_SORT_KEYS).decode() if cells else ""


# --- what it would bring -------------------------------------------------------------------------------------------


def gain_of(project: Project, scenario: Scenario, feedback: Feedback = SILENT) -> Gain:
    """Return what a scenario would bring; see `Gain`."""
    import shapely

    dataset = project.dataset(scenario.dataset)
    shapes = [_parcel(project, each) for each in scenario.candidates]
    gross = areas_m2(dataset, shapes)
    feedback.report(0.2)
    taken = shapely.union_all(_valid(np.asarray(dataset.frame.geometry.array, dtype=object)))
    net_shapes = []
    for shape in shapes:
        own = shapely.make_valid(shape)
        net_shapes.append(shapely.difference(own, taken))
        taken = shapely.union(taken, own)
    feedback.report(0.6)
    net = np.nan_to_num(areas_m2(dataset, net_shapes))
    blocks: dict[str, float] = {}
    for each, area in zip(scenario.candidates, net.tolist(), strict=True):
        key = _block_of(dataset, each)
        blocks[key] = blocks.get(key, 0.0) + area
    return Gain(
        scenario,
        float(np.nansum(gross)),
        float(net.sum()),
        MappingProxyType(blocks),
        _total(project, dataset, blocks),
        _facilities(project, dataset, shapes),
        _indicators(project, scenario),
        _balance(dataset, blocks),
    )


def _parcel(project: Project, candidate: Candidate) -> Any:
    return shape_in(project.boundaries, candidate.shape)


def _valid(shapes: Any) -> Any:
    import shapely

    there = shapes[~shapely.is_missing(shapes)]
    return np.where(shapely.is_valid(there), there, shapely.make_valid(there))


def blocks_of(dataset: Dataset) -> tuple[str, ...]:
    """Return the blocks that a data set knows, in the order of its rows."""
    column = next((each for each in ("block", "parent") if each in dataset.frame.columns), "")
    return tuple(dict.fromkeys(each for each in texts(dataset.frame, column) if each))


def _block_of(dataset: Dataset, candidate: Candidate) -> str:
    if candidate.into:
        reader = Reader(dataset)
        own = texts(dataset.frame, "block") or texts(dataset.frame, "parent")
        if own and candidate.into in reader.rows:
            return own[reader.rows[candidate.into]]
    return candidate.block


def _total(project: Project, dataset: Dataset, blocks: Mapping[str, float]) -> Sum | None:
    own, parents = texts(dataset.frame, "block"), texts(dataset.frame, "parent")
    if not len(dataset.frame):
        return None
    park = dict(zip(own or parents, parents or own, strict=True))
    some = (parents or own or ("",))[0]
    made = [
        FeatureChange("", plain(""), block, park.get(block, some), Content(), Content(), 0.0, area, 0, 0)
        for block, area in blocks.items()
    ]
    sums = [each for each in sums_of(project, dataset, made) if each.level == "total"]
    if not sums:
        return None
    best, gained = sums[0], sum(blocks.values())
    # The frame is as it was before: its area stands where `sums_of` puts the one after.
    return replace(best, old_m2=best.new_m2, new_m2=best.new_m2 + gained)


def _facilities(project: Project, dataset: Dataset, shapes: Sequence[Any]) -> Mapping[str, int] | None:
    """Return points inside by kind, of every data set of points that says of which kind its points are."""
    import shapely

    from spatial.crs import to_lonlat_wgs84, transform_geometry

    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    parcels = shapely.union_all(
        shapely.make_valid(transform_geometry(array, source=dataset.frame.crs, datum=dataset.datum, target="EPSG:4326"))
    )
    counts: Counter[str] | None = None
    for other in project.datasets:
        points = np.asarray(other.frame.geometry.array, dtype=object)
        if not len(points) or "kind" not in other.frame.columns:
            continue
        if not set(np.unique(shapely.get_type_id(points)).tolist()) <= {-1, 0}:
            continue
        inside = shapely.intersects(parcels, to_lonlat_wgs84(other.frame, other.datum))
        kinds = texts(other.frame, "kind")
        counts = (counts or Counter()) + Counter(kinds[row] or "—" for row in np.flatnonzero(inside))
    return None if counts is None else MappingProxyType(dict(counts))


def kind_names(project: Project) -> Mapping[str, Text]:
    """Return what kinds of facilities are called: by the legends of the layers that show them by kind."""
    looks = [look for _, layer in project.layers() for look in (layer.symbology, *layer.alternatives)]
    found = {
        each.value: each.label
        for look in looks
        if getattr(look, "field", "") == "kind"
        for each in getattr(look, "categories", ())
    }
    return MappingProxyType(found)


def _indicators(project: Project, scenario: Scenario) -> Mapping[str, str]:
    import pandas as pd

    from spatial.combination import combine
    from spatial.values import parse_values

    rows = [row_in(project.boundaries, each.row) for each in scenario.candidates]
    columns = dict.fromkeys(column for row in rows for column in row)
    groups = np.zeros(len(rows), dtype=np.int64)
    sums = {}
    for column in columns:
        values = parse_values(pd.Series([row.get(column) or None for row in rows], dtype=object))
        sums[column] = str(combine(values, groups, 1, "sum").values.text[0])
    return MappingProxyType(sums)


def _balance(dataset: Dataset, gained: Mapping[str, float]) -> Mapping[str, tuple[float, float]]:
    column = next((each for each in ("block", "parent") if each in dataset.frame.columns), "")
    areas = np.nan_to_num(areas_m2(dataset, list(dataset.frame.geometry.array)))
    before: dict[str, float] = {}
    for block, area in zip(texts(dataset.frame, column), areas.tolist(), strict=False):
        before[block] = before.get(block, 0.0) + area
    after = {block: before.get(block, 0.0) + gained.get(block, 0.0) for block in {**before, **gained}}
    old, new = sum(before.values()) or 1.0, sum(after.values()) or 1.0
    return MappingProxyType({block: (before.get(block, 0.0) / old, area / new) for block, area in after.items()})


# --- taking over ---------------------------------------------------------------------------------------------------


def accept(project: Project, scenario_id: str, entry: Entry, overlap: Overlap = "trim_mine") -> Project:
    """Add the parcels of a scenario to its data set, commit that as a revision, and let the scenario go.

    A parcel that goes into a feature is merged with it (their common border goes, figures stay those of the feature);
    others become features of their own with an id, a name and their block.

    Parameters
    ----------
    overlap
        What happens where a parcel overlaps existing parks: ``trim_mine`` takes it from the parcel, ``trim_theirs``
        from the parks, ``keep`` leaves it and marks the parcel as a draft.

    Raises
    ------
    ProjectError
        Something is not committed, the entry is incomplete, or a boundary that would change is locked.
    GeometryError
        A parcel lies wholly inside existing parks, or is invalid.
    """
    from spatial.topology import add_polygon, merge, of_frame

    scenario = scenario_of(project, scenario_id)
    check_committed(project, scenario.dataset)
    for candidate in scenario.candidates:
        dataset = project.dataset(scenario.dataset)
        reader = readable(dataset)
        old = of_frame(dataset.frame, dataset.datum)
        new = add_polygon(old, _parcel(project, candidate), overlap)
        number = len(old)
        drafts = {number: "与现有园区重叠（情景） / overlaps existing parks (scenario)"} if number in new.marked else {}
        project = set_topology(project, scenario.dataset, (old, new), drafts=drafts)
        project = _named(project, scenario.dataset, candidate)
        if candidate.into in reader.rows:
            project = _merged(project, scenario.dataset, (reader.rows[candidate.into], number), merge)
    made = commit(project, scenario.dataset, entry, kind="scenario", of=scenario.name)
    return drop_scenario(made, scenario_id)


def _named(project: Project, dataset_id: str, candidate: Candidate) -> Project:
    """Give the feature that was added last its name, its block, and what that block has in common."""
    dataset = project.dataset(dataset_id)
    row = len(dataset.frame) - 1
    cells: dict[str, dict[int, Any]] = {}
    if dataset.name_field:
        cells[dataset.name_field] = {row: candidate.name}
    if candidate.block:
        column = next((each for each in ("block", "parent") if each in dataset.frame.columns), "")
        blocks = texts(dataset.frame, column)
        like = next((each for each, block in enumerate(blocks) if block == candidate.block), None)
        for each in ("block", "parent", "level", "block_zh"):
            if like is not None and each in dataset.frame.columns:
                cells[each] = {row: dataset.frame[each].iloc[like]}
    return with_dataset(project, with_cells(dataset, cells))


def _merged(project: Project, dataset_id: str, rows: tuple[int, int], merge: Any) -> Project:
    """Merge a parcel into a feature: the feature keeps its row, only its border changes."""
    from geopandas.array import GeometryArray

    from spatial.topology import of_frame

    dataset = project.dataset(dataset_id)
    into, parcel = rows
    check_unlocked(dataset, [into])
    old = of_frame(dataset.frame, dataset.datum)
    new = merge(old, (into, parcel))
    frame = dataset.frame.drop(index=dataset.frame.index[parcel]).reset_index(drop=True)
    kept = [new.shapes[feature] for feature in new.features]
    shapes = np.empty(len(kept), dtype=object)
    shapes[:] = kept
    frame = frame.assign(**{frame.geometry.name: GeometryArray(shapes, crs=frame.crs)})
    return with_dataset(project, replace(dataset, frame=frame))
