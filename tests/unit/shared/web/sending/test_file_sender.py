"""Bytes of files past all queues: the same bytes, in order, and nobody waits for a caller that is slow."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvloop
from starlette.types import Receive, Scope, Send

from shared.web.sending.file_sender import FileEndedError, sender_of
from tests.unit.shared.web.serving import Served, serving

NewLoop = Callable[[], asyncio.AbstractEventLoop]

DATA = os.urandom(3_000_001)
LAST = 1000
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Teller:
    """An application that tells a file, the last bytes of it by itself."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDONLY)
        self.length = len(DATA)
        self.outcomes: list[bool | type[Exception]] = []
        self.ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        sender = sender_of(scope)
        assert sender is not None
        headers = [(b"content-length", str(self.length).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        try:
            self.outcomes.append(await sender.send(self.file, 0, self.length - LAST))
        except FileEndedError:
            self.outcomes.append(FileEndedError)
            return
        finally:
            self.ended.set()
        await send({"type": "http.response.body", "body": DATA[-LAST:], "more_body": False})


@pytest.fixture
def teller(tmp_path: Path) -> Iterator[Teller]:
    """An application that tells DATA."""
    (tmp_path / "file").write_bytes(DATA)
    made = Teller(tmp_path / "file")
    yield made
    os.close(made.file)


async def connect(served: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection, and ask."""
    url = httpx.URL(await served.url("/"))
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(REQUEST)
    return reader, writer


async def told(reader: asyncio.StreamReader) -> bytes:
    """Read one answer."""
    await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(len(DATA))


async def test_a_file_is_told_between_head_and_last_bytes(teller: Teller) -> None:
    """In order, whole, and the connection goes on: also for requests that were sent together."""
    async with serving(teller, fast=True) as served:
        reader, writer = await connect(served)
        writer.write(REQUEST * 2)
        assert [await told(reader) == DATA for _ in range(3)] == [True] * 3
        writer.close()
    assert teller.outcomes == [True] * 3


async def test_who_does_not_read_holds_up_nobody(teller: Teller) -> None:
    """Others are answered meanwhile; it is answered when it reads."""
    async with serving(teller, fast=True) as served:
        slow = [await connect(served) for _ in range(3)]
        quick, writer = await connect(served)
        assert await told(quick) == DATA
        assert [await told(reader) == DATA for reader, _ in slow] == [True] * 3
        for _, one in (*slow, (quick, writer)):
            one.close()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_who_goes_away_ends_the_sending(teller: Teller, tmp_path: Path, new_loop: NewLoop) -> None:
    """The application hears of it, and may close the file, on each loop: a service has the one in C."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(gone(teller, tmp_path))
    assert teller.outcomes == [False]


async def gone(teller: Teller, tmp_path: Path) -> None:
    """Ask for a file without an end, and go."""
    teller.length = 10**10
    os.truncate(tmp_path / "file", teller.length)
    async with serving(teller, fast=True) as served:
        reader, writer = await connect(served)
        await reader.read(100)
        writer.transport.abort()
        await teller.ended.wait()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_who_has_gone_before_is_sent_nothing(teller: Teller, new_loop: NewLoop) -> None:
    """A caller who goes while the file is opened is told of to the application, and is no fault."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(gone_before(teller))
    assert teller.outcomes == [False]


async def gone_before(teller: Teller) -> None:
    """Ask, and go before the answer begins."""
    begun = asyncio.Event()

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        begun.set()
        while (await receive())["type"] != "http.disconnect":
            continue
        await asyncio.sleep(0)  # The loop in C closes a transport after it told of the loss.
        await teller(scope, receive, send)

    async with serving(late, fast=True) as served:
        _, writer = await connect(served)
        await begun.wait()
        writer.transport.abort()
        await teller.ended.wait()


async def test_a_file_that_has_become_shorter_cuts_the_answer(teller: Teller, tmp_path: Path) -> None:
    """What is told with its full length is whole."""
    os.truncate(tmp_path / "file", len(DATA) - LAST - 1)
    async with serving(teller, fast=True) as served:
        reader, _ = await connect(served)
        await reader.readuntil(b"\r\n\r\n")
        assert len(await reader.read(-1)) < len(DATA)
    assert teller.outcomes == [FileEndedError]
