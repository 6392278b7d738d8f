"""The port to a provider: directories that are listed, files whose bytes are brought.

All methods block: call them from a thread. They raise StorageError: `UnreachableError` where no answer came,
`DeniedError` where nobody was let in, `MissingError`, `ChangedError`; else the answer made no sense.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from shared.roots.port import Stat


class Sink(Protocol):
    """What takes the bytes of one file. What it raises ends the transfer, and comes to who asked for it."""

    def begins(self, stat: Stat) -> int:
        """Take note of the version whose bytes follow; return the one from which on they are wanted."""

    def takes(self, data: bytes) -> None:
        """Take the next bytes."""

    def is_called(self, media_type: str) -> None:
        """Take note of what the provider calls the kind of the file. Not all say it."""

    def ends(self) -> None:
        """All bytes came that the provider has. Raises ChangedError where those are not all."""


class Source(AbstractContextManager["Source"], Protocol):
    """One provider, for as long as its context is open."""

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what lies in a directory. `version` is the same for as long as the listing tells the same of
        a file; it is empty where a listing tells less than `bring`, and sizes may be 0.
        """

    def bring(self, path: str, sink: Sink) -> None:
        """Give the bytes of one version of a file to a sink.

        Raises:
            ChangedError: another version stands there at the end, or they are bytes of several.
        """
