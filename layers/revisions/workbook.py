"""The ledger as a workbook: revisions, what each did to each park, totals against the approved area, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from layers.project import Project
from layers.revisions.accounts import KM2_M2, against
from layers.revisions.model import KIND_NAMES, STATUS_NAMES
from layers.revisions.scenarios import gain_of, kind_names
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.geodesic import AREA_METHOD
from spatial.text import Language, Text

Table = tuple[Text, Sequence[Text], list[list[Any]]]
_KM2 = "0.0000"

REVISIONS = (
    Text("序号", "No."),
    Text("编号", "Id"),
    Text("数据集", "Data set"),
    Text("类型", "Kind"),
    Text("时间（UTC）", "Time (UTC)"),
    Text("作者", "Author"),
    Text("状态", "Status"),
    Text("文号", "Document no."),
    Text("理由", "Reason"),
    Text("涉及", "Refers to"),
    Text("面积变化 km²", "Change of area, km²"),
    Text("完整性", "Integrity"),
)
CHANGES = (
    Text("序号", "No."),
    Text("要素编号", "Feature"),
    Text("名称", "Name"),
    Text("区块", "Block"),
    Text("原面积 km²", "Old area, km²"),
    Text("新面积 km²", "New area, km²"),
    Text("变化 km²", "Change, km²"),
    Text("原顶点数", "Old vertices"),
    Text("新顶点数", "New vertices"),
)
SUMS = (
    Text("序号", "No."),
    Text("层级", "Level"),
    Text("名称", "Name"),
    Text("原面积 km²", "Old area, km²"),
    Text("新面积 km²", "New area, km²"),
    Text("变化 km²", "Change, km²"),
    Text("批复或公布 km²", "Approved or published, km²"),
    Text("对照", "Against it"),
)
SCENARIOS = (
    Text("情景", "Scenario"),
    Text("地块", "Parcels"),
    Text("毛面积 km²", "Gross area, km²"),
    Text("净增 km²", "Net gain, km²"),
    Text("总面积 km²", "Total after, km²"),
    Text("批复 km²", "Approved, km²"),
    Text("设施", "Facilities"),
    Text("各区块占比：前 → 后", "Share of blocks: before → after"),
)
_INTACT = Text("与编号相符", "matches its id")
_ALTERED = Text("与编号不符", "does not match its id")


def write_ledger(project: Project, path: Path, language: Language = "zh", feedback: Feedback = SILENT) -> int:
    """Write the ledger of a project as XLSX and return how many revisions it holds.

    Raises
    ------
    SourceError
        The file cannot be written; what was there is unchanged.
    """
    tables = tables_of(project, language, feedback)
    replace_file(path, lambda temporary: _write(tables, temporary, language))
    return len(project.boundaries.revisions)


def tables_of(project: Project, language: Language, feedback: Feedback = SILENT) -> tuple[Table, ...]:
    """Return the sheets of the workbook: name, headings, rows."""
    numbered = list(enumerate(project.boundaries.revisions, 1))
    names = {each.id: each.name.to(language) for each in project.datasets}
    heads = [
        [
            number,
            each.id,
            names.get(each.dataset, each.dataset),
            KIND_NAMES[each.kind].to(language),
            each.entry.time,
            each.entry.author,
            STATUS_NAMES[each.entry.status].to(language),
            each.entry.document,
            each.entry.reason,
            each.of,
            each.delta_m2 / KM2_M2,
            (_INTACT if each.is_intact else _ALTERED).to(language),
        ]
        for number, each in numbered
    ]
    changes = [
        [
            number,
            one.feature,
            one.name.to(language),
            one.block,
            one.old_m2 / KM2_M2,
            one.new_m2 / KM2_M2,
            (one.new_m2 - one.old_m2) / KM2_M2,
            one.old_vertices,
            one.new_vertices,
        ]
        for number, each in numbered
        for one in each.changes
    ]
    levels = {"block": Text("区块", "Block"), "total": Text("园区合计", "Total")}
    tolerance = project.boundaries.tolerance_km2
    sums = [
        [
            number,
            levels[one.level].to(language),
            one.name.to(language),
            one.old_m2 / KM2_M2,
            one.new_m2 / KM2_M2,
            (one.new_m2 - one.old_m2) / KM2_M2,
            one.approved_km2,
            against(one, tolerance).to(language),
        ]
        for number, each in numbered
        for one in each.sums
    ]
    return (
        (Text("修订", "Revisions"), REVISIONS, heads),
        (Text("子园变化", "By park"), CHANGES, changes),
        (Text("合计", "Totals"), SUMS, sums),
        (Text("扩区情景", "Scenarios"), SCENARIOS, list(_scenarios(project, language, feedback))),
    )


def _scenarios(project: Project, language: Language, feedback: Feedback) -> Iterator[list[Any]]:
    names = kind_names(project)
    for each in project.boundaries.scenarios:
        gain = gain_of(project, each, feedback)
        counts = {k: names[k].to(language) if k in names else k for k in gain.facilities or ()}
        facilities = "; ".join(f"{counts[k]}: {n}" for k, n in (gain.facilities or {}).items())
        shares = "; ".join(f"{k or '—'} {a:.1%} → {b:.1%}" for k, (a, b) in gain.balance.items())
        total = gain.total
        yield [
            each.name,
            len(each.candidates),
            gain.gross_m2 / KM2_M2,
            gain.net_m2 / KM2_M2,
            None if total is None else total.new_m2 / KM2_M2,
            None if total is None else total.approved_km2,
            facilities,
            shares,
        ]


def _write(tables: Sequence[Table], path: Path, language: Language) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for name, headings, rows in tables:
        sheet = book.create_sheet(name.to(language))
        sheet.append([each.to(language) for each in headings])
        for row in rows:
            sheet.append(row)
        for place, cell in enumerate(sheet[1], 1):
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8ECF1")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            widest = max([len(str(cell.value)), *(len(str(row[place - 1] or "")) for row in rows)])
            sheet.column_dimensions[get_column_letter(place)].width = min(max(10, widest * 1.6), 48)
            if "km²" in str(cell.value):
                for line in sheet.iter_rows(min_row=2, min_col=place, max_col=place):
                    line[0].number_format = _KM2
        for line in sheet.iter_rows(min_row=2):
            for cell in line:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # what a user typed is no formula
        sheet.freeze_panes = "A2"
        sheet.append([])
        sheet.append([AREA_METHOD.to(language)])
    book.save(path)
