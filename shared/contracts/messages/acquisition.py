"""Acquisition messages: providers and feeds as people said them over the API of an acquirer."""

from typing import Annotated, Final

from pydantic import JsonValue, StringConstraints

from shared.model.base import FrozenModel
from shared.model.names import NAME_PATTERN, CollectionName
from shared.model.numbers import Instant, SchemaVersion

SETTINGS_BYTES_MAX: Final = 64 * 1024
"""Of the settings of one provider or feed, as JSON: a person wrote them, and all are kept in memory."""

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
