"""The share of this process: leases on partitions, as many as are fair."""

import asyncio
from collections.abc import Callable

from services.workflow.share.partition import to_take
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.leases import Leases
from shared.bus.port import Bus
from shared.bus.retry_forever import retry_forever
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.topology import Bucket

LOOKS = 3
"""Looks at the leases in the time that one lasts."""


class Share:
    """Holds leases, and says which were gained and lost."""

    def __init__(
        self,
        bus: Bus,
        *,
        collection: str,
        instance: str,
        seconds: float,
        gained: Callable[[int], None],
        lost: Callable[[int], None],
    ) -> None:
        """Wire it.

        Args:
            bus: where leases are kept.
            collection: whose executions.
            instance: this process.
            seconds: how long a lease lasts that is not renewed.
            gained: called with a partition that is held from now on.
            lost: called with one that is not held any more.
        """
        self._bus = bus
        self._collection = collection
        self._instance = instance
        self._seconds = seconds
        self._gained = gained
        self._lost = lost
        self._leases = Leases(bus, holder=instance, seconds=seconds, bucket=Bucket.WORKFLOW)
        self._held: set[int] = set()

    async def run(self) -> None:
        """Hold a fair share until cancelled; then leave it to others at once."""
        try:
            while True:
                await retry_forever(self._look, doing="look at leases of workflows", pause=1.0)
                await asyncio.sleep(self._seconds / LOOKS)
        finally:
            for partition in sorted(self._held):
                await self._leases.give_up(self._lease(partition))
            await self._leases.give_up(self._member(self._instance))

    async def _look(self) -> None:
        await self._leases.hold(self._member(self._instance))
        holders, members = await self._seen()
        wanted = set(to_take(holders, members, self._instance))
        for partition in sorted(self._held - wanted):
            self._drop(partition)
            await self._leases.give_up(self._lease(partition))
        for partition in sorted(wanted):
            held = await self._leases.hold(self._lease(partition))
            if held and partition not in self._held:
                self._held.add(partition)
                self._gained(partition)
            elif not held and partition in self._held:
                self._drop(partition)

    def _drop(self, partition: int) -> None:
        self._held.discard(partition)
        self._lost(partition)

    async def _seen(self) -> tuple[dict[int, str], set[str]]:
        """Return who holds which partition, and who is there."""
        holders = {int(name): value for name, value in (await self._values("lease")).items()}
        return holders, set(await self._values("member"))

    async def _values(self, kind: str) -> dict[str, str]:
        subject = key_subject(Bucket.WORKFLOW, workflow_key(self._collection, kind, "*"))
        found = await self._bus.last_per_subject(bucket_stream(Bucket.WORKFLOW), subject)
        return {
            message.subject.rpartition(".")[2]: message.data.decode()
            for message in found
            if not is_removed(message)
        }

    def _lease(self, partition: int) -> str:
        return workflow_key(self._collection, "lease", str(partition))

    def _member(self, instance: str) -> str:
        return workflow_key(self._collection, "member", instance)
