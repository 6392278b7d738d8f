"""The one place where a gateway is wired."""

import asyncio
import gc
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from services.gateway.api.application import api_with
from services.gateway.config import GatewayConfig
from services.gateway.console.files import BUILT, read_console
from services.gateway.contents.anywhere import AnywhereContents
from services.gateway.contents.digester import Digester
from services.gateway.contents.facts import FactStore, open_facts
from services.gateway.contents.local import LocalContents
from services.gateway.contents.port import Contents
from services.gateway.contents.remote.cache import ContentCache
from services.gateway.contents.remote.contents import RemoteContents, RemoteParts
from services.gateway.contents.root_files import RootFiles
from services.gateway.context import GatewayContext, Identity
from services.gateway.frames.follow import FollowFrames
from services.gateway.frames.standings import CollectionStandings
from services.gateway.frames.store import FrameStore, remove_earlier
from services.gateway.frames.store import database_of as frames_database
from services.gateway.login.provider import LoginProvider
from services.gateway.metrics import GatewayMetrics
from services.gateway.overview.tell import Overviews
from services.gateway.overview.watch import RackWatch
from services.gateway.reading.counts import Counts
from services.gateway.reading.events import Followers
from services.gateway.relay.relay import Relay
from services.gateway.writing.change_store import ChangeStore, open_changes
from services.gateway.writing.changes import Changes
from services.gateway.writing.parts import make_writer, recover
from services.gateway.writing.uploads.sweeper import Sweeper
from services.gateway.writing.uploads.uploads import Uploads
from shared.access.frames import Standings
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.bus.retry_forever import retry_forever
from shared.catalog.fold.fold import Folded
from shared.catalog.follow.followed_log import RETRY, FollowedLog
from shared.catalog.store.projection_view import OpenView
from shared.contents.elsewhere import make_elsewhere
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import SERVICE_EXPIRES
from shared.service.rack_view import RackView
from shared.service.service_presence import service_presence
from shared.service.site_files import SiteFiles, open_site_files
from shared.service.task_group import one_outcome
from shared.web.hot.answers import HotAnswers

FOLDED = "folded"
"""The condition of readiness: an answer from half of a log would lack files."""

INSTANCE_DIGITS = 8
"""Of the number that tells processes of one site apart."""

CACHE = "contents"
"""The directory of contents of other sites, below the state's."""

READING_DIGITS = 32
"""Of the name of a reading (`READING_PATTERN`)."""

IDLE_SECONDS = 10.0
"""After which files that nobody reads are closed: a disk can be taken off soon after the last request."""


def make_context(
    config: GatewayConfig,
    *,
    bus: Bus,
    contents: Contents,
    facts: FactStore,
    change_store: ChangeStore,
    clock: Clock,
    stopping: asyncio.Event,
    site_files: SiteFiles | None = None,
) -> GatewayContext:
    """Wire everything that routes share; what is passed in differs between a host and a test."""
    opened = site_files or SiteFiles(config.root)
    topology, hot = config.topology(), HotAnswers(config.hot_bytes)

    def heard(folded: Folded) -> None:
        changes.folded(folded)
        hot.revision = str(folded.position.revision).encode()
        for entry in folded.entries:
            hot.drop(entry.path)

    followed = FollowedLog(
        bus,
        topology=topology,
        registry=Registry(bus),
        collection=config.collection,
        database=database_of(config.state, config.collection),
        folded=heard,
        forgotten=hot.clear,
    )
    hot.revision = str(followed.revision).encode()
    changes = Changes(
        change_store,
        site=config.site,
        head_of=followed.projection.head,
        revision=lambda: followed.revision,
        clock=clock,
    )
    writer = make_writer(
        config,
        bus=bus,
        projection=followed.projection,
        changes=changes,
        clock=clock,
        open_files=opened.open,
    )
    return GatewayContext(
        bus=bus,
        topology=topology,
        identity=Identity(collection=config.collection, site=config.site),
        followed=followed,
        contents=contents,
        facts=facts,
        rack=RackView(bus, expires=SERVICE_EXPIRES, monotonic=asyncio.get_running_loop().time),
        counts=Counts(),
        hot=hot,
        followers=Followers(config.followers),
        open_root=opened.open_root,
        changes=changes,
        writer=writer,
        uploads=Uploads(open_files=writer.demands.open_files, bodies=writer.bodies, clock=clock),
        clock=clock,
        stopping=stopping,
        config=config,
    )


def database_of(state: Path, collection: str) -> Path:
    """Return where the folded log of a collection is kept."""
    return state / f"{collection}.db"


