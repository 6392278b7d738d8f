"""Signs of life of a process, and its counters, which go on where the process before it stopped."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping

from pydantic import ValidationError

from shared.bus.port import Bus, BusError, Message
from shared.contracts.bucket_keys import COUNTERS
from shared.contracts.messages.presence import Counters
from shared.contracts.topology import Bucket
from shared.model.backoff import Backoff
from shared.model.base import FrozenModel

log = logging.getLogger(__name__)


SERVICE_EVERY = 5.0
SERVICE_EXPIRES = 15.0
"""Seconds, of services without a rhythm of their own: three signs of life may be lost."""

UNSAID = Backoff(first=0.1, longest=1.0)
"""Between tries of a sign of life that could not be said: a rack that starts makes its buckets meanwhile, and
nothing is planned for a site whose worker was not heard of."""


class Presence:
    """Says every few seconds that a process is there, and how it is."""

    def __init__(
        self,
        bus: Bus,
        *,
        key: str,
        counters: str,
        describe: Callable[[], FrozenModel],
        bulk_bytes: Callable[[], tuple[int, int]],
        every: float,
        expires: float,
    ) -> None:
        """Wire the presence.

        Args:
            bus: where it is said.
            key: in the bucket of presence.
            counters: under which name its counters go on; the next process in its place has the same.
            describe: returns how the process is now.
            bulk_bytes: returns how many bytes of packs, signatures and contents were sent, and what they
                would have cost whole.
            every: seconds.
            expires: seconds after the last sign of life.
        """
        self._bus = bus
        self._key = key
        self._counters_key = COUNTERS + counters
        self._describe = describe
        self._bulk_bytes = bulk_bytes
        self._every = every
        self._expires = expires
        self._before: Counters | None = None
        self._bulk_said: tuple[int, int] | None = None
        """What the counters had of packs and signatures when they were said last."""
        self._bell = asyncio.Event()
        self._said: bytes | None = None

    def wake(self) -> None:
        """Say at once what has changed."""
        self._bell.set()

    async def run(self) -> None:
        """Say it until cancelled; a bus that fails is no reason to stop."""
        loop = asyncio.get_running_loop()
        due, failures = loop.time(), 0
        while True:
            # However often there is something new: others wait for signs of life, and not for news.
            alive = loop.time() >= due
            if alive:
                due = loop.time() + self._every
            try:
                await (self.say_all() if alive else self.say())
                failures = 0
            except BusError as error:
                log.info("no sign of life: %s", error)
                failures += 1
                due = min(due, loop.time() + UNSAID.delay(failures))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._bell.wait()
                    self._bell.clear()

    async def say(self) -> None:
        """Say what is new: how it is, and the counters where packs or signatures were sent or received."""
        if self._described() != self._said:
            await self._say_presence()
        if self._bulk_bytes() != self._bulk_said:
            await self._say_counters()

    async def say_all(self) -> None:
        """Say all of it, as a sign of life."""
        await self._say_presence()
        await self._say_counters()

    async def _say_presence(self) -> None:
        if self._before is None:
            self._before = await self._counted_before()
        value = self._described()
        await self._bus.put(Bucket.PRESENCE, self._key, value, ttl=self._expires)
        self._said = value

    def _described(self) -> bytes:
        return self._describe().model_dump_json(exclude_none=True).encode()

    async def _say_counters(self) -> None:
        bulk = self._bulk_bytes()
        await self._bus.put(Bucket.REPLICAS, self._counters_key, self.counters().model_dump_json().encode())
        self._bulk_said = bulk

    async def leave(self) -> None:
        """Say that the process is gone, and what it counted last."""
        try:
            await self.say_all()
            await self._bus.remove(Bucket.PRESENCE, self._key)
        except BusError as error:
            log.info("left without a word: %s", error)

    def counters(self) -> Counters:
        """Return what was put on the bus by this process and the ones before it."""
        before = self._before or Counters()
        sent, full = self._bulk_bytes()
        return Counters(
            sent_bytes=before.sent_bytes + sent,
            control_bytes=before.control_bytes + max(self._bus.sent_bytes - sent, 0),
            full_bytes=before.full_bytes + full,
        )

    async def _counted_before(self) -> Counters:
        message = await self._bus.value(Bucket.REPLICAS, self._counters_key)
        if message is None:
            return Counters()
        try:
            return Counters.model_validate_json(message.data)
        except ValidationError:
            return Counters()


def counters_in(values: Mapping[str, Message]) -> Counters:
    """Return the sum of what all processes have put on the bus, from the values of the bucket."""
    total = Counters()
    for key, message in values.items():
        if key.startswith(COUNTERS):
            try:
                one = Counters.model_validate_json(message.data)
            except ValidationError:
                continue
            total = Counters(
                sent_bytes=total.sent_bytes + one.sent_bytes,
                control_bytes=total.control_bytes + one.control_bytes,
                full_bytes=total.full_bytes + one.full_bytes,
            )
    return total
