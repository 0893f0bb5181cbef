"""What a report rests on: the project, the tables of the plans, and everything that is computed from them, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely

from layers.indicators.area_cards import Card, area_cards, groups_of
from layers.indicators.ledger import LedgerRow
from layers.indicators.plan_tables import STARTER_TABLES, PlanTables, overlap_of
from layers.indicators.positioning import Overlap
from layers.indicators.project_plans import plans_of
from layers.indicators.self_check import Checked
from layers.layer import Dataset
from layers.layer_tree import drawn_layers
from layers.project import Project
from layers.reports.template import Template
from layers.results.point_density import ZoneLayer, marks_of, points_of, zone_layer
from spatial.feedback import SILENT, Feedback
from spatial.files import sha256_of
from spatial.statistics.density import Densities, count_points, density_table
from spatial.text import Text


@dataclass(frozen=True)
class Input:
    """A file that went into the report."""

    name: str
    kind: Text
    sha256: str


@dataclass(frozen=True, eq=False)
class ZoneDensity:
    """Density of the points of one data set in the zones of another; `map_id` shows both ("" for none)."""

    zones: Dataset
    points: Dataset
    layer: ZoneLayer
    tables: tuple[Densities, ...]
    map_id: str


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything the chapters read.

    Parameters
    ----------
    project, tables
        The project, and the tables of its plans; None where it keeps none.
    ledger, checked, overlaps
        Made from the tables; `overlaps` by printed words and by groups of synonyms, empty without industries.
    densities, cards
        Made from the layers; `cards` with the data set whose areas they group.
    inputs
        Files with their hashes.
    """

    project: Project
    tables: PlanTables | None
    ledger: tuple[LedgerRow, ...]
    checked: tuple[Checked, ...]
    overlaps: tuple[Overlap, ...]
    densities: tuple[ZoneDensity, ...]
    cards: tuple[tuple[Dataset, tuple[Card, ...]], ...]
    inputs: tuple[Input, ...]

    def area_name(self, area: str) -> Text:
        """Return the name of an area; its id where the table does not name it."""
        known: Mapping[str, object] = self.tables.areas if self.tables else {}
        return self.tables.areas[area].name if self.tables and area in known else Text(area, area)


def gather(project: Project, place: Path | None, template: Template, feedback: Feedback = SILENT) -> Evidence:
    """Compute everything that a report may say, printed or not: the next report compares with all of it.

    Parameters
    ----------
    place
        Where the project is saved (a folder, its ``project.json`` or an archive): the tables of the plans lie in its
        folder ``tables``. None: nowhere. A copy of the starter project has the shipped tables wherever it is.

    Raises
    ------
    GisError
        A table, a layer or a pair of data sets of the template cannot be used.
    """
    feedback.report(0.0, Text("正在读取规划表格", "Reading the tables of the plans"))
    plans = plans_of(project, place)
    folder, tables = (plans.folder, plans.tables) if plans else (None, None)
    ledger = plans.ledger() if plans else ()
    feedback.report(0.1, Text("正在核对规划", "Checking the plans"))
    checked = plans.checked() if plans else ()
    overlaps: tuple[Overlap, ...] = ()
    if folder is not None and (folder / "subpark_industries.csv").is_file():
        at = None if folder == STARTER_TABLES else folder.parent
        grouped = bool(project.synonyms) or (folder / "industry_synonyms.csv").is_file()
        plain = overlap_of(at)
        overlaps = (plain, overlap_of(at, grouped=True, edited=project.synonyms)) if grouped else (plain,)
    densities = tuple(_densities(project, tables, template, feedback.part(0.2, 0.6)))
    cards = tuple(_cards(project, feedback.part(0.6, 0.9)))
    inputs = (*_layer_inputs(project), *(_table_inputs(folder) if folder else ()))
    feedback.report(1.0)
    return Evidence(project, tables, ledger, checked, overlaps, densities, cards, inputs)


def _densities(
    project: Project, tables: PlanTables | None, template: Template, feedback: Feedback
) -> Iterator[ZoneDensity]:
    pairs = [(zones, points, "") for zones, points in template.density] or density_pairs(project)
    for number, (zones_id, points_id, map_id) in enumerate(pairs):
        part = feedback.part(number / len(pairs), (number + 1) / len(pairs))
        zones, points = project.dataset(zones_id), project.dataset(points_id)
        part.report(0.0, Text(f"正在统计“{zones.name.zh}”的密度", f"Counting in “{zones.name.to('en')}”"))
        layer = zone_layer(zones, tables.areas if tables else None, part.part(0.0, 0.4))
        counts = count_points(points_of(points, part.part(0.4, 0.6)), layer.zones, marks_of(points), "first", part)
        yield ZoneDensity(zones, points, layer, tuple(density_table(counts, each) for each in layer.bases), map_id)


def density_pairs(project: Project) -> list[tuple[str, str, str]]:
    """Return (zones, points, map) for each map that shows areas and points in its foreground; each pair once."""
    found: dict[tuple[str, str], str] = {}
    for shown in project.maps:
        front = [layer.dataset for layer in drawn_layers(shown) if layer.visible and not layer.context]
        kinds = {each: _dimension(project.dataset(each)) for each in front}
        for zones in (each for each in front if kinds[each] == 2):
            for points in (each for each in front if kinds[each] == 0):
                found.setdefault((zones, points), shown.id)
    return [(zones, points, map_id) for (zones, points), map_id in found.items()]


def _dimension(dataset: Dataset) -> int:
    dimensions = shapely.get_dimensions(dataset.frame.geometry.to_numpy())
    return int(dimensions.max()) if len(dimensions) else -1


def _cards(project: Project, feedback: Feedback) -> Iterator[tuple[Dataset, tuple[Card, ...]]]:
    grouped = [dataset for dataset in project.datasets if groups_of(dataset)]
    for number, dataset in enumerate(grouped):
        part = feedback.part(number / len(grouped), (number + 1) / len(grouped))
        part.report(0.0, Text(f"正在比较“{dataset.name.zh}”", f"Comparing “{dataset.name.to('en')}”"))
        yield dataset, area_cards(project, dataset.id, part)


def _layer_inputs(project: Project) -> Iterator[Input]:
    from layers.storage.frame_hash import frame_hash

    seen: set[str] = set()
    for dataset in project.datasets:
        origin = dataset.origin
        name = origin.path.rpartition("/")[2] if origin.path else dataset.name.zh
        kind = Text("图层", "layer") if origin.path else Text("程序内的图层", "layer made in the program")
        digest = origin.sha256 or frame_hash(dataset.frame)
        if digest not in seen:
            seen.add(digest)
            yield Input(name, kind, digest)
        for step in dataset.joins:
            if step.sha256 and step.sha256 not in seen:
                seen.add(step.sha256)
                yield Input(step.table.rpartition("/")[2], Text("连接的表", "joined table"), step.sha256)


def _table_inputs(folder: Path) -> Iterator[Input]:
    for path in sorted(folder.glob("*.csv")):
        yield Input(f"tables/{path.name}", Text("规划表格", "table of the plans"), sha256_of(path))
