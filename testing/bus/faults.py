"""Faults of a simulated bus. The simulation passes an object that decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Trouble(StrEnum):
    """What becomes of one operation."""

    NONE = "none"
    LOST = "lost"
    """It was never done, and the client times out."""
    UNANSWERED = "unanswered"
    """It was done, and the client times out."""
    LATE = "late"
    """The client times out, and some time after that it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How one operation goes. Seconds."""

    before: float = 0
    """Until the server has it."""
    after: float = 0
    """Until the client has the answer."""
    trouble: Trouble = Trouble.NONE


WELL = Fate()


class Faults(Protocol):
    """Decides, for each operation of each client."""

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Decide on an operation (a method of the port, or ack, nak, term, in_progress) on a subject."""

    def stale(self, client: str, stream: str, subject: str) -> int:
        """Return how many of the last messages on `subject` a replica has not got yet (direct reads)."""

    def order(self, client: str, consumer: str, sequences: Sequence[int]) -> Sequence[int]:
        """Return in which order the deliveries of messages with these sequences arrive.

        Indices: repeated for a duplicate, left out for what comes later, with one of the next fetches.
        """


class NoFaults:
    """All goes well, and at once."""

    def fate(self, client: str, operation: str, target: str) -> Fate:  # noqa: ARG002
        """Well."""
        return WELL

    def stale(self, client: str, stream: str, subject: str) -> int:  # noqa: ARG002
        """Nothing is missing."""
        return 0

    def order(self, client: str, consumer: str, sequences: Sequence[int]) -> Sequence[int]:  # noqa: ARG002
        """As they are."""
        return range(len(sequences))
