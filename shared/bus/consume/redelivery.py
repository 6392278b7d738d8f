"""A test switch: every message that was handled comes twice more, late and in another order.

Handlers must not mind (I5). Never on in production.
"""

from collections.abc import Awaitable, Callable, Sequence
from random import Random

from shared.bus.port import Delivery, Message

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
