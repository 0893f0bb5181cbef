"""`main.py ledger` and `main.py selfcheck`: the target ledger, and the plans checked against themselves."""

from __future__ import annotations

from pathlib import Path

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, language


@click.command()
@click.argument("project", required=False, type=FILE)
@click.option("--area", "areas", multiple=True, help="区域编号，可多次 / id of an area, repeatable")
@click.option("--targets-only", is_flag=True, help="只列有目标的行 / only rows with a target")
@JSON
def ledger(project: Path | None, areas: tuple[str, ...], targets_only: bool, as_json: bool) -> None:
    """目标台账 / baseline, latest, target, gap and needed pace of every indicator and area."""
    from layers.indicators.ledger import RULE, STATUS_NAMES, reading
    from layers.indicators.plan_tables import ledger_row
    from layers.indicators.project_plans import ledger_of

    rows = [row for row in ledger_of(project, areas) if row.target is not None or not targets_only]
    if as_json:
        click.echo(as_json_line({"rows": [ledger_row(row, language()) for row in rows]}))
        return
    for row in rows:
        if row.target is not None:
            click.echo(f"{row.area}  {reading(row).to(language())}")
    click.echo(RULE.to(language()))
    for status, name in STATUS_NAMES.items():
        count = sum(row.status == status for row in rows)
        if count:
            click.echo(f"  {name.to(language())}: {count}")


@click.command()
@click.argument("project", required=False, type=FILE)
@JSON
def selfcheck(project: Path | None, as_json: bool) -> None:
    """规划自洽检查 / what the plans claim against what their own figures give."""
    from layers.indicators.plan_tables import check_row
    from layers.indicators.project_plans import self_check_of
    from layers.indicators.self_check import OUTCOME_NAMES

    checked = self_check_of(project)
    if as_json:
        click.echo(as_json_line({"checks": [check_row(each, language()) for each in checked]}))
        return
    for each in checked:
        name = OUTCOME_NAMES[each.outcome].to(language())
        click.echo(f"[{name}] {each.claim.subject.to(language())}：{each.arithmetic.to(language())}")
        click.echo(f"    {'; '.join(each.sources)}")
