"""A file of 1 GiB put by curl to a gateway, against `tee` and BLAKE3 in a pipe on the same disk.

A put is on the disk when it is answered, what `tee` writes is not. So the pipe is timed with a sync of its
file, too; the bound is of the pipe without.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import cpu_seconds
from tests.e2e.harness import Rack

SIZE_BYTES = 1024**3

RUNS = 5
"""Of each, in turns: what else the host does meets both."""

FACTOR_MAX = 1.5

PIPE, SYNCED, PUT = "tee | blake3", "tee | blake3, synced", "put"

BLOCK = 4 * 1024 * 1024

HASH = """
import sys
from blake3 import blake3
hasher = blake3()
while data := sys.stdin.buffer.read(1048576):
    hasher.update(data)
print(hasher.hexdigest())
"""


def run(directory: Path) -> bool:
    """Measure both, print the medians, and tell whether the bound is kept."""
    sample = _sample(directory / "sample")
    with Rack(directory, "a", gateways=True).running() as rack:
        rack.synced()
        spent = cpu_seconds(rack.pid("gateway-a"))
        times: dict[str, list[float]] = {PIPE: [], SYNCED: [], PUT: []}
        copy = directory / "copy"
        for number in range(RUNS):
            _time_into(times[PIPE], lambda: _copy(sample, copy), copy)
            _time_into(times[PUT], lambda number=number: _put(rack, sample, number), copy)
            _time_into(times[SYNCED], lambda: _copy(sample, copy, synced=True), copy)
        spent = cpu_seconds(rack.pid("gateway-a")) - spent
    ours, theirs, synced = (statistics.median(times[one]) for one in (PUT, PIPE, SYNCED))
    print(f"{PIPE} {theirs:.2f} s, put {ours:.2f} s ({ours / theirs:.2f}, bound {FACTOR_MAX})")
    print(f"{SYNCED} {synced:.2f} s ({ours / synced:.2f}, no bound)")
    print(f"the gateway took {spent / RUNS:.2f} s of CPU for each")
    print({name: [round(one, 2) for one in found] for name, found in times.items()})
    return ours <= FACTOR_MAX * theirs


def _sample(path: Path) -> Path:
    with path.open("wb") as file:
        for _ in range(SIZE_BYTES // BLOCK):
            file.write(os.urandom(BLOCK))
        os.fsync(file.fileno())
    return path


def _time_into(times: list[float], act: Callable[[], None], fresh: Path) -> None:
    fresh.unlink(missing_ok=True)  # A put writes a new file, too.
    os.sync()  # What the one before has left to write must not be this one's.
    began = time.monotonic()
    act()
    times.append(time.monotonic() - began)


def _copy(sample: Path, target: Path, *, synced: bool = False) -> None:
    pipe = f"tee {target} < {sample} | {sys.executable} -c '{HASH}' > /dev/null"
    subprocess.run(["sh", "-c", f"{pipe} && sync {target}" if synced else pipe], check=True)


def _put(rack: Rack, sample: Path, number: int) -> None:
    # Other bytes at the end each time: the same ones would be no change.
    with sample.open("r+b") as file:
        file.seek(-16, os.SEEK_END)
        file.write(number.to_bytes(16, "big"))
    url = f"{rack.gateway_of('a')}/api/v1/collections/spice/content/sample-{number}.bin"
    head = ["-H", "SpiceRack-Request: 1", "-H", "Expect:"]
    answer = subprocess.run(
        ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", *head, "-T", str(sample), url],
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout in ("201", "202"), answer.stdout
