"""A SPICE process is killed while it has a job: another takes the job up, and its answer is the same."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from testing.servers.listening import free_ports
from tests.e2e.harness import PATIENCE, REPOSITORY, Rack, eventually, write
from tests.e2e.kernels.descriptions import described
from tests.kernels.made import made

MARKED = {"SpiceRack-Request": "1"}
TIMES = 150_000
"""A question about so many takes some seconds: it is killed long before its end."""

QUESTION = {
    "calculation": "states",
    "target": "-999",
    "observer": "399",
    "times": {"start": 1000.0, "stop": 90_000.0, "count": TIMES},
}


@contextmanager
def replica(rack: Rack, state: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Start a second process of a site's SPICE service as Kubernetes would; yield its address, and it."""
    raw = Path(f"/proc/{rack.pid('spice-a')}/environ").read_bytes().decode()
    environment = dict(one.partition("=")[::2] for one in raw.split("\0") if one)
    port = free_ports(1)
    environment |= {"SPICERACK_STATE": str(state), "SPICERACK_HTTP_PORT": str(port)}
    state.mkdir()
    command = [sys.executable, "-m", "services.spice"]
    with (state / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            eventually(lambda: _ready(address), what="a second SPICE process", patience=PATIENCE, pause=0.2)
            yield address, process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(PATIENCE)


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", trust_env=False).is_success
    except httpx.HTTPError:
        return False


def submit(address: str) -> str:
    """Submit a job, and return its address."""
    answer = httpx.post(
        f"{address}/api/v1/spice/geometry/jobs?form=csv",
        json={"question": QUESTION},
        headers=MARKED,
        timeout=PATIENCE,
        trust_env=False,
    )
    assert answer.status_code == 202, answer.text
    return f"/api/v1/spice/geometry/jobs/{answer.json()['id']}"


def read(address: str) -> Any:
    """Return what a process tells of a job; nothing while it does not."""
    try:
        answer = httpx.get(address, timeout=PATIENCE, trust_env=False)
    except httpx.HTTPError:
        return {}
    return answer.json() if answer.is_success else {}


def answer_of(address: str) -> bytes:
    """Return the answer of a job that is complete."""
    answer = httpx.get(f"{address}/answer", timeout=PATIENCE, trust_env=False)
    assert answer.status_code == 200, answer.text
    return answer.content


def ends(address: str) -> None:
    """Wait until a job has ended, well."""
    eventually(
        lambda: read(address).get("phase") in ("complete", "failed"),
        what="a job that has ended",
        patience=5 * PATIENCE,
        pause=0.5,
    )
    assert read(address)["phase"] == "complete", read(address)


@pytest.mark.slow
def test_a_job_of_a_killed_process_is_taken_up_by_another(tmp_path: Path) -> None:
    """SIGKILL in the midst of it: the other replica ends it, with the bytes that one in peace has."""
    rack = Rack(tmp_path, "a", extras=("describer", "spice"))
    write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(rack["a"] / "lsk/naif9.tls", made("naif9.tls"))
    with rack.running():
        described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls"])
        first = rack.spicerack("url", "spice", "--site=a", f"--url={rack.url}").stdout.strip()
        with replica(rack, tmp_path / "replica") as (second, process):
            rack.kill("spice-a", signal.SIGSTOP)
            peace = submit(second)
            ends(f"{second}{peace}")
            expected = answer_of(f"{second}{peace}")
            rack.kill("spice-a", signal.SIGCONT)

            process.send_signal(signal.SIGSTOP)
            job = submit(first)
            eventually(lambda: read(f"{first}{job}").get("phase") == "calculating", what="a job has begun")
            rack.kill("spice-a")
            process.send_signal(signal.SIGCONT)
            ends(f"{second}{job}")
            assert answer_of(f"{second}{job}") == expected


def counted(address: str, name: str) -> float:
    """Return a figure of a process."""
    text = httpx.get(f"{address}/metrics", timeout=PATIENCE, trust_env=False).text
    lines = (line for line in text.splitlines() if line.startswith(f"spicerack_geometry_{name}{{"))
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def asked(address: str) -> bytes:
    """Ask a short question, and return its answer."""
    question = {**QUESTION, "times": {"at": 1000.0}}
    answer = httpx.post(
        f"{address}/api/v1/spice/geometry",
        json={"question": question},
        headers=MARKED,
        timeout=PATIENCE,
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.slow
def test_a_question_to_a_busy_process_is_answered_by_one_that_is_free(tmp_path: Path) -> None:
    """While a job has its only process, the other replica of the site answers for it, with the same bytes."""
    one = {"SPICERACK_CSPICE_PROCESSES": "1"}
    rack = Rack(tmp_path, "a", extras=("describer", "spice"), settings=one)
    write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(rack["a"] / "lsk/naif9.tls", made("naif9.tls"))
    with rack.running():
        described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls"])
        first = rack.spicerack("url", "spice", "--site=a", f"--url={rack.url}").stdout.strip()
        with replica(rack, tmp_path / "replica") as (second, process):
            expected = asked(second)
            process.send_signal(signal.SIGSTOP)
            job = submit(first)
            eventually(lambda: read(f"{first}{job}").get("phase") == "calculating", what="a job has begun")
            process.send_signal(signal.SIGCONT)
            assert asked(first) == expected
            assert read(f"{first}{job}").get("phase") == "calculating", "the question waited for the job"
            assert (counted(first, "handed_on_total"), counted(second, "taken_over_total")) == (1, 1)


@pytest.mark.slow
def test_a_replica_that_begins_after_a_kernel_was_replaced_leaves_its_jobs_to_who_holds_it(
    tmp_path: Path,
) -> None:
    """They end, though it has nothing to do; of an answer that it has not, it says why it cannot make it."""
    rack = Rack(tmp_path, "a", extras=("describer", "spice"))
    write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp"))
    write(rack["a"] / "lsk/naif9.tls", made("naif9.tls"))
    with rack.running():
        described(rack, ["spk/craft_v1.bsp", "lsk/naif9.tls"])
        first = rack.spicerack("url", "spice", "--site=a", f"--url={rack.url}").stdout.strip()
        jobs = [submit(first) for _ in range(3)]
        write(rack["a"] / "spk/craft_v1.bsp", made("craft_v1.bsp") + bytes(1024))
        rack.spicerack("sync", f"--url={rack.url}")
        with replica(rack, tmp_path / "replica") as (second, _):
            for job in jobs:
                ends(f"{second}{job}")
            assert len({answer_of(f"{first}{job}") for job in jobs}) == 1

            def told() -> str:
                return httpx.get(f"{second}{jobs[0]}/answer", trust_env=False).text

            eventually(lambda: "cannot be calculated here again: spk/craft_v1.bsp" in told(), what="why not")
