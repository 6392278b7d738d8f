"""A foreign server as a process that is known to listen."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PATIENCE = 30.0
"""Seconds until a server that does not listen has failed: the machine may be busy."""


def free_port() -> int:
    """Return a port of loopback that nobody had a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports(count: int) -> int:
    """Return the first of `count` free ports in a row."""
    source = random.Random()
    for _ in range(200):
        first = source.randrange(20_000, 32_000)
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


Server = subprocess.Popen[bytes]


@contextlib.contextmanager
def listening(
    argv: Sequence[str], port: int, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server for the block, from the moment that it takes connections.

    Raises:
        RuntimeError: it ended or did not listen; the text has what it printed.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            argv,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port, said.fileno())
            yield process
        finally:
            # Its children too: many servers have one a connection, which would live on.
            for pid in (*_descendants(process.pid), process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, said: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    with open(said, closefd=False) as text:
        text.seek(0)
        process.kill()
        raise RuntimeError(f"{process.args!r} does not listen on {port}: {text.read()[-2000:]}")


def _descendants(pid: int) -> Iterator[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for child in children.read_text().split() if children.exists() else ():
        yield from _descendants(int(child))
        yield int(child)
