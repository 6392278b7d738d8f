"""The answers of jobs on this process' disk, each verified before it is told. All methods block."""

import os
import re
from collections.abc import Container
from pathlib import Path

from blake3 import blake3

from shared.contracts.messages.kernels.geometry_job import Pieces

PARTIAL = ".partial"

READ_BYTES = 1024 * 1024

_JOB = re.compile(r"[0-9a-f]{32}")


class AnswerFiles:
    """Keeps answers in one folder, by the names of their jobs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verified: set[str] = set()

    def start(self) -> None:
        """Make the folder, and remove what an earlier process had not ended."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            if not _JOB.fullmatch(path.name):
                path.unlink()

    def partial(self, job: str) -> Path:
        """Return where an answer is written until it is whole."""
        return self._folder / f"{job}{PARTIAL}"

    def keep(self, job: str) -> Pieces:
        """Take what was written as an answer; return its size and hash."""
        partial, path = self.partial(job), self._folder / job
        partial.touch()
        with partial.open("rb") as file:
            told = _told(file.fileno())
            os.fsync(file.fileno())
        partial.rename(path)
        self._verified.add(job)
        return told

    def write(self, job: str, data: bytes) -> None:
        """Keep an answer that is right."""
        self.partial(job).write_bytes(data)
        self.keep(job)

    def find(self, job: str, told: Pieces) -> Path | None:
        """Return the file of an answer; None where it is not here, or has other bytes."""
        path = self._folder / job
        if job not in self._verified:
            try:
                with path.open("rb") as file:
                    if _told(file.fileno()).hash != told.hash:
                        return None
            except OSError:
                return None
            self._verified.add(job)
        return path

    def remove_others(self, jobs: Container[str]) -> None:
        """Remove the answers of all other jobs."""
        for path in self._folder.iterdir():
            if path.name.removesuffix(PARTIAL) not in jobs:
                path.unlink(missing_ok=True)
                self._verified.discard(path.name)


def _told(descriptor: int) -> Pieces:
    hasher, at = blake3(), 0
    while data := os.pread(descriptor, READ_BYTES, at):
        hasher.update(data)
        at += len(data)
    return Pieces(bytes=at, hash=hasher.hexdigest())
