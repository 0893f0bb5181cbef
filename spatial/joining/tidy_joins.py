"""What the reader of a table found in its columns, as choices of a join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spatial.joining.join_checks import JoinOptions
from spatial.joining.join_columns import JoinedColumn
from spatial.tidying.columns import Column


def options_of(
    columns: Sequence[Column], on: Sequence[tuple[str, str]], choice: tuple[str, str, Iterable[tuple[str, str]]]
) -> JoinOptions:
    """Return the options of a join of a table whose columns were looked at.

    Columns that were chosen to be left out do not come, unless they are keys; codes and words are not added up; a
    heading that names a year gives it to its column; the only column of years is the one that a rule needs.

    Parameters
    ----------
    columns
        As `spatial.sources.TableSource.columns`.
    on
        Pairs of (column of the layer, column of the table).
    choice
        Rule for duplicate keys, column of years, confirmed near matches.
    """
    rule, year_field, confirmed = choice
    years = [column.name for column in columns if column.kind == "year"]
    if rule in ("latest", "years") and not year_field and len(years) == 1:
        year_field = years[0]
    keys = {key for _, key in on}
    left_out = frozenset(column.name for column in columns if column.kind == "skip") - keys
    listed = frozenset(column.name for column in columns if column.kind in ("code", "text", "date"))
    known = {
        column.name: JoinedColumn(column.name, column.indicator, column.label.year, column.label.kind)
        for column in columns
        if column.label is not None and column.indicator
    }
    return JoinOptions(rule, year_field, dict(confirmed), None, left_out, known, listed)
