"""The overview and the log over HTTP: what is told of sites that are there, away, and others' collections."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from services.gateway.overview.rows import change_between, disk_rows, replica_rows
from services.gateway.overview.tell import Overviews
from services.gateway.overview.watch import RackWatch
from shared.bus.codec import encode
from shared.contracts.bucket_keys import manager_key, site_key, worker_key
from shared.contracts.http.overview import OverviewAnswer
from shared.contracts.http.sites.status import TransferStatus
from shared.contracts.messages.presence import CameFrom, ManagerPresence, SiteRecord, WorkerPresence
from shared.contracts.topology import Bucket
from shared.web.authorise import EVERYTHING, Caller, Everything
from tests.unit.services.gateway.desk import BELOW, COLLECTION, Desk

HELD = ManagerPresence(
    collection=COLLECTION, site="a", state="held", head=3, behind=2, hold="half is gone: look at the disk"
)


def record(site: str, collection: str = COLLECTION) -> SiteRecord:
    """Return a site that is registered."""
    return SiteRecord(collection=collection, site=site, key="k")


@asynccontextmanager
async def hearing(desk: Desk) -> AsyncIterator[None]:
    """Have the gateway follow a rack of two sites, one of them away, and a site of another collection."""
    for one in (record("a"), record("b"), record("c", "others")):
        await desk.bus.put(Bucket.SITES, site_key(one.collection, one.site), encode(one))
    await desk.bus.put(Bucket.PRESENCE, manager_key(COLLECTION, "a"), encode(HELD))
    task = asyncio.create_task(desk.context.rack.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_the_overview_tells_every_replica(desk: Desk) -> None:
    """A site that is away is there, too, and one that is held says why; nobody is counted twice."""
    await desk.commit({"one": b"1", "two": b"22"})
    async with hearing(desk):
        told = (await desk.client.get("/api/v1/overview")).json()
    rows = {(row["collection"], row["site"]): row for row in told["replicas"]}
    assert list(rows) == [(COLLECTION, "a"), (COLLECTION, "b"), ("others", "c")]
    assert (rows[COLLECTION, "a"]["hold"], rows[COLLECTION, "a"]["behind"]) == (HELD.hold, 2)
    assert (rows[COLLECTION, "b"]["online"], rows[COLLECTION, "b"]["state"]) == (False, "offline")
    assert (told["files"], told["bytes"], told["every_collection"]) == (2, 3, True)


class OfOne(Everything):
    """The rights of an admin of the gateway's collection alone, as long as they last."""

    ended = False

    def has_all(self, scope: object, collection: str | None) -> bool:
        """Tell whether it is that collection."""
        del scope
        return collection in (None, COLLECTION) and not self.ended


async def test_other_collections_are_told_to_admins_of_all_alone(desk: Desk) -> None:
    """Their rules are not known here; and a stream ends with the rights of who follows."""
    overviews, rights = Overviews(desk.context, asyncio.get_running_loop().time), OfOne()
    async with hearing(desk):
        stream = overviews.tell(Caller("one", rights))
        assert (await anext(stream)).startswith(b"retry:")
        told = json.loads((await anext(stream)).partition(b"data: ")[2])
        assert {row["collection"] for row in told["replicas"]} == {COLLECTION}
        rights.ended = True
        assert [event async for event in stream] == []


async def test_a_follower_is_left_when_the_bus_is_not_heard(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has begun, and can be no error any more: its end has the page ask again."""
    monkeypatch.setattr("shared.service.rack_view.PATIENCE", 0.0)
    answer = await desk.client.get("/api/v1/overview/events")
    assert (answer.status_code, answer.text.startswith("retry:")) == (200, True)
    assert "event:" not in answer.text
    assert (await desk.client.get("/api/v1/overview")).status_code == 503


async def test_followers_hear_what_changes(desk: Desk) -> None:
    """A site that comes back is told alone, not the whole rack again."""
    overviews = Overviews(desk.context, asyncio.get_running_loop().time)
    async with hearing(desk):
        stream = overviews.tell(Caller("one", EVERYTHING))
        await anext(stream)
        await anext(stream)
        back = ManagerPresence(collection=COLLECTION, site="b", state="idle")
        await desk.bus.put(Bucket.PRESENCE, manager_key(COLLECTION, "b"), encode(back))
        rows: list[dict[str, object]] = []
        while not rows:  # The services of the rack change with it, maybe first.
            event = await anext(stream)
            assert event.startswith(b"event: change")
            rows = json.loads(event.partition(b"data: ")[2])["replicas"]
        assert [(row["site"], row["state"]) for row in rows] == [("b", "idle")]
        desk.context.stopping.set()
        assert (await anext(stream)).startswith(b": the gateway stops")


async def test_what_travels_is_told_by_pair_of_sites(desk: Desk) -> None:
    """And what the rack did over the last hour, once it was noted twice."""
    came = WorkerPresence(site="b", came=(CameFrom(site="a", bytes=500, active=1),))
    await desk.bus.put(Bucket.PRESENCE, worker_key("b", "0" * 8), encode(came))
    watch = next(one for one in desk.application.state.parts if isinstance(one, RackWatch))
    watch.flows.note({}, now=0.0)
    async with hearing(desk):
        told = (await desk.client.get("/api/v1/overview")).json()
        await watch.note()
        await watch.note()
        history = (await desk.client.get("/api/v1/overview/history")).json()
    assert told["flows"] == [
        {"source": "a", "target": "b", "bytes": 500, "recent_bytes": 500, "active": 1},
    ]
    assert (history["every_seconds"], len(history["moments"])) == (15.0, 1)


def test_what_is_no_more_is_told_once() -> None:
    """A change names sites that are gone, and nothing where nothing changed."""
    before = _overview("a", "b")
    assert change_between(before, before) is None
    change = change_between(before, _overview("a"))
    assert change is not None
    assert (change.gone, change.replicas, change.services) == (((COLLECTION, "b"),), (), None)


def _overview(*sites: str) -> OverviewAnswer:
    return OverviewAnswer(
        collection=COLLECTION,
        site="a",
        revision=1,
        files=0,
        bytes=0,
        every_collection=True,
        replicas=replica_rows([record(site) for site in sites], []),
        services=(),
        transfers=TransferStatus(active=0, sent_bytes=0, control_bytes=0, full_bytes=0),
    )


@pytest.mark.parametrize("limit", [1, 2])
async def test_the_log_is_told_newest_first_page_by_page(desk: Desk, limit: int) -> None:
    """Every commit once, with what it changed; the last page has no next."""
    for name in "abc":
        await desk.commit({name: b"x"})
    seen, before = [], ""
    while True:
        page = (await desk.client.get(f"{BELOW}/log?limit={limit}{before}")).json()
        seen += [row["revision"] for row in page["commits"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 3
    assert page["commits"][0]["put"] == 1


async def test_a_caller_is_told_what_it_may(desk: Desk) -> None:
    """A page offers that alone; on a gateway without tokens it is everything."""
    told = (await desk.client.get("/api/v1/caller")).json()
    assert (told["collection"], told["site"], told["whole"]) == (COLLECTION, "a", True)
    assert {"read", "write", "admin"} <= set(told["scopes"])


def test_the_room_at_a_site_is_told_to_two_digits_and_never_above_what_there_is() -> None:
    """A disk in use changes its last digits all the time, and each change is told to everybody."""
    rows = disk_rows({"b": 1_299_999, "a": 7, "c": 99})
    assert [(one.site, one.free_bytes) for one in rows] == [("a", 7), ("b", 1_200_000), ("c", 99)]
