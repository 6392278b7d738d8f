"""`python -m services.operator.make_topology`: make streams, buckets and durables once, and end.

A deployment runs it before the services start, so that nothing that scales on the lag of a consumer
finds none. Safe to repeat; orchestrators and workers make what they need themselves all the same.
"""

import asyncio
from pathlib import Path

from pydantic import TypeAdapter, field_validator

from shared.bus.first_sequence import first_sequence
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import ensure_consumers, reconcile_topology
from shared.model.names import SiteName
from shared.observability.clock import SystemClock
from shared.service.config import ServiceConfig
from shared.service.lifecycle import run_service

SITE_NAME: TypeAdapter[str] = TypeAdapter(SiteName)


class ReconcileConfig(ServiceConfig):
    """`SPICERACK_*` of the job."""

    state: Path = Path()
    """Not used: the job keeps nothing."""
    sites: str = ""
    """Sites, separated by commas, that have not registered yet; of those that have, it knows."""

    @field_validator("sites")
    @classmethod
    def _are_names(cls, value: str) -> str:
        for name in filter(None, value.split(",")):
            SITE_NAME.validate_python(name)
        return value


async def reconcile(bus: NatsBus, *, config: ReconcileConfig) -> None:
    """Make or update everything of the topology.

    Raises:
        TopologyError: something that exists differs in what cannot be changed.
        BusError: the server refuses, or is away; run it again.
    """
    topology = config.topology()
    first = first_sequence(now_ns=SystemClock().time_ns())
    await reconcile_topology(bus, topology, replicas=config.nats_replicas, first=first)
    records = await Registry(bus).sites()
    collections = {config.collection} | {record.collection for record in records}
    sites = set(filter(None, config.sites.split(","))) | {record.site for record in records}
    await ensure_consumers(bus, [topology.decider(collection) for collection in sorted(collections)])
    await ensure_consumers(bus, [topology.worker(site) for site in sorted(sites)])


async def work(config: ReconcileConfig, stop: asyncio.Event) -> None:
    """Reconcile, unless it was told to stop before it had begun."""
    async with connect_bus(config.bus_settings(name="topology")) as bus:
        if not stop.is_set():
            await reconcile(bus, config=config)


def main() -> None:
    """Run the job."""
    run_service("topology", ReconcileConfig, work)


if __name__ == "__main__":
    main()
