"""One host for every service: what all of them have in common while they run.

A service says what it answers, what it does and what it says of itself (`Service`). `serve` gives it health,
metrics, HTTP, signs of life and an orderly end. HTTP comes first: a process that waits for the bus is alive
and not ready, and says why.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from shared.access.book import AccessBook
from shared.access.frames import NOTHING_TOLD, Standings
from shared.access.make import Door, make_door
from shared.bus.nats.bus import NatsBus
from shared.model.scope import EVERY_COLLECTION
from shared.observability.clock import SystemClock
from shared.observability.health import Health, beat_forever
from shared.observability.metrics import new_registry
from shared.service.bus_probe import CONNECTED, BusProbe
from shared.service.config import ServiceConfig
from shared.service.lifecycle import StopError, stop_after
from shared.service.presence import Presence
from shared.web.application import Api, hot_door_of, make_application
from shared.web.connections.server import Tls, serve_app

Action = Callable[[], Coroutine[Any, Any, None]]
Fulfil = Callable[[str], None]
"""Says that a condition of readiness holds."""

LEAVE_SECONDS = 2.0
"""For the last word on the bus: a process that is told to stop while the bus is away does not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One more place where a service is asked."""

    host: str
    port: int
    """0 lets the system choose."""
    tls: Tls | None = None
    application: Callable[[Health], ASGIApp] | None = None
    """Makes what is asked there, where it is not all that the service answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What one process is, once its parts are wired."""

    api: Api
    work: Callable[[Fulfil], Coroutine[Any, Any, None]]
    """Does everything, given what to call when a condition of `needs` holds."""
    bus: NatsBus | None = None
    """Told to readiness and metrics. It need not be connected yet."""
    needs: tuple[str, ...] = ()
    """Conditions of readiness beside the connection to the bus."""
    parts: tuple[object, ...] = ()
    """What its handlers ask for by type."""
    registry: CollectorRegistry = field(default_factory=new_registry)
    """Its figures, for `/metrics`."""
    tasks: Mapping[str, Action] = field(default_factory=dict)
    """What runs beside the work until the end, by name."""
    access_tasks: Mapping[str, Callable[[AccessBook], Coroutine[Any, Any, None]]] = field(
        default_factory=dict
    )
    """What runs beside the work, too, and is told whose tokens are good, by name."""
    presence: Presence | None = None
    ends_itself: bool = False
    """Whether the work ends after `stop` by itself, to hand back what is in flight; else it is cancelled."""
    watch: Callable[[Health], Coroutine[Any, Any, None]] | None = None
    """Keeps those conditions of `needs` up to date that may fail again, until the end."""
    listeners: tuple[Listener, ...] = ()
    """Where it is asked beside `http_host` and `http_port`: for callers over TLS."""
    application: Callable[[Health], ASGIApp] | None = None
    """Makes the application where `make_application` will not do: for callers that send none of our headers,
    or answers whose time tells too much. It then answers for limits, names and callers itself."""
    standings: Standings = NOTHING_TOLD
    """Of frames, where it hears of them: whose they are, and until when."""
    every_collection: bool = False
    """Whether it serves all collections: tokens of one collection are then not enough."""


async def serve(
    service: Service,
    config: ServiceConfig,
    stop: asyncio.Event,
    *,
    announce: Callable[[str, int], None] | None = None,
) -> None:
    """Run a service until `stop` is set, or its work ends.

    Args:
        service: what is run.
        config: where it listens, and by which names.
        stop: set by the owner of the process.
        announce: told the address and the port once HTTP is up.

    Raises:
        BaseExceptionGroup: a part of the service failed; OperatorError in it says what a person must mend.
    """
    loop = asyncio.get_running_loop()
    bus_needs = (CONNECTED,) if service.bus is not None else ()
    health = Health(conditions=(*bus_needs, *service.needs), monotonic=loop.time)
    door = _door(service, config)
    application = _application(service, config, health, door)
    own = Listener(host=config.http_host, port=config.http_port)
    limits = service.api.limits
    try:
        async with asyncio.TaskGroup() as group:
            doors = []
            for one, tell in ((own, announce), *((other, None) for other in service.listeners)):
                asked = application if one.application is None else one.application(health)
                http = serve_app(
                    asked,
                    host=one.host,
                    port=one.port,
                    tls=one.tls,
                    stop=stop,
                    announce=tell,
                    limits=limits,
                    fast=service.api.fast,
                    hot=hot_door_of(asked),
                    proxies=config.trusted_proxies,
                )
                doors.append(group.create_task(http, name="http"))
            group.create_task(beat_forever(health), name="beat")
            _start_bus_tasks(group, service, health)
            if service.watch is not None:
                group.create_task(service.watch(health), name="watch")
            if door is not None:
                group.create_task(door.book.run(), name="follow access")
                for name, told in service.access_tasks.items():
                    group.create_task(told(door.book), name=name)
            for name, task in service.tasks.items():
                group.create_task(task(), name=name)
            _start_work(group, service, health, partial(_after_the_last_answer, stop, doors))
    except* StopError:
        health.drain()
    finally:
        await _leave(service.presence)


def _application(service: Service, config: ServiceConfig, health: Health, door: Door | None) -> ASGIApp:
    if service.application is not None:
        return service.application(health)
    return make_application(
        service.api,
        health=health,
        registry=service.registry,
        parts=(*service.parts, *(door.parts if door else ())),
        names=config.names(),
        authorise=door.access if door else None,
        monotonic=asyncio.get_running_loop().time,
    )


def _door(service: Service, config: ServiceConfig) -> Door | None:
    """Return the door of a process, which asks the bus whose tokens are good.

    One without the bus has none, nor one with an application of its own, which has a door of its own.
    """
    if service.bus is None or service.application is not None:
        return None
    collection = EVERY_COLLECTION if service.every_collection else config.collection
    return make_door(
        config.access_settings(collection),
        bus=service.bus,
        registry=service.registry,
        now=SystemClock().now,
        monotonic=asyncio.get_running_loop().time,
        random_bytes=secrets.token_bytes,
        standings=service.standings,
    )


def _start_bus_tasks(group: asyncio.TaskGroup, service: Service, health: Health) -> None:
    if service.bus is not None:
        probe = BusProbe(service.registry, bus=service.bus, clock=SystemClock(), health=health)
        group.create_task(probe.run(), name="probe")
    if service.presence is not None:
        group.create_task(service.presence.run(), name="presence")


def _start_work(group: asyncio.TaskGroup, service: Service, health: Health, stopped: Action) -> None:
    work = service.work(health.fulfil)
    if service.ends_itself:
        group.create_task(stop_after(work), name="work")
    else:
        group.create_task(stop_after(stopped()), name="stop")
        group.create_task(work, name="work")


async def _after_the_last_answer(stop: asyncio.Event, doors: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the stop, then for requests that are still answered: they need what ends with the work."""
    await stop.wait()
    await asyncio.wait(doors)


async def _leave(presence: Presence | None) -> None:
    """Say that the process is gone, if the bus takes it in time; else its key ends by itself."""
    if presence is None:
        return
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await presence.leave()
    except TimeoutError:
        return
