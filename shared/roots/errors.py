"""Errors of roots: what a file system or a store refused, and what its owner can do."""

from shared.model.errors import OperatorError


class StorageError(OperatorError):
    """The file system refused. `str()` is one clear line with the path."""


class MissingError(StorageError):
    """Nothing is at the path, or a component above it is missing or no directory."""


class OccupiedError(StorageError):
    """Something is at the path already, or a directory is not empty."""


class TwinError(OccupiedError):
    """The file system takes the name for another one that stands there, or would keep it as another one."""

    def __init__(self, message: str, *, twin: str) -> None:
        super().__init__(message)
        self.twin = twin
        """The path of the other one."""


class OtherDeviceError(StorageError):
    """The two paths lie on different file systems: copy, for a rename cannot cross."""


class DeniedError(StorageError):
    """Permission denied, or a read-only file system: the operator must act."""


class NoSpaceError(StorageError):
    """The file system or a quota is full: the operator must act."""


class InputOutputError(StorageError):
    """The device failed (EIO and its kin): the operator must act."""


class WrongTypeError(StorageError):
    """Something of another type is at the path: a symbolic link, a device, a directory for a file."""


class ChangedError(StorageError):
    """Another version stands at a path than the one that the caller knows: look again."""


class CorruptError(StorageError):
    """Bytes are not those that were announced: the sender or the basis was wrong, ask again."""


class UnreachableError(StorageError):
    """No answer came from the store: it is down, or the way to it, or it did not let us in. Try later."""
