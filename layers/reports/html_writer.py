"""A report as one HTML file: no request, no script, and style sheets for screen and paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from layers.reports.content import Block, Bullets, Figure, Heading, Pair, Paragraph, Report, Table, caption_of
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1.25rem 4rem;color:#1d2833;background:#fff;line-height:1.7;
font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;font-size:16px}
h1,h2,h3,h4{line-height:1.35;color:#12364d}
h1{font-size:2rem;margin:3rem 0 .5rem}
h2{font-size:1.5rem;margin:3rem 0 1rem;border-bottom:2px solid #1f6f9f;padding-bottom:.3rem}
h3{font-size:1.2rem;margin:2.2rem 0 .8rem}
h4{font-size:1.05rem;margin:2rem 0 .6rem}
p{margin:.6rem 0}
.lead{font-weight:600}
.note{color:#4a5560;font-size:.88rem}
.status{border-left:4px solid #8a3b12;background:#fdf1e5;color:#8a3b12;padding:.5rem .9rem;margin:1.5rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}
dt{color:#4a5560}
dd{margin:0;overflow-wrap:anywhere}
nav ol{list-style:none;padding-left:0}
nav li{margin:.15rem 0}
nav .l2{padding-left:1.4rem}
nav .l3{padding-left:2.8rem;font-size:.92rem}
nav a{color:#1a5f89;text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
.scroll{overflow-x:auto;margin:.3rem 0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.86rem}
caption,figcaption{font-size:.9rem;font-weight:600;text-align:left;padding:.35rem 0;color:#12364d}
th,td{border-bottom:1px solid #d5dbe0;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef3f6}
td{white-space:pre-line}
.right{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0 1.4rem}
img{max-width:100%;height:auto}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:start}
@media (max-width:44rem){.pair{grid-template-columns:1fr}}
@page{size:A4;margin:20mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt}nav,.page{break-before:page}nav{break-before:page}
h2,h3,h4,caption{break-after:avoid}tr,figure{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible}a{color:inherit}}
"""


def write_html(report: Report, path: Path, feedback: Feedback = SILENT) -> None:
    """Write a report as an HTML file that needs no network.

    Raises
    ------
    OSError
        The file cannot be written; see `spatial.files.replace_file`.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, piece in enumerate(_pieces(report)):
            feedback.report(min(number / (len(report.blocks) + 3), 1.0))
            file.write(piece)


def _pieces(report: Report) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    cover = report.cover
    yield (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if report.language == "zh" else "en"}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(cover.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    )
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in cover.lines)
    logo = ""
    if cover.logo is not None:
        wide, high = (round(each / 25.4 * 96) for each in cover.logo.size_mm)
        data = base64.b64encode(cover.logo.png).decode()
        logo = f'<img class="logo" alt="" width="{wide}" height="{high}" src="data:image/png;base64,{data}">'
    yield (
        f"<header>{logo}<h1>{escape(cover.title)}</h1><p>{escape(cover.subtitle)}</p><dl>{lines}</dl>"
        f'<p class="status">{escape(cover.status)}</p></header>\n'
    )
    if report.contents:
        words = Text("目录", "Contents").to(report.language)
        entries = "".join(
            f'<li class="l{each.level}"><a href="#{each.anchor}">{escape(each.text)}</a></li>'
            for each in report.headings
        )
        yield f'<nav aria-label="{words}"><h2>{words}</h2><ol>{entries}</ol></nav>\n'
    yield "<main>\n"
    for block in report.blocks:
        yield _block(block, report)
    yield "</main>\n</body>\n</html>\n"


def _block(block: Block, report: Report) -> str:
    if isinstance(block, Heading):
        page = ' class="page"' if block.new_page else ""
        return f'<h{block.level + 1} id="{block.anchor}"{page}>{escape(block.text)}</h{block.level + 1}>\n'
    if isinstance(block, Paragraph):
        kind = "" if block.kind == "body" else f' class="{block.kind}"'
        return f"<p{kind}>{escape(block.text)}</p>\n"
    if isinstance(block, Bullets):
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>\n"
    if isinstance(block, Pair):
        return f'<div class="pair">{"".join(_block(figure, report) for figure in block.figures)}</div>\n'
    before, after = caption_of(block, report.language)
    caption = escape(f"{before}{block.number}{after}")
    if isinstance(block, Figure):
        data = base64.b64encode(block.png).decode()
        width = round(block.width_mm / 25.4 * 96)
        height = round(block.height_mm / 25.4 * 96)
        return (
            f'<figure><img alt="{escape(block.alt)}" width="{width}" height="{height}" '
            f'src="data:image/png;base64,{data}"><figcaption>{caption}</figcaption></figure>\n'
        )
    return _table(block, caption)


def _table(table: Table, caption: str) -> str:
    marks = [' class="right"' if column.align == "right" else "" for column in table.columns]
    heads = "".join(
        f'<th scope="col"{mark}>{escape(column.title)}</th>' for column, mark in zip(table.columns, marks, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>\n"
        for row in table.rows
    )
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in table.notes)
    return (
        f'<div class="scroll"><table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>{rows}</tbody></table></div>{notes}\n"
    )
