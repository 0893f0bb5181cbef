"""Portrayals to page data: the only place that knows how the page's JSON looks.

The page holds one JSON block for what is seen at once (``page``) and, per data set, one for its coordinates
(``geometry-i``) and one for its attributes (``table-i``), which the page reads when it first needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely

from layers.cartography.patterns import PATTERNS
from layers.cartography.portrayal import Legend, Portrayal, Style
from layers.cartography.print_looks import in_print
from layers.cartography.symbology import Bivariate, Categorised, Clustered
from layers.indicators.footnotes import notes_of_map
from layers.indicators.units import english_unit
from layers.join_record import details
from layers.layer import Dataset, Field, Layer, Map
from layers.page.attributes import (
    BLOCK_FIELD,
    BLOCK_NAMES,
    PROVENANCE,
    area_labels,
    column_texts,
    encode_column,
    encode_texts,
    exported_columns,
    label_of,
    pinyin_table,
    text_pair,
)
from layers.page.cluster_data import encode_aggregation, encode_clusters
from layers.page.geometry import (
    Grid,
    Paths,
    bounds_of,
    choose_grid,
    encode_paths,
    flatten,
    pack,
    pack_points,
    pack_signed,
)
from layers.page.geometry import to_degrees as degrees_of
from layers.page.matrix import encode_matrix as _matrix
from layers.page.matrix import encode_tile as _tile
from layers.page.pair import encode_pairs
from layers.page.scene import LayerViews, Scene
from layers.page.tiles import PageTiles, scales_pair
from layers.page.tree import encode_tree
from layers.project import Project
from spatial.crs import AREA_METHOD, DATUM_LABELS
from spatial.feedback import SILENT, Feedback
from spatial.geometry import representative_points
from spatial.text import LANGUAGES, Text

Extent = tuple[tuple[float, float], tuple[float, float]]

ANCHORED = 5000
"""Data sets of up to this many features carry a point inside every feature, for the keyboard, labels and search."""


@dataclass(eq=False)
class PageData:
    """The JSON blocks of a page, by element id, and the grid they lie on."""

    grid: Grid
    blocks: dict[str, dict[str, object]]
    paths: dict[str, Paths]
    first_extent: tuple[tuple[float, float], tuple[float, float]]


@dataclass(eq=False)
class _Encoder:
    scene: Scene
    grid: Grid
    styles: dict[Style, int] = field(default_factory=dict)
    encoded: dict[int, dict[str, object]] = field(default_factory=dict)

    def style(self, style: Style) -> int:
        return self.styles.setdefault(style, len(self.styles))

    def layer(self, row: LayerViews, own: Layer, dataset_index: dict[str, int]) -> dict[str, object]:
        """Return a layer; `own` is as the map has it, without what the groups around it make of it."""
        layer = row.layer
        dataset = self.scene.datasets[layer.dataset]
        return {
            "id": layer.id,
            "name": text_pair(layer.name),
            "dataset": dataset_index[layer.dataset],
            "visible": own.visible,
            "opacity": own.opacity,
            "scales": scales_pair(own.scales.minimum, own.scales.maximum),
            "labels": layer.labels,
            "context": layer.context,
            "active": row.active,
            "views": [self.view(look, dataset) for look in row.views],
        }

    def view(self, look: Portrayal, dataset: Dataset) -> dict[str, object]:
        """Return a look as the page carries it; looks that two maps share are encoded once."""
        known = self.encoded.get(id(look))
        if known is None:
            known = self.encoded[id(look)] = self._view(look, dataset)
        return known

    def _view(self, look: Portrayal, dataset: Dataset) -> dict[str, object]:
        column = str(getattr(look.symbology, "field", ""))
        known = dataset.field_of(column) if column else Field("", look.legend.title)
        radii = None if look.radius_px is None else pack(np.rint(np.nan_to_num(look.radius_px) * 100).astype(np.int64))
        view: dict[str, object] = {
            "field": column,
            "indicator": known.indicator or column,
            "label": text_pair(known.label),
            "unit": [known.unit, english_unit(known.unit)],
            "year": known.year,
            "yearLabel": text_pair(_year_label(known)) if known.year else "",
            "legend": self.legend(look.legend),
            "styles": {str(code): self.style(style) for code, style in sorted(look.styles.items())},
            "prints": {str(code): self.style(style) for code, style in sorted(in_print(look).items())},
            "classes": pack_signed(look.classes) if look.classes.any() else None,
            "radii": radii,
            "values": _values(look, dataset, column),
        }
        if isinstance(look.symbology, Bivariate):
            view |= _second(look, dataset, look.symbology.field_y)
        if look.aggregation is not None:
            view["aggregation"] = encode_aggregation(look.aggregation)
        if look.clusters is not None:
            view["clusters"] = encode_clusters(look.clusters, self.grid)
        return view

    def legend(self, legend: Legend) -> dict[str, object]:
        return {
            "title": text_pair(legend.title),
            "method": text_pair(legend.method),
            "notes": [text_pair(note) for note in legend.notes],
            "sizes": [list(pair) for pair in legend.sizes],
            "matrix": _matrix(legend.matrix) if legend.matrix is not None else None,
            "entries": [[row.code, text_pair(row.label), row.count, self.style(row.style)] for row in legend.entries],
        }


def _year_label(known: Field) -> Text:
    kinds = {"target": ("目标", " target"), "estimate": ("预估", " estimate")}
    zh, en = kinds.get(known.year_kind or "", ("", ""))
    return Text(f"{known.year}{zh}", f"{known.year}{en}")


def _second(look: Portrayal, dataset: Dataset, column: str) -> dict[str, object]:
    """Return what a view says of the second field of a bivariate choropleth; such a view is no year of an indicator."""
    known = dataset.field_of(column)
    return {
        "indicator": "",
        "year": None,
        "yearLabel": "",
        "second": {
            "field": column,
            "unit": [known.unit, english_unit(known.unit)],
            "values": encode_texts([value or None for value in look.values_y]),
        },
        "values": encode_texts([value or None for value in look.values]),
    }


def _values(look: Portrayal, dataset: Dataset, column: str) -> dict[str, object] | None:
    """Return the printed values, or None where the table's column says the same and the page can read it there."""
    if column in exported_columns(dataset) and _says_the_same(look, dataset, column):
        return None
    if not any(look.values):
        return None
    return encode_texts([value or None for value in look.values])


