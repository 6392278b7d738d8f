"""Record of a frame: what an ingester posted to the archive, as OCS' `ocs-ingester` does.

The archive keeps no truth of its own: what was posted is a message, and its rows can be dropped.
"""

from datetime import date
from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from shared.contracts.messages.frames.frame_facts import RELATED_MAX, VERTICES_MAX, Vertex
from shared.contracts.messages.kernels.kernel_facts import Real
from shared.model.base import FrozenModel
from shared.model.names import CollectionName
from shared.model.numbers import INT64_MAX, Instant, SchemaVersion

HEADERS_MAX = 5_000
"""Keywords of one frame."""

RECORD_BYTES_MAX = 512 * 1024
"""Of one encoded record: twice what five thousand keywords take."""

HeaderJson = JsonValue
"""One value of a header, as it was posted."""

Basename = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^/\x00]+$")]
Md5 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Number = Annotated[int, Field(ge=0, le=INT64_MAX)]

Text200 = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Text100 = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]
Text64 = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")]


class RecordFields(FrozenModel):
    """The fields of a frame, with OCS' bounds."""

    observation_date: Instant
    observation_day: date | None = None
    proposal_id: Text200 = ""
    instrument_id: Text64 = ""
    target_name: Text200 = ""
    reduction_level: Annotated[int, Field(ge=-32767, le=32767)] = 0
    site_id: Text64 = ""
    telescope_id: Text64 = ""
    exposure_time: Real | None = None
    """Seconds."""
    primary_optical_element: Text100 = ""
    public_date: Instant | None = None
    configuration_type: Text64 = ""
    observation_id: Number | None = None
    request_id: Number | None = None


class FrameRecord(FrozenModel):
    """One version of one frame."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    basename: Basename
    md5: Md5
    key: Annotated[str, StringConstraints(min_length=1, max_length=1024, pattern=r"^[^\x00]*$")]
    """By which the ingester's store knows it."""
    extension: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00/]*$")] = ""
    made_at: Instant
    """When it was posted, by the archive's clock; only ever shown."""
    fields: RecordFields
    headers: Annotated[dict[str, HeaderJson], Field(max_length=HEADERS_MAX)] = Field(default_factory=dict)
    area: Annotated[tuple[tuple[Vertex, ...], ...], Field(max_length=VERTICES_MAX)] = ()
    """Rings: right ascension and declination, degrees."""
    related: Annotated[tuple[Basename, ...], Field(max_length=RELATED_MAX)] = ()
