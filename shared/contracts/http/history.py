"""Answers about revisions: the log, and what differs between two of them. Pure."""

from datetime import datetime

from shared.contracts.http.files import FileRow
from shared.model.base import FrozenModel


class CommitRow(FrozenModel):
    """One commit of the log."""

    revision: int
    site: str
    """Whose changes it decided."""
    made_at: datetime
    """UTC, by the site's clock."""
    put: int
    """Files and directories that entered the tree."""
    deleted: int
    conflicts: int
    """Changes that lost against another site's."""
    already: int
    """Changes that the tree held before."""
    refused: int
    """Deletions of what another site had changed since, and what did not find what its author demanded."""
    message: str = ""
    """What was said of a group of changes; of one that was refused without a word, which paths, and why."""
    by: tuple[str, ...] = ()
    """Who has made its changes over a gateway: names of tokens with their ids, or subjects of a provider."""


class CommitPage(FrozenModel):
    """A page of the log, newest first."""

    collection: str
    revision: int
    """The head."""
    commits: tuple[CommitRow, ...]
    next: int | None
    """Give it as `before` for the next page; none on the last."""
    skipped: int = 0
    """Messages of the log that were not believed: all others were signed by an orchestrator, and named the
    hash of the one before."""


class DifferenceRow(FrozenModel):
    """One path that is not the same at two revisions."""

    path: str
    difference: str
    """added, changed or deleted."""
    before: FileRow | None
    """None where nothing stood."""
    after: FileRow | None
    """None where nothing stands."""


class DifferencePage(FrozenModel):
    """A page of what differs between two revisions, in the order of the paths. It may be empty."""

    collection: str
    earlier: int
    later: int
    differences: tuple[DifferenceRow, ...]
    next: str | None
    """Give it as `after` for the next page; none on the last."""
