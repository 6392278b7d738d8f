"""The overview, put together from what the gateway follows, and told to followers as it changes."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Callable

from services.gateway.context import GatewayContext
from services.gateway.overview.flows import RecentFlows
from services.gateway.overview.rows import change_between, disk_rows, of_one_collection, replica_rows
from services.gateway.reading.events import ENDS, HEARTBEAT, HEARTBEAT_SECONDS, RETRY
from shared.bus.port import BusTimeoutError
from shared.bus.presence import room_of
from shared.catalog.store.projection_view import ask
from shared.contracts.http.overview import OverviewAnswer
from shared.contracts.http.sites.status import ServiceStatus, TransferStatus
from shared.model.base import FrozenModel
from shared.model.scope import EVERY_COLLECTION, Scope
from shared.web.authorise import Caller

log = logging.getLogger(__name__)

UNHEARD = b": the bus is not heard, come back\n\n"

LOOK_SECONDS = 1.0
"""For which one look serves: sites say it at once, and a person reads no faster."""


def sees_every_collection(caller: Caller) -> bool:
    """Tell whether a caller is told of other collections than the gateway's.

    What rules hide in those is not known here, so they are for who may change the rules.
    """
    return caller.rights.has_all(Scope.ADMIN, EVERY_COLLECTION)


class Overviews:
    """The rack as it is heard now. Who follows shares one look: there may be thousands of replicas."""

    def __init__(
        self, context: GatewayContext, monotonic: Callable[[], float], flows: RecentFlows | None = None
    ) -> None:
        self._context = context
        self._flows = flows or RecentFlows()
        self._monotonic = monotonic
        self._looked_at = -math.inf
        self._seen: OverviewAnswer | None = None
        self._one_at_a_time = asyncio.Lock()

    async def look(self, *, every: bool) -> OverviewAnswer:
        """Return an overview that is at most `LOOK_SECONDS` old.

        Args:
            every: whether all collections are told, or the gateway's alone.

        Raises:
            BusTimeoutError: the bus was not heard for too long.
        """
        async with self._one_at_a_time:
            if self._seen is None or self._monotonic() - self._looked_at >= LOOK_SECONDS:
                self._seen, self._looked_at = await _overview(self._context, self._flows), self._monotonic()
            seen = self._seen
        return seen if every else of_one_collection(seen)

    async def tell(self, caller: Caller) -> AsyncIterator[bytes]:
        """Yield the overview, and what changes of it, until the process stops or the rights end.

        It ends as well when the bus is not heard for too long: who follows asks again, and is told so.
        """
        try:
            async for event in self._told(caller):
                yield event
        except BusTimeoutError as error:
            log.info("a follower of the rack is left: %s", error)
            yield UNHEARD

    async def _told(self, caller: Caller) -> AsyncIterator[bytes]:
        yield RETRY
        every, own = sees_every_collection(caller), self._context.identity.collection
        told, said_at = await self.look(every=every), self._monotonic()
        yield _event("overview", told)
        while not await _stops(self._context.stopping):
            if not caller.rights.has_all(Scope.READ, own):
                return
            now = await self.look(every=every and sees_every_collection(caller))
            change = change_between(told, now)
            if change is not None:
                told, said_at = now, self._monotonic()
                yield _event("change", change)
            elif self._monotonic() - said_at >= HEARTBEAT_SECONDS:
                said_at = self._monotonic()
                yield HEARTBEAT
        yield ENDS


async def _overview(context: GatewayContext, flows: RecentFlows) -> OverviewAnswer:
    rack, workers = context.rack, await context.rack.workers()
    totals = await ask(context.open_view, lambda view: view.totals())
    return OverviewAnswer(
        collection=context.identity.collection,
        site=context.identity.site,
        revision=context.followed.revision,
        files=totals.files,
        bytes=totals.bytes,
        every_collection=True,
        replicas=replica_rows(await rack.all_sites(), await rack.all_managers()),
        services=await _services(context),
        transfers=await _transfers(context),
        disks=disk_rows(room_of(workers)),
        flows=flows.rows(workers),
    )


async def _services(context: GatewayContext) -> tuple[ServiceStatus, ...]:
    found = await context.rack.services(context.identity.collection)
    return tuple(
        ServiceStatus(service=one.service, site=one.site, url=one.url, state=one.state) for one in found
    )


async def _transfers(context: GatewayContext) -> TransferStatus:
    counters, working = await context.rack.counters(), await context.rack.workers()
    active = {pack for some in working.values() for worker in some for pack in worker.active}
    return TransferStatus(
        active=len(active),
        sent_bytes=counters.sent_bytes,
        control_bytes=counters.control_bytes,
        full_bytes=counters.full_bytes,
    )


async def _stops(stopping: asyncio.Event) -> bool:
    """Wait for the next look; tell whether the process stops instead."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            await stopping.wait()
    except TimeoutError:
        return False
    return True


def _event(kind: str, data: FrozenModel) -> bytes:
    return f"event: {kind}\ndata: {data.model_dump_json()}\n\n".encode()
