"""Planted bugs: the test of the test. Each swaps one piece of the real code, in the place named."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from services.manager.context import ManagerContext
from services.manager.look import look
from services.manager.look.directory import scan
from services.manager.state.provenance import Provenance
from services.manager.state.rules.doubt import Doubt
from services.manager.state.site_state import SiteState
from services.manager.tasks import reports_and_asks
from services.manager.tasks.follow_log import LogFollower
from services.orchestrator.decide.commit import ATTEMPTS_MAX, Committer
from services.orchestrator.match.plan import Plan
from services.orchestrator.supply.job_requests import Lease
from services.orchestrator.supply.live_packs import key_of
from services.orchestrator.supply.pack_apply import PackApplier
from services.orchestrator.supply.pack_run import PackRun
from services.orchestrator.supply.packed import Packed
from services.transfer.jobs.apply_range import RangeJob
from shared.catalog.fold.fold import Folded
from shared.contracts.messages.transfers.report import Applied, Placed
from shared.delta.hashing import hash_bytes
from shared.model.entry import Base
from shared.roots.posix.files.port import Files, FileType, Status, StorageError
from shared.roots.posix.publish.journal import Record
from shared.roots.posix.publish.place import Placer, same_file
from shared.roots.posix.publish.publication import Outcome
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import StagedFile, Staging
from testing.bus.memory import MemoryBus
from testing.disk import open_file
from testing.disk.files import MemoryFiles

FOR_EVER = 1e9
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One planted bug."""

    plant: Callable[[ExitStack], None]
    """Swaps code until the stack closes."""
    profile: str
    """The kind of trouble that brings it out (`tests.simulation.scenario.PROFILES`)."""
    seeds: int
    """Within which it must be found, from seed 0 on."""


def _swap(stack: ExitStack, target: object, name: str, value: object) -> Any:
    original = getattr(target, name)
    stack.enter_context(patch.object(target, name, value))
    return original


def acknowledged_before_durable(stack: ExitStack) -> None:
    """`applied` is reported while bytes and names are not synced yet."""

    def durable(self: Publisher, placer: Placer, outcomes: list[Outcome]) -> list[Outcome]:
        return outcomes

    def sync_files(_self: Any, _paths: Any) -> dict[str, StorageError]:
        return {}

    _swap(stack, Publisher, "_durable", durable)
    _swap(stack, MemoryFiles, "sync_files", sync_files)


def no_compare_and_set(stack: ExitStack) -> None:
    """The log takes a commit whatever it ends with."""
    for name in ("publish", "publish_atomically"):
        original = getattr(MemoryBus, name)

        async def publish(
            self: Any, subject: str, data: bytes, _original: Any = original, **options: Any
        ) -> Any:
            return await _original(self, subject, data, **{**options, "expected_last_subject_sequence": None})

        _swap(stack, MemoryBus, name, publish)


def own_commit_not_looked_for(stack: ExitStack) -> None:
    """After a time-out the batch is appended again, to whatever the log ends with then."""

    async def commit(self: Any, signed: Any) -> None:
        batch = await self._checked(signed)
        async with self._turn:
            last = await self._reader.catch_up()
            if not self._is_next(batch):
                return
            for _ in range(ATTEMPTS_MAX):
                if await self._append(batch, signed, last):
                    await self._reader.catch_up()
                    return
                last = await self._reader.catch_up()

    _swap(stack, Committer, "commit", commit)


def open_files_taken(stack: ExitStack) -> None:
    """A file that looks quiet is published, whoever has it open for writing."""
    _swap(stack, look, "signs_of", lambda *_args, **_options: {})


def ranges_believed(stack: ExitStack) -> None:
    """A range is appended to whatever has come before, and the whole is placed as it is."""

    async def run(self: RangeJob, fetch: Any, place: Any) -> Applied:
        with self.finder.partial.lock(self._content):
            if self.job.parts:
                await self._bring(fetch)
            whole = self._size() >= self._placement.state.size
            return self._place(place) if whole else self._report()

    def adopt(self: Any, source: str, state: Any) -> str:
        path = f"{self.folder}/{next(self._numbers)}"
        self._files.move(source, path)
        return path

    _swap(stack, RangeJob, "run", run)
    _swap(stack, Staging, "adopt", adopt)


def redelivered_batch_decided_again(stack: ExitStack) -> None:
    """A batch that the log holds already is taken for the next one."""

    def is_next(self: Any, batch: Any) -> bool:
        original(self, batch)
        return True

    original = _swap(stack, Committer, "_is_next", is_next)


