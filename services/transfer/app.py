"""The one place where a transfer worker is wired."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

from services.transfer.config import RECENT_BYTES, RECENT_SECONDS, TransferConfig
from services.transfer.contents.content_finder import finding
from services.transfer.contents.free_space import FreeSpace
from services.transfer.contents.own_root import open_own_root
from services.transfer.contents.recent_contents import RecentBounds
from services.transfer.contents.sweep import sweep_forever
from services.transfer.jobs.apply import Applier
from services.transfer.jobs.build import PackBuilder
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.send import Sender
from services.transfer.jobs.sign import Signer
from services.transfer.jobs.worker import Figures, Worker
from services.transfer.metrics import TransferMetrics
from services.transfer.pace.pace import Pace
from services.transfer.pace.parts_bounds import PARTS, PartsBounds
from services.transfer.pace.timetable import UNBOUNDED, Timetable, parse_timetable
from services.transfer.reads.read_server import ReadServer
from services.transfer.reads.reading import Sources
from services.transfer.reads.verified import VerifiedContents
from services.transfer.status import API
from shared.bus.consume.consumer import ConsumerRunner, unless
from shared.bus.event_headers import EventHeaders
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import ensure_consumer
from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.bus.retry_forever import retry_forever
from shared.contracts.bucket_keys import worker_key, workers_key
from shared.contracts.topology import ConsumerSpec, Topology
from shared.delta.librsync import load_library
from shared.model.steps import NO_STEPS, Steps
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.observability.tracing import Tracer
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import Files, StorageError
from shared.roots.posix.publish.publish import Publisher
from shared.roots.stored.store import Store
from shared.service.host import Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import Presence
from shared.service.site_files import SiteFiles, open_site_files
from shared.service.spans import tracing

log = logging.getLogger(__name__)

BOUND = "bound"
PRESENCE_EVERY = 5.0
PRESENCE_EXPIRES = 15.0
LEFT_FOR = timedelta(days=7)
"""An upload that is older belongs to nobody, neither to us nor to other tools that use the store."""
BIND_PAUSE = 1.0
"""Seconds before binding is tried again: the orchestrator may not have made the streams yet."""


def make_worker(
    *,
    bus: Bus,
    topology: Topology,
    site: str,
    collection: str,
    open_files: Callable[[], Files],
    clock: Clock,
    patience: float,
    reserve_bytes: int,
    recent_bytes: int = RECENT_BYTES,
    recent_seconds: float = RECENT_SECONDS,
    send_rate: Timetable = UNBOUNDED,
    fetch_rate: Timetable = UNBOUNDED,
    parts: PartsBounds = PARTS,
    steps: Steps = NO_STEPS,
) -> tuple[Worker, Sender]:
    """Wire a worker; what is passed in differs between a host and a test."""
    bounds = RecentBounds(keep_bytes=recent_bytes, keep_seconds=recent_seconds, reserve_bytes=reserve_bytes)

    find = finding(now=clock.now, bounds=bounds)

    out, back = Pace(lambda: send_rate.rate(clock.now())), Pace(lambda: fetch_rate.rate(clock.now()))
    sender = Sender(bus, patience=patience, pace=out, window=parts.window())
    fetcher = Fetcher(bus, topology=topology, pace=back, window=parts.window())
    worker = Worker(
        bus=bus,
        topology=topology,
        site=site,
        collection=collection,
        open_files=open_files,
        signing=Signer(topology=topology, sender=sender, find=find, steps=steps),
        building=PackBuilder(topology=topology, sender=sender, fetcher=fetcher, find=find, steps=steps),
        applying=Applier(now=clock.now, fetcher=fetcher, find=find, reserve_bytes=reserve_bytes, steps=steps),
        figures=Figures(),
        room=FreeSpace(open_files, find=find, reserve_bytes=reserve_bytes),
        steps=steps,
    )
    return worker, sender


@contextmanager
def make_read_server(
    worker: Worker, pubsub: PubSub, *, at_once: int, patience: float
) -> Iterator[ReadServer]:
    """Wire what sends contents to gateways of other sites, with threads of its own for the block."""
    threads = ThreadPoolExecutor(at_once, thread_name_prefix="read")

    def open_root() -> Files:
        return open_own_root(worker.open_files, collection=worker.collection, site=worker.site)

    sources = Sources(
        pubsub=pubsub,
        topology=worker.topology,
        collection=worker.collection,
        site=worker.site,
        contents=VerifiedContents(open_root, find=worker.building.find),
        threads=threads,
        patience=patience,
    )
    try:
        yield ReadServer(sources, at_once=at_once)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


async def run_worker(
    worker: Worker,
    *,
    consumers: ConsumerRunner,
    ensure: Callable[[ConsumerSpec], Awaitable[None]],
    jobs_at_once: int,
    stop: asyncio.Event,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Bring in order what a dead worker left, then take jobs until `stop` is set."""
    await asyncio.to_thread(recover, worker)
    spec = worker.topology.worker(worker.site)
    # A bus that is not reached keeps nobody from stopping.
    await unless(stop, retry_forever(lambda: ensure(spec), doing="bind to jobs", pause=BIND_PAUSE))
    if stop.is_set():
        return
    ready()
    await consumers.run(spec, worker.handle, concurrency=jobs_at_once, stop=stop)


