"""Removing values that have outlived their time to live: a server that was killed may bring them back.

A lease that comes back so has no holder and no end, and a sign of life that comes back speaks for the dead.
Clocks are not compared: what stands unchanged for longer than its own time, by one host's clock, is over.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.nats.publish_headers import TIME_TO_LIVE
from shared.bus.port import Bus, Message
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)

PAUSES: Mapping[Bucket, float] = {Bucket.LEASES: 10.0, Bucket.WORKFLOW: 10.0, Bucket.PRESENCE: 60.0}
"""Seconds between two looks at each bucket whose values stand for somebody who is there. Presence has some
kilobytes of each process, and its readers forget by themselves what is not said again."""

SLACK_SECONDS = 5.0
"""How much later than it says the server may end a value: it gathers what ends at about one time."""

Seen = tuple[int, float]
"""The revision of a key, and when it was seen first."""


@dataclass
class ExpiredSweeper:
    """Looks again and again at the values that should end by themselves."""

    bus: Bus
    monotonic: Callable[[], float]
    swept: int = 0
    """Values removed since the process was started."""
    _seen: dict[Bucket, dict[str, Seen]] = field(default_factory=dict)

    async def run(self, bucket: Bucket) -> None:
        """Sweep a bucket of `PAUSES` until cancelled. Raises BusError."""
        while True:
            await self.sweep(bucket)
            await asyncio.sleep(PAUSES[bucket])

    async def sweep(self, bucket: Bucket) -> None:
        """Look once at a bucket, and remove what has stood for too long. Raises BusError."""
        values, now, before = await self.bus.values(bucket), self.monotonic(), self._seen.get(bucket, {})
        self._seen[bucket] = {
            key: _since(value, before.get(key), now) for key, value in values.items() if _ends(value)
        }
        for key, (revision, since) in self._seen[bucket].items():
            if now - since > float(values[key].headers[TIME_TO_LIVE]) + SLACK_SECONDS:
                await self._remove(bucket, key, revision)

    async def _remove(self, bucket: Bucket, key: str, revision: int) -> None:
        """Remove one revision: where it was renewed since, nothing happens."""
        log.warning("%s in bucket %s has outlived its time on the server: removed", key, bucket)
        await self.bus.purge(bucket_stream(bucket), key_subject(bucket, key), before=revision + 1)
        self.swept += 1


def _since(value: Message, before: Seen | None, now: float) -> Seen:
    return before if before is not None and before[0] == value.sequence else (value.sequence, now)


def _ends(value: Message) -> bool:
    return value.headers.get(TIME_TO_LIVE, "").isdigit()
