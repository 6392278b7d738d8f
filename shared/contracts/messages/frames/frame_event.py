"""Event of a frame: a version of it came into the collection and is described. For what works on frames.

Its payload is what the OCS archive says over its exchange `archived_fits`, and the numbers and names here.
"""

from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from shared.contracts.messages.frames.frame_record import HEADERS_MAX, Basename, Md5
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName
from shared.model.numbers import ByteCount, Count, Instant, SchemaVersion

EVENT_BYTES_MAX = 512 * 1024
"""Of one encoded event: as much as a record. A larger one leaves its headers out, and says so."""


class FrameEvent(FrozenModel):
    """One version of one frame, said once for ever: its subject ends with its number."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    frameid: Count
    """Number of the frame in every archive."""
    version: Count
    """Number of the version in every archive."""
    basename: Basename
    filename: str
    """Basename and extension."""
    path: str
    """Where it stands in the collection."""
    revision: Count
    """Of the log, that brought it."""
    content: ContentId
    md5: Md5
    size: ByteCount
    created: Instant
    proposal_id: Annotated[str, StringConstraints(max_length=200)] = ""
    public_date: Instant
    """Before it the frame is its proposal's alone."""
    area: str | None = None
    """The footprint as GeoJSON; None where there is none."""
    headers: dict[str, JsonValue] = Field(default_factory=dict, max_length=HEADERS_MAX)
    headers_left_out: bool = False
    """Whether they did not fit into a message: ask the archive."""
