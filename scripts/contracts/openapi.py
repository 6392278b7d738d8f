"""The HTTP interfaces of the services, as OpenAPI. No service is started: routes alone are looked at."""

import asyncio
import random
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.manager.api.application import make_application as manager_application
from services.manager.app import make_context
from services.manager.look.brake import BrakeSettings
from services.manager.settings import Timing
from services.manager.state.site_state import SiteIdentity
from services.manager.watch.polling import PollingWatcher
from services.orchestrator.app import make_orchestrator
from services.orchestrator.match.match import Limits
from services.orchestrator.observe.status import make_application as orchestrator_application
from services.orchestrator.supply.pack_run import Lease
from services.orchestrator.supply.planner import Pace
from services.transfer.app import make_worker
from services.transfer.status import make_application as transfer_application
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.port import Bus
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.roots.posix.files.port import Files
from testing.bus.memory import MemoryBus, MemoryServer

SITE, COLLECTION = "mro-lab", "spice"
"""Names that never show."""

NO_FILE = Path(":memory:")
"""SQLite's name for a database that is gone when it is closed."""

NEVER = 1.0


def openapi() -> dict[str, dict[str, Any]]:
    """Return the OpenAPI document of each service, by its path in the repository."""
    topology = Topology()
    bus = MemoryBus(MemoryServer(topology), "contracts")
    return {
        "docs/openapi.json": _manager(bus, topology).openapi(),
        "docs/openapi-orchestrator.json": _orchestrator(bus, topology).openapi(),
        "docs/openapi-transfer.json": _transfer(bus, topology).openapi(),
    }


def _manager(bus: Bus, topology: Topology) -> FastAPI:
    context = make_context(
        bus=bus,
        topology=topology,
        identity=SiteIdentity(collection=COLLECTION, site=SITE),
        key=_key(),
        database=NO_FILE,
        open_files=_no_files,
        watcher=PollingWatcher(poll_seconds=NEVER),
        clock=SystemClock(),
        source=_source(),
        timing=Timing(),
        brake=BrakeSettings(),
        brake_window=NEVER,
    )
    return manager_application(context, health=_health(), registry=new_registry())


def _orchestrator(bus: Bus, topology: Topology) -> FastAPI:
    orchestrator = make_orchestrator(
        bus=bus,
        topology=topology,
        key=_key(),
        databases=NO_FILE,
        source=_source(),
        consumers=ConsumerRunner(bus, topology=topology, source=_source()),
        stop=asyncio.Event(),
        ensure=_ensure,
        limits=Limits(pack_bytes=1),
        pace=Pace(),
        lease=Lease(),
        lease_seconds=NEVER,
    )
    return orchestrator_application(orchestrator, health=_health(), registry=new_registry())


def _transfer(bus: Bus, topology: Topology) -> FastAPI:
    worker, sender = make_worker(
        bus=bus,
        topology=topology,
        site=SITE,
        collection=COLLECTION,
        open_files=_no_files,
        clock=SystemClock(),
        patience=NEVER,
        reserve_bytes=0,
    )
    return transfer_application(worker, sender, health=_health(), registry=new_registry())


def _no_files() -> Files:
    raise NotImplementedError("nothing is run here")


async def _ensure(_: object) -> None:
    """Make no consumer: nothing is run here."""


def _key() -> SigningKey:
    return SigningKey(bytes(32))


def _source() -> random.Random:
    return random.Random(0)


def _health() -> Health:
    return Health(conditions=(), monotonic=lambda: 0.0)
