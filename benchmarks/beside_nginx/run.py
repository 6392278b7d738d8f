"""A gateway beside nginx: 1 GiB by curl, 2000 files of 5 kB on 1 and 16 connections, 200 range readers."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.beside_nginx import clients
from benchmarks.beside_nginx.compare import Act, Case, Server, compare
from benchmarks.beside_nginx.nginx import nginx
from benchmarks.beside_nginx.processes import family, watching
from tests.e2e.harness import Rack

NEEDED = ("nginx", "wrk", "curl")

LARGE_BYTES = 1024**3
BLOCK = 4 * 1024 * 1024
SMALL_FILES = 2000
SMALL_BYTES = 5000
RANGE_BYTES = 1024 * 1024
RANGE_READERS = 200

MEMORY_MAX = 200 * 1024 * 1024
"""Bytes of a gateway process, whatever is asked of it."""

PREFIX = "/api/v1/collections/spice/content"

LARGE_FACTOR = 1.2
"""Times nginx' wall for the large file."""

SMALL = clients.SMALL.replace("{count}", str(SMALL_FILES))
RANGES = clients.RANGES.replace("{last}", str(LARGE_BYTES - RANGE_BYTES)).replace(
    "{length}", str(RANGE_BYTES)
)


def run(directory: Path) -> bool:
    """Measure all cases, print them, and tell whether every bound is kept."""
    lacking = [command for command in NEEDED if shutil.which(command) is None]
    if lacking:
        print(f"NOTHING WAS MEASURED BESIDE NGINX: apt install {' '.join(lacking)}")
        return True
    with _gateway(directory) as ours, watching(lambda: family(ours.pid)) as memory:
        kept = _one_worker(directory, ours)
    print(f"memory of the gateway: at most {memory.highest / 1024**2:.0f} MiB PSS (bound {MEMORY_MAX >> 20})")
    return kept and memory.highest <= MEMORY_MAX


def _one_worker(directory: Path, ours: Server) -> bool:
    with nginx(directory / "nginx-1", directory / "a", workers=1) as theirs:
        kept = True
        for case in _cases(directory):
            kept = compare(case, ours, theirs) and kept
        return kept


def _cases(directory: Path) -> Iterator[Case]:
    script = directory / "load.lua"

    def of(load: clients.Load) -> Act:
        return lambda url, prefix: clients.asked(load, url, prefix, script)

    yield Case("2000 files, each for the first time", "files", 0, _once(directory))
    yield Case("2000 files, 1 connection", "files", 0.7, of(clients.Load(SMALL, 1)))
    yield Case("2000 files, 16 connections", "files", 0.25, of(clients.Load(SMALL, 16)))
    ranges = clients.Load(RANGES, RANGE_READERS, unit=RANGE_BYTES)
    yield Case("200 range readers", "bytes", 0.5, of(ranges))
    yield Case("1 GiB by curl", "bytes", 1 / LARGE_FACTOR, _large)


def _once(directory: Path) -> Act:
    return lambda url, prefix: (
        SMALL_FILES,
        clients.fetched_once(url + prefix, SMALL_FILES, directory / "curl.txt"),
    )


def _large(url: str, prefix: str) -> tuple[float, float]:
    return LARGE_BYTES, LARGE_BYTES / clients.fetched(f"{url}{prefix}/large.dat")


@contextmanager
def _gateway(directory: Path) -> Iterator[Server]:
    """Serve the files by a gateway that has digested all of them."""
    root = directory / "a"
    _fill(root)
    with Rack(directory, "a", gateways=True).running() as rack:
        rack.synced()
        url = rack.gateway_of("a")
        clients.fetched(f"{url}{PREFIX}/large.dat", "-H", "Want-Repr-Digest: sha-256=1")
        yield Server(name="gateway", url=url, prefix=PREFIX, pid=rack.pid("gateway-a"))


def _fill(root: Path) -> None:
    (root / "small").mkdir(parents=True)
    for number in range(1, SMALL_FILES + 1):
        (root / "small" / f"{number:04}.dat").write_bytes(os.urandom(SMALL_BYTES))
    with (root / "large.dat").open("wb") as file:
        for _ in range(LARGE_BYTES // BLOCK):
            file.write(os.urandom(BLOCK))
