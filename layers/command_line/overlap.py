"""`main.py overlap`: which areas state the same industries."""

from __future__ import annotations

from pathlib import Path

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, language, progress


@click.command()
@click.argument("project", required=False, type=FILE)
@click.option("--synonyms", is_flag=True, help="同义词算作同一产业 / count synonyms as one industry")
@JSON
def overlap(project: Path | None, synonyms: bool, as_json: bool) -> None:
    """产业定位重叠 / overlap of the stated industries of the sub-parks.

    With --synonyms the groups of the tables count, with the changes that PROJECT keeps.
    """
    from layers.indicators.plan_tables import area_names, overlap_of, overlap_row
    from layers.indicators.positioning import reading
    from layers.results.overlap_result import overlap_of_project

    if project is None:
        found, names = overlap_of(grouped=synonyms), area_names()
    else:
        found, names = overlap_of_project(project, synonyms, progress())
    if as_json:
        click.echo(as_json_line(overlap_row(found)))
        return
    for pair in found.pairs:
        a, b = (names[each].to(language()) for each in (pair.a, pair.b))
        across = "⇄" if pair.across_blocks else " "
        click.echo(f"{pair.jaccard:.2f} {across} {a} — {b}：{'、'.join(pair.shared)}")
    click.echo(reading(found, names).to(language()))
