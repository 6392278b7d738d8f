"""Two hundred files of 100 kB, brought in by an acquirer, beside `lftp mirror -P8` or `rclone copy`.

SPICERACK_BENCH_FILES and SPICERACK_BENCH_BYTES say how many, and of how many bytes; SPICERACK_BENCH_SERVERS
names servers.
"""

import asyncio
import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.acquisition.fetching_peers import AT_ONCE, PATIENCE, Served, served_by
from services.acquirer.app import OTHER_THREADS
from services.acquirer.work.fetch_task import fetch_forever
from tests.unit.services.acquirer.acquiring import FEED, Acquirer, acquirer_of

COUNT = int(os.environ.get("SPICERACK_BENCH_FILES", "200"))

SIZE = int(os.environ.get("SPICERACK_BENCH_BYTES", "100000"))

ROUNDS = 5
"""Of both, in turns; the median of each counts: other work on the host comes and goes."""

RATIO_MAX = 20.0
"""Of the peer's time, which makes nothing durable. Asked is 1; this finds what grew by itself."""

PROVIDER = f"connections = {AT_ONCE}"

PATTERN = "path = '.*[.]dat'\nquiet_seconds = 0\nevery_seconds = 3600\nsidecars = 'off'\n"

THREADS = AT_ONCE + OTHER_THREADS

SERVERS = tuple(os.environ.get("SPICERACK_BENCH_SERVERS", "vsftpd,proftpd,openssh,s3").split(","))

LOOK_SECONDS = 0.02
"""Between two looks at how far the acquirer is."""


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept."""
    kept = [_beside(server, directory) for server in SERVERS]
    return all(kept)


def _beside(server: str, directory: Path) -> bool:
    theirs, ours, used = [], [], []
    with served_by(server, count=COUNT, size=SIZE) as served:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(dir=directory) as place:
                theirs.append(served.by_peer(Path(place) / "theirs", COUNT))
                began = process_time()
                ours.append(asyncio.run(_acquired(served, Path(place))))
                used.append(process_time() - began)
    ratio = median(ours) / median(theirs)
    print(
        f"{server}: {COUNT} files of {SIZE} bytes in {median(ours):.2f} s ({median(used):.2f} of CPU), "
        f"{served.peer} {median(theirs):.2f} s: {ratio:.1f}",
        flush=True,
    )
    return ratio <= RATIO_MAX


async def _acquired(served: Served, directory: Path) -> float:
    words = PROVIDER + served.provider
    async with acquirer_of(directory, served.played, PATTERN, provider=words, threads=THREADS) as acquirer:
        acquirer.context.held.add("served")
        began = perf_counter()
        assert await acquirer.look() == ""
        fetching = asyncio.create_task(fetch_forever(acquirer.context, FEED, still=lambda: True))
        try:
            async with asyncio.timeout(PATIENCE):
                await _published(acquirer)
            return perf_counter() - began
        finally:
            fetching.cancel()
            await asyncio.wait([fetching])


async def _published(acquirer: Acquirer) -> None:
    while acquirer.context.store.counts(FEED) != {"published": COUNT}:  # noqa: ASYNC110 - a person's figures
        await asyncio.sleep(LOOK_SECONDS)
