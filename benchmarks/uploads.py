"""A file of 1 GiB put by curl to a gateway, against `tee` and BLAKE3 in a pipe on the same disk."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import cpu_seconds
from tests.e2e.harness import Rack

SIZE_BYTES = 1024**3

RUNS = 3
"""Of each, in turns: what else the host does meets both."""

FACTOR_MAX = 1.5

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
        times: dict[str, list[float]] = {"tee | blake3": [], "put": []}
        for number in range(RUNS):
            times["tee | blake3"].append(_timed(lambda: _copy(sample, directory / "copy")))
            times["put"].append(_timed(lambda number=number: _put(rack, sample, number)))  # type: ignore[misc]
            os.sync()  # What the one has left to write must not be the other's.
        spent = cpu_seconds(rack.pid("gateway-a")) - spent
    ours, theirs = statistics.median(times["put"]), statistics.median(times["tee | blake3"])
    print(f"tee | blake3 {theirs:.2f} s, put {ours:.2f} s ({ours / theirs:.2f}, bound {FACTOR_MAX})")
    print(f"the gateway took {spent / RUNS:.2f} s of CPU for each")
    print({name: [round(one, 2) for one in found] for name, found in times.items()})
    return ours <= FACTOR_MAX * theirs


def _sample(path: Path) -> Path:
    with path.open("wb") as file:
        for _ in range(SIZE_BYTES // BLOCK):
            file.write(os.urandom(BLOCK))
        os.fsync(file.fileno())
    return path


def _timed(act: object) -> float:
    assert callable(act)
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _copy(sample: Path, target: Path) -> None:
    pipe = f"tee {target} < {sample} | {sys.executable} -c '{HASH}' > /dev/null"
    subprocess.run(["sh", "-c", pipe], check=True)


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
