"""Moments in the transfer of a file, for whoever shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What happens to a file."""

    MOVING = "moving"
    """Its bytes travel."""
    UNCHANGED = "unchanged"
    """It is there already."""
    DONE = "done"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment in the transfer of one file."""

    path: str
    stage: Stage
    moved: int
    """Bytes so far, those of an earlier attempt included."""
    size: int
    """Bytes in all."""


Report = Callable[[Progress], None]
"""Takes each moment, in the loop of the transfer: it must not wait."""


def silent(_: Progress) -> None:
    """Show nothing."""
