"""A list of findings that stays readable: after twenty of one kind the rest are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spatial.findings import Finding, Severity
from spatial.text import Text

LISTED = 20


class Notes:
    """Collects findings while a file is read; each code is listed `LISTED` times, then summed up in one finding."""

    def __init__(self) -> None:
        self._listed: dict[str, list[Finding]] = {}
        self._counts: dict[str, int] = {}
        self.without_geometry: set[int] = set()  # rows whose lack of geometry is already explained

    def add(self, code: str, severity: Severity, message: Text, feature: int | str | None = None) -> None:
        """Note one thing."""
        self._counts[code] = self._counts.get(code, 0) + 1
        listed = self._listed.setdefault(code, [])
        if len(listed) < LISTED:
            listed.append(Finding(code, severity, message, feature))

    def add_many(self, code: str, severity: Severity, rows: Iterable[int], message_of: Callable[[int], Text]) -> None:
        """Note one kind of thing for several features (row numbers from 0); only the listed ones need words."""
        for row in rows:
            if len(self._listed.get(code, ())) < LISTED:
                self.add(code, severity, message_of(int(row)), int(row))
            else:
                self._counts[code] += 1

    def count(self, code: str) -> int:
        """Return how often a code was noted."""
        return self._counts.get(code, 0)

    def take(self, other: Notes) -> None:
        """Add what another list holds, its counts included."""
        for code, listed in other._listed.items():
            for finding in listed:
                self.add(code, finding.severity, finding.message, finding.feature)
            self._counts[code] += other._counts[code] - len(listed)
        self.without_geometry |= other.without_geometry

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings in the order in which their codes first came up, with a sum where some are not listed."""
        result: list[Finding] = []
        for code, listed in self._listed.items():
            result += listed
            total = self._counts[code]
            if total > len(listed):
                text = Text(
                    f"此类问题（{code}）共 {total} 处，以上列出前 {len(listed)} 处。",
                    f"{total} findings of this kind ({code}); the first {len(listed)} are listed.",
                )
                result.append(Finding(code, listed[0].severity, text))
        return tuple(result)
