"""Contents of this site, of others, and from wherever they are: one suite for all."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from services.gateway.contents.anywhere import AnywhereContents
from services.gateway.contents.port import Contents
from shared.contents.wanted import ContentLostError, NotHeldError, Wanted
from shared.contracts.messages.transfers.read import READ_PART_BYTES
from tests.unit.services.gateway.contents.conformance import DATA, ContentsBench, ContentsConformance, told
from tests.unit.services.gateway.desk import MTIME_NS, Desk, hash_of, open_desk
from tests.unit.shared.contents.scripted_holder import ScriptedHolder, holding

PATH = "spk/a.bsp"


class Bench:
    """A gateway with its root, and another site that holds what a test says."""

    def __init__(self, desk: Desk, stack: AsyncExitStack) -> None:
        self.desk = desk
        self._stack = stack
        self._holder: ScriptedHolder | None = None

    async def logged(self, data: bytes, *, site: str) -> Wanted:
        """Have a content in the log."""
        await self.desk.commit({PATH: data}, place=False, site=site)
        return Wanted(content=hash_of(data), size=len(data), mtime_ns=MTIME_NS, paths=(PATH,))

    async def here(self, data: bytes, sends: bytes) -> Wanted:
        """Have bytes stand in the root, whose size and time are those of the log."""
        (self.desk.root / PATH).unlink(missing_ok=True)
        self.desk.place(PATH, sends)
        return await self.logged(data, site="a")

    async def there(self, data: bytes, sends: bytes) -> Wanted:
        """Have another site hold them."""
        if self._holder is None:
            (self._holder,) = await self._stack.enter_async_context(holding(self.desk, "b"))
        self._holder.holds(data, sends=sends)
        return await self.logged(data, site="b")

    async def nowhere(self, data: bytes) -> Wanted:
        """Have the other site say that it has not got them."""
        await self._stack.enter_async_context(holding(self.desk, "b"))
        return await self.logged(data, site="b")

    def unlink(self, wanted: Wanted) -> None:
        """Take the names away."""
        for path in wanted.paths:
            (self.desk.root / path).unlink(missing_ok=True)

    def local(self) -> Contents:
        """Return the contents of this site alone."""
        return self._anywhere().local

    def remote(self) -> Contents:
        """Return those of others alone."""
        return self._anywhere().remote

    def _anywhere(self) -> AnywhereContents:
        assert isinstance(self.desk.context.contents, AnywhereContents)
        return self.desk.context.contents


def edited_in_place(path: Path, data: bytes) -> None:
    """Write over the bytes of a file, and set its time back to what it was."""
    before = path.stat()
    with path.open("r+b") as file:
        file.write(data)
    # A file system's clock goes by ticks of some milliseconds: within one of them nothing could be told.
    while path.stat().st_ctime_ns == before.st_ctime_ns or path.stat().st_mtime_ns != before.st_mtime_ns:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture
def settings() -> dict[str, int]:
    """What the gateway is set to; classes say their own."""
    return {}


@pytest.fixture
async def parts(tmp_path: Path, settings: dict[str, int]) -> AsyncIterator[Bench]:
    """A gateway, and its neighbours for as long as the test lasts."""
    async with open_desk(tmp_path, **settings) as desk, AsyncExitStack() as stack:
        yield Bench(desk, stack)


class TestLocalContents(ContentsConformance):
    """Files of the root, each of which is hashed before its first byte is told."""

    @pytest.fixture
    def bench(self, parts: Bench) -> ContentsBench:
        """Return contents that ask nobody."""
        return ContentsBench(parts.local(), parts.here, parts.nowhere, parts.unlink)


class TestLargeLocalContents(TestLocalContents):
    """Files that are told while they are hashed, and of which one is kept open."""

    @pytest.fixture
    def settings(self) -> dict[str, int]:
        """Return that every file is large, and that nothing stays open for long."""
        return {"verify_first_bytes": 1000, "open_files": 1}


class TestRemoteContents(ContentsConformance):
    """Contents of another site, kept here."""

    @pytest.fixture
    def bench(self, parts: Bench) -> ContentsBench:
        """Return contents that look at no file of the root."""
        return ContentsBench(parts.remote(), parts.there, parts.nowhere)


class TestPassedContents(TestRemoteContents):
    """Contents of another site that are kept nowhere here."""

    @pytest.fixture
    def settings(self) -> dict[str, int]:
        """Return that there is no cache."""
        return {"cache_bytes": 0, "remote_window_bytes": 2 * READ_PART_BYTES}


class TestAnywhereContents(ContentsConformance):
    """Contents of this site first, which lacks the file, or has another in its place."""

    @pytest.fixture
    def bench(self, parts: Bench) -> ContentsBench:
        """Return what routes are given."""

        async def offer(data: bytes, sends: bytes) -> Wanted:
            parts.desk.place(PATH, os.urandom(len(data)))
            return await parts.there(data, sends)

        return ContentsBench(parts.desk.context.contents, offer, parts.nowhere)


@pytest.mark.parametrize("verify_first_bytes", [1000, 1_000_000], ids=["believed", "hashed"])
async def test_an_edit_in_place_that_hides_its_time_is_seen(tmp_path: Path, verify_first_bytes: int) -> None:
    """Half of an answer is of before, half of after: neither this reader nor one beside it gets the end."""
    async with open_desk(tmp_path, verify_first_bytes=verify_first_bytes) as desk:
        await desk.commit({PATH: DATA})
        wanted = Wanted(content=hash_of(DATA), size=len(DATA), mtime_ns=MTIME_NS, paths=(PATH,))
        readers = [await desk.context.contents.open(wanted) for _ in range(2)]
        await readers[0].settle()
        edited_in_place(desk.root / PATH, b"other")
        for reader in readers:
            with pytest.raises(ContentLostError):
                await reader.settle()
            reader.close()
        with pytest.raises((NotHeldError, ContentLostError)):
            again = await desk.context.contents.open(replace(wanted, here_only=True))
            await again.settle()


async def test_a_file_whose_names_change_is_told_to_its_end(tmp_path: Path) -> None:
    """Another version takes its place, and it goes to the trash and away: its bytes are looked at again."""
    async with open_desk(tmp_path) as desk:
        await desk.commit({PATH: DATA})
        wanted = Wanted(content=hash_of(DATA), size=len(DATA), mtime_ns=MTIME_NS, paths=(PATH,))
        readers = [await desk.context.contents.open(wanted) for _ in range(2)]
        (desk.root / PATH).rename(desk.root / "moved")
        await asyncio.gather(*(reader.settle() for reader in readers))
        (desk.root / "moved").unlink()
        assert await told(readers[0], 0, len(DATA)) == DATA
        for reader in readers:
            reader.close()
