"""The one place where a describer is wired."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from typing import Any

from services.describer.config import DescriberConfig
from services.describer.context import SERVICE, DescriberContext
from services.describer.decide.anew import Versions
from services.describer.decide.turns import Peer
from services.describer.metrics import DescriberMetrics
from services.describer.plug_ins import DescriberError
from services.describer.state.backlog import Backlog
from services.describer.status import API
from services.describer.tasks.describe import DescribeTask
from services.describer.tasks.follow import follow
from services.describer.tasks.peers import Peers
from services.describer.tasks.publish import DescriptionPublisher
from services.describer.work.process import WorkerProcess, WorkerStartError
from shared.bus.describer_keys import DescriberKeys
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.database import open_database
from shared.contracts.bucket_keys import service_key, services_key
from shared.descriptions.followed import CHECK_EVERY, FollowedDescriptions
from shared.identity.keyfile import load_or_make_key
from shared.observability.clock import SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import SERVICE_EVERY, SERVICE_EXPIRES, Presence
from shared.service.service_presence import READY, STARTING

DATABASE = "describer.db"
KEY_FILE = "describer.key"
CAUGHT_UP = "caught up"


def make_context(
    config: DescriberConfig,
    *,
    bus: Bus,
    mine: Versions,
    source: random.Random,
    check_every: float = CHECK_EVERY,
) -> DescriberContext:
    """Wire everything that remembers. The caller closes the database."""
    topology, path = config.topology(), config.state / DATABASE
    database, bell = open_database(path), asyncio.Event()
    keys = DescriberKeys(bus, collection=config.collection)

    def forgotten() -> None:
        backlog.begin()
        bell.set()

    followed = FollowedLog(
        bus,
        topology=topology,
        registry=Registry(bus),
        collection=config.collection,
        database=path,
        open_at=lambda _: database,
        within=lambda folded: backlog.add(folded.entries),
        folded=lambda _: bell.set(),
        forgotten=forgotten,
        check_every=check_every,
    )
    backlog = Backlog(database, mine=mine)
    descriptions = FollowedDescriptions(
        bus,
        topology=topology,
        keys=keys,
        collection=config.collection,
        store=backlog,
        taken=bell.set,
        check_every=check_every,
    )
    return DescriberContext(
        bus=bus,
        topology=topology,
        keys=keys,
        collection=config.collection,
        me=Peer(config.site, random_hex(source, 8)),
        key=load_or_make_key(config.state / KEY_FILE, random_bytes=source.randbytes),
        mine=mine,
        path=path,
        database=database,
        followed=followed,
        descriptions=descriptions,
        backlog=backlog,
        clock=SystemClock(),
        bell=bell,
    )


async def work(config: DescriberConfig, stop: asyncio.Event) -> None:
    """Run a describer until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    workers = _workers(config)
    mine = await _versions(workers[0])
    bus_settings = config.bus_settings(name=f"describer {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/describer", source=source)
    async with connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
        context = make_context(config, bus=bus, mine=mine, source=source)
        with closing(context.database):
            await serve(_service(config, context, bus=bus, workers=workers), config, stop)


def _workers(config: DescriberConfig) -> list[WorkerProcess]:
    return [
        WorkerProcess(
            config.root,
            memory_bytes=config.describe_memory_bytes,
            contents_max=config.describe_contents,
            settings=config.describe_file,
        )
        for _ in range(config.describe_at_once)
    ]


async def _versions(worker: WorkerProcess) -> Versions:
    """Return the describers of this installation, as a worker process tells them.

    Raises:
        DescriberError: none comes up: the operator must act.
    """
    try:
        await worker.start()
    except WorkerStartError as error:
        raise DescriberError(
            f"{error}; mend what it says, or give it more SPICERACK_DESCRIBE_MEMORY_BYTES"
        ) from error
    return dict(worker.describers)


Work = Callable[[Fulfil], Coroutine[Any, Any, None]]


def make_tasks(
    config: DescriberConfig,
    context: DescriberContext,
    *,
    workers: Sequence[WorkerProcess],
) -> tuple[Presence, Work]:
    """Wire what is done, and what is said of it; what is passed in differs between a host and a test."""
    peers = Peers(
        context.bus,
        collection=config.collection,
        mine=context.mine,
        expires=SERVICE_EXPIRES,
        monotonic=asyncio.get_running_loop().time,
    )
    describing = DescribeTask(
        context,
        peers=peers,
        publisher=DescriptionPublisher(context, now=context.clock.now),
        workers=workers,
        grace=config.describe_grace_seconds,
        seconds=config.describe_seconds,
    )
    presence = Presence(
        context.bus,
        key=service_key(SERVICE, config.collection, config.site, context.me.instance),
        counters=services_key(SERVICE, config.collection, config.site),
        describe=lambda: context.presence(url=config.url(), state=READY if describing.begun else STARTING),
        bulk_bytes=lambda: (0, 0),
        every=SERVICE_EVERY,
        expires=SERVICE_EXPIRES,
    )

    async def work(fulfil: Fulfil) -> None:
        async with asyncio.TaskGroup() as group:

            def caught_up() -> None:
                # Before that a content may seem to lack a description that has not been heard yet.
                if not describing.begun:
                    describing.begun = True
                    group.create_task(describing.run(), name="describe")
                    fulfil(CAUGHT_UP)

            group.create_task(peers.run(), name="peers")
            group.create_task(follow(context, caught_up=caught_up), name="follow")

    return presence, work


def _service(
    config: DescriberConfig, context: DescriberContext, *, bus: NatsBus, workers: Sequence[WorkerProcess]
) -> Service:
    registry = new_registry()
    DescriberMetrics(registry, context=context)
    presence, work = make_tasks(config, context, workers=workers)
    return Service(
        api=API,
        bus=bus,
        needs=(CAUGHT_UP,),
        parts=(context,),
        registry=registry,
        presence=presence,
        work=work,
    )
