"""Two hundred kernel sets in random order: no error, and memory and disk within their bounds."""

import asyncio
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from blake3 import blake3

from services.spice.geometry.files.content_files import ContentFiles
from services.spice.geometry.files.sources import RootSource
from services.spice.geometry.process.pool import Pool, PoolBounds
from shared.contracts.http.knowledge.kernels import SetMember
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import ReadableFile
from tests.unit.services.spice.geometry.process.asking import ALLOWANCE, CLOCK, Buffer, asked, leap_seconds

SETS = 200
AT_ONCE = 8
PROCESSES = 2
MEMORY_BYTES = 512 * 1024**2
KERNELS_KEPT = 20
SERVICE_GROWTH = 64 * 1024**2
"""Bytes that the service may keep of two hundred sets beside their files: far less than a process each."""

pytestmark = pytest.mark.slow


def laid(root: Path, number: int) -> SetMember:
    """Lay a kernel that differs from all others."""
    data, path = leap_seconds(number).ljust(8_000, b" ") + b"\n", f"{number:03}.tls"
    (root / path).write_bytes(data)
    return SetMember(
        path=path,
        content=blake3(data).hexdigest(),
        size=len(data),
        revision=7,
        kind="lsk",
        quality="untold",
        needed_for=(),
    )


def opener(root: Path) -> Callable[[str], ReadableFile]:
    """Return what opens files of a site."""

    def opened(path: str) -> ReadableFile:
        with closing(PosixFiles(root)) as files:
            return files.open(path)

    return opened


def resident(process: str) -> int:
    """Return the bytes of memory that a process has now, none where it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def children() -> list[str]:
    """Return the processes that this one has started."""
    return [
        one for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()
    ]


async def test_two_hundred_sets_in_random_order_are_answered_within_the_bounds(tmp_path: Path) -> None:
    """Each answer is that of its own kernels; processes, memory and files stay within their settings."""
    members = [laid(tmp_path, number) for number in range(SETS)]
    kept = tmp_path / "kept"
    limit = KERNELS_KEPT * members[0].size
    files = ContentFiles(kept, source=RootSource(opener(tmp_path)), limit_bytes=limit)
    files.start()
    pool = Pool(files, PoolBounds(processes=PROCESSES, memory_bytes=MEMORY_BYTES))
    order = random.Random(5).sample(members, SETS)
    turns = asyncio.Semaphore(AT_ONCE)
    before = resident("self")
    most = {"processes": 0, "bytes": 0, "children": 0, "memory": 0, "service": 0}

    def look() -> None:
        now = children()
        seen = {
            "processes": pool.running,
            "bytes": files.bytes,
            "children": len(now),
            "memory": sum(map(resident, now)),
            "service": resident("self") - before,
        }
        most.update({name: max(most[name], value) for name, value in seen.items()})

    async def answered(member: SetMember) -> str:
        sink = Buffer()
        async with turns:
            await pool.ask(asked([member], CLOCK), allowance=ALLOWANCE, sink=sink)
            look()
        return str(sink.json()["kernels"][0]["path"])

    try:
        told = await asyncio.gather(*map(answered, order))
    finally:
        await pool.stop()
        await files.stop()

    print(most)
    assert told == [one.path for one in order]
    assert most["processes"] <= PROCESSES
    assert most["children"] <= PROCESSES
    assert most["memory"] <= PROCESSES * MEMORY_BYTES
    assert most["service"] <= SERVICE_GROWTH
    assert most["bytes"] <= limit
    assert len(list(kept.iterdir())) <= KERNELS_KEPT
