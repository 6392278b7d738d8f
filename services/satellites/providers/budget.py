"""The number of requests that a provider allows, shared by all processes that use one account.

A slot is one use. It is created where it does not exist and vanishes by itself: nothing is counted, and no
clocks of different hosts are compared.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from services.satellites.providers.port import ProviderBusyError
from shared.bus.port import Bus
from shared.contracts.topology import Bucket


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
            ProviderBusyError: all are taken.
        """

    async def give_back(self, slot: str) -> None:
        """Free a slot that was not used."""


def _taken(allowance: Allowance) -> ProviderBusyError:
    return ProviderBusyError(
        f"the provider was asked {allowance.slots} times in {allowance.seconds:.0f} s: wait"
    )


@dataclass(slots=True)
class LocalBudget:
    """Slots in the memory of one process, for an account that no other uses."""

    monotonic: Callable[[], float]
    _until: dict[str, float] = field(default_factory=dict)

    async def take(self, allowance: Allowance) -> str:
        """Take a slot. Raises ProviderBusyError."""
        now = self.monotonic()
        for number in range(allowance.slots):
            name = f"{allowance.kind}.{number}"
            if self._until.get(name, now) <= now:
                self._until[name] = now + allowance.seconds
                return name
        raise _taken(allowance)

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

    async def take(self, allowance: Allowance) -> str:
        """Take a slot, tried in another order by each. Raises ProviderBusyError, BusError."""
        for number in self.source.sample(range(allowance.slots), allowance.slots):
            name = f"{allowance.kind}.{number}"
            if (
                await self.bus.create(Bucket.SATELLITES, self._key(name), b"taken", ttl=allowance.seconds)
                is not None
            ):
                return name
        raise _taken(allowance)

    async def give_back(self, slot: str) -> None:
        """Free a slot. Raises BusError."""
        await self.bus.remove(Bucket.SATELLITES, self._key(slot))

    def _key(self, name: str) -> str:
        return f"slot.{self.account}.{name}"
