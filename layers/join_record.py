"""What is said of a join wherever its figures go: the window, the page, the sheet, the report."""

from __future__ import annotations

from collections.abc import Sequence

from layers.layer import JoinStep
from spatial.findings import Finding
from spatial.joining.join_checks import RULES
from spatial.text import Text

LASTING = frozenset(
    {
        *("header_rows", "unit_line", "unit_in_cells", "unit_converted", "unit_scaled", "unit_unclear"),
        *("unit_conflict", "decimal_comma", "decimal_mixed", "year_columns", "year_as_date", "totals_left_out"),
        *("total_rows", "merged_cells", "formula_without_value", "hidden_rows", "scaled_format", "percent_mixed"),
        *("encoding_guessed", "html_table", "repeated_heading", "error_among_figures", "bound_cells"),
        *(
            "indicator_rows",
            "indicators_spread",
            "indicator_twice",
            "text_among_figures",
            "date_among_figures",
            "section_row",
            "numbering_row",
            "footnote_mark",
        ),
    }
)
"""Findings of a table that change what its figures mean: they are kept with the join."""
MAX_REMARKS = 12


def lasting_remarks(findings: Sequence[Finding]) -> tuple[Text, ...]:
    """Return what must stay with the figures of a table, of all that was noticed when it was read."""
    return tuple(finding.message for finding in findings if finding.code in LASTING)[:MAX_REMARKS]


def file_of(step: JoinStep) -> str:
    """Return the name of the table of a join without its folders."""
    return step.table.replace("\\", "/").rpartition("/")[2]


def brief(step: JoinStep) -> Text:
    """Return one line on a join: the table, its sheet, and how much matched."""
    sheet = Text(f"（{step.sheet}）", f" ({step.sheet})") if step.sheet else Text("")
    return Text(
        f"连接 {file_of(step)}{sheet.zh}：匹配 {step.matched:,} 个，未匹配 {step.unmatched_layer:,} 个",
        f"Joined {file_of(step)}{sheet.en}: {step.matched:,} matched, {step.unmatched_layer:,} not",
    )


def details(step: JoinStep) -> tuple[Text, ...]:
    """Return all that a reader may want to know of how a table was read and joined, a sentence each."""
    keys = ", ".join(f"{ours} = {theirs}" for ours, theirs in step.on)
    said = [Text(f"关键字段 {keys}", f"keys {keys}")]
    rule = next((words for name, words in RULES.items() if name and name == step.rule), None)
    if rule is not None:
        said.append(Text(f"重复键：{rule.zh}", f"duplicate keys: {rule.en}"))
    if step.confirmed:
        pairs = "、".join(f"{theirs}→{ours}" for ours, theirs in step.confirmed[:5])
        said.append(Text(f"经确认的对应：{pairs}", f"confirmed matches: {pairs}"))
    return (*said, *step.remarks)
