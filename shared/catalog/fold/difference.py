"""The difference of a path between two revisions. Pure."""

from enum import StrEnum

from shared.model.entry import DELETED, Entry, State


class Difference(StrEnum):
    """How a path at one revision differs from itself at another."""

    ADDED = "added"
    CHANGED = "changed"
    """Content, kind or the metadata that travels."""
    DELETED = "deleted"


def difference(before: Entry | None, after: Entry | None) -> Difference | None:
    """Return how `after` differs from `before`; None where it does not, whatever happened in between."""
    old, new = _state(before), _state(after)
    if old.same(new):
        return None
    if old == DELETED:
        return Difference.ADDED
    return Difference.DELETED if new == DELETED else Difference.CHANGED


def _state(entry: Entry | None) -> State:
    return entry.state if entry is not None and entry.live else DELETED
