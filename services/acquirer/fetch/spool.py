"""The spool: files on their way, in the state directory. What was cut is gone on with, if it is the same.

The name of a file in the spool is made of what the provider says of it: bytes of another version have another
name, and are never added to.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from shared.roots.port import Stat

KEPT_SECONDS = 7 * 86_400
"""For which parts are kept that nobody goes on with."""

READ_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Spool:
    """Files below one directory. All methods block. They raise OSError: the operator must act."""

    directory: Path

    def path(self, feed: str, stat: Stat) -> Path:
        """Return where the bytes of one version of a file are kept."""
        told = f"{feed}\0{stat.path}\0{stat.size}\0{stat.version}".encode("utf-8", "surrogateescape")
        return self.directory / sha256(told).hexdigest()

    def size(self, path: Path) -> int:
        """Return the bytes that are there already."""
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return 0

    def drop(self, path: Path) -> None:
        """Forget bytes."""
        path.unlink(missing_ok=True)

    def sweep(self, now: float) -> None:
        """Remove parts that nobody has gone on with for long."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for entry in os.scandir(self.directory):
            with contextlib.suppress(FileNotFoundError):
                if now - entry.stat().st_mtime > KEPT_SECONDS:
                    Path(entry.path).unlink()


def blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    with path.open("rb") as file:
        while data := file.read(READ_CHUNK):
            yield data


@dataclass(frozen=True, slots=True)
class SpooledBytes:
    """Implements `shared.model.reading.ReadAt` on a file of the spool."""

    path: Path
    size: int

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`."""
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(max(count, 0))
