"""Bytes from a gateway come whole, also where it breaks off or is busy for a moment."""

import asyncio

import httpx
import pytest

from services.archive.contents.fetch import TRIES, fetch
from shared.web.problem import BusyError, NotFoundError

DATA = b"0123456789"
BUSY, CUT, GONE = 503, 0, 404


async def fetched(*answers: int) -> tuple[bytes, list[int], list[float]]:
    """Return what comes from a server that answers so, and then as it should.

    CUT is an answer of which four bytes come. Beside the bytes: where it was asked to begin, and the pauses.
    """
    begun: list[int] = []
    pauses: list[float] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        begun.append(int(head.partition("range: bytes=")[2].partition("-")[0] or 0))
        said, number = DATA[begun[-1] :], len(begun) - 1
        told = answers[number] if number < len(answers) else None
        status = told or (206 if begun[-1] else 200)
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(said)}\r\n\r\n".encode())
        writer.write(said[:4] if told == CUT else said)
        await writer.drain()
        writer.close()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, httpx.AsyncClient(trust_env=False) as http:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"

        async def find() -> str:
            return address

        pieces = [piece async for piece in fetch(http, find, sleep=sleep)]
    return b"".join(pieces), begun, pauses


async def test_what_breaks_off_goes_on_where_it_was() -> None:
    """Also more than once, and after a refusal."""
    assert await fetched() == (DATA, [0], [])
    assert await fetched(BUSY, CUT, BUSY, CUT) == (DATA, [0, 0, 4, 4, 8], [0.5, 0.5, 1.0, 0.5])


async def test_tries_have_an_end() -> None:
    """Of those in a row that bring nothing."""
    with pytest.raises(BusyError, match="answers 503"):
        await fetched(*[BUSY] * TRIES)
    assert (await fetched(*[BUSY] * (TRIES - 1), CUT, *[BUSY] * (TRIES - 2)))[0] == DATA


async def test_bytes_that_a_gateway_has_not_are_asked_for_once() -> None:
    """Whoever may not see them is told at once."""
    with pytest.raises(NotFoundError):
        await fetched(GONE)