def folding_moves_the_base(stack: ExitStack) -> None:
    """A site takes what the log says for what was placed in its directory."""

    def fold(self: SiteState, *args: Any, **options: Any) -> Any:
        folded = original(self, *args, **options)
        if isinstance(folded, Folded):
            for entry in folded.entries:
                self.index.set_base(entry.path, Base(revision=entry.revision, state=entry.state))
        return folded

    original = _swap(stack, SiteState, "fold", fold)


def unreadable_is_empty(stack: ExitStack) -> None:
    """A directory that cannot be listed is taken for an empty one."""

    def read(files: Any, directory: str) -> Any:
        item = original(files, directory)
        if isinstance(item, scan.Unreadable) and directory:
            return scan.Listing(directory, (), (), ())
        return item

    original = _swap(stack, scan, "_read", read)


def renamed_before_verified(stack: ExitStack) -> None:
    """What was staged is sealed whatever its hash is."""

    def seal(self: Any) -> None:
        self._file.set_metadata(mtime_ns=self.state.mtime_ns, mode=self.state.mode)
        self._sealed = True

    _swap(stack, StagedFile, "seal", seal)


def no_prior(stack: ExitStack) -> None:
    """What stands at a path is replaced, whatever it is."""

    def demand(self: Any, publication: Any, seen: Any) -> Any:
        if seen is None:
            return original(self, publication, seen)
        return seen

    original = _swap(stack, Placer, "_demand", demand)


def index_from_a_later_stat(stack: ExitStack) -> None:
    """A manager looks itself at what a report is about, when a person may have edited it since."""

    def take(context: ManagerContext, applied: Applied, *, sequence: int) -> None:
        with closing(context.root.open_files()) as files:
            placed = tuple(_seen_again(files, one) for one in applied.placed)
        original(context, applied.model_copy(update={"placed": placed}), sequence=sequence)

    original = _swap(stack, reports_and_asks, "take", take)


def _seen_again(files: Files, placed: Placed) -> Placed:
    try:
        status = files.status(placed.path)
    except StorageError:
        return placed
    fingerprint = status.fingerprint if status.type is FileType.FILE else None
    return placed.model_copy(update={"fingerprint": fingerprint})


def attempts_share_an_id(stack: ExitStack) -> None:
    """A pack is named for what it carries, and not for the attempt."""

    @asynccontextmanager
    async def run(self: PackRun, plan: Plan, pack: str, **options: Any) -> Any:
        named = hash_bytes(repr(key_of(plan)).encode())[: len(pack)]
        async with original(self, plan, named, **options) as r:
            yield r

    original = _swap(stack, PackRun, "run", run)


def endless_lease(stack: ExitStack) -> None:
    """A run waits for ever for workers that stay silent."""

    def init(self: PackRun, bus: Any, **options: Any) -> None:
        original(self, bus, **{**options, "lease": Lease(silence=FOR_EVER, absence=FOR_EVER)})

    original = _swap(stack, PackRun, "__init__", init)


def purged_while_read(stack: ExitStack) -> None:
    """The parts of a pack are purged as soon as one target has applied it."""

    async def at(self: PackApplier, site: str, plan: Plan, packed: Packed) -> None:
        await original(self, site, plan, packed)
        live = packed.live
        if live is not None:
            for attempt in live.build.attempts:
                subject = self.asking.topology.pack(self.collection, live.source, attempt, "*")
                await self.asking.bus.purge("PACKS", subject)

    original = _swap(stack, PackApplier, "at", at)


def look_up_taken_for_an_entry(stack: ExitStack) -> None:
    """What answers to a name is taken for an entry of that name."""

    def is_other(_self: MemoryFiles, _entry: str, _name: str, _path: str) -> bool:
        return False

    _swap(stack, MemoryFiles, "_is_other", is_other)


def prior_known_by_its_inode(stack: ExitStack) -> None:
    """What came out is the prior only under the number that it had under its old name."""

    def is_prior(self: Placer, record: Record, prior: Status) -> bool:
        return same_file(self.files.status(record.slot), prior)

    _swap(stack, Placer, "_is_prior", is_prior)


def volume_taken_for_emptied(stack: ExitStack) -> None:
    """What is not seen on a volume that is not mounted is taken for deleted."""
    _swap(stack, look, "changed_mounts", lambda _before, _now: frozenset())


