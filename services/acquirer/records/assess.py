"""Granules by delivery records: complete when all files that a record names are there as it says. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.acquirer.feeds.model import Feed
from services.acquirer.feeds.patterns import identity
from services.acquirer.look.granule import Assessed, SeenFile, meeting_of
from services.acquirer.records.record import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as it was read last."""

    path: str
    token: str
    """The same for as long as the provider tells the same of it."""
    groups: tuple[Group, ...] = ()
    error: str = ""
    """Why it cannot be read."""
    refused_as: str = ""
    """The same, for the program that wrote it."""
    expires_at: float = 0.0
    """Seconds since 1970 at which its files may be gone; 0: it does not say."""
    read_at: float = 0.0
    prefix: str = ""
    """What stands before our paths in its directories."""


def assess_record(
    feed: Feed, record: Record, seen: Mapping[str, SeenFile], *, tells_sizes: bool
) -> Iterator[Assessed]:
    """Yield the granules of a record; one that cannot be read is a granule that waits to be mended.

    Args:
        feed: names its granules.
        record: says what they are.
        seen: the files of the last look.
        tells_sizes: whether listings tell exact sizes.
    """
    if record.error:
        yield Assessed(granule=record.path, files=(), waits_for=f"the record cannot be read: {record.error}")
        return
    for number, group in enumerate(record.groups, start=1):
        files = tuple(seen[one.path] for one in group if one.path in seen)
        waits_for = next(_lacking(record, group, seen, tells_sizes=tells_sizes), "") or meeting_of(
            feed, files
        )
        yield Assessed(granule=granule_name(feed, record, group, number), files=files, waits_for=waits_for)


def _lacking(
    record: Record, group: Group, seen: Mapping[str, SeenFile], *, tells_sizes: bool
) -> Iterator[str]:
    for one in group:
        found = seen.get(one.path)
        if found is None:
            yield f"{one.path} is missing, which {record.path} names"
        elif tells_sizes and found.size != one.size:
            yield f"{one.path} has {found.size} bytes, and {record.path} says {one.size}"


def granule_name(feed: Feed, record: Record, group: Group, number: int) -> str:
    """Return the name of a granule: by the feed's pattern, else the path of its only file, else by number."""
    if feed.granule:
        names = (identity(feed.granule, one.path.rpartition("/")[2]) for one in group)
        found = next((name for name in names if name is not None), None)
        if found is not None:
            return found
    return group[0].path if len(group) == 1 else f"{record.path}#{number}"
