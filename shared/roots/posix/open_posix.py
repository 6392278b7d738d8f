"""Opening a directory of this host as a root."""

import secrets
from pathlib import Path

from shared.observability.clock import SystemClock
from shared.roots.open_root import path_of
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.root import PosixRoot

ID_BYTES = 16


def open_posix(url: str) -> PosixRoot:
    """Open the directory that a path or a `file://` URL names. Raises StorageError where it is not there."""
    path = Path(path_of(url))
    return PosixRoot(
        PosixFiles(path), path=path, now=SystemClock().now, new_id=lambda: secrets.token_hex(ID_BYTES)
    )