def _says_the_same(look: Portrayal, dataset: Dataset, column: str) -> bool:
    import pandas as pd

    cells = dataset.frame[column]
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        return True
    return list(look.values) == [text or "" for text in column_texts(cells)]


def grid_of(scene: Scene) -> Grid:
    """Return the grid that the coordinates of a page lie on."""
    every = np.concatenate([np.array([None]), *(placed.geometry for placed in scene.placed.values())])
    west, south, east, north = shapely.total_bounds(every).tolist()
    return choose_grid((west, south, east, north), int(shapely.get_num_coordinates(every).sum()))


def encode(scene: Scene, language: str, feedback: Feedback = SILENT, tiles: PageTiles | None = None) -> PageData:
    """Return the JSON blocks of a page.

    Parameters
    ----------
    scene
        What it shows (`layers.page.scene.collect`).
    language
        The language it opens in.
    tiles
        Its base maps; None: none.
    """
    tiles = tiles or PageTiles()
    paths = {key: flatten(placed.geometry) for key, placed in scene.placed.items()}
    feedback.report(0.2, Text("正在编码坐标", "Encoding coordinates"))
    grid = grid_of(scene)
    encoder = _Encoder(scene, grid)
    index = {dataset_id: number for number, dataset_id in enumerate(scene.datasets)}
    names = _area_names(scene)
    blocks: dict[str, dict[str, object]] = {}
    datasets = []
    for number, (dataset_id, dataset) in enumerate(scene.datasets.items()):
        feedback.report(0.2 + 0.6 * number / len(index))
        blocks[f"geometry-{number}"] = _geometry(scene, dataset_id, paths[dataset_id], grid)
        blocks[f"table-{number}"] = _table(scene, dataset_id, names)
        datasets.append(_dataset(scene, dataset))
    feedback.report(0.8)
    maps = [
        _theme(scene.project, shown, _layers(encoder, shown, layers, index), _extent(shown, layers, paths, grid))
        | {"tree": encode_tree(shown, layers), "bases": tiles.bases.get(shown.id, [])}
        for shown, layers in scene.maps
    ]
    page = _page(scene, grid, language) | {"datasets": datasets, "maps": maps, "archives": tiles.archives}
    page["styles"] = [
        [s.fill, s.stroke, s.stroke_width_px, s.radius_px, s.hatch, s.pattern_ink] for s in encoder.styles
    ]
    page["patterns"] = {name: _tile(PATTERNS[name]) for name in sorted({s.hatch for s in encoder.styles} - {""})}
    page |= encode_pairs(scene)
    first = _extent(*scene.maps[0], paths, grid)
    return PageData(grid, {"page": page} | blocks | tiles.blocks, paths, first)


