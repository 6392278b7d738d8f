"""The sites of the story: a real `spicerack up` in a temporary place, and what can be done to it."""

import filecmp
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from shared.contracts.http.sites.status import CollectionStatus, SiteStatus
from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import synchronise
from spicerack.commands.times import Time
from spicerack.demo.up import Up
from spicerack.errors import CommandError, ExitCode

SITES = ("pasadena", "darmstadt", "tokyo")
PROCESSES = 2 * len(SITES) + 1
START_SECONDS = 120.0
SYNC_SECONDS = 180.0
CONTROL = ".spicerack"


class Rack(Up):
    """Three sites under one directory. A context manager: it starts them, and stops what is left."""

    def __init__(self, base: Path) -> None:
        sites = [f"--site={site}={base / site}" for site in SITES]
        super().__init__(base, ["--processes", "--no-gateway", *sites], ports=PROCESSES)
        for site in SITES:
            self.root(site).mkdir()

    def __enter__(self) -> Self:
        super().__enter__()
        self.wait("every process is ready", self._ready, seconds=START_SECONDS)
        return self

    def root(self, site: str) -> Path:
        """Return the directory of a site."""
        return self.base / site

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
