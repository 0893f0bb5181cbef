"""`main.py ledger` and `main.py selfcheck`: the target ledger, and the plans checked against themselves."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, language

if TYPE_CHECKING:
    from layers.indicators.ledger import LedgerRow


@click.command()
@click.argument("project", required=False, type=FILE)
@click.option("--area", "areas", multiple=True, help="区域编号，可多次 / id of an area, repeatable")
@click.option("--targets-only", is_flag=True, help="只列有目标的行 / only rows with a target")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="应达值的日期 / day of the expected figures (today)")
@click.option("--out", type=click.Path(path_type=Path), help="写成 .xlsx 或 .csv / write the table as .xlsx or .csv")
@JSON
def ledger(
    project: Path | None,
    areas: tuple[str, ...],
    targets_only: bool,
    date: datetime.datetime | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """目标台账 / baseline, latest, target, gap and needed pace of every indicator and area."""
    from layers.indicators.ledger import RULE, STATUS_NAMES, reading
    from layers.indicators.plan_tables import ledger_row
    from layers.indicators.project_plans import ledger_of
    from layers.indicators.target_lines import target_lines

    rows = [row for row in ledger_of(project, areas) if row.target is not None or not targets_only]
    day = date.date() if date else datetime.date.today()
    if out is not None:
        _write(project, rows, day, out)
    if as_json:
        lines = {id(line.row): line.expected for line in target_lines(rows, day)}
        listed = [{**ledger_row(row, language()), "expected_on_date": lines[id(row)]} for row in rows]
        click.echo(as_json_line({"date": day.isoformat(), "rows": listed}))
        return
    for row in rows:
        if row.target is not None:
            click.echo(f"{row.area}  {reading(row).to(language())}")
    click.echo(RULE.to(language()))
    for status, name in STATUS_NAMES.items():
        count = sum(row.status == status for row in rows)
        if count:
            click.echo(f"  {name.to(language())}: {count}")


def _write(project: Path | None, rows: Sequence[LedgerRow], day: datetime.date, path: Path) -> None:
    from layers.indicators.project_plans import plans_at
    from layers.indicators.target_lines import target_lines
    from layers.results.result_tables import write_result
    from layers.results.target_result import target_table

    table = target_table(target_lines(rows, day), plans_at(project).tables.areas, day)
    write_result(table, path, language())
    click.echo(f"{path} ({len(table.rows)})", err=True)


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
