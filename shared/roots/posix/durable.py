"""Small files of our own, written so that a crash leaves the old or the new one."""

import contextlib

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
