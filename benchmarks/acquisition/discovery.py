"""One hundred thousand entries that are known, looked at again: what a look takes after its listing."""

import asyncio
import resource
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import process_time

from services.acquirer.app import make_context
from services.acquirer.config import AcquirerConfig
from services.acquirer.context import AcquirerContext
from services.acquirer.sources.pool import SourcePool
from services.acquirer.work.look_task import look_once
from shared.contracts.topology import Topology
from shared.model.entry import Kind
from shared.observability.clock import SystemClock
from shared.roots.port import Stat
from testing.bus.memory import MemoryBus, MemoryServer

ENTRIES = 100_000

SECONDS_MAX = 5.0
"""CPU of one look at entries that are all known, with their listing in memory. On an idle host it is the wall
time: one thread does all of it."""

LOOK_MAX = 90 * 1024 * 1024
"""Bytes of a look with its listing, beside what the process had before: a service begins with 100 MiB, and
shall stay below 200."""

GROWTH_MAX = 64 * 1024 * 1024
"""Bytes by which the process grows from the first look to the last: looks leave nothing behind."""

PROVIDER = "[providers.p]\nurl = 'ftp://localhost/'\n"

FEED = "[feeds.f]\nprovider = 'p'\npath = '.*\\.dat'\nquiet_seconds = 0\n"


class Listed:
    """A provider whose listing is in memory: the server's part takes no time."""

    def names(self, _directory: str) -> Sequence[Stat]:
        """Return the same each time, made anew as a server's listing is."""
        return [
            Stat(path=f"granule-{number:06}.dat", kind=Kind.FILE, size=number, version=f"{number:x}-1")
            for number in range(ENTRIES)
        ]

    def __exit__(self, *_: object) -> None:
        """Hold nothing."""


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept."""
    return asyncio.run(_run(directory))


async def _run(directory: Path) -> bool:
    with ThreadPoolExecutor(4) as executor:
        context = _context(directory, executor)
        try:
            bare = _peak()
            new = await _look(context)
            before = _peak()
            known = min([await _look(context) for _ in range(3)])
        finally:
            context.store.close()
    grown = _peak() - before
    print(f"{ENTRIES} entries: {new:.1f} s of CPU when new, {known:.1f} s when known")
    print(
        f"memory: {_peak() / 1024**2:.0f} MiB, {bare / 1024**2:.0f} of them before any look, "
        f"{grown / 1024**2:.0f} since the first"
    )
    return known <= SECONDS_MAX and grown <= GROWTH_MAX and _peak() - bare <= LOOK_MAX


def _context(directory: Path, executor: ThreadPoolExecutor) -> AcquirerContext:
    place = Path(tempfile.mkdtemp(dir=directory))
    file = place / "acquirer.toml"
    file.write_text(PROVIDER + FEED)
    (place / "root").mkdir()
    config = AcquirerConfig(site="a", root=place / "root", state=place, acquirer_file=file)
    bus = MemoryBus(MemoryServer(Topology()), "acquirer")
    context = make_context(config, bus=bus, clock=SystemClock(), executor=executor, instance="1")
    pools = {"p": SourcePool(Listed, connections=1)}  # type: ignore[arg-type]
    return replace(context, pools=pools)


async def _look(context: AcquirerContext) -> float:
    began = process_time()
    ended = await look_once(context, "f")
    assert (ended.error, ended.files) == ("", ENTRIES), ended
    return process_time() - began


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
