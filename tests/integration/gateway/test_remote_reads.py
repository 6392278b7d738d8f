"""A gateway and the workers of three sites over a real nats-server: contents that one site lacks."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.transfer.app import make_read_server, make_worker
from services.transfer.reads.read_server import ReadServer
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.server.server import EmbeddedServer
from shared.contents.wanted import Wanted
from shared.contracts.messages.transfers.read import READ_PART_BYTES
from shared.observability.clock import SystemClock
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.marker import Marker, write_marker
from testing.bus.nats_server import SmallTopology, server_bus
from tests.unit.services.gateway.desk import COLLECTION, Desk, hash_of, open_desk
from tests.unit.shared.contents.scripted_holder import introduce

MIB = 1024 * 1024
WINDOW = 4 * READ_PART_BYTES
PATIENCE = 60.0
BIG = os.urandom(24 * MIB)


@dataclass
class Holding:
    """A site that holds files, and its worker on a connection of its own."""

    site: str
    root: Path
    bus: NatsBus
    reads: ReadServer
    serving: asyncio.Task[None]

    async def kill(self) -> None:
        """Lose the connection, as when the process is killed: nobody is told."""
        await self.bus.close()
        self.serving.cancel()
        await asyncio.wait([self.serving])


@asynccontextmanager
async def holding_site(server: EmbeddedServer, directory: Path, site: str) -> AsyncIterator[Holding]:
    """Run the readings of a site's worker for the block."""
    root = directory / site
    root.mkdir()
    files = PosixFiles(root)
    make_control(files)
    write_marker(files, Marker(collection=COLLECTION, site=site, root_id="0" * 32))
    files.close()
    async with connect_bus(server.bus_settings(name=f"transfer {site}")) as bus:
        worker, _ = make_worker(
            bus=bus,
            topology=SmallTopology(),
            site=site,
            collection=COLLECTION,
            open_files=lambda: PosixFiles(root),
            clock=SystemClock(),
            patience=1,
            reserve_bytes=0,
        )
        with make_read_server(worker, bus, at_once=8, patience=PATIENCE) as reads:
            serving = asyncio.create_task(reads.run())
            yield Holding(site, root, bus, reads, serving)
            serving.cancel()
            await asyncio.wait([serving])


@dataclass
class Rack:
    """The gateway of site a, and the sites that hold files."""

    desk: Desk
    holders: list[Holding]

    async def share(self, path: str, data: bytes) -> Wanted:
        """Have a file at every site but the gateway's."""
        for holder in self.holders:
            (holder.root / path).write_bytes(data)
        revision = await self.desk.commit({path: data}, place=False, site=self.holders[0].site)
        for holder in self.holders:
            await introduce(self.desk, holder.site, placed=revision)
        return Wanted(content=hash_of(data), size=len(data), paths=(path,))

    @property
    def sender(self) -> Holding:
        """The site that sends just now."""
        (active,) = (holder for holder in self.holders if holder.reads.figures.active)
        return active


@asynccontextmanager
async def rack_of(
    server: EmbeddedServer, directory: Path, *sites: str, **settings: object
) -> AsyncIterator[Rack]:
    """Run the gateway of site a and the workers of other sites for the block."""
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(server_bus(server))
        opening = open_desk(directory, real=bus, remote_window_bytes=WINDOW, **settings)
        desk = await stack.enter_async_context(opening)
        holders = [await stack.enter_async_context(holding_site(server, directory, site)) for site in sites]
        yield Rack(desk, holders)


async def until(holds) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  a counter is no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("cache_bytes", [0, 64 * MIB])
async def test_a_holder_that_is_killed_in_the_middle_is_replaced(nats_server, tmp_path, cache_bytes):
    """The reader gets all bytes, in one piece; none is sent twice."""
    async with rack_of(nats_server, tmp_path, "b", "c", cache_bytes=cache_bytes) as rack:
        wanted = await rack.share("f", BIG)
        content = await rack.desk.context.contents.open(wanted)
        pieces = content.read(0, len(BIG))
        told = [await anext(pieces)]
        await rack.sender.kill()
        told += [piece async for piece in pieces]
        await content.settle()
        content.close()
    assert b"".join(told) == BIG
    assert rack.desk.remote.figures.received_bytes == len(BIG)
    assert sum(rack.desk.remote.figures.failures.values()) >= 1


async def test_a_slow_reader_holds_no_more_than_its_window(nats_server, tmp_path):
    """Neither the bus nor the gateway takes the content that nobody reads."""
    async with rack_of(nats_server, tmp_path, "b", cache_bytes=0) as rack:
        wanted = await rack.share("f", BIG)
        holder = rack.holders[0]
        before = holder.bus.sent_bytes
        content = await rack.desk.context.contents.open(wanted)
        pieces = content.read(0, len(BIG))
        first = await anext(pieces)
        await until(lambda: holder.bus.sent_bytes - before >= WINDOW)
        for _ in range(20):
            await holder.bus.flush(bulk=True)
        # The window, what the reader and the pump have in hand, and headers.
        assert holder.bus.sent_bytes - before <= WINDOW + 4 * (READ_PART_BYTES + 1024)
        rest = b"".join([piece async for piece in pieces])
        content.close()
    assert first + rest == BIG


async def test_many_readers_cost_one_journey(nats_server, tmp_path):
    """Twenty at a time, whole and in ranges, over HTTP."""
    async with rack_of(nats_server, tmp_path, "b", "c") as rack:
        await rack.share("f", BIG)
        spans = [(number * MIB, number * MIB + 4999) for number in range(16)]
        whole = [rack.desk.get("/content/f") for _ in range(4)]
        some = [rack.desk.get("/content/f", Range=f"bytes={start}-{end}") for start, end in spans]
        answers = await asyncio.gather(*whole, *some)
    assert all(answer.content == BIG for answer in answers[:4])
    assert [answer.content for answer in answers[4:]] == [BIG[start : end + 1] for start, end in spans]
    assert rack.desk.remote.figures.received_bytes == len(BIG)


async def test_a_restart_of_the_bus_in_the_middle_is_outlived(nats_server, tmp_path):
    """The reading goes on where it was, once all are connected again."""
    async with rack_of(nats_server, tmp_path, "b", cache_bytes=0) as rack:
        wanted = await rack.share("f", BIG)
        content = await rack.desk.context.contents.open(wanted)
        pieces = content.read(0, len(BIG))
        told = [await anext(pieces)]
        await nats_server.stop()
        await nats_server.start()
        told += [piece async for piece in pieces]
        content.close()
    assert b"".join(told) == BIG


async def test_what_the_holder_has_no_more_is_asked_of_another(nats_server, tmp_path):
    """A file that was edited at one site is not told for the one of the log."""
    async with rack_of(nats_server, tmp_path, "b", "c", "d") as rack:
        await rack.share("f", BIG)
        for holder in rack.holders[:2]:
            (holder.root / "f").write_bytes(BIG[::-1])
        answer = await rack.desk.get("/content/f")
    assert answer.content == BIG
