"""`python -m benchmarks [NAME ...]`: run benchmarks; exit with 1 when a bound is not kept.

With SPICERACK_BENCH_KEEP=DIRECTORY what `started-again`, `idle`, `checkpoint`, `archive` and
`archive-rebuild` have set up stays there, and the next run goes on with it: a first sync of 100 000 files, or
a log of a million, takes most of the time.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import (
    bytes_against_rsync,
    checkpoint,
    console,
    describing,
    geometry,
    idle,
    kernel_sets,
    listing,
    one_edit_many_sites,
    renamed_directory,
    satellite_visits,
    started_again,
    uploads,
)
from benchmarks.acquisition import discovery, fetching, granules, workflows
from benchmarks.archive import rebuild as archive_rebuild
from benchmarks.archive import run as archive
from benchmarks.beside_nginx import run as beside_nginx
from benchmarks.beside_peers.run import run as beside_peers
from benchmarks.cpu_per_file import run as cpu_per_file
from benchmarks.scaling import many_sites

BENCHMARKS = {
    "bytes-against-rsync": bytes_against_rsync.run,
    "one-edit-many-sites": one_edit_many_sites.run,
    "renamed-directory": renamed_directory.run,
    "started-again": started_again.run,
    "idle": idle.run,
    "checkpoint": checkpoint.run,
    "satellite-visits": satellite_visits.run,
    "beside-nginx": beside_nginx.run,
    "beside-peers": beside_peers,
    "cpu-per-file": cpu_per_file.run,
    "uploads": uploads.run,
    "listing": listing.run,
    "kernel-sets": kernel_sets.run,
    "geometry": geometry.run,
    "describing": describing.run,
    "discovery": discovery.run,
    "fetching": fetching.run,
    "granules": granules.run,
    "workflows": workflows.run,
    "archive": archive.run,
    "archive-rebuild": archive_rebuild.run,
    "console": console.run,
    "many-sites": many_sites.run,
}
KEPT = ("started-again", "idle", "checkpoint", "archive", "archive-rebuild")


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return the exit code."""
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
        return 2
    kept = True
    for name in names or BENCHMARKS:
        print(f"{name}: {sys.modules[BENCHMARKS[name].__module__].__doc__}")
        with _directory(name) as directory:
            kept = BENCHMARKS[name](directory) and kept
    return 0 if kept else 1


@contextmanager
def _directory(name: str) -> Iterator[Path]:
    keep = os.environ.get("SPICERACK_BENCH_KEEP")
    if keep and name in KEPT:
        directory = Path(keep) / name
        directory.mkdir(parents=True, exist_ok=True)
        yield directory
        return
    with tempfile.TemporaryDirectory(prefix="spicerack-bench-") as temporary:
        yield Path(temporary)


if __name__ == "__main__":
    # As Ctrl-C does: services that a benchmark has started would go on without it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
