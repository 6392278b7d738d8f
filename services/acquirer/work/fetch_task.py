"""The granules of one feed, as they are due: fetched, checked, published, or put off with the reason."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial

from services.acquirer.context import AcquirerContext
from services.acquirer.feeds.model import Feed
from services.acquirer.fetch.arrival import StoppedError
from services.acquirer.fetch.failure import Blame, GranuleError, of_site, of_source
from services.acquirer.fetch.fetch import Fetched, Fetcher
from services.acquirer.fetch.spool import Spool, opened_spool
from services.acquirer.look.granule import target_of
from services.acquirer.place.publish import Placed, Ready
from services.acquirer.records.record import NamedFile
from services.acquirer.sources.port import Source
from services.acquirer.state.record_store import RecordStore
from services.acquirer.state.rows import FetchedFile, Granule, Status
from services.acquirer.work.look_task import Still
from shared.heads.quarantine import Policy
from shared.model.errors import OperatorError

Told = Callable[[str], NamedFile | None]

log = logging.getLogger(__name__)

IDLE_SECONDS = 60.0
"""Between two looks at the queue, at most: pauses of providers end without a ring."""

PLACED_AT_ONCE = 64
"""Granules of one feed that are published, or wait for it, while others are fetched: a connection would wait
for the disk with them, and those that wait share it."""

CONVERSATION_MAX = 200
"""Lines of one try that are kept, the last ones."""

LINE_MAX = 500


async def fetch_forever(context: AcquirerContext, name: str, *, still: Still) -> None:
    """Work on the granules of a feed while it is said to be as it is; what runs then comes to its end."""
    feed = context.file.feeds[name]
    # As many as there are connections are fetched: the pool sees to that.
    slots = asyncio.Semaphore(context.file.providers[feed.provider].connections + PLACED_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        while still():
            await slots.acquire()
            due = _due(context, name) if context.may_ask(feed.provider) else []
            if due:
                group.create_task(_work_on(context, feed, due[0], slots), name=f"granule of {name}")
                continue
            slots.release()
            await context.pools[feed.provider].close_idle()
            await context.queues[name].heard(within=_pause(context, name))


def _due(context: AcquirerContext, name: str) -> list[Granule]:
    return context.store.take_due(name, now=context.now(), limit=1)


def _pause(context: AcquirerContext, name: str) -> float:
    due = context.store.next_due(name)
    if due is None or due <= context.now():
        return IDLE_SECONDS
    return min(due - context.now(), IDLE_SECONDS)


async def _work_on(context: AcquirerContext, feed: Feed, one: Granule, slots: asyncio.Semaphore) -> None:
    try:
        await acquire(context, feed, one)
    finally:
        slots.release()
        context.queues[one.feed].ring()


async def acquire(context: AcquirerContext, feed: Feed, one: Granule) -> None:
    """Bring one granule into the collection, and keep what became of it."""
    said: list[str] = []
    try:
        rules = await context.rules.current()
        if rules.refusal is not None:
            raise of_site(rules.refusal)
        files = await _fetched(context, feed, one, rules.policy, said)
        placed = await context.together.publish(Ready(feed, one.granule, files))
    except GranuleError as error:
        _put_off(context, one, error, said)
        return
    except StoppedError:
        context.store.end(one, status=Status.QUEUED)
        return
    await context.notes.note(partial(_done, context, feed, one, files, placed, said))
    if placed.written:
        await context.asker.ask(placed.written)


async def _fetched(
    context: AcquirerContext, feed: Feed, one: Granule, policy: Policy, said: list[str]
) -> list[Fetched]:
    try:
        async with context.pools[feed.provider].use() as source:
            doing = partial(_fetch_all, context, feed, one, source, policy, said)
            return await asyncio.get_running_loop().run_in_executor(context.executor, doing)
    except OperatorError as error:
        raise of_source(error) from error


def _fetch_all(  # noqa: PLR0917 - handed on by partial
    context: AcquirerContext, feed: Feed, one: Granule, source: Source, policy: Policy, said: list[str]
) -> list[Fetched]:
    def tell(line: str) -> None:
        said.append(f"{context.clock.now():%Y-%m-%dT%H:%M:%SZ} {line[:LINE_MAX]}")
        del said[:-CONVERSATION_MAX]

    with ExitStack() as opened:
        told: Told = _says_nothing
        if feed.records:
            told = partial(opened.enter_context(closing(RecordStore(context.database))).told, one.feed)
        spool = opened.enter_context(opened_spool(context.publisher.open_files))
        fetcher = _fetcher(context, feed, one, source, spool, policy, told)
        return [fetcher.fetch(path, listed=one.sidecars, tell=tell) for path in one.paths]


def _says_nothing(_: str) -> None:
    """Tell of a file of a feed without records what no record says."""


def _fetcher(  # noqa: PLR0917 - what one granule needs
    context: AcquirerContext,
    feed: Feed,
    one: Granule,
    source: Source,
    spool: Spool,
    policy: Policy,
    told: Told,
) -> Fetcher:
    return Fetcher(
        name=one.feed,
        feed=feed,
        source=source,
        spool=spool,
        policy=policy,
        stopped=context.stopping.is_set,
        told=told,
    )


def _put_off(context: AcquirerContext, one: Granule, error: GranuleError, said: list[str]) -> None:
    tries = one.tries + (error.blame is not Blame.WAY)
    failures = context.figures.failures
    failures[error.blame] = failures.get(error.blame, 0) + 1
    final = tries >= context.tries and error.blame is not Blame.WAY
    log.warning("granule %s of feed %s %s: %s", one.granule, one.feed, "failed" if final else "waits", error)
    context.store.end(
        one,
        status=Status.FAILED if final else Status.QUEUED,
        blame=error.blame,
        detail=str(error),
        tries=tries,
        next_at=context.now() + context.backoff.delay(max(tries, 1)),
        conversation=said,
        updated_at=context.now(),
    )


def _done(  # noqa: PLR0917 - what became of one granule
    context: AcquirerContext,
    feed: Feed,
    one: Granule,
    files: list[Fetched],
    placed: Placed,
    said: list[str],
) -> None:
    status = Status.SKIPPED if placed.kept else Status.PUBLISHED if placed.written else Status.UNCHANGED
    size = sum(file.size for file in files)
    context.figures.bytes += size if placed.written else 0
    context.figures.done += 1
    if not placed.kept:
        context.store.fetched.note(one.feed, (_fetched_file(feed, file) for file in files))
    context.store.end(
        one,
        status=status,
        blame="",
        detail=f"another file stands at {placed.kept[0]}, and stays" if placed.kept else "",
        placed=[*placed.written, *placed.standing],
        bytes=size,
        checked_by=", ".join(sorted({file.checked_by or "size" for file in files})),
        conversation=said,
        updated_at=context.now(),
    )
    context.handover.bell.ring()
    log.info("granule %s of feed %s: %s, %d bytes", one.granule, one.feed, status, size)


def _fetched_file(feed: Feed, file: Fetched) -> FetchedFile:
    return FetchedFile(target_of(feed, file.path), file.content, file.checked_by, file.size, file.mtime_ns)
