"""`main.py density` and `main.py pattern`: points in zones, and how points lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, language, progress


@click.command()
@click.argument("points", type=FILE)
@click.argument("zones", type=FILE)
@click.option("--by", default="", metavar="FIELD", help="按此字段分类 / kinds by this field")
@click.option("--weight", default="", metavar="FIELD", help="按此字段加权 / weights from this field")
@click.option(
    "--scheduler", default="", metavar="ADDRESS", help="Dask 调度器，如 tcp://host:8786（GeoParquet）/ a Dask cluster"
)
@click.option(
    "--rule", default="first", type=click.Choice(["first", "all", "split"]), help="重叠处的计数规则 / overlaps"
)
@click.option(
    "--area-basis",
    "basis",
    default="drawn",
    show_default=True,
    type=click.Choice(["drawn", "published", "approved", "revision"]),
    help="面积口径：当前图形、公布、批复、当前修订 / areas as drawn, published, approved, of the current revision",
)
@click.option(
    "--project", type=FILE, metavar="PROJECT", help="取其区域表与修订台账 / its area table and ledger tell the areas"
)
@JSON
def density(points: Path, zones: Path, as_json: bool, **wish: Any) -> None:
    """分区密度 / count and density of POINTS by ZONES, with intervals, shares and ranks."""
    from layers.results.point_density import FileWish, density_json, density_of

    result = density_json(*density_of(points, zones, FileWish(**wish), progress()), language())
    click.echo(as_json_line(result) if as_json else "\n".join(density_lines(result)))


@click.command()
@click.argument("points", type=FILE)
@click.option("--within", type=FILE, metavar="ZONES", help="研究区 / study area (default: bounding box of the points)")
@JSON
def pattern(points: Path, within: Path | None, as_json: bool) -> None:
    """点格局 / nearest-neighbour index, Ripley's K with envelope, centre and ellipse of POINTS."""
    from layers.results.point_pattern import pattern_json

    result = pattern_json(points, within, language(), progress())
    click.echo(as_json_line(result) if as_json else "\n".join(pattern_lines(result)))


def density_lines(result: dict[str, Any]) -> list[str]:
    """Return the densities as lines of text, the densest first."""
    lines = [f"{'#':>4} {'n':>9} {'km²':>10} {'/km²':>10} {'95 %':>23} {'LQ':>7}  id"]
    for row in sorted(result["zones"], key=lambda row: (row["rank"] is None, row["rank"] or 0)):
        tie = "=" if row["tied"] > 1 else ""
        ends = f"{_shown(row['ci_low'])} – {_shown(row['ci_high'])}"
        lines.append(
            f"{_shown(row['rank']) + tie:>4} {_shown(row['n']):>9} {_shown(row['area_km2']):>10} "
            f"{_shown(row['density_per_km2']):>10} {ends:>23} {_shown(row['location_quotient']):>7}  {row['id']} "
            f"{row['name']}"
        )
        lines += [
            f"{'':>6}{kind['kind']}: n={_shown(kind['n'])}, {_percent(kind['share'])}, LQ "
            f"{_shown(kind['location_quotient'])}"
            for kind in row.get("kinds", ())
            if kind["n"]
        ]
    left = {"outside": "区外", "on_border": "边界上", "in_overlap": "重叠处", "no_position": "无坐标"}
    lines.append("  ".join(f"{word} / {key}: {result[key]:,}" for key, word in left.items()))
    return [*lines, *(f"! {note}" for note in result["notes"]), result["method"]]


def pattern_lines(result: dict[str, Any]) -> list[str]:
    """Return a pattern as lines of text."""
    lines = [
        f"n = {result['n']}，区外 / outside {result['outside']}，无坐标 / no position {result['no_position']}",
        f"NNI {result['nni']:.4f} (z {result['z']:.2f})，Donnelly {result['nni_donnelly']:.4f} (z "
        f"{result['z_donnelly']:.2f}, "
        f"p {result['p']:.3g})",
        f"{'r m':>10} {'L m':>10} {'L low':>10} {'L high':>10}",
    ]
    for row in result["k"][4::5]:
        mark = "+" if row["k"] > row["high"] else "-" if row["k"] < row["low"] else ""
        lines.append(f"{row['r_m']:10.1f} {row['l']:10.1f} {row['l_low']:10.1f} {row['l_high']:10.1f} {mark}")
    lines.append(f"p (global, MAD) = {result['p_global']:.3g}")
    if result["mean_centre"]:
        lines.append("mean centre {:.6f}, {:.6f}".format(*result["mean_centre"]))
    if result["ellipse"]:
        ellipse = result["ellipse"]
        azimuth = "—" if ellipse["azimuth_deg"] is None else f"{ellipse['azimuth_deg']:.1f}°"
        lines.append(f"ellipse {ellipse['semi_major_m']:,.1f} m × {ellipse['semi_minor_m']:,.1f} m, azimuth {azimuth}")
    return [*lines, result["method"]]


def _shown(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"
