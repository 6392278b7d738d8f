"""Acquisition messages: providers and feeds as people said them over the API of an acquirer."""

from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue, StringConstraints

from shared.model.base import FrozenModel
from shared.model.names import NAME_PATTERN, CollectionName, SiteName
from shared.model.numbers import ByteCount, Instant, SchemaVersion

SETTINGS_BYTES_MAX: Final = 64 * 1024
"""Of the settings of one provider or feed, as JSON: a person wrote them, and all are kept in memory."""

DONE_MAX: Final = 500
"""Granules of one message: with long names it still is below what a server takes."""

DONE_NAMES_MAX: Final = 256 * 1024
"""Bytes of their names, together."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]

Settings = dict[str, JsonValue]
"""As the table of an acquirer's file has them. Secrets are names of files alone."""


class ProviderVersion(FrozenModel):
    """One word on a provider; the newest counts."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    provider: Name
    settings: Settings | None = None
    """None: an acquirer's file says them, or nobody does any more."""
    paused: bool = False
    """Whether nothing is asked of it."""
    saved_at: Instant


class FeedVersion(FrozenModel):
    """One word on a feed; the newest counts."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    feed: Name
    settings: Settings | None = None
    """None: it was removed."""
    saved_at: Instant


class DoneGranule(FrozenModel):
    """A granule that came to a good end."""

    granule: Annotated[str, Field(min_length=1, max_length=8192)]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Of its files, as their provider listed them."""
    status: Literal["published", "unchanged", "skipped"]
    bytes: ByteCount
    checked_by: Annotated[str, Field(max_length=200)]


class GranulesDone(FrozenModel):
    """What one acquirer brought of a feed: whoever asks the provider next begins from there."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    feed: Name
    site: SiteName
    at: Instant
    granules: Annotated[tuple[DoneGranule, ...], Field(min_length=1, max_length=DONE_MAX)]
