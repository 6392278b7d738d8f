"""Answers about changes that callers made, and the bodies of those that name paths. Pure."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.model.base import FrozenModel
from shared.model.paths import RelativePath


class ChangeState(StrEnum):
    """What became of a change."""

    WAITING = "waiting"
    """In place at this site; the log has not decided on it yet."""
    COMMITTED = "committed"
    LOST = "lost"
    """Another site's change came first; what was put is kept as a conflict copy."""
    SUPERSEDED = "superseded"
    """Somebody wrote to the path before it was committed."""
    FAILED = "failed"
    """Nothing was changed."""


class ChangedRow(FrozenModel):
    """One path of a change."""

    path: str
    kind: str
    """file, directory or deleted."""
    content: str | None = None
    """BLAKE3-256 of a file."""
    conflict_copy: str | None = None
    """Where the content was committed instead."""


class ChangeRow(FrozenModel):
    """One change."""

    id: str
    state: ChangeState
    made_at: datetime
    """UTC, by the gateway's clock."""
    revision: int | None = None
    """Of the commit that decided on it."""
    message: str = ""
    detail: str = ""
    """Why it is not committed, for people."""
    paths: tuple[ChangedRow, ...]


class MoveAsked(FrozenModel):
    """What is to be moved, or copied."""

    source: RelativePath = Field(alias="from")
    target: RelativePath = Field(alias="to")
    overwrite: bool = False
    """Whether a file at the target is replaced."""
