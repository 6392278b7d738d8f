"""What a manager answers over HTTP, as frozen models. Fields that a newer manager adds are ignored."""

from shared.model.base import FrozenModel


class SiteStatus(FrozenModel):
    """One site, as the manager that was asked knows it."""

    name: str
    online: bool
    state: str
    """idle, scanning, syncing, held or offline."""
    revision: int
    """Everything up to it is placed."""
    behind: int
    """Paths that are not placed yet."""
    wanted_bytes: int
    conflicts: int
    problems: tuple[str, ...]
    receive_only: bool
    hold: str | None
    """Why the site is held; None when it is not."""


class TransferStatus(FrozenModel):
    """What moves, and what it costs. Bytes."""

    active: int
    sent_bytes: int
    control_bytes: int
    full_bytes: int
    """What would have been sent had every file travelled whole."""


class CollectionStatus(FrozenModel):
    """The state of one collection at every site."""

    collection: str
    revision: int
    files: int
    bytes: int
    sites: tuple[SiteStatus, ...]
    transfers: TransferStatus


class Scan(FrozenModel):
    """Every site was asked to scan."""

    ask: int


class SiteSync(FrozenModel):
    """How far one site is in one ask."""

    name: str
    online: bool
    held: str | None
    answered: bool
    """Whether it has scanned since the ask and all that it found is decided."""
    revision: int
    """Everything up to it is placed."""
    behind: int
    """Paths that are not placed yet."""
    missing: tuple[str, ...]
    """The first few paths that are not placed yet."""


class SyncProgress(FrozenModel):
    """How far all sites are in one ask."""

    ask: int
    barrier: int | None
    """The revision that every site has to reach; None until every site that can has answered."""
    done: bool
    """Whether every site that is online and not held has reached it."""
    sites: tuple[SiteSync, ...]


class FileRow(FrozenModel):
    """One path of the tree."""

    path: str
    kind: str
    revision: int
    content: str | None
    size: int
    mtime: str
    """RFC 3339."""
    mode: int
    author: str


class FilePage(FrozenModel):
    """Some paths of the tree, in order."""

    revision: int
    files: tuple[FileRow, ...]
    next: str | None
    """Where the next page begins; None at the end."""


class HistoryRow(FileRow):
    """What a path was as of one revision."""

    made_at: str | None
    """RFC 3339: when its author made the batch; None where the manager does not know it yet."""


class HistoryPage(FrozenModel):
    """Some of what a path was, newest first."""

    path: str
    history: tuple[HistoryRow, ...]
    next: int | None
    """Where the next page begins; None at the end."""


class CommitRow(FrozenModel):
    """One commit of the log: whose changes, and how many of them came to what."""

    revision: int
    site: str
    made_at: str
    """RFC 3339, by the site's clock."""
    put: int
    deleted: int
    conflicts: int
    already: int
    refused: int


class CommitPage(FrozenModel):
    """Some commits of the log, newest first."""

    commits: tuple[CommitRow, ...]
    next: int | None
    """Where the next page begins; None at the end."""


class DifferenceRow(FrozenModel):
    """One path that is not the same at two revisions."""

    path: str
    difference: str
    """added, changed or deleted."""
    before: FileRow | None
    after: FileRow | None


class DifferencePage(FrozenModel):
    """Some of the paths that differ, in order. It may be empty and not the last."""

    differences: tuple[DifferenceRow, ...]
    next: str | None
    """Where the next page begins; None at the end."""


class DeadLetterRow(FrozenModel):
    """A message that nobody could do anything with."""

    id: int
    consumer: str
    stream: str
    subject: str
    attempts: int
    reason: str
    size: int


class DeadLetterPage(FrozenModel):
    """Some dead letters, oldest first."""

    letters: tuple[DeadLetterRow, ...]
    next: int | None
    """Where the next page begins; None at the end."""


class DeadLetterDetail(DeadLetterRow):
    """A dead letter, opened."""

    sequence: int
    whole: bool
    """Whether all of it was kept."""
    headers: dict[str, str]
    text: str
    """What it says; empty where it is no text."""


class ReleaseView(FrozenModel):
    """Why a site is held, and what its release would do."""

    name: str
    held: bool
    reason: str
    text: str
    effect: tuple[str, ...]


class Problem(FrozenModel):
    """An error as RFC 9457 has it."""

    title: str = ""
    detail: str = ""
