"""The bounds of writing, from a gateway's settings. Pure."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingLimits:
    """The bounds of one gateway."""

    upload_bytes_max: int
    """Of one file."""
    reserve_bytes: int
    """Left free on the site's disk."""
    free_seconds: float = 10.0
    """That a write waits for an earlier one to its path: a commit takes less than a second."""
    attempts: int = 3
    """Tries of a write without conditions, each time over what it finds there."""
