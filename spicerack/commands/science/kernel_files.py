"""Kernels on this host's disk, as the knowledge of kernels reads bytes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from spicerack.errors import CommandError
from spicerack.text import printable


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open file that is read in any order; see `shared.spice.reading.ReadAt`."""

    descriptor: int
    size: int

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`: fewer only where the file ends."""
        pieces: list[bytes] = []
        while count > 0:
            piece = os.pread(self.descriptor, count, offset)
            if not piece:
                break
            pieces.append(piece)
            offset, count = offset + len(piece), count - len(piece)
        return b"".join(pieces)


@contextmanager
def open_file(path: Path) -> Iterator[OpenFile]:
    """Open a regular file to read.

    Raises:
        CommandError: it is none, or cannot be opened or read.
    """
    try:
        if not path.is_file():
            raise CommandError(f"{printable(str(path))} is no file: name kernels, not folders")
        with path.open("rb") as file:
            yield OpenFile(file.fileno(), os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise CommandError(f"{printable(str(path))} cannot be read: {error.strerror}") from error
