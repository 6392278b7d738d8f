"""The real services on the hosts of a simulated world: wired as their `app` modules do, ports aside."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Sequence, Set
from dataclasses import replace
from functools import partial

from services.manager.app import DATABASE, make_context
from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import BrakeSettings, HoldReason
from services.manager.state.site_identity import SiteIdentity
from services.manager.status.presence import presence_of
from services.manager.surroundings import SiteRules, Surroundings
from services.manager.tasks.manager import Manager
from services.manager.tasks.release import LOG_REASONS
from services.manager.verify.verifier import ENDED
from services.manager.verify.vouch import repairs_of
from services.orchestrator.app import make_orchestrator
from services.orchestrator.match.plan import Limits
from services.orchestrator.supply.pack_run import Lease
from services.transfer.app import make_worker, run_worker
from services.transfer.contents.sweep import sweep_forever
from shared.bus.buckets import OPERATION, key_subject
from shared.bus.chunks import chunked_in, joined
from shared.bus.codec import decode, decode_with, encode
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.event_headers import EventHeaders
from shared.bus.leases import RENEWALS
from shared.bus.port import Message
from shared.contracts.bucket_keys import (
    manager_key,
    member_key,
    orchestrator_key,
    pause_key,
    replica_rules_key,
    worker_key,
)
from shared.contracts.buckets import Bucket
from shared.contracts.channels import channel_of
from shared.contracts.messages.ask import Ask, AskKind, Repair
from shared.contracts.messages.presence import OrchestratorPresence
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import Membership, Standing
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.replica_rules import Mode, ReplicaRules, SiteRule
from shared.contracts.messages.transfers.report import REPORT, Applied, Reason
from shared.contracts.messages.verification import FOUND_MAX, Verification
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Kind
from shared.model.paths import ancestors
from shared.service.lifecycle import OPERATORS_ERRORS, random_hex
from shared.service.pauses import LONG_AGO
from shared.service.presence import Presence
from shared.service.rule_store import signature_of
from shared.service.task_group import first_failure
from testing.bus.faults import Fate, Faults, Trouble
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.bus_faults import SimulatedFaults
from testing.simulation.census import Happening
from testing.simulation.errors import OperatorMustActError
from testing.simulation.machine.host import Host
from testing.simulation.machine.process import Main
from testing.simulation.machine.snapshots import paths_on
from tests.simulation.at_publish import AtPublish
from tests.simulation.at_rest import due, index_errors, left_behind, waited_for
from tests.simulation.settings import ServicesSettings
from tests.simulation.watcher import SimulatedWatcher
from tests.simulation.world import World

HALT_MAX = 20.0
"""Virtual seconds: ten times the shortest lease, and less than a world is rough."""

LATE_MAX = 2.0
"""Virtual seconds that a report is on its way, where a person is to be quicker."""

SLOW_READ_MAX = 5.0
"""Virtual seconds for a part: others are done with the pack, and no job is given up."""

SLOW_LOG_MAX = 30.0
"""Virtual seconds for a commit: people make some meanwhile, and it takes a file two to look quiet."""

VERIFY_LOOKS = 120
"""Virtual seconds: a verification of a few small files takes less than one."""

MOMENT = 0.001
"""Virtual seconds that a request takes, so that its client can stand still before the server has it."""

AWAY_HOURS = 30.0 / 3600.0
"""Virtual: less than sites are away in a rough world."""

PARTS = ("kernels/", "*.bsp", "deep/", "*")
"""That sites leave out where copies are asked for."""

ALIKE = 0.7

MANAGER, TRANSFER, ORCHESTRATOR = "manager", "transfer", "orchestrator"


def key_of(site: str) -> SigningKey:
    """Return the key of a site."""
    return SigningKey(site.encode().ljust(32, b"."))


class RealServices:
    """Implements `tests.simulation.world.Services`."""

    def __init__(self, settings: ServicesSettings | None = None) -> None:
        self.settings = settings or ServicesSettings()
        self.topology = Topology()
        self.cores: dict[str, ManagerContext] = {}
        """The core of each site's present (or last) manager."""
        self.holds: set[tuple[str, HoldReason]] = set()
        """Every hold that was ever seen."""
        self.rolled_back = False
        """Whether the world took the end of the log away."""
        self.disturbances: Callable[[str], None] = lambda _: None
        """What happens to the surroundings of a site; set by the scenario."""
        self.paused: set[str] = set()
        """Sites that were ever paused."""
        self.drained: set[str] = set()
        """Sites that nobody counts on now."""
        self.removed: set[str] = set()
        """Sites that were ever removed."""
        self.mirrors: set[str] = set()
        """Sites that ever reverted what their people did."""
        self.rules_version = 0
        self._rules: ReplicaRules | None = None
        self._justified: set[tuple[str, HoldReason]] = set()
        self._keys = [SigningKey(bytes([number + 1]) * 32) for number in range(self.settings.orchestrators)]
        self._signed: dict[int, tuple[bytes, Signed]] = {}
        self._moments: list[AtPublish] = []

    # The seam

    def start(self, world: World) -> None:
        """Start all processes."""
        self.world = world
        self.faults = SimulatedFaults(world.choices, self.settings.bus, count=world.loop.count)
        self.server = MemoryServer(self.topology, faults=self._with_moments(self.faults))
        self.offices = [
            Host(world.loop, f"office-{number}", world.directory)
            for number in range(1, self.settings.orchestrators + 1)
        ]
        for number, host in enumerate(self.offices):
            self._run(host, ORCHESTRATOR, partial(self._orchestrator, host, self._keys[number]))
        for site, host in world.hosts.items():
            self._run(host, MANAGER, partial(self._manager, site, host))
            self._run(host, TRANSFER, partial(self._transfer, site, host))
        if self.settings.copies:
            self.set_rules(*self._partial())

    def heal(self) -> None:
        """Let everybody through."""
        self.faults.heal()
        for moment in self._moments:
            moment.stop()
        for host in self.offices:
            host.heal()
        self.server.come_up()
        self.server.heal()
        for site in sorted(self.paused):
            self.resume(site)
        for site in sorted(self.removed):
            self.add_site(site)
        if self.rules_version and not self.settings.copies:
            self.set_rules()

    def log(self) -> Sequence[tuple[int, Signed]]:
        """Return the collection's log."""
        stored = self.server.stored(Stream.LOG, self.topology.log(self.world.settings.collection))
        return [(message.sequence, self._read(message)) for message in stored]

    def orchestrators(self) -> frozenset[str]:
        """Return the public keys of all orchestrators."""
        return frozenset(key.public for key in self._keys)

    def disturb(self, site: str) -> None:
        """Let something happen to the surroundings of a site."""
        self.disturbances(site)

    def tend(self) -> None:
        """Release the sites that are held."""
        for site in self.held():
            self.ask(site, AskKind.RELEASE)

    async def repair(self) -> None:
        """Verify every file at all sites, and repair what one has rotten and another has sound."""
        tree = self.world.log().tree
        standing = {path for site in self.world.present() for path in self.world.files(site)}
        paths = tuple(sorted(standing))[:FOUND_MAX]
        if not paths:
            return

        def is_gone(path: str) -> bool:
            head = tree.head(path)
            return head is not None and head.state.kind is not Kind.FILE

        collection = self.world.settings.collection
        asked = self._ask(Ask(collection=collection, kind=AskKind.VERIFY, paths=paths))
        told = await self._verified(asked)
        repairs = defaultdict[str, list[Repair]](list)
        for row, repair in repairs_of(told, is_gone=is_gone):
            if repair is not None:
                repairs[row.site].append(repair)
        for site, some in repairs.items():
            self._ask(Ask(collection=collection, kind=AskKind.REPAIR, site=site, repairs=tuple(some)))

    async def _verified(self, asked: int) -> dict[str, Verification]:
        """Return what sites tell of a verification, once all have ended it, or a while has passed."""
        for _ in range(VERIFY_LOOKS):
            await asyncio.sleep(1.0)
            told = {
                site: one
                for site, context in self._present()
                for one in context.verifier.told()
                if one.ask == asked
            }
            if len(told) == len(self._present()) and all(one.state in ENDED for one in told.values()):
                break
        return told

    def unrest(self) -> Sequence[str]:
        """Return what is not as it should be when nothing happens any more."""
        found = [f"{site} is held: {reason}" for site, reason in self.held().items()]
        found += [
            f"{site} was held for no reason: {why}"
            for site, why in sorted(self.holds)
            if not self._may_hold(site, why)
        ]
        found += [f"dead letter: {reason}" for reason in self.dead() if not self.rolled_back]
        found += [f"{subject} is of no channel" for subject in self._outside_of_contracts()]
        found += [f"a chunk was left on {subject}" for subject in self._chunks_left()]
        lost = self.world.lost()
        for site, context in self._present():
            found += [f"{site}: {what}" for what in due(context, lost | self.excused(site))]
            found += [f"{site}: {what}" for what in waited_for(context, lost) if self._all_are_there()]
            found += [f"{site}: {what}" for what in index_errors(context, self.world.published(site))]
            found += [f"{site}: {path} was left behind" for path in left_behind(self.world.hosts[site])]
        return found

    def wasted(self, destroyed: Set[str]) -> Sequence[str]:
        """Return what workers reported to lack or to have got wrong, but for destroyed or moved contents."""
        accepted = {(one.path, one.revision): one.content for one in self.world.log().acceptances}
        places = Counter(content for _, content in {(path, c) for (path, _), c in accepted.items()})
        firm = {key for key, content in accepted.items() if places[content] == 1} - {
            key for key, content in accepted.items() if content in destroyed
        }
        reports = [decode_with(REPORT, message.data) for message in self.server.stored(Stream.REPORTS)]
        return [
            f"{report.site} reported {item.reason} for {item.path!r} of revision {item.revision}"
            for report in reports
            if isinstance(report, Applied)
            for item in report.unplaced
            if item.reason is not Reason.CHANGED and (item.path, item.revision) in firm
        ]

    def _all_are_there(self) -> bool:
        return set(self.world.present()) == set(self.world.hosts)

    def _present(self) -> list[tuple[str, ManagerContext]]:
        return [(site, self.cores[site]) for site in self.world.present() if site in self.cores]

    def disturbed_root(self, site: str) -> None:
        """Take note that a site has reason to mistrust its root."""
        reasons = (HoldReason.MARKER_MISSING, HoldReason.MARKER_FOREIGN, HoldReason.ROOT_OLDER)
        for reason in reasons:
            self.justify(site, reason)

    def justify(self, site: str, reason: HoldReason) -> None:
        """Take note that a site has this reason to be held."""
        self._justified.add((site, reason))

    def disturbed_index(self, site: str) -> None:
        """Take note that a site has lost its index, or got an older one."""

    def _may_hold(self, site: str, reason: HoldReason) -> bool:
        if reason in LOG_REASONS:
            return self.rolled_back
        return reason is HoldReason.ROOT_EMPTIED or (site, reason) in self._justified

    def excused(self, site: str) -> frozenset[str]:
        """Return the paths that a site does not have to hold."""
        return self._taken(site) | self._left_out(site)

    def _left_out(self, site: str) -> frozenset[str]:
        """Return the paths that a site's rule leaves out, where the world ends with rules in force."""
        if not self.settings.copies or site not in self.cores:
            return frozenset()
        follows = self.cores[site].state.rule.now.followed.follows
        live = self.world.log().tree.live().keys()
        paths = live | self.world.files(site).keys()
        out = {path for path in paths if not follows(path, made=path in live)}
        # What people keep to themselves there may stand where others make a file of its directory.
        return frozenset(
            out | {above for path in out & self.world.files(site).keys() for above in ancestors(path)}
        )

    def _taken(self, site: str) -> frozenset[str]:
        """Return paths whose place, or that of a directory above, another has that the disk takes for it."""
        disk, tree = self.world.hosts[site].disk, self.world.log().tree
        if disk.names.exact:
            return frozenset()
        key = disk.names.key
        stands = {key(path): path for path in (one.rstrip("/") for one in paths_on(disk))}
        live = tree.live().keys()
        taken = {path for path in live if stands.get(key(path), path) in live - {path}}
        return frozenset(path for path in live if not taken.isdisjoint((path, *ancestors(path))))

    # What people do

    def held(self) -> dict[str, HoldReason]:
        """Return the sites that are held, and why."""
        found: dict[str, HoldReason] = {}
        for site, context in self._present():
            standing = context.hold
            if standing is not None:
                found[site] = standing.hold.reason
                self.holds.add((site, standing.hold.reason))
        return found

    def ask(self, site: str, kind: AskKind) -> None:
        """Ask something of a site, as a person does through its manager."""
        collection = self.world.settings.collection
        self._ask(Ask(collection=collection, kind=kind, site=site))

    def _ask(self, ask: Ask) -> int:
        """Say an ask; return its number."""
        subject = self.topology.ask(ask.collection, ask.site)
        stream = self.server.stream_for(subject)
        ack = stream.append(subject, encode(ask), now=self.server.now, headers={})
        self.server.changed()
        return ack.sequence

    def pause(self, site: str) -> None:
        """Pause a site, as a person does through some manager."""
        self.paused.add(site)
        pause = Pause(collection=self.world.settings.collection, site=site, since=LONG_AGO, by="somebody")
        self._store(pause_key(pause.collection, site), pause.model_dump_json().encode())

    def resume(self, site: str) -> None:
        """Have a site go on, whether it is paused or not."""
        self._store(pause_key(self.world.settings.collection, site), b"", removed=True)

    def remove_site(self, site: str) -> None:
        """Have a site leave, as a person does through some manager."""
        self.removed.add(site)
        said = Membership(
            collection=self.world.settings.collection, site=site, standing=Standing.REMOVED, since=LONG_AGO
        )
        self._store(member_key(said.collection, site), said.model_dump_json().encode())

    def add_site(self, site: str) -> None:
        """Have a site be a member, whether it was removed or not."""
        self.drained.discard(site)
        self._store(member_key(self.world.settings.collection, site), b"", removed=True)

    def _partial(self) -> list[SiteRule]:
        """Return rules by which some sites leave parts out, mostly all the same one: its copies may lack."""
        choices, partial = self.world.choices, self.world.settings.partial
        if choices.chance("copies.alike", ALIKE):
            return [SiteRule(sites=partial, exclude=(choices.pick("copies.pattern", PARTS),))]
        return [SiteRule(sites=(site,), exclude=(choices.pick("copies.pattern", PARTS),)) for site in partial]

    def drain(self, site: str) -> None:
        """Have nobody count on what a site holds, as a person does through some manager."""
        self.drained.add(site)
        self.removed.add(site)
        said = Membership(
            collection=self.world.settings.collection, site=site, standing=Standing.DRAINING, since=LONG_AGO
        )
        self._store(member_key(said.collection, site), said.model_dump_json().encode())

    def lacking(self) -> list[str]:
        """Return the files that too few sites hold of those that are there, though enough of these are."""
        if self._rules is None or not self.settings.copies:
            return []
        present = {site: self.world.files(site) for site in self.world.present()}
        counted = present.keys() - self.drained
        held = {content for site in counted for content in present[site].values()}
        found = []
        for path, head in self.world.log().tree.live().items():
            if head.state.kind is not Kind.FILE or head.state.content not in held:
                continue
            meant = sum(self._rules.of(site).follows(path) for site in self.world.settings.sites)
            holders = [site for site in counted if present[site].get(path) == head.state.content]
            if len(holders) < min(self._rules.copies, meant, len(counted)):
                found.append(f"{path}: held by {sorted(holders)} alone")
        return found

    def standing_in(self) -> list[str]:
        """Return the sites that hold anything in the place of others."""
        stand = ((site, context.state.rule.now.followed.stand_in) for site, context in self._present())
        return [f"{site} stands in for {one.sites}" for site, one in stand if one is not None]

    def set_rules(self, *rules: SiteRule) -> None:
        """Make a new version of the rules of replicas, as a person does through some manager."""
        self.rules_version += 1
        self.mirrors.update(name for rule in rules if rule.mode is Mode.MIRROR for name in rule.sites)
        made = ReplicaRules(
            collection=self.world.settings.collection,
            version=self.rules_version,
            copies=self.settings.copies or 1,
            away_hours=AWAY_HOURS,
            rules=rules,
        )
        self._rules = made
        data, site = made.model_dump_json().encode(), self.world.settings.sites[0]
        self._store(*signature_of(made, data, site=site, key=key_of(site)))
        self._store(replica_rules_key(made.collection, made.version), data)

    def _store(self, key: str, value: bytes, *, removed: bool = False) -> None:
        subject = key_subject(Bucket.RULES, key)
        headers = {OPERATION: "DEL"} if removed else {}
        self.server.stream_for(subject).append(subject, value, now=self.server.now, headers=headers)
        self.server.changed()

    def dead(self) -> list[str]:
        """Return the reasons of all dead letters."""
        letters = self.server.stored(Stream.DEAD)
        return [f"{one.headers['Dead-Subject']}: {one.headers['Dead-Reason']}" for one in letters]

    # The processes

    def _run(self, host: Host, name: str, main: Main) -> None:
        host.run(name, main, plan=self.world.crashes, pauses=self.world.pauses)

    def _with_moments(self, faults: Faults) -> Faults:
        """Return faults with what happens at the worst moment, as far as the settings ask for it."""
        collection, settings = self.world.settings.collection, self.settings
        commits, reports = self.topology.log(collection), self.topology.report(collection, "*")
        for name, subjects, gap, happen in (
            ("unanswered", commits, settings.unanswered_gap, self._leave_unanswered),
            ("halt", commits, settings.halt_gap, self._halt),
            ("meddle", reports, settings.meddling_gap, self._meddle),
            ("power-cut", reports, settings.power_cut_gap, self._cut_power),
        ):
            moment = AtPublish(
                faults, self.world.choices, name=name, subjects=subjects, mean_gap=gap, happen=happen
            )
            self._moments.append(moment)
            faults = moment
        return self._with_slow_reader(faults)

    def _with_slow_reader(self, faults: Faults) -> Faults:
        """Return faults by which one site takes long over each part of a pack, if the settings ask for it."""
        slow = AtPublish(
            faults,
            self.world.choices,
            name="slow-reader",
            subjects=self.topology.pack(self.world.settings.collection, "*", "*", "*"),
            mean_gap=int(self.settings.slow_reader),
            happen=self._read_slowly,
            operations=("direct",),
        )
        self._moments.append(slow)
        behind = AtPublish(
            slow,
            self.world.choices,
            name="slow-log",
            subjects=self.topology.log(self.world.settings.collection),
            mean_gap=int(self.settings.slow_log),
            happen=self._fold_slowly,
            operations=("follow",),
        )
        self._moments.append(behind)
        return behind

    def _fold_slowly(self, client: str, fate: Fate) -> Fate:
        if client != f"{self.world.settings.sites[-1]}/{MANAGER}":
            return fate
        return replace(fate, before=self.world.choices.between("slow-log.before", 0, SLOW_LOG_MAX))

    def _read_slowly(self, client: str, fate: Fate) -> Fate:
        if client != f"{self.world.settings.sites[-1]}/{TRANSFER}":
            return fate
        return replace(fate, before=self.world.choices.between("slow-reader.before", 0, SLOW_READ_MAX))

    def _leave_unanswered(self, _client: str, fate: Fate) -> Fate:
        """Let a commit be stored, now or late, and its orchestrator time out."""
        late = self.world.choices.chance("unanswered.late", 0.5)
        self.world.loop.count(Happening.STORED_LATE if late else Happening.STORED_UNANSWERED)
        after = self.world.choices.between("unanswered.after", 0, LATE_MAX)
        return replace(fate, trouble=Trouble.LATE if late else Trouble.UNANSWERED, after=after)

    def _halt(self, client: str, fate: Fate) -> Fate:
        """Let an orchestrator stand still with a commit on its way; clients are named for their process."""
        name, _, process = client.partition("/")
        context = next(host for host in self.offices if host.name == name)
        context.process(process).pause(self.world.choices.between("halt.length", MOMENT, HALT_MAX))
        return replace(fate, before=max(fate.before, MOMENT))

    def _meddle(self, client: str, fate: Fate) -> Fate:
        """Let a person edit what a worker has just placed, while the report is on its way."""
        late = self.world.choices.between("meddle.late", MOMENT, LATE_MAX)
        self.world.meddle(client.partition("/")[0], within=late)
        return replace(fate, before=max(fate.before, late))

    def _cut_power(self, client: str, fate: Fate) -> Fate:
        """Let the power fail at a site as soon as others may have heard what was placed there."""
        self.world.cut_power_soon(client.partition("/")[0], within=LATE_MAX)
        return fate

    async def _manager(self, site: str, host: Host) -> None:
        collection = self.world.settings.collection
        bus = self._bus(f"{site}/{MANAGER}")
        around = Surroundings(
            bus=bus,
            topology=self.topology,
            database=host.databases(MANAGER).directory / DATABASE,
            open_files=partial(host.mount, MANAGER),
            watcher=SimulatedWatcher(self.world.choices, host.disk, name=site),
            clock=host.clock,
            source=self.world.choices.generator(f"source.{site}.{MANAGER}"),
            open_at=host.databases(MANAGER).open,
        )
        rules = SiteRules(
            identity=SiteIdentity(collection=collection, site=site),
            key=key_of(site),
            timing=self.settings.timing,
            brake=BrakeSettings(),
            brake_window=3600.0,
            message_bytes=self.settings.message_bytes,
        )
        context = make_context(around, rules)
        self.cores[site] = context
        manager = Manager(context)
        presence = Presence(
            bus,
            key=manager_key(collection, site),
            counters=f"manager.{collection}.{site}",
            describe=lambda: presence_of(context, manager.publish_task),
            bulk_bytes=lambda: (0, 0),
            every=context.timing.presence,
            expires=context.timing.presence_expires,
        )
        manager.publish_task.said = presence.wake
        await _together(presence.run(), manager.run())

    async def _transfer(self, site: str, host: Host) -> None:
        collection = self.world.settings.collection
        bus = self._bus(f"{site}/{TRANSFER}")
        source = self.world.choices.generator(f"source.{site}.{TRANSFER}")
        worker, sender = make_worker(
            bus=bus,
            topology=self.topology,
            site=site,
            collection=collection,
            open_files=partial(host.mount, TRANSFER),
            clock=host.clock,
            patience=30.0,
            reserve_bytes=0,
        )
        presence = Presence(
            bus,
            key=worker_key(site, random_hex(source, 8)),
            counters=f"transfer.{site}",
            describe=worker.presence,
            bulk_bytes=lambda: (sender.sent_bytes, worker.figures.full_bytes),
            every=self.settings.timing.presence,
            expires=self.settings.timing.presence_expires,
        )
        worker.figures.publish = presence.say
        working = run_worker(
            worker,
            consumers=ConsumerRunner(bus, topology=self.topology, source=source),
            ensure=bus.ensure_consumer,
            jobs_at_once=2,
            stop=asyncio.Event(),
        )
        sweeping = sweep_forever(
            worker.open_files,
            find=worker.building.find,
            clock=host.clock,
            keep_seconds=self.settings.trash_seconds,
            keep_bytes=self.settings.trash_bytes,
            every=self.settings.sweep_every,
        )
        await _together(presence.run(), worker.room.run(), working, sweeping)

    async def _orchestrator(self, host: Host, key: SigningKey) -> None:
        bus = self._bus(f"{host.name}/{ORCHESTRATOR}")
        source = self.world.choices.generator(f"source.{host.name}")
        orchestrator = make_orchestrator(
            bus=bus,
            topology=self.topology,
            key=key,
            databases=host.databases(ORCHESTRATOR).directory,
            source=source,
            consumers=ConsumerRunner(bus, topology=self.topology, source=source),
            stop=asyncio.Event(),
            ensure=bus.ensure_consumer,
            limits=Limits(
                pack_bytes=self.settings.pack_bytes,
                delta_bytes_min=self.settings.delta_bytes_min,
                range_bytes=self.settings.range_bytes,
                turn_bytes=self.settings.turn_bytes,
                share_bytes=self.settings.share_bytes,
            ),
            pace=self.settings.pace,
            lease=Lease(silence=self.settings.silence),
            lease_seconds=self.settings.lease,
            look_every=min(self.settings.look_every, self.settings.lease / RENEWALS),
            message_bytes=self.settings.message_bytes,
            open_at=host.databases(ORCHESTRATOR).open,
        )
        presence = Presence(
            bus,
            key=orchestrator_key(orchestrator.key[:16]),
            counters=orchestrator_key(orchestrator.key[:16]),
            describe=lambda: OrchestratorPresence(collections=tuple(sorted(orchestrator.collections))),
            bulk_bytes=lambda: (0, 0),
            every=self.settings.timing.presence,
            expires=self.settings.timing.presence_expires,
        )
        await _together(presence.run(), orchestrator.run())

    def _chunks_left(self) -> list[str]:
        """Return the chunks of batches that are there, though none is undecided."""
        chunks = self.topology.batch_chunk(self.world.settings.collection, "*")
        stored = [] if self.rolled_back else self.server.stored(Stream.BATCHES, chunks)
        return [message.subject for message in stored]

    def _outside_of_contracts(self) -> list[str]:
        stored = (message.subject for stream in Stream for message in self.server.stored(stream))
        return [one for one in stored if channel_of(one, prefix=self.topology.prefix) is None]

    def _bus(self, name: str) -> MemoryBus:
        source = self.world.choices.generator(f"stamp.{name}")
        stamp = EventHeaders(prefix=self.topology.prefix, origin=f"/{name}", source=source)
        return MemoryBus(self.server, name, stamp=stamp, look_seconds=self.settings.follow_look)

    def _read(self, message: Message) -> Signed:
        known = self._signed.get(message.sequence)
        if known is None or known[0] is not message.data:
            known = self._signed[message.sequence] = (message.data, decode(Signed, self._whole(message)))
        return known[1]

    def _whole(self, message: Message) -> bytes:
        named = chunked_in(message.data)
        if named is None:
            return message.data
        log, first = self.server.stream(Stream.LOG), message.sequence - len(named.chunks)
        found = [log.get(sequence) for sequence in range(first, message.sequence)]
        return joined(named, [chunk.data for chunk in found if chunk is not None])


async def _together(*parts: Coroutine[object, object, object]) -> None:
    """Run the parts of one process; what an operator must mend ends it without being a bug."""
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    except ExceptionGroup as errors:
        theirs, ours = errors.split(OPERATORS_ERRORS)
        if ours is not None or theirs is None:
            raise
        raise OperatorMustActError(str(first_failure(theirs))) from errors
