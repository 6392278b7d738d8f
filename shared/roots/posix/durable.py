"""Small files of our own, written so that a crash leaves the old or the new one."""

import contextlib
from collections.abc import Mapping

from shared.model.paths import parent
from shared.roots.posix.files.port import Files, MissingError

TEMPORARY_SUFFIX = ".tmp"


def write_durably(files: Files, path: str, data: bytes) -> None:
    """Write `data` to `path` by a temporary file beside it. Only one writer at a time may do so."""
    temporary = path + TEMPORARY_SUFFIX
    with contextlib.suppress(MissingError):
        files.remove(temporary)
    with files.create(temporary) as file:
        file.write(data)
        file.sync()
    files.replace(temporary, path)
    files.sync_directory(parent(path))


def write_together_durably(files: Files, directory: str, written: Mapping[str, bytes]) -> None:
    """Write files of one directory as `write_durably` does, by path: they wait for the disk together.

    Raises:
        StorageError: some of them may be there.
    """
    for path, data in written.items():
        with contextlib.suppress(MissingError):
            files.remove(path + TEMPORARY_SUFFIX)
        with files.create(path + TEMPORARY_SUFFIX) as file:
            file.write(data)
    for error in files.sync_files([path + TEMPORARY_SUFFIX for path in written]).values():
        raise error
    for path in written:
        files.replace(path + TEMPORARY_SUFFIX, path)
    files.sync_directory(directory)
