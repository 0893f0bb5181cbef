"""The evaluation report (评估报告) of a project: one content, written as DOCX, PDF or an offline HTML file.

Beside each report lies a companion ``NAME.report.json`` with its figures: given to the next report as the earlier one,
it makes the chapter on what changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.indicators.ledger import STATUS_NAMES, reading
from layers.indicators.positioning import reading as overlap_reading
from layers.project import Project
from layers.reports.changes import Companion, changes, companion_json, read_companion
from layers.reports.comparison_chapters import block_comparison, densities, density_reading, overlaps
from layers.reports.content import Block, Bullets, Cover, Heading, Paragraph, Report, Table, figures_of, numbered
from layers.reports.cover_logo import logo_of
from layers.reports.evidence import Evidence, gather
from layers.reports.exception_blocks import exceptions
from layers.reports.indicator_chapters import indicator_pages, ledger_table, with_target
from layers.reports.outlook_chapters import scenarios, status_overview
from layers.reports.record_chapters import check_reading, facility_years, inputs, revisions, self_check, sources
from layers.reports.template import (
    LOGO_ENDINGS,
    Template,
    check_file,
    check_title,
    default_template,
    filled,
    read_template,
)
from layers.version import VERSION
from spatial.errors import ExportError
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_bytes, replace_file
from spatial.text import Language, Text

REPORT_TYPES = ("docx", "pdf", "html")
SHORT_CHAPTER = 3
"""A chapter of this many paragraphs and nothing else goes on below the one before it: no page for one sentence."""


@dataclass(frozen=True)
class ReportOptions:
    """What a user chooses for a report.

    Parameters
    ----------
    language
        Of everything printed.
    template
        TOML file; None: the usual template.
    sections
        Only these chapters (keys of `layers.reports.template.SECTIONS`), in this order; None: those of the template.
    previous
        Companion of an earlier report; None: there is none.
    date
        Day of the report, ISO; empty: today.
    title
        Title of the cover, with the placeholders of templates; empty: the template's.
    logo, letterhead
        As in `layers.reports.template.Template`; None: the template's.
    """

    language: Language = "zh"
    template: Path | None = None
    sections: tuple[str, ...] | None = None
    previous: Path | None = None
    date: str = ""
    title: str = ""
    logo: Path | None = None
    letterhead: Path | None = None


@dataclass(frozen=True)
class ReportResult:
    """What was written: the report, its companion, and how much is in it."""

    path: Path
    companion: Path
    bytes: int
    indicators: int
    tables: int
    figures: int


def report_type(path: Path) -> str:
    """Return ``docx``, ``pdf`` or ``html`` by the ending of a file; raise `ExportError` for another."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in REPORT_TYPES:
        raise ExportError(
            Text(
                f"不能写成“{path.suffix or path.name}”。",
                f"A report cannot be written as “{path.suffix or path.name}”.",
            ),
            Text("请使用 .docx、.pdf 或 .html。", "Use .docx, .pdf or .html."),
        )
    return ending


def companion_path(path: Path) -> Path:
    """Return where the companion of a report lies: ``评估报告.report.json`` beside ``评估报告.docx``."""
    return path.with_name(f"{path.stem}.report.json")


def write_report(
    project: Project,
    place: Path | None,
    path: Path,
    options: ReportOptions = ReportOptions(),
    feedback: Feedback = SILENT,
) -> ReportResult:
    """Write the report of a project, and its companion; on failure or cancellation both stay as they were.

    Parameters
    ----------
    place
        Where the project is saved; None: nowhere (the starter project's tables are used where it is that).
    path
        File to write: ``.docx``, ``.pdf`` or ``.html``.

    Raises
    ------
    ExportError
        The ending, the template or the earlier report cannot be used.
    GisError
        A table or a layer cannot be used.
    SourceError
        A file cannot be read or written.
    """
    kind = report_type(path)
    report, evidence, date = compose_report(project, place, options, feedback.part(0.0, 0.75))
    feedback.report(0.75, Text("正在写入文件", "Writing the file"))
    writer = _writer(kind)
    side = companion_path(path)
    replace_file(path, lambda temporary: writer(report, temporary, feedback.part(0.75, 0.98)))
    replace_bytes(side, companion_json(evidence, date))
    feedback.report(1.0)
    tables = sum(isinstance(block, Table) for block in report.blocks)
    rows = len(with_target(evidence))
    return ReportResult(path, side, path.stat().st_size, rows, tables, len(figures_of(report)))


