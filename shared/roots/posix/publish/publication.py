"""Publications: what is asked of a publish, and its outcomes."""

from dataclasses import dataclass

from shared.contracts.messages.transfers.report import Reason
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import Fingerprint, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One path that shall get a new state."""

    path: str
    state: State
    """What shall stand there; kind DELETED removes."""
    prior: Held
    """What must be there for it to be replaced."""
    staged: str | None = None
    """Path of the sealed staged file. None for directories and deletes, where only metadata changes,
    and where the path is expected to hold the content already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The path holds the state, verified and durable."""

    path: str
    state: State
    """As it came back from the file system."""
    fingerprint: Fingerprint | None = None
    """Of the file that was published; none for directories and deletes."""
    uncarried: str = ""
    """What hung on the file that was replaced, and could not be carried over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPublished:
    """The path was left as it was found."""

    path: str
    reason: Reason
    detail: str
    twin: str | None = None
    """The path that the file system takes this one for."""


Outcome = Published | NotPublished


class ChangedError(Exception):
    """Something other than the prior stands at a path; the message says what."""


class LackingError(Exception):
    """The publication needs a staged file and has none."""