def sweep_store(store: Store, now: datetime) -> None:
    """Remove from a store what workers that died have left; other workers of the site may be at work."""
    try:
        store.sweep_old(now - LEFT_FOR)
    except StorageError as error:
        log.warning("what was left at %s is not removed: %s", store.url, error)


def recover(worker: Worker) -> None:
    """Finish or clear what workers that died have left in the staging area."""
    with closing(worker.open_files()) as files:
        make_control(files)
        recovered = Publisher(files, now=worker.applying.now).recover()
    log.info("staging area in order: %s", recovered)


async def work(config: TransferConfig, stop: asyncio.Event) -> None:
    """Run a transfer worker until `stop` is set."""
    make_state_directory(config)
    load_library()
    async with open_site_files(config) as files:
        if files.store is not None:
            await asyncio.to_thread(sweep_store, files.store, SystemClock().now())
        await _work(config, files, stop)


async def _work(config: TransferConfig, files: SiteFiles, stop: asyncio.Event) -> None:
    topology = config.topology()
    source = system_random()
    bus_settings = config.bus_settings(name=f"transfer {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/transfer", source=source)
    spans = tracing(
        "transfer",
        attributes={"spicerack.site": config.site, "spicerack.collection": config.collection},
        source=source,
    )
    async with spans as tracer, connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
        worker, sender = make_worker(
            bus=bus,
            topology=topology,
            site=config.site,
            collection=config.collection,
            open_files=files.open,
            clock=SystemClock(),
            patience=config.patience_seconds,
            reserve_bytes=config.reserve_bytes,
            recent_bytes=config.kept_bytes,
            recent_seconds=config.recent_seconds,
            send_rate=parse_timetable(config.send_rate),
            fetch_rate=parse_timetable(config.fetch_rate),
            parts=PartsBounds(least=config.parts_least, most=config.parts_most),
            steps=config.steps(),
        )
        with make_read_server(
            worker, bus, at_once=config.reads_at_once, patience=config.read_patience_seconds
        ) as reads:
            service = _service(
                config, worker, sender=sender, reads=reads, source=source, stop=stop, bus=bus, tracer=tracer
            )
            await serve(service, config, stop)


def _service(
    config: TransferConfig,
    worker: Worker,
    *,
    bus: NatsBus,
    sender: Sender,
    reads: ReadServer,
    source: random.Random,
    stop: asyncio.Event,
    tracer: Tracer,
) -> Service:
    registry = new_registry()
    TransferMetrics(
        registry,
        worker=worker,
        sender=sender,
        reads=reads.figures,
        reserve_bytes=config.reserve_bytes,
    )
    presence = _presence(config, worker, bus=bus, sender=sender, reads=reads, source=source)
    worker.figures.publish = presence.say
    consumers = ConsumerRunner(
        bus,
        topology=worker.topology,
        source=source,
        drain_seconds=config.drain_seconds,
        tracer=tracer,
        ensure=lambda spec: ensure_consumer(bus, spec),
    )
    return Service(
        api=API,
        bus=bus,
        needs=(BOUND,),
        parts=(worker, sender),
        registry=registry,
        presence=presence,
        tasks={
            "room": worker.room.run,
            "sweep the trash": lambda: _sweep(config, worker),
            "read for gateways": lambda: retry_forever(
                reads.run, doing="listen to gateways", pause=BIND_PAUSE
            ),
        },
        work=lambda fulfil: run_worker(
            worker,
            consumers=consumers,
            stop=stop,
            ensure=lambda spec: ensure_consumer(bus, spec),
            jobs_at_once=config.jobs_at_once,
            ready=lambda: fulfil(BOUND),
        ),
        ends_itself=True,
    )


def _presence(
    config: TransferConfig,
    worker: Worker,
    *,
    bus: NatsBus,
    sender: Sender,
    reads: ReadServer,
    source: random.Random,
) -> Presence:
    """Return the signs of life, which tell how much was sent for packs, signatures and gateways."""
    where = {"url": config.url()}
    return Presence(
        bus,
        key=worker_key(config.site, random_hex(source, 8)),
        counters=workers_key(config.site),
        describe=lambda: worker.presence().model_copy(update=where),
        bulk_bytes=lambda: (
            sender.sent_bytes + reads.figures.sent_bytes,
            worker.figures.full_bytes + reads.figures.sent_bytes,
        ),
        every=PRESENCE_EVERY,
        expires=PRESENCE_EXPIRES,
    )


async def _sweep(config: TransferConfig, worker: Worker) -> None:
    await sweep_forever(
        worker.open_files,
        find=worker.building.find,
        clock=SystemClock(),
        keep_seconds=config.trash_seconds,
        keep_bytes=config.trash_bytes,
    )
