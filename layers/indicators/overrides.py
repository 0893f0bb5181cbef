"""Comparisons that the judge refuses and a user allows: who, why, of what; saved in the project, printed as footnotes.

An override (口径例外) names the columns that may meet and in what they may differ. A difference that nobody saw when it
was given is not covered: the comparison is refused again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.indicators.comparability import Aspect, Use, Verdict, judge, quoted
from spatial.errors import ProjectError, SymbologyError
from spatial.text import Text

if TYPE_CHECKING:
    from layers.project import Project

LEAST_REASON = 2


@dataclass(frozen=True, order=True)
class Compared:
    """One column that meets another: its data set and its name."""

    dataset: str
    column: str


@dataclass(frozen=True)
class Override:
    """A comparison that a user allowed.

    Parameters
    ----------
    columns
        What may meet: two or more, in order.
    aspects
        In what they may differ.
    reason
        Why, as the user typed it; never empty.
    made
        Columns that were computed of them (a difference, a derived indicator): the footnote goes with these too.
    author, date
        Who allowed it, and the day (ISO); empty where nobody said.
    """

    columns: tuple[Compared, ...]
    aspects: tuple[Aspect, ...]
    reason: str
    made: tuple[Compared, ...] = ()
    author: str = ""
    date: str = ""


class NotComparableError(SymbologyError):
    """Figures that do not compare were to meet; `columns` and `verdict` say which and why, for an override.

    Its message says in what they differ in a few words; `details` say each difference in full.
    """

    def __init__(self, columns: Iterable[Compared], names: Text, verdict: Verdict, remedy: Text | None = None) -> None:
        why = verdict.short
        super().__init__(
            Text(f"已拒绝，{names.zh}口径不可比：{why.zh}。", f"Refused, {names.en} do not compare: {why.en}."),
            remedy
            or Text(
                "请改用同一口径的指标和年份；确有必要时可设为“口径例外”并注明理由。",
                "Take indicators and years of one definition; where it must be, allow an exception with a reason.",
            ),
        )
        self.columns = tuple(sorted(set(columns)))
        self.verdict = verdict
        self.details = tuple(each.text for each in verdict.differences)


def check_columns_compare(
    project: Project, dataset_id: str, columns: Iterable[str], use: Use = "scale", remedy: Text | None = None
) -> None:
    """Refuse columns of a data set that do not compare and that no override allows.

    Raises
    ------
    NotComparableError
        With the reason, and what can be done instead.
    """
    dataset = project.dataset(dataset_id)
    compared = tuple(Compared(dataset_id, column) for column in dict.fromkeys(columns))
    fields = tuple(dataset.field_of(each.column) for each in compared)
    verdict = judge(fields, use)
    if not verdict and covering(project, compared, verdict) is None:
        raise NotComparableError(compared, quoted(fields), verdict, remedy)


def covering(project: Project, columns: Iterable[Compared], verdict: Verdict) -> Override | None:
    """Return the override that allows these columns to meet in spite of a verdict, None where there is none.

    Where it was not given for a difference in the kind of year, it holds for all years of the indicators it names.
    """
    wanted = tuple(columns)
    for each in project.overrides:
        if verdict.aspects <= set(each.aspects) and all(_names(project, each, one) for one in wanted):
            return each
    return None


def _names(project: Project, override: Override, wanted: Compared) -> bool:
    if wanted in override.columns:
        return True
    indicator = _indicator(project, wanted)
    if not indicator or "year_kind" in override.aspects:
        return False
    return any(each.dataset == wanted.dataset and _indicator(project, each) == indicator for each in override.columns)


def _indicator(project: Project, compared: Compared) -> str | None:
    known = next((each for each in project.datasets if each.id == compared.dataset), None)
    return known.field_of(compared.column).indicator if known is not None else None


# --- edits ----------------------------------------------------------------------------------------------------------


def allow(project: Project, override: Override) -> Project:
    """Edit: allow a comparison.

    One of the same columns and aspects is replaced: its reason is the new one, its results are kept.

    Raises
    ------
    ProjectError
        The reason is missing, or there are fewer than two columns.
    """
    if len(override.reason.strip()) < LEAST_REASON or len(set(override.columns)) < 2:
        raise ProjectError(
            Text("口径例外必须写明理由，并至少涉及两个字段。", "An exception needs a reason and two columns at least."),
            Text("请填写为什么可以放在一起比较。", "Say why they may be compared."),
        )
    override = replace(
        override,
        columns=tuple(sorted(set(override.columns))),
        aspects=tuple(sorted(set(override.aspects))),
        reason=override.reason.strip(),
    )
    same = [each for each in project.overrides if (each.columns, each.aspects) == (override.columns, override.aspects)]
    made = dict.fromkeys((*(one for each in same for one in each.made), *override.made))
    rest = tuple(each for each in project.overrides if each not in same)
    return replace(project, overrides=(*rest, replace(override, made=tuple(made))))


def note_result(project: Project, columns: Iterable[Compared], use: Use, result: Compared) -> Project:
    """Edit: say that a column was computed of others; where an override allowed that, its footnote goes with it.

    Columns that compare need no override, and nothing changes.
    """
    compared = tuple(columns)
    verdict = judge(tuple(project.dataset(each.dataset).field_of(each.column) for each in compared), use)
    override = None if verdict else covering(project, compared, verdict)
    if override is None or result in override.made:
        return project
    known = tuple(replace(each, made=(*each.made, result)) if each is override else each for each in project.overrides)
    return replace(project, overrides=known)
