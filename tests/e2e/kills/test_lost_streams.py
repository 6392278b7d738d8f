"""Streams vanish from a server under running services: they are made again, and nothing is deleted (I3)."""

import asyncio

import pytest
from pydantic import SecretStr

from shared.bus.nats.bus import connect_bus
from shared.bus.settings import BusSettings
from shared.contracts.topology import Stream
from spicerack.errors import CommandError
from tests.e2e.harness import Rack, assert_same, eventually, random_bytes, write

FILES = 12


async def delete_streams(rack: Rack, *names: str, but: str = "") -> set[str]:
    """Delete streams, all but one where none is named; return which."""
    known = rack.nats()
    settings = BusSettings(
        servers=(f"nats://127.0.0.1:{known['port']}",),
        user=known["user"],
        password=SecretStr(known["password"]),
    )
    async with connect_bus(settings) as bus:
        listed = await bus.jetstream.call("STREAM.NAMES")
        chosen = set(names) or set(listed["streams"]) - {but}
        for name in sorted(chosen):
            await bus.jetstream.call(f"STREAM.DELETE.{name}")
    return chosen


def streams(rack: Rack) -> set[str]:
    """Return the names of the streams that the server has."""
    accounts = rack.server_figures("jsz?streams=true").get("account_details", [])
    return {detail["name"] for account in accounts for detail in account.get("stream_detail", [])}


def here(rack: Rack) -> list[str]:
    """Return the sites that are registered and give signs of life: a sync passes over all others."""
    try:
        return [site["name"] for site in rack.status()["sites"] if site["online"]]
    except CommandError:
        return []


def fill(rack: Rack) -> None:
    """Lay files at both sites, of which some will travel as deltas."""
    for number in range(FILES):
        write(rack["a"] / f"spk/{number}.bsp", random_bytes(number, 100_000))
        write(rack["b"] / f"lsk/{number}.tls", f"from b {number}")


def change(rack: Rack) -> None:
    """Change something of every kind at both sites."""
    write(rack["a"] / "spk/0.bsp", random_bytes(0, 100_000) + b"a little more")
    write(rack["b"] / "spk/1.bsp", random_bytes(1, 99_000) + b"and of the other site")
    write(rack["a"] / "new/from-a.tm", "new")
    (rack["a"] / "lsk/2.tls").unlink()
    (rack["b"] / "spk/3.bsp").rename(rack["b"] / "spk/3-renamed.bsp")


@pytest.fixture
def rack(tmp_path) -> Rack:
    """Two sites, not running yet."""
    return Rack(tmp_path, "a", "b")


@pytest.mark.slow
def test_all_goes_on_by_itself_when_all_streams_but_the_log_were_lost(rack: Rack) -> None:
    """Changes made after the loss and before it was mended arrive; no site is held, and no letter is dead."""
    fill(rack)
    with rack.running():
        rack.synced()
        lost = asyncio.run(delete_streams(rack, but=Stream.LOG))
        change(rack)
        eventually(lambda: lost <= streams(rack), what="all streams again", pause=0.5)
        eventually(lambda: here(rack) == ["a", "b"], what="both sites registered again", pause=0.5)
        after = rack.synced()
        assert {"spk/3-renamed.bsp", "new/from-a.tm"} <= after.keys()
        assert "lsk/2.tls" not in after
        assert [site["state"] for site in rack.status()["sites"]] == ["idle", "idle"]
        assert rack.get("/api/v1/dead").json()["letters"] == []
    assert rack.tracebacks() == []


@pytest.mark.slow
def test_log_that_was_lost_holds_all_sites_and_deletes_nothing(rack: Rack) -> None:
    """The log comes back empty: every site is held with its files in place, and goes on once released."""
    fill(rack)
    with rack.running():
        before = rack.synced()
        asyncio.run(delete_streams(rack, Stream.LOG))
        for site in "ab":
            eventually(
                lambda site=site: rack.site(site)["state"] == "held", what=f"{site} is held", pause=0.5
            )
            assert "the log is empty" in rack.site(site)["hold"]
        assert assert_same(*rack.roots.values()) == before
        for site in "ab":
            assert rack.spicerack("site", "release", site, "--yes").returncode == 0
        assert rack.synced() == before
        change(rack)
        assert "new/from-a.tm" in rack.synced()
    assert rack.tracebacks() == []
