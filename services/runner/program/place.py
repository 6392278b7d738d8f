"""The place of one runner's working directories, and what runners that died have left in theirs.

A lock of the kernel (flock(2)) on its directory says that a runner is alive: it ends with its process.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WORK_DIRECTORY: Final = "work"
"""Of all places, in the directory of state."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one runner makes working directories."""

    state: Path
    """The runner's directory of state, absolute."""
    owner: str
    """The instance of the runner."""

    @property
    def path(self) -> Path:
        """Where working directories are made."""
        return self.state / WORK_DIRECTORY / self.owner

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Make the place, and hold it as long as this lasts. Blocks. Raises OSError."""
        while True:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _locked(self.path) as taken:
                # Whoever cleans up may have removed it between the two.
                if taken and self.path.exists():
                    try:
                        yield
                    finally:
                        shutil.rmtree(self.path, ignore_errors=True)
                    return

    def abandoned(self) -> Iterator["Place"]:
        """Yield the places of runners that have died; each is removed after it was yielded. Blocks."""
        for path in sorted(self.path.parent.iterdir()):
            if path == self.path or not path.is_dir():
                continue
            with _locked(path) as taken:
                if taken:
                    yield Place(self.state, path.name)
                    shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _locked(directory: Path) -> Iterator[bool]:
    """Take a directory's lock, unless another process has it or it is gone; tell whether it was taken."""
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        yield False
        return
    try:
        yield _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
