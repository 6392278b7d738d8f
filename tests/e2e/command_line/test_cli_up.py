"""`spicerack up` as a process of its own, with the server that it brings along."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spicerack.errors import CommandError
from spicerack.up.checks import check_ports

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 300

PORTS_TAKEN = 4
"""By an `up` of one site."""


class Up:
    """One `spicerack up` of one site, and what it has said so far."""

    def __init__(self, directory: Path, *, port: int, stdout: int = subprocess.PIPE) -> None:
        (directory / "site").mkdir(exist_ok=True)
        self.directory = directory
        arguments = ["--site", f"a={directory}/site", "--state", f"{directory}/state", "--port", str(port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "spicerack", "up", *arguments],
            cwd=REPOSITORY,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []

    def until(self, *words: str) -> str:
        """Read lines until one that holds all `words`."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if all(word in line for word in words):
                return line
        raise AssertionError(f"{words} was never said: {self.lines}, {self.process.stderr.read()}")

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit code and what was said to the end."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, (out or "") + err

    def pids(self) -> list[int]:
        """Return the processes that this one has started and that live."""
        me = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]


@pytest.fixture
def port() -> int:
    """A port with free ones after it, below those that the system hands out to others meanwhile."""
    first = 20_000 + os.getpid() % 1000 * PORTS_TAKEN
    return next(port for port in range(first, 32_000, PORTS_TAKEN) if _free(port))


@pytest.fixture
def up(tmp_path, port) -> Iterator[Up]:
    """A running `up` whose services have been started."""
    running = Up(tmp_path, port=port)
    running.until("gateway-a: started")
    yield running
    running.process.kill()
    running.process.wait(PATIENCE)


def _free(port: int) -> bool:
    try:
        check_ports("127.0.0.1", range(port, port + PORTS_TAKEN))
    except CommandError:
        return False
    return True


def gone(pid: int) -> bool:
    """Wait until a process that is not ours has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], PATIENCE)[0])
    finally:
        os.close(descriptor)


def drained(up: Up, number: signal.Signals) -> None:
    """Make sure that services end first, the server last, nothing is left, and the exit code is 0."""
    pids = up.pids()
    code, said = up.end(number)
    assert code == 0, said
    stopped = [line for line in said.splitlines() if line.endswith(": stopped")]
    assert stopped[-1] == "nats-server: stopped"
    assert {line.split(":")[0] for line in stopped} == {
        "manager-a",
        "orchestrator",
        "transfer-a",
        "gateway-a",
        "nats-server",
    }
    assert all(gone(pid) for pid in pids)


def test_second_start_and_a_dead_server_change_nothing_until_a_signal_drains_all(up, port):
    """The second one names the first one's pid and ends, the server is started again, SIGTERM ends all."""
    second = Up(up.directory, port=port)
    out, err = second.process.communicate(timeout=PATIENCE)
    assert (second.process.returncode, out) == (1, "")
    assert f"pid {up.process.pid}" in err
    assert err.count("\n") == 1

    line = next(line for line in up.lines if line.startswith("nats-server: started"))
    os.kill(int(line.split("pid ")[1].split(",")[0]), signal.SIGKILL)
    up.until("nats-server: is not running")
    up.until("nats-server: ready")

    drained(up, signal.SIGTERM)


def test_no_orphan_is_left_by_a_kill_and_the_state_can_be_used_again(up, port):
    """SIGKILL ends the server and every service; the next `up` runs on that state, until Ctrl-C drains it."""
    pids = up.pids()
    assert pids
    up.end(signal.SIGKILL)
    assert all(gone(pid) for pid in pids)
    again = Up(up.directory, port=port)
    again.until("gateway-a: started")
    drained(again, signal.SIGINT)


def test_terminal_that_goes_away_stops_nothing(tmp_path, port):
    """On a terminal a table is shown; when the terminal is gone services run on, and drain as ever."""
    master, slave = os.openpty()
    running = Up(tmp_path, port=port, stdout=slave)
    os.close(slave)
    shown = b""
    while b"transfer-a" not in shown:
        shown += os.read(master, 65536)
    os.close(master)
    code, said = running.end(signal.SIGTERM)
    assert (code, said) == (0, "")


def test_reader_that_goes_away_stops_nothing(up):
    """`up | head` shows less and does the same."""
    assert up.process.stdout is not None
    up.process.stdout.close()
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(PATIENCE) == 0
