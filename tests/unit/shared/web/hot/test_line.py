"""Small answers told by the connection: the same bytes as the application tells, to the same callers."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.model.scope import Scope as Needed
from shared.web.authorise import AnyCaller, Caller, Everything
from shared.web.guards.guard import Names
from shared.web.guards.in_flight import InFlight
from shared.web.hot.answers import HotAnswer, HotAnswers
from shared.web.hot.door import HotDoor
from shared.web.hot.first import HotFirst
from tests.unit.shared.web.serving import serving

PATH = "/content/de 440.bsp"
TARGET = "/content/de%20440.bsp"
PLAIN = "Host: localhost\r\nUser-Agent: t\r\nAccept: */*\r\n"
MOMENT = re.compile(rb"(date|server-timing): [^\r]*\r\n")


class Ended(Everything):
    """Rights that may end."""

    def __init__(self) -> None:
        self.good = True

    def may(self, scope: Needed, collection: str | None, path: str | None = None) -> bool:
        """Tell whether they have not."""
        return self.good

    def has_all(self, scope: Needed, collection: str | None) -> bool:
        """Tell whether they have not."""
        return self.good


class Tokens(AnyCaller):
    """Gives every caller the same rights, and counts."""

    def __init__(self, rights: Everything) -> None:
        self.rights = rights
        self.inside = self.admitted = 0

    def admit_at_once(self, connection: HTTPConnection) -> Caller:
        """Let somebody in."""
        self.inside += 1
        self.admitted += 1
        return Caller("somebody", self.rights)

    def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
        """Let somebody out."""
        self.inside -= 1


def kept() -> HotAnswers:
    """Return one answer."""
    hot = HotAnswers(100_000)
    headers = [(b"etag", b'"x"'), (b"content-length", b"3")]
    hot.keep(PATH, HotAnswer("c", "de 440.bsp", headers, b"hot"))
    return hot


async def long_way(scope: Scope, receive: Receive, send: Send) -> None:
    """Say what was asked."""
    request = Request(scope, receive)
    said = f"{request.method} {request.url.path} {(await request.body()).decode()}"
    await PlainTextResponse(said, 299)(scope, receive, send)


@asynccontextmanager
async def opened(
    app: ASGIApp, hot: HotDoor | None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Serve, and yield one connection."""
    async with serving(app, fast=True, hot=hot) as served:
        url = httpx.URL(await served.url("/"))
        reader, writer = await asyncio.open_connection(url.host, url.port)
        yield reader, writer
        writer.close()


async def told(pieces: list[bytes], *, by_connection: bool) -> bytes:
    """Send pieces, the last one once something has come; return all that comes, but for the moment."""
    door = HotDoor(kept(), names=Names(), authorise=AnyCaller(), monotonic=lambda: 0.0)
    async with opened(
        HotFirst(long_way, door=door, in_flight=InFlight(9)), door if by_connection else None
    ) as (reader, writer):
        for piece in pieces[:-1]:
            writer.write(piece)
            await writer.drain()
        first = await reader.readuntil(b"hot")
        writer.write(pieces[-1])
        return MOMENT.sub(b"", first + await reader.read())


def get(target: str = TARGET, more: str = "", *, method: str = "GET", version: str = "1.1") -> bytes:
    """Return a head."""
    return f"{method} {target} HTTP/{version}\r\n{PLAIN}{more}\r\n".encode()


LAST = get("/last", "Connection: close\r\n")


def in_order(answers: bytes) -> list[tuple[bytes, frozenset[bytes], bytes]]:
    """Return first line, headers and body of each answer: the order of headers says nothing."""
    found = []
    while answers:
        head, _, rest = answers.partition(b"\r\n\r\n")
        first, *headers = head.split(b"\r\n")
        length = next((int(one.split(b": ")[1]) for one in headers if one.startswith(b"content-length")), 0)
        found.append((first, frozenset(headers), rest[:length]))
        answers = rest[length:]
    return found


@pytest.mark.parametrize(
    "pieces",
    [
        [get()],
        [get(), get(), get()],
        [get() + get() + get("/else") + get()],
        [get(), get("/else"), get()],
        [get()[:10], get()[10:], get()],
        [get(), get()[:30], get()[30:], get()],
        [get(), get() + get()[:9], get()[9:]],
        [get(), b"\r\n" + get()],
        [get(), get(more="Range: bytes=0-1\r\n"), get()],
        [get(), get(more="Content-Length: 3\r\n") + b"abc", get()],
        [get(), get(method="POST", more="Content-Length: 3\r\n") + b"abc" + get()],
        [get(), get(f"{TARGET}?at=1")],
        [get(), get("/content/de%20440.bsp#x")],
        [get(), get(f"http://localhost{TARGET}")],
        [get(), get("/content/%64e%20440.bsp")],
        [get(), get(more="Host: localhost\r\n")],
        [get(), get(more="Authorization: Bearer a\r\nAuthorization: Bearer b\r\n")],
        [get(), get().replace(b"localhost", b"evil.example.org")],
        [get(), get(more="Connection: keep-alive\r\n"), get(more="Connection: upgrade\r\nUpgrade: h2c\r\n")],
    ],
)
async def test_the_connection_tells_what_the_application_does(pieces: list[bytes]) -> None:
    """Whatever is asked, in whatever pieces: statuses, headers and bytes are the same."""
    await assert_the_same([*pieces, LAST])


@pytest.mark.parametrize(
    "last",
    [
        get(version="1.0"),
        get(more="Connection: close\r\n"),
        get(PATH),
        get("/content/de\x7f"),
        get().replace(b"\r\n", b"\n"),
        get(more="X\r\n"),
        b"\x00\x01" + get(),
    ],
)
async def test_the_connection_ends_where_the_application_does(last: bytes) -> None:
    """What is out of form, or asks for it, is the last that is answered."""
    await assert_the_same([get(), last])


async def assert_the_same(pieces: list[bytes]) -> None:
    """Make sure that both ways tell the same."""
    by_connection, by_application = [
        in_order(await told(pieces, by_connection=which)) for which in (True, False)
    ]
    assert by_connection == by_application


async def test_rights_that_end_are_noticed_within_a_connection() -> None:
    """The same head again is judged anew where its caller's rights may end."""
    rights = Ended()
    tokens = Tokens(rights)
    door = HotDoor(kept(), names=Names(), authorise=tokens, monotonic=lambda: 0.0)
    async with opened(long_way, door) as (reader, writer):
        for good in (True, True, False):
            rights.good = good
            writer.write(get())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200" if good else b"HTTP/1.1 299")
            await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
    assert (tokens.admitted, tokens.inside) == (3, 0)


async def test_a_revision_and_a_dropped_answer_are_noticed_within_a_connection() -> None:
    """The revision in the head is the newest, and what was dropped is not told."""
    hot = kept()
    door = HotDoor(hot, names=Names(), authorise=AnyCaller(), monotonic=lambda: 0.0)
    async with opened(long_way, door) as (reader, writer):
        for revision in (b"1", b"2"):
            hot.revision = revision
            writer.write(get())
            head = await reader.readuntil(b"\r\n\r\n")
            assert b"spicerack-revision: " + revision + b"\r\n" in head
            assert await reader.readexactly(3) == b"hot"
        hot.drop("de 440.bsp")
        writer.write(get())
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 299")
