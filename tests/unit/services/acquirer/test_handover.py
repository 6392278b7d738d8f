"""Acquirers of a collection tell each other what is done: who takes a provider over begins from there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

from services.acquirer.state.done_store import DoneStore
from services.acquirer.state.rows import Status
from services.acquirer.work.lease_task import hold_forever, is_ours
from shared.bus.leases import Leases
from shared.catalog.store.database import open_database
from shared.contracts.bucket_keys import provider_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.acquisition import DoneGranule
from shared.contracts.topology import Topology
from testing.bus.server import MemoryServer
from tests.unit.services.acquirer.acquiring import FEED, Acquirer, Played, acquirer_of
from tests.unit.services.acquirer.asking import client_of

REPLACE = "path = '.*'\nquiet_seconds = 0\nevery_seconds = 3600\nduplicates = 'replace'\n"

PATIENCE = 60


@asynccontextmanager
async def hearing(acquirer: Acquirer) -> AsyncIterator[None]:
    """Have an acquirer hear what others have done for the block, all of before at once."""
    task = asyncio.create_task(acquirer.context.handover.follow())
    try:
        await asyncio.wait_for(acquirer.context.handover.catch_up(), PATIENCE)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def two(tmp_path: Path, played: Played) -> AsyncIterator[tuple[Acquirer, Acquirer]]:
    """Give two acquirers of one collection, at two sites."""
    server = MemoryServer(Topology())
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    async with (
        acquirer_of(tmp_path / "one", played, REPLACE, server=server) as one,
        acquirer_of(tmp_path / "other", played, REPLACE, server=server) as other,
    ):
        yield one, other


async def test_who_takes_over_brings_nothing_back_that_people_changed_or_removed(
    web_provider: Played, tmp_path: Path
):
    """What the first acquirer brought is known; what the provider changes since is brought."""
    web_provider.has({"corrected": "1", "removed": "2"})
    async with two(tmp_path, web_provider) as (one, other):
        await one.turn()
        await one.context.handover.say()
        (other.root / "corrected").write_text("by a person")
        async with hearing(other):
            await other.turn()
            assert other.files() == {"corrected": "by a person"}
            assert other.statuses() == {"corrected": Status.PUBLISHED, "removed": Status.PUBLISHED}
            web_provider.has({"removed": "another content"})
            await other.turn()
            assert other.files() == {"corrected": "by a person", "removed": "another content"}


async def test_a_provider_is_asked_once_it_is_known_what_others_brought(web_provider: Played, tmp_path: Path):
    """The lease alone is not enough."""
    web_provider.has({"a": "1"})
    async with two(tmp_path, web_provider) as (one, other):
        await one.turn()
        await one.context.handover.say()
        leases = Leases(other.context.bus, holder="other", seconds=1.0, bucket=Bucket.WORKFLOW)
        context = replace(other.context, leases=leases, lease_seconds=1.0)
        assert not await is_ours(context, "served", provider_key("spice", "served"))
        holding = asyncio.create_task(hold_forever(context, "served"))
        async with hearing(other):
            assert await context.looks[FEED].heard(within=PATIENCE)
            assert context.held == {"served"}
            assert other.statuses() == {"a": Status.PUBLISHED}
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)


async def test_a_granule_that_another_acquirer_brought_is_fetched_again_when_a_person_says_so(
    web_provider: Played, tmp_path: Path
):
    """Which files it has is found by the next look."""
    web_provider.has({"a": "1"})
    async with two(tmp_path, web_provider) as (one, other), client_of(other) as client:
        await one.turn()
        await one.context.handover.say()
        async with hearing(other):
            told = await client.post("/granules/retry", json={"feed": FEED, "granule": "a"})
            assert told.json()["waits_for"] == "the next look at its feed"
            await other.turn()
            assert other.files() == {"a": "1"}


async def test_what_an_earlier_version_brought_is_said_once(web_provider: Played, tmp_path: Path):
    """Its database knows of no others: all that is done is told to them."""
    web_provider.has({"a": "1"})
    async with acquirer_of(tmp_path, web_provider, REPLACE) as acquirer:
        await acquirer.turn()
        with closing(open_database(acquirer.context.database)) as database:
            database.execute("DELETE FROM heard")
            database.execute("DELETE FROM unsaid")
        with closing(DoneStore(acquirer.context.database)) as store:
            ((feed, (done,)),) = store.unsaid(10)
            assert (feed, done.granule) == (FEED, "a")
            store.note_said(feed, [done])
        with closing(DoneStore(acquirer.context.database)) as store:
            assert store.unsaid(10) == []


async def test_what_this_acquirer_did_and_has_not_said_is_newer_than_what_it_hears(
    web_provider: Played, tmp_path: Path
):
    """A late word of who had the provider before does not have it brought again."""
    web_provider.has({"a": "1"})
    async with acquirer_of(tmp_path, web_provider, REPLACE) as acquirer:
        await acquirer.turn()
        before = acquirer.one("a").signature
        late = DoneGranule(granule="a", signature="0" * 64, status="published", bytes=1, checked_by="size")
        with closing(DoneStore(acquirer.context.database)) as store:
            store.hear(FEED, [late], at=1.0, sequence=1)
            assert acquirer.one("a").signature == before
            assert store.position == 1
            for feed, done in store.unsaid(10):
                store.note_said(feed, done)
            store.hear(FEED, [late], at=1.0, sequence=2)
            assert acquirer.one("a").signature == late.signature


async def test_where_the_stream_is_another_all_is_said_again(web_provider: Played, tmp_path: Path):
    """A server that was made anew knows nothing: what is done here is told to others once more."""
    web_provider.has({"a": "1"})
    async with acquirer_of(tmp_path, web_provider, REPLACE) as acquirer:
        await acquirer.turn()
        with closing(DoneStore(acquirer.context.database)) as store:
            for feed, done in store.unsaid(10):
                store.note_said(feed, done)
            store.hear(FEED, (), at=1.0, sequence=99)
            async with hearing(acquirer):
                assert store.position == 0
                assert [feed for feed, _ in store.unsaid(10)] == [FEED]
