"""What the commands about boundaries print: faults of the topology of a layer, and the areas of its features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.areas import AreaTable, read_areas
from layers.datasets import dataset_from_source
from layers.layer import Dataset
from layers.placement import texts
from spatial.feedback import SILENT, Feedback
from spatial.text import Text, plain

if TYPE_CHECKING:
    from spatial.topology import Fault

Floats = npt.NDArray[np.float64]

PROJECTED = "EPSG:4549"
PROJECTED_METHOD = Text(
    "EPSG:4549（CGCS2000 / 3 度带高斯-克吕格投影，中央经线 120°E）平面面积，全市偏差最大万分之九",
    "plane area in EPSG:4549 (CGCS2000 / 3-degree Gauss-Kruger CM 120E); off by up to 9e-4 over the city",
)
BLOCK_FIELDS = ("block", "parent")
PUBLISHED_FIELDS = ("area_km2_approved", "area_km2_published")
KM2_M2 = 1e6


def topology(layer: Path, near_m: float = 0.5, sliver_m: float = 2.0, feedback: Feedback = SILENT) -> dict[str, Any]:
    """Check the topology of a layer file.

    Parameters
    ----------
    near_m, sliver_m
        As in `spatial.topology.check`.

    Returns
    -------
    dict
        {"layer", "features", "counts", "method", and per kind of fault ("gaps", "overlaps", "slivers", "near_nodes",
        "invalid", "duplicate_vertices", "spikes") a list of {"features", "ids", "area_m2", "width_m", "lon", "lat",
        "message"}}; features are rows from 0.
    """
    from spatial.geodesic import AREA_METHOD
    from spatial.sources import read_vector
    from spatial.topology import check, of_frame

    source = read_vector(layer, feedback=feedback.part(0.0, 0.4))
    dataset = dataset_from_source(source, layer)
    built = of_frame(source.frame, source.datum, feedback.part(0.4, 0.6))
    report = check(built, near_m, sliver_m, feedback.part(0.6, 1.0))
    ids = _ids(dataset)
    lists = {name: [_fault_row(fault, ids) for fault in report.of(kind)] for kind, name in _LISTS.items()}
    return {
        "layer": str(layer),
        "features": len(source.frame),
        "counts": {name: len(rows) for name, rows in lists.items()},
        "method": AREA_METHOD.to("zh"),
        "limits": {"near_m": near_m, "sliver_m": sliver_m},
    } | lists


_LISTS: dict[Any, str] = {
    "gap": "gaps",
    "overlap": "overlaps",
    "sliver": "slivers",
    "near_nodes": "near_nodes",
    "invalid": "invalid",
    "duplicate_vertex": "duplicate_vertices",
    "spike": "spikes",
}


def _fault_row(fault: Fault, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "features": list(fault.features),
        "ids": [ids[each] for each in fault.features],
        "area_m2": round(fault.area_m2, 4),
        "width_m": round(fault.width_m, 4),
        "lon": round(fault.lonlat[0], 9),
        "lat": round(fault.lonlat[1], 9),
        "message": fault.message.to("zh"),
    }


def area(layer: Path, feedback: Feedback = SILENT) -> dict[str, Any]:
    """Measure the features of a layer file, their blocks and their total.

    Returns
    -------
    dict
        {"layer", "methods": {"geodesic", "epsg4549"}, "features": [row], "blocks": [row], "total": row}. A row is
        {"id", "name", "block", "area_m2", "epsg4549_m2", "approved_km2", "difference_km2", "approved_source"}: the
        last three are None where nothing approved or published is known; the approved area of a feature is a column of
        the layer (``area_km2_approved``, else ``area_km2_published``), that of a block or of the total the figure of
        the area table. Features without a polygon have the areas None.
    """
    from spatial.geodesic import AREA_METHOD
    from spatial.sources import read_vector

    source = read_vector(layer, feedback=feedback.part(0.0, 0.4))
    dataset = dataset_from_source(source, layer)
    geodesic, plane = measure(dataset, feedback.part(0.4, 1.0))
    table = _area_table()
    blocks = _blocks(dataset)
    rows = [
        _row((key, name, block), (geodesic[k], plane[k]), approved)
        for k, (key, name, block, approved) in enumerate(
            zip(_ids(dataset), _names(dataset), blocks, _approved(dataset), strict=True)
        )
    ]
    parents = list(texts(dataset.frame, "parent")) or [""] * len(rows)
    grouped = [
        _sum_row(block, [k for k, each in enumerate(blocks) if each == block], (geodesic, plane), (parents, table))
        for block in dict.fromkeys(block for block in blocks if block)
    ]
    everything = list(range(len(rows)))
    return {
        "layer": str(layer),
        "methods": {"geodesic": AREA_METHOD.to("zh"), "epsg4549": PROJECTED_METHOD.to("zh")},
        "features": rows,
        "blocks": grouped,
        "total": _sum_row("", everything, (geodesic, plane), (_tops(parents, table), table)),
    }


def measure(dataset: Dataset, feedback: Feedback = SILENT) -> tuple[Floats, Floats]:
    """Return (N,) the geodesic area and the area in EPSG:4549 of each feature in m²; NaN where there is no geometry."""
    import shapely

    from spatial.crs import to_lonlat_wgs84, transform_geometry
    from spatial.geodesic import geodesic_area_m2

    lonlat = to_lonlat_wgs84(dataset.frame, dataset.datum, feedback.part(0.0, 0.3))
    geodesic = geodesic_area_m2(lonlat, feedback.part(0.3, 0.6))
    plane = transform_geometry(
        lonlat, source="EPSG:4326", datum="wgs84", target=PROJECTED, feedback=feedback.part(0.6, 1.0)
    )
    projected = np.where(shapely.is_missing(plane), np.nan, shapely.area(plane))
    return geodesic, projected


def _ids(dataset: Dataset) -> list[str]:
    column = dataset.id_field
    return list(texts(dataset.frame, column)) if column else [str(row) for row in range(len(dataset.frame))]


def _names(dataset: Dataset) -> list[str]:
    return list(texts(dataset.frame, dataset.name_field)) if dataset.name_field else [""] * len(dataset.frame)


def _blocks(dataset: Dataset) -> list[str]:
    """Return the block of each feature: the first of `BLOCK_FIELDS` that the layer has, "" for none."""
    column = next((name for name in BLOCK_FIELDS if name in dataset.frame.columns), "")
    return list(texts(dataset.frame, column)) if column else [""] * len(dataset.frame)


def _approved(dataset: Dataset) -> list[tuple[float, str] | None]:
    """Return the approved (else published) area of each feature in km² with the column it stands in."""
    from spatial.values import parse_values

    found: list[tuple[float, str] | None] = [None] * len(dataset.frame)
    for column in reversed([name for name in PUBLISHED_FIELDS if name in dataset.frame.columns]):
        for k, figure in enumerate(parse_values(dataset.frame[column]).number.tolist()):
            found[k] = (figure, column) if figure == figure else found[k]
    return found


def _area_table() -> AreaTable:
    from layers.commands import STARTER

    return read_areas(STARTER / "tables" / "areas.csv")


def _tops(parents: Sequence[str], table: AreaTable) -> list[str]:
    """Return the lowest area that holds all parents, once per feature; "" where there is none."""
    known = [parent for parent in dict.fromkeys(parents) if parent in table]
    if not known or len(known) < len(set(parents)):
        return [""] * len(parents)
    lines = [[parent, *(area.id for area in table.ancestors(parent))] for parent in known]
    common = next((each for each in lines[0] if all(each in line for line in lines)), "")
    return [common] * len(parents)


def _row(who: tuple[str, str, str], areas: tuple[float, float], approved: tuple[float, str] | None) -> dict[str, Any]:
    key, name, block = who
    geodesic, plane = (None if value != value else round(value, 2) for value in areas)
    difference = None if approved is None or geodesic is None else round(geodesic / KM2_M2 - approved[0], 6)
    return {
        "id": key,
        "name": name,
        "block": block,
        "area_m2": geodesic,
        "epsg4549_m2": plane,
        "approved_km2": approved[0] if approved else None,
        "difference_km2": difference,
        "approved_source": approved[1] if approved else None,
    }


def _sum_row(
    block: str, rows: Sequence[int], areas: tuple[Floats, Floats], known: tuple[Sequence[str], AreaTable]
) -> dict[str, Any]:
    """Return the row of several features together, against the figure of the area table for what holds them all."""
    parents, table = known
    holders = {parents[row] for row in rows}
    holder = table[holders.pop()] if len(holders) == 1 and next(iter(holders)) in table else None
    name = holder.name if holder else plain(block)
    published = holder.area_km2_published if holder else None
    approved = (published, holder.area_source) if holder is not None and published is not None else None
    sums = (float(np.nansum(areas[0][list(rows)])), float(np.nansum(areas[1][list(rows)])))
    return _row((holder.id if holder else block, name.to("zh"), block), sums, approved)
