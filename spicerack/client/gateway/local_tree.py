"""The directory of this host that a mirror fills: what stands there, and which paths may be written."""

import contextlib
import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from blake3 import blake3

from shared.model.paths import PathError, ancestors, check_path, lies_in_control
from spicerack.client.gateway.errors import CorruptError, LocalError
from spicerack.text import printable

READ_BYTES = 4 * 1024 * 1024
"""In memory at once."""


class LocalTree:
    """One directory. All methods block: call them from a thread."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def target(self, path: str) -> Path:
        """Return where a path of the collection is kept.

        Raises:
            CorruptError: the gateway named a path that leads out of the directory.
            LocalError: a link or a file stands where a directory is needed.
        """
        try:
            check_path(path)
        except PathError as error:
            raise CorruptError(f"the gateway names a path that cannot be written: {error}") from error
        if lies_in_control(path):
            raise CorruptError(f"the gateway names {path!r}, which belongs to SpiceRack")
        for above in ancestors(path):
            self._demand_directory(above)
        return self._directory / path

    def is_same(self, path: str, *, size: int, mtime_ns: int, content: str, read: bool) -> bool:
        """Tell whether a file with these bytes stands at a path.

        Size and time suffice, unless all shall be read. Where the time alone differs the bytes are read, and
        the time is mended.
        """
        target = self.target(path)
        try:
            found = target.lstat()
        except OSError:
            return False
        if not stat.S_ISREG(found.st_mode) or found.st_size != size:
            return False
        if found.st_mtime_ns == mtime_ns and not read:
            return True
        try:
            if _hash_of(target) != content:
                return False
            os.utime(target, ns=(mtime_ns, mtime_ns))
        except OSError as error:
            raise LocalError(f"cannot look at {target}: {error.strerror or error}") from error
        return True

    def files(self, prefix: str) -> Iterator[str]:
        """Yield the paths of files that begin with a prefix, parts of downloads left out."""
        for folder, directories, names in os.walk(self._directory):
            directories.sort()
            for name in sorted(names):
                path = self._path(folder, name)
                is_part = name.startswith(".") and name.endswith(".part")
                if path.startswith(prefix) and not is_part and _is_named(path) and not self._is_special(path):
                    yield path

    def passed_over(self, prefix: str) -> Iterator[str]:
        """Yield what is no file of a mirror: links to directories, special files, names in no UTF-8."""
        for folder, directories, names in os.walk(self._directory):
            links = [name for name in directories if (Path(folder) / name).is_symlink()]
            for name in sorted((*links, *filter(partial(self._is_passed_over, folder), names))):
                if (path := self._path(folder, name)).startswith(prefix):
                    yield printable(path)

    def _is_passed_over(self, folder: str, name: str) -> bool:
        path = self._path(folder, name)
        return not _is_named(path) or self._is_special(path)

    def _path(self, folder: str, name: str) -> str:
        return (Path(folder) / name).relative_to(self._directory).as_posix()

    def _is_special(self, path: str) -> bool:
        found = self._directory / path
        return not found.is_symlink() and found.exists() and not found.is_file()

    def make_way(self, path: str, *, below: str) -> list[str]:
        """Remove files where a file needs directories, or in a directory at its place; return their paths.

        A listing of one moment that names the file names none of them. What is no file stays in the way.

        Raises:
            LocalError: it cannot be removed.
        """
        in_the_way = [above for above in ancestors(path) if above.startswith(below) and self._is_file(above)]
        if not in_the_way and path.startswith(below) and self._is_directory(path):
            in_the_way = list(self.files(f"{path}/"))
        for one in in_the_way:
            self.remove(one)
        if self._is_directory(path):
            self._remove_empty(path)
        return in_the_way

    def remove(self, path: str) -> None:
        """Remove a file, and the directories above it that are empty then. Raises LocalError."""
        target = self.target(path)
        try:
            target.unlink()
        except OSError as error:
            raise LocalError(f"cannot remove {target}: {error.strerror or error}") from error
        for above in reversed(ancestors(path)):
            try:
                (self._directory / above).rmdir()
            except OSError:
                return

    def _is_file(self, path: str) -> bool:
        return stat.S_ISREG(_mode_of(self._directory / path))

    def _is_directory(self, path: str) -> bool:
        return stat.S_ISDIR(_mode_of(self._directory / path))

    def _remove_empty(self, path: str) -> None:
        """Remove a directory in which there are no files; where others are, it stays."""
        for folder, _, _ in os.walk(self._directory / path, topdown=False):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()

    def _demand_directory(self, path: str) -> None:
        at = self._directory / path
        try:
            mode = at.lstat().st_mode
        except FileNotFoundError:
            return
        except OSError as error:
            raise LocalError(f"cannot look at {at}: {error.strerror or error}") from error
        if not stat.S_ISDIR(mode):
            raise LocalError(f"{at} is no directory: move it away, or mirror into another one")


def _mode_of(path: Path) -> int:
    """Return the mode of what stands at a path, links not followed; 0 where nothing does."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _is_named(path: str) -> bool:
    """Tell whether a path of this host is one that a collection can have."""
    try:
        check_path(path)
    except PathError:
        return False
    return True


def _hash_of(path: Path) -> str:
    found = blake3(max_threads=blake3.AUTO)
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            found.update(data)
    return found.hexdigest()
