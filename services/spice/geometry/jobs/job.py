"""A job as it is told: how far it is, and how it ended."""

from datetime import datetime

from services.spice.geometry.errors import Failure
from shared.contracts.messages.kernels.geometry_job import GeometryJob, Phase
from shared.model.base import FrozenModel

__all__ = ["JobState", "Phase", "state_of"]

NEARLY = 0.99
"""Told while all is calculated and not yet written: only a complete job is at 1."""


class JobState(FrozenModel):
    """What is told of a job."""

    id: str
    calculation: str
    phase: Phase
    progress: float = 0.0
    """From 0 to 1; 1 once the answer can be fetched."""
    position: int = 0
    """Jobs before it in the queue."""
    rows: int = 0
    made_at: datetime
    expires_at: datetime
    """Then the job and its answer are forgotten."""
    detail: str = ""
    """Why there is no answer."""
    failure: Failure | None = None


def state_of(record: GeometryJob, *, position: int) -> JobState:
    """Return what is told of a record."""
    failure = Failure.model_validate_json(record.failure) if record.failure else None
    return JobState(
        id=record.job,
        calculation=record.calculation,
        phase=record.phase,
        progress=1.0 if record.phase is Phase.COMPLETE else min(record.progress, NEARLY),
        position=position,
        rows=record.rows,
        made_at=record.made_at,
        expires_at=record.expires_at,
        detail=failure.detail if failure else record.detail,
        failure=failure,
    )
