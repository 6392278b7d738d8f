"""Reading a content at a site that holds it, over the bus: a request, credit, parts, and an end.

A gateway asks the workers of a site. One of them sends the bytes in parts of `READ_PART_BYTES`, each on a
subject with its number, and never beyond its credit. No stream keeps any of it: a lost part shows as a gap,
and is asked for again, of this holder or of another one. The hash of the whole content says whether the bytes
are right, so the parts carry none.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import ByteCount, SchemaVersion
from shared.model.paths import RelativePath

READ_PART_BYTES = 128 * 1024
"""Bytes of each part but the last: an eighth of the server's usual largest message, and few enough that what
is urgent on the same connection does not wait long behind one."""

HINTS_MAX = 8
"""Paths named as places where the content may be."""

READING_PATTERN = r"^[0-9a-f]{32}$"


class ReadRequest(FrozenModel):
    """Send `length` bytes of a content from `start` on."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    """Of the asker, whose gateway listens for the parts."""
    reading: str = Field(pattern=READING_PATTERN)
    """A name of this attempt, given to no other."""
    content: ContentId
    size: ByteCount
    """Of the whole content."""
    start: ByteCount = 0
    length: ByteCount
    found_at: tuple[RelativePath, ...] = Field(default=(), max_length=HINTS_MAX)
    """Paths where the site may hold it, likeliest first."""
    credit: ByteCount
    """Bytes of the `length` that may be sent now; `ReadCredit` says when more may."""


class ReadCredit(FrozenModel):
    """How many bytes of a reading may be sent in all. Said again and again, it is a sign of life as well."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    reading: str = Field(pattern=READING_PATTERN)
    credit: ByteCount
    """Counted from the `start` of the request. The largest that was heard counts."""
    stop: bool = False
    """Nobody wants the rest."""


class Verdict(StrEnum):
    """How a reading ended; the words decide what the asker does next."""

    DONE = "done"
    ABSENT = "absent"
    """The site does not hold the content, or not any more."""
    CHANGED = "changed"
    """The file was changed while it was read: what was sent may be wrong."""
    BUSY = "busy"
    """As many readings as the worker allows are under way: ask later, or elsewhere."""
    FAILED = "failed"
    """The site's storage refused, or the worker stops; `detail` says how."""


class ReadAlive(FrozenModel):
    """The worker has heard the request, and looks for the content: it checks the hash before it sends."""

    type: Literal["alive"] = "alive"
    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    """Of the holder."""
    reading: str = Field(pattern=READING_PATTERN)


class ReadEnded(FrozenModel):
    """A reading came to its end."""

    type: Literal["ended"] = "ended"
    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    """Of the holder."""
    reading: str = Field(pattern=READING_PATTERN)
    verdict: Verdict
    sent_bytes: ByteCount = 0
    sent_hash: ContentId | None = None
    """BLAKE3-256 of what was sent. The asker has another one: bytes were damaged on the way. It has the same,
    and the content is wrong: the holder's bytes are."""
    detail: str = ""


ReadState = Annotated[ReadAlive | ReadEnded, Field(discriminator="type")]
READ_STATE: TypeAdapter[ReadState] = TypeAdapter(ReadState)
