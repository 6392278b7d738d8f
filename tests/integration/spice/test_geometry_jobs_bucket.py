"""Jobs of geometry over a NATS server that holds each site to its rights."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from services.spice.geometry.jobs.book import PIECE_BYTES, JobBook
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError
from shared.bus.server.permissions import inbox_of
from shared.contracts.messages.kernels.geometry_job import GeometryJob, Phase, Pieces
from shared.contracts.topology import Bucket, Topology
from spicerack.commands.deployment.access import OPERATOR
from tests.integration.bus.confined_server import confined_server, settings_of

QUESTION = bytes(range(256)) * (PIECE_BYTES // 128)
"""Two pieces."""


@asynccontextmanager
async def book_of(bus: NatsBus, site: str, instance: str) -> AsyncIterator[JobBook]:
    """Yield the jobs of a site as one process knows them."""
    book = JobBook(
        bus,
        collection="spice",
        site=site,
        instance=instance,
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
    )
    following = asyncio.create_task(book.run())
    try:
        await book.reach_current()
        yield book
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def begun_once(found: GeometryJob) -> GeometryJob | None:
    """Begin a job that nobody has begun."""
    return None if found.begun else found.model_copy(update={"begun": 1})


async def test_processes_of_a_site_share_jobs_and_other_sites_hear_nothing(tmp_path) -> None:
    """A question comes back whole, a change is everyone's, and of two at a time one counts."""
    now = datetime.now(UTC)
    record = GeometryJob(
        collection="spice",
        site="a",
        job="1" * 32,
        owner="ann",
        made_at=now,
        expires_at=now + timedelta(hours=1),
        calculation="states",
        question=Pieces(),
    )
    async with confined_server(tmp_path, sites=("a", "b"), satellites=False) as port:
        async with connect_bus(settings_of(OPERATOR, port, inbox_of(OPERATOR))) as bus:
            await reconcile_topology(bus, Topology())
        async with (
            connect_bus(settings_of("site-a", port, inbox_of("site-a"))) as bus,
            connect_bus(settings_of("site-b", port, inbox_of("site-b"))) as foreign,
            book_of(bus, "a", "one") as one,
            book_of(bus, "a", "other") as other,
        ):
            added = await one.add(record, QUESTION)
            await other.wait_for(lambda: added.job in other.entries())
            assert await other.pieces(added.job, "q", added.question) == QUESTION
            taken = await asyncio.gather(*(book.change(added.job, begun_once) for book in (one, other)))
            assert sum(each is not None for each in taken) == 1
            await other.change(added.job, lambda found: found.model_copy(update={"phase": Phase.CANCELLED}))
            await one.wait_for(lambda: one.entries()[added.job].record.phase is Phase.CANCELLED)
            async with book_of(foreign, "b", "three") as third:
                assert third.entries() == {}

        hurried = settings_of("site-b", port, inbox_of("site-b"), patience=1)
        async with connect_bus(hurried) as foreign:
            for attempt in (
                foreign.put(Bucket.GEOMETRY, f"spice.a.{added.job}.state", b""),
                foreign.value(Bucket.GEOMETRY, f"spice.a.{added.job}.state"),
            ):
                with pytest.raises(BusError):
                    await attempt
