"""Lines of listings: the facts of MLSD (RFC 3659), and LIST as Unix servers write it. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from shared.model.entry import Kind
from shared.roots.port import Stat

NANOSECONDS = 1_000_000_000
TIME_DIGITS = 14
"""Of `YYYYMMDDHHMMSS`, in UTC; a fraction may follow."""
NOT_LISTED = frozenset((".", "..", ""))
LIST_LINE = re.compile(
    r"(?P<type>[-dlbcps])\S{9,10} +\d+ +\S+ +\S+ +(?P<size>\d+) +\w{3} +\d+ +[\d:]+ (?P<name>.+)"
)
FACT_KINDS: Mapping[str, Kind] = {"file": Kind.FILE, "dir": Kind.DIRECTORY}
LIST_KINDS: Mapping[str, Kind] = {"-": Kind.FILE, "d": Kind.DIRECTORY}


def parse_facts(path: str, facts: Mapping[str, str]) -> Stat | None:
    """Return what the facts of one name tell; None for links, special files, and what tells no type."""
    kind = FACT_KINDS.get(facts.get("type", "").lower())
    if kind is None:
        return None
    if kind is Kind.DIRECTORY:
        return Stat(path=path, kind=kind)
    if not facts.get("size", "").isdecimal():
        return None
    return file_stat(path, int(facts["size"]), facts.get("modify"))


ListLine = tuple[str, Kind | None, int]
"""Name, kind and size, as a line of LIST tells them."""


def parse_list_line(line: str) -> ListLine | None:
    """Return name, kind (None for what roots pass over) and size; None for a line of another form.

    The time is not told: it lacks the year or the minute, and half of all servers write it in their own zone.
    """
    found = LIST_LINE.fullmatch(line)
    if found is None:
        return None
    return found["name"], LIST_KINDS.get(found["type"]), int(found["size"])


def file_stat(path: str, size: int, modified: str | None) -> Stat:
    """Return a file of a size and a time as servers write it; without a time it has no version."""
    moment = None if modified is None else parse_time(modified)
    if moment is None:
        return Stat(path=path, kind=Kind.FILE, size=size)
    return Stat(
        path=path,
        kind=Kind.FILE,
        size=size,
        mtime_ns=int(moment.timestamp()) * NANOSECONDS,
        version=f"{size:x}-{modified}",
    )


def parse_time(text: str) -> datetime | None:
    """Return a time of RFC 3659, to the second; None where it is none."""
    if not text[:TIME_DIGITS].isdecimal():
        return None
    try:
        return datetime.strptime(text[:TIME_DIGITS], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def format_time(mtime_ns: int) -> str | None:
    """Return a time as servers take it; None where four digits of a year cannot say it."""
    try:
        return datetime.fromtimestamp(mtime_ns // NANOSECONDS, UTC).strftime("%Y%m%d%H%M%S")
    except (ValueError, OverflowError, OSError):
        return None
