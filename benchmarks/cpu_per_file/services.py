"""The real services of two sites in one event loop: real directories and databases, the bus in memory."""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from services.manager.app import DATABASE, make_context
from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import BrakeSettings
from services.manager.state.site_identity import SiteIdentity
from services.manager.status.presence import presence_of
from services.manager.surroundings import SiteRules, Surroundings
from services.manager.tasks.manager import Manager
from services.manager.timing import Timing
from services.manager.watch.choose import WatchSettings, choose_watcher
from services.orchestrator.app import make_orchestrator
from services.orchestrator.match.plan import Limits
from services.orchestrator.supply.pack_run import Lease
from services.orchestrator.supply.planner import Pace
from services.transfer.app import make_worker, run_worker
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.event_headers import EventHeaders
from shared.contracts.bucket_keys import manager_key, orchestrator_key, worker_key
from shared.contracts.messages.presence import (
    ManagerPresence,
    OrchestratorPresence,
    WorkerPresence,
)
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.observability.clock import SystemClock
from shared.roots.posix.files.directory import PosixFiles
from shared.service.presence import Presence
from testing.bus.memory import MemoryBus, MemoryServer

COLLECTION = "spice"
EVERY, EXPIRES = 5.0, 15.0
"""Seconds between signs of life, and until they count no more: as delivered."""
LEASE_SECONDS = 30.0
PATIENCE = 30.0
WATCH = WatchSettings(poll_seconds=EVERY, rescan_seconds=3600.0)


class InProcess:
    """Starts services; all of them end with the task group that they are started in."""

    def __init__(self, group: asyncio.TaskGroup, state: Path) -> None:
        self._group = group
        self._state = state
        self._topology = Topology()
        self._server = MemoryServer(self._topology)

    def orchestrator(self) -> None:
        """Start the one orchestrator."""
        bus, key = self._bus("orchestrator"), SigningKey(bytes(32))
        orchestrator = make_orchestrator(
            bus=bus,
            topology=self._topology,
            key=key,
            databases=self._directory("orchestrator"),
            source=random.Random(1),
            consumers=ConsumerRunner(bus, topology=self._topology, source=random.Random(2)),
            stop=asyncio.Event(),
            ensure=bus.ensure_consumer,
            limits=Limits(),
            pace=Pace(),
            lease=Lease(),
            lease_seconds=LEASE_SECONDS,
        )
        name = orchestrator_key(key.public[:16])
        self._say(bus, name, lambda: OrchestratorPresence(collections=tuple(orchestrator.collections)))
        self._group.create_task(orchestrator.run())

    def site(self, site: str, root: Path) -> ManagerContext:
        """Start manager and worker of a site; return what the manager knows."""
        self._transfer(site, root)
        bus = self._bus(f"{site}/manager")
        around = Surroundings(
            bus=bus,
            topology=self._topology,
            database=self._directory(site) / DATABASE,
            open_files=partial(PosixFiles, root),
            watcher=choose_watcher(root, WATCH)[0],
            clock=SystemClock(),
            source=random.Random(site),
        )
        rules = SiteRules(
            identity=SiteIdentity(collection=COLLECTION, site=site),
            key=SigningKey(site.encode().ljust(32, b".")),
            timing=Timing(),
            brake=BrakeSettings(),
            brake_window=3600.0,
        )
        context = make_context(around, rules)
        manager = Manager(context)
        self._say(bus, manager_key(COLLECTION, site), lambda: presence_of(context, manager.publish_task))
        self._group.create_task(manager.run())
        return context

    def _transfer(self, site: str, root: Path) -> None:
        bus = self._bus(f"{site}/transfer")
        worker, _ = make_worker(
            bus=bus,
            topology=self._topology,
            site=site,
            collection=COLLECTION,
            open_files=partial(PosixFiles, root),
            clock=SystemClock(),
            patience=PATIENCE,
            reserve_bytes=0,
        )
        presence = self._say(bus, worker_key(site, f"{len(site):08}"), worker.presence)
        worker.figures.publish = presence.say
        consumers = ConsumerRunner(bus, topology=self._topology, source=random.Random(site))
        working = run_worker(
            worker, consumers=consumers, ensure=bus.ensure_consumer, jobs_at_once=2, stop=asyncio.Event()
        )
        self._group.create_task(worker.room.run())
        self._group.create_task(working)

    def _say(
        self,
        bus: MemoryBus,
        key: str,
        describe: Callable[[], ManagerPresence | WorkerPresence | OrchestratorPresence],
    ) -> Presence:
        presence = Presence(
            bus,
            key=key,
            counters=key,
            describe=describe,
            bulk_bytes=lambda: (0, 0),
            every=EVERY,
            expires=EXPIRES,
        )
        self._group.create_task(presence.run())
        return presence

    def _bus(self, name: str) -> MemoryBus:
        stamp = EventHeaders(prefix=self._topology.prefix, origin=f"/{name}", source=random.Random(name))
        return MemoryBus(self._server, name, stamp=stamp)

    def _directory(self, name: str) -> Path:
        directory = self._state / name
        directory.mkdir(parents=True)
        return directory
