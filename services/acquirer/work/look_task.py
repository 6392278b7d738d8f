"""The looks at one feed, again and again: what is listed is noted, and what is complete is queued."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from services.acquirer.context import AcquirerContext
from services.acquirer.feeds.model import AcquirerFile, Feed, Sidecars
from services.acquirer.fetch.failure import GranuleError, of_source
from services.acquirer.look.due import look_at, moment_of
from services.acquirer.look.granule import Assessed, assess, gone, group, sidecar_of
from services.acquirer.look.walk import Listing, look
from services.acquirer.sources.port import Source
from services.acquirer.state.rows import Known, Look, Status
from services.acquirer.state.store import Store
from services.acquirer.work.acknowledge_records import acknowledge_records
from services.acquirer.work.record_look import read_records, records_assessed
from shared.model.errors import OperatorError

log = logging.getLogger(__name__)

Seen = TypeVar("Seen")
"""What a look has of a granule before it is judged."""

Still = Callable[[], bool]
"""Tells whether a feed is said to be as it was."""

JITTER = 0.1
"""Part of the pause that is random: feeds of one provider do not all come at the same second."""


LONGEST_REST = 30.0
"""Seconds after which the clock is looked at again: it may have been set, and a provider may be ours."""


async def look_forever(context: AcquirerContext, name: str, random: Random, *, still: Still) -> None:
    """Look at a feed while it is said to be as it is, or until cancelled."""
    feed = context.file.feeds[name]
    if feed.schedule is not None:
        await _look_by_schedule(context, name, feed, still)
        return
    while still():
        if context.may_ask(feed.provider):
            await look_once(context, name)
        pause = feed.every_seconds * (1 + JITTER * (2 * random.random() - 1))
        await context.looks[name].heard(within=pause)


async def _look_by_schedule(context: AcquirerContext, name: str, feed: Feed, still: Still) -> None:
    """Look at the times of a schedule, and when a person asks."""
    rang = False
    while still():
        at, now = next_look(context, name), context.clock.now()
        may = context.may_ask(feed.provider)
        if may and (rang or (at is not None and at <= now)):
            await look_once(context, name)
            rang = False
            continue
        rest = LONGEST_REST if at is None or not may else min((at - now).total_seconds(), LONGEST_REST)
        rang = await context.looks[name].heard(within=max(rest, 0.01)) or (rang and not may)


def next_look(context: AcquirerContext, name: str) -> datetime | None:
    """Return when a feed with a schedule is looked at next; None where it has none, or never is."""
    schedule = context.file.feeds[name].schedule
    if schedule is None:
        return None
    last = context.store.last_look(name)
    return look_at(
        name,
        schedule,
        looked=None if last is None else moment_of(last.ended_at),
        failed=last is not None and bool(last.error),
        begun=context.begun,
        now=context.clock.now(),
    )


def overdue_seconds(context: AcquirerContext, name: str) -> float:
    """Return for how long a feed should have been listed to its end, and was not; 0 where it is not ours."""
    feed = context.file.feeds[name]
    if not context.may_ask(feed.provider):
        return 0.0
    last, now = context.store.last_look(name), context.clock.now()
    well = context.begun if last is None or not last.well_at else moment_of(last.well_at)
    due: datetime | None = well + timedelta(seconds=feed.every_seconds)
    if feed.schedule is not None:
        due = look_at(name, feed.schedule, looked=well, failed=False, begun=well, now=now)
    return 0.0 if due is None else max((now - due).total_seconds(), 0.0)


async def look_once(context: AcquirerContext, name: str) -> Look:
    """Look at a feed once; return how it ended. A provider that fails is a fact, and no error."""
    file, before = context.file, context.store.last_look(name)
    context.figures.looks += 1
    began = context.now()
    try:
        found = await _listed(context, name, file, began)
        entries, files, odd = found.entries, len(found.files), tuple(found.odd)
        note = partial(_note, context.database, name, file, found, began)
        await asyncio.get_running_loop().run_in_executor(context.executor, note)
        ended = Look(ended_at=context.now(), well_at=context.now(), entries=entries, files=files, odd=odd)
    except GranuleError as error:
        context.figures.failed_looks += 1
        log.warning("feed %s cannot be listed: %s", name, error)
        well_at = 0.0 if before is None else before.well_at
        ended = Look(ended_at=context.now(), well_at=well_at, blame=error.blame, error=str(error))
    context.store.note_look(name, ended)
    context.queues[name].ring()
    if not ended.error:
        await acknowledge_records(context, file, name)
    return ended


async def _listed(context: AcquirerContext, name: str, file: AcquirerFile, now: float) -> Listing:
    try:
        async with context.pools[file.feeds[name].provider].use() as source:
            doing = partial(_look, context.database, source, name, file, now)
            return await asyncio.get_running_loop().run_in_executor(context.executor, doing)
    except OperatorError as error:
        raise of_source(error) from error


def _look(database: Path, source: Source, name: str, file: AcquirerFile, now: float) -> Listing:
    feed = file.feeds[name]
    if feed.records:
        # Before the files: what a record names is there when it is listed.
        read_records(source, database, name, file, now=now)
    return look(source.names, feed.segments, entries_max=feed.files_max)


def _note(database: Path, name: str, file: AcquirerFile, found: Listing, now: float) -> None:
    """Keep a whole look: a file that it did not see stays as it was, and nothing is deleted for it.

    What was found is used up, and what is known is read one by one: a look may have very many entries.
    """
    feed = file.feeds[name]
    listed = found.beside.union(one.path for one in found.files)
    with closing(Store(database)) as store:
        store.note_seen(name, found.files, now=now)
        found.files.clear()
        if feed.records:
            records = {one.granule: one for one in records_assessed(store, database, name, file, now=now)}
            news = list(_news(records, lambda _, one: one, store.known(name)))
        else:
            groups = dict(group(feed, store.seen(name, at=now)))
            judge = partial(assess, feed, listed=listed)
            news = list(_news(groups, judge, store.known(name)))
        changed = ((one, _sidecars(feed, one, listed)) for one in news)
        store.note_assessed(name, changed, now=now)


def _news(
    seen: dict[str, Seen], judge: Callable[[str, Seen], Assessed], known: Iterable[Known]
) -> Iterator[Assessed]:
    """Yield granules that are new or stand otherwise than they are known to; `seen` is used up."""
    for old in known:
        files = seen.pop(old.granule, None)
        if files is None and old.status is not Status.WAITING:
            continue  # What was complete stays as it was: that it is listed no more ends nothing.
        one = judge(old.granule, files) if files is not None else gone(old.granule)
        if _is_news(one, old):
            yield one
    while seen:
        yield judge(*seen.popitem())


def _is_news(one: Assessed, old: Known) -> bool:
    return old.signature != one.signature or (old.status is Status.WAITING and old.waits_for != one.waits_for)


def _sidecars(feed: Feed, one: Assessed, listed: set[str]) -> tuple[str, ...]:
    if feed.sidecars is Sidecars.OFF or feed.records:
        return ()
    found = (sidecar_of(file.path, listed) for file in one.files)
    return tuple(path for path in found if path is not None)
