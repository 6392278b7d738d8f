"""Uploads that nobody goes on with, by their age. Pure."""

from collections.abc import Iterable
from datetime import datetime

from shared.roots.port import Stat

NANOSECONDS = 1_000_000_000


def old_ones(found: Iterable[Stat], before: datetime) -> list[Stat]:
    """Return what was last written to before a time; what tells no time is left alone."""
    limit = int(before.timestamp()) * NANOSECONDS
    return [one for one in found if 0 < one.mtime_ns < limit]
