"""CPU of all services for each of 10 000 small files to one site, with the bus in memory.

No server, no HTTP, one process: what is left is the same work in each run, so that two builds can be told
apart on a machine that does other things. QUICK=1 takes a thousand files; REPEAT=5 runs it so often; TMPDIR
says on which file system. It has no bound: it is for comparing builds.
"""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.beside_peers.cases import CASES, FILES
from benchmarks.beside_peers.observer import same
from benchmarks.cpu_per_file.services import InProcess
from shared.service.garbage import search_seldom
from shared.service.lifecycle import StopError
from shared.service.task_group import one_outcome

LOOK_SECONDS = 0.2
PATIENCE = 1800.0


def run(directory: Path) -> bool:
    """Print the CPU of each run, and the median of a file."""
    search_seldom()
    seconds = []
    for _ in range(int(os.environ.get("REPEAT", "1"))):
        with TemporaryDirectory(dir=directory) as place:
            seconds.append(asyncio.run(_measure(Path(place))))
        print(f"{seconds[-1]:.2f} s of CPU", flush=True)
    print(f"{median(seconds) / FILES * 1e6:.0f} microseconds of CPU for each of {FILES} files")
    return True


async def _measure(directory: Path) -> float:
    """Return the seconds of CPU from the moment at which the files stand in the source."""
    ready, source, target = (directory / name for name in ("ready", "source", "target"))
    for one in (ready, source, target):
        one.mkdir()
    CASES["small-files"].work(ready)
    used = 0.0
    with suppress(StopError):
        async with one_outcome() as group:
            services = InProcess(group, directory / "state")
            services.orchestrator()
            managers = [services.site(root.name, root) for root in (source, target)]
            await _until(lambda: all(one.observed.unhashed.all_hashed for one in managers))
            used = -time.process_time()
            for made in sorted(ready.iterdir()):
                made.rename(source / made.name)
            await _until(lambda: managers[1].state.index.count_files() >= FILES)
            used += time.process_time()
            same(source, [target], patience=PATIENCE, failed=lambda: "")
            raise StopError
    return used


async def _until(done: Callable[[], bool]) -> None:
    """Wait until something is so; whoever fails meanwhile ends the group, and with it this wait."""
    while not done():  # noqa: ASYNC110 - who is no part of the services is told nothing
        await asyncio.sleep(LOOK_SECONDS)
