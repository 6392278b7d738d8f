"""Holes: runs of zeros in a file that take no room on the disk, in bytes at hand and in other files."""

import errno
import os
from collections.abc import Iterator

HOLE_BYTES = 64 * 1024
"""The least run of zeros that becomes a hole, at a multiple of itself within a piece of bytes: smaller ones
save little and cut a file into many extents. A multiple of every file system's block."""

ZEROS = bytes(HOLE_BYTES)

NO_HOLES = frozenset({errno.EINVAL, errno.EOPNOTSUPP})
"""lseek(2) on a file system that does not tell where holes are."""


def pieces(data: bytes) -> Iterator[tuple[bool, memoryview]]:
    """Cut bytes into runs, in order: (whether it is a hole, its bytes)."""
    view = memoryview(data)
    start = 0
    for at in range(0, len(data) - HOLE_BYTES + 1, HOLE_BYTES):
        # Compared with memcmp(3): bytes that are no zeros end it at once.
        if view[at : at + HOLE_BYTES] == ZEROS:
            if start < at:
                yield False, view[start:at]
            yield True, view[at : at + HOLE_BYTES]
            start = at + HOLE_BYTES
    if start < len(data):
        yield False, view[start:]


def extents(descriptor: int, offset: int, size: int) -> Iterator[tuple[bool, int]]:
    """Cut `size` bytes of a file from `offset` on into holes and data: (whether it is a hole, its length).

    What lies beyond the end of the file counts as data: whoever copies it finds the end.
    """
    end = offset + size
    while offset < end:
        data = _next_data(descriptor, offset)
        if data > offset:
            length = min(data, end) - offset
            yield True, length
            offset += length
            continue
        stop = min(_next_hole(descriptor, offset), end)
        yield False, (stop if stop > offset else end) - offset
        offset = stop if stop > offset else end


def _next_data(descriptor: int, offset: int) -> int:
    try:
        return os.lseek(descriptor, offset, os.SEEK_DATA)
    except OSError as error:
        if error.errno in NO_HOLES:
            return offset
        if error.errno == errno.ENXIO:  # no data follows: a hole up to the end of the file
            return max(os.fstat(descriptor).st_size, offset)
        raise


def _next_hole(descriptor: int, offset: int) -> int:
    try:
        return os.lseek(descriptor, offset, os.SEEK_HOLE)
    except OSError as error:
        if error.errno in NO_HOLES or error.errno == errno.ENXIO:
            return offset
        raise
