"""`main.py report`: the evaluation report of a project."""

from __future__ import annotations

from pathlib import Path

import click

from layers.command_line.terminal import FILE, JSON, as_json_line, language, progress


@click.command()
@click.argument("project", required=False, type=FILE)
@click.option("--out", type=FILE, help="输出文件 .docx、.pdf 或 .html / file to write")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="报告语言 / language of the report (default: of messages)"
)
@click.option("--template", type=FILE, help="报告模板（TOML）/ template of the report")
@click.option("--write-template", type=FILE, help="写出一份可修改的模板 / write the usual template to be changed")
@click.option("--previous", type=FILE, help="上次报告的 .report.json / companion of the last report")
@click.option("--title", default="", help="封面标题，可用 {project} {year} 等占位符 / title of the cover")
@click.option("--logo", type=FILE, help="封面徽标（PNG、JPEG）/ logo for the cover")
@click.option("--letterhead", type=FILE, help="单位样式文件（DOCX）/ DOCX with header, footer and styles of the house")
@click.option("--date", default="", help="报告日期，如 2026-11-21 / day of the report (default: today)")
@JSON
def report(project: Path | None, out: Path | None, as_json: bool, **wish: object) -> None:
    """中期评估报告 / write the evaluation report of PROJECT (default: the starter project)."""
    from layers.commands import open_project
    from layers.report import ReportOptions, report_type, write_report
    from layers.reports.template import template_text
    from spatial.files import replace_bytes

    words = "en" if (wish["lang"] or language()) == "en" else "zh"
    if isinstance(new := wish["write_template"], Path):
        replace_bytes(new, template_text("en" if words == "en" else "zh").encode())
        click.echo(str(new))
        if out is None:
            return
    if out is None:
        raise click.UsageError("请用 --out 给出文件 / give a file by --out")
    report_type(out)
    template, previous, logo, letterhead = (wish[name] for name in ("template", "previous", "logo", "letterhead"))
    options = ReportOptions(
        language="en" if words == "en" else "zh",
        template=template if isinstance(template, Path) else None,
        previous=previous if isinstance(previous, Path) else None,
        date=str(wish["date"]),
        title=str(wish["title"]),
        logo=logo if isinstance(logo, Path) else None,
        letterhead=letterhead if isinstance(letterhead, Path) else None,
    )
    feedback = progress()
    opened, _ = open_project([project] if project else [], feedback.part(0.0, 0.1))
    made = write_report(opened, project, out, options, feedback.part(0.1, 1.0))
    result = {
        "path": str(made.path),
        "companion": str(made.companion),
        "bytes": made.bytes,
        "indicators": made.indicators,
        "tables": made.tables,
        "figures": made.figures,
    }
    if as_json:
        click.echo(as_json_line(result))
        return
    click.echo(f"{made.path}：{made.bytes / 1e6:.2f} MB，{made.indicators} 项指标，{made.tables} 表，{made.figures} 图")
    click.echo(f"{made.companion}")
