"""The acknowledging of delivery records: at each look the provider is told what came to an end."""

import asyncio
import logging
from contextlib import closing
from functools import partial
from typing import Final

from services.acquirer.context import AcquirerContext
from services.acquirer.feeds.model import AcquirerFile, Feed
from services.acquirer.records.acknowledge import Acknowledgement, Standing, acknowledge, refuse
from services.acquirer.records.assess import Record, granule_name
from services.acquirer.state.record_store import RecordStore
from services.acquirer.state.store import Store
from shared.model.errors import OperatorError

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Records that one look acknowledges: the next look goes on."""

OPEN_MAX: Final = 10_000
"""Records that are looked at for it, the oldest first."""


async def acknowledge_records(context: AcquirerContext, file: AcquirerFile, name: str) -> None:
    """Write what is to be said of the records of a feed. What cannot be written is tried at the next look."""
    feed = file.feeds[name]
    if not feed.acknowledge_in:
        return
    run = asyncio.get_running_loop().run_in_executor
    due = await run(context.executor, partial(_due, context, name, feed))
    if not due:
        return
    try:
        async with context.pools[feed.provider].room():
            await run(context.executor, partial(_write, context, file, name, due))
    except OperatorError as error:
        log.warning("records of feed %s cannot be acknowledged in %s: %s", name, feed.acknowledge_in, error)


def _due(context: AcquirerContext, name: str, feed: Feed) -> list[tuple[Record, Acknowledgement]]:
    found: list[tuple[Record, Acknowledgement]] = []
    with closing(RecordStore(context.database)) as records, closing(Store(context.database)) as store:
        for record in records.unacknowledged(name, OPEN_MAX):
            said = _said_of(context, store, name, feed, record)
            if said is not None:
                found.append((record, said))
            if len(found) == AT_ONCE:
                break
    return found


def _said_of(
    context: AcquirerContext, store: Store, name: str, feed: Feed, record: Record
) -> Acknowledgement | None:
    now = context.clock.now()
    if record.error:
        # It may be on its way yet: it is refused once it has been so for a while.
        rests = now.timestamp() - record.read_at >= feed.quiet_seconds
        return refuse(record.path, record.refused_as) if rests else None
    numbered = enumerate(record.groups, start=1)
    groups = [
        (group, _standing(store, name, granule_name(feed, record, group, number)))
        for number, group in numbered
    ]
    return acknowledge(
        record,
        groups,
        now=now,
        expired=0 < record.expires_at <= now.timestamp(),
        always_long=feed.acknowledge_files,
    )


def _standing(store: Store, feed: str, granule: str) -> Standing | None:
    one = store.get(feed, granule)
    return None if one is None else Standing(status=one.status, blame=one.blame, detail=one.detail)


def _write(
    context: AcquirerContext, file: AcquirerFile, name: str, due: list[tuple[Record, Acknowledgement]]
) -> None:
    feed = file.feeds[name]
    with closing(RecordStore(context.database)) as store:
        for record, said in due:
            path = f"{feed.acknowledge_in}/{said.name}"
            context.tell_provider(file.providers[feed.provider], path, said.text.encode())
            store.note_acknowledged(name, record, now=context.now())
            log.info("record %s of feed %s is acknowledged: %s", record.path, name, path)
