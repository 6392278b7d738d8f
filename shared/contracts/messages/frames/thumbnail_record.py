"""Record of a thumbnail: what an ingester posted of a picture of a frame, as OCS' `ocs-ingester` does.

The picture itself is a file of the collection. It travels beside the records of frames; none of it is read as
one of those, by older archives and gateways neither.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from shared.contracts.messages.frames.frame_record import Basename, FrameRecord, Md5, Text64, Text200
from shared.model.base import FrozenModel
from shared.model.names import CollectionName
from shared.model.numbers import Instant, SchemaVersion

ThumbnailSize = Literal["small", "medium", "large"]
"""OCS' default of THUMBNAIL_SIZE_CHOICES."""


class ThumbnailStanding(FrozenModel):
    """What was posted beside a thumbnail of whose it is, and until when."""

    observation_date: Instant | None = None
    proposal_id: Text200 = ""
    public_date: Instant | None = None
    configuration_type: Text64 = ""


class ThumbnailRecord(FrozenModel):
    """One thumbnail; a later one of its basename takes its place."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    basename: Basename
    """Of the picture's file."""
    frame_basename: Basename
    size: ThumbnailSize
    md5: Md5
    key: Annotated[str, StringConstraints(max_length=1024, pattern=r"^[^\x00]*$")] = ""
    """By which the ingester's store knows it."""
    extension: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00/]*$")] = ""
    made_at: Instant
    """When it was posted, by the archive's clock; only ever shown."""
    standing: ThumbnailStanding = ThumbnailStanding()


RECORD: TypeAdapter[FrameRecord | ThumbnailRecord] = TypeAdapter(
    Annotated[FrameRecord | ThumbnailRecord, Field(union_mode="left_to_right")]
)
"""Reads what the stream of records holds. Frames come first: most are."""