def _layers(
    encoder: _Encoder, shown: Map, layers: tuple[LayerViews, ...], index: dict[str, int]
) -> list[dict[str, object]]:
    own = {layer.id: layer for layer in shown.layers}
    return [encoder.layer(row, own[row.layer.id], index) for row in layers]


def _page(scene: Scene, grid: Grid, language: str) -> dict[str, object]:
    project = scene.project
    names = (name for placed in scene.placed.values() for name in placed.names.zh)
    active = [number for number, (shown, _) in enumerate(scene.maps) if shown.id == project.active_map]
    return {
        "language": language,
        "title": text_pair(project.title),
        "status": text_pair(project.status_note),
        "grid": {"x0": grid.x0, "y0": grid.y0, "step": grid.step, "error": grid.error_m},
        "areaMethod": text_pair(AREA_METHOD),
        "aliases": _aliases(scene),
        "pinyin": pinyin_table(names),
        "active": active[0] if active else 0,
    }


def _aliases(scene: Scene) -> dict[str, list[str]]:
    """Return the other names of the features on the page, by feature id."""
    there = {feature for placed in scene.placed.values() for feature in placed.ids}
    found: dict[str, list[str]] = {}
    for alias, area in sorted(scene.project.aliases.items()):
        if area in there:
            found.setdefault(area, []).append(alias)
    return found


def _dataset(scene: Scene, dataset: Dataset) -> dict[str, object]:
    origin = dataset.origin
    return {
        "id": dataset.id,
        "name": text_pair(dataset.name),
        "n": len(scene.placed[dataset.id].ids),
        "attribution": text_pair(origin.attribution),
        "licence": origin.licence,
        "file": origin.path.rsplit("/", 1)[-1].rsplit("\\", 1)[-1],
        "sha256": origin.sha256[:16],
        "datum": text_pair(DATUM_LABELS[dataset.datum]) if dataset.datum in DATUM_LABELS else dataset.datum,
        "joins": [
            [_file_name(step.table), step.matched, step.unmatched_layer, [text_pair(each) for each in details(step)]]
            for step in dataset.joins
        ],
        "blocks": BLOCK_FIELD in dataset.frame.columns,
    }


