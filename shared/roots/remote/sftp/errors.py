"""Errors of roots for the answers of an SFTP server, and for the way to it."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncssh

from shared.roots.errors import (
    DeniedError,
    MissingError,
    NoSpaceError,
    OccupiedError,
    StorageError,
    UnreachableError,
    WrongTypeError,
)

ANSWERS: tuple[tuple[type[asyncssh.SFTPError], type[StorageError], str], ...] = (
    (asyncssh.SFTPNoSuchFile, MissingError, "nothing is at {path!r}"),
    (asyncssh.SFTPNoSuchPath, MissingError, "nothing is at {path!r}"),
    (asyncssh.SFTPPermissionDenied, DeniedError, "the server lets nobody reach {path!r} so: {error}"),
    (asyncssh.SFTPWriteProtect, DeniedError, "the server keeps {path!r} from being written: {error}"),
    (asyncssh.SFTPNoSpaceOnFilesystem, NoSpaceError, "no room for {path!r}: the server's disk is full"),
    (asyncssh.SFTPQuotaExceeded, NoSpaceError, "no room for {path!r}: the quota is used up"),
    (asyncssh.SFTPFileAlreadyExists, OccupiedError, "something is at {path!r} already"),
    (asyncssh.SFTPFileIsADirectory, WrongTypeError, "{path!r} is a directory"),
    (asyncssh.SFTPNotADirectory, MissingError, "nothing is at {path!r}: what is above it is no directory"),
    (asyncssh.SFTPConnectionLost, UnreachableError, "the connection was lost at {path!r}: {error}"),
    (asyncssh.SFTPNoConnection, UnreachableError, "the connection was lost at {path!r}: {error}"),
)
"""Answers of the server, the error that each stands for, and its words."""


@contextmanager
def told_as_roots_do(path: str) -> Iterator[None]:
    """Raise errors of roots for what asyncssh raises inside.

    Raises:
        StorageError: the class says what it was; `UnreachableError` where no answer came.
    """
    try:
        yield
    except asyncssh.SFTPError as error:
        raise _translated(error, path) from error
    except (asyncssh.Error, OSError) as error:
        raise UnreachableError(f"the connection was lost at {path!r}: {error}") from error


def _translated(error: asyncssh.SFTPError, path: str) -> StorageError:
    for kind, ours, words in ANSWERS:
        if isinstance(error, kind):
            return ours(words.format(path=path, error=error.reason))
    return StorageError(f"the server refused {path!r}: {error.reason}")
