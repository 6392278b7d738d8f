"""Bytes that the kernel moves: the same bytes, none that changed on their way, and nobody waits for ever."""

import asyncio
import mmap
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from shared.web.sending.file_sender import sender_of
from shared.web.sending.in_kernel import SMALLEST, KernelSender, bytes_under_way
from tests.unit.shared.web.serving import serving

UNDER_WAY = bytes_under_way()
LAST = 16 * 1024


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a connection within this host, of which the first does not block."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        far, _ = server.accept()
    near.setblocking(False)
    with near, far:
        yield near, far


def patterned(path: Path, size: int, word: bytes) -> None:
    """Write a file in place that holds a word again and again."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(size)
        with mmap.mmap(file.fileno(), size) as pages:
            block = (word * (1 << 20))[: 1 << 20]
            for start in range(0, size, len(block)):
                pages[start : start + len(block)] = block[: size - start]


@pytest.mark.skipif(UNDER_WAY is None, reason="this system does not tell how large its buffers get")
async def test_a_change_after_the_last_byte_was_taken_is_in_no_answer(tmp_path: Path) -> None:
    """A caller who reads late gets the bytes that were judged, not those that stand there by then."""
    assert UNDER_WAY is not None
    path, size = tmp_path / "large", UNDER_WAY + SMALLEST + LAST
    patterned(path, size, b"old ")

    async def tell(scope: Scope, receive: Receive, send: Send) -> None:
        sender = sender_of(scope)
        assert sender is not None
        headers = [(b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with path.open("rb") as file:
            assert await sender.send(file.fileno(), 0, size - LAST)
            last = os.pread(file.fileno(), LAST, size - LAST)
        patterned(path, size, b"new ")
        await send({"type": "http.response.body", "body": last, "more_body": False})

    seen, changed = 0, 0
    async with (
        serving(tell, fast=True) as served,
        httpx.AsyncClient(trust_env=False) as client,
        client.stream("GET", await served.url("/")) as answer,
    ):
        async for piece in answer.aiter_raw():
            seen, changed = seen + len(piece), changed + piece.count(b"new")
            await asyncio.sleep(0)
    assert (seen, changed) == (size, 0)
    assert path.read_bytes()[:4] == b"new "


async def test_who_takes_nothing_is_given_up(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    """A caller that stalls is told of by an error."""
    patterned(tmp_path / "file", 64 << 20, b"byte")
    with (tmp_path / "file").open("rb") as file, pytest.raises(TimeoutError):
        sender = KernelSender(under_way=0, patience=0.01)
        await sender.send(pair[0], file.fileno(), 0, 64 << 20, is_gone=lambda: False)


async def test_who_goes_away_ends_it(pair: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    """What was taken until then is told."""
    patterned(tmp_path / "file", 64 << 20, b"byte")
    pair[1].close()
    with (tmp_path / "file").open("rb") as file:
        sender = KernelSender(under_way=0, patience=60)
        assert await sender.send(pair[0], file.fileno(), 0, 64 << 20, is_gone=lambda: False) < 64 << 20


def test_only_the_part_that_is_safe_is_moved(pair: tuple[socket.socket, socket.socket]) -> None:
    """What a connection can hold stays to be copied; small files, and unknown buffers, are copied whole."""
    sender = KernelSender(under_way=1000, patience=1)
    assert sender.share(pair[0], SMALLEST + 1000) == SMALLEST
    assert sender.share(pair[0], SMALLEST + 999) == 0
    assert KernelSender(under_way=None, patience=1).share(pair[0], 10 * SMALLEST) == 0
    with socket.socket(socket.AF_UNIX) as within:
        assert sender.share(within, 10 * SMALLEST) == 0


def test_buffers_are_read_from_the_kernels_settings(tmp_path: Path) -> None:
    """Of each end the larger of what it grows to and twice what may be asked for; nothing where one lacks."""
    (tmp_path / "ipv4").mkdir()
    (tmp_path / "core").mkdir()
    (tmp_path / "ipv4/tcp_rmem").write_text("4096\t131072\t6000\n")
    (tmp_path / "ipv4/tcp_wmem").write_text("4096\t16384\t4000\n")
    (tmp_path / "core/rmem_max").write_text("2000\n")
    assert bytes_under_way(tmp_path) is None
    (tmp_path / "core/wmem_max").write_text("5000\n")
    assert bytes_under_way(tmp_path) == 6000 + 10000
