"""Directories that a server's account can reach: a tester's own temporary ones are closed to others."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from testing.servers.account import ordinary_account


@contextlib.contextmanager
def reachable_directory() -> Iterator[Path]:
    """Give a directory of the account for the block."""
    with tempfile.TemporaryDirectory(prefix="served-") as name:
        # Open for reading: vsftpd shows nobody what only its owner may read.
        Path(name).chmod(0o755)
        ordinary_account().own(Path(name))
        yield Path(name)
