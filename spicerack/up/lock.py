"""One state directory belongs to one `up` at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from spicerack.errors import CommandError

LOCK_NAME = "up.lock"


@contextlib.contextmanager
def state_lock(state: Path, *, pid: int) -> Iterator[None]:
    """Hold the state directory; the kernel lets go of it when this process ends, however it ends.

    Raises:
        CommandError: another process holds it (the line names its id), or it cannot be written.
    """
    try:
        descriptor = os.open(state / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CommandError(f"cannot write to the state directory {state}: {error.strerror}") from error
    try:
        _take(descriptor, state)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{pid}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def check_not_running(state: Path) -> None:
    """Make sure that no other `up` holds the state directory. Creates and changes nothing.

    Raises:
        CommandError: another process holds it.
    """
    try:
        descriptor = os.open(state / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        _take(descriptor, state)
    finally:
        os.close(descriptor)


def _take(descriptor: int, state: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        raise CommandError(
            f"`spicerack up` already runs on {state} (pid {holder}): stop it, or say another --state"
        ) from error
