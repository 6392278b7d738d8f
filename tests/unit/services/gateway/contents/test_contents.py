"""Contents of this site, of others, and from wherever they are: one suite for all."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from services.gateway.contents.anywhere import AnywhereContents
from services.gateway.contents.port import Contents
from shared.contents.wanted import Wanted
from shared.contracts.messages.read import READ_PART_BYTES
from tests.unit.services.gateway.contents.conformance import ContentsBench, ContentsConformance
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
