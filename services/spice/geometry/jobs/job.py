"""A job: one question, how far it is, and how it ended."""

from datetime import datetime
from enum import StrEnum

from services.spice.geometry.errors import Failure
from services.spice.geometry.process.pool import Asked
from shared.model.base import FrozenModel


class Phase(StrEnum):
    """The state of a job."""

    QUEUED = "queued"
    CALCULATING = "calculating"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more comes."""
        return self not in (Phase.QUEUED, Phase.CALCULATING)


class StoredJob(FrozenModel):
    """The part of a job that a later process takes up again."""

    id: str
    owner: str
    """Who asked: nobody else learns that the job is there."""
    made_at: datetime
    asked: Asked


class Outcome(FrozenModel):
    """How a job ended."""

    phase: Phase
    rows: int = 0
    failure: Failure | None = None
    detail: str = ""
    """Why there is no answer, where it is not the question's fault."""


class JobState(FrozenModel):
    """What is told of a job."""

    id: str
    calculation: str
    phase: Phase
    progress: float = 0.0
    """From 0 to 1."""
    position: int = 0
    """Jobs before it in the queue."""
    rows: int = 0
    made_at: datetime
    expires_at: datetime
    """Then the job and its answer are forgotten."""
    detail: str = ""
    """Why there is no answer."""
    failure: Failure | None = None
