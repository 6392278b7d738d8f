"""Mutagen beside SpiceRack: one daemon with a session for each target. It never syncs to disk."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.beside_peers.observer import used
from benchmarks.beside_peers.port import MissingError, Started

PROGRAM = os.environ.get("MUTAGEN", "mutagen")


class Mutagen:
    """Found by its name, or by MUTAGEN=FILE."""

    name = "mutagen"

    @contextmanager
    def running(self, directory: Path, source: Path, targets: Sequence[Path]) -> Started:
        """Start a daemon with a data directory of its own, and its sessions."""
        if shutil.which(PROGRAM) is None:
            raise MissingError(
                "mutagen is missing: build github.com/mutagen-io/mutagen/cmd/mutagen@v0.18.1 with "
                "-tags mutagencli, and set MUTAGEN=FILE"
            )
        directory.mkdir(parents=True)
        environment = {**os.environ, "MUTAGEN_DATA_DIRECTORY": str(directory)}
        daemon = subprocess.Popen(
            [PROGRAM, "daemon", "run"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for number, target in enumerate(targets):
                create = ["sync", "create", "--mode=two-way-safe", f"--name=target-{number}"]
                subprocess.run(
                    [PROGRAM, *create, str(source), str(target)],
                    env=environment,
                    check=True,
                    capture_output=True,
                )
            yield _Running(daemon)
        finally:
            daemon.terminate()
            daemon.wait(60)


class _Running:
    def __init__(self, daemon: "subprocess.Popen[bytes]") -> None:
        self._daemon = daemon

    def synchronise(self) -> None:
        """Sessions watch."""

    def failed(self) -> str:
        """Tell that the daemon has ended."""
        return "" if self._daemon.poll() is None else f"mutagen ended with {self._daemon.returncode}"

    def roots(self) -> Sequence[int]:
        """Return the daemon."""
        return [self._daemon.pid]

    def cpu(self) -> dict[str, float]:
        """Return what the daemon has used."""
        return used(self.roots()).cpu

    def bytes_moved(self) -> int | None:
        """Return nothing: within one daemon nothing travels."""
        return None
