"""Answers about pauses. Pure."""

from datetime import datetime

from shared.contracts.messages.sites.pause import Pause
from shared.model.base import FrozenModel


class PauseRow(FrozenModel):
    """One pause."""

    site: str | None
    """None: all sites of the collection."""
    since: datetime
    by: str
    """Who asked for it; empty where nobody is known."""


class PauseList(FrozenModel):
    """The pauses of a collection: those that stand, that were made, or that ended."""

    collection: str
    pauses: tuple[PauseRow, ...]


def pause_row(pause: Pause) -> PauseRow:
    """Return a pause as answers show it."""
    return PauseRow(site=None if pause.of_all else pause.site, since=pause.since, by=pause.by)
