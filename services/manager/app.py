"""The one place where a manager is wired."""

import asyncio
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from services.manager.api.application import API, parts_of
from services.manager.config import ManagerConfig
from services.manager.context import ManagerContext
from services.manager.look.finished.quiet import BUSY_SETTLES, QuietFiles
from services.manager.look.finished.unfinished import RestlessFiles, UnfinishedFiles
from services.manager.look.index_reader import known_rows
from services.manager.look.look import DirectoryLook
from services.manager.look.look_result import Patience
from services.manager.look.safeguards.brake import BrakeSettings
from services.manager.look.safeguards.recent_losses import RecentLosses
from services.manager.publisher import SitePublisher
from services.manager.state.change_traces import Traces
from services.manager.state.root_marker import Root
from services.manager.state.site_state import SiteIdentity, SiteState
from services.manager.status.behind import Behind
from services.manager.status.metrics import ManagerMetrics
from services.manager.status.presence import presence_of
from services.manager.tasks.manager import Manager
from services.manager.timing import Timing
from services.manager.watch.choose import WatchSettings, choose_watcher
from services.manager.watch.port import Watcher
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.catalog.store.database import Open, open_database
from shared.catalog.store.migrations import open_migrated
from shared.catalog.store.projection_view import projection_view
from shared.catalog.store.schemas import SITE_SCHEMA
from shared.contracts.bucket_keys import manager_key
from shared.contracts.messages.batch import BATCH_BYTES_MAX
from shared.contracts.topology import Topology
from shared.heads.quarantine import NO_POLICY, Policy, parse_policy
from shared.identity.keyfile import load_or_make_key
from shared.identity.keys import SigningKey
from shared.model.steps import NO_STEPS, Steps
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.observability.tracing import NoTracer, Tracer
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import Files
from shared.service.host import Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import Presence
from shared.service.rack_view import RackView
from shared.service.spans import tracing

DATABASE = "site.db"
KEY_FILE = "site.key"
REGISTERED = "registered"


def make_context(
    *,
    bus: Bus,
    topology: Topology,
    identity: SiteIdentity,
    key: SigningKey,
    database: Path,
    open_files: Callable[[], Files],
    watcher: Watcher,
    clock: Clock,
    source: random.Random,
    timing: Timing,
    brake: BrakeSettings,
    brake_window: float,
    tracer: Tracer | None = None,
    steps: Steps = NO_STEPS,
    message_bytes: int = MESSAGE_BYTES,
    batch_bytes: int = BATCH_BYTES_MAX,
    open_at: Open = open_database,
    policy: Policy = NO_POLICY,
) -> ManagerContext:
    """Wire everything that decides and remembers; what is passed in differs between a host and a test."""
    connection = open_migrated(database, SITE_SCHEMA, open_at=open_at)
    state = SiteState(connection, identity=identity, key=key, batch_bytes=batch_bytes)

    def new_incarnation() -> str:
        return random_hex(source, 16)

    root = Root(
        identity=identity,
        state=state,
        open_files=open_files,
        new_root_id=lambda: random_hex(source, 32),
        new_incarnation=new_incarnation,
    )
    directory_look = _make_look(
        state,
        open_files=open_files,
        database=database,
        clock=clock,
        timing=timing,
        brake=brake,
        brake_window=brake_window,
        policy=policy,
    )
    traces, tracer = Traces(), tracer or NoTracer()
    publisher = SitePublisher(
        bus,
        topology=topology,
        identity=identity,
        state=state,
        clock=clock,
        timing=timing,
        traces=traces,
        tracer=tracer,
        steps=steps,
        message_bytes=message_bytes,
    )
    return ManagerContext(
        bus=bus,
        topology=topology,
        registry=Registry(bus),
        identity=identity,
        key=key,
        state=state,
        root=root,
        directory_look=directory_look,
        watcher=watcher,
        publisher=publisher,
        timing=timing,
        new_incarnation=new_incarnation,
        open_view=lambda: projection_view(database),
        clock=clock,
        traces=traces,
        tracer=tracer,
        steps=steps,
    )


