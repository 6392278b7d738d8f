"""How long to wait before a message is tried again, and when to give it up. Pure."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Exponential backoff with jitter. Seconds."""

    first_delay: float = 1
    factor: float = 2
    max_delay: float = 60
    jitter: float = 0.2
    """Part of the delay that is random, so that what failed together does not come back together."""
    max_attempts: int = 10
    """Deliveries after which a message that cannot be done is a dead letter."""

    def delay(self, attempt: int, random: Random) -> float:
        """Return how long to wait after the delivery number `attempt` (from 1) failed."""
        exponent = min(attempt - 1, 32)  # 2 ** 32 seconds is above any bound, and no float overflows
        plain = min(self.first_delay * self.factor**exponent, self.max_delay)
        return plain * (1 + self.jitter * (2 * random.random() - 1))

    def exhausted(self, attempt: int) -> bool:
        """Tell whether the delivery number `attempt` was the last one to try."""
        return attempt >= self.max_attempts
