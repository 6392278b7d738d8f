"""Leases: who works on which part. For speed only; compare-and-set keeps the logs right."""

import asyncio
import logging
from dataclasses import dataclass

from shared.bus.port import Bus, BusError
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)


RENEWALS = 3
"""In the time that a lease lasts: two of them may fail."""


@dataclass(slots=True)
class _Held:
    revision: int
    renewed_at: float


class Leases:
    """The leases of one process."""

    def __init__(self, bus: Bus, *, holder: str, seconds: float, bucket: Bucket = Bucket.LEASES) -> None:
        """Wire the leases.

        Args:
            bus: where they are kept, in a bucket whose keys expire.
            holder: who this is.
            seconds: how long a lease lasts that is not renewed.
            bucket: which one.
        """
        self._bus = bus
        self._bucket = bucket
        self._holder = holder.encode()
        self._seconds = seconds
        self._held: dict[str, _Held] = {}

    async def hold(self, name: str) -> bool:
        """Take a lease, or renew it when that is due; tell whether it is held for the next while."""
        held = self._held.get(name)
        if held is not None and self._now() < held.renewed_at + self._seconds / RENEWALS:
            return True
        try:
            revision = await (self._take(name) if held is None else self._renew(name, held))
        except BusError as error:
            log.info("lease on %s: %s", name, error)
            return self._still_runs(name)
        if revision is None:
            self._held.pop(name, None)
            return False
        self._held[name] = _Held(revision, self._now())
        return True

    async def give_up(self, name: str) -> None:
        """Let others have a lease at once."""
        if self._held.pop(name, None) is not None:
            try:
                await self._bus.remove(self._bucket, name)
            except BusError as error:
                log.info("lease on %s runs out by itself: %s", name, error)

    async def _take(self, name: str) -> int | None:
        if await self._bus.value(self._bucket, name) is not None:
            return None  # Who waits for another's lease only looks: a refused publish costs the server more.
        return await self._bus.create(self._bucket, name, self._holder, ttl=self._seconds)

    async def _renew(self, name: str, held: _Held) -> int | None:
        return await self._bus.update(
            self._bucket, name, self._holder, revision=held.revision, ttl=self._seconds
        )

    def _still_runs(self, name: str) -> bool:
        held = self._held.get(name)
        return held is not None and self._now() < held.renewed_at + self._seconds

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
