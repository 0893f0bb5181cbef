"""`main.py density` and `main.py pattern`: points in zones, and how points lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from layers.command_line.outputs import OUT, check_endings, ground, with_files, write_outs
from layers.command_line.terminal import FILE, JSON, as_json_line, language, progress
from spatial.errors import ExportError
from spatial.text import Text


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
@OUT
@JSON
def density(points: Path, zones: Path, as_json: bool, outs: tuple[Path, ...], **wish: Any) -> None:
    """分区密度 / count and density of POINTS by ZONES, with intervals, shares and ranks."""
    from layers.results.point_density import FileWish, density_json, density_of

    asked = FileWish(**wish)
    check_endings(outs)
    if outs and (asked.scheduler or points.is_dir() or points.suffix.lower() == ".parquet"):
        raise ExportError(
            Text("分块读取的 GeoParquet 没有图件和网页。", "GeoParquet read part by part has no sheet or page."),
            Text("请去掉 --out，或改用普通图层文件。", "Leave out --out, or give an ordinary layer file."),
        )
    result = density_json(*density_of(points, zones, asked, progress()), language())
    if outs:
        result["written"] = _write_density((points, zones), asked, outs)
    click.echo(as_json_line(result) if as_json else "\n".join([*density_lines(result), *result.get("written", ())]))


def _write_density(files: tuple[Path, Path], asked: Any, outs: tuple[Path, ...]) -> list[str]:
    from layers.indicators.plan_tables import areas_of
    from layers.results.density_reading import density_result
    from layers.results.result_story import density_story
    from layers.results.zone_comparison import DensityWish, compare_zones

    project, (sites, land) = with_files(ground(asked.project), files)
    wish = DensityWish(land.id, sites.id, asked.by, weight=asked.weight, basis=asked.basis, rule=asked.rule)
    areas = areas_of(asked.project) if asked.project is not None else None
    compared = compare_zones(project, wish, areas, progress())
    return write_outs(outs, density_result(compared), lambda: density_story(project, compared))


@click.command()
@click.argument("points", type=FILE)
@click.option("--within", type=FILE, metavar="ZONES", help="研究区 / study area (default: bounding box of the points)")
@click.option("--weight", default="", metavar="FIELD", help="中心与椭圆按此字段加权 / weights of centres and ellipses")
@click.option("--year", default="", metavar="FIELD", help="另算各年年底前建成的点的中心与椭圆 / centres of each year")
@click.option("--by", default="", metavar="FIELD", help="另算各类的最近邻、K 与椭圆 / neighbours and K of each kind")
@OUT
@JSON
def pattern(points: Path, as_json: bool, outs: tuple[Path, ...], **wish: Any) -> None:
    """点格局 / nearest-neighbour index, Ripley's K with envelope, centre and ellipse of POINTS."""
    from layers.results.kind_labels import kind_labels
    from layers.results.pattern_result import PatternWish, pattern_in, pattern_result
    from layers.results.pattern_story import pattern_story
    from layers.results.point_pattern import PatternFiles, pattern_of_files, pattern_row

    files = PatternFiles(points, **wish)
    check_endings(outs)
    written: list[str] = []
    if outs:
        project, data = with_files(ground(), [each for each in (points, files.within) if each is not None])
        labels = kind_labels(project, data[0].id, files.by)
        asked = PatternWish(files.weight, files.year, files.by, len(data[0].frame), labels)
        found = pattern_in(data[0], data[1] if len(data) > 1 else None, asked, progress())
        written = write_outs(outs, pattern_result(found), lambda: pattern_story(project, found))
    else:
        found = pattern_of_files(files, progress())
    result = pattern_row(found, language()) | ({"written": written} if outs else {})
    click.echo(as_json_line(result) if as_json else "\n".join([*pattern_lines(result), *written]))


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
    lines += _spread_lines("", result)
    for key, word in (("zones", "name"), ("years", "group"), ("kinds", "kind")):
        for row in result.get(key, ()):
            head = f"{row[word]} (n = {row['n']:,})"
            if key == "kinds":
                index = "—" if row["nni_donnelly"] is None else f"{row['nni_donnelly']:.3g}"
                labelled = row["labelled"]
                p = "—" if labelled is None else f"{labelled['p_adjusted']:.3g}"
                head += f"  NNI {index}, p (labels, Holm) {p}"
            lines += [head, *_spread_lines("  ", row)]
    return [*lines, *(f"! {note}" for note in result["notes"]), result["method"]]


def _spread_lines(indent: str, row: dict[str, Any]) -> list[str]:
    lines = []
    if row["mean_centre"]:
        lines.append("{}mean centre {:.6f}, {:.6f} (WGS 84)".format(indent, *row["mean_centre"]))
    if row["ellipse"]:
        ellipse = row["ellipse"]
        azimuth = "—" if ellipse["azimuth_deg"] is None else f"{ellipse['azimuth_deg']:.1f}°"
        lines.append(
            f"{indent}ellipse {ellipse['semi_major_m']:,.1f} m × {ellipse['semi_minor_m']:,.1f} m, azimuth {azimuth}"
        )
    return lines


def _shown(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"
