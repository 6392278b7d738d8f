"""Answers about selections of paths. Pure."""

from shared.contracts.http.files import FileHistory, FilePage, FileRow
from shared.model.base import FrozenModel


class SelectionPage(FilePage):
    """A page of a selection, in the order of the paths. It may be short, or empty, and still have a next."""

    count: int | None = None
    """Paths of the whole selection that the caller sees: on the first page, where it is soon told."""


class HolderRow(FrozenModel):
    """A site, and whether the head's content is in place there."""

    site: str
    online: bool
    holds: bool | None
    """None where the site is away, or lags and does not say whether the path is among what it lacks."""


class FileDigests(FrozenModel):
    """Digests of one content, hexadecimal."""

    sha256: str
    sha1: str
    md5: str


class FileFacts(FileHistory):
    """All that is known of one path: what it was, newest first, and where its bytes are."""

    digests: FileDigests | None = None
    """Of the head; none where it was never read here."""
    sites: tuple[HolderRow, ...] = ()


class CommitEvent(FrozenModel):
    """What one commit changed, as far as the caller sees it."""

    revision: int
    changes: tuple[FileRow, ...]
    """As they stand since; a deletion has kind `deleted`."""
    more: bool = False
    """Whether there are more changes than one event tells: ask for the difference."""
    by: tuple[str, ...] = ()
    """Who has made them over a gateway."""
