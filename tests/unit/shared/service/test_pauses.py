"""Pauses on the bus: of one site, and of all of them."""

from datetime import UTC, datetime, timedelta

from shared.contracts.bucket_keys import manager_key, pause_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.ask import EVERYBODY
from shared.contracts.messages.presence import ManagerPresence
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.topology import Topology
from shared.service.pauses import PauseStore
from shared.service.site_condition import SiteCondition
from testing.bus.memory import MemoryBus, MemoryServer

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def store(collection: str = "c") -> PauseStore:
    """Return an empty one."""
    return PauseStore(MemoryBus(MemoryServer(Topology()), "manager"), collection)


async def test_a_site_heeds_its_own_pause_and_that_of_all() -> None:
    """Not that of others, nor of another collection."""
    pauses = store()
    await PauseStore(pauses.bus, "other").pause("a", since=NOON, by="eve")
    await pauses.pause("a", since=NOON, by="ada")
    assert await pauses.of("b") is None
    assert (await pauses.of("a")) == Pause(collection="c", site="a", since=NOON, by="ada")
    await pauses.pause(EVERYBODY, since=NOON, by="bob")
    found = await pauses.of("b")
    assert found is not None
    assert (found.of_all, found.by) == (True, "bob")


async def test_a_second_pause_leaves_the_first_as_it_was() -> None:
    """Whoever comes later hears since when it is paused, and by whom."""
    pauses = store()
    await pauses.pause("a", since=NOON, by="ada")
    again = await pauses.pause("a", since=NOON + timedelta(hours=1), by="bob")
    assert (again.since, again.by) == (NOON, "ada")


async def test_resuming_one_site_leaves_the_others_paused_and_resuming_all_none() -> None:
    """Those that ended are told; ending none is no fault."""
    pauses = store()
    for site in ("a", "b", EVERYBODY):
        await pauses.pause(site, since=NOON, by="")
    assert [one.site for one in await pauses.resume("a")] == ["a"]
    assert list(await pauses.all()) == [EVERYBODY, "b"]
    assert [one.site for one in await pauses.resume(EVERYBODY)] == [EVERYBODY, "b"]
    assert await pauses.resume(EVERYBODY) == ()
    assert await pauses.of("b") is None
    await pauses.pause("a", since=NOON, by="")
    assert await pauses.of("a") is not None


async def test_a_pause_that_cannot_be_read_is_heeded() -> None:
    """Somebody has made it; a newer version may say more of it."""
    pauses = store()
    for value in (b"{", b'{"schema_version": 2, "until": "tomorrow"}'):
        await pauses.bus.put(Bucket.RULES, pause_key("c", "a"), value)
        found = await pauses.of("a")
        assert found is not None
        assert (found.site, found.by) == ("a", "")


async def test_a_writer_at_a_paused_site_is_told_so() -> None:
    """What it writes would be published when the site is resumed, and nobody knows when that is."""
    pauses = store()
    pause = Pause(collection="c", site="a", since=NOON, by="ada")
    presence = ManagerPresence(collection="c", site="a", state="paused", pause=pause)
    await pauses.bus.put(Bucket.PRESENCE, manager_key("c", "a"), presence.model_dump_json().encode())
    why = await SiteCondition(pauses.bus, collection="c", site="a").refusal()
    assert why is not None
    assert why.startswith("Site a is paused since 2026-05-04T12:00:00Z by ada, and publishes nothing")
