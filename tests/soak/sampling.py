"""What processes take and what waits in queues, read from /proc and from the server's own figures."""

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import httpx

from shared.contracts.topology import CONSUMER_STREAMS
from tests.e2e.harness import CONTROL, Rack

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One figure at one time."""

    seconds: float
    """Since the beginning."""
    subject: str
    """A process, a stream or a directory."""
    measure: str
    """E.g. `rss_mib`."""
    value: float


def sample(rack: Rack, *, seconds: float) -> list[Sample]:
    """Return all figures of now; what has just ended or does not answer has none."""
    found = [*_processes(rack), *_queues(rack), *_disks(rack)]
    return [Sample(seconds=seconds, subject=s, measure=m, value=v) for s, m, v in found]


def write_csv(samples: Iterable[Sample], file: TextIO) -> None:
    """Write samples, a line each."""
    writer = csv.writer(file)
    writer.writerow(["seconds", "subject", "measure", "value"])
    for one in samples:
        writer.writerow([f"{one.seconds:.1f}", one.subject, one.measure, f"{one.value:g}"])


def _processes(rack: Rack) -> Iterable[tuple[str, str, float]]:
    for name in rack.children():
        process = Path(f"/proc/{rack.pid(name)}")
        try:
            status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            times = (process / "stat").read_text().rpartition(")")[2].split()
            descriptors = len(os.listdir(process / "fd"))  # noqa: PTH208 - their names are all that is read
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "VmRSS" not in status:
            continue  # it has ended, and waits to be buried
        yield name, "rss_mib", int(status["VmRSS"].split()[0]) / 1024
        yield name, "threads", float(status["Threads"])
        yield name, "descriptors", float(descriptors)
        yield name, "cpu_seconds", (int(times[11]) + int(times[12])) / CLOCK_TICKS


def _queues(rack: Rack) -> Iterable[tuple[str, str, float]]:
    try:
        figures = rack.server_figures("jsz?streams=true&consumers=true")
    except (httpx.HTTPError, OSError, ValueError):
        return
    for account in figures.get("account_details", []):
        for stream in account.get("stream_detail", []):
            state = stream.get("state", {})
            yield stream["name"], "messages", float(state.get("messages", 0))
            yield stream["name"], "stream_mib", state.get("bytes", 0) / MIB
            for consumer in stream.get("consumer_detail") or []:
                if consumer["name"].partition("-")[0] not in CONSUMER_STREAMS:
                    continue  # one that a reader made for itself, under another name after every restart
                waiting = consumer.get("num_pending", 0) + consumer.get("num_ack_pending", 0)
                yield f"{stream['name']}/{consumer['name']}", "waiting", float(waiting)


def _disks(rack: Rack) -> Iterable[tuple[str, str, float]]:
    yield "server's store", "disk_mib", _size([rack.state / "nats"])
    yield (
        "services' state",
        "disk_mib",
        _size(path for path in rack.state.iterdir() if path.name not in ("nats", "logs")),
    )
    for name, root in rack.roots.items():
        yield f"control directory of {name}", "disk_mib", _size([root / CONTROL])
        yield f"staging of {name}", "disk_mib", _size([root / CONTROL / "staging"])


def _size(directories: Iterable[Path] | Sequence[Path]) -> float:
    total = 0
    for top in directories:
        for directory, _, files in os.walk(top):
            for name in files:
                try:
                    total += (Path(directory) / name).stat().st_size
                except FileNotFoundError:
                    continue
    return total / MIB
