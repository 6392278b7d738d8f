"""Stopping and starting on many unchanged files: nothing is hashed, nothing is published."""

import os
import time
from pathlib import Path

from benchmarks.figures import cpu_seconds, last_sequences, metric
from tests.e2e.harness import Rack, eventually, write

FILES = int(os.environ.get("SPICERACK_BENCH_FILES", "100000"))
PER_DIRECTORY = 1000
PATIENCE = 1800.0
WRITTEN_AT = 1_700_000_000 * 10**9
HASHED = "spicerack_site_hashed_files_total"
QUIET = ("BATCHES", "LOG", "JOBS", "PACKS", "SIGNATURES", "REPORTS")
"""Streams to which nothing may be published. A site says its want anew, and gives signs of life."""


def run(directory: Path) -> bool:
    """Fill a site, let another follow, start all of it again, and count."""
    fill(directory / "a", FILES)
    rack = Rack(directory, "a", "b")
    began = time.monotonic()
    with rack.running():
        rack.sync(timeout=PATIENCE)
        first = metric(rack, HASHED)
        print(f"first sync: {time.monotonic() - began:.1f} s, CPU seconds: {_used(rack)}", flush=True)
        before = last_sequences(rack)
    began = time.monotonic()
    with rack.running():
        ready = time.monotonic() - began
        eventually(lambda: _looked(rack), what="both sites looked at everything", patience=PATIENCE)
        looked = time.monotonic() - began
        print(f"started again, CPU seconds until all was looked at: {_used(rack)}", flush=True)
        rack.sync(timeout=PATIENCE)
        hashed, after = metric(rack, HASHED), last_sequences(rack)
    published = {name: after[name] - before[name] for name in QUIET}
    kept = hashed == 0 and not any(published.values())
    print(
        f"{FILES} files: {first:.0f} hashed on the first start; started again: {hashed:.0f} hashed, "
        f"published {published}, ready after {ready:.1f} s, all looked at after {looked:.1f} s"
        f"{'' if kept else '  BROKEN'}"
    )
    return kept


def fill(root: Path, files: int) -> None:
    """Write the files, each of its own content, the same at every call; a root that exists is left."""
    if root.exists():
        return
    for number in range(files):
        directory, name = divmod(number, PER_DIRECTORY)
        path = root / f"{directory:03}" / f"orbit-{name:03}.bsp"
        write(path, f"{number:020}\n", times=(WRITTEN_AT, WRITTEN_AT))


def _used(rack: Rack) -> str:
    return ", ".join(f"{name} {cpu_seconds(rack.pid(name)):.1f}" for name in rack.children())


def _looked(rack: Rack) -> bool:
    return all(site["online"] and site["state"] == "idle" for site in rack.status()["sites"])
