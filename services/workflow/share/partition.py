"""Partitions: executions and rules are shared out in a few parts, each leased as one. Pure.

A lease for each execution would cost two messages for one that takes ten.
"""

import zlib
from collections.abc import Mapping, Set

PARTITIONS = 16
"""More than there will be processes of one collection; each costs a renewal every few seconds."""


def partition_of(name: str) -> int:
    """Return the partition of an execution or a rule."""
    return zlib.crc32(name.encode()) % PARTITIONS


def to_take(holders: Mapping[int, str], members: Set[str], me: str) -> list[int]:
    """Return the partitions that a process holds or tries for.

    Args:
        holders: who has the lease of each partition; those that nobody has are not in it.
        members: all processes that are there.
        me: this process.
    """
    fair = -(-PARTITIONS // max(len(members | {me}), 1))
    mine = [partition for partition, holder in sorted(holders.items()) if holder == me]
    free = [partition for partition in range(PARTITIONS) if partition not in holders]
    return (mine + free)[:fair]
