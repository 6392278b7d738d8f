"""Key entries: what a commit says of keys, so that whose key spoke when can be read in the log itself."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.contracts.messages.signed import Signed
from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import SchemaVersion

KEY_ENTRIES_MAX = 100
"""In one commit: what does not fit goes into the next."""

PublicKey = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Of Ed25519, hexadecimal."""


class KeyEvent(StrEnum):
    """What became of a key. A reader passes over those that it does not know."""

    KNOWN = "known"
    """It speaks from this commit on; where the site had another, in its place."""
    REVOKED = "revoked"
    """Nothing that it signs is believed from this commit on."""
    OPERATOR = "operator"
    """An operator's: from this commit on, what people decide counts only where one of these has signed it."""
    OPERATOR_REVOKED = "operator-revoked"
    """An operator's, of which nothing is heeded any more."""


class Succession(FrozenModel):
    """What the key of a site says of the one that follows it. It travels as `Signed`, by the older key."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    key: PublicKey
    """The new one."""


class KeyEntry(FrozenModel):
    """One thing that happened to a key."""

    event: str = Field(pattern=r"^[a-z-]{1,32}$")
    site: SiteName | None = None
    """Whose key it is; None: an orchestrator's, or an operator's by the event."""
    key: PublicKey
    vouched: Signed | None = None
    """The `Succession` that the key before it signed, or the `Order` of an operator; None where nobody
    vouches but a person's release."""
