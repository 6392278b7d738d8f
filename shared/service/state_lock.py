"""The lock of a process on the directory that it keeps its state in: two would write over each other."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.model.errors import OperatorError


class StateInUseError(OperatorError):
    """Another process keeps its state there; `str()` says what to do."""


@contextmanager
def state_lock(path: Path) -> Iterator[None]:
    """Hold the lock at a path for the block (flock(2): it ends with the process).

    Raises:
        StateInUseError: another process holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUseError(
                f"another process works in {path.parent}: stop it, or set another SPICERACK_STATE"
            ) from None
        yield
    finally:
        os.close(descriptor)
