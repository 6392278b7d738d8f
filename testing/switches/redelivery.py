"""A switch that brings every handled message twice more, late and in another order.

Handlers must not mind (I5).
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from random import Random
from typing import Any

from shared.bus.port import Bus, Delivery, Message

ECHOES = 2
"""How often each message comes again."""

POOL_MAX = 16
"""Echoes that wait; with more, some come even though there is other work."""

Fetch = Callable[[], Awaitable[Sequence[Delivery]]]


class Redelivery:
    """Remembers what was acknowledged, and delivers it again."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._pools: dict[str, list[Message]] = {}

    async def fetch(self, consumer: str, really: Fetch, *, batch: int) -> Sequence[Delivery]:
        """Return what `really` fetches, or echoes when it fetches nothing or too many wait."""
        pool = self._pools.setdefault(consumer, [])
        if len(pool) >= POOL_MAX:
            return self._echoes(pool, batch)
        deliveries = await really()
        if deliveries:
            return [_Remembered(each, pool) for each in deliveries]
        return self._echoes(pool, batch)

    def _echoes(self, pool: list[Message], batch: int) -> list[Delivery]:
        self._random.shuffle(pool)
        taken = [pool.pop() for _ in range(min(batch, len(pool)))]
        return [_Echo(message) for message in taken]


class _Remembered:
    """A real delivery whose ack puts echoes into the pool."""

    def __init__(self, real: Delivery, pool: list[Message]) -> None:
        self._real = real
        self._pool = pool

    @property
    def message(self) -> Message:
        return self._real.message

    @property
    def attempt(self) -> int:
        return self._real.attempt

    async def ack(self) -> None:
        await self._real.ack()
        self._pool.extend([self._real.message] * ECHOES)

    async def nak(self, *, delay: float) -> None:
        await self._real.nak(delay=delay)

    async def term(self, *, reason: str) -> None:
        await self._real.term(reason=reason)

    async def in_progress(self) -> None:
        await self._real.in_progress()


class _Echo:
    """A message that was acknowledged before; the server knows nothing of it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.attempt = 2

    async def ack(self) -> None:
        """Do nothing."""

    async def nak(self, *, delay: float) -> None:
        """Do nothing."""

    async def term(self, *, reason: str) -> None:
        """Do nothing."""

    async def in_progress(self) -> None:
        """Do nothing."""


class EchoingBus:
    """A bus whose deliveries come again; all else is the bus' own."""

    def __init__(self, bus: Bus, random: Random) -> None:
        self._bus = bus
        self._redelivery = Redelivery(random)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the bus has
        return getattr(self._bus, name)

    async def fetch(self, consumer: str, *, batch: int, timeout: float) -> Sequence[Delivery]:
        """Fetch, or have echoes."""
        really = partial(self._bus.fetch, consumer, batch=batch, timeout=timeout)
        return await self._redelivery.fetch(consumer, really, batch=batch)
