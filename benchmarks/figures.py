"""What running processes tell of themselves: their metrics, the server's counters, their CPU time."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.e2e.harness import Rack

_SAMPLE = re.compile(r"^(\w+)(?:\{.*\})? (\S+)$", re.MULTILINE)
_TICKS = os.sysconf("SC_CLK_TCK")
_USER_TIME = 11
"""Fields of /proc/PID/stat after the name of the command, counted from 0 (proc(5): utime is field 14)."""


def metric(rack: Rack, name: str) -> float:
    """Return the sum of a metric over all sites' managers and transfer workers, and all labels."""
    others = range(rack.port + len(rack.names), rack.port + 2 * len(rack.names) + 1)
    total = 0.0
    for port in (*range(rack.port, rack.port + len(rack.names)), *others):
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False, verify=False).text
        total += sum(float(value) for found, value in _SAMPLE.findall(text) if found == name)
    return total


def last_sequences(rack: Rack) -> Mapping[str, int]:
    """Return the last sequence of every stream: how much was ever published to it."""
    details = rack.server_figures("jsz?streams=true")["account_details"][0]["stream_detail"]
    return {one["name"]: int(one["state"]["last_seq"]) for one in details}


def received(rack: Rack) -> tuple[int, int]:
    """Return how many messages and bytes of payload clients have given the server since it was started."""
    figures = rack.server_figures()
    return int(figures["in_msgs"]), int(figures["in_bytes"])


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used so far, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, fields[_USER_TIME : _USER_TIME + 2])) / _TICKS


def peak_memory(pid: int) -> int:
    """Return the highest resident size that a process has had, in bytes (VmHWM)."""
    return _memory(pid, "VmHWM:")


def resident_memory(pid: int) -> int:
    """Return the resident size of a process now, in bytes (VmRSS)."""
    return _memory(pid, "VmRSS:")


def _memory(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"process {pid} has no resident memory: it has ended")
