"""Rows of the state, as the rest of the service reads them. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple


class Status(StrEnum):
    """How a granule stands."""

    WAITING = "waiting"
    """It is not complete at its provider."""
    QUEUED = "queued"
    RUNNING = "running"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    """The same bytes stood in the collection already."""
    SKIPPED = "skipped"
    """Other bytes stand in the collection, and the feed says that they stay."""
    FAILED = "failed"
    """It is tried again when its files change, or when a person says so."""


DONE: Final = (Status.PUBLISHED, Status.UNCHANGED, Status.SKIPPED)
"""Of a granule that came to a good end: it is fetched again when its files change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granule:
    """One granule. Times are seconds since 1970."""

    feed: str
    granule: str
    status: Status
    signature: str
    paths: tuple[str, ...]
    sidecars: tuple[str, ...]
    waits_for: str
    blame: str
    detail: str
    tries: int
    next_at: float
    placed: tuple[str, ...]
    bytes: int
    checked_by: str
    conversation: tuple[str, ...]
    first_seen: float
    updated_at: float


class Known(NamedTuple):
    """A granule as a look compares it: one of very many."""

    granule: str
    status: Status
    signature: str
    waits_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The last look of one feed."""

    ended_at: float
    well_at: float
    blame: str = ""
    error: str = ""
    entries: int = 0
    files: int = 0
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What was fetched for one place."""

    path: str
    """Of the collection."""
    content: str
    """BLAKE3-256, hexadecimal."""
    checked_by: str
    """The algorithm of the provider's checksum that it was held to; empty: there was none."""
    size: int
    mtime_ns: int
