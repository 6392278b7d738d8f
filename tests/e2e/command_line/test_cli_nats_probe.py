"""What `up --nats` says about a server, asked of a real one."""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spicerack.errors import CommandError
from spicerack.up.nats.address import parse_nats_url
from spicerack.up.nats.probe import probe_nats

PATIENCE = 120


@contextmanager
def server(directory: Path, *arguments: str) -> Iterator[str]:
    """Run a throwaway server; yield HOST:PORT."""
    binary = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if binary is None:
        pytest.skip("no nats-server is installed")
    command = [binary, "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", str(directory), *arguments]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield urlsplit(_url(directory)).netloc
        finally:
            process.terminate()


def _url(directory: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for path in directory.glob("*.ports"):
            if text := path.read_text():
                return str(json.loads(text)["nats"][0])
        time.sleep(0.02)
    raise AssertionError("nats-server wrote no ports file")


async def test_open_server_is_accepted(tmp_path):
    """A server that lets everybody in is good."""
    with server(tmp_path) as netloc:
        await probe_nats(parse_nats_url(f"nats://{netloc}"))


async def test_right_password_is_accepted_and_a_wrong_one_refused(tmp_path):
    """Credentials are tried before anything is started."""
    with server(tmp_path, "--user", "me", "--pass", "right") as netloc:
        await probe_nats(parse_nats_url(f"nats://me:right@{netloc}"))
        with pytest.raises(CommandError, match="refuses: Authorization Violation"):
            await probe_nats(parse_nats_url(f"nats://me:wrong@{netloc}"))


async def test_missing_credentials_are_asked_for(tmp_path):
    """The line says where to put them."""
    asks = pytest.raises(CommandError, match="SPICERACK_NATS_PASSWORD")
    with server(tmp_path, "--user", "me", "--pass", "right") as netloc, asks:
        await probe_nats(parse_nats_url(f"nats://{netloc}"))


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "is no NATS server"),
        (b"INFO {broken\r\n", "is no NATS server"),
        (b"x" * 100_000, "is no NATS server"),
        (b"", "is no NATS server"),
    ],
)
async def test_what_does_not_speak_nats_is_named(greeting, said):
    """Whatever else listens at the address is told apart from a server."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        with pytest.raises(CommandError, match=said):
            await probe_nats(parse_nats_url(f"nats://127.0.0.1:{port}"))


async def test_silent_listener_is_given_up_on():
    """A listener that says nothing does not hold up the start."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        with pytest.raises(CommandError, match="no NATS server answers"):
            await probe_nats(parse_nats_url(f"nats://127.0.0.1:{port}"), timeout=0.1)
