"""The one place where an acquirer is wired."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial

from services.acquirer.api.application import API
from services.acquirer.config import AcquirerConfig
from services.acquirer.context import SERVICE, AcquirerContext
from services.acquirer.feeds.book import FeedBook
from services.acquirer.feeds.model import AcquirerFile
from services.acquirer.feeds.read_file import credentials_of, read_acquirer_file
from services.acquirer.fetch.spool import Spool
from services.acquirer.metrics import AcquirerMetrics
from services.acquirer.place.publish import GranulePublisher
from services.acquirer.sources.choose import open_source
from services.acquirer.sources.outbox import write_to
from services.acquirer.sources.pools import SourcePools
from services.acquirer.state.done_store import DoneStore
from services.acquirer.state.store import Store
from services.acquirer.work.ask_together import AskTogether
from services.acquirer.work.bell import Bell
from services.acquirer.work.follow_task import follow_feeds
from services.acquirer.work.handover import Handover
from services.acquirer.work.note_together import NoteTogether
from services.acquirer.work.publish_together import Bounds, PublishTogether
from services.acquirer.work.site_rules import SiteRules
from shared.bus.event_headers import EventHeaders
from shared.bus.leases import Leases
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.contracts.buckets import Bucket
from shared.model.backoff import Backoff
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.roots.posix.groups.site_writer import SiteWriter, recover_groups
from shared.roots.remote.s3.client import ClientMaker
from shared.service.ask_look import LookAsker
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.service_presence import service_presence
from shared.service.site_condition import SiteCondition
from shared.service.site_files import SiteFiles, open_site_files

DATABASE = "acquirer.db"
"""Of listings and granules, in the state directory."""

WORKING = "working"
"""The condition of readiness: what a process that died had left is in order."""

INSTANCE_DIGITS = 16

GROUP_DIGITS = 32

OTHER_THREADS = 4
"""Beside those of connections and publications: they note looks."""

LONGEST_PAUSE = 3600.0
"""Between two tries of a granule."""


def make_context(
    config: AcquirerConfig,
    *,
    bus: Bus,
    clock: Clock,
    executor: Executor,
    instance: str,
    site_files: SiteFiles | None = None,
) -> AcquirerContext:
    """Wire everything that routes and tasks share. The caller closes the store.

    Raises:
        AcquirerFileError: the operator must mend the acquirer's file.
    """
    file = AcquirerFile() if config.acquirer_file is None else read_acquirer_file(config.acquirer_file)
    for provider in file.providers.values():
        credentials_of(provider)  # what cannot be read is said at the start
    book = FeedBook(
        bus,
        topology=config.topology(),
        collection=config.collection,
        file=file,
        secrets=config.acquirer_secrets,
    )
    clients = ClientMaker()
    pools = SourcePools(partial(open_source, clients=clients))
    pools.fit(book.file.providers)
    book.listen(lambda: pools.fit(book.file.providers))
    source = system_random()
    open_files = (site_files or SiteFiles(config.root)).open
    publisher = GranulePublisher(
        open_files=open_files,
        writer=SiteWriter(open_files, now=clock.now),
        now=clock.now,
        new_id=lambda: random_hex(source, GROUP_DIGITS),
    )
    asker = LookAsker(bus=bus, topology=config.topology(), collection=config.collection, site=config.site)
    store = Store(config.state / DATABASE)
    return AcquirerContext(
        bus=bus,
        collection=config.collection,
        site=config.site,
        book=book,
        database=config.state / DATABASE,
        store=store,
        pools=pools,
        tell_provider=partial(write_to, clients=clients),
        publisher=publisher,
        together=PublishTogether(publisher.publish, executor, _bounds(config)),
        rules=SiteRules(SiteCondition(bus, collection=config.collection, site=config.site)),
        asker=AskTogether(asker),
        notes=NoteTogether(store.together),
        handover=Handover(
            bus,
            DoneStore(config.state / DATABASE),
            topology=config.topology(),
            collection=config.collection,
            site=config.site,
            clock=clock,
        ),
        clock=clock,
        executor=executor,
        leases=Leases(
            bus,
            holder=f"{config.site}/{instance}",
            seconds=config.acquirer_lease_seconds,
            bucket=Bucket.WORKFLOW,
        ),
        lease_seconds=config.acquirer_lease_seconds,
        begun=clock.now(),
        tries=config.acquirer_tries,
        backoff=Backoff(first=config.acquirer_retry_seconds, longest=LONGEST_PAUSE),
        looks=defaultdict(Bell),
        queues=defaultdict(Bell),
        saved_max=config.acquirer_saved_max,
    )


def _bounds(config: AcquirerConfig) -> Bounds:
    return Bounds(
        at_once=config.acquirer_publish_at_once,
        granules=config.acquirer_publish_granules,
        files=config.acquirer_publish_files,
        bytes=config.acquirer_publish_bytes,
    )


async def work(config: AcquirerConfig, stop: asyncio.Event) -> None:
    """Run an acquirer until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/{SERVICE}", source=source)
    settings = config.bus_settings(name=f"{SERVICE} {config.site}")
    async with connect_bus(settings, stamp=stamp, wait=0) as bus:
        instance = random_hex(source, INSTANCE_DIGITS)
        async with open_site_files(config) as files:
            with _context(config, bus, instance, files) as context:
                await serve(_service(config, context, bus=bus, instance=instance), config, stop)


@contextmanager
def _context(config: AcquirerConfig, bus: Bus, instance: str, files: SiteFiles) -> Iterator[AcquirerContext]:
    executor = ThreadPoolExecutor(
        OTHER_THREADS + config.acquirer_publish_at_once + config.acquirer_threads, thread_name_prefix=SERVICE
    )
    try:
        context = make_context(
            config,
            bus=bus,
            clock=SystemClock(),
            executor=executor,
            instance=instance,
            site_files=files,
        )
        try:
            yield context
        finally:
            context.stopping.set()
            context.handover.close()
            context.store.close()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _service(config: AcquirerConfig, context: AcquirerContext, *, bus: NatsBus, instance: str) -> Service:
    registry, ready = new_registry(), asyncio.Event()
    AcquirerMetrics(registry, context=context)
    presence = service_presence(
        bus,
        service=SERVICE,
        collection=context.collection,
        site=context.site,
        instance=instance,
        url=config.url(),
        ready=ready.is_set,
    )

    async def run(fulfil: Fulfil) -> None:
        await asyncio.to_thread(begin_anew, context)
        ready.set()
        presence.wake()
        fulfil(WORKING)
        try:
            await follow_feeds(context, system_random())
        finally:
            context.stopping.set()

    return Service(
        api=API,
        bus=bus,
        needs=(WORKING,),
        parts=(context,),
        registry=registry,
        presence=presence,
        work=run,
    )


def begin_anew(context: AcquirerContext) -> None:
    """Bring in order what a process that died has left. Blocks."""
    context.store.begin_anew()
    with closing(context.publisher.open_files()) as files:
        Spool(files).sweep(context.now())
        recover_groups(files, now=context.clock.now)
