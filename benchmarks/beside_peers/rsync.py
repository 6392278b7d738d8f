"""rsync beside SpiceRack: one process for each target, all at once, files synced to disk."""

import resource
import shutil
import subprocess
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.beside_peers.port import MissingError, Started


class Rsync:
    """`rsync -a --fsync` with the delta algorithm, which is off by itself on one machine."""

    name = "rsync"

    @contextmanager
    def running(self, directory: Path, source: Path, targets: Sequence[Path]) -> Started:
        """Bring the targets up to date once."""
        directory.mkdir(parents=True)
        if shutil.which("rsync") is None:
            raise MissingError("rsync is missing: apt install rsync")
        run = _Running(source, targets)
        run.synchronise()
        run.wait()
        yield _Running(source, targets)


class _Running:
    def __init__(self, source: Path, targets: Sequence[Path]) -> None:
        self._source, self._targets = source, targets
        self._processes: list[subprocess.Popen[str]] = []
        self._moved = 0
        self._before = _of_children()
        self._waiting: list[threading.Thread] = []

    def synchronise(self) -> None:
        """Start one for each target."""
        for target in self._targets:
            command = [
                "rsync",
                "-a",
                "--fsync",
                "--no-whole-file",
                "--stats",
                f"{self._source}/",
                f"{target}/",
            ]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            self._processes.append(process)
            self._waiting.append(threading.Thread(target=self._count, args=(process,)))
            self._waiting[-1].start()

    def _count(self, process: "subprocess.Popen[str]") -> None:
        for line in process.communicate()[0].splitlines():
            if line.startswith(("Total bytes sent", "Total bytes received")):
                self._moved += int(line.rpartition(" ")[2].replace(",", ""))

    def wait(self) -> None:
        """Wait for the ends of all."""
        for thread in self._waiting:
            thread.join()

    def failed(self) -> str:
        """Tell that one has ended with an error."""
        bad = [process.returncode for process in self._processes if process.poll()]
        return f"rsync ended with {bad}" if bad else ""

    def roots(self) -> Sequence[int]:
        """Return those that run."""
        return [process.pid for process in self._processes]

    def cpu(self) -> dict[str, float]:
        """Return what those that have ended took: rsync runs while it works."""
        self.wait()
        return {"rsync": _of_children() - self._before}

    def bytes_moved(self) -> int:
        """Return what all have sent and received, by their own word, once they have ended."""
        self.wait()
        return self._moved


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
