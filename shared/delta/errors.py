"""Errors about bytes, by who must act."""


class DeltaError(Exception):
    """Base of this package's errors. `str()` is one line that says what to do next."""


class LibraryMissingError(DeltaError):
    """The operator must act: the shared library librsync is not installed, or too old."""


class LibrsyncError(DeltaError):
    """We must act: librsync gave up on input that was checked before."""


class SignatureError(DeltaError):
    """A signature cannot be used. The caller goes on without it: the content travels whole."""


class CorruptError(DeltaError):
    """What a peer sent does not make what it announced. The caller asks for the content again, whole."""


class SourceChangedError(DeltaError):
    """A file shrank while it was read. The caller leaves it to the next look at the directory."""


class PackTooLargeError(DeltaError):
    """The caller must act: make several packs of these contents."""
