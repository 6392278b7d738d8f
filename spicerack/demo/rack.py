"""The sites of the story: a real `spicerack up` in a temporary place, and what can be done to it."""

import filecmp
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.contracts.http.sites import CollectionStatus, SiteStatus
from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import synchronise
from spicerack.commands.times import Time
from spicerack.errors import CommandError, ExitCode

SITES = ("pasadena", "darmstadt", "tokyo")
PROCESSES = 2 * len(SITES) + 1
START_SECONDS = 120.0
STOP_SECONDS = 60.0
SYNC_SECONDS = 180.0
CONTROL = ".spicerack"
FIRST_PORT = 20000
LAST_PORT = 32000
"""Below the ports that Linux gives to outgoing connections (32768 and up)."""


class Rack:
    """Three sites under one directory. A context manager: it starts them, and stops what is left."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.port = _free_ports(PROCESSES)
        self.log = base / "up.log"
        self._process: subprocess.Popen[bytes] | None = None
        for site in SITES:
            self.root(site).mkdir()

    def __enter__(self) -> Self:
        sites = [f"--site={site}={self.root(site)}" for site in SITES]
        places = [f"--state={self.base / 'state'}", f"--port={self.port}"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "spicerack", "up", "--processes", "--no-gateway", *sites, *places],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait("every process is ready", self._ready, seconds=START_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def root(self, site: str) -> Path:
        """Return the directory of a site."""
        return self.base / site

    def stop(self) -> int:
        """End everything as Ctrl-C does, and return the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(STOP_SECONDS)

    def status(self) -> CollectionStatus:
        """Return the collection's status as the first site's manager tells it."""
        with ManagerClient(f"http://127.0.0.1:{self.port}") as client:
            return client.status()

    def site(self, name: str) -> SiteStatus:
        """Return the status of one site."""
        return next(site for site in self.status().sites if site.name == name)

    def sync(self) -> int:
        """Do what `spicerack sync` does; return its exit code."""
        clock = Time(now=time.monotonic, sleep=time.sleep)
        with ManagerClient(f"http://127.0.0.1:{self.port}") as client:
            verdict = synchronise(client, timeout=SYNC_SECONDS, time=clock, show=lambda _: None)
        if verdict.exit_code is ExitCode.FAILED:
            raise CommandError(verdict.text)
        return verdict.exit_code

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

    def kill(self, process: str) -> None:
        """End one of the processes as a crash would."""
        pids = re.findall(rf"^{process}: started, pid (\d+)", self.log.read_text(), re.MULTILINE)
        os.kill(int(pids[-1]), signal.SIGKILL)

    def starts(self, process: str) -> int:
        """Return how often a process became ready."""
        return len(re.findall(rf"^{process}: ready", self.log.read_text(), re.MULTILINE))

    def differences(self) -> list[str]:
        """Compare all sites with the first, byte by byte; return what differs."""
        first, *others = SITES
        return [line for other in others for line in _compare(self.root(first), self.root(other))]

    def files(self) -> int:
        """Return how many files the first site has."""
        return sum(1 for _ in _files(self.root(SITES[0])))

    def _ready(self) -> bool:
        return len(re.findall(r": ready", self.log.read_text())) > PROCESSES


def _compare(one: Path, other: Path) -> Iterator[str]:
    left, right = set(_files(one)), set(_files(other))
    for path in sorted(left ^ right):
        yield f"{path} is at {(one if path in left else other).name} alone"
    for path in sorted(left & right):
        if not filecmp.cmp(one / path, other / path, shallow=False):
            yield f"{path} differs between {one.name} and {other.name}"


def _files(root: Path) -> Iterator[Path]:
    for path in root.rglob("*"):
        relative = path.relative_to(root)
        if path.is_file() and relative.parts[0] != CONTROL:
            yield relative


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
