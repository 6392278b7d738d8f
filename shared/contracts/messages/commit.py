"""Commit: the decision on one batch, appended to the collection's log."""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.batch import Decision
from shared.contracts.messages.key_entry import KEY_ENTRIES_MAX, KeyEntry
from shared.contracts.messages.signed import Signed
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName
from shared.model.numbers import Count, SchemaVersion

GENESIS_HASH = "0" * 64
"""What the first commit of a log names as the commit before it."""


class Commit(FrozenModel):
    """Body of a log message (it travels as `Signed`, by the orchestrator). Its revision is its sequence."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    log_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    """Fixed at the birth of the log."""
    previous_revision: Count
    previous_hash: ContentId
    """BLAKE3-256 of the previous commit's signed body (UTF-8); GENESIS_HASH for the first."""
    batch: Signed
    """The batch exactly as the site signed it."""
    decisions: tuple[Decision, ...]
    """One for every change, in the batch's order."""
    keys: Annotated[tuple[KeyEntry, ...], Field(max_length=KEY_ENTRIES_MAX)] | None = None
    """Of keys that speak, or speak no more, from this commit on. Earlier versions neither say nor read it."""
