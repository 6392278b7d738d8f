"""Looking after an acquirer: its API, pauses, and which of two asks a provider."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from prometheus_client import CollectorRegistry

from services.acquirer.metrics import AcquirerMetrics
from services.acquirer.work.ask_together import AskTogether
from services.acquirer.work.follow_task import follow_feeds
from services.acquirer.work.lease_task import hold_forever
from services.acquirer.work.pauses import carry_over
from shared.bus.leases import Leases
from shared.contracts.buckets import Bucket
from shared.contracts.topology import Topology
from shared.observability.metrics import exposition
from shared.service.ask_look import LookAsker
from testing.bus.server import MemoryServer
from tests.unit.services.acquirer.acquiring import FEED, Played, acquirer_of
from tests.unit.services.acquirer.asking import client_of, following

EVERYTHING = "path = '.*'\nquiet_seconds = 0\nevery_seconds = 3600\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rings(LookAsker):
    """Asks no manager, but says that something was written."""

    came: asyncio.Event

    async def look_in(self, directories: Sequence[str]) -> None:
        """Set the event."""
        self.came.set()


async def test_people_see_what_came_and_what_did_not(web_provider: Played, tmp_path: Path):
    """Lists are filtered and counted by the conventions; one granule has its conversation."""
    web_provider.has({"a": "1", "b": "2", "b.md5": "wrong"})
    async with acquirer_of(tmp_path, web_provider, EVERYTHING) as acquirer, client_of(acquirer) as client:
        await acquirer.turn()
        (provider,) = (await client.get("/providers")).json()
        assert provider["feeds"][0]["granules"] == {"published": 1, "queued": 1}
        asked = {"blame__exists": "true", "tries__from": 1, "updated_at__from": "2026"}
        page = (await client.get("/granules", params=asked)).json()
        assert [(one["granule"], one["blame"]) for one in page["results"]] == [("b", "provider")]
        assert (await client.get("/granules", params={"countOnly": "true"})).json()["meta"]["count"] == 2
        assert (await client.get("/granules", params={"colour": "red"})).status_code == 422
        told = (await client.get("/statistics/granules", params={"field": "status"})).json()
        assert told["count"] == 2
        assert told["results"][0] == {"key": "published", "count": 1, "published": 1, "failed": 0, "bytes": 1}
        one = (await client.get("/granules/one", params={"feed": FEED, "granule": "b"})).json()
        assert any("read b.md5" in line for line in one["conversation"])
        web_provider.has({"b.md5": "c81e728d9d4c2f636f067f89cc14862c"})
        told = await client.post("/granules/retry", json={"feed": FEED, "granule": "b"})
        assert told.json()["status"] == "queued"
        await acquirer.work_off()
        assert acquirer.files() == {"a": "1", "b": "2"}
        missing = await client.post("/granules/retry", json={"feed": FEED, "granule": "c"})
        assert missing.status_code == 404


async def test_a_paused_provider_is_left_alone_also_after_a_restart(web_provider: Played, tmp_path: Path):
    """Pauses are kept; looks that people ask for are refused meanwhile."""
    server = MemoryServer(Topology())
    async with (
        acquirer_of(tmp_path, web_provider, EVERYTHING, server=server) as acquirer,
        client_of(acquirer) as client,
    ):
        acquirer.context.held.add("served")
        assert acquirer.context.may_ask("served")
        assert (await client.post("/providers/served/pause")).json()["paused"] is True
        assert (await client.post(f"/feeds/{FEED}/look")).status_code == 409
        assert (await client.post("/providers/other/pause")).status_code == 404
    async with (
        acquirer_of(tmp_path, web_provider, EVERYTHING, server=server) as acquirer,
        following(acquirer),
        client_of(acquirer) as client,
    ):
        acquirer.context.held.add("served")
        assert not acquirer.context.may_ask("served")
        await client.post("/providers/served/resume")
        assert (await client.post(f"/feeds/{FEED}/look")).status_code == 202
        assert acquirer.context.may_ask("served")


async def test_a_pause_of_an_earlier_version_is_said_to_all(web_provider: Played, tmp_path: Path):
    """It was kept by one process alone; the other one asked all the same once it had the lease."""
    server = MemoryServer(Topology())
    async with acquirer_of(tmp_path, web_provider, EVERYTHING, server=server) as acquirer:
        with sqlite3.connect(acquirer.context.database) as database:
            database.execute("INSERT INTO paused VALUES ('served')")
        await carry_over(acquirer.context)
        assert acquirer.context.store.paused() == []
    other = tmp_path / "other"
    other.mkdir()
    async with acquirer_of(other, web_provider, EVERYTHING, server=server) as another, following(another):
        assert another.context.book.is_paused("served")


async def test_of_two_acquirers_one_asks_a_provider_and_the_other_goes_on(
    web_provider: Played, tmp_path: Path
):
    """It is a lease: who leaves gives it up, and all tasks of the other find it ringing."""
    web_provider.has({"a": "1"})
    async with acquirer_of(tmp_path, web_provider, EVERYTHING) as acquirer:
        one, other = (
            replace(
                acquirer.context,
                leases=Leases(acquirer.context.bus, holder=name, seconds=1.0, bucket=Bucket.WORKFLOW),
                lease_seconds=1.0,
                held=set(),
            )
            for name in ("one", "other")
        )
        first = asyncio.create_task(hold_forever(one, "served"))
        await one.looks[FEED].heard(within=30)
        assert one.held == {"served"}
        came = asyncio.Event()
        rings = Rings(bus=other.bus, topology=Topology(), collection="spice", site="alpha", came=came)
        other = replace(other, asker=AskTogether(rings))
        second = asyncio.create_task(follow_feeds(other, Random(1)))
        first.cancel()
        await asyncio.wait_for(came.wait(), 60)
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        assert acquirer.files() == {"a": "1"}
        assert other.figures.looks == 1


async def test_figures_say_how_a_feed_stands(web_provider: Played, tmp_path: Path):
    """Granules by status, failures by blame, and the last look that was well."""
    web_provider.has({"a": "1", "b": "2", "b.md5": "wrong"})
    async with acquirer_of(tmp_path, web_provider, EVERYTHING) as acquirer:
        registry = CollectorRegistry()
        AcquirerMetrics(registry, context=acquirer.context)
        await acquirer.turn()
        text = exposition(registry)[0].decode()
        assert 'granules{collection="spice",feed="data",site="alpha",status="published"} 1.0' in text
        assert 'failures_total{blame="provider",collection="spice",site="alpha"} 1.0' in text
        assert "well_looked_timestamp_seconds{" in text
