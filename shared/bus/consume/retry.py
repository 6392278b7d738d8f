"""The pause before a message is tried again, and the end of trying. Pure."""

from dataclasses import dataclass
from random import Random

from shared.model.backoff import Backoff

BACKOFF = Backoff(first=1, longest=60, jitter=0.2)
"""A handler that fails once is tried again at a person's pace, and one that goes on failing loads nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When a message is delivered again, and how often."""

    backoff: Backoff = BACKOFF
    max_attempts: int = 10
    """Deliveries after which a message that cannot be done is a dead letter."""

    def delay(self, attempt: int, random: Random) -> float:
        """Return how long to wait, in seconds, after the delivery number `attempt` (from 1) failed."""
        return self.backoff.delay(attempt, random)

    def exhausted(self, attempt: int) -> bool:
        """Tell whether the delivery number `attempt` was the last one to try."""
        return attempt >= self.max_attempts
