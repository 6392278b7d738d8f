"""The growing pause between tries of what fails again and again. Pure: no clock; randomness is passed in."""

from dataclasses import dataclass
from random import Random

EXPONENT_MAX = 64
"""Doublings that are computed: 2 ** 64 seconds is above any bound, and no float overflows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """An exponential pause with an upper bound. Seconds, but for the factor."""

    first: float
    """After the first failure."""
    longest: float
    """The bound: a cause that goes away (a full disk, an unmounted root) is noticed within this time."""
    factor: float = 2.0
    jitter: float = 0.0
    """Part of the pause that is random, so that what failed together does not come back together."""

    def delay(self, failures: int, random: Random | None = None) -> float:
        """Return how long to wait after so many failures in a row; 0 after none.

        Args:
            failures: in a row, the last one included.
            random: where the jitter comes from; without it there is none.
        """
        if failures <= 0:
            return 0.0
        plain = min(self.first * self.factor ** min(failures - 1, EXPONENT_MAX), self.longest)
        if random is None or not self.jitter:
            return plain
        return plain * (1 + self.jitter * (2 * random.random() - 1))
