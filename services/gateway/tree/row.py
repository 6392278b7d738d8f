"""One row of a directory: a name, and what stands there. Pure."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formatdate

from shared.model.entry import Entry, Kind

NANOSECONDS = 1_000_000_000

FIRST_SECOND = -30_610_224_000
"""1000-01-01T00:00:00 UTC, before any time that a log can say."""

LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59 UTC: dates in headers and listings have four digits of a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A file or a directory, as its parent lists it."""

    name: str
    directory: bool
    size: int
    """Bytes; 0 of a directory."""
    mtime: int
    """Whole seconds since 1970-01-01 UTC, within four digits of a year."""
    content: str | None
    """BLAKE3-256 of a file."""


def row_of(entry: Entry, *, since: datetime | None = None) -> Row:
    """Return the row of an entry.

    Args:
        entry: that stands there.
        since: when it came, in UTC: the time of a directory, which has none of its own in the log.
    """
    state = entry.state
    is_dated = state.kind is Kind.DIRECTORY and since is not None
    return Row(
        name=entry.path.rpartition("/")[2],
        directory=state.kind is Kind.DIRECTORY,
        size=state.size,
        mtime=int(since.timestamp()) if is_dated and since is not None else whole_seconds(state.mtime_ns),
        content=state.content,
    )


def whole_seconds(nanoseconds: int) -> int:
    """Return seconds that a date can say, rounded down as `stat` prints them."""
    return min(max(nanoseconds // NANOSECONDS, FIRST_SECOND), LAST_SECOND)


def http_date(seconds: int) -> str:
    """Return a time as IMF-fixdate (RFC 9110, section 5.6.7)."""
    return formatdate(seconds, usegmt=True)
