"""All sites and processes of the rack, followed in memory: what the API tells of others costs no request.

They are followed while somebody asks. What each process says goes to all that follow it, which is as much as
the square of the processes: with a thousand sites that nobody looks at the server would do nothing else.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from shared.bus.followed_bucket import FollowedBucket
from shared.bus.key_registry import sites_in
from shared.bus.port import Bus
from shared.bus.presence import all_managers_in, instances_in, managers_in, services_in, workers_in
from shared.bus.retry_forever import retry_forever
from shared.contracts.messages.presence import (
    Counters,
    ManagerPresence,
    ServicePresence,
    SiteRecord,
    WorkerPresence,
)
from shared.contracts.topology import Bucket
from shared.service.presence import counters_in

PATIENCE = 5.0
"""Seconds that a question waits for what stood on the bus at the start: half of what its client waits."""

RESTS_AFTER = 60.0
"""Seconds after the last question: who looks at a page, or waits for a sync, asks every few seconds."""

RETRY_PAUSE = 1.0
"""Seconds before following is begun again: the buckets may not be made yet."""


class RackView:
    """Sites, signs of life and counters, as far as this process has heard them."""

    def __init__(self, bus: Bus, *, expires: float, monotonic: Callable[[], float]) -> None:
        """Know nothing yet.

        Args:
            bus: where they are said.
            expires: seconds after its last sign of life in which a process counts as gone. This manager's own
                is among them, so that as long a silence means that the bus is not heard.
            monotonic: seconds, of this host alone.
        """
        follow = partial(FollowedBucket, bus, monotonic=monotonic, rests_after=RESTS_AFTER)
        self._sites = follow(Bucket.SITES)
        self._presence = follow(Bucket.PRESENCE, expires=expires, silence=expires)
        self._replicas = follow(Bucket.REPLICAS)

    async def run(self) -> None:
        """Follow all of it until cancelled."""
        async with asyncio.TaskGroup() as group:
            for bucket in (self._sites, self._presence, self._replicas):
                group.create_task(retry_forever(bucket.run, doing="follow the rack", pause=RETRY_PAUSE))

    async def sites(self, collection: str) -> list[SiteRecord]:
        """Return every site of a collection that was ever registered, by name. Raises BusTimeoutError."""
        records = sites_in(await self._sites.values(within=PATIENCE))
        return [record for record in records if record.collection == collection]

    async def all_sites(self) -> list[SiteRecord]:
        """Return every site of every collection, by collection and site. Raises BusTimeoutError."""
        return sites_in(await self._sites.values(within=PATIENCE))

    async def all_managers(self) -> list[ManagerPresence]:
        """Return the managers of all collections that are there. Raises BusTimeoutError."""
        return all_managers_in(await self._presence.values(within=PATIENCE))

    async def managers(self, collection: str) -> dict[str, ManagerPresence]:
        """Return the managers of a collection that are there, by site. Raises BusTimeoutError."""
        return managers_in(await self._presence.values(within=PATIENCE), collection)

    async def workers(self) -> dict[str, list[WorkerPresence]]:
        """Return the transfer workers that are there, by site. Raises BusTimeoutError."""
        return workers_in(await self._presence.values(within=PATIENCE))

    async def services(self, collection: str) -> list[ServicePresence]:
        """Return the processes that serve a collection, by service and site. Raises BusTimeoutError."""
        return services_in(await self._presence.values(within=PATIENCE), collection)

    async def instances(self, service: str, collection: str, site: str) -> frozenset[str]:
        """Return the names of the processes of a service at a site. Raises BusTimeoutError."""
        return instances_in(await self._presence.values(within=PATIENCE), service, collection, site)

    async def counters(self) -> Counters:
        """Return the sum of what all processes have put on the bus. Raises BusTimeoutError."""
        return counters_in(await self._replicas.values(within=PATIENCE))
