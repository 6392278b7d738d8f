"""The log of one collection, folded into a database of a process' own and kept up to date.

Every service that only answers from a log, or adds to it as an author does, follows it so. What is in the
database can be dropped at any time: a log that is not the one that was folded replaces it.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path

from shared.bus.key_registry import Registry
from shared.bus.port import Bus
from shared.bus.retry_forever import retry_forever
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.follow.checkpoint import Begun, begin_at_checkpoint
from shared.catalog.follow.log_check import Compared, holds, look_at_log
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.database import Open, let_last_commits_go, open_database, transaction
from shared.catalog.store.migrations import open_migrated
from shared.catalog.store.projection import Projection
from shared.catalog.store.projection_view import OpenView, projection_view
from shared.catalog.store.schemas import LOG_SCHEMA
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Topology

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""

CHECK_LOG = 15.0
"""Seconds between two comparisons of the log with what was folded."""

BY_REVISION = "CREATE INDEX IF NOT EXISTS history_by_revision ON history (revision)"
"""What a commit changed is asked for again and again by those who follow; managers never ask."""


class _BeginAgainError(Exception):
    """The log has to be read anew."""


class FollowedLog:
    """Keeps the fold of one log, and lets others wait for it."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        registry: Registry,
        collection: str,
        database: Path,
        open_at: Open = open_database,
        within: Callable[[Folded], None] = lambda _: None,
        folded: Callable[[Folded], None] = lambda _: None,
        forgotten: Callable[[], None] = lambda: None,
        check_every: float = CHECK_LOG,
    ) -> None:
        """Open the database, with what was folded before.

        Args:
            bus: where the log is.
            topology: names its subject.
            registry: learns the keys that sign commits.
            collection: whose log.
            database: the file, made where it is missing.
            open_at: opens the file. Whoever gives it closes the database: others may use it to their end.
            within: called with each commit in the transaction that folds it: what it writes into the same
                database stands or falls with the fold.
            folded: called with each commit, after it was folded.
            forgotten: called where all that was folded is of another log, and was thrown away.
            check_every: seconds between two comparisons of the log with what was folded.

        Raises:
            NewerDatabaseError: a newer version wrote the file.
        """
        self._bus = bus
        self._topology = topology
        self._registry = registry
        self._collection = collection
        self._is_mine = open_at is open_database
        self._database = open_migrated(database, LOG_SCHEMA, open_at=open_at)
        let_last_commits_go(self._database)  # The log is durable; what is lost of its fold is folded again.
        self.projection = Projection(self._database)
        self._database.execute(BY_REVISION)
        self.open_view: OpenView = partial(projection_view, database)
        """Opens the fold for questions that may read many rows; in a thread."""
        self.begun = Begun()
        self._compared = Compared()
        self._moved = asyncio.Event()
        self._within = within
        self._folded = folded
        self._check_every = check_every
        self._forgotten = forgotten

    @property
    def revision(self) -> int:
        """The revision that was folded last."""
        return self.projection.position.revision

    @property
    def log_id(self) -> str | None:
        """The log that is followed; None before its birth."""
        return self.projection.position.log_id

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Follow until cancelled. `ready` is called once all that the log had at the start is folded.

        Raises:
            NewerSchemaError: the log was written by a newer major version: the operator must upgrade.
        """
        with closing(self._database) if self._is_mine else nullcontext():
            while True:
                try:
                    await self._follow(ready)
                except* _BeginAgainError:
                    self._tell()

    async def reach(self, revision: int, *, within: float) -> bool:
        """Wait until a revision is folded; tell whether it came in time. Seconds."""
        return await self.until(lambda: self.revision >= revision, within=within)

    async def until(self, true: Callable[[], bool], *, within: float) -> bool:
        """Wait until something is so that only a fold can change; tell whether it became so. Seconds."""
        try:
            async with asyncio.timeout(within):
                while not true():
                    await self._moved.wait()
        except TimeoutError:
            return true()
        return True

    def news(self) -> asyncio.Event:
        """Return what is set at the next fold, or when another log is followed: ask before looking."""
        return self._moved

    async def _follow(self, ready: Callable[[], None]) -> None:
        await retry_forever(self._begin, doing="look for a checkpoint", pause=RETRY)
        await retry_forever(self._check_log, doing="compare the log", pause=RETRY)
        reader = LogReader(
            self._bus,
            topology=self._topology,
            registry=self._registry,
            collection=self._collection,
            start=self.projection.position,
            fold=self._fold,
            skip=self.projection.count_skip,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(retry_forever(reader.run, doing="follow the log", pause=RETRY))
            await retry_forever(partial(self._catch_up, reader), doing="reach the log's end", pause=RETRY)
            ready()
            await retry_forever(partial(self._keep_checking, reader), doing="compare the log", pause=RETRY)

    async def _catch_up(self, reader: LogReader) -> None:
        await reader.catch_up()

    async def _begin(self) -> None:
        self.begun = await begin_at_checkpoint(
            self._bus,
            topology=self._topology,
            registry=self._registry,
            collection=self._collection,
            projection=self.projection,
        )

    async def _keep_checking(self, reader: LogReader) -> None:
        while True:
            await asyncio.sleep(self._check_every)
            await self._check_log()
            if await reader.key_learned():
                log.warning("a key that signed a commit is known now: the log is read again")
                raise _BeginAgainError

    async def _check_log(self) -> None:
        folded = self.projection.position
        seen = await look_at_log(
            self._bus,
            topology=self._topology,
            collection=self._collection,
            folded=folded,
            compared=self._compared,
        )
        if seen is not None and not holds(seen, folded):
            log.error(
                "the log of collection %s is another than the one that was folded (revision %s): "
                "its store was lost or restored; the log that is there now counts",
                self._collection,
                folded.revision,
            )
            self.projection.forget()
            self._forgotten()
            raise _BeginAgainError

    def _fold(self, sequence: int, signed: Signed) -> Folded | Skip:
        folded = fold(
            signed,
            sequence=sequence,
            collection=self._collection,
            position=self.projection.position,
            tree=self.projection,
            trusts=self._registry.trusts,
            keys=self.projection.keys,
        )
        if isinstance(folded, Skip):
            self.projection.count_skip()
            return folded
        with transaction(self._database):
            self.projection.apply(folded)
            self._within(folded)
        self._folded(folded)
        self._tell()
        return folded

    def _tell(self) -> None:
        """Wake whoever waits; the next ones wait for what comes after."""
        self._moved.set()
        self._moved = asyncio.Event()
