"""Limits on what one caller may ask: how often, and how much at a time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from shared.web.problem import TooManyError

CALLERS_MAX = 4096
"""Callers that are remembered: who was silent for longest is forgotten, and begins anew."""

FAILURES = 30
"""Refused credentials in a row from one address, before it is told to wait."""

FAILURES_RATE = 0.5
"""Of these a second after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerLimits:
    """What one caller may ask of one process."""

    rate: float = 500.0
    """Requests a second, on the long run."""
    burst: float = 5000.0
    """Requests at once after a silence: the files of a directory, each asked for by itself."""
    at_a_time: int = 64
    """Requests that are answered at the same time: a quarter of what the process takes of all."""


class Bucket:
    """So many at once, and so many a second after them."""

    __slots__ = ("_at", "_left")

    def __init__(self, size: float, now: float) -> None:
        self._left = size
        self._at = now

    def take(self, *, size: float, rate: float, now: float) -> float:
        """Take one; return the seconds until there is one again, 0 where there was."""
        self._left = min(size, self._left + (now - self._at) * rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / rate
        self._left -= 1
        return 0.0


class Buckets:
    """A bucket for each caller."""

    def __init__(self, *, size: float, rate: float, monotonic: Callable[[], float]) -> None:
        self._size = size
        self._rate = rate
        self._monotonic = monotonic
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, caller: str) -> float:
        """Take one for a caller; return the seconds that it has to wait, 0 where it has not."""
        now = self._monotonic()
        bucket = self._of.get(caller)
        if bucket is None:
            bucket = self._of[caller] = Bucket(self._size, now)
            if len(self._of) > CALLERS_MAX:
                self._of.popitem(last=False)
        else:
            self._of.move_to_end(caller)
        return bucket.take(size=self._size, rate=self._rate, now=now)


class Turnstile:
    """Counts the requests of callers."""

    def __init__(self, limits: CallerLimits, *, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._requests = Buckets(size=limits.burst, rate=limits.rate, monotonic=monotonic)
        self._failures = Buckets(size=FAILURES, rate=FAILURES_RATE, monotonic=monotonic)
        self._inside: dict[str, int] = {}

    def enter(self, caller: str) -> None:
        """Let a caller in, who has to `leave`.

        Raises:
            TooManyError: it asks too often, or for too much at a time.
        """
        inside = self._inside.get(caller, 0)
        if inside >= self._limits.at_a_time:
            raise TooManyError(f"{inside} of your requests are being answered: ask again when one is done")
        wait = self._requests.take(caller)
        if wait:
            raise TooManyError(
                f"more than {self._limits.rate:g} requests a second: ask again", retry_after=1 + int(wait)
            )
        self._inside[caller] = inside + 1

    def leave(self, caller: str) -> None:
        """Hear that a request of a caller is over."""
        inside = self._inside.get(caller, 0) - 1
        if inside > 0:
            self._inside[caller] = inside
        else:
            self._inside.pop(caller, None)

    def fail(self, address: str) -> None:
        """Count refused credentials. Good ones from there are let in all the same.

        Raises:
            TooManyError: there were too many.
        """
        wait = self._failures.take(address)
        if wait:
            raise TooManyError("too many refused tokens from your address", retry_after=1 + int(wait))
