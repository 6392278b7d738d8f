"""The changes that wait for the log, and those who wait for them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Set
from types import MappingProxyType

from services.gateway.writing.change import (
    Change,
    ChangedPath,
    Fate,
    HeadOf,
    after_commit,
    as_it_stands,
    overtaken,
)
from services.gateway.writing.change_store import ChangeStore
from shared.bus.codec import BadMessageError, decode
from shared.bus.large_messages import read_large
from shared.bus.port import Bus
from shared.catalog.fold.fold import Folded
from shared.contracts.messages.batch import Batch, Condition, Decision
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream
from shared.observability.clock import Clock
from shared.roots.posix.groups.group import Stage

NO_CONDITIONS: Mapping[str, Condition] = MappingProxyType({})

UNSURE = "the gateway ended before it had said what it did: no commit names the change, look at its paths"

UNSURE_SECONDS = 600.0
"""After which a change of a dead process that no commit names was never made: a commit takes seconds."""

WITHDRAWN = "the gateway ended in the middle of it: what it had changed was put back"


class Changes:
    """Follows what becomes of changes. All of it happens on the event loop.

    Args:
        store: keeps them.
        site: at which they are made.
        head_of: looks a path up in the tree.
        revision: of the tree, as it is.
        clock: tells the time.
    """

    def __init__(
        self, store: ChangeStore, *, site: str, head_of: HeadOf, revision: Callable[[], int], clock: Clock
    ) -> None:
        self._revision = revision
        self._store = store
        self._site = site
        self._head_of = head_of
        self._clock = clock
        self._waiting = {change.id: change for change in store.waiting()}
        self._blocking: set[str] = set()
        """Ids of changes of this process: those of an earlier one let others write to their paths."""
        self._placing: dict[str, list[Change]] = {}
        """Of changes that are on their way into the directory: what commits of that time say of them."""
        self._declared: frozenset[str] = frozenset()
        """Ids of groups of earlier processes that no look had taken when this one began."""
        self._moved = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many wait for the log."""
        return len(self._waiting)

    def begin(self, change: Change) -> None:
        """Take a change on, before anything of it happens."""
        self._waiting[change.id] = change
        self._blocking.add(change.id)
        self._store.keep(change)

    def attempt(
        self, change_id: str, group: str, conditions: Mapping[str, Condition] = NO_CONDITIONS
    ) -> None:
        """Note by which group a change is tried next; what was committed before does not decide on it.

        Args:
            change_id: of the change.
            group: id of its group.
            conditions: what the group demands, by path.
        """
        change = self._waiting.get(change_id)
        if change is not None:
            paths = tuple(
                one.model_copy(update={"condition": conditions.get(one.path)}) for one in change.paths
            )
            change = change.model_copy(update={"group": group, "since": self._revision(), "paths": paths})
            self._waiting[change_id], self._placing[change_id] = change, []
            self._store.keep(change)

    def placed(self, change_id: str) -> None:
        """Note that a change is in place. Whoever wrote to its path while that was told has superseded it."""
        for decided in self._placing.pop(change_id, [])[:1]:
            self._end(decided)
        change = self._waiting.get(change_id)
        if change is not None:
            # What was put says what the tree has come to hold meanwhile, where another site was quicker.
            self._agree({one.path for one in change.paths if self._is_news(one.path, change.since)})

    def note(self, change: Change) -> None:
        """Keep a change that was over when it began."""
        self._store.keep(change)

    def fail(self, change_id: str, detail: str) -> None:
        """Note that nothing of a change was done."""
        change = self._waiting.get(change_id)
        if change is not None:
            self._end(change.model_copy(update={"fate": Fate.FAILED, "detail": detail}))

    def get(self, change_id: str) -> Change | None:
        """Return a change. One of a dead process that no commit names has failed after a while."""
        change = self._waiting.get(change_id)
        if change is not None and self._was_never_made(change):
            self.fail(change_id, UNSURE)
            change = None
        return change or self._store.get(change_id)

    def _was_never_made(self, change: Change) -> bool:
        if change.id in self._blocking or change.declared_as in self._declared:
            return False
        return self._is_old(change)

    async def wait(self, change_id: str, *, seconds: float) -> Change:
        """Return a change once it is decided, or as it is after so many seconds."""
        await self._until(lambda: change_id not in self._waiting, seconds)
        change = self.get(change_id)
        assert change is not None
        return change

    async def until_free(self, paths: frozenset[str], *, seconds: float) -> bool:
        """Wait until no change waits at any of these paths; tell whether that came in time."""
        return await self._until(lambda: not self._blocked(paths), seconds)

    async def until_folded(self, true: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until commits have made something true; tell whether that came in time."""
        return await self._until(true, seconds)

    def folded(self, folded: Folded) -> None:
        """Take in a commit."""
        self._take(folded.batch, folded.decisions, folded.position.revision)
        if folded.batch.site != self._site:
            self._agree({entry.path for entry in folded.entries})
        self._wake()

    def recover(self, stages: Mapping[str, Stage]) -> None:
        """Take in how the groups stand that a process of before has left."""
        self._declared = frozenset(stages)
        for change in list(self._waiting.values()):
            if stages.get(change.declared_as) is Stage.WITHDRAWN:
                self.fail(change.id, WITHDRAWN)
        self._store.prune(self._clock.now())

    async def read_again(self, bus: Bus, subject: str) -> None:
        """Take in the commits that were folded by a process of before: they may have decided on its changes.

        Raises:
            BusError: the bus failed; may be called again.
        """
        if not self._waiting:
            return
        since = min(change.since for change in self._waiting.values())
        async for message in bus.stored(Stream.LOG, subject, after=since):
            try:
                signed = decode(Signed, await read_large(bus, Stream.LOG, message))
                commit = Commit.model_validate_json(signed.body)
                batch = Batch.model_validate_json(commit.batch.body)
            except (BadMessageError, ValueError):
                continue  # It was not folded either.
            if len(batch.changes) == len(commit.decisions):
                self._take(batch, commit.decisions, message.sequence)
        waiting = ((change.since, one.path) for change in self._waiting.values() for one in change.paths)
        self._agree({path for since, path in waiting if self._is_news(path, since)})

    def _take(self, batch: Batch, decisions: tuple[Decision, ...], revision: int) -> None:
        if batch.site != self._site:
            return
        for change in list(self._waiting.values()):
            decided = after_commit(
                change, batch, decisions, revision=revision, site=self._site, head_of=self._head_of
            )
            if decided is None:
                continue
            if decided.fate is Fate.SUPERSEDED and change.id in self._placing:
                self._placing[change.id].append(decided)
            else:
                self._end(decided)

    def _agree(self, paths: Set[str]) -> None:
        """End changes of which another site's leave nothing to say: it made the same, or undid a deletion."""
        for change in list(self._waiting.values()):
            if change.id not in self._placing and not paths.isdisjoint(_paths(change.paths)):
                agreed = as_it_stands(change, self._head_of, site=self._site)
                ended = agreed or overtaken(change, self._head_of, site=self._site)
                if ended is not None:
                    self._end(ended)

    def _end(self, change: Change) -> None:
        self._waiting.pop(change.id, None)
        self._blocking.discard(change.id)
        self._placing.pop(change.id, None)
        self._store.keep(change)
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    def _is_news(self, path: str, since: int) -> bool:
        head = self._head_of(path)
        return head is not None and head.revision > since

    def _blocked(self, paths: frozenset[str]) -> bool:
        """Tell whether a change that may still be committed waits at any of some paths.

        What a person has put back before it was looked at has no commit: it does not wait there for ever.
        """
        waiting = (self._waiting[one] for one in self._blocking)
        return any(not paths.isdisjoint(_paths(one.paths)) for one in waiting if not self._is_old(one))

    def _is_old(self, change: Change) -> bool:
        return (self._clock.now() - change.at).total_seconds() > UNSURE_SECONDS

    async def _until(self, true: Callable[[], bool], seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    await self._moved.wait()
        except TimeoutError:
            return true()
        return True


def _paths(paths: Iterable[ChangedPath]) -> Iterable[str]:
    return (one.path for one in paths)
