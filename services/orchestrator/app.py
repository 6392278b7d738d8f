"""The one place where an orchestrator is wired."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from services.orchestrator.collection import OrchestratorContext
from services.orchestrator.config import OrchestratorConfig
from services.orchestrator.match.plan import Limits
from services.orchestrator.observe.metrics import OrchestratorMetrics
from services.orchestrator.observe.rack_survey import Surveyor
from services.orchestrator.observe.status import API
from services.orchestrator.orchestrator import LOOK_EVERY, Orchestrator
from services.orchestrator.supply.pack_run import Lease
from services.orchestrator.supply.planner import Pace
from services.orchestrator.upkeep.checkpoints import CHECKPOINT_COMMITS
from services.orchestrator.upkeep.keep_streams import StreamKeeper
from services.orchestrator.upkeep.sweep_expired import PAUSES, ExpiredSweeper
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.event_headers import EventHeaders
from shared.bus.first_sequence import first_sequence
from shared.bus.key_registry import Registry
from shared.bus.leases import Leases
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import ensure_consumer, reconcile_topology
from shared.bus.port import Bus
from shared.bus.retry_forever import retry_forever
from shared.catalog.store.database import Open, open_database
from shared.contracts.bucket_keys import orchestrator_key
from shared.contracts.messages.presence import OrchestratorPresence
from shared.contracts.topology import Bucket, ConsumerSpec, Topology
from shared.identity.keyfile import load_or_make_key
from shared.identity.keys import SigningKey
from shared.model.steps import NO_STEPS, Steps
from shared.observability.clock import SystemClock
from shared.observability.metrics import new_registry
from shared.observability.tracing import NoTracer, Tracer
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, system_random
from shared.service.presence import Presence
from shared.service.spans import tracing

KEY_FILE = "orchestrator.key"
BOUND = "bound"
PRESENCE_EVERY = 5.0
PRESENCE_EXPIRES = 15.0
RECONCILE_PAUSE = 1.0
"""Seconds before the topology is reconciled again, or looked at, that could not be."""


def make_orchestrator(
    *,
    bus: Bus,
    topology: Topology,
    key: SigningKey,
    databases: Path,
    source: random.Random,
    consumers: ConsumerRunner,
    stop: asyncio.Event,
    ensure: Callable[[ConsumerSpec], Awaitable[None]],
    limits: Limits,
    pace: Pace,
    lease: Lease,
    lease_seconds: float,
    look_every: float = LOOK_EVERY,
    checkpoint_commits: int = CHECKPOINT_COMMITS,
    first_operator: frozenset[str] = frozenset(),
    tracer: Tracer | None = None,
    steps: Steps = NO_STEPS,
    message_bytes: int = MESSAGE_BYTES,
    open_at: Open = open_database,
) -> Orchestrator:
    """Wire everything that decides; what is passed in differs between a host and a test."""
    context = OrchestratorContext(
        bus=bus,
        topology=topology,
        registry=Registry(bus),
        key=key,
        databases=databases,
        source=source,
        limits=limits,
        pace=pace,
        lease=lease,
        consumers=consumers,
        stop=stop,
        checkpoint_commits=checkpoint_commits,
        first_operator=first_operator,
        tracer=tracer or NoTracer(),
        steps=steps,
        message_bytes=message_bytes,
        open_at=open_at,
    )
    leases = Leases(bus, holder=key.public, seconds=lease_seconds)
    return Orchestrator(context, leases=leases, ensure_consumer=ensure, look_every=look_every)


async def work(config: OrchestratorConfig, stop: asyncio.Event) -> None:
    """Run an orchestrator until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    topology = config.topology()
    key = load_or_make_key(config.state / KEY_FILE, random_bytes=source.randbytes)
    bus_settings = config.bus_settings(name="orchestrator")
    # Several may run on one host: the key tells them apart.
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/orchestrator/{key.public[:16]}", source=source)
    spans = tracing("orchestrator", attributes={"service.instance.id": key.public[:16]}, source=source)
    async with spans as tracer, connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
        orchestrator = make_orchestrator(
            bus=bus,
            topology=topology,
            key=key,
            databases=config.state,
            source=source,
            consumers=ConsumerRunner(
                bus,
                topology=topology,
                source=source,
                drain_seconds=config.drain_seconds,
                tracer=tracer,
                ensure=lambda spec: ensure_consumer(bus, spec),
            ),
            stop=stop,
            ensure=lambda spec: ensure_consumer(bus, spec),
            limits=Limits(
                pack_bytes=config.pack_bytes,
                packs_at_once=config.packs_at_once,
                share_bytes=config.share_bytes,
                range_bytes=config.range_bytes,
                turn_bytes=config.turn_bytes,
            ),
            pace=Pace(),
            lease=Lease(silence=config.silence_seconds),
            lease_seconds=config.lease_seconds,
            checkpoint_commits=config.checkpoint_commits,
            first_operator=config.first_operators(),
            tracer=tracer,
            steps=config.steps(),
        )
        await serve(_service(config, bus, orchestrator), config, stop)


def _service(config: OrchestratorConfig, bus: NatsBus, orchestrator: Orchestrator) -> Service:
    registry = new_registry()
    sweeper = ExpiredSweeper(bus, time.monotonic)
    OrchestratorMetrics(registry, orchestrator=orchestrator, sweeper=sweeper)
    surveyor = Surveyor(registry, bus=bus)
    keeper = StreamKeeper(bus, topology=config.topology(), replicas=config.nats_replicas, clock=SystemClock())

    async def work(fulfil: Fulfil) -> None:
        await retry_forever(lambda: _reconcile(config, bus), doing="reconcile streams", pause=RECONCILE_PAUSE)
        await orchestrator.run(ready=lambda: fulfil(BOUND))

    return Service(
        api=API,
        bus=bus,
        every_collection=True,
        needs=(BOUND,),
        parts=(orchestrator, surveyor),
        registry=registry,
        presence=_presence(bus, orchestrator, url=config.url()),
        tasks={
            "survey": surveyor.run,
            "keep streams": lambda: retry_forever(
                keeper.run, doing="look for lost streams", pause=RECONCILE_PAUSE
            ),
            **{f"sweep {bucket}": partial(_sweep, sweeper, bucket) for bucket in PAUSES},
        },
        work=work,
    )


async def _sweep(sweeper: ExpiredSweeper, bucket: Bucket) -> None:
    await retry_forever(
        lambda: sweeper.run(bucket), doing=f"sweep what has expired in {bucket}", pause=RECONCILE_PAUSE
    )


async def _reconcile(config: OrchestratorConfig, bus: NatsBus) -> None:
    first = first_sequence(now_ns=SystemClock().time_ns())
    await reconcile_topology(bus, config.topology(), replicas=config.nats_replicas, first=first)


def _presence(bus: NatsBus, orchestrator: Orchestrator, *, url: str) -> Presence:
    key = orchestrator_key(orchestrator.key[:16])
    return Presence(
        bus,
        key=key,
        counters=key,
        describe=lambda: OrchestratorPresence(collections=tuple(sorted(orchestrator.collections)), url=url),
        bulk_bytes=lambda: (0, 0),
        every=PRESENCE_EVERY,
        expires=PRESENCE_EXPIRES,
    )
