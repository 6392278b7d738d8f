"""Reports of what was placed at a site, against what its index knows of the path by then. Pure.

A report takes its way over the bus. Meanwhile a look may have seen what was placed, or what a person or a
caller has put over it, and the log may have gone on.
"""

from dataclasses import dataclass

from shared.contracts.messages.batch import Condition
from shared.model.entry import Base, Fingerprint, Kind, State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedHere:
    """What a transfer worker reports as placed at one path."""

    path: str
    state: State
    fingerprint: Fingerprint | None
    base: Base
    condition: Condition | None = None
    """What the author of what stands there now has demanded."""


def is_news(base: Base | None, told: PlacedHere) -> bool:
    """Tell whether a report says more of a path than its base until now.

    A deletion that found nothing to delete here may be the base before the report on what it is about. Of two
    jobs for one path the late one may come after the deletion of what the other has placed.
    """
    if base is None or base.elsewhere:
        return True
    if base.state.kind is Kind.DELETED and told.state.kind is not Kind.DELETED:
        return True
    again = base.revision == told.base.revision and base.state.same(told.base.state)
    return not again and base.revision <= told.base.revision


def is_overtaken(local: State, seen: Fingerprint | None, told: PlacedHere) -> bool:
    """Tell whether a look has found at a path what came after that which is told to have been placed there.

    What was noted stays then, with what its author has demanded; what was placed is its base.

    Args:
        local: what the look has found.
        seen: the evidence of that, of a file.
        told: the report.
    """
    if local.kind is Kind.DELETED:
        return told.condition is not None and told.condition.content == told.state.content
    return seen is not None and told.fingerprint is not None and seen.ctime_ns > told.fingerprint.ctime_ns
