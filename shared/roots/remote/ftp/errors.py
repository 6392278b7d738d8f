"""Errors of roots for the answers of an FTP server, and for the way to it."""

import ftplib
from collections.abc import Iterator
from contextlib import contextmanager

from shared.roots.errors import DeniedError, MissingError, NoSpaceError, StorageError, UnreachableError
from shared.roots.remote.certificates import certificate_error

NO_ROOM = ("452", "552")
LEAVES = "421"
"""The server closes the connection: too many, or too long idle."""
REFUSED = "550"
"""Missing, denied, taken: the protocol has one code for all of it."""
NOT_LOGGED_IN = "530"
"""A wrong password, or with proftpd one client too many."""


@contextmanager
def told_as_roots_do(path: str) -> Iterator[None]:
    """Raise errors of roots for what ftplib raises inside.

    Raises:
        StorageError: the class says what it was; `UnreachableError` where no answer came.
    """
    try:
        yield
    except ftplib.error_reply as error:
        raise StorageError(f"the server gave an answer for {path!r} that makes no sense: {error}") from error
    except (ftplib.error_perm, ftplib.error_temp) as error:
        raise refused(str(error), path) from error
    except (ftplib.Error, OSError, EOFError) as error:
        untrusted = certificate_error(error, path)
        if untrusted is not None:
            raise untrusted from error
        raise UnreachableError(f"the connection was lost at {path!r}: {error}") from error


def refused(answer: str, path: str) -> StorageError:
    """Return the error for an answer that is none of success."""
    code = answer[:3]
    if code in NO_ROOM:
        return NoSpaceError(f"no room for {path!r}: {answer}")
    if code == LEAVES:
        return UnreachableError(f"the server lets no more connections in, or closed this one: {answer}")
    if code == NOT_LOGGED_IN:
        return DeniedError(f"the server lets nobody in so, or no more at once: {answer}")
    if code == REFUSED:
        return MissingError(f"the server refused {path!r}: {answer}")
    return StorageError(f"the server refused {path!r}: {answer}")
