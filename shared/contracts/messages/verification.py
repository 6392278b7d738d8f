"""Verifications: what a site found when it read its files once more and compared them with the log."""

from enum import StrEnum

from pydantic import Field

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.numbers import ByteTotal, Count, Instant
from shared.model.paths import RelativePath

FOUND_MAX = 100
"""Files that one verification names, or is asked to repair: presence is said every few seconds."""

FOUND_BYTES_MAX = 32 * 1024
"""Bytes of the paths that one verification names, but for a single longer one."""


class Verdict(StrEnum):
    """What reading a file once more has told of it."""

    SOUND = "sound"
    """Its bytes are those that the site says it holds."""
    ROT = "rot"
    """Its bytes are others, and its size and times say that nobody has written to it."""
    DRIFT = "drift"
    """It was changed, or went away, since the last look; the next look takes that for what it is."""
    UNREADABLE = "unreadable"
    """It cannot be read, or not twice the same."""


class VerifiedFile(FrozenModel):
    """One file that was read."""

    path: RelativePath
    verdict: Verdict
    content: ContentId
    """That the site says it holds."""
    found: ContentId | None = None
    """That was read, where it is rot."""
    detail: str = ""


class Scrub(FrozenModel):
    """How far a site is in reading all its files once more, by itself."""

    began_at: Instant | None = None
    """This round; none: it has read nothing yet."""
    read_files: Count = 0
    files: Count = 0
    ended_at: Instant | None = None
    """The last round; none: there was none."""
    rot: Count = 0
    """Files that are known to be rotten, whoever found it."""
    unreadable: Count = 0


class VerificationState(StrEnum):
    """How far a verification is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Verification(FrozenModel):
    """One verification at one site, so far."""

    ask: Count
    """The number of the ask."""
    state: VerificationState
    words: str = ""
    """Why it failed."""
    files: Count = 0
    """To be read; of a sample, about as many."""
    bytes: ByteTotal = 0
    read_files: Count = 0
    read_bytes: ByteTotal = 0
    rot: Count = 0
    drift: Count = 0
    unreadable: Count = 0
    found: tuple[VerifiedFile, ...] = Field(default=(), max_length=FOUND_MAX)
    """The first of those that are not sound; where the ask names paths, those that are sound, too."""
