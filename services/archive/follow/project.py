"""The task that keeps the database where the streams are, in the one process that holds the lease."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from services.archive.context import ArchiveContext
from services.archive.database.databases import UNDEFINED_TABLE
from services.archive.database.store import indexes
from services.archive.database.store.inputs import Posted
from services.archive.database.store.position import Position, PositionMovedError, read_position
from services.archive.database.store.writer import ArchiveWriter
from services.archive.follow.inbox import Inbox
from services.archive.follow.lease import Lease, entered, lease
from services.archive.follow.log_rows import Portion, next_portion
from services.archive.follow.readers import Source, read_descriptions, read_records
from services.archive.follow.tables import RETRY, have_tables
from services.archive.follow.tell_events import TellEvents
from services.archive.hooks.deliver import Delivery
from shared.access.public_dates import rules_of
from shared.access.signed.standing import signed_otherwise
from shared.bus.codec import encode
from shared.bus.port import BusError
from shared.bus.retry_forever import retry_forever
from shared.contracts.bucket_keys import frame_rules_key
from shared.contracts.topology import Bucket, Stream

UNSIGNED_DATES = (
    "no operator of collection %s has signed the rules of public dates that this archive has, and others go "
    "by those that are: say `spicerack visibility sign`, or mend the settings"
)

log = logging.getLogger(__name__)

CHECK_EVERY = 5.0
"""Seconds between two looks whether the lease still holds."""

Answer = TypeVar("Answer")


class OtherStreamError(Exception):
    """A stream is another one: its store was lost or restored."""


class ProjectTask:
    """Follows the streams into the database while this process holds the lease, else waits for it."""

    def __init__(self, context: ArchiveContext, deliveries: Sequence[Delivery] = ()) -> None:
        self._context = context
        self._deliveries = deliveries
        self._bus, self._topology = context.bus, context.topology
        self._writer = ArchiveWriter(context.databases.writer, context.config.public_dates())
        self._events = TellEvents(context)

    async def run(self, *, caught_up: Callable[[], None]) -> None:
        """Project until cancelled. `caught_up` is called once the database has what the streams had then.

        A database that fails is tried again for ever: what it lacks the streams still have. So is a bus that
        is away, or lacks a stream that orchestrators of this version make.
        """

        def whole() -> None:
            self._context.figures.anew = False
            caught_up()

        while True:
            lacks_tables = False
            try:
                await self._hold(whole)
            except* OtherStreamError:
                await self._forget()
            except* (DBAPIError, PoolTimeoutError, PositionMovedError) as group:
                log.warning("the archive's database: %s; trying again", _first(group))
                lacks_tables = _code_of(_first(group)) == UNDEFINED_TABLE
            except* BusError as group:
                log.warning("the archive's streams: %s; trying again", _first(group))
            self._context.figures.writes = False
            if lacks_tables:
                await self._begin_anew()
            await asyncio.sleep(RETRY)

    async def _begin_anew(self) -> None:
        """Make the tables that somebody has dropped beneath this process: rows follow from the streams."""
        figures = self._context.figures
        figures.connected, figures.anew = False, True
        await have_tables(self._context.databases.writer)
        figures.connected = True

    async def _hold(self, caught_up: Callable[[], None]) -> None:
        """Project while the lease holds; return where another process has it."""
        holding = lease(self._context.databases.writer)
        figures = self._context.figures
        try:
            held = await entered(holding)
        except (DBAPIError, PoolTimeoutError):
            figures.connected = False
            raise
        try:
            await self._look()
            if held is None:
                await self._stand_by(caught_up)
            else:
                await self._project(held, caught_up)
        finally:
            # A connection that is gone has given the lease up. An error here would take the place of a
            # cancellation, and the task would go on.
            with suppress(DBAPIError):
                await asyncio.to_thread(holding.__exit__, None, None, None)

    async def _look(self) -> None:
        """Note that the database answers and has tables, and whether somebody has taken its rows away."""
        position, figures = await asyncio.to_thread(self._read_position), self._context.figures
        figures.anew = figures.anew or not position.reaches(self._context.databases.known)
        figures.connected = True

    async def _stand_by(self, caught_up: Callable[[], None]) -> None:
        """Note how far another process is."""
        position = await asyncio.to_thread(self._read_position)
        self._context.databases.learn(position)
        described, recorded = await self._ends()
        if self._reaches(position, described, recorded):
            caught_up()

    async def _project(self, held: Lease, caught_up: Callable[[], None]) -> None:
        self._context.figures.writes = True
        await self._say_rules()
        position = await asyncio.to_thread(self._writer.begin)
        self._context.databases.learn(position)
        await self._compare(position)
        await self._put_aside(position)
        inbox = Inbox()
        at = Source(self._bus, self._topology, self._context.collection)
        descriptions = partial(read_descriptions, at, after=position.described, inbox=inbox)
        records = partial(read_records, at, after=position.recorded, inbox=inbox)
        async with asyncio.TaskGroup() as group:
            group.create_task(retry_forever(descriptions, doing="follow descriptions", pause=RETRY))
            group.create_task(retry_forever(records, doing="follow records", pause=RETRY))
            group.create_task(self._ring(inbox))
            group.create_task(retry_forever(self._events.run, doing="say events of frames", pause=RETRY))
            for one in self._deliveries:
                group.create_task(retry_forever(one.run, doing=f"tell hook {one.name}", pause=RETRY))
            group.create_task(self._check(held))
            await self._drain(inbox, caught_up)

    async def _say_rules(self) -> None:
        """Have every process of the collection hide frames as this archive does, before any is found here."""
        key = frame_rules_key(self._context.collection)
        rules = encode(rules_of(self._context.config.public_dates()))
        found = await self._bus.value(Bucket.RULES, key)
        if found is None or found.data != rules:
            await self._bus.put(Bucket.RULES, key, rules)
        if await signed_otherwise(self._bus, self._context.collection, rules):
            log.warning(UNSIGNED_DATES, self._context.collection)

    async def _drain(self, inbox: Inbox, caught_up: Callable[[], None]) -> None:
        """Write what comes, in its order; each stream by itself."""
        described, recorded = await self._ends()
        indexed = False
        while True:
            inbox.bell.clear()
            while await self._step(inbox):
                pass
            if self._reaches(self._writer.position, described, recorded):
                if not indexed:
                    await asyncio.to_thread(indexes.have_all, self._context.databases.writer)
                    indexed = True
                caught_up()
            await inbox.bell.wait()

    async def _step(self, inbox: Inbox) -> bool:
        """Write one portion of each stream; tell whether there was any."""
        portion = await self._portion()
        heard, posted = inbox.take_heard(), inbox.take_posted()
        figures = self._context.figures
        if portion is not None:
            take_log = partial(self._writer.take_log, portion.placed, log_id=portion.log_id)
            await self._write(partial(take_log, revision=portion.up_to))
            figures.commits += len({one.revision for one in portion.placed})
        if heard:
            await self._write(partial(self._writer.take_heard, heard, up_to=heard[-1].sequence))
            figures.described += len(heard)
        if posted:
            records = [one for one in posted if isinstance(one, Posted)]
            last = posted[-1]
            up_to = last.sequence if isinstance(last, Posted) else last
            await self._write(partial(self._writer.take_posted, records, up_to=up_to))
            figures.recorded += len(records)
        return portion is not None or bool(heard) or bool(posted)

    async def _portion(self) -> Portion | None:
        """Return the next commits. Begins anew where the fold is of another log than the rows are."""
        at = self._writer.position
        database = self._context.log_database
        position, portion = await asyncio.to_thread(next_portion, database, after=at.revision)
        if position.log_id is not None and at.log_id not in (None, position.log_id):
            raise OtherStreamError
        return portion

    async def _write(self, write: Callable[[], Position]) -> None:
        self._context.databases.learn(await asyncio.to_thread(write))
        self._events.wake()

    async def _forget(self) -> None:
        log.error(
            "a stream of collection %s is another one: the archive is built anew", self._context.collection
        )
        self._context.figures.rebuilt += 1
        self._context.figures.anew = True
        self._context.databases.learn(await asyncio.to_thread(self._writer.forget))

    async def _compare(self, position: Position) -> None:
        """Make sure that no stream ends before the position. Raises OtherStreamError: it was replaced."""
        described, recorded = await self._ends()
        if described < position.described or recorded < position.recorded:
            raise OtherStreamError

    async def _put_aside(self, position: Position) -> None:
        """Have frames without their indexes where nothing is there, and very much is to come."""
        described, _ = await self._ends()
        is_new = not (position.revision or position.described or position.recorded)
        if is_new and described >= indexes.MANY:
            await asyncio.to_thread(indexes.put_aside, self._context.databases.writer)

    async def _ends(self) -> tuple[int, int]:
        collection = self._context.collection
        described = await self._bus.caught_up(
            Stream.DESCRIPTIONS, self._topology.description(collection, "*")
        )
        return described, await self._bus.caught_up(Stream.RECORDS, self._topology.record(collection, "*"))

    async def _ring(self, inbox: Inbox) -> None:
        """Ring at each commit that was folded."""
        while True:
            news = self._context.followed.news()
            inbox.bell.set()
            await news.wait()

    async def _check(self, held: Lease) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            await asyncio.to_thread(held.check)

    def _reaches(self, position: Position, described: int, recorded: int) -> bool:
        """Tell whether rows have all of the log that is folded, and the two streams up to their ends."""
        here = (position.revision, position.described, position.recorded)
        there = (self._context.followed.revision, described, recorded)
        return all(mine >= end for mine, end in zip(here, there, strict=True))

    def _read_position(self) -> Position:
        with self._context.databases.writer.connect() as connection:
            return read_position(connection)


def _code_of(error: BaseException) -> str | None:
    """Return PostgreSQL's code of an error."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
