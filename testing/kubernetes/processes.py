"""Processes of a cluster: each has a log and an id that is written down, by which it is ended."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 15.0
"""Seconds to end by itself; then it is killed."""
WITH_THEIR_STARTER = ("setpriv", "--pdeathsig", "KILL", "--")
"""Words before a command: the kernel ends it once whoever started it is gone, however that one ended."""


class Processes:
    """Starts processes and ends them.

    Args:
        directory: where logs and ids are.
    """

    def __init__(self, directory: Path) -> None:
        self._logs, self._ids = directory / "logs", directory / "ids"
        for one in (self._logs, self._ids):
            one.mkdir(parents=True, exist_ok=True)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._end_leftovers()

    def start(self, name: str, argv: Sequence[str]) -> int:
        """Start a process in a session of its own; return its id."""
        with (self._logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [*WITH_THEIR_STARTER, *argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        (self._ids / name).write_text(f"{process.pid} {_began(process.pid)}")
        self._running[name] = process
        return process.pid

    def end(self, name: str, *, at_once: bool = False) -> None:
        """End a process, with all of its session, and wait until it is gone."""
        process = self._running.pop(name)
        for how in (signal.SIGKILL,) if at_once else (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
                break
        (self._ids / name).unlink(missing_ok=True)

    def _end_leftovers(self) -> None:
        """End what an interrupted run has left: an id that somebody else has by now began at another time."""
        for file in self._ids.iterdir():
            number, began = file.read_text().split()
            if _began(int(number)) == began:
                os.killpg(int(number), signal.SIGKILL)
            file.unlink()

    def end_all(self) -> None:
        """End all, the last that was started first."""
        for name in reversed(list(self._running)):
            self.end(name)


def _began(process: int) -> str:
    """Return when a process began, in ticks since the machine did, or nothing if there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
    except FileNotFoundError:
        return ""
