"""The disk begins to write a large file while more of it comes; what is wrong with it a sync tells."""

import errno
import os

import pytest

from shared.roots.posix.files.linux_calls import LinuxCalls
from shared.roots.posix.files.open_file import BEGIN_BYTES, PosixWritable

PIECE = 512 * 1024


class Counted(LinuxCalls):
    """The system's calls, and how large the file was at each."""

    def __init__(self, refusal: int | None = None) -> None:
        super().__init__()
        self.refusal = refusal
        self.sizes: list[int] = []

    def begin_sync(self, descriptor: int) -> None:
        """Count a call."""
        self.sizes.append(os.fstat(descriptor).st_size)
        if self.refusal is not None:
            raise OSError(self.refusal, os.strerror(self.refusal))
        super().begin_sync(descriptor)


def written(path, calls, size):
    """Write a file in pieces, and sync it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    with PosixWritable(descriptor, path.name, calls) as file:
        for _ in range(size // PIECE):
            file.write(b"x" * PIECE)
        file.sync()
    return path.stat().st_size


def test_disk_begins_while_more_comes(tmp_path):
    """A sync that finds all bytes unwritten waits for all of them."""
    calls = Counted()
    assert written(tmp_path / "large", calls, 3 * BEGIN_BYTES) == 3 * BEGIN_BYTES
    assert calls.sizes == [BEGIN_BYTES, 2 * BEGIN_BYTES, 3 * BEGIN_BYTES]


def test_small_file_costs_no_call(tmp_path):
    """Its sync is short anyway."""
    calls = Counted()
    written(tmp_path / "small", calls, BEGIN_BYTES - PIECE)
    assert calls.sizes == []


@pytest.mark.parametrize("refusal", [errno.ENOSYS, errno.EINVAL, errno.EIO])
def test_system_that_cannot_begin_is_no_fault_of_the_file(tmp_path, refusal):
    """The sync has more to do, and an error of the disk is its to tell."""
    assert written(tmp_path / "large", Counted(refusal), BEGIN_BYTES) == BEGIN_BYTES
