"""The one place where a manager is wired."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

from services.manager.api.application import API, parts_of
from services.manager.config import ManagerConfig
from services.manager.context import ManagerContext
from services.manager.look.directory.dirty import DirtyDirectories
from services.manager.look.finished.quiet import BUSY_SETTLES, QuietFiles
from services.manager.look.finished.unfinished import RestlessFiles, UnfinishedFiles
from services.manager.look.index_reader import known_rows
from services.manager.look.look import DirectoryLook
from services.manager.look.look_result import Patience
from services.manager.look.safeguards.brake import BrakeSettings
from services.manager.look.safeguards.recent_losses import RecentLosses
from services.manager.meaning.follow import RuleByMeaning
from services.manager.publisher import SitePublisher
from services.manager.state.change_traces import Traces
from services.manager.state.root_marker import Root
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_rule import Moved
from services.manager.state.site_state import SiteState
from services.manager.state.store_ways import demand_one_way
from services.manager.status.behind import Behind
from services.manager.status.metrics import ManagerMetrics
from services.manager.status.presence import presence_of
from services.manager.surroundings import SCRUB_BYTES_PER_SECOND, SiteRules, Surroundings
from services.manager.tasks.manager import Manager
from services.manager.timing import Timing
from services.manager.verify.log_auditor import LogAuditor
from services.manager.verify.pace import Pace
from services.manager.verify.reader import Reader
from services.manager.verify.repair import Repairer
from services.manager.verify.rotten import RottenFiles
from services.manager.verify.scrub import Scrubber
from services.manager.verify.verifier import Verifier
from services.manager.watch.choose import Watcher, WatchSettings, choose_watcher, watch_store
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import BusError
from shared.bus.presence import workers_at
from shared.catalog.store.migrations import open_migrated
from shared.catalog.store.projection_view import projection_view
from shared.catalog.store.schemas import SITE_SCHEMA
from shared.contracts.bucket_keys import manager_key
from shared.contracts.messages.key_entry import Succession
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.verification import Verdict, VerifiedFile
from shared.heads.quarantine import parse_policy
from shared.identity.keyfile import SITE_KEY_FILE, load_key_before, load_or_make_key
from shared.model.paths import parent
from shared.observability.clock import SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.presence import Presence
from shared.service.rack_view import RackView
from shared.service.site_files import SiteFiles, open_site_files
from shared.service.spans import tracing

DATABASE = "site.db"
REGISTERED = "registered"

INCARNATION_DIGITS = 16
ROOT_DIGITS = 32
"""Hexadecimal: nobody draws the same number of a root again, whose mark lives as long as its directory."""


def make_context(around: Surroundings, rules: SiteRules) -> ManagerContext:
    """Wire everything that decides and remembers."""
    connection = open_migrated(around.database, SITE_SCHEMA, open_at=around.open_at)
    state = SiteState(connection, identity=rules.identity, key=rules.key, batch_bytes=rules.batch_bytes)
    traces = Traces()

    def new_incarnation() -> str:
        return random_hex(around.source, INCARNATION_DIGITS)

    root = Root(
        identity=rules.identity,
        state=state,
        open_files=around.open_files,
        new_root_id=lambda: random_hex(around.source, ROOT_DIGITS),
        new_incarnation=new_incarnation,
    )
    dirty, woken = DirtyDirectories(), asyncio.Event()
    publisher = _make_publisher(state, around, rules, traces)
    reader = Reader(open_files=around.open_files, bytes_per_second=rules.verify_bytes_per_second)
    rotten, registry = RottenFiles(state), Registry(around.bus)

    def want_again(path: str) -> None:
        publisher.want_again(path)
        woken.set()

    def take(files: Sequence[VerifiedFile]) -> None:
        rotten.take(files)
        # The next look takes what changed for what it is.
        dirty.add(*{parent(one.path) for one in files if one.verdict is Verdict.DRIFT})

    rule_taken = asyncio.Event()

    def moved(moved: Moved) -> None:
        dirty.add(*{parent(path) for path in moved.again})
        if moved.left:
            rule_taken.set()
        woken.set()

    return ManagerContext(
        bus=around.bus,
        topology=around.topology,
        registry=registry,
        identity=rules.identity,
        key=rules.key,
        vouched=_vouched(rules),
        first_operator=rules.first_operator,
        state=state,
        root=root,
        directory_look=_make_look(state, around, rules),
        watcher=around.watcher,
        publisher=publisher,
        verifier=Verifier(
            index=state.index,
            open_known=lambda: known_rows(str(around.database)),
            reader=reader,
            taken=take,
        ),
        auditor=LogAuditor(
            bus=around.bus,
            topology=around.topology,
            registry=registry,
            collection=rules.identity.collection,
            followed=lambda: state.projection.position,
            first_operator=rules.first_operator,
        ),
        rotten=rotten,
        scrubber=_make_scrubber(state, around, rules, rotten=rotten, taken=take),
        repairer=Repairer(state=state, reader=reader, wanted=want_again),
        dirty=dirty,
        woken=woken,
        rule_taken=rule_taken,
        meaning=_make_meaning(state, around, rules, moved=moved),
        timing=rules.timing,
        new_incarnation=new_incarnation,
        open_view=lambda: projection_view(around.database),
        clock=around.clock,
        traces=traces,
        tracer=around.tracer,
        steps=around.steps,
    )


def _make_meaning(
    state: SiteState, around: Surroundings, rules: SiteRules, *, moved: Callable[[Moved], None]
) -> RuleByMeaning:
    """Wire what knows the kernels that a rule by meaning comes to."""
    return RuleByMeaning(
        around.bus,
        topology=around.topology,
        collection=rules.identity.collection,
        state=state,
        open_view=lambda: projection_view(around.database),
        moved=moved,
        retry=rules.timing.retry,
    )


def _make_scrubber(
    state: SiteState,
    around: Surroundings,
    rules: SiteRules,
    *,
    rotten: RottenFiles,
    taken: Callable[[Sequence[VerifiedFile]], None],
) -> Scrubber:
    """Wire what reads all files once in a while."""
    return Scrubber(
        state=state,
        open_known=lambda: known_rows(str(around.database)),
        reader=Reader(open_files=around.open_files, bytes_per_second=SCRUB_BYTES_PER_SECOND),
        pace=Pace(rules.scrub_seconds),
        step=rules.timing.scrub,
        clock=around.clock,
        rotten=rotten,
        taken=taken,
    )


def _vouched(rules: SiteRules) -> Signed | None:
    """Return what the key before the site's says of that one."""
    if rules.key_before is None:
        return None
    said = Succession(collection=rules.identity.collection, site=rules.identity.site, key=rules.key.public)
    return rules.key_before.sign(said.model_dump_json())


