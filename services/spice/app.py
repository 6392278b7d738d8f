"""The one place where the SPICE service is wired."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import closing
from functools import partial
from typing import Any

from services.spice.api.application import API
from services.spice.config import SpiceConfig
from services.spice.context import SERVICE, SpiceContext
from services.spice.geometry.geometry import Geometry, make_geometry
from services.spice.geometry.metrics import GeometryMetrics
from services.spice.kernels.store import KernelStore
from services.spice.metrics import SpiceMetrics
from services.spice.rebuild import DATABASE, LOCK
from services.spice.sets.finder import KernelSetFinder
from shared.bus.describer_keys import DescriberKeys
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.catalog.fold.fold import Folded
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.database import open_database
from shared.contents.elsewhere import Elsewhere, make_elsewhere
from shared.descriptions.followed import CHECK_EVERY, FollowedDescriptions
from shared.observability.clock import SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import SERVICE_EXPIRES
from shared.service.rack_view import RackView
from shared.service.service_presence import service_presence
from shared.service.state_lock import state_lock

KNOWN = "kernels known"
"""The condition of readiness: an answer from half of a log, or half of what is said of it, would be wrong."""

INSTANCE_DIGITS = 8
"""Of the number that tells processes of one site apart."""

JOB_DIGITS = 32
"""Of a job's name, which nobody is to guess."""

READING_DIGITS = 32
"""Of the name of a reading (`READING_PATTERN`)."""


def make_context(config: SpiceConfig, *, bus: Bus, check_every: float = CHECK_EVERY) -> SpiceContext:
    """Wire everything that routes share. The caller closes the database."""
    topology, path = config.topology(), config.state / DATABASE
    database = open_database(path)

    def folded(one: Folded) -> None:
        store.fold(one)
        bell.set()

    def forgotten() -> None:
        store.rebuild_paths()
        bell.set()

    followed = FollowedLog(
        bus,
        topology=topology,
        registry=Registry(bus),
        collection=config.collection,
        database=path,
        open_at=lambda _: database,
        folded=folded,
        forgotten=forgotten,
    )
    store, bell = KernelStore(database), asyncio.Event()
    descriptions = FollowedDescriptions(
        bus,
        topology=topology,
        keys=DescriberKeys(bus, collection=config.collection),
        collection=config.collection,
        store=store,
        taken=bell.set,
        check_every=check_every,
    )
    return SpiceContext(
        bus=bus,
        topology=topology,
        collection=config.collection,
        site=config.site,
        path=path,
        database=database,
        followed=followed,
        descriptions=descriptions,
        store=store,
        config=config,
        bell=bell,
        rack=RackView(bus, expires=SERVICE_EXPIRES, monotonic=asyncio.get_running_loop().time),
    )


def other_sites(context: SpiceContext, pubsub: PubSub, *, new_reading: Callable[[], str]) -> Elsewhere:
    """Wire what kernels are had with that this site lacks."""
    return make_elsewhere(
        context.bus,
        pubsub,
        topology=context.topology,
        collection=context.collection,
        site=context.site,
        open_view=context.followed.open_view,
        new_reading=new_reading,
        monotonic=asyncio.get_running_loop().time,
        window_bytes=context.config.remote_window_bytes,
    )


async def work(config: SpiceConfig, stop: asyncio.Event) -> None:
    """Run the service until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    bus_settings = config.bus_settings(name=f"spice {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/spice", source=source)
    with state_lock(config.state / LOCK):
        async with connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
            await _serve(config, bus, stop, source=source)


async def _serve(config: SpiceConfig, bus: NatsBus, stop: asyncio.Event, *, source: random.Random) -> None:
    context = make_context(config, bus=bus)
    with closing(context.database):
        instance = random_hex(source, INSTANCE_DIGITS)
        geometry = make_geometry(
            config,
            bus=bus,
            site=config.site,
            instance=instance,
            root=config.root,
            sets=KernelSetFinder(context),
            clock=SystemClock(),
            monotonic=asyncio.get_running_loop().time,
            new_id=lambda: random_hex(source, JOB_DIGITS),
            others=partial(context.rack.instances, SERVICE, config.collection, config.site),
            elsewhere=other_sites(context, bus, new_reading=lambda: random_hex(source, READING_DIGITS)),
            pubsub=bus,
        )
        await asyncio.to_thread(geometry.start)
        await serve(_service(bus, context, geometry, instance=instance), config, stop)


Work = Callable[[Fulfil], Coroutine[Any, Any, None]]


def make_work(context: SpiceContext) -> Work:
    """Wire what is done: log and descriptions are followed, and readiness is said once both are known."""

    async def work(fulfil: Fulfil) -> None:
        async with asyncio.TaskGroup() as group:

            def folded() -> None:
                # A checkpoint brings paths without commits.
                context.store.bring_up()
                if not begun.is_set():
                    begun.set()
                    ready = partial(_ready, context, fulfil, group)
                    group.create_task(context.descriptions.run(ready=ready), name="follow descriptions")

            begun = asyncio.Event()
            group.create_task(context.followed.run(ready=folded), name="follow the log")

    return work


def _ready(context: SpiceContext, fulfil: Fulfil, group: asyncio.TaskGroup) -> None:
    async def settle() -> None:
        await context.settle()
        context.known.set()
        fulfil(KNOWN)

    group.create_task(settle(), name="settle")


def _service(bus: NatsBus, context: SpiceContext, geometry: Geometry, *, instance: str) -> Service:
    registry, known = new_registry(), asyncio.Event()
    SpiceMetrics(registry, context)
    GeometryMetrics(registry, geometry, site=context.site)
    presence = service_presence(
        bus,
        service=SERVICE,
        collection=context.collection,
        site=context.site,
        instance=instance,
        url=context.config.url(),
        ready=known.is_set,
    )
    work = make_work(context)

    async def follow(fulfil: Fulfil) -> None:
        def ready(condition: str) -> None:
            known.set()
            presence.wake()
            fulfil(condition)

        await work(ready)

    return Service(
        api=API,
        bus=bus,
        needs=(KNOWN,),
        parts=(context, geometry),
        registry=registry,
        presence=presence,
        tasks={
            "follow the rack": context.rack.run,
            "answer jobs": geometry.run,
            **({} if geometry.take is None else {"take questions": geometry.take.run}),
        },
        work=follow,
    )
