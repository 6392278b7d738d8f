"""The belief in one message of the stream of descriptions. Pure.

A message is believed when a describer that its site has registered signed it, and it speaks of the content
that its subject names. Nothing is served from any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from shared.contracts.messages.description import Description
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError, check_version
from shared.identity.keys import is_signed


class Doubt(StrEnum):
    """Why a message is not believed."""

    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    MISPLACED = "misplaced"
    NEWER = "newer"
    """It was made by a newer major version: it is right, and this service cannot read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The newest message on the subject of one content."""

    content: str
    sequence: int
    """Of the stream; 0 where there is no message."""
    description: Description | None = None
    doubt: Doubt | None = None
    """Why there is no description in it."""


Trusts = Callable[[str, str], bool]
"""Tells whether a site has registered a public key for its describers."""


def believe(signed: Signed, *, collection: str, content: str, trusts: Trusts) -> Description | Doubt:
    """Return what a message says of a content, or why it is not believed."""
    try:
        check_version(signed.body)
        description = Description.model_validate_json(signed.body)
    except NewerSchemaError:
        return Doubt.NEWER
    except ValidationError:
        return Doubt.MALFORMED
    if (description.collection, description.content) != (collection, content):
        return Doubt.MISPLACED
    if not trusts(description.site, signed.key) or not is_signed(signed):
        return Doubt.UNSIGNED
    return description
