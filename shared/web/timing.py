"""The time that the parts of an answer took, for `Server-Timing`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

MILLISECONDS = 1000.0

PARTS_MAX = 16
"""Names that one answer tells: a head stays small."""


class Timings:
    """The clock of one request."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._begun = monotonic()
        self._parts: dict[str, float] = {}

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Count the time of the block under a name: a token of letters, digits and `-`."""
        begun = self._monotonic()
        try:
            yield
        finally:
            if name in self._parts or len(self._parts) < PARTS_MAX:
                self._parts[name] = self._parts.get(name, 0.0) + self._monotonic() - begun

    def header(self) -> str:
        """Return the value of the header. Milliseconds."""
        parts = {**self._parts, "total": self._monotonic() - self._begun}
        return ", ".join(f"{name};dur={seconds * MILLISECONDS:.1f}" for name, seconds in parts.items())


async def _timings(request: Request) -> Timings:
    found = request.state.timings
    assert isinstance(found, Timings)
    return found


RequestTimings = Annotated[Timings, Depends(_timings)]
"""The clock of the request that a handler answers."""
