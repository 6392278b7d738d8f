"""The working directory of one step: filled from the collection, and published from."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from blake3 import blake3

from services.runner.files import FileError, Files, Read
from shared.model.paths import PathError, check_path
from shared.states.values import Json

FILES_MAX: Final = 1_000
"""Files that one step is filled with or publishes: a step of more is a Map of steps."""

BLOCK: Final = 1024 * 1024


class WorkDirectory:
    """A directory that is made for one step and removed after it. All methods block."""

    def __init__(self, path: Path, files: Files, *, bytes_max: int) -> None:
        self.path = path
        self._files = files
        self._left = bytes_max
        self._bytes_max = bytes_max

    def __enter__(self) -> "WorkDirectory":
        """Make it anew: what a runner that died has left is of no use."""
        self.__exit__()
        self.path.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        """Remove it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def fill(self, wanted: Json) -> None:
        """Copy files of the collection into it. Raises FileError.

        Args:
            wanted: a list of paths, or of objects with `path`, and, where they shall be told, `as` and
                `content`.
        """
        for one in _list(wanted, "files"):
            named = one if isinstance(one, dict) else {"path": one}
            path, name = named.get("path"), named.get("as", named.get("path"))
            content = named.get("content")
            if not isinstance(path, str) or not isinstance(name, str):
                raise FileError("Task.BadArguments", "each of `files` is a path, or has a text named path")
            try:
                self._copy(path, self._inside(name), content if isinstance(content, str) else None)
            except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                raise FileError(
                    "Task.BadArguments", f"two of `files` cannot both be there: another one is at {name!r}"
                ) from error

    def published(self, wanted: Json) -> Mapping[str, Read]:
        """Return what shall be published, by path in the collection. Raises FileError.

        Args:
            wanted: an object: the path in the collection of each name in the directory.
        """
        if wanted is None:
            return {}
        if not isinstance(wanted, dict) or len(wanted) > FILES_MAX:
            raise FileError("Task.BadArguments", f"`publish` is an object of at most {FILES_MAX} names")
        found: dict[str, Read] = {}
        for name, path in wanted.items():
            if not isinstance(path, str):
                raise FileError("Task.BadArguments", f"publish.{name} is no path")
            self._inside(name)
            self._take(_size(self.path, name))
            found[path] = lambda name=name: _blocks(self.path, name)  # type: ignore[misc]
        return found

    def _inside(self, name: str) -> Path:
        try:
            check_path(name)
        except PathError as error:
            raise FileError("Task.BadArguments", f"{name!r} is no name in the working directory") from error
        return self.path / name

    def _copy(self, path: str, place: Path, content: str | None) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        sums = blake3()
        with place.open("xb") as file:
            for block in self._files.read(path):
                self._take(len(block))
                sums.update(block)
                file.write(block)
        if content is not None and sums.hexdigest() != content:
            raise FileError("Collection.Changed", f"{path} is not {content} any more")

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise FileError("Command.DirectoryTooLarge", f"its files take more than {self._bytes_max} bytes")


def _size(directory: Path, name: str) -> int:
    with _opened(directory, name) as descriptor:
        return os.fstat(descriptor.number).st_size


class _Opened:
    """A regular file without links in its path: what a command makes may point anywhere."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __enter__(self) -> "_Opened":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.number)


def _opened(directory: Path, name: str) -> _Opened:
    number = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    for part in name.split("/"):
        number = _within(number, part, name)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise FileError("Command.BadFile", f"{name} is no file")
    return _Opened(number)


def _within(directory: int, part: str, name: str) -> int:
    """Open what stands in a directory, itself and never what a link leads to; close the directory."""
    try:
        return os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except OSError as error:
        if error.errno == errno.ELOOP:
            cause = (
                f"{name} is a link, or stands below one: only files of the working directory are published"
            )
            raise FileError("Command.BadFile", cause) from error
        raise FileError("Command.NoFile", f"the command made no file {name}: {error.strerror}") from error
    finally:
        os.close(directory)


def _blocks(directory: Path, name: str) -> Iterator[bytes]:
    with _opened(directory, name) as opened:
        while block := os.read(opened.number, BLOCK):
            yield block


def _list(value: Json, name: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > FILES_MAX:
        raise FileError("Task.BadArguments", f"`{name}` is a list of at most {FILES_MAX}")
    return value
