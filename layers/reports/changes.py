"""What changed since the last report: the facts of a report as a JSON file beside it, and the difference of two.

A fact is one figure under a key that stays the same from year to year: ``ledger/pudong/rd_expenditure/2019/actual``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.indicators.ledger import STATUS_NAMES, worded
from layers.indicators.self_check import OUTCOME_NAMES
from layers.reports.content import Block, Column, Paragraph, Table, rounded
from layers.reports.evidence import Evidence
from spatial.errors import ExportError
from spatial.files import errors_of_reading
from spatial.text import Language, Text, plain

FORMAT, FORMAT_VERSION = "yuantu-report", 1


@dataclass(frozen=True)
class Fact:
    """One figure: its key, what it is, and how it reads."""

    key: str
    label: Text
    printed: Text


@dataclass(frozen=True)
class Companion:
    """What is kept of a report for the next one: its date, its facts by key, and the hashes of its inputs by name."""

    date: str
    facts: Mapping[str, Fact]
    inputs: Mapping[str, str]


def facts_of(evidence: Evidence) -> tuple[Fact, ...]:
    """Return every fact of a report, in its order."""
    return tuple(_facts(evidence))


def _facts(evidence: Evidence) -> Iterator[Fact]:
    for row in evidence.ledger:
        area, name = evidence.area_name(row.area), row.indicator.name
        stem = f"ledger/{row.area}/{row.indicator.id}"
        seen: dict[str, int] = {}
        for value in row.figures:
            key = f"{stem}/{value.year}/{value.kind}"
            seen[key] = seen.get(key, 0) + 1
            label = Text(f"{area.zh} {name.zh} {value.year}年", f"{area.to('en')}, {name.to('en')}, {value.year}")
            yield Fact(key if seen[key] == 1 else f"{key}/{seen[key]}", label, worded(value))
        label = Text(f"{area.zh} {name.zh}：状态", f"{area.to('en')}, {name.to('en')}: status")
        yield Fact(f"{stem}/status", label, STATUS_NAMES[row.status])
    for checked in evidence.checked:
        label = Text(f"自洽检查：{checked.claim.subject.zh}", f"self-check: {checked.claim.subject.to('en')}")
        yield Fact(f"check/{checked.claim.id}", label, OUTCOME_NAMES[checked.outcome])
    for density in evidence.densities:
        points = density.points.name
        for line, name in zip(density.tables[0].rows, density.layer.names, strict=True):
            stem = f"density/{density.zones.id}/{density.points.id}/{line.id}"
            yield Fact(
                f"{stem}/n",
                Text(f"{name.zh}：{points.zh}数", f"{name.to('en')}: {points.to('en')}"),
                plain(rounded(line.n)),
            )
            if line.density_per_km2 is not None:
                label = Text(f"{name.zh}：每平方公里{points.zh}", f"{name.to('en')}: {points.to('en')} per km²")
                yield Fact(f"{stem}/per_km2", label, plain(rounded(line.density_per_km2)))
    for dataset, cards in evidence.cards:
        for card in cards:
            for figure in card.figures:
                label = Text(f"{card.title.zh}：{figure.label.zh}", f"{card.title.to('en')}: {figure.label.to('en')}")
                yield Fact(f"block/{dataset.id}/{card.title.zh}/{figure.label.zh}/{figure.rule}", label, figure.value)
    count = len(evidence.project.boundaries.revisions)
    yield Fact("revisions", Text("边界修订次数", "boundary revisions"), plain(f"{count}"))
    for overlap in evidence.overlaps[:1]:
        words = Text("产业定位重叠的园区对", "overlapping pairs of areas")
        yield Fact("overlap/pairs", words, plain(f"{len(overlap.pairs)} / {overlap.possible}"))
        yield Fact("overlap/across", Text("其中跨区块", "of them across blocks"), plain(f"{overlap.across}"))


def companion_json(evidence: Evidence, date: str) -> bytes:
    """Return the companion of a report."""
    import orjson

    from layers.version import VERSION

    facts = [
        {"key": each.key, "label": _both(each.label), "printed": _both(each.printed)} for each in facts_of(evidence)
    ]
    told = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "product_version": VERSION,
        "project": _both(evidence.project.title),
        "date": date,
        "inputs": [{"name": each.name, "sha256": each.sha256} for each in evidence.inputs],
        "facts": facts,
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def read_companion(path: Path) -> Companion:
    """Read the companion of an earlier report.

    Raises
    ------
    ExportError
        It is no companion of a report, or one of a newer kind.
    SourceError
        The file cannot be read.
    """
    import orjson

    with errors_of_reading(path):
        content = path.read_bytes()
    try:
        told = orjson.loads(content)
        if told["format"] != FORMAT or told["format_version"] > FORMAT_VERSION:
            raise KeyError("format")
        facts = [Fact(each["key"], _text(each["label"]), _text(each["printed"])) for each in told["facts"]]
        inputs = {str(each["name"]): str(each["sha256"]) for each in told["inputs"]}
        return Companion(str(told["date"]), {each.key: each for each in facts}, inputs)
    except (ValueError, KeyError, TypeError) as error:
        raise ExportError(
            Text(
                f"“{path.name}”不是本程序报告的数据文件。", f"“{path.name}” is not the data file of a report of ours."
            ),
            Text(
                "请选择上次报告旁边的 .report.json 文件。",
                "Choose the file .report.json that lies beside the last report.",
            ),
        ) from error


def changes(evidence: Evidence, previous: Companion | None, language: Language) -> Iterator[Block]:
    """Yield what is new, changed and gone since an earlier report."""
    if previous is None:
        words = Text(
            "没有给出上次的报告，本次为首次评估。", "No earlier report was given: this is the first evaluation."
        )
        yield Paragraph(words.to(language))
        return
    now = {each.key: each for each in facts_of(evidence)}
    dash = plain("—")
    rows: list[tuple[Text, Text, Text, Text]] = []
    for key, fact in now.items():
        before = previous.facts.get(key)
        if before is None:
            rows.append((Text("新增", "new"), fact.label, dash, fact.printed))
        elif before.printed.zh != fact.printed.zh:
            rows.append((Text("变化", "changed"), fact.label, before.printed, fact.printed))
    gone = [fact for key, fact in previous.facts.items() if key not in now]
    rows += [(Text("不再有", "gone"), fact.label, fact.printed, dash) for fact in gone]
    count = {kind: sum(row[0].zh == kind for row in rows) for kind in ("新增", "变化", "不再有")}
    yield Paragraph(
        Text(
            f"与 {previous.date} 的报告相比："
            f"新增 {count['新增']} 项，变化 {count['变化']} 项，不再有 {count['不再有']} 项。",
            f"Since the report of {previous.date}: {count['新增']} figures are new, {count['变化']} changed, "
            f"{count['不再有']} are gone.",
        ).to(language),
        "lead",
    )
    if rows:
        cells = (Text("变动", "Change"), Text("项目", "Item"), Text("上次", "Before"), Text("本次", "Now"))
        columns = tuple(
            Column(each.to(language), 0.8 if not n else 1.6 if n > 1 else 3.0) for n, each in enumerate(cells)
        )
        lines = tuple((a.to(language), b.to(language), c.to(language), d.to(language)) for a, b, c, d in rows)
        yield Table(columns, lines, Text("与上次报告相比的变动", "Changes since the last report").to(language))
    yield from _input_changes(evidence, previous, language)


def _input_changes(evidence: Evidence, previous: Companion, language: Language) -> Iterator[Block]:
    files = {each.name: each.sha256 for each in evidence.inputs}
    new = [name for name in files if name not in previous.inputs]
    other = [name for name in files if name in previous.inputs and previous.inputs[name] != files[name]]
    gone = [name for name in previous.inputs if name not in files]
    if not (new or other or gone):
        yield Paragraph(Text("输入文件没有变化。", "The input files are the same.").to(language), "note")
        return
    zh = [f"{word}：{'、'.join(names)}" for word, names in (("新增", new), ("已改", other), ("移除", gone)) if names]
    en = [f"{word}: {', '.join(names)}" for word, names in (("new", new), ("changed", other), ("gone", gone)) if names]
    yield Paragraph(Text(f"输入文件：{'；'.join(zh)}。", f"Input files: {'; '.join(en)}.").to(language), "note")


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.to("zh"), "en": text.to("en")}


def _text(told: Any) -> Text:
    return Text(str(told["zh"]), str(told["en"]))
