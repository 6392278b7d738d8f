"""The number of requests that a provider allows, shared by all processes that use one account.

A slot is one use. It is created where it does not exist and vanishes by itself: nothing is counted. It says
until when it is taken, by the clock of its owner: who waits for it need not try in vain, and a clock that is
wrong can only make that wait a wrong one.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from services.satellites.providers.port import SlotTakenError
from shared.bus.port import Bus
from shared.contracts.topology import Bucket
from shared.observability.clock import Clock


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many uses in a window of so many seconds."""

    kind: str
    slots: int
    seconds: float


SPACE_TRACK_MINUTE = Allowance("minute", 10, 60.0)
SPACE_TRACK_HOUR = Allowance("hour", 60, 3600.0)
"""Space-track allows 30 a minute and 300 an hour for an account: people use it as well."""

FULL_PULL = Allowance("full", 1, 3600.0)
"""Space-track: the whole `gp` once an hour."""


class Budget(Protocol):
    """Slots of one account."""

    async def take(self, allowance: Allowance) -> str:
        """Take a slot, and return its name.

        Raises:
            SlotTakenError: all are taken; it says until when.
        """

    async def give_back(self, slot: str) -> None:
        """Free a slot that was not used."""


@dataclass(slots=True)
class LocalBudget:
    """Slots in the memory of one process, for an account that no other uses."""

    monotonic: Callable[[], float]
    _until: dict[str, float] = field(default_factory=dict)

    async def take(self, allowance: Allowance) -> str:
        """Take a slot. Raises SlotTakenError."""
        now = self.monotonic()
        for number in range(allowance.slots):
            name = f"{allowance.kind}.{number}"
            if self._until.get(name, now) <= now:
                self._until[name] = now + allowance.seconds
                return name
        free = min(self._until[f"{allowance.kind}.{number}"] for number in range(allowance.slots))
        raise SlotTakenError(free - now)

    async def give_back(self, slot: str) -> None:
        """Free a slot."""
        self._until.pop(slot, None)


@dataclass(slots=True)
class BusBudget:
    """Slots that all processes with this account see, in the satellites' bucket."""

    bus: Bus
    account: str
    """A name of the account that does not tell it."""
    source: random.Random
    clock: Clock

    async def take(self, allowance: Allowance) -> str:
        """Take a slot, tried in another order by each. Raises SlotTakenError, BusError."""
        now = self.clock.now().timestamp()
        until = str(now + allowance.seconds).encode()
        names = [f"{allowance.kind}.{number}" for number in range(allowance.slots)]
        for name in self.source.sample(names, len(names)):
            made = await self.bus.create(Bucket.SATELLITES, self._key(name), until, ttl=allowance.seconds)
            if made is not None:
                return name
        raise SlotTakenError(min([await self._wait(name, now, allowance) for name in names]))

    async def give_back(self, slot: str) -> None:
        """Free a slot. Raises BusError."""
        await self.bus.remove(Bucket.SATELLITES, self._key(slot))

    async def _wait(self, name: str, now: float, allowance: Allowance) -> float:
        """Return how long a slot is still taken; never longer than any slot is."""
        found = await self.bus.value(Bucket.SATELLITES, self._key(name))
        if found is None:
            return 0.0
        try:
            until = float(found.data)
        except ValueError:  # A replica of an earlier version does not say it.
            until = now + allowance.seconds
        return min(max(until - now, 0.0), allowance.seconds)

    def _key(self, name: str) -> str:
        return f"slot.{self.account}.{name}"
