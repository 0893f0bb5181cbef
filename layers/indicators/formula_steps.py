"""The formula that a column was made by, as a project keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FormulaStep:
    """A formula that makes a column of a data set, enough to compute it again when what it is made of changes.

    Parameters
    ----------
    column
        Column it makes; `layers.layer.Field` has its name, unit and definition.
    expression
        The formula (`spatial.formulas`) with columns by their names in the frame.
    unit
        Unit that the result was asked for in; empty: the one that comes out.
    override
        Why figures that do not compare are brought together all the same, in the user's words; empty: they compare.
    """

    column: str
    expression: str
    unit: str = ""
    override: str = ""
