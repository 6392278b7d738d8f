"""What the API answers. The command line reads the same fields (spicerack/client/answers.py)."""

from datetime import datetime

from shared.model.base import FrozenModel


class SiteStatus(FrozenModel):
    """One site of the collection."""

    name: str
    online: bool
    state: str
    """idle, scanning, syncing, held or offline."""
    revision: int
    """Placed up to."""
    behind: int
    """Paths not placed."""
    wanted_bytes: int
    conflicts: int
    """Live conflict copies."""
    problems: tuple[str, ...] = ()
    receive_only: bool = False
    hold: str | None = None


class TransferStatus(FrozenModel):
    """What moves, and what it has cost. Bytes."""

    active: int
    sent_bytes: int
    """Put on the bus for packs and signatures."""
    control_bytes: int
    """Put on the bus for all else."""
    full_bytes: int
    """What whole files would have cost."""


class Status(FrozenModel):
    """One collection, everywhere."""

    collection: str
    revision: int
    files: int
    bytes: int
    sites: tuple[SiteStatus, ...]
    transfers: TransferStatus


class Sites(FrozenModel):
    """All sites of the collection."""

    sites: tuple[SiteStatus, ...]


class ScanAsked(FrozenModel):
    """The number of an ask to all sites to scan now."""

    ask: int


class SiteSync(FrozenModel):
    """How far one site is with an ask."""

    name: str
    online: bool
    held: str | None
    answered: bool
    revision: int
    behind: int
    missing: tuple[str, ...] = ()


class SyncProgress(FrozenModel):
    """How far all sites are with an ask."""

    ask: int
    barrier: int | None
    """The head after the scans were decided; none until every site that is online and not held answered."""
    done: bool
    sites: tuple[SiteSync, ...]


class FileRow(FrozenModel):
    """One path of the tree, now or at one revision of its history."""

    path: str
    kind: str
    revision: int
    content: str | None
    size: int
    mtime: datetime
    mode: int
    author: str


class FilePage(FrozenModel):
    """A page of the tree, in the order of the paths."""

    revision: int
    files: tuple[FileRow, ...]
    next: str | None
    """Give it as `after` for the next page; none on the last."""


class HistoryRow(FileRow):
    """What a path was as of one revision."""

    made_at: datetime | None = None
    """UTC, by the author's clock: when the batch was made. None while its commit is still being read."""


class FileHistory(FrozenModel):
    """One path, and what it was before, newest first."""

    path: str
    head: FileRow
    history: tuple[HistoryRow, ...]
    next: int | None = None
    """Give it as `before` for the next page; none on the last."""


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
    """Deletions of what another site had changed since."""


class CommitPage(FrozenModel):
    """A page of the log, newest first."""

    collection: str
    revision: int
    """The head."""
    commits: tuple[CommitRow, ...]
    next: int | None
    """Give it as `before` for the next page; none on the last."""


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


class DeadLetterRow(FrozenModel):
    """A message that nobody could do anything with."""

    id: int
    consumer: str
    """Whose handler gave it up."""
    stream: str
    subject: str
    """Where it was published."""
    attempts: int
    reason: str
    """Why, and what to do."""
    size: int
    """Bytes."""


class DeadLetterPage(FrozenModel):
    """A page of dead letters, oldest first."""

    letters: tuple[DeadLetterRow, ...]
    next: int | None
    """Give it as `after` for the next page; none on the last."""


class DeadLetterDetail(DeadLetterRow):
    """A dead letter, opened."""

    sequence: int
    """What it was in its stream."""
    whole: bool
    """Whether all of it was kept; if not, it cannot be tried again."""
    headers: dict[str, str]
    """The original's."""
    text: str
    """What it says, the first 16 Ki characters; empty where it is no text."""


class ReleasePlan(FrozenModel):
    """Why a site is held, and what a release would do."""

    name: str
    held: bool
    reason: str
    text: str
    effect: tuple[str, ...] = ()
