"""Files of a root, opened to be read: fast where the kernel walks, exact and slower elsewhere."""

import errno
import os
from contextlib import closing
from pathlib import Path

from shared.model.paths import belongs_to_site
from shared.roots.posix.files.beneath import Beneath
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.errors import translate
from shared.roots.posix.files.open_file import PosixReadable
from shared.roots.posix.files.port import MissingError, StorageError

DIRECTORY = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC


class RootFiles:
    """Opens files below one directory. The directory may go and come back."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._beneath: Beneath | None = Beneath()
        self._directory = -1
        self._identity: tuple[int, int] | None = None

    def open(self, path: str) -> PosixReadable:
        """Open a regular file, or a link for its target. No link is followed, in any component.

        Raises:
            StorageError: it is not there, or cannot be read.
        """
        if belongs_to_site(path):
            raise MissingError(f"{path!r} is a name that each site keeps for itself")
        if self._beneath is not None:
            try:
                return PosixReadable(self._beneath.open(self._standing(), path), path)
            except NotImplementedError:
                self._beneath = None
            except OSError as error:
                if error.errno != errno.ELOOP:  # a link is here, or on the way
                    raise translate(error, "open", path) from error
        return self._walk(path)

    def close(self) -> None:
        """Let the directory go."""
        directory, self._directory = self._directory, -1
        self._identity = None
        if directory >= 0:
            os.close(directory)

    def _standing(self) -> int:
        """Return a descriptor of what is at the root's place now: a disk may have been mounted since."""
        found = self._root.stat()
        identity = (found.st_dev, found.st_ino)
        if identity != self._identity:
            self.close()
            self._directory = os.open(self._root, DIRECTORY)
            self._identity = identity
        return self._directory

    def _walk(self, path: str) -> PosixReadable:
        with closing(PosixFiles(self._root)) as files:
            file = files.open(path)
        if not isinstance(file, PosixReadable):
            raise StorageError(f"{path!r} has no descriptor")
        return file
