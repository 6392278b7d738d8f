"""The share of what a look found that it hashes. Pure.

A look notes what it found when all of it is hashed. Of a new archive of many terabytes that would be after
hours, in which nothing is published, and which a restart throws away. So new files over a bound are left to
the next look. What the index knows is hashed at once, since only all of it together shows a mass change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.manager.look.directory.scan import Seen
from shared.roots.posix.files.port import FileType

HASHED_BYTES_MAX = 256 * 1024**3
"""Bytes of new files that one look hashes: some minutes to half an hour of reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What is hashed in this look, and what is left, both in the order in which they were seen."""

    now: tuple[Seen, ...]
    left: tuple[Seen, ...] = ()


def portion(quiet: Iterable[Seen], *, bytes_max: int, is_known: Callable[[str], bool]) -> Portion:
    """Return what to hash of the files and directories that are quiet: something, where there is any."""
    now: list[Seen] = []
    left: list[Seen] = []
    size = 0
    for seen in quiet:
        more = seen.status.fingerprint.size if seen.status.type is FileType.FILE else 0
        if size and size + more > bytes_max and more and not is_known(seen.path):
            left.append(seen)
        else:
            now.append(seen)
            size += more
    return Portion(now=tuple(now), left=tuple(left))
