"""Records on the bus as visits use them: waited for no longer than a telescope can wait.

A bus that was silent is left alone for a while. Questions about one visit are counted one after another: if
each of a visit's 189 detectors waited for a bus that is away, the last would be answered after minutes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from shared.bus.port import BusTimeoutError, Message

PATIENCE_SECONDS = 1.0
"""For one answer of the bus: replicas can do without it, a telescope does not wait."""

REST_SECONDS = 5.0
"""Of a bus that was silent: a sixth of the minute that an alert may take is then spent on waiting."""


class Records(Protocol):
    """Keys that are changed by compare-and-set, as `shared.bus.port.Bus` has them. All may raise BusError."""

    async def create(self, bucket: str, key: str, value: bytes, *, ttl: float | None = None) -> int | None:
        """Set a key only where it does not exist; None when it does."""

    async def update(
        self, bucket: str, key: str, value: bytes, *, revision: int, ttl: float | None = None
    ) -> int | None:
        """Set a key only where it still has `revision`; None when it has not."""

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key, or None."""


class PatientRecords:
    """`Records` over another that may be silent. Methods raise BusTimeoutError where it is, or just was."""

    def __init__(
        self,
        records: Records,
        monotonic: Callable[[], float],
        *,
        seconds: float = PATIENCE_SECONDS,
        rest: float = REST_SECONDS,
    ) -> None:
        """Begin as if the bus had answered.

        Args:
            records: the bus.
            monotonic: a clock in seconds, for the rest.
            seconds: to wait for one answer.
            rest: seconds after a silence in which the bus is not asked.
        """
        self._records = records
        self._monotonic = monotonic
        self._seconds = seconds
        self._rest = rest
        self._silent_until = monotonic()

    async def create(self, bucket: str, key: str, value: bytes, *, ttl: float | None = None) -> int | None:
        """Set a key only where it does not exist; None when it does."""
        async with self._waiting():
            return await self._records.create(bucket, key, value, ttl=ttl)

    async def update(
        self, bucket: str, key: str, value: bytes, *, revision: int, ttl: float | None = None
    ) -> int | None:
        """Set a key only where it still has `revision`; None when it has not."""
        async with self._waiting():
            return await self._records.update(bucket, key, value, revision=revision, ttl=ttl)

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key, or None."""
        async with self._waiting():
            return await self._records.value(bucket, key)

    @asynccontextmanager
    async def _waiting(self) -> AsyncIterator[None]:
        if self._monotonic() < self._silent_until:
            raise BusTimeoutError("the bus gave no answer a moment ago; it is asked again in some seconds")
        try:
            async with asyncio.timeout(self._seconds):
                yield
        except (TimeoutError, BusTimeoutError):
            self._silent_until = self._monotonic() + self._rest
            raise BusTimeoutError(f"no answer within {self._seconds} s") from None
