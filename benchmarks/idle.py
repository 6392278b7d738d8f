"""Three sites with nothing to do: CPU of each process over a minute, and all messages of the next minute."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import cpu_seconds, received
from benchmarks.started_again import PATIENCE, fill
from benchmarks.traffic import traffic
from tests.e2e.harness import Rack

FILES = int(os.environ.get("SPICERACK_BENCH_FILES", "100000"))
SECONDS = float(os.environ.get("SPICERACK_BENCH_SECONDS", "60"))
SETTLE = float(os.environ.get("SPICERACK_BENCH_SETTLE", "30"))
MOST = 0.01
"""Of one core, for each process."""
WORK = tuple(f"rack.{kind}" for kind in ("batch", "log", "job", "report", "sig", "pack", "checkpoint", "ask"))
"""What nobody has a reason to say."""
HEARTBEATS_A_MINUTE = 500
"""Of seven services: two messages of presence every five seconds each (168), standing pulls that are made
anew (about 130), a look at the server and the log every 15 seconds (about 100), leases and wants (24)."""


def run(directory: Path) -> bool:
    """Fill three sites, let them rest, and measure."""
    sites = ("a", "b", "c")
    for site in sites:
        fill(directory / site, FILES)
    with Rack(directory, *sites).running() as rack:
        rack.sync(timeout=PATIENCE)
        return _measure(rack)


def _measure(rack: Rack) -> bool:
    time.sleep(SETTLE)
    # Not in the same minute: the server would deliver every message once more, to who counts them.
    used = _shares(rack)
    for name, share in sorted(used.items(), key=lambda item: -item[1]):
        print(f"{name:<14} {100 * share:5.2f} % of a core")
    with traffic(rack.nats_address()) as counted:
        messages, size = received(rack)
        time.sleep(SECONDS)
        messages, size = received(rack)[0] - messages, received(rack)[1] - size
    print(f"in {SECONDS:.0f} s the server was given {messages} messages, {size} bytes; by kind:")
    print("\n".join(counted.lines()))
    work = [kind for kind in counted.messages if kind.startswith(WORK)]
    quiet = not work and messages <= HEARTBEATS_A_MINUTE * SECONDS / 60
    kept = quiet and max(used.values()) < MOST
    print("nothing but heartbeats" if quiet else f"BROKEN: {work or 'more than heartbeats'}")
    return kept


def _shares(rack: Rack) -> Mapping[str, float]:
    """Return how much of a core each process takes while nobody looks at it."""
    processes = {name: rack.pid(name) for name in rack.children()}
    before = {name: cpu_seconds(pid) for name, pid in processes.items()}
    time.sleep(SECONDS)
    return {name: (cpu_seconds(pid) - before[name]) / SECONDS for name, pid in processes.items()}