def times_as_they_are(stack: ExitStack) -> None:
    """A disk's times are given as they are, whatever can be kept of them."""
    _swap(stack, open_file, "nearest_nanoseconds", lambda time_ns: time_ns)


def linked_files_seen_once(stack: ExitStack) -> None:
    """A look sees a file once, under the first of its names, as those do that count bytes."""

    def once(*args: Any, **options: Any) -> Iterator[Any]:
        inodes: set[int] = set()
        for item in original(*args, **options):
            if isinstance(item, scan.Listing):
                yield replace(item, seen=tuple(one for one in item.seen if _is_new(one, inodes)))
            else:
                yield item

    original = _swap(stack, look, "scan", once)


def _is_new(seen: Any, inodes: set[int]) -> bool:
    known = seen.status.type is FileType.FILE and seen.status.fingerprint.inode in inodes
    inodes.add(seen.status.fingerprint.inode)
    return not known


def asked_for_taken_for_placed(stack: ExitStack) -> None:
    """Nothing newer than what was asked for counts as placed; a report that is ahead is passed over."""

    def doubts(self: Provenance) -> Callable[[str], Doubt]:
        def of(path: str) -> Doubt:
            query = "SELECT revision FROM maybe_placed WHERE path = ?"
            found = self._db.execute(query, (path,)).fetchone()
            return Doubt(max(int(found[0]) if found is not None else 0, self.general))

        return of

    async def reach(_self: LogFollower, _revision: int) -> None:
        return

    _swap(stack, Provenance, "doubts", doubts)
    _swap(stack, LogFollower, "reach", reach)


def any_root_taken(stack: ExitStack) -> None:
    """A root is looked at whatever its marker says, or without one."""

    def evaluate(values: Any, brake: Any) -> Any:
        return original(replace(values, root=values.expected), brake)

    original = _swap(stack, look, "evaluate", evaluate)


MUTATIONS = MappingProxyType(
    {
        "acknowledged before durable": Mutation(plant=acknowledged_before_durable, profile="power", seeds=60),
        "no compare-and-set": Mutation(plant=no_compare_and_set, profile="usurpers", seeds=30),
        "own commit not looked for after a time-out": Mutation(
            plant=own_commit_not_looked_for, profile="unanswered", seeds=30
        ),
        "redelivered batch decided again": Mutation(
            plant=redelivered_batch_decided_again, profile="unanswered", seeds=30
        ),
        "folding moves the base": Mutation(plant=folding_moves_the_base, profile="calm", seeds=5),
        "delete inferred from an unreadable directory": Mutation(
            plant=unreadable_is_empty, profile="disk", seeds=30
        ),
        "rename before verify": Mutation(plant=renamed_before_verified, profile="scribblers", seeds=60),
        "no prior at publish": Mutation(plant=no_prior, profile="people", seeds=30),
        "index taken from a later stat": Mutation(
            plant=index_from_a_later_stat, profile="meddlers", seeds=60
        ),
        "a look-up taken for an entry": Mutation(
            plant=look_up_taken_for_an_entry, profile="foreign", seeds=20
        ),
        "prior known by its inode": Mutation(plant=prior_known_by_its_inode, profile="foreign", seeds=20),
        "a volume that is away taken for emptied": Mutation(
            plant=volume_taken_for_emptied, profile="volume", seeds=60
        ),
        "times kept as they are": Mutation(plant=times_as_they_are, profile="odd-files", seeds=60),
        "linked files seen once": Mutation(plant=linked_files_seen_once, profile="odd-files", seeds=60),
        "any root taken for the site's": Mutation(plant=any_root_taken, profile="bare-restores", seeds=60),
        "what was asked for taken for what was placed": Mutation(
            plant=asked_for_taken_for_placed, profile="slow-log", seeds=60
        ),
        "open files taken at once": Mutation(plant=open_files_taken, profile="downloads", seeds=10),
        "ranges believed": Mutation(plant=ranges_believed, profile="usurpers", seeds=60),
        "two attempts of one pack mixed": Mutation(plant=attempts_share_an_id, profile="late", seeds=40),
        "a lease that never ends": Mutation(plant=endless_lease, profile="absent", seeds=80),
        "purge while a target still reads": Mutation(
            plant=purged_while_read, profile="slow-reader", seeds=30
        ),
    }
)


@contextmanager
def planted(name: str) -> Iterator[Mutation]:
    """Let the code have one of the bugs, for a block."""
    mutation = MUTATIONS[name]
    with ExitStack() as stack:
        mutation.plant(stack)
        yield mutation
