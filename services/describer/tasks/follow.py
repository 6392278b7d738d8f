"""Following a collection: its log into the fold, and its descriptions into the backlog."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from services.describer.context import DescriberContext
from shared.bus.retry_forever import retry_forever
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.follow.checkpoint import begin_at_checkpoint
from shared.catalog.follow.log_check import Compared, holds, look_at_log
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.database import transaction
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream
from shared.descriptions.believe import Heard
from shared.descriptions.follow import DescriptionReader

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""

CHECK_EVERY = 15.0
"""Seconds between two comparisons of log and stream with what was folded."""


class AnotherLogError(Exception):
    """The log or the descriptions on the server are others: what was folded of them is thrown away."""


class KeyLearnedError(Exception):
    """A key is known now that had signed a commit which was skipped: the log is read again from before it."""


class CollectionFollower:
    """Keeps the fold and the backlog up to date."""

    def __init__(self, context: DescriberContext, *, check_every: float = CHECK_EVERY) -> None:
        self._context = context
        self._check_every = check_every
        self._compared = Compared()

    async def run(self, *, caught_up: Callable[[], None]) -> None:
        """Follow until cancelled. `caught_up` is called once all that was there is known.

        Raises:
            NewerSchemaError: the log was written by a newer major version: the operator must upgrade.
        """
        while True:
            try:
                await self._follow(caught_up)
            except* AnotherLogError:
                # Nothing is lost by it: the streams say all of it again.
                self._context.projection.forget()
                self._context.backlog.forget_descriptions()
            except* KeyLearnedError:
                log.warning("a key that signed a commit is known now: the log is read again")

    async def _follow(self, caught_up: Callable[[], None]) -> None:
        context = self._context
        await retry_forever(self._register, doing="register", pause=RETRY)
        await retry_forever(self._begin, doing="look for a checkpoint", pause=RETRY)
        await retry_forever(self._check, doing="compare the log", pause=RETRY)
        context.backlog.begin()
        commits, told = self._log_reader(), self._description_reader()
        async with asyncio.TaskGroup() as group:
            group.create_task(retry_forever(commits.run, doing="follow the log", pause=RETRY))
            group.create_task(retry_forever(told.run, doing="follow descriptions", pause=RETRY))
            keep = partial(self._keep_checking, commits, told)
            group.create_task(retry_forever(keep, doing="compare the log", pause=RETRY))
            await retry_forever(partial(self._catch_up, commits, told), doing="catch up", pause=RETRY)
            caught_up()

    async def _catch_up(self, commits: LogReader, told: DescriptionReader) -> None:
        await commits.catch_up()
        await told.reach(await self._told_last())

    async def _register(self) -> None:
        await self._context.keys.register(self._context.record())

    async def _begin(self) -> None:
        context = self._context
        await begin_at_checkpoint(
            context.bus,
            topology=context.topology,
            registry=context.registry,
            collection=context.collection,
            projection=context.projection,
        )

    async def _told_last(self) -> int:
        context = self._context
        subject = context.topology.description(context.collection, "*")
        return await context.bus.caught_up(Stream.DESCRIPTIONS, subject)

    async def _check_descriptions(self, told: DescriptionReader) -> None:
        """Compare by the oldest message: the stream keeps the newest of each content for ever.

        Another stream begins at a later sequence (`shared.bus.first_sequence`), and does not have it.
        """
        context = self._context
        await told.reach(await self._told_last())
        oldest = context.backlog.oldest()
        if oldest is None or await context.bus.get(Stream.DESCRIPTIONS, oldest) is not None:
            return
        await told.reach(await self._told_last())
        if context.backlog.oldest() == oldest:
            log.error("the descriptions of collection %s were lost: they are made anew", context.collection)
            raise AnotherLogError

    async def _keep_checking(self, commits: LogReader, told: DescriptionReader) -> None:
        while True:
            await asyncio.sleep(self._check_every)
            await self._register()
            await self._check()
            await self._check_descriptions(told)
            if await commits.key_learned():
                raise KeyLearnedError

    async def _check(self) -> None:
        context, folded = self._context, self._context.projection.position
        seen = await look_at_log(
            context.bus,
            topology=context.topology,
            collection=context.collection,
            folded=folded,
            compared=self._compared,
        )
        if seen is not None and not holds(seen, folded):
            log.error("the log of collection %s is another than the one that was folded", context.collection)
            raise AnotherLogError

    def _log_reader(self) -> LogReader:
        context = self._context
        return LogReader(
            context.bus,
            topology=context.topology,
            registry=context.registry,
            collection=context.collection,
            start=context.projection.position,
            fold=self._fold,
            skip=context.projection.count_skip,
        )

    def _description_reader(self) -> DescriptionReader:
        context = self._context
        return DescriptionReader(
            context.bus,
            topology=context.topology,
            keys=context.keys,
            collection=context.collection,
            after=context.backlog.position,
            take=self._take,
        )

    def _fold(self, sequence: int, signed: Signed) -> Folded | Skip:
        context = self._context
        folded = fold(
            signed,
            sequence=sequence,
            collection=context.collection,
            position=context.projection.position,
            tree=context.projection,
            trusts=context.registry.trusts,
        )
        if isinstance(folded, Skip):
            context.projection.count_skip()
            return folded
        with transaction(context.database):
            context.projection.apply(folded)
            context.backlog.add(folded.entries)
        context.bell.set()
        return folded

    def _take(self, heard: Heard) -> None:
        self._context.backlog.take(heard)
        self._context.bell.set()
