"""What a project keeps of the history of its boundaries. Everything is immutable; a commit adds, nothing is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from spatial.text import Text

Status = Literal["schematic", "draft", "consultation", "approved"]
Kind = Literal["change", "status", "restore", "revert", "scenario", "lock", "unlock"]

STATUSES: tuple[Status, ...] = ("schematic", "draft", "consultation", "approved")
STATUS_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "schematic": Text("示意", "Schematic"),
        "draft": Text("草案", "Draft"),
        "consultation": Text("征求意见", "Consultation"),
        "approved": Text("已批复", "Approved"),
    }
)
KIND_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "change": Text("修改", "Change"),
        "status": Text("改变状态", "Status"),
        "restore": Text("恢复", "Restore"),
        "revert": Text("撤回", "Revert"),
        "scenario": Text("采纳情景", "Scenario"),
        "lock": Text("锁定", "Lock"),
        "unlock": Text("解锁", "Unlock"),
    }
)
TOLERANCE_KM2 = 0.05
"""How far a total may be from the approved one: 约10.08 km² is a rounded figure."""


@dataclass(frozen=True)
class Entry:
    """What whoever commits says of a revision.

    Parameters
    ----------
    author, time
        Who, and when (ISO 8601 in UTC).
    reason, document
        Why, and the number of the document it rests on; both required for ``approved``.
    status
        Status of the boundaries it touches from now on.
    """

    author: str
    time: str
    reason: str = ""
    document: str = ""
    status: Status = "draft"


@dataclass(frozen=True)
class Content:
    """A feature by hashes: its geometry, and its row without the geometry. Both empty: it is not there."""

    shape: str = ""
    row: str = ""


@dataclass(frozen=True)
class FeatureChange:
    """What a revision did to one feature.

    Parameters
    ----------
    feature, name
        Id in the data set, and the name at that time.
    block, park
        What it belongs to: block (north, south) and the parent in the area table; empty for none.
    old, new
        Before and after.
    old_m2, new_m2
        Geodesic areas, 0 where it is not there.
    old_vertices, new_vertices
        How many vertices, the closing ones not counted.
    """

    feature: str
    name: Text
    block: str
    park: str
    old: Content
    new: Content
    old_m2: float
    new_m2: float
    old_vertices: int
    new_vertices: int


@dataclass(frozen=True)
class Sum:
    """The area of a block, or of all features, before and after a revision.

    Parameters
    ----------
    level
        ``block`` or ``total``.
    key, name
        Block as the layer writes it, or the area that holds all of them.
    old_m2, new_m2
        Geodesic areas.
    approved_km2
        Approved or published area with the words `approved_source` on where it is from; None where nothing is known.
    """

    level: Literal["block", "total"]
    key: str
    name: Text
    old_m2: float
    new_m2: float
    approved_km2: float | None = None
    approved_source: str = ""


@dataclass(frozen=True)
class Revision:
    """A committed change: never altered, named by the hash of what it says.

    Parameters
    ----------
    id
        First 16 hexadecimal digits of the SHA-256 of everything else.
    dataset
        Id of the data set.
    kind
        What sort of change it is.
    entry
        Who, when, why.
    changes, sums
        By feature; by block and in total.
    parent
        Id of the revision before it in this data set; empty for the first.
    of
        The revision that it restores or reverts, or the name of the scenario; empty for none.
    """

    id: str
    dataset: str
    kind: Kind
    entry: Entry
    changes: tuple[FeatureChange, ...] = ()
    sums: tuple[Sum, ...] = ()
    parent: str = ""
    of: str = ""

    @property
    def delta_m2(self) -> float:
        """By how much all features together grew, m²."""
        return sum(each.new_m2 - each.old_m2 for each in self.changes)

    @property
    def is_intact(self) -> bool:
        """Whether its id still is the hash of what it says."""
        return self.id == _digest(self)


def sealed(revision: Revision) -> Revision:
    """Return a revision with the id that its contents give."""
    return replace(revision, id=_digest(revision))


def _digest(revision: Revision) -> str:
    said = json.dumps(asdict(replace(revision, id="")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Origin:
    """How a feature was before its first revision: what the ledger of a data set starts from."""

    dataset: str
    feature: str
    content: Content


@dataclass(frozen=True)
class Candidate:
    """A parcel that might be added.

    Parameters
    ----------
    name, block
        What it is called, and the block it would belong to.
    shape
        Hash of its geometry, in the CRS and datum of the data set of its scenario.
    into
        Id of the feature it would become part of; empty: a feature of its own.
    row
        Hash of the figures that came with it; empty for none.
    """

    name: str
    block: str
    shape: str
    into: str = ""
    row: str = ""


@dataclass(frozen=True)
class Scenario:
    """A named set of candidate parcels; `dataset` is the one they would be added to."""

    id: str
    name: str
    dataset: str
    candidates: tuple[Candidate, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Boundaries:
    """The ledger of a project.

    Parameters
    ----------
    contents
        Geometries (little-endian WKB in base 64) and rows (JSON), each once, by the hash of their text.
    origins
        The features as they were before their first revision.
    revisions
        The oldest first; a revision is number n by its place, counted from 1.
    scenarios
        Scenarios of expansion, side by side.
    tolerance_km2
        How far a total may be from the approved one and still agree.
    """

    contents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    origins: tuple[Origin, ...] = ()
    revisions: tuple[Revision, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    tolerance_km2: float = TOLERANCE_KM2

    def of(self, dataset: str) -> tuple[Revision, ...]:
        """Return the revisions of a data set, the oldest first."""
        return tuple(each for each in self.revisions if each.dataset == dataset)


NO_BOUNDARIES = Boundaries()


def merged(base: Boundaries, mine: Boundaries, theirs: Boundaries) -> Boundaries:
    """Merge two ledgers that were made from `base`: no revision is lost.

    Those of both sides stand one after another; a scenario that one side dropped is gone, one that both changed is
    there twice.
    """
    if theirs == base or mine == theirs:
        return mine
    if mine == base:
        return theirs
    contents = MappingProxyType({**mine.contents, **theirs.contents})
    known = {(each.dataset, each.feature) for each in mine.origins}
    origins = (*mine.origins, *(each for each in theirs.origins if (each.dataset, each.feature) not in known))
    ids = {each.id for each in mine.revisions}
    revisions = (*mine.revisions, *(each for each in theirs.revisions if each.id not in ids))
    kept = [each for each in mine.scenarios if each in theirs.scenarios or each not in base.scenarios]
    taken = {each.id for each in kept}
    for each in theirs.scenarios:
        if each in kept or each in base.scenarios:
            continue
        kept.append(each if each.id not in taken else replace(each, id=f"{each.id}_2", name=f"{each.name} (2)"))
    tolerance = theirs.tolerance_km2 if mine.tolerance_km2 == base.tolerance_km2 else mine.tolerance_km2
    return Boundaries(contents, origins, revisions, tuple(kept), tolerance)
