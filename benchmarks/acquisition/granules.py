"""Small granules at an FTP server: discovered, fetched, published, and each run through three built-in tasks.

SPICERACK_BENCH_GRANULES says how many; the aim is held with 100 000 of them.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.figures import cpu_seconds, peak_memory, resident_memory
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import vsftpd
from tests.e2e.harness import Rack

COUNT = int(os.environ.get("SPICERACK_BENCH_GRANULES", "500"))

PER_DIRECTORY = 1000

EXTRAS = ("workflow", "runner", "acquirer")

MEMORY_MAX = 200 * 1024 * 1024
"""Of the acquirer and of the workflow process."""

HELD = ("acquirer-a", "workflow-a")

STEPS_OF_MEMORY = 4
"""Times at which the memory is read on the way, so that a growth is seen."""

PATIENCE = 4 * 3600.0
"""Seconds: a run that takes so long is no figure."""

LOOK_SECONDS = 0.5

AT_ONCE = 200
"""Executions of the rule at a time: the runner is never without work."""

ACQUIRER = """[providers.served]
url = {url!r}
connections = 8
[feeds.data]
provider = 'served'
path = 'd[0-9]+/.*[.]dat'
into = 'raw'
keep_directories = true
quiet_seconds = 0
every_seconds = 3600
sidecars = 'off'
"""

TASK = {"Type": "Task"}
DEFINITION = {
    "StartAt": "Verify",
    "States": {
        "Verify": {
            **TASK,
            "Resource": "spicerack:verify",
            "Parameters": {"file.$": "$.file"},
            "ResultPath": "$.verified",
            "Next": "Note",
        },
        "Note": {**TASK, "Resource": "spicerack:pass", "Next": "End"},
        "End": {**TASK, "Resource": "spicerack:pass", "End": True},
    },
}


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept."""
    with reachable_directory() as work, reachable_directory() as files, vsftpd(work, files) as served:
        (directory / "acquirer.toml").write_text(ACQUIRER.format(url=served.address.url))
        settings = {"SPICERACK_ACQUIRER_FILE": str(directory / "acquirer.toml")}
        began = time.monotonic()
        with _rack(directory, settings) as rack:
            print(f"{COUNT} granules; the rack was ready after {time.monotonic() - began:.0f} s", flush=True)
            _fill(files)
            return _measured(rack)


def _fill(files: Path) -> None:
    for number in range(COUNT):
        directory, name = divmod(number, PER_DIRECTORY)
        (files / f"d{directory}").mkdir(exist_ok=True)
        (files / f"d{directory}" / f"g{name}.dat").write_text(f"{number:020}\n")


@contextmanager
def _rack(directory: Path, settings: dict[str, str]) -> Iterator[Rack]:
    """Start a rack whose rule waits for what comes."""
    rack = Rack(directory / "rack", "a", extras=EXTRAS, settings=settings)
    definition = directory / "three.json"
    definition.write_text(json.dumps(DEFINITION))
    with rack.running():
        _command(rack, "workflows", "save", "three", str(definition))
        rule = ("--workflow", "three", "--pattern", "raw/**", "--after", "0", "--at-once", str(AT_ONCE))
        _command(rack, "workflows", "rule", "each", *rule)
        yield rack


def _measured(rack: Rack) -> bool:
    began = time.monotonic()
    _ask_look(rack)
    published = _until(rack, "published", lambda: _published(rack), began)
    succeeded = _until(rack, "through three steps", lambda: _succeeded(rack), began)
    for name in rack.children():
        pid = rack.pid(name)
        print(f"{name}: {cpu_seconds(pid):.1f} s of CPU, {peak_memory(pid) / 1024**2:.0f} MiB at most")
    print(f"{COUNT / published:.0f} a second published, {COUNT / succeeded:.0f} a second to their ends")
    return max(peak_memory(rack.pid(name)) for name in HELD) <= MEMORY_MAX


def _until(rack: Rack, what: str, done: Callable[[], int], began: float) -> float:
    """Wait until all are done, tell memory on the way, and return the seconds since the beginning."""
    told = 0
    while (count := done()) < COUNT:
        if count * STEPS_OF_MEMORY // COUNT > told:
            told = count * STEPS_OF_MEMORY // COUNT
            held = {name: resident_memory(rack.pid(name)) // 1024**2 for name in rack.children()}
            print(f"{count} {what} after {time.monotonic() - began:.0f} s, MiB: {held}", flush=True)
        assert time.monotonic() - began < PATIENCE, f"{count} of {COUNT} {what}"
        time.sleep(LOOK_SECONDS)
    print(f"{COUNT} {what} after {time.monotonic() - began:.0f} s", flush=True)
    return time.monotonic() - began


def _published(rack: Rack) -> int:
    answer = _get(rack, "acquirer", "/api/v1/granules?status=published&countOnly=true")
    return int(answer["meta"]["count"])


def _succeeded(rack: Rack) -> int:
    return int(_get(rack, "workflow", "/status")["executions"].get("succeeded", 0))


def _ask_look(rack: Rack) -> None:
    """Have the provider listed now: it had nothing when the acquirer started."""
    address = f"{_address(rack, 'acquirer')}/api/v1/feeds/data/look"
    answer = httpx.post(address, headers={"SpiceRack-Request": "1"}, timeout=60, trust_env=False)
    answer.raise_for_status()


def _get(rack: Rack, service: str, path: str) -> dict[str, dict[str, int]]:
    answer = httpx.get(_address(rack, service) + path, timeout=60, trust_env=False)
    answer.raise_for_status()
    told: dict[str, dict[str, int]] = answer.json()
    return told


def _address(rack: Rack, service: str) -> str:
    return f"http://127.0.0.1:{rack.port + 3 + EXTRAS.index(service)}"


def _command(rack: Rack, *words: str) -> None:
    environment = {**os.environ, "SPICERACK_URL": rack.url}
    argv = [sys.executable, "-m", "spicerack", *words]
    subprocess.run(argv, env=environment, check=True, capture_output=True, timeout=120)
