"""The one place where a satellites process is wired."""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from services.satellites.api.application import API, LIMITS, make_application
from services.satellites.api.desk import Desk
from services.satellites.api.handshakes import Handshakes
from services.satellites.catalogue.keeper import Keeper, KeeperRules, beside_the_loop
from services.satellites.catalogue.refresh import Refresh
from services.satellites.catalogue.sizes import BusSizes, OwnSizes, SharedSizes
from services.satellites.config import SatellitesConfig, SettingsError, read_secrets
from services.satellites.doors import door_of, listeners_of
from services.satellites.history.store import SealedDays
from services.satellites.metrics import SatellitesMetrics, quiet_registry
from services.satellites.propagate import UntrustedError, warm_up
from services.satellites.propagate.kernel.choose import kernel_name
from services.satellites.providers.make import Making, loaders_of
from services.satellites.providers.schedule import Schedule
from services.satellites.secrecy.memory import Shielded, bound_allocator, shield_memory
from services.satellites.secrecy.quiet import quiet_logging
from services.satellites.settings import EphemeridesSettings, SatellitesSettings, read_settings
from services.satellites.visits.claiming import BusClaims, Claiming, OwnClaims, SharedClaims
from services.satellites.visits.compute import Computer, NoHistory, SetsAround
from services.satellites.visits.counting import BusCounts, Counting, OwnCounts, SharedCounts
from services.satellites.visits.gate import Gate
from services.satellites.visits.pace import Pace
from services.satellites.visits.pair import BusVisits, NoPair, Seal, SharedVisits
from services.satellites.visits.pair_watch import PairWatch
from services.satellites.visits.patient_records import PatientRecords
from services.satellites.visits.visits import Visits
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.observability.clock import Clock, SystemClock
from shared.observability.health import Health
from shared.service.host import Service, serve
from shared.service.lifecycle import random_hex, system_random
from shared.service.presence import Presence
from shared.service.service_presence import service_presence
from shared.web.guards.in_flight import InFlight

log = logging.getLogger(__name__)

CATALOGUE = "catalogue"
"""The condition of readiness: a process without a fresh catalogue answers nothing."""

LOOK_EVERY = 1.0
"""Seconds between two looks at the age of the catalogue, and at tracks that nobody uses."""

INSTANCE_DIGITS = 8
"""Of the number that tells replicas apart."""

KERNELS = {
    "native": (logging.INFO, "visits are computed by the compiled kernel"),
    "numpy": (
        logging.WARNING,
        "visits are computed by numpy, which is right and slower: install ./native of this version "
        "(docs/satellites.md)",
    ),
}
"""What is logged at the start, by the name of the kernel."""

VERSION_BITS = 62
"""The counter of the catalogue's versions begins anywhere, so that it does not tell how often it changed."""


def make_keeper(settings: SatellitesSettings, clock: Clock, source: random.Random) -> Keeper:
    """Return what holds the catalogue."""
    rules = KeeperRules(
        sources={one.name: one.rules() for one in settings.sources},
        age_limit=timedelta(hours=settings.age_limit_hours),
        carry_days=settings.carry_days,
        rival_days=settings.rival_days,
        superseded_hours=settings.superseded_hours,
        confidence=settings.geometry.confidence,
        unseen_most=settings.unseen_most,
        optional=frozenset(
            one.name for one in settings.sources if isinstance(one, EphemeridesSettings) and not one.required
        ),
    )
    return Keeper(rules, clock, source.getrandbits(VERSION_BITS), beside_the_loop)


@asynccontextmanager
async def visits_of(
    settings: SatellitesSettings,
    keeper: Keeper,
    *,
    pair: SharedVisits,
    clock: Clock,
    counts: SharedCounts | None = None,
    claims: SharedClaims | None = None,
    history: SetsAround | None = None,
) -> AsyncIterator[Visits]:
    """Yield what is known of visits, with its threads, for the block; then wipe it."""
    gates = [Gate(name, threads=settings.threads, waiting=settings.waiting) for name in ("visit", "answer")]
    computer = Computer(
        keeper=keeper,
        history=history or NoHistory(),
        site=settings.site.site(),
        settings=settings.geometry,
        field_radius_deg=settings.visits.field_radius_deg,
        gate=gates[0],
    )
    visits = Visits(
        compute=computer.tracks,
        pair=pair,
        answers=gates[1],
        limits=settings.visits,
        claiming=Claiming(settings.visits, claims or OwnClaims()),
        counting=Counting(settings.questions, counts or OwnCounts(), visits=settings.cache.quotas),
        cache_limits=settings.cache,
        clock=clock,
        monotonic=asyncio.get_running_loop().time,
    )
    try:
        yield visits
    finally:
        await visits.close()
        for gate in gates:
            await asyncio.to_thread(gate.close)
        keeper.close()


async def work(config: SatellitesConfig, stop: asyncio.Event) -> None:
    """Run a satellites process until `stop` is set."""
    quiet_logging()
    shielded = _shield(config)
    settings = read_settings(config.settings_file)
    source, clock = system_random(), SystemClock()
    keeper = make_keeper(settings, clock, source)
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(_bus(config))
        secret = _pair_secret(config)
        pair_bus = bus if config.pair else None
        making = Making(
            bus=pair_bus,
            secret=secret,
            monotonic=asyncio.get_running_loop().time,
            source=source,
            clock=clock,
        )
        loaders = await stack.enter_async_context(loaders_of(settings.sources, making))
        pair, counts, claims, sizes = _pair(pair_bus, secret, settings)
        kept = _history(config, settings)
        visits = await stack.enter_async_context(
            visits_of(settings, keeper, pair=pair, counts=counts, claims=claims, clock=clock, history=kept)
        )
        refreshes = [
            Refresh(
                loader=loader,
                keeper=keeper,
                schedule=Schedule(interval=timedelta(minutes=one.minutes), source=source),
                clock=clock,
                sizes=sizes,
            )
            for loader, one in zip(loaders, settings.sources, strict=True)
        ]
        desk = Desk(
            visits,
            door_of(config),
            Pace(settings.answer_grid_seconds, asyncio.get_running_loop().time, asyncio.sleep),
        )
        presence = _presence(config, bus, keeper, source)
        service = _service(
            config,
            settings,
            keeper,
            desk,
            refreshes,
            shielded=shielded,
            presence=presence,
            watch=PairWatch(pair_bus),
        )
        await serve(service, config, stop)


