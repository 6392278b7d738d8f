"""A real `spicerack up` in a temporary place."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from spicerack.errors import CommandError

STOP_SECONDS = 60.0
FIRST_PORT = 20000
LAST_PORT = 32000
"""Below the ports that Linux gives to outgoing connections (32768 and up)."""


class Up:
    """The process. A context manager: it starts it, and ends what is left."""

    def __init__(self, base: Path, words: Sequence[str], *, ports: int) -> None:
        """Choose ports in a row.

        Args:
            base: where it keeps its state and its log.
            words: that it is started with, beside that place and the ports.
            ports: as many as its services listen on.
        """
        self.base = base
        self.port = _free_ports(ports)
        self.log = base / "up.log"
        self._words = (*words, f"--state={base / 'state'}", f"--port={self.port}")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "spicerack", "up", *self._words],
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """End everything as Ctrl-C does, and return the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(STOP_SECONDS)

    def wait(self, what: str, done: Callable[[], bool], *, seconds: float = 60.0) -> None:
        """Wait until something is so.

        Raises:
            CommandError: it was not, in so many seconds.
        """
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end or (self._process is not None and self._process.poll() is not None):
                raise CommandError(f"the demo waited in vain until {what}; see {self.log}")
            time.sleep(0.05)

    def _environment(self) -> dict[str, str]:
        """Return what it is told by its environment."""
        return dict(os.environ)


def _free_ports(count: int) -> int:
    """Return the first of `count` ports in a row that can be had now."""
    for first in range(FIRST_PORT, LAST_PORT, count):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise CommandError(f"no {count} free ports in a row between {FIRST_PORT} and {LAST_PORT}: free some")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
