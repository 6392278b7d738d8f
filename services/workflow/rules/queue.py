"""The port to the queue of a rule: what comes next for it."""

from collections.abc import Sequence
from typing import Protocol

from services.workflow.rules.occasion import Occasion, Place

WINDOW = 500
"""Files, commits or descriptions that are looked through at once."""


class Queue(Protocol):
    """What a rule has still to look at."""

    async def begin(self, place: Place) -> Place:
        """Return where a rule goes on that was at a place when it was looked at last. Raises BusError."""
        ...

    async def next(self, place: Place) -> Sequence[Occasion]:
        """Return what comes after a place, in its order; nothing where no more is there. Raises BusError."""
        ...

    def count(self, place: Place) -> int:
        """Return how many files wait, up to a bound. Blocks."""
        ...
