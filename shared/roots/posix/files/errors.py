"""Translates the operating system's errors to the port's, each one clear line that says what to do."""

import errno
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType, TracebackType

from shared.roots.posix.files.port import (
    DeniedError,
    InputOutputError,
    MissingError,
    NoSpaceError,
    OccupiedError,
    OtherDeviceError,
    StorageError,
    WrongTypeError,
)

_TYPES: Mapping[int, type[StorageError]] = MappingProxyType(
    {
        errno.ENOENT: MissingError,
        errno.EEXIST: OccupiedError,
        errno.EXDEV: OtherDeviceError,
        errno.ENOTEMPTY: OccupiedError,
        errno.EACCES: DeniedError,
        errno.EPERM: DeniedError,
        errno.EROFS: DeniedError,
        errno.ENOSPC: NoSpaceError,
        errno.EDQUOT: NoSpaceError,
        errno.EIO: InputOutputError,
        errno.ENODEV: InputOutputError,
        errno.ESTALE: InputOutputError,
        errno.EREMOTEIO: InputOutputError,
        errno.ETIMEDOUT: InputOutputError,
        errno.ENXIO: WrongTypeError,
        errno.ELOOP: WrongTypeError,
        errno.EISDIR: WrongTypeError,
        errno.ENOTDIR: WrongTypeError,
    }
)

_ADVICE: Mapping[type[StorageError], str] = MappingProxyType(
    {
        DeniedError: "; give the service's user permission to do this, or mount the file system writable",
        NoSpaceError: "; free some space or raise the quota",
        InputOutputError: "; check the device or the mount",
    }
)


def translate(error: OSError, operation: str, path: str) -> StorageError:
    """Return the port's error for `error`, met while doing `operation` to `path`."""
    kind = _TYPES.get(error.errno or 0, StorageError)
    said = os.strerror(error.errno) if error.errno else str(error)
    if error.errno == errno.EPERM:
        # What root itself may not do is not a matter of rights.
        said += " (`lsattr` shows whether it, or its directory, is immutable: `chattr -i` ends that)"
    return kind(f"cannot {operation} {path!r}: {said}{_ADVICE.get(kind, '')}")


def translated(operation: str, path: str) -> AbstractContextManager[None]:
    """Turn an OSError, or a number that the system has no room for, into the port's error."""
    return _Translated(operation, path)


class _Translated:
    """A class: a generator costs more than the call that it is around, and each file has a dozen."""

    __slots__ = ("_operation", "_path")

    def __init__(self, operation: str, path: str) -> None:
        self._operation = operation
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            raise_translated(error, self._operation, self._path)


def raise_translated(error: BaseException, operation: str, path: str) -> None:
    """Raise the port's error for what the system refused; return for any other error."""
    if isinstance(error, OSError):
        raise translate(error, operation, path) from error
    if isinstance(error, OverflowError):
        raise StorageError(f"cannot {operation} {path!r}: a number is too large for the system") from error
