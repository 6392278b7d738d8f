"""Callers that are silent, too many, or do not read."""

import asyncio
import json
import socket

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.web.limits import WebLimits
from shared.web.problem import MALFORMED_REQUEST
from tests.unit.shared.web.serving import Served, serving

PARSERS = pytest.mark.parametrize("fast", [False, True], ids=["h11", "llhttp"])

HEAD_SECONDS = 1.0
"""Long enough for a head to arrive though the machine stands still for a while."""

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer everything."""
    await Response("hello")(scope, receive, send)


async def connect(served: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection."""
    url = httpx.URL(await served.url("/"))
    return await asyncio.open_connection(url.host, url.port)


@PARSERS
async def test_a_connection_that_says_nothing_is_ended(fast: bool) -> None:
    """A caller that sends no head, or begins one and stops, is cut after the time for heads."""
    async with serving(hello, WebLimits(head_seconds=0.1), fast=fast) as served:
        silent, _ = await connect(served)
        halting, writer = await connect(served)
        writer.write(REQUEST[:20])
        assert await silent.read() == b""
        assert await halting.read() == b""


@PARSERS
async def test_a_second_head_is_bounded_like_the_first(fast: bool) -> None:
    """A caller that begins its next request and stops is cut, too."""
    async with serving(hello, WebLimits(head_seconds=HEAD_SECONDS), fast=fast) as served:
        reader, writer = await connect(served)
        writer.write(REQUEST + REQUEST[:20])
        assert (await reader.read()).endswith(b"hello")


@PARSERS
async def test_a_head_is_bounded(fast: bool) -> None:
    """A head that does not end is refused at its limit."""
    async with serving(hello, WebLimits(head_bytes=1000), fast=fast) as served:
        reader, writer = await connect(served)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 2000)
        told = await reader.read()
        assert told.startswith(b"HTTP/1.1 400")
        assert not fast or b"more than 1000 bytes" in told


@PARSERS
@pytest.mark.parametrize("sent", [b"no HTTP\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nx y\r\n\r\n"])
async def test_what_is_no_request_is_answered_as_a_problem(fast: bool, sent: bytes) -> None:
    """As JSON, whichever parser finds it, and the connection ends."""
    async with serving(hello, fast=fast) as served:
        reader, writer = await connect(served)
        writer.write(sent)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400") and b"application/problem+json" in head
        assert json.loads(body)["type"] == MALFORMED_REQUEST.type
        assert "client" in json.loads(body)["detail"]  # Who must act.


@PARSERS
async def test_silent_connections_make_room_for_one_that_asks(fast: bool) -> None:
    """However many callers are silent, one more is answered: the idlest of them is cut."""
    async with serving(hello, WebLimits(connections=8), fast=fast) as served:
        silent = [await connect(served) for _ in range(20)]
        async with httpx.AsyncClient() as client:
            assert (await client.get(await served.url("/"))).text == "hello"
        for reader, _ in silent[:12]:
            await _ended(reader)
        for _, writer in silent:
            writer.close()


@PARSERS
async def test_as_many_silent_callers_as_requests_at_a_time_are_no_load(fast: bool) -> None:
    """256 silent connections, which once made every answer a 503 for good, change nothing."""
    async with serving(hello, fast=fast) as served:
        silent = [await connect(served) for _ in range(WebLimits().requests)]
        async with httpx.AsyncClient() as client:
            assert (await client.get(await served.url("/"))).status_code == 200
        for _, writer in silent:
            writer.close()


async def _ended(reader: asyncio.StreamReader) -> None:
    try:
        assert await reader.read() == b""
    except ConnectionResetError:
        return


@PARSERS
async def test_a_caller_that_reads_nothing_is_cut(fast: bool) -> None:
    """An answer that nobody takes holds its buffers for a bounded time: its handler hears of it."""
    cut = asyncio.Event()

    async def flood(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        gone = asyncio.ensure_future(_gone(receive))
        while not gone.done():
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            await asyncio.sleep(0)
        cut.set()

    async with serving(flood, WebLimits(stall_seconds=0.2)) as served:
        _, writer = await connect(served)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(REQUEST)
        await cut.wait()
        writer.close()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@PARSERS
async def test_a_slow_answer_is_not_cut(fast: bool) -> None:
    """A request that is being handled is not silent, however short the time for heads."""

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(HEAD_SECONDS * 1.2)
        await hello(scope, receive, send)

    async with serving(slow, WebLimits(head_seconds=HEAD_SECONDS)) as served, httpx.AsyncClient() as client:
        assert (await client.get(await served.url("/"))).text == "hello"


async def test_a_whole_head_that_is_too_large_is_refused() -> None:
    """Also one that comes at once, whole."""
    async with serving(hello, WebLimits(head_bytes=1000), fast=True) as served:
        reader, writer = await connect(served)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 2000 + b"\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 400")


