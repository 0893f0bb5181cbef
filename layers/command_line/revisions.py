"""`main.py revisions` and `main.py restore`: the ledger of the boundaries of a project, and going back in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, progress


@click.command()
@click.argument("project", type=FILE)
@JSON
def revisions(project: Path, as_json: bool) -> None:
    """边界修订台账 / list the revisions of the boundaries of a project with their areas."""
    from layers.revisions.reports import revisions as report

    result = report(project, progress())
    if as_json:
        click.echo(as_json_line(result))
        return
    for row in result["revisions"]:
        click.echo("\n".join(_lines(row)))
    for name, features in result["pending"].items():
        click.echo(f"未提交 / not committed: {name}: {'、'.join(features)}")
    if not result["revisions"]:
        click.echo("没有修订 / no revisions")


@click.command()
@click.argument("project", type=FILE)
@click.argument("revision")
@click.option("--author", default="", help="作者（默认为系统用户）/ author (default: the user of the machine)")
@click.option("--reason", default="", help="理由 / why")
@click.option("--document", default="", help="文号 / document number")
@click.option(
    "--status",
    default="draft",
    show_default=True,
    type=click.Choice(["schematic", "draft", "consultation", "approved"]),
    help="恢复后的边界状态 / status of the restored boundaries",
)
@JSON
def restore(project: Path, revision: str, as_json: bool, **said: Any) -> None:
    """恢复到某次修订 / restore a revision (number or id) as a new one and save, with a backup."""
    from layers.revisions.reports import entry_of, restore_in

    result = restore_in(project, revision, entry_of(**said), progress())
    click.echo(as_json_line(result) if as_json else "\n".join(_lines(result)))


def _lines(row: dict[str, Any]) -> list[str]:
    head = f"{row['number']:>3}  {row['id']}  {row['time'][:16]}  {row['author']}  [{row['status']}] {row['kind']}"
    said = "  ".join(each for each in (row["document"], row["reason"]) if each)
    lines = [f"{head}  {row['delta_m2'] / 1e6:+.4f} km²  {said}".rstrip()]
    if not row["intact"]:
        lines.append("     ✗ 内容与编号不符，台账被改动过 / does not match its id: the ledger was altered")
    lines += [
        f"     {each['name']}  {each['old_m2'] / 1e6:.4f} → {each['new_m2'] / 1e6:.4f} km²" for each in row["changes"]
    ]
    lines += [
        f"     Σ {each['name']}  {each['new_m2'] / 1e6:.4f} km²  {each['against']}".rstrip() for each in row["sums"]
    ]
    return lines
