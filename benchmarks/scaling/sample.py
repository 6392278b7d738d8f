"""A sample of what a rack has used: CPU and memory by kind of process, and the server's counters."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import cpu_seconds
from tests.e2e.harness import Rack

KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was used up to a moment."""

    cpu: Mapping[str, float]
    """Seconds, by kind of process, in sum."""
    memory: Mapping[str, int]
    """Bytes of the proportional set, by kind of process, in sum."""
    received: int
    """Messages that clients gave the server."""
    received_bytes: int
    sent: int
    """Messages that the server gave clients."""
    sent_bytes: int
    consumers: int


def sample(rack: Rack) -> Sample:
    """Return what a rack has used so far."""
    cpu: defaultdict[str, float] = defaultdict(float)
    memory: defaultdict[str, int] = defaultdict(int)
    for name in rack.children():
        cpu[kind_of(name)] += cpu_seconds(rack.pid(name))
        memory[kind_of(name)] += proportional_bytes(rack.pid(name))
    figures, streams = rack.server_figures(), rack.server_figures("jsz")
    return Sample(
        cpu=cpu,
        memory=memory,
        received=int(figures["in_msgs"]),
        received_bytes=int(figures["in_bytes"]),
        sent=int(figures["out_msgs"]),
        sent_bytes=int(figures["out_bytes"]),
        consumers=int(streams["consumers"]),
    )


def kind_of(child: str) -> str:
    """Return the kind of a child of `up`: the name of its service, or of the server."""
    return child if child == "nats-server" else child.partition("-")[0]


def proportional_bytes(pid: int) -> int:
    """Return the proportional set size of a process (Pss in /proc/PID/smaps_rollup, proc(5))."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * KIB
    raise AssertionError(f"process {pid} has no proportional set")