@PARSERS
async def test_an_answer_in_two_pieces_leaves_at_once(fast: bool) -> None:
    """Small pieces do not wait for the caller's acknowledgement of the ones before."""
    accepted: list[int] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await hello(scope, receive, send)
            return
        transport = receive.__self__.transport  # type: ignore[attr-defined]  # of uvicorn's cycle
        raw = transport.get_extra_info("socket")
        accepted.append(raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await hello(scope, receive, send)

    async with serving(look, fast=fast) as served, httpx.AsyncClient() as client:
        await client.get(await served.url("/"))
    assert accepted[-1] == 1


async def test_many_heads_in_one_piece_are_each_within_the_bound() -> None:
    """A caller that sends its requests at once is answered, whatever they add up to."""
    async with serving(hello, WebLimits(head_bytes=200), fast=True) as served:
        reader, writer = await connect(served)
        writer.write(REQUEST * 50 + REQUEST[:20])
        writer.write(REQUEST[20:].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert (await reader.read()).count(b"200 OK") == 51


@PARSERS
@pytest.mark.parametrize("apart", [False, True], ids=["in one piece", "later"])
async def test_what_is_no_request_is_told_behind_the_answers_before_it(fast: bool, apart: bool) -> None:
    """A body that is longer than was said is no reason to leave a request that is carried out unanswered."""
    begun, free = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await receive()
            begun.set()
            await free.wait()
        await hello(scope, receive, send)

    async with serving(slow, fast=fast) as served:
        reader, writer = await connect(served)
        put = b"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab"
        writer.write(put if apart else put + b"cde no HTTP\r\n\r\n")
        await begun.wait()
        if apart:
            writer.write(b"cde no HTTP\r\n\r\n")
            await writer.drain()
        free.set()
        told = await reader.read()
        assert told.startswith(b"HTTP/1.1 200") and told.count(b"HTTP/1.1 400") == 1
        assert told.index(b"hello") < told.index(b"HTTP/1.1 400")


async def test_a_body_that_breaks_off_is_told_at_once() -> None:
    """Nobody waits for an answer to it."""

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        while scope["type"] == "http" and (await receive()).get("more_body"):
            continue
        await hello(scope, receive, send)

    async with serving(whole, fast=True) as served:
        reader, writer = await connect(served)
        writer.write(b"PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 400")


@PARSERS
async def test_trailers_are_no_headers(fast: bool) -> None:
    """Whether they came with the head or later, nobody is let in by one (RFC 9110, section 6.5.1)."""
    seen: list[bytes] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        while scope["type"] == "http" and (await receive()).get("more_body"):
            continue
        seen.extend(name for name, _ in scope.get("headers", ()))
        await hello(scope, receive, send)

    async with serving(look, fast=fast) as served:
        reader, writer = await connect(served)
        writer.write(
            b"PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"1\r\nx\r\n0\r\nAuthorization: Bearer x\r\n\r\n"
        )
        assert (await reader.read()).endswith(b"hello")
    assert seen == [b"host", b"connection", b"transfer-encoding"]


async def heard(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell the hosts and the path of a request."""
    hosts = [value.decode() for name, value in scope["headers"] if name == b"host"]
    await Response(" ".join([*hosts, scope["path"]]))(scope, receive, send)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (b"http://other.example:8/a?b", b"other.example:8 /a"),
        (b"HTTP://other.example/", b"other.example /"),
        (b"/a", b"localhost /a"),
        (b"http://localhost@other.example/a", None),
        (b"ftp://other.example/a", None),
    ],
)
async def test_a_target_that_names_its_host_says_more_than_the_field(
    target: bytes, told: bytes | None
) -> None:
    """As RFC 9112 asks (section 3.2.2): guards judge the host that others judged; other forms are refused."""
    async with serving(heard, fast=True) as served:
        reader, writer = await connect(served)
        writer.write(
            REQUEST.replace(b" / ", b" " + target + b" ").replace(
                b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"
            )
        )
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert body == told if told is not None else head.startswith(b"HTTP/1.1 400")
