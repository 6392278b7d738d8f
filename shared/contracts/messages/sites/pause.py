"""Pauses: sites at which nothing moves until a person resumes them, in the bucket of rules."""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.ask import EVERYBODY
from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Instant, SchemaVersion

BY_MAX = 200
"""Characters of a name: it stands in every sign of life of a paused site."""


class Pause(FrozenModel):
    """One pause, of a site or of all sites of a collection."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName | Annotated[str, Field(pattern=f"^{EVERYBODY}$")] = EVERYBODY
    """EVERYBODY: all sites, those that come later too."""
    since: Instant
    """In UTC."""
    by: str = Field(default="", max_length=BY_MAX)
    """Who asked for it; empty where nobody is known."""
    removed: bool = False
    """Of a site that was removed: it ends when the site is added again, and is not in the bucket."""

    @property
    def of_all(self) -> bool:
        """Whether it is of all sites."""
        return self.site == EVERYBODY

    @property
    def words(self) -> str:
        """Since when, and by whom, for people."""
        state = "removed" if self.removed else "paused"
        return f"{state} since {self.since:%Y-%m-%dT%H:%M:%SZ}" + (f" by {self.by}" if self.by else "")
