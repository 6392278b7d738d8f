"""An archive that is killed while frames come, alone or with its database, has each of them once."""

import asyncio
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine

from services.archive.database.server.embedded import EmbeddedPostgres
from services.archive.database.store import indexes
from services.archive.fold.names import version_number
from services.archive.rebuild import drop_tables
from shared.bus.codec import decode
from shared.contracts.messages.frames.frame_event import FrameEvent
from shared.contracts.topology import Stream, Topology
from testing.bus.memory import MemoryServer
from testing.postgres.servers import fresh_database, postgres_missing, running_postgres
from tests.integration.archive import desk as desks
from tests.integration.archive.desk import COLLECTION, Desk, open_desk
from tests.integration.archive.store.test_archive_database_away import Place
from tests.integration.archive.world import all_rows, facts_of, md5_of, square

pytestmark = pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing())

PORTION = 20
"""Frames of one commit; the first of them gets a second version."""

PATIENCE = 1800.0
"""A bound for a hung test alone."""


class Killed(Place):
    """A database that is killed, and is then at the same address."""

    def __init__(self, folder: Path, server: EmbeddedPostgres) -> None:
        super().__init__(folder, server)
        self.server, self._folder = server, folder

    async def kill(self) -> None:
        """Have it end at once, without writing what is in memory, and start again."""
        process = self.server._process
        assert process is not None
        process.send_signal(signal.SIGQUIT)
        await asyncio.to_thread(process.wait)
        await self.vanish()
        await self.appear()


@pytest.fixture
def place() -> Iterator[Killed]:
    """A server that does not run."""
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        server.stop()
        yield Killed(Path(folder), server)


@pytest.mark.parametrize("frames", [120, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_no_kill_loses_a_frame_or_tells_one_twice(
    tmp_path: Path, place: Killed, frames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Archive and database end at random while frames come, and the rows are dropped in the middle.

    Every frame and version is there once, every event was said, and rows that are built anew are the same.
    """
    monkeypatch.setattr(desks, "PATIENCE", PATIENCE)
    chance, server, made = Random(20_261_130), MemoryServer(Topology()), 0
    before: Desk | None = None
    is_dropped = False
    await place.appear()
    while made < frames:
        async with open_desk(tmp_path, place.url, server=server) as desk:
            _go_on(desk, before)
            before = desk
            for kills in chance.choices((True, False), k=chance.randrange(1, 4 + frames // 500)):
                if made < frames:
                    made = await _have_portion(desk, made)
                if kills:
                    await place.kill()
        if made >= frames // 2 and not is_dropped:
            await asyncio.to_thread(_drop, place.url)
            is_dropped = True
    async with open_desk(tmp_path, place.url, server=server) as desk:
        _go_on(desk, before)
        await desk.settle()
        rows = await asyncio.to_thread(all_rows, desk.context.databases.writer)
        expected = _versions(frames)
        assert (len(rows["frame"]), len(rows["version"])) == (frames, len(expected))
        assert await _told(desk, expected) == expected
    with fresh_database(place.server, template="template1") as url:
        (tmp_path / "anew").mkdir()
        monkeypatch.setattr(indexes, "MANY", 1)
        async with open_desk(tmp_path / "anew", url, server=server) as anew:
            _go_on(anew, before)
            await anew.settle()
            assert await asyncio.to_thread(all_rows, anew.context.databases.writer) == rows
            missing = await asyncio.to_thread(indexes._missing, anew.context.databases.writer)
            assert missing == []
    await place.vanish()


def _go_on(desk: Desk, before: Desk | None) -> None:
    """Write where another desk has ended."""
    if before is not None:
        desk.tree, desk.number, desk.described = before.tree, before.number, before.described


async def _have_portion(desk: Desk, first: int) -> int:
    """Have frames come, described before and after they are in the log; wait for nothing."""
    names = [f"n{number}" for number in range(first, first + PORTION)]
    for name in names[: PORTION // 2]:
        await _describe(desk, name)
    await desk.commit({f"{name}.fits": name for name in names})
    for name in (*names[PORTION // 2 :], f"{names[0]}-again"):
        await _describe(desk, name)
    await desk.commit({f"{names[0]}.fits": f"{names[0]}-again"})
    return first + PORTION


async def _describe(desk: Desk, name: str) -> None:
    number = int(name.removesuffix("-again")[1:])
    sky = square(number * 7.1 % 360, number * 3.3 % 170 - 85)
    await desk.describe(name, facts_of(name, footprint=sky, target_name=f"T{number % 9}"))


def _versions(frames: int) -> set[int]:
    first = {version_number(f"n{number}", md5_of(f"n{number}")) for number in range(frames)}
    again = (f"n{number}" for number in range(0, frames, PORTION))
    return first | {version_number(name, md5_of(f"{name}-again")) for name in again}


async def _told(desk: Desk, expected: set[int]) -> set[int]:
    """Return the versions whose events were said, once there are as many; a second one would be a failure."""
    found: set[int] = set()
    subject = desk.context.topology.frame_event(COLLECTION, "*")
    async with asyncio.timeout(PATIENCE):
        async for message in desk.bus.follow(Stream.EVENTS, subject, after=0):
            found.add(decode(FrameEvent, message.data).version)
            if len(found) == len(expected):
                break
    return found


def _drop(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    drop_tables(engine)
    engine.dispose()
