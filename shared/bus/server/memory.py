"""The memory that an embedded server aims at, by what it stores. Pure.

It keeps the name of every subject in memory: 1.4 million descriptions of contents were 470 MiB, and 3 GB on
the disk. With less than it needs it collects garbage most of the time, and answers after seconds.
"""

MIB = 1024**2

LEAST_BYTES = 256 * MIB
"""Of a small rack: packs on their way to one reader, and streams with some thousand subjects."""

STORED_FOR_ONE = 4
"""Bytes on the disk for each byte more: descriptions have some 1 700 for each subject's 350 in memory."""

SHARE_OF_HOST = 4
"""The server takes a fourth of the host at most, as long as that is not less than the least: services and a
database are beside it."""


def memory_limit(*, stored: int, host: int) -> int:
    """Return what the garbage collector aims at, of a server that stores so many bytes on such a host."""
    return min(LEAST_BYTES + stored // STORED_FOR_ONE, max(host // SHARE_OF_HOST, LEAST_BYTES))
