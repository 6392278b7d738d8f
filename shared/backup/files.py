"""Writing and reading the files of a backup, and putting a whole directory in place at once."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from blake3 import blake3
from pydantic import ValidationError

from shared.backup.format import CONTENTS, BackupError, Contents, FileRecord
from shared.model.base import FrozenModel

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3

PARTIAL = ".partial-"
"""Begins the name of a directory that is not whole yet; what a crash leaves of it is removed by the next."""

LINE_BYTES_MAX = 16 * 1024 * 1024
"""One message: the server's largest (8 MiB at most) in base64, with its subject and headers."""

Line = TypeVar("Line", bound=FrozenModel)


class LinesWriter:
    """Writes models as JSON lines into one zstd frame."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = 0
        self._file = zstd.open(path, "wb", level=LEVEL)

    def write(self, line: FrozenModel) -> None:
        """Write one line."""
        self._file.write(line.model_dump_json().encode() + b"\n")
        self._lines += 1

    def close(self) -> FileRecord:
        """Make what was written durable, and return what it is."""
        self._file.close()
        if not self._lines:
            # The library writes no frame for nothing, and does not read what it wrote.
            self._path.write_bytes(zstd.compress(b""))
        sync(self._path)
        return FileRecord(lines=self._lines, size=self._path.stat().st_size, hash=hash_file(self._path))


def read_lines(path: Path, kind: type[Line]) -> Iterator[Line]:
    """Yield the models of a file.

    Raises:
        BackupError: it is not there, or damaged.
    """
    try:
        with zstd.open(path, "rb") as file:
            while line := file.readline(LINE_BYTES_MAX):
                yield kind.model_validate_json(line)
    except (OSError, EOFError, zstd.ZstdError, ValidationError) as error:
        raise BackupError(f"{path} cannot be read: {error}") from error


def read_contents(directory: Path) -> Contents:
    """Return what a backup says that it holds.

    Raises:
        BackupError: this is no whole backup.
    """
    try:
        text = (directory / CONTENTS).read_text()
        return Contents.model_validate_json(text)
    except (OSError, ValueError) as error:
        raise BackupError(f"{directory} is no whole backup: {error}") from error


def hash_file(path: Path) -> str:
    """Return the BLAKE3-256 of a file."""
    return blake3().update_mmap(path).hexdigest() if path.stat().st_size else blake3().hexdigest()


def sync(path: Path) -> None:
    """Make a file or a directory durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def whole_directory(parent: Path, name: str) -> Iterator[Path]:
    """Yield a new directory in `parent` that gets its name when the block is done, or is not there at all.

    Raises:
        BackupError: there is one of this name.
    """
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in parent.glob(f"{PARTIAL}*"):
        shutil.rmtree(left)
    if (parent / name).exists():
        raise BackupError(f"{parent / name} exists already")
    partial = parent / f"{PARTIAL}{name}"
    partial.mkdir(mode=0o700)
    try:
        yield partial
        sync(partial)
        partial.rename(parent / name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync(parent)
