"""Orders that were believed, remembered so that none before them counts again."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from shared.contracts.messages.signed import Signed


class KeptOrders(Protocol):
    """Remembers the last order that was believed under each name."""

    def get(self, name: str) -> Signed | None:
        """Return it."""

    def names(self) -> Collection[str]:
        """Return the names under which there is one."""

    def keep(self, name: str, signed: Signed) -> None:
        """Remember another one."""


@dataclass(slots=True)
class RememberedOrders:
    """Implements `KeptOrders` for as long as a process runs."""

    orders: dict[str, Signed] = field(default_factory=dict)

    def get(self, name: str) -> Signed | None:
        """See `KeptOrders`."""
        return self.orders.get(name)

    def names(self) -> Collection[str]:
        """See `KeptOrders`."""
        return self.orders.keys()

    def keep(self, name: str, signed: Signed) -> None:
        """See `KeptOrders`."""
        self.orders[name] = signed
