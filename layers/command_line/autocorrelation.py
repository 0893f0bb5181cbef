"""`main.py autocorrelation`: whether and where like values of a field lie together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from layers.command_line.outputs import OUT, check_endings, ground, with_files, write_outs
from layers.command_line.terminal import FILE, JSON, as_json_line, language, progress

_STATISTICS = (
    "moran", "local_moran", "geary", "g", "g_star", "join_counts", "bivariate_moran", "bivariate_local_moran"
)  # fmt: skip


@click.command()
@click.argument("layer", type=FILE)
@click.option("--field", required=True, help="字段 / field")
@click.option(
    "--statistic", default="moran", type=click.Choice(_STATISTICS), show_default=True, help="统计量 / statistic"
)
@click.option(
    "--weights",
    default="queen",
    show_default=True,
    metavar="queen|rook|knn:K|distance:M|kernel:M",
    help="空间权重 / weights",
)
@click.option("--second", default="", metavar="FIELD", help="双变量统计中邻居的字段 / field of the neighbours")
@click.option(
    "--gap-m", default=0.0, type=click.FloatRange(min=0), help="邻接容差，米 / gap that still counts as touching"
)
@click.option(
    "--permutations", default=999, type=click.IntRange(0, 99_999), show_default=True, help="置换次数 / permutations"
)
@click.option("--seed", default=20201231, type=click.IntRange(min=0), show_default=True, help="随机种子 / seed")
@click.option(
    "--significance",
    default=0.05,
    type=click.FloatRange(0, 1, min_open=True),
    show_default=True,
    help="显著性水平 / level",
)
@click.option(
    "--fdr/--no-fdr", default=True, show_default=True, help="按错误发现率校正 / adjust by the false discovery rate"
)
@OUT
@JSON
def autocorrelation(layer: Path, as_json: bool, outs: tuple[Path, ...], **wish: Any) -> None:
    """空间自相关 / spatial autocorrelation of a field of LAYER, global or local."""
    from layers.results.spatial_statistics import Wish, autocorrelation_of, reading
    from spatial.statistics.local_autocorrelation import Judgement
    from spatial.statistics.permutations import Shuffle

    check_endings(outs)
    wanted = Wish(
        wish["statistic"],
        wish["weights"],
        wish["gap_m"],
        Shuffle(wish["permutations"], wish["seed"]),
        Judgement(wish["significance"], "fdr" if wish["fdr"] else "none"),
        wish["second"],
    )
    result = autocorrelation_of(layer, wish["field"], wanted, progress())
    if outs:
        result["written"] = _write(layer, wish["field"], wanted, outs)
    if as_json:
        click.echo(as_json_line(result))
    else:
        click.echo("\n".join([reading(result, language()), *result.get("written", ())]))


def _write(layer: Path, field: str, wanted: Any, outs: tuple[Path, ...]) -> list[str]:
    from layers.results.autocorrelation_result import autocorrelation_in, autocorrelation_result
    from layers.results.autocorrelation_story import autocorrelation_story

    project, (dataset,) = with_files(ground(), [layer])
    found = autocorrelation_in(dataset, field, wanted, progress())
    return write_outs(outs, autocorrelation_result(found), lambda: autocorrelation_story(project, found))
