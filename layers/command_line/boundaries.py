"""`main.py topology` and `main.py area`: is a layer sound, and how large is what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, progress

_KINDS = {
    "gaps": "缝隙 / gaps",
    "overlaps": "重叠 / overlaps",
    "slivers": "细条 / slivers",
    "near_nodes": "近邻不重合的顶点 / near nodes",
    "invalid": "无效边界 / invalid",
    "duplicate_vertices": "重复顶点 / duplicate vertices",
    "spikes": "尖刺 / spikes",
}


@click.command()
@click.argument("layer", type=FILE)
@click.option("--near-m", default=0.5, show_default=True, type=click.FloatRange(0, 100), help="近邻顶点的距离，米 / m")
@click.option(
    "--sliver-m", default=2.0, show_default=True, type=click.FloatRange(0, 1000), help="细条的平均宽度，米 / m"
)
@JSON
def topology(layer: Path, near_m: float, sliver_m: float, as_json: bool) -> None:
    """检查图层的拓扑 / list gaps, overlaps, slivers and near nodes of a layer with their m²."""
    from layers.boundaries.reports import topology as report

    result = report(layer, near_m, sliver_m, progress())
    if as_json:
        click.echo(as_json_line(result))
        return
    click.echo(f"{result['layer']}：{result['features']} 个要素")
    for name, title in _KINDS.items():
        click.echo(f"{title}: {len(result[name])}")
        for row in result[name]:
            click.echo(f"  ({row['lon']:.6f}, {row['lat']:.6f})  {row['message']}")
    click.echo(result["method"])


@click.command()
@click.argument("layer", type=FILE)
@JSON
def area(layer: Path, as_json: bool) -> None:
    """量算面积 / measure a layer: geodesic and EPSG:4549, by feature, block and total, against approved areas."""
    from layers.boundaries.reports import area as report

    result = report(layer, progress())
    if as_json:
        click.echo(as_json_line(result))
        return
    click.echo(f"{'测地线 km²':>12}  {'EPSG:4549':>10}  {'批复/公布':>9}  {'差':>9}")
    for row in [*result["features"], *result["blocks"], result["total"] | {"name": f"合计 {result['total']['name']}"}]:
        click.echo(_line(row))
    click.echo("\n".join(result["methods"].values()))


def _line(row: dict[str, Any]) -> str:
    measured = [
        f"{value / 1e6:>12.4f}" if value is not None else f"{'—':>12}" for value in (row["area_m2"], row["epsg4549_m2"])
    ]
    approved = f"{row['approved_km2']:>9.3f}" if row["approved_km2"] is not None else f"{'—':>9}"
    difference = f"{row['difference_km2']:>+9.4f}" if row["difference_km2"] is not None else f"{'—':>9}"
    return f"{measured[0]}  {measured[1]}  {approved}  {difference}  {row['name'] or row['id']}"
