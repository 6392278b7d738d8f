"""Bytes of a stream, gathered into the parts that S3 takes."""

from collections.abc import Iterable, Iterator

MIB = 1024 * 1024
PART_MIN = 8 * MIB
"""Above the 5 MiB that a part must have, but for the last; as much is held in memory."""
PARTS_MAX = 10_000
"""Of one object, by the S3 API."""


def part_size(size_max: int) -> int:
    """Return bytes of each part of an object of at most `size_max` bytes."""
    return max(PART_MIN, -(-size_max // PARTS_MAX))


def gather(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield parts of `size` bytes, the last one of what is left; one empty part where there is nothing."""
    waiting = bytearray()
    is_first = True
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > size:
            yield bytes(waiting[:size])
            del waiting[:size]
            is_first = False
    if waiting or is_first:
        yield bytes(waiting)
