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