def compose_report(
    project: Project, place: Path | None, options: ReportOptions, feedback: Feedback = SILENT
) -> tuple[Report, Evidence, str]:
    """Return the content of a report, what it rests on, and its date.

    Raises
    ------
    GisError
        See `write_report`.
    """
    template = chosen_template(options)
    previous = read_companion(options.previous) if options.previous else None
    date = _day(options.date).isoformat()
    evidence = gather(project, place, template, feedback.part(0.0, 0.3))
    language = options.language
    values = {
        "project": project.title.to(language),
        "date": date,
        "year": date[:4],
        "version": VERSION,
        "status": project.status_note.to(language),
    }
    blocks: list[Block] = []
    makers = _chapters(evidence, previous, template, date, language, feedback.part(0.3, 0.95))
    for section in template.sections:
        chapter: list[Block] = []
        if section.text:
            chapter += [Paragraph(line) for line in filled(section.text, values).splitlines() if line.strip()]
        chapter += makers[section.id]()
        short = len(chapter) <= SHORT_CHAPTER and all(isinstance(block, Paragraph) for block in chapter)
        blocks += [Heading(1, filled(section.title, values), new_page=not blocks or not short), *chapter]
        feedback.report(0.95 if section.id == "indicators" else 0.3)
    blocks += exceptions(project, language)
    cover = _cover(template, evidence, values, language)
    feedback.report(1.0)
    whole = Report(language, cover, numbered(blocks), cover.title, template.contents, template.letterhead)
    return whole, evidence, date


def _day(words: str) -> datetime.date:
    """Return the day of a report, today where none is given; raise `ExportError` where it is no ISO date."""
    try:
        return datetime.date.fromisoformat(words) if words else datetime.date.today()
    except ValueError as error:
        raise ExportError(
            Text(f"报告日期“{words}”不是日期。", f"“{words}” is no day for a report."),
            Text("请写作 2026-11-21。", "Write it like 2026-11-21."),
        ) from error


def chosen_template(options: ReportOptions) -> Template:
    """Return the template with what the options say: title, logo, letterhead, and the chapters in their order."""
    from dataclasses import replace

    template = (
        read_template(options.template, options.language) if options.template else default_template(options.language)
    )
    template = replace(
        template,
        title=options.title.strip() or template.title,
        logo=options.logo or template.logo,
        letterhead=options.letterhead or template.letterhead,
    )
    check_title(template.title)
    for file, endings in ((options.logo, LOGO_ENDINGS), (options.letterhead, (".docx",))):
        if file is not None:
            check_file(file, endings)
    if options.sections is None:
        return template
    known = {section.id: section for section in template.sections}
    chosen = tuple(known[each] for each in options.sections if each in known)
    if not chosen:
        raise ExportError(
            Text("没有选择任何章节。", "No chapter was chosen."), Text("请至少选择一章。", "Choose one at least.")
        )
    return replace(template, sections=chosen)


def _writer(kind: str) -> Callable[[Report, Path, Feedback], None]:
    if kind == "docx":
        from layers.reports.docx_writer import write_docx

        return write_docx
    if kind == "pdf":
        from layers.reports.pdf_writer import write_pdf

        return write_pdf
    from layers.reports.html_writer import write_html

    return write_html


