"""Words of the streams on one basename: where its files stood, what they are, and what was posted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.messages.frames.frame_facts import FrameFacts
from shared.contracts.messages.frames.frame_record import FrameRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One path at one revision that changed it."""

    path: str
    revision: int
    content: str | None
    """None where the path was deleted."""
    size: int
    extension: str
    made_at: datetime

    @property
    def directory(self) -> str:
        """Where the file stands."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Described:
    """What was said of a content."""

    sequence: int
    facts: FrameFacts


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was posted."""

    sequence: int
    record: FrameRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that was said of one basename."""

    basename: str
    placed: tuple[Placed, ...] = ()
    described: Mapping[str, Described]
    """By content."""
    recorded: tuple[Recorded, ...] = ()
