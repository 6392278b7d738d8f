"""The one place where an archive is wired."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from services.archive.api.application import API
from services.archive.config import ArchiveConfig
from services.archive.contents.gateway import GatewayContents, gateway_http
from services.archive.contents.lender import Lenders
from services.archive.contents.removal import GatewayRemover
from services.archive.context import SERVICE, ArchiveContext
from services.archive.database.databases import Databases, open_databases
from services.archive.database.server.embedded import EmbeddedPostgres
from services.archive.database.server.running import running
from services.archive.database.server.user import server_user
from services.archive.derive.parts import ByteParts, open_byte_parts
from services.archive.follow.project import ProjectTask
from services.archive.follow.readiness import DATABASE, watch_database
from services.archive.follow.tables import have_tables
from services.archive.hooks.deliver import Delivery
from services.archive.hooks.file import read_hook_file
from services.archive.hooks.open import open_deliveries
from services.archive.metrics import ArchiveMetrics
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.catalog.fold.fold import Folded
from shared.catalog.follow.followed_log import FollowedLog
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import SERVICE_EXPIRES
from shared.service.rack_view import RackView
from shared.service.service_presence import service_presence
from shared.service.task_group import one_outcome

CAUGHT_UP = "caught up"
"""The condition of readiness: an answer from half of a log would lack frames."""

LOG_DATABASE = "log.db"
"""The folded log, in the state directory."""

INSTANCE_DIGITS = 8
"""Of the number that tells processes of one site apart."""


def make_context(
    config: ArchiveConfig,
    *,
    bus: Bus,
    databases: Databases,
    clock: Clock,
    stopping: asyncio.Event | None = None,
) -> ArchiveContext:
    """Wire everything that routes and tasks share; what is passed in differs between a host and a test."""
    database = config.state / LOG_DATABASE
    topology = config.topology()

    def nothing(_: Folded | None = None) -> None:
        """The rows follow what the fold has, not single commits."""

    return ArchiveContext(
        bus=bus,
        topology=topology,
        collection=config.collection,
        followed=FollowedLog(
            bus,
            topology=topology,
            registry=Registry(bus),
            collection=config.collection,
            database=database,
            folded=nothing,
            forgotten=nothing,
        ),
        log_database=database,
        databases=databases,
        rack=RackView(bus, expires=SERVICE_EXPIRES, monotonic=asyncio.get_running_loop().time),
        clock=clock,
        config=config,
        stopping=stopping or asyncio.Event(),
    )


async def work(config: ArchiveConfig, stop: asyncio.Event) -> None:
    """Run an archive until `stop` is set."""
    make_state_directory(config)
    source, hooks = system_random(), read_hook_file(config.hooks_file)
    bus_settings = config.bus_settings(name=f"archive {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/archive", source=source)
    async with (
        database_address(config) as url,
        connect_bus(bus_settings, stamp=stamp, wait=0) as bus,
    ):
        databases = open_databases(
            url,
            config.database_replica_url.get_secret_value(),
            connections=config.database_connections,
            seconds=config.query_seconds,
        )
        try:
            context = make_context(config, bus=bus, databases=databases, clock=SystemClock(), stopping=stop)
            deliveries = open_deliveries(context, hooks)
            async with byte_parts(context) as parts:
                instance = random_hex(source, INSTANCE_DIGITS)
                await serve(_service(context, parts, deliveries, bus=bus, instance=instance), config, stop)
        finally:
            await asyncio.to_thread(databases.close)


@asynccontextmanager
async def byte_parts(context: ArchiveContext) -> AsyncIterator[ByteParts]:
    """Yield what deals in bytes, which a gateway has."""
    lenders = Lenders(rack=context.rack, collection=context.collection, site=context.config.site)
    async with gateway_http() as http:
        contents = GatewayContents(http, lenders=lenders, clock=context.clock)
        remover = GatewayRemover(http=http, lenders=lenders, wait_seconds=int(context.config.wait_seconds))
        async with open_byte_parts(context.config, contents, lenders, remover) as parts:
            yield parts


@asynccontextmanager
async def database_address(config: ArchiveConfig) -> AsyncIterator[str]:
    """Yield the address of the database: the one that is set, or of a server that runs for the block.

    Raises:
        PostgresError: the server of its own does not come up, or it ended.
    """
    url = config.database_url.get_secret_value()
    if url:
        yield url
        return
    user = server_user()
    async with running(EmbeddedPostgres(user.data_directory(config.state), user=user)) as url:
        yield url


def _service(
    context: ArchiveContext,
    parts: ByteParts,
    deliveries: Sequence[Delivery],
    *,
    bus: NatsBus,
    instance: str,
) -> Service:
    registry, ready = new_registry(), asyncio.Event()
    ArchiveMetrics(registry, context=context)
    presence = service_presence(
        bus,
        service=SERVICE,
        collection=context.collection,
        site=context.config.site,
        instance=instance,
        url=context.config.url(),
        ready=ready.is_set,
    )

    async def follow(fulfil: Fulfil) -> None:
        def caught_up() -> None:
            if not ready.is_set():
                ready.set()
                presence.wake()
                fulfil(CAUGHT_UP)

        await have_tables(context.databases.writer)
        context.figures.connected = True
        await run_tasks(context, deliveries, caught_up=caught_up)

    return Service(
        api=API,
        bus=bus,
        needs=(DATABASE, CAUGHT_UP),
        parts=(context, parts),
        registry=registry,
        presence=presence,
        tasks={"follow the rack": context.rack.run},
        work=follow,
        watch=partial(watch_database, context),
    )


async def run_tasks(
    context: ArchiveContext, deliveries: Sequence[Delivery] = (), *, caught_up: Callable[[], None]
) -> None:
    """Follow the log and the database until cancelled; `caught_up` may be called more than once."""
    folded = asyncio.Event()
    project = ProjectTask(context, deliveries)

    async def begin() -> None:
        # The rows are compared with a whole fold, never with one that has just begun.
        await folded.wait()
        await project.run(caught_up=caught_up)

    async with one_outcome() as group:
        group.create_task(begin(), name="project")
        await context.followed.run(ready=folded.set)
