"""An upload: what is known of bytes that come in pieces, as a file says it beside them. Pure."""

from pydantic import Field

from shared.contracts.messages.batch import GROUP_ID_PATTERN
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.numbers import ByteCount, Instant, Nanoseconds
from shared.model.paths import RelativePath

OWNER_MAX = 200
"""Characters of a caller's name."""


class Upload(FrozenModel):
    """Bytes on their way in."""

    schema_version: int = 1
    id: str = Field(pattern=GROUP_ID_PATTERN)
    owner: str = Field(max_length=OWNER_MAX)
    """Who sends them: nobody else may go on with them."""
    token: str | None = Field(default=None, max_length=OWNER_MAX)
    """The id of the token that the owner's rights stand on: when it ends, nobody can go on with them."""
    path: RelativePath | None = None
    """Where they go when they are whole; None: a group says it later."""
    conditions: dict[str, str] = Field(default={})
    """The fields of the request that say what must stand at the path, by their names in small letters."""
    length: ByteCount | None = None
    """How many there will be, where that was said."""
    offset: ByteCount = 0
    """How many are here, durably."""
    content: ContentId | None = None
    """BLAKE3-256 of all of them; None while some are missing."""
    digests: dict[str, str] = Field(default={})
    """That all of them must have, hexadecimal, by algorithm."""
    mtime_ns: Nanoseconds | None = None
    """That the file shall have; None: the time at which it is whole."""
    touched: Instant
    """When bytes came last, in UTC: an upload that nobody goes on with is removed."""

    @property
    def complete(self) -> bool:
        """Whether all bytes are here."""
        return self.content is not None

    @property
    def is_to_be_put(self) -> bool:
        """Whether all bytes are here, and wait for their place: whoever sent the last heard of no success."""
        return self.complete and self.path is not None
