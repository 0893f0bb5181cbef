"""The errors a user can mend: one tree, drawn here.

    GisError
    ├── SourceError          a file cannot be read or written
    ├── CrsError             a CRS or datum is unknown or does not fit the coordinates
    ├── GeometryError        a geometry cannot be used for what was asked
    ├── JoinError            a table cannot be joined
    ├── ClassificationError  a field cannot be classified as asked
    ├── SymbologyError       a look cannot be made or applied
    ├── ProjectError         a project file cannot be opened or saved
    ├── StatisticsError      a statistic cannot be computed from what was given
    ├── ExportError          a map cannot be written
    └── ExpressionError      a condition or a formula cannot be understood
        └── IncomparableError    a formula brings together figures that do not compare; a reason overrides it

Every error says what is wrong with which value, and what to do. `Cancelled` (in `feedback`) is not one of them: nothing
went wrong when a user changed their mind.
"""

from __future__ import annotations

from spatial.text import Language, Text


class GisError(Exception):
    """Something is wrong with the input, and the user can do something about it.

    Parameters
    ----------
    what
        What is wrong: the thing, its value and, where there is one, the place (file, row, field).
    remedy
        What was allowed, and what to do about it.
    """

    def __init__(self, what: Text, remedy: Text) -> None:
        super().__init__(f"{what.en or what.zh} {remedy.en or remedy.zh}")
        self.what = what
        self.remedy = remedy

    def message(self, language: Language = "zh") -> str:
        """Return the whole message as one line in `language`."""
        return f"{self.what.to(language)} {self.remedy.to(language)}".strip()


class SourceError(GisError):
    """A file cannot be read or written."""


class CrsError(GisError):
    """A CRS or datum is unknown, or does not fit the coordinates."""


class GeometryError(GisError):
    """A geometry cannot be used for what was asked."""


class JoinError(GisError):
    """A table cannot be joined to a layer."""


class ClassificationError(GisError):
    """A field cannot be classified as asked."""


class SymbologyError(GisError):
    """A look cannot be made from the data or applied to them."""


class ProjectError(GisError):
    """A project file cannot be opened or saved."""


class StatisticsError(GisError):
    """A statistic cannot be computed from what was given."""


class ExportError(GisError):
    """A map cannot be written."""


class ExpressionError(GisError):
    """A condition on rows or a formula cannot be understood.

    Parameters
    ----------
    what, remedy
        As in `GisError`.
    at
        The character that is wrong, counted from 0; -1 where it is none in particular.
    """

    def __init__(self, what: Text, remedy: Text, at: int = -1) -> None:
        super().__init__(what, remedy)
        self.at = at


class IncomparableError(ExpressionError):
    """A formula brings together figures that do not compare; a user may override it with a reason."""
