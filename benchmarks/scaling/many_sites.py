"""Racks of more and more sites on one server: what each site costs at rest, and what one change costs at all.

Every site has the processes that it has anywhere, a manager and a transfer worker: nothing is shared but the
server, the orchestrator and the processors. `SPICERACK_BENCH_SITES` says how many sites.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scaling.sample import Sample, sample
from tests.e2e.harness import Rack, random_bytes, write

SITES = tuple(int(each) for each in os.environ.get("SPICERACK_BENCH_SITES", "2,10,25,50").split(","))
SECONDS = float(os.environ.get("SPICERACK_BENCH_SECONDS", "60"))
SETTLE = float(os.environ.get("SPICERACK_BENCH_SETTLE", "20"))
FILES = 100
"""Of 4 kB each, in one change."""
SIZE = 4096
PATIENCE = 900.0
RESTS_WITHIN = 2.0
"""A site among many may cost so much more at rest than one among few: else something grows by the square."""


def run(directory: Path) -> bool:
    """Measure each number of sites; tell whether a site costs as much at rest among many as among few."""
    rests = []
    for count in SITES:
        rests.append(_measure(directory / str(count), count) / count)
        print(f"{count} sites: {1000 * rests[-1]:.1f} ms of CPU a second and site at rest", flush=True)
    kept = rests[-1] <= RESTS_WITHIN * rests[0]
    print("a site costs as much among many as among few" if kept else "BROKEN: sites cost more among many")
    return kept


def _measure(directory: Path, count: int) -> float:
    """Print what a rack of so many sites uses; return the CPU of its services a second at rest."""
    names = [f"s{number:03}" for number in range(count)]
    with Rack(directory, *names).running() as rack:
        write(rack[names[0]] / "first", "one file that all have\n")
        rack.sync(timeout=PATIENCE)
        time.sleep(SETTLE)
        before, began = sample(rack), time.monotonic()
        time.sleep(SECONDS)
        rest, seconds = sample(rack), time.monotonic() - began
        _tell("at rest, a second", before, rest, divisor=seconds)
        for number in range(FILES):
            write(rack[names[0]] / f"change/{number}", random_bytes(number, SIZE))
        began = time.monotonic()
        rack.sync(timeout=PATIENCE)
        after, passed = sample(rack), time.monotonic() - began
        print(f"{count} sites had {FILES} files of {SIZE} bytes after {passed:.1f} s")
        _tell("the change, with what rest costs meanwhile", rest, after, divisor=1)
        print("\n".join(_memory(rest)), flush=True)
        services = sum(rest.cpu.values()) - sum(before.cpu.values())
        return services / seconds


def _tell(what: str, before: Sample, after: Sample, *, divisor: float) -> None:
    received = (after.received - before.received) / divisor
    sent = (after.sent - before.sent) / divisor
    print(f"{what}:")
    print(f"  server received {received:.1f} messages, {_bytes(before, after, 'received_bytes', divisor)}")
    print(f"  server sent {sent:.1f} messages, {_bytes(before, after, 'sent_bytes', divisor)}")
    for kind in sorted(after.cpu):
        print(f"  {kind:<14} {1000 * (after.cpu[kind] - before.cpu.get(kind, 0)) / divisor:.1f} ms of CPU")


def _bytes(before: Sample, after: Sample, name: str, divisor: float) -> str:
    return f"{(getattr(after, name) - getattr(before, name)) / divisor:.0f} bytes"


def _memory(rest: Sample) -> Iterator[str]:
    yield f"  {rest.consumers} consumers"
    for kind, size in sorted(rest.memory.items()):
        yield f"  {kind:<14} {size / 1024**2:.0f} MiB in sum"
