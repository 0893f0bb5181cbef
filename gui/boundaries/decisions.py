"""What can become of overlaps that an edit would leave, and what each choice costs in m²."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spatial import topology as topo
from spatial.errors import GisError
from spatial.text import Text
from spatial.topology.cutting import combined, yield_overlap
from spatial.topology.repairs import propose

Choice = Literal["trim_mine", "trim_theirs", "keep"]
CHOICES: tuple[Choice, ...] = ("trim_mine", "trim_theirs", "keep")


@dataclass(frozen=True, eq=False)
class Outcome:
    """One way out.

    Parameters
    ----------
    choice
        Take the overlap off what was edited, off the others, or keep and mark it.
    after
        The topology it leads to; None where it cannot be done.
    changes
        (feature, m² before the edit, m² then) of each feature that differs from before the edit.
    refusal
        Why it cannot be done.
    """

    choice: Choice
    after: topo.Topology | None
    changes: tuple[tuple[int, float, float], ...] = ()
    refusal: Text = Text("")


def outcomes(old: topo.Topology, new: topo.Topology, troubles: Sequence[topo.Trouble]) -> tuple[Outcome, ...]:
    """Return the three ways out of the overlaps among `troubles` of an edit; nothing happens yet."""
    pairs = [(each.feature, each.other) for each in troubles if each.kind == "overlap" and each.other is not None]
    return tuple(_outcome(choice, old, new, pairs) for choice in CHOICES)


def _outcome(choice: Choice, old: topo.Topology, new: topo.Topology, pairs: Sequence[tuple[int, int]]) -> Outcome:
    after = new
    try:
        for mine, theirs in pairs if choice != "keep" else ():
            loser, winner = (mine, theirs) if choice == "trim_mine" else (theirs, mine)
            after = yield_overlap(after, loser, winner)
        if choice != "keep":
            after = combined(old, replace(after, change=new.change))
            left = topo.troubles(old, after)
            if left:
                return Outcome(choice, None, refusal=left[0].message)
    except GisError as error:
        return Outcome(choice, None, refusal=error.what)
    return Outcome(choice, after, propose(old, after).changes)
