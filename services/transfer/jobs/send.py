"""Putting bulk data on the bus: bounded, counted, patient with a store that is full or away."""

import asyncio

from services.transfer.pace.on_its_way import on_its_way
from services.transfer.pace.pace import Pace
from services.transfer.pace.window import Window
from shared.bus.port import Bus, NoStreamError, StoreFullError
from shared.model.backoff import Backoff

FULL = Backoff(first=1.0, longest=4.0)
"""While the store is full: its readers need a second to drain a part of it."""


class Sender:
    """Publishes parts of packs and signatures, and counts their bytes."""

    def __init__(
        self, bus: Bus, *, patience: float, pace: Pace | None = None, window: Window | None = None
    ) -> None:
        """Wire the sender.

        Args:
            bus: where parts go, over its bulk connection.
            patience: seconds to wait for room in a full store, or for one that is lost to be made again,
                before giving up.
            pace: of all that is sent. Default: as fast as it goes.
            window: how many parts of a pack are sent at a time.
        """
        self._bus = bus
        self._patience = patience
        self.pace = pace or Pace()
        self.window = window or Window()
        self.sent_bytes = 0

    async def send(self, subject: str, data: bytes) -> None:
        """Publish one part.

        Raises:
            StoreFullError: there was no room for as long as `patience`.
            NoStreamError: there was no store for as long.
            BusError: the bus failed.
        """
        await self.pace.take(len(data))
        give_up = asyncio.get_running_loop().time() + self._patience
        failures = 0
        while True:
            try:
                async with on_its_way(self.window) as came:
                    await self._bus.publish(subject, data, message_id=subject, bulk=True)
                    came(len(data))
            except (StoreFullError, NoStreamError):
                self.window.lost(now=asyncio.get_running_loop().time())
                if asyncio.get_running_loop().time() >= give_up:
                    raise
                failures += 1
                await asyncio.sleep(FULL.delay(failures))
            else:
                self.sent_bytes += len(data)
                return
