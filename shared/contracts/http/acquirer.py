"""Answers about providers, feeds and granules. Pure. Times are UTC."""

from datetime import datetime
from enum import StrEnum

from shared.contracts.http.workflows import PageMeta
from shared.contracts.messages.acquisition import Settings
from shared.model.base import FrozenModel


class FeedRow(FrozenModel):
    """A feed, and how its last look ended."""

    feed: str
    path: str
    into: str
    looks: str = ""
    """When it is looked at: a pause between looks, or a schedule."""
    next_look_at: datetime | None = None
    """Of a feed with a schedule, where its provider is asked by then."""
    looked_at: datetime | None = None
    well_at: datetime | None = None
    """The last look that saw all."""
    entries: int = 0
    """That the last look saw, directories included."""
    files: int = 0
    blame: str = ""
    error: str = ""
    """Why the last look saw nothing, or not all."""
    odd: tuple[str, ...] = ()
    """Names that no collection can hold, the first of them."""
    granules: dict[str, int]
    """By status."""
    saved: bool = False
    """Whether it was saved over the API; else the acquirer's file says it."""


class ProviderRow(FrozenModel):
    """A provider, with its feeds."""

    provider: str
    url: str
    connections: int
    """That it allows at a time."""
    connected: int
    """Of them, in use now."""
    paused: bool
    held: bool
    """Whether the process that answers asks it; else another acquirer of the collection does, or will."""
    feeds: tuple[FeedRow, ...] = ()
    saved: bool = False
    """Whether it was saved over the API; else the acquirer's file says it."""


class RefusedRow(FrozenModel):
    """A provider or a feed that was saved, and that this acquirer does not follow."""

    what: str
    """`provider` or `feed`."""
    name: str
    reason: str


class ProviderSettings(FrozenModel):
    """A provider as it is set."""

    provider: str
    settings: Settings
    saved: bool
    """Whether it was saved over the API; else the acquirer's file says it."""
    version: int
    """Of what was saved of it last, its pauses too; 0: nothing was. `If-Match` may name it."""
    paused: bool
    refused: str = ""
    """Why this acquirer does not follow what was saved; empty: it does."""


class FeedSettings(FrozenModel):
    """A feed as it is set."""

    feed: str
    settings: Settings
    saved: bool
    version: int
    refused: str = ""


class GranuleRow(FrozenModel):
    """One granule."""

    feed: str
    granule: str
    status: str
    """waiting, queued, running, published, unchanged, skipped or failed."""
    waits_for: str = ""
    """Why it is not complete at its provider."""
    blame: str = ""
    """Whose fault the last failure was: provider, way, access or site."""
    detail: str = ""
    tries: int = 0
    bytes: int = 0
    checked_by: str = ""
    """Algorithms of the provider's checksums; `size` where there were none."""
    first_seen: datetime
    updated_at: datetime


class GranuleAnswer(GranuleRow):
    """One granule with its files."""

    paths: tuple[str, ...] = ()
    """At the provider."""
    placed: tuple[str, ...] = ()
    """In the collection."""
    conversation: tuple[str, ...] = ()
    """What was asked of the provider in the last try, and what it answered; without secrets."""


class GranulePage(FrozenModel):
    """A page of granules."""

    meta: PageMeta
    results: tuple[GranuleRow, ...] = ()


class GranulesBy(StrEnum):
    """What granules are counted by."""

    FEED = "feed"
    STATUS = "status"
    BLAME = "blame"
    CHECKED_BY = "checked_by"


class GranuleCount(FrozenModel):
    """Granules that have one value in common."""

    key: str
    count: int
    published: int
    """Those that are in the collection, with those that stood there already."""
    failed: int
    bytes: int


class GranuleStatistics(FrozenModel):
    """Granules that fit, by the values of one field: the most frequent first."""

    field: str
    count: int
    results: tuple[GranuleCount, ...] = ()


class GranuleName(FrozenModel):
    """Which granule: its name may hold any character."""

    feed: str
    granule: str


class ReconciliationRow(FrozenModel):
    """One place of the collection, and how it stands to the provider."""

    agreement: str
    """same, size (both have it, in different sizes), content (other bytes lie there than were fetched),
    provider-only, collection-only, twice (two files of the provider go there), or other (it cannot have
    come by the feed)."""
    path: str
    provider_path: str = ""
    provider_size: int | None = None
    size: int | None = None
    fetched: str = ""
    """The content that was fetched last for the place (BLAKE3-256, hexadecimal); empty: not known."""
    checked_by: str = ""
    """The algorithm of the provider's checksum that it was held to; empty: there was none."""
    content: str = ""
    """That lies there, where it was fetched once; empty: not known."""


class Reconciliation(FrozenModel):
    """A provider's last whole listing against the files of the site."""

    feed: str
    listed_at: datetime | None
    exact_sizes: bool
    """Whether sizes were compared: listings of web servers round them."""
    counts: dict[str, int]
    """How many places there are of each agreement."""
    rows: tuple[ReconciliationRow, ...] = ()
    rows_left_off: int = 0


class AcquirerStatus(FrozenModel):
    """How this process stands."""

    collection: str
    site: str
    holds: tuple[str, ...]
    """Providers that this process asks; others of the collection ask none of them."""
    looks: int
    failed_looks: int
    bytes: int
    failures: dict[str, int]
    """Tries that failed, by whose fault it was."""
