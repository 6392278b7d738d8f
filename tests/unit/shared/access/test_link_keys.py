"""The keys of links, and the one of positions beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

from shared.access.book import AccessBook
from shared.access.link_keys import Keyring
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@asynccontextmanager
async def keyring(server: MemoryServer, *, first: int) -> AsyncIterator[Keyring]:
    """Yield the keyring of a process, whose bytes begin with those of a number."""
    bus, numbers = MemoryBus(server, f"process {first}"), count(first)
    book = AccessBook(bus, collection="frames", monotonic=lambda: 0.0)
    following = asyncio.create_task(book.run())
    try:
        yield Keyring(
            bus,
            book,
            "frames",
            lambda size: bytes([next(numbers)]) * size,
            longest=timedelta(days=7),
            longest_of_sessions=timedelta(days=1),
        )
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_the_key_of_positions_is_one_for_all_processes_and_stays() -> None:
    """Also when keys of links come, go with their time, and are all made anew."""
    server = MemoryServer(Topology())
    async with keyring(server, first=1) as one, keyring(server, first=101) as other:
        made = await asyncio.gather(one.for_positions(), other.for_positions())
        assert made[0] == made[1]
        links = [await other.current(NOW), await one.current(NOW + timedelta(days=60))]
        await other.renew(NOW + timedelta(days=60))
        links.append(await other.current(NOW + timedelta(days=60)))
        assert len({link.secret for link in links}) == 3
    async with keyring(server, first=201) as later:
        assert await later.for_positions() == made[0]
