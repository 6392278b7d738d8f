"""Opening a content for reading, once its hash was checked. All methods block."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from services.transfer.contents.content_finder import ContentFinder
from shared.model.entry import Fingerprint
from shared.roots.posix.files.port import Files, ReadableFile, StorageError


@dataclass(frozen=True, slots=True)
class OpenContent:
    """An open file that had a content when it was hashed."""

    files: Files
    file: ReadableFile
    fingerprint: Fingerprint

    @property
    def unchanged(self) -> bool:
        """Whether the file is as it was. Raises StorageError."""
        return self.file.status().fingerprint == self.fingerprint

    def close(self) -> None:
        """Release the file and its root."""
        with suppress(StorageError):
            self.file.__exit__(None, None, None)
        self.files.close()


@dataclass(frozen=True, slots=True)
class VerifiedContents:
    """Opens contents below one root. Threads may use it at the same time."""

    open_root: Callable[[], Files]
    """Opens this site's root, or raises StorageError."""
    find: Callable[[Files], ContentFinder]
    """Makes what looks for contents below a root."""

    def open(self, content: str, found_at: Iterable[str]) -> OpenContent | None:
        """Return an open file that has this content; None where the site has none.

        Nothing is sent that was not hashed: a path and a size alone would let a peer read what no log names.
        A file that was hashed a short while ago and has not changed is not hashed again, since a reader that
        fails over asks anew.

        Raises:
            StorageError: the root is not there, or not this site's.
        """
        files = self.open_root()
        try:
            file = self.find(files).open(content, found_at, again=True)
            if file is not None:
                return OpenContent(files, file, file.status().fingerprint)
        except BaseException:
            files.close()
            raise
        files.close()
        return None
