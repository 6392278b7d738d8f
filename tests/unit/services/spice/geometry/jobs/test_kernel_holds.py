"""Kernels are held for jobs, so many of them asked for at a time."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from services.spice.geometry.jobs.kernel_holds import OPENING_MAX, KernelHolds
from shared.contracts.http.knowledge.kernels import SetMember
from tests.unit.services.spice.geometry.process.asking import Folder


async def test_a_process_that_begins_asks_for_the_kernels_of_few_jobs_at_a_time(tmp_path: Path) -> None:
    """It has taken stock when all of them were asked for, and not before."""
    files = Folder(tmp_path)
    kernel = files.member("a.bsp", b"kernel")
    gate, news, settled = asyncio.Event(), asyncio.Event(), asyncio.Event()
    asking: list[int] = []

    async def members() -> Sequence[SetMember]:
        asking.append(len(asking))
        await gate.wait()
        return [kernel]

    async def lacks(_: str) -> None:
        raise AssertionError("nothing lacks")

    holds = KernelHolds(files=files, limit_bytes=100, patience=1, monotonic=lambda: 0.0, settled=settled.set)
    wanted = {f"{number:032x}": members for number in range(OPENING_MAX + 3)}
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        await holds.look(group, wanted, lacks=lacks, news=news.set)
        await asyncio.sleep(0)
        assert (len(asking), settled.is_set()) == (OPENING_MAX, False)
        gate.set()
        while not settled.is_set():
            await news.wait()
            news.clear()
            await holds.look(group, wanted, lacks=lacks, news=news.set)

    assert len(files.open) == len(asking) == len(wanted)
    assert holds.bytes == len(b"kernel")
