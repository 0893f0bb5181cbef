"""What is known of a layer: where it came from, in which CRS, what its reader noticed, what was joined to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layers.code_words import DATUM_NAMES, code_word
from layers.indicators.footnotes import footnotes_of_layer
from layers.join_record import details
from layers.layer import Dataset, JoinStep
from layers.page.attributes import PROVENANCE, column_texts
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.findings import Finding
from spatial.text import Text, plain

_SEVERITIES = {"error": Text("错误", "Error"), "warning": Text("留意", "Warning"), "info": Text("说明", "Note")}
_GEOMETRIES = {
    "Point": Text("点", "points"),
    "MultiPoint": Text("多点", "multipoints"),
    "LineString": Text("线", "lines"),
    "MultiLineString": Text("多线", "multilines"),
    "Polygon": Text("面", "polygons"),
    "MultiPolygon": Text("多部分面", "multipolygons"),
}
_SHOWN = 5  # different values of a provenance column
_NONE = Text("无", "none")


@dataclass(frozen=True)
class Section:
    """A heading and the lines under it, each a label and a value."""

    title: Text
    lines: tuple[tuple[Text, Text], ...]


def describe_layer(project: Project, layer_id: str) -> tuple[Section, ...]:
    """Return what is known of a layer and its data set, in sections that are never empty."""
    dataset = project.dataset(project.layer(layer_id).dataset)
    footnotes = footnotes_of_layer(project, layer_id)
    sections = (
        Section(Text("来源", "Source"), _source(dataset)),
        Section(Text("数据", "Data"), _data(dataset)),
        Section(Text("边界与资料", "Provenance"), _provenance(dataset)),
        Section(Text("连接的表格", "Joined tables"), tuple(map(_join, dataset.joins))),
        Section(Text("派生指标", "Derived indicators"), tuple(_formulas(dataset))),
        Section(Text("口径例外", "Exceptions of comparison"), tuple(map(_footnote, enumerate(footnotes, 1)))),
        Section(Text("读取时的发现", "Findings of the reader"), tuple(map(_finding, dataset.findings))),
    )
    return tuple(section for section in sections if section.lines)


def _footnote(numbered: tuple[int, Text]) -> tuple[Text, Text]:
    number, note = numbered
    return Text(f"脚注 {number}", f"Footnote {number}"), note


def _source(dataset: Dataset) -> tuple[tuple[Text, Text], ...]:
    origin = dataset.origin
    lines = (
        (Text("文件", "File"), plain(origin.path) if origin.path else Text("保存在项目中", "kept in the project")),
        (Text("驱动", "Driver"), plain(origin.driver)),
        (Text("子图层", "Layer in the file"), plain(origin.sublayer)),
        (Text("编码", "Encoding"), plain(origin.encoding)),
        (Text("署名", "Attribution"), origin.attribution),
        (Text("许可", "Licence"), plain(origin.licence)),
        (plain("SHA-256"), plain(origin.sha256)),
    )
    return tuple(line for line in lines if line[1])


def _data(dataset: Dataset) -> tuple[tuple[Text, Text], ...]:
    frame = dataset.frame
    if isinstance(dataset, AbsentDataset):
        return ((Text("要素数", "Features"), Text("文件缺失，未读取", "not read: the file is missing")),)
    kinds = frame.geometry.geom_type.value_counts()
    named = [(_GEOMETRIES.get(str(kind), plain(str(kind))), count) for kind, count in kinds.items()]
    printed = Text(
        "、".join(f"{kind.zh} {count:,}" for kind, count in named), ", ".join(f"{count:,} {k.en}" for k, count in named)
    )
    return (
        (Text("要素数", "Features"), plain(f"{len(frame):,}")),
        (Text("几何类型", "Geometry"), printed if named else _NONE),
        (Text("坐标系", "CRS"), plain(str(frame.crs.name)) if frame.crs is not None else _NONE),
        (Text("坐标基准", "Datum"), plain(DATUM_NAMES.get(dataset.datum, dataset.datum))),
        (Text("字段数", "Columns"), plain(str(frame.shape[1] - 1))),
        (Text("编号字段", "Id column"), plain(dataset.id_field) or _NONE),
        (Text("名称字段", "Name column"), plain(dataset.name_field) or _NONE),
    )


def _provenance(dataset: Dataset) -> tuple[tuple[Text, Text], ...]:
    """Return the values of the provenance columns, the most frequent first, with their numbers."""
    lines = []
    for column, label in PROVENANCE.items():
        if column not in dataset.frame.columns:
            continue
        counts = dataset.frame[column].value_counts()
        values = column_texts(counts.index.to_series()[:_SHOWN])
        named = [(code_word(column, value or ""), count) for value, count in zip(values, counts.tolist(), strict=False)]
        more = ["…"] if len(counts) > _SHOWN else []
        zh = "；".join([*(f"{word.zh} × {count:,}" for word, count in named), *more])
        en = "; ".join([*(f"{word.to('en')} × {count:,}" for word, count in named), *more])
        lines.append((label, Text(zh, en) if named else _NONE))
    return tuple(lines)


def _join(step: JoinStep) -> tuple[Text, Text]:
    keys = ", ".join(f"{ours} = {theirs}" for ours, theirs in step.on)
    columns = ", ".join(step.columns)
    missing = step.unmatched_layer
    more = details(step)[1:]
    return plain(step.table), Text(
        f"{keys}；匹配 {step.matched:,}，图层未匹配 {missing:,}，表格未匹配 {step.unmatched_table:,}；字段：{columns}"
        + "".join(f"；{each.zh.rstrip('。')}" for each in more),
        f"{keys}; matched {step.matched:,}, unmatched in the layer {missing:,}, in the table "
        f"{step.unmatched_table:,}; columns: {columns}" + "".join(f"; {each.en.rstrip('.')}" for each in more),
    )


def _formulas(dataset: Dataset) -> Iterator[tuple[Text, Text]]:
    for step in dataset.formulas:
        known = dataset.field_of(step.column)
        yield known.title, known.definition


def _finding(finding: Finding) -> tuple[Text, Text]:
    where = "" if finding.feature is None else f" [{finding.feature}]"
    severity = _SEVERITIES[finding.severity]
    return Text(f"{severity.zh}{where}", f"{severity.en}{where}"), finding.message
