"""The command line of 园图 Yuantu, and the start of the window. Each command calls one function below.

New commands live in `layers/command_line/`, one module a topic, and are added at the end of this file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from layers import commands
from layers.command_line.autocorrelation import autocorrelation
from layers.command_line.boundaries import area, topology
from layers.command_line.density import density, pattern
from layers.command_line.ledger import ledger, selfcheck
from layers.command_line.overlap import overlap
from layers.command_line.report import report
from layers.command_line.revisions import restore, revisions
from layers.command_line.terminal import (
    FILE,
    JSON,
    as_json_line,
    complain,
    finding_lines,
    language,
    progress,
    tile_wish,
)
from layers.sheets.options import FILE_TYPES, FORMATS, SERIES, VIEWS, SheetOptions
from layers.version import VERSION
from spatial.classification import SCHEMES
from spatial.datums import DATUMS
from spatial.errors import GisError

ROOT = Path(__file__).parent
DATUM = click.Choice(DATUMS)
RULES = click.Choice(["sum", "mean", "latest", "years"])


class Commands(click.Group):
    """A group that opens the window when the first word is no command, and ends with code 1 on bad input."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``open`` in front of a path, or of nothing."""
        if not args or (args[0] not in self.commands and not args[0].startswith("-")):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say on stderr what is wrong and what to do."""
        try:
            return super().invoke(ctx)
        except GisError as error:
            complain(error)
            ctx.exit(1)


def output(name: str) -> Path:
    """Return where a page goes that nobody named a place for: ``out/NAME.html``, the folder made if need be."""
    folder = ROOT / "out"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.html"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="Yuantu", message="%(prog)s %(version)s")
def main() -> None:
    """园图 Yuantu：上海创新园区桌面图集 / the desktop atlas of Shanghai's innovation parks.

    不带命令即打开窗口：main.py [PROJECT] / without a command, the window opens: main.py [PROJECT]
    """


@main.command("open", hidden=True)
@click.argument("project", required=False, type=FILE)
def open_window(project: Path | None) -> None:
    """打开窗口 / open the window on PROJECT (default: the starter project)."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        click.echo("没有显示器，改为导出地图 / no display: exporting the maps instead", err=True)
        paths = [project] if project else []
        click.echo(commands.export(paths, output("yuantu"), feedback=progress())["html"])
        return
    from gui.main_window import run

    raise SystemExit(run(str(project) if project else None))


@main.command()
@click.argument("paths", nargs=-1, type=FILE, metavar="[PROJECT | LAYERFILE...]")
@click.option("--map", "maps", multiple=True, help="地图的编号或标题，可多次 / id or title of a map, repeatable")
@click.option("--html", type=FILE, help="输出文件 / file to write (default: out/NAME.html)")
@click.option("--tiles", default="auto", callback=tile_wish, help="底图级别 / base maps up to a zoom: auto, none, 0-24")
@click.option("--field", default="", help="图层文件的分级字段 / field to classify in layer files")
@click.option("--scheme", default="", type=click.Choice(["", *SCHEMES]), help="分级方法 / classification scheme")
@click.option("--k", default=0, type=click.IntRange(0, 12), help="级数 / number of classes")
@click.option("--png", type=FILE, help="图件文件（系列为文件夹）/ sheet to write (a folder for a series)")
@click.option("--svg", type=FILE, help="同上 / likewise")
@click.option("--pdf", type=FILE, help="同上 / likewise")
@click.option("--sheet", type=click.Choice(list(FORMATS)), help="图件版式 / paper of the sheet (default: a4_landscape)")
@click.option(
    "--series", type=click.Choice([*SERIES, VIEWS]), help="系列：每图、每年、每子园一幅；或并排视图 / one sheet per …"
)
@click.option("--dpi", type=int, default=300, show_default=True, help="PNG 分辨率 / resolution of PNG")
@click.option("--title", default="", help="单幅图件的标题 / title of one sheet (default: that of the map)")
@click.option("--caption", default="", help="单幅图件标题下的说明 / what stands below the title")
@JSON
def export(paths: tuple[Path, ...], html: Path | None, maps: tuple[str, ...], as_json: bool, **wish: Any) -> None:
    """导出离线网页或图件 / write the offline page, or printed sheets, of a project or of layer files."""
    name, look = paths[0].stem if paths else "yuantu", (wish["field"], wish["scheme"], wish["k"])
    files = [(kind, wish[kind]) for kind in FILE_TYPES if wish[kind]]
    if not files and (wish["sheet"] or wish["series"]):
        files = [("pdf", output(name).with_suffix("" if wish["series"] in SERIES else ".pdf"))]
    result: dict[str, Any] = {"findings": []}
    if html or not files:
        result |= commands.export(paths, html or output(name), maps, look, progress(), tiles=wish["tiles"])
    if files:
        words = {name: wish[name] for name in ("title", "caption")}
        if wish["series"] in SERIES and any(words.values()):
            raise click.UsageError("--title、--caption 只用于单幅图件 / are for one sheet, not for a series")
        options = SheetOptions(wish["sheet"] or "a4_landscape", wish["dpi"], language(), maps=maps, **words)
        sheets = commands.export_sheets(paths, files, options, wish["series"] or "", look, progress())
        findings = [*result["findings"], *(row for row in sheets["findings"] if row not in result["findings"])]
        result |= sheets | {"findings": findings}
    click.echo(as_json_line(result) if as_json else "\n".join(export_lines(result)))


