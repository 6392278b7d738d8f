"""Receivers outside, of an archive that runs as two processes on one database."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from services.archive.context import ArchiveContext
from services.archive.fold.names import version_number
from services.archive.hooks.deliver import Delivery, HookFigures
from services.archive.hooks.file import Hook
from services.archive.hooks.payload import Said
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryServer
from tests.integration.archive.desk import PATIENCE, Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of, md5_of


class Noting:
    """Implements `Receiver`: notes the numbers of what it takes."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.news = asyncio.Event()

    async def send(self, said: Said) -> None:
        self.taken.append(said.number)
        self.news.set()

    async def close(self) -> None:
        """Nothing is open."""

    async def until(self, *numbers: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while set(numbers) - set(self.taken):
                self.news.clear()
                await self.news.wait()

    def of(self, context: ArchiveContext) -> Sequence[Delivery]:
        """Return what delivers to it in one process."""
        hook = Hook.model_validate({"first": True, "at_once": 1})
        return [
            Delivery(
                name="pipeline",
                hook=hook,
                receiver=self,
                figures=HookFigures(),
                bus=context.bus,
                topology=Topology(),
                collection=context.collection,
                site="a",
                base="http://archive",
                now=lambda: datetime(2030, 1, 1, tzinfo=UTC),
            )
        ]


async def test_one_of_two_archives_tells_receivers_and_the_other_goes_on_when_it_ends(
    database: str, tmp_path: Path
) -> None:
    """Each event is told by whoever holds the lease; what the other had noted is not told again."""
    server, first, second = MemoryServer(Topology()), Noting(), Noting()
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    async with AsyncExitStack() as ends:
        one = await ends.enter_async_context(
            open_desk(folders[0], database, server=server, deliveries=first.of)
        )
        async with open_desk(folders[1], database, server=server, deliveries=second.of) as two:
            before = [await _add(one, f"f{number}") for number in range(3)]
            await first.until(*before)
            assert second.taken == []
            await ends.aclose()
            two.tree, two.number = one.tree, one.number
            after = [await _add(two, f"f{number}") for number in range(3, 6)]
            await second.until(*after)
    assert first.taken == before
    assert set(second.taken) <= {before[-1], *after}  # The last one may not have been noted.


async def _add(desk: Desk, name: str) -> str:
    """Have a frame that is public; return the number of its version."""
    await desk.add(name, facts_of(name, public_date=BEGAN))
    return str(version_number(name, md5_of(name)))
