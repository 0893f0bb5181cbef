"""`main.py overlap`: which areas state the same industries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers.command_line.outputs import OUT, check_endings, ground, write_outs
from layers.command_line.terminal import FILE, JSON, as_json_line, language, progress
from spatial.errors import StatisticsError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.results.result_story import Story


@click.command()
@click.argument("project", required=False, type=FILE)
@click.option("--synonyms", is_flag=True, help="同义词算作同一产业 / count synonyms as one industry")
@OUT
@JSON
def overlap(project: Path | None, synonyms: bool, as_json: bool, outs: tuple[Path, ...]) -> None:
    """产业定位重叠 / overlap of the stated industries of the sub-parks.

    With --synonyms the groups of the tables count, with the changes that PROJECT keeps.
    """
    from layers.indicators.plan_tables import area_names, overlap_of, overlap_row
    from layers.indicators.positioning import reading
    from layers.results.overlap_result import overlap_of_project

    check_endings(outs)
    if project is None:
        found, names = overlap_of(grouped=synonyms), area_names()
    else:
        found, names = overlap_of_project(project, synonyms, progress())
    written = _write(project, synonyms, outs) if outs else []
    if as_json:
        click.echo(as_json_line(overlap_row(found) | ({"written": written} if outs else {})))
        return
    for pair in found.pairs:
        a, b = (names[each].to(language()) for each in (pair.a, pair.b))
        across = "⇄" if pair.across_blocks else " "
        click.echo(f"{pair.jaccard:.2f} {across} {a} — {b}：{'、'.join(pair.shared)}")
    click.echo("\n".join([reading(found, names).to(language()), *written]))


def _write(path: Path | None, synonyms: bool, outs: tuple[Path, ...]) -> list[str]:
    from layers.indicators.plan_tables import synonyms_of
    from layers.indicators.synonyms import groups_in_force
    from layers.results.overlap_result import INDUSTRY_COLUMN, layers_with_industries, overlap_in, overlap_result
    from layers.results.result_story import overlap_story

    project = ground(path)
    stating = layers_with_industries(project)
    if not stating:
        raise StatisticsError(
            Text("项目中没有写明产业的图层，画不出图。", "No layer of the project states industries: nothing to draw."),
            Text(f"图层需要字段“{INDUSTRY_COLUMN}”。", f"A layer needs the field “{INDUSTRY_COLUMN}”."),
        )
    groups = groups_in_force(synonyms_of(path), project.synonyms) if synonyms else {}
    found, names = overlap_in(stating[0], INDUSTRY_COLUMN, groups, progress())

    def story() -> Story:
        return overlap_story(project, stating[0], INDUSTRY_COLUMN, found, names)

    return write_outs(outs, overlap_result(found, names), story)
