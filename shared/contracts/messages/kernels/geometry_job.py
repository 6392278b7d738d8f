"""The record of a job of geometry, in a bucket that all processes of a site follow. Pure."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import ByteCount, SchemaVersion

JOB_PATTERN = r"^[0-9a-f]{32}$"

PARTS_MAX = 64
"""Pieces of a question or an answer on the bus."""

BEGUN_MAX = 3
"""Processes that may begin a job: what ended three of them would end the fourth."""

LACKING_MAX = 64
"""Processes that say they lack the kernels of a job: more than a site has, earlier ones among them."""

DETAIL_MAX = 2000
"""Characters of why there is no answer: a line or two."""

FAILURE_MAX = 10_000
"""Characters of a failure with its fields."""


class Phase(StrEnum):
    """The state of a job."""

    QUEUED = "queued"
    CALCULATING = "calculating"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"
    """Its owner removed it; the record ends soon."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more comes."""
        return self not in (Phase.QUEUED, Phase.CALCULATING)


class Pieces(FrozenModel):
    """Bytes that stand beside a record, in so many keys."""

    count: Annotated[int, Field(ge=0, le=PARTS_MAX)] = 0
    """0: they are not on the bus."""
    bytes: ByteCount = 0
    hash: ContentId | None = None
    """BLAKE3-256 of all of them."""


class GeometryJob(FrozenModel):
    """One job: who asked what, who works on it, and how it ended."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    job: Annotated[str, StringConstraints(pattern=JOB_PATTERN)]
    owner: str
    """Who asked: nobody else learns that the job is there."""
    made_at: AwareDatetime
    expires_at: AwareDatetime
    """Then the job and its answer are forgotten."""
    calculation: str
    question: Pieces
    """A question with its kernels, as the SPICE service of this version writes it."""
    phase: Phase = Phase.QUEUED
    worker: str = ""
    """The process that works on it. While it does, it says the record again every few seconds."""
    begun: Annotated[int, Field(ge=0, le=BEGUN_MAX)] = 0
    """How many processes have begun it."""
    lacking: Annotated[tuple[str, ...], Field(max_length=LACKING_MAX)] = ()
    """The processes that cannot have its kernels any more; it is left to others."""
    progress: Annotated[float, Field(ge=0, le=1)] = 0.0
    rows: ByteCount = 0
    answer: Pieces = Pieces()
    detail: Annotated[str, StringConstraints(max_length=DETAIL_MAX)] = ""
    """Why there is no answer."""
    failure: Annotated[str, StringConstraints(max_length=FAILURE_MAX)] = ""
    """The failure of the question as JSON, where it is to blame."""
