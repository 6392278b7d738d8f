"""Questions and answers about verifications: what was read once more, and what is placed again. Pure."""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.verification import FOUND_MAX, VerificationState, VerifiedFile
from shared.model.base import FrozenModel
from shared.model.names import SiteName


class VerifyRequest(FrozenModel):
    """What is to be read once more."""

    site: SiteName | None = None
    """None: every site."""
    percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    """Of the files; which ones is drawn anew for each request."""
    paths: tuple[str, ...] = Field(default=(), max_length=FOUND_MAX)
    """Files, and directories with all below them; none: all."""


class VerifyAsked(FrozenModel):
    """The number of a verification that sites are asked for."""

    ask: int


class SiteVerification(FrozenModel):
    """How far one site is with a verification."""

    name: str
    online: bool
    state: VerificationState
    """waiting: it has not been heard of."""
    words: str = ""
    """Why it failed."""
    files: int = 0
    """To be read; of a sample, about as many."""
    bytes: int = 0
    read_files: int = 0
    read_bytes: int = 0
    rot: int = 0
    """Files that hold other bytes, though nobody has written to them."""
    drift: int = 0
    """Files that were changed, or went away, since the site's last look."""
    unreadable: int = 0
    found: tuple[VerifiedFile, ...] = ()
    """The first hundred files that are not sound; where paths were named, those that are sound, too."""


class VerifyProgress(FrozenModel):
    """How far the sites are with a verification."""

    ask: int
    sites: tuple[SiteVerification, ...]


class RepairRow(FrozenModel):
    """What becomes of one file that rotted."""

    site: str
    path: str
    repaired: bool
    """Whether the site is asked to have it placed again, or to give it up."""
    holder: str = ""
    """The site that has read the right bytes a moment ago; none where the collection has no file there."""
    reason: str = ""
    """Why it stays as it is, or goes."""


class RepairPlan(FrozenModel):
    """What becomes of the files that a verification found to be rotten."""

    ask: int
    files: tuple[RepairRow, ...]