@asynccontextmanager
async def _bus(config: SatellitesConfig) -> AsyncIterator[NatsBus | None]:
    """Yield the bus, which may be away for as long as it likes; None for who has nothing to say there."""
    if not (config.pair or config.presence):
        yield None
        return
    async with connect_bus(config.bus_settings(name="satellites"), wait=0) as bus:
        yield bus


def _shield(config: SatellitesConfig) -> Shielded:
    bound_allocator()
    shielded = shield_memory()
    if config.require_locked_memory and not (shielded.locked and shielded.undumpable):
        raise SettingsError("memory cannot be locked: raise LimitMEMLOCK, or give CAP_IPC_LOCK")
    if not shielded.locked:
        log.warning("memory is not locked: make sure that this host has no swap")
    return shielded


def _service(
    config: SatellitesConfig,
    settings: SatellitesSettings,
    keeper: Keeper,
    desk: Desk,
    refreshes: list[Refresh],
    *,
    shielded: Shielded,
    presence: Presence | None,
    watch: PairWatch,
) -> Service:
    """Return what the host runs. The bus is no condition: a replica without it answers what it knows."""
    registry, handshakes = quiet_registry(), Handshakes(asyncio.get_running_loop().time)
    SatellitesMetrics(
        registry,
        keeper=keeper,
        loads={one.loader.name: one.loads for one in refreshes},
        handshakes=handshakes.counts,
        watch=watch,
    )
    in_flight = InFlight(LIMITS.requests)
    return Service(
        api=API,
        application=lambda health: make_application(
            (desk, keeper, shielded, health, registry, watch), in_flight=in_flight
        ),
        listeners=listeners_of(
            config,
            lambda _: make_application((desk,), in_flight=in_flight, callers_alone=True),
            handshakes.refused,
        ),
        registry=registry,
        presence=presence,
        needs=(CATALOGUE,),
        tasks={"look at the pair": watch.run},
        watch=lambda health: _look_forever(keeper, desk.visits, health),
        work=lambda _: _load_forever(refreshes, settings),
    )


def _presence(
    config: SatellitesConfig, bus: NatsBus | None, keeper: Keeper, source: random.Random
) -> Presence | None:
    """Return the signs of life, where they are wanted: an address and one word, nothing of the catalogue."""
    if bus is None or not config.presence:
        return None
    return service_presence(
        bus,
        service="satellites",
        collection=config.collection,
        site=None,
        instance=random_hex(source, INSTANCE_DIGITS),
        url=config.url(),
        ready=lambda: keeper.unfit() is None,
    )


async def _load_forever(refreshes: list[Refresh], settings: SatellitesSettings) -> None:
    log.log(*KERNELS[kernel_name()])
    try:
        await asyncio.to_thread(warm_up, settings.site.site(), settings.geometry)
    except UntrustedError as error:
        raise SettingsError(str(error)) from None
    async with asyncio.TaskGroup() as group:
        for refresh in refreshes:
            group.create_task(refresh.run(), name="refresh")


async def _look_forever(keeper: Keeper, visits: Visits, health: Health) -> None:
    while True:
        reason = keeper.unfit()
        if reason is None:
            health.fulfil(CATALOGUE)
        else:
            health.fail(CATALOGUE, reason)
        visits.sweep()
        await asyncio.sleep(LOOK_EVERY)


def _history(config: SatellitesConfig, settings: SatellitesSettings) -> SetsAround:
    if config.history_folder is None:
        return NoHistory()
    found = read_secrets(config.history_file)
    if not found:
        raise SettingsError("SPICERACK_HISTORY_FOLDER needs SPICERACK_HISTORY_FILE: the secret of its files")
    return SealedDays(
        config.history_folder, found[0], settings.history_least_objects, settings.history_reach_days
    )


def _pair_secret(config: SatellitesConfig) -> bytes:
    if not config.pair:
        return b""
    found = read_secrets(config.pair_file)
    if not found:
        raise SettingsError("SPICERACK_PAIR needs SPICERACK_PAIR_FILE: the secret that all replicas share")
    return found[0]


def _pair(
    bus: NatsBus | None, secret: bytes, settings: SatellitesSettings
) -> tuple[SharedVisits, SharedCounts, SharedClaims, SharedSizes]:
    if bus is None:
        return NoPair(), OwnCounts(), OwnClaims(), OwnSizes()
    seal = Seal(secret, secrets.token_bytes)
    asked_seconds = settings.visits.recent_hours * 3600.0
    records = PatientRecords(bus, asyncio.get_running_loop().time, seconds=settings.bus_seconds)
    return (
        BusVisits(records, seal, settings.cache.unused_seconds),
        BusCounts(records, seal, asked_seconds),
        BusClaims(records, seal, asked_seconds),
        BusSizes(records, seal, settings.age_limit_hours * 3600.0),
    )