def _make_look(state: SiteState, around: Surroundings, rules: SiteRules) -> DirectoryLook:
    """Wire what looks at the directory, and what it remembers from one look to the next."""
    timing = rules.timing
    return DirectoryLook(
        open_files=around.open_files,
        open_known=lambda: known_rows(str(around.database)),
        index=state.index,
        head_of=state.projection.head,
        entry_at=state.projection.entry_at,
        clock=around.clock,
        quiet=QuietFiles(settle_seconds=timing.settle),
        brake=rules.brake,
        recent=RecentLosses(window_seconds=rules.brake_window),
        rewritten=RecentLosses(window_seconds=rules.brake_window),
        patience=Patience(seconds=timing.withhold),
        unfinished=UnfinishedFiles(seconds=timing.unfinished),
        restless=RestlessFiles(seconds=BUSY_SETTLES * timing.settle),
        policy=rules.policy,
        released=state.values.released,
    )


def _make_publisher(
    state: SiteState, around: Surroundings, rules: SiteRules, traces: Traces
) -> SitePublisher:
    """Wire what says on the bus what the site has, and what it wants."""
    return SitePublisher(
        around.bus,
        topology=around.topology,
        identity=rules.identity,
        state=state,
        clock=around.clock,
        timing=rules.timing,
        traces=traces,
        tracer=around.tracer,
        steps=around.steps,
        message_bytes=rules.message_bytes,
    )


def rules_of(config: ManagerConfig) -> SiteRules:
    """Return what the settings say of a site; its key is made when there is none."""
    return SiteRules(
        identity=SiteIdentity(
            collection=config.collection,
            site=config.site,
            receive_only=config.receive_only,
            send_only=config.send_only,
        ),
        key=load_or_make_key(config.state / SITE_KEY_FILE, random_bytes=system_random().randbytes),
        key_before=load_key_before(config.state / SITE_KEY_FILE),
        first_operator=config.first_operators(),
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
        policy=parse_policy(config.quarantine),
        batch_bytes=config.batch_bytes,
        verify_bytes_per_second=config.verify_bytes_per_second,
        scrub_seconds=config.scrub_seconds,
    )


async def work(config: ManagerConfig, stop: asyncio.Event) -> None:
    """Run a manager until `stop` is set."""
    make_state_directory(config)
    async with open_site_files(config) as files:
        await _work(config, files, stop)


def _watcher(files: SiteFiles, settings: WatchSettings) -> Watcher:
    if files.store is not None:
        return watch_store(files.store, settings)
    watcher, _ = choose_watcher(files.root, settings)
    return watcher


async def _work(config: ManagerConfig, files: SiteFiles, stop: asyncio.Event) -> None:
    source = system_random()
    rules = rules_of(config)
    if files.store is not None:
        demand_one_way(files.store, receive_only=config.receive_only, send_only=config.send_only)
    with closing(files.open()):
        pass  # The root is looked at before anything else: a missing one is the operator's to mend.
    settings = WatchSettings(poll_seconds=config.poll_seconds, rescan_seconds=config.scan_seconds)
    watcher = _watcher(files, settings)
    bus_settings = config.bus_settings(name=f"manager {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/manager", source=source)
    spans = tracing(
        "manager",
        attributes={"spicerack.site": config.site, "spicerack.collection": config.collection},
        source=source,
    )
    async with spans as tracer, connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
        around = Surroundings(
            bus=bus,
            topology=config.topology(),
            database=config.state / DATABASE,
            open_files=files.open,
            watcher=watcher,
            clock=SystemClock(),
            source=source,
            tracer=tracer,
            steps=config.steps(),
        )
        context = make_context(around, rules)
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

    async def transferring() -> bool:
        with suppress(BusError):
            return any(worker.active for worker in await workers_at(bus, config.site))
        return False

    manager.transferring = transferring
    manager.publish_task.said = said
    context.verifier.said = presence.wake
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
