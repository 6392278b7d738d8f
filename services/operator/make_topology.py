"""`python -m services.operator.make_topology`: make streams, buckets and durables once, and end.

A deployment runs it before the services start, so that nothing that scales on the lag of a consumer
finds none. Safe to repeat; orchestrators and workers make what they need themselves all the same.
"""

import asyncio
import contextlib
import logging
from pathlib import Path

from pydantic import Field, TypeAdapter, field_validator

from services.operator.job_stopped import JobStoppedError
from shared.bus.first_sequence import first_sequence
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import TopologyError, ensure_consumers, reconcile_topology
from shared.bus.port import BusError
from shared.model.backoff import Backoff
from shared.model.names import SiteName
from shared.observability.clock import SystemClock
from shared.service.config import ServiceConfig
from shared.service.lifecycle import run_service

log = logging.getLogger(__name__)

BACKOFF = Backoff(first=0.5, longest=8.0)
SITE_NAME: TypeAdapter[str] = TypeAdapter(SiteName)


class ReconcileConfig(ServiceConfig):
    """`SPICERACK_*` of the job."""

    state: Path = Path()
    """Not used: the job keeps nothing."""
    patience_seconds: float = Field(default=600.0, ge=0)
    """How long a bus that fails it is asked again: less than the Job may take (`activeDeadlineSeconds`)."""
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
    """Reconcile, and again after growing pauses while the bus is not up to it, until it is told to stop.

    Servers of a new cluster find each other while this runs: whoever ended at their first word would be
    started again by the cluster, after a pause that grows to minutes.

    Raises:
        TopologyError: as `reconcile` does, at once.
        BusError: the bus has failed it for `patience_seconds`.
        JobStoppedError: `stop` was set before.
    """
    now = asyncio.get_running_loop().time
    end, failures = now() + config.patience_seconds, 0
    async with connect_bus(config.bus_settings(name="topology"), wait=0) as bus:
        while not stop.is_set():
            try:
                await reconcile(bus, config=config)
                return
            except TopologyError:
                raise
            except BusError as error:
                failures += 1
                delay = BACKOFF.delay(failures)
                if now() + delay > end:
                    raise
                log.warning("streams are not made yet: %s; trying again in %g s", error, delay)
                await _pause(stop, delay)
        raise JobStoppedError


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def main() -> None:
    """Run the job."""
    run_service("topology", ReconcileConfig, work)


if __name__ == "__main__":
    main()