def _chapters(
    evidence: Evidence,
    previous: Companion | None,
    template: Template,
    date: str,
    language: Language,
    feedback: Feedback,
) -> Mapping[str, Callable[[], list[Block]]]:
    maps = template.maps
    return {
        "summary": lambda: list(_summary(evidence, language)),
        "changes": lambda: list(changes(evidence, previous, language)),
        "status": lambda: list(status_overview(evidence, language, maps, date)),
        "indicators": lambda: list(indicator_pages(evidence, language, maps, feedback)),
        "blocks": lambda: list(block_comparison(evidence, language)),
        "density": lambda: list(densities(evidence, language, maps)),
        "overlap": lambda: list(overlaps(evidence, language, maps)),
        "self_check": lambda: list(self_check(evidence, language)),
        "facilities": lambda: list(facility_years(evidence, language)),
        "revisions": lambda: list(revisions(evidence, language)),
        "scenarios": lambda: list(scenarios(evidence, language)),
        "ledger": lambda: list(ledger_table(evidence, language)),
        "sources": lambda: list(sources(evidence, language)),
        "inputs": lambda: list(inputs(evidence, language)),
    }


def _cover(template: Template, evidence: Evidence, values: Mapping[str, str], language: Language) -> Cover:
    import hashlib

    joined = "\n".join(sorted(f"{each.name} {each.sha256}" for each in evidence.inputs))
    digest = hashlib.sha256(joined.encode()).hexdigest()
    lines = (
        (Text("项目", "Project").to(language), values["project"]),
        (Text("日期", "Date").to(language), values["date"]),
        (Text("程序版本", "Version").to(language), f"Yuantu {values['version']}"),
        (Text("输入文件", "Input files").to(language), f"{len(evidence.inputs)}"),
        (Text("输入校验值", "Hash of the inputs").to(language), f"SHA-256 {digest[:16]}…"),
    )
    return Cover(
        filled(template.title, values),
        filled(template.subtitle, values),
        lines,
        filled(template.status, values) or values["status"],
        logo_of(template.logo) if template.logo is not None else None,
    )


def _summary(evidence: Evidence, language: Language) -> Iterator[Block]:
    rows = with_target(evidence)
    if rows:
        count = {name: sum(row.status == name for row in rows) for name in STATUS_NAMES}
        told = [(name, number) for name, number in count.items() if number]
        zh = "，".join(f"{STATUS_NAMES[name].zh} {number} 项" for name, number in told)
        en = ", ".join(f"{STATUS_NAMES[name].to('en')} {number}" for name, number in told)
        yield Paragraph(
            Text(
                f"规划共有 {len(rows)} 项带目标的指标：{zh}。台账共 {len(evidence.ledger)} 行。",
                f"The plans set targets for {len(rows)} indicators: {en}. The ledger has {len(evidence.ledger)} rows.",
            ).to(language),
            "lead",
        )
    for area in dict.fromkeys(row.area for row in rows):
        own = [row for row in rows if row.area == area and row.latest is not None]
        order = ("behind", "not_started", "on_track", "achieved")
        own.sort(key=lambda row: order.index(row.status) if row.status in order else len(order))
        lacking = [row.indicator.name for row in rows if row.area == area and row.latest is None]
        yield Heading(2, evidence.area_name(area).to(language))
        if own:
            yield Bullets(tuple(reading(row).to(language) for row in own))
        if lacking:
            more = Text("另有 ", " more") if own else Text("", "")
            words = Text(
                f"{more.zh}{len(lacking)} 项尚无现状值：{'、'.join(name.zh for name in lacking)}。",
                f"{len(lacking)}{more.en} without a current figure: {', '.join(name.to('en') for name in lacking)}.",
            )
            yield Paragraph(words.to(language))
    findings = [density_reading(each).to(language) for each in evidence.densities]
    if evidence.overlaps:
        names = {area: evidence.area_name(area) for area in evidence.overlaps[0].areas}
        findings.append(overlap_reading(evidence.overlaps[0], names).to(language))
    if evidence.checked:
        findings.append(check_reading(evidence).to(language))
    if findings:
        yield Heading(2, Text("空间与自洽", "Space and consistency").to(language))
        yield Bullets(tuple(findings))
    if not rows and not findings:
        yield Paragraph(Text("该项目没有可评估的指标。", "The project has no indicator to evaluate.").to(language))