def export_lines(result: dict[str, Any]) -> list[str]:
    """Return what an export wrote as lines of text."""
    lines = []
    if "html" in result:
        size, maps = result["bytes"] / 1e6, len(result["maps"])
        lines.append(f"{result['html']}：{size:.2f} MB，{maps} 幅地图，{result['features']} 个要素")
    lines += [f"{row['path']}：{row['bytes'] / 1000:,.0f} KB" for row in result.get("sheets", ())]
    return [*lines, *finding_lines(result["findings"])]


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@JSON
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """检查图层文件 / read layer files and list what is wrong with them."""
    result, errors = commands.check(files, progress())
    if as_json:
        click.echo(as_json_line(result))
    else:
        for row in result["files"]:
            click.echo(f"{row['path']}：{row['features']} 个要素，{row['crs'] or '—'}，{row['datum'] or '—'}")
            click.echo("\n".join(finding_lines(row["findings"]) or ["  ✓ 未发现问题 / nothing found"]))
    for error in errors:
        complain(error)
    if errors:
        raise SystemExit(1)


@main.command()
@click.argument("layer", type=FILE)
@click.argument("table", type=FILE)
@click.option(
    "--on", "on", multiple=True, required=True, metavar="LAYERKEY[=TABLEKEY]", help="关键字段，可多次 / key columns"
)
@click.option("--rule", type=RULES, help="表中关键字重复时的规则 / what to do with duplicate keys")
@click.option("--out", type=FILE, help="写出连接后的图层 / write the joined layer")
@JSON
def join(layer: Path, table: Path, on: tuple[str, ...], rule: str | None, out: Path | None, as_json: bool) -> None:
    """把表格连接到图层 / join a table to a layer."""
    keys = [(left, right or left) for left, _, right in (pair.partition("=") for pair in on)]
    outcome = commands.join(layer, table, keys, rule or "", out, progress())
    report = outcome.report
    if as_json:
        click.echo(as_json_line(report))
    else:
        click.echo(f"匹配 / matched: {report['matched']}")
        for name in ("unmatched_layer", "unmatched_table", "duplicates"):
            click.echo(f"{name}: {'、'.join(report[name]) or '—'}")
        for near in report["near"]:
            click.echo(f"near: {near['layer']} ≈ {near['table']}（{near['score']:.2f}，{near['reason']}）")
        for note in outcome.notes:
            click.echo(f"  · {note.to(language())}")
    if outcome.refused is not None:
        complain(outcome.refused)
        raise SystemExit(1)


@main.command()
@click.argument("layer", type=FILE)
@click.option("--field", required=True, help="字段 / field")
@click.option("--scheme", required=True, type=click.Choice(SCHEMES), help="分级方法 / classification scheme")
@click.option("--k", default=5, type=click.IntRange(1, 12), help="级数 / number of classes", show_default=True)
@click.option("--breaks", default="", help="手动分级的界线，逗号分隔 / edges of the manual scheme, comma-separated")
@JSON
def classify(layer: Path, field: str, scheme: str, k: int, breaks: str, as_json: bool) -> None:
    """给字段分级 / classify a field of a layer."""
    try:
        edges = [float(edge) for edge in breaks.split(",")] if breaks else None
    except ValueError as error:
        raise click.BadParameter(f"不是数字列表 / not a list of numbers: {breaks}", param_hint="--breaks") from error
    result = commands.classify_field(layer, field, (scheme, k, edges), progress())
    if as_json:
        click.echo(as_json_line(result))
        return
    for i, count in enumerate(result["counts"]):
        click.echo(f"{'[' if i == 0 else '('}{result['breaks'][i]:g}, {result['breaks'][i + 1]:g}]  n={count}")
    click.echo(f"无数据 / missing: {result['missing']}  不适用 / not applicable: {result['not_applicable']}")


@main.command()
@click.argument("points", type=FILE)
@click.option("--eps-m", required=True, type=float, help="邻域半径，米 / neighbourhood radius in metres")
@click.option(
    "--min-samples",
    required=True,
    type=int,
    help="核心点的最少邻居数（含自身）/ points of a core point's neighbourhood",
)
@click.option("--out", type=FILE, help="写出带聚类编号的点 / write the points with their cluster id")
@JSON
def clusters(points: Path, eps_m: float, min_samples: int, out: Path | None, as_json: bool) -> None:
    """按 DBSCAN 找点的聚类 / find clusters of points by DBSCAN in metres."""
    result = commands.clusters_of(points, (eps_m, min_samples), out, progress())
    if as_json:
        click.echo(as_json_line(result))
        return
    for row in result["clusters"]:
        density = "—" if row["density_per_km2"] is None else f"{row['density_per_km2']:.2f}/km²"
        click.echo(f"#{row['id']}  n={row['n']}  {row['area_m2'] / 1e6:.3f} km²  {density}")
    click.echo(f"噪声 / noise: {result['noise']}")


@main.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=FILE)
@click.option("--from-datum", type=DATUM, help="输入的坐标基准 / datum of the input (default: as the file says)")
@click.option("--to-datum", default="wgs84", type=DATUM, help="输出的坐标基准 / datum of the output", show_default=True)
def convert(source: Path, target: Path, from_datum: str | None, to_datum: str) -> None:
    """转换格式和坐标基准 / convert format and datum."""
    click.echo(
        "\n".join([str(target), *finding_lines(commands.convert(source, target, from_datum, to_datum, progress()))])
    )


main.add_command(autocorrelation)
main.add_command(ledger)
main.add_command(selfcheck)
main.add_command(overlap)
main.add_command(report)
main.add_command(topology)
main.add_command(area)
main.add_command(density)
main.add_command(pattern)
main.add_command(revisions)
main.add_command(restore)

if __name__ == "__main__":
    main()