def _file_name(path: str) -> str:
    """Return the last part of a path: a page that leaves the house does not tell how folders are called."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def _geometry(scene: Scene, dataset_id: str, paths: Paths, grid: Grid) -> dict[str, object]:
    placed = scene.placed[dataset_id]
    block = encode_paths(paths, grid)
    if placed.dashed.any():
        block["dashed"] = pack(np.diff(np.flatnonzero(placed.dashed), prepend=-1))
    if _wants_anchors(scene, dataset_id):
        points = representative_points(placed.geometry)
        block["anchors"] = pack_points(grid.snap(np.where(np.isnan(points), (grid.x0, grid.y0), points)))
    return block


def _wants_anchors(scene: Scene, dataset_id: str) -> bool:
    geometry = scene.placed[dataset_id].geometry
    if not np.any(shapely.get_type_id(geometry) > 0):
        return False
    return len(geometry) <= ANCHORED or any(
        row.layer.labels or any(look.radius_px is not None or look.aggregation or look.clusters for look in row.views)
        for row in scene.layers()
        if row.layer.dataset == dataset_id
    )


def _table(scene: Scene, dataset_id: str, names: Mapping[str, Text]) -> dict[str, object]:
    dataset, placed = scene.datasets[dataset_id], scene.placed[dataset_id]
    columns = []
    for name in exported_columns(dataset):
        known = label_of(dataset, name)
        labels = _labels(scene, dataset, name, names)
        columns.append(
            {
                "name": name,
                "label": text_pair(known.label),
                "title": text_pair(known.title),
                "unit": [known.unit, english_unit(known.unit)],
                "role": "provenance" if name in PROVENANCE else "block" if name == BLOCK_FIELD else "",
                "definition": text_pair(known.definition),
                **encode_column(dataset.frame[name], labels),
            }
        )
    zh, en = placed.names.zh, placed.names.en
    english: list[str | None] = [] if zh is en else [b if b != a else None for a, b in zip(zh, en, strict=True)]
    return {
        "ids": list(placed.ids),
        "names": [a or b for a, b in zip(zh, en, strict=True)],
        "english": encode_texts(english) if any(english) else None,
        "columns": columns,
        "blocks": _blocks(dataset, _block_names(scene)),
    }


def _area_names(scene: Scene) -> dict[str, Text]:
    """Return the name of every feature by id, of data sets small enough to be areas that others refer to."""
    return {
        feature: name
        for placed in scene.placed.values()
        if len(placed.ids) <= ANCHORED
        for feature, name in zip(placed.ids, placed.names, strict=True)
    }


def _labels(scene: Scene, dataset: Dataset, column: str, names: Mapping[str, Text]) -> dict[str, Text] | None:
    """Return what the cells of a column are called: by the categories of a look, or as names of areas."""
    for row in scene.layers():
        for look in row.views if row.layer.dataset == dataset.id else ():
            chosen = look.symbology
            if isinstance(chosen, Categorised | Clustered) and chosen.field == column and chosen.categories:
                return {category.value: category.label for category in chosen.categories}
    if dataset.frame[column].dtype.kind in "biufcmM":
        return None
    return area_labels(column_texts(dataset.frame[column]), names) if names else None


def _blocks(dataset: Dataset, names: Mapping[str, Text]) -> dict[str, object] | None:
    """Return the block of every feature: names by code, 0 for none."""
    if BLOCK_FIELD not in dataset.frame.columns:
        return None
    cells = column_texts(dataset.frame[BLOCK_FIELD])
    keys = sorted({cell for cell in cells if cell})
    codes = np.array([keys.index(cell) + 1 if cell else 0 for cell in cells], np.int64)
    return {"keys": keys, "labels": [text_pair(names.get(key, Text(key))) for key in keys], "codes": pack(codes)}


def _block_names(scene: Scene) -> dict[str, Text]:
    """Return what the blocks are called: as the first data set says that names them, else as everybody does."""
    names = dict(BLOCK_NAMES)
    for dataset in reversed(scene.datasets.values()):
        if {BLOCK_FIELD, f"{BLOCK_FIELD}_zh"} <= set(dataset.frame.columns):
            cells = column_texts(dataset.frame[BLOCK_FIELD])
            names |= {cell: _block_name(dataset, cell, cells.index(cell)) for cell in set(cells) if cell}
    return names


def _block_name(dataset: Dataset, key: str, row: int) -> Text:
    """Return what a block is called in one data set."""
    beside = {language: f"{BLOCK_FIELD}_{language}" for language in LANGUAGES}
    known = BLOCK_NAMES.get(key, Text(key))
    words = {
        language: str(dataset.frame[column].iloc[row]) if column in dataset.frame.columns else known.to(language)
        for language, column in beside.items()
    }
    return Text(words["zh"], words["en"])


def _theme(project: Project, shown: Map, layers: list[dict[str, object]], extent: Extent) -> dict[str, object]:
    return {
        "id": shown.id,
        "title": text_pair(shown.title),
        "description": text_pair(shown.description),
        "notes": [text_pair(note) for note in notes_of_map(project, shown)],
        "extent": extent,
        "layers": layers,
    }


def _extent(shown: Map, layers: tuple[LayerViews, ...], paths: dict[str, Paths], grid: Grid) -> Extent:
    """Return [[south, west], [north, east]] at which a map opens, degrees."""
    if shown.extent is not None:
        west, south, east, north = shown.extent
        return (south, west), (north, east)
    front = [row for row in layers if row.layer.visible and not row.layer.context] or list(layers)
    west, south, east, north = bounds_of(paths[row.layer.dataset] for row in front)
    if not np.isfinite(west):
        west, south, east, north = grid.x0, grid.y0, grid.x0 + 1000, grid.y0 + 1000
    corners = degrees_of(np.array([[west, south], [east, north]]))
    (west, south), (east, north) = np.round(corners, 6).tolist()
    return (south, west), (north, east)
