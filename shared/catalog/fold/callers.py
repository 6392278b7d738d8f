"""The callers of gateways who have made the changes of a commit. Pure."""

from collections.abc import Iterable

from shared.contracts.messages.batch import Batch, Change, Decision

EVERY_PATH = ""
"""In the place of a path: all changes of the commit are of this caller."""

Caller = tuple[str, str]
"""A path, and who has changed it."""


def callers_of(batch: Batch, decisions: Iterable[Decision]) -> tuple[Caller, ...]:
    """Return who has made the changes of a batch, by the paths at which they were committed."""
    names = {change.by for change in batch.changes}
    if len(names) == 1:
        (name,) = names
        return () if name is None else ((EVERY_PATH, name),)
    return tuple(
        (_path(change, decision), change.by)
        for change, decision in zip(batch.changes, decisions, strict=True)
        if change.by is not None
    )


def _path(change: Change, decision: Decision) -> str:
    return change.path if decision.path is None else decision.path
