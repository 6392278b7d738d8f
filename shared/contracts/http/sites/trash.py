"""Answers about the trash of a site. Pure."""

from datetime import datetime

from shared.model.base import FrozenModel


class TrashedFile(FrozenModel):
    """One thing that was replaced or deleted at a site, and is kept for a while."""

    name: str
    """By which it is restored."""
    at: datetime
    """When it came here."""
    content: str | None
    """BLAKE3-256; none of a directory, or of what could not be read."""
    size: int
    """Bytes."""
    path: str
    """Where it stood last, as the log has it; else the end of its path, with ~ for /."""
    logged: bool
    """Whether the log has this content: else these are its only bytes, as far as the collection knows."""
    late: bool = False
    """Whether a program went on writing to it here: it is kept until a person takes it."""


class TrashPage(FrozenModel):
    """What one site keeps, the oldest first."""

    collection: str
    site: str
    files: tuple[TrashedFile, ...]
    next: str | None = None
    """Where the next page begins."""


class TrashRestored(FrozenModel):
    """What was brought back."""

    name: str
    path: str
    """Where it stands now; the next look publishes it."""


class TrashEmptied(FrozenModel):
    """What was removed for good."""

    removed: int
    removed_bytes: int
    kept: int
    """What is newer, or was written to after it came here."""
    kept_bytes: int