def _make_look(
    state: SiteState,
    *,
    open_files: Callable[[], Files],
    database: Path,
    clock: Clock,
    timing: Timing,
    brake: BrakeSettings,
    brake_window: float,
    policy: Policy,
) -> DirectoryLook:
    """Wire what looks at the directory, and what it remembers from one look to the next."""
    return DirectoryLook(
        open_files=open_files,
        open_known=lambda: known_rows(str(database)),
        index=state.index,
        head_of=state.projection.head,
        entry_at=state.projection.entry_at,
        clock=clock,
        quiet=QuietFiles(settle_seconds=timing.settle),
        brake=brake,
        recent=RecentLosses(window_seconds=brake_window),
        rewritten=RecentLosses(window_seconds=brake_window),
        patience=Patience(seconds=timing.withhold),
        unfinished=UnfinishedFiles(seconds=timing.unfinished),
        restless=RestlessFiles(seconds=BUSY_SETTLES * timing.settle),
        policy=policy,
        released=state.values.released,
    )


async def work(config: ManagerConfig, stop: asyncio.Event) -> None:
    """Run a manager until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    key = load_or_make_key(config.state / KEY_FILE, random_bytes=source.randbytes)
    topology = config.topology()
    with closing(PosixFiles(config.root)):
        pass  # The root is looked at before anything else: a missing one is the operator's to mend.
    settings = WatchSettings(poll_seconds=config.poll_seconds, rescan_seconds=config.scan_seconds)
    watcher, _ = choose_watcher(config.root, settings)
    bus_settings = config.bus_settings(name=f"manager {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/manager", source=source)
    spans = tracing(
        "manager",
        attributes={"spicerack.site": config.site, "spicerack.collection": config.collection},
        source=source,
    )
    async with spans as tracer, connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
        context = make_context(
            bus=bus,
            topology=topology,
            identity=SiteIdentity(
                collection=config.collection, site=config.site, receive_only=config.receive_only
            ),
            key=key,
            database=config.state / DATABASE,
            open_files=lambda: PosixFiles(config.root),
            watcher=watcher,
            clock=SystemClock(),
            source=source,
            timing=Timing(
                settle=config.settle_seconds,
                unfinished=config.unfinished_seconds,
                grace=config.grace_seconds,
            ),
            brake=BrakeSettings(
                fraction=config.brake_fraction,
                rewritten_fraction=config.brake_rewritten_fraction,
                files_min=config.brake_files,
            ),
            brake_window=config.brake_window_seconds,
            tracer=tracer,
            steps=config.steps(),
            batch_bytes=config.batch_bytes,
            policy=parse_policy(config.quarantine),
        )
        await serve(_service(config, bus, context), config, stop)


def _service(config: ManagerConfig, bus: NatsBus, context: ManagerContext) -> Service:
    manager = Manager(context)
    where = {"url": config.url()}
    presence = Presence(
        bus,
        key=manager_key(config.collection, config.site),
        counters=manager_key(config.collection, config.site),
        describe=lambda: presence_of(context, manager.publish_task).model_copy(update=where),
        bulk_bytes=lambda: (0, 0),
        every=context.timing.presence,
        expires=context.timing.presence_expires,
    )
    registry, behind = new_registry(), Behind(asyncio.get_running_loop().time)
    ManagerMetrics(registry, context=context, publish_task=manager.publish_task, behind=behind)

    rack = RackView(bus, expires=context.timing.presence_expires, monotonic=asyncio.get_running_loop().time)

    def said() -> None:
        behind.note(manager.publish_task.tally.behind)
        presence.wake()

    manager.publish_task.said = said
    return Service(
        api=API,
        bus=bus,
        needs=(REGISTERED,),
        parts=parts_of(context, rack),
        tasks={"follow the rack": rack.run},
        registry=registry,
        presence=presence,
        work=lambda fulfil: manager.run(ready=lambda: fulfil(REGISTERED)),
    )
