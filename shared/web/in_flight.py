"""The count of the requests that one service handles at the moment."""

from collections.abc import Iterator
from contextlib import contextmanager


class InFlight:
    """Counts, for all layers that answer."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._now = 0

    @property
    def is_full(self) -> bool:
        """Whether one more would be too many."""
        return self._now >= self.limit

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one more during the block."""
        self._now += 1
        try:
            yield
        finally:
            self._now -= 1
