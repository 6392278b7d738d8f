"""Membership: sites that are to leave or have left, and revoked keys, in the bucket of rules."""

from enum import StrEnum

from pydantic import Field

from shared.contracts.messages.key_entry import PublicKey
from shared.contracts.messages.sites.pause import BY_MAX
from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Instant, SchemaVersion


class Standing(StrEnum):
    """How a site stands that is no ordinary member."""

    DRAINING = "draining"
    """It is to leave: no other site counts on what it holds."""
    REMOVED = "removed"
    """It has left: it is listed nowhere and waited for by nobody, and its manager rests."""


class Membership(FrozenModel):
    """One site that a person drains, or has removed. A site of which nothing is said is a member."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    standing: Standing
    since: Instant
    """In UTC."""
    by: str = Field(default="", max_length=BY_MAX)
    """Who asked for it; empty where nobody is known."""

    @property
    def words(self) -> str:
        """Since when, and by whom, for people."""
        return f"{self.standing} since {self.since:%Y-%m-%dT%H:%M:%SZ}" + (
            f" by {self.by}" if self.by else ""
        )


class KeyRevocation(FrozenModel):
    """One key of which a person said that it shall not be believed any more, for ever."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName | None
    """None: it is an orchestrator's."""
    key: PublicKey
    since: Instant
    by: str = Field(default="", max_length=BY_MAX)
