"""The task that notes what a rack did, every few seconds, whether anybody looks or not."""

import asyncio
import logging
from collections.abc import Callable

from services.gateway.context import GatewayContext
from services.gateway.overview.flows import RecentFlows
from services.gateway.overview.history import EVERY_SECONDS, Heard, History
from shared.bus.port import BusTimeoutError

log = logging.getLogger(__name__)


class RackWatch:
    """The last hour of the rack, and the last minutes of its flows, as this process has heard them."""

    def __init__(self, context: GatewayContext, monotonic: Callable[[], float]) -> None:
        self._context = context
        self._monotonic = monotonic
        self.history = History()
        self.flows = RecentFlows()

    async def run(self) -> None:
        """Note it until cancelled."""
        while True:
            try:
                await self.note()
            except BusTimeoutError as error:
                log.debug("nothing is noted of the rack: %s", error)
            await asyncio.sleep(EVERY_SECONDS)

    async def note(self) -> None:
        """Note how the rack is now. Raises BusTimeoutError."""
        rack, now = self._context.rack, self._monotonic()
        workers, counters = await rack.workers(), await rack.counters()
        managers = await rack.managers(self._context.identity.collection)
        self.flows.note(workers, now=now)
        self.history.note(
            Heard(at=self._context.clock.now(), now=now, sent_bytes=counters.sent_bytes, managers=managers)
        )