async def work(config: GatewayConfig, stop: asyncio.Event) -> None:
    """Run a gateway until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    bus_settings = config.bus_settings(name=f"gateway {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/gateway", source=source)
    with (
        closing(open_facts(config.state)) as facts,
        closing(open_changes(config.state)) as changes,
        closing(RootFiles(config.root)) as root_files,
        ExitStack() as stack,
    ):
        async with (
            open_site_files(config) as files,
            connect_bus(bus_settings, stamp=stamp, wait=0) as bus,
            one_outcome() as group,
        ):
            digester = Digester(facts)
            local = local_contents(config, root_files, facts=facts, digester=digester, group=group)
            context = make_context(
                config,
                bus=bus,
                contents=local,
                facts=facts,
                change_store=ChangeStore(changes),
                clock=SystemClock(),
                stopping=stop,
                site_files=files,
            )
            remote = remote_parts(
                config,
                bus=bus,
                pubsub=bus,
                facts=facts,
                digester=digester,
                open_view=context.open_view,
                source=source,
                monotonic=asyncio.get_running_loop().time,
            )
            await asyncio.to_thread(remote.cache.start)
            frames = stack.enter_context(open_frames(context))
            elsewhere = RemoteContents(remote, group=group, at_once=config.remote_at_once)
            context = replace(context, contents=AnywhereContents(local, elsewhere))
            service = _service(
                bus, context, digester=digester, local=local, remote=remote, source=source, frames=frames
            )
            await serve(service, config, stop)
            elsewhere.stop()
            local.forget()


@dataclass(frozen=True, slots=True)
class Frames:
    """What is known of frames, and the task that hears of them."""

    standings: Standings
    follow: FollowFrames


@contextmanager
def open_frames(context: GatewayContext) -> Iterator[Frames]:
    """Yield what is known of the frames of a collection, whose log has a database already."""
    state, collection = context.config.state, context.identity.collection
    remove_earlier(state, collection)
    with (
        closing(FrameStore(frames_database(state, collection))) as store,
        closing(CollectionStandings(store.path, database_of(state, collection))) as standings,
    ):
        follow = FollowFrames(context.bus, topology=context.topology, collection=collection, store=store)
        yield Frames(standings, follow)


def remote_parts(
    config: GatewayConfig,
    *,
    bus: Bus,
    pubsub: PubSub,
    facts: FactStore,
    digester: Digester,
    open_view: OpenView,
    source: random.Random,
    monotonic: Callable[[], float],
) -> RemoteParts:
    """Return what contents of other sites are had with."""
    return RemoteParts(
        elsewhere=make_elsewhere(
            bus,
            pubsub,
            topology=config.topology(),
            collection=config.collection,
            site=config.site,
            open_view=open_view,
            new_reading=lambda: random_hex(source, READING_DIGITS),
            monotonic=monotonic,
            window_bytes=config.remote_window_bytes,
        ),
        cache=ContentCache(
            config.state / CACHE, limit_bytes=config.cache_bytes, reserve_bytes=config.cache_reserve_bytes
        ),
        facts=facts,
        digester=digester,
    )


def local_contents(
    config: GatewayConfig,
    root_files: RootFiles,
    *,
    facts: FactStore,
    digester: Digester,
    group: asyncio.TaskGroup,
) -> LocalContents:
    """Return the contents of the site's root."""
    return LocalContents(
        root_files.open,
        facts=facts,
        digester=digester,
        group=group,
        open_max=config.open_files,
        verify_first_bytes=config.verify_first_bytes,
    )


def _service(
    bus: NatsBus,
    context: GatewayContext,
    *,
    digester: Digester,
    local: LocalContents,
    remote: RemoteParts,
    source: random.Random,
    frames: Frames,
) -> Service:
    registry, folded = new_registry(), asyncio.Event()
    monotonic = asyncio.get_running_loop().time
    watch = RackWatch(context, monotonic)
    GatewayMetrics(registry, context, remote=remote)
    presence = service_presence(
        bus,
        service="gateway",
        collection=context.identity.collection,
        site=context.identity.site,
        instance=random_hex(source, INSTANCE_DIGITS),
        url=context.config.url(),
        ready=folded.is_set,
    )

    async def follow(fulfil: Fulfil) -> None:
        def ready() -> None:
            # What was made until now stays: looking through it took a sixth of the time of 200 readers.
            gc.freeze()
            folded.set()
            presence.wake()
            fulfil(FOLDED)

        open_files = context.writer.demands.open_files
        context.changes.recover(await asyncio.to_thread(recover, open_files, context.clock))
        async with one_outcome() as group:
            group.create_task(retry_forever(partial(_hear_again, context), doing="read the log", pause=RETRY))
            await context.followed.run(ready=ready)

    return Service(
        api=api_with(least_rate=context.config.upload_least_rate),
        bus=bus,
        needs=(FOLDED,),
        parts=(
            context,
            context.hot,
            watch,
            Overviews(context, monotonic, watch.flows),
            Relay(),
            LoginProvider(context.config.login()),
            read_console(BUILT),
        ),
        registry=registry,
        presence=presence,
        tasks={
            "digest": digester.run,
            "follow the rack": context.rack.run,
            "watch the rack": watch.run,
            "follow frames": frames.follow.run,
            "close idle files": lambda: _close_idle(local),
        },
        access_tasks={
            "sweep uploads": Sweeper(open_files=context.uploads.open_files, clock=context.clock).run
        },
        work=follow,
        standings=frames.standings,
    )


async def _hear_again(context: GatewayContext) -> None:
    """Learn what became of changes of a process of before."""
    await context.changes.read_again(context.bus, context.topology.log(context.identity.collection))


async def _close_idle(local: LocalContents) -> None:
    while True:
        await asyncio.sleep(IDLE_SECONDS)
        local.forget()
