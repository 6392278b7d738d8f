"""The port to a provider: directories that are listed, files that are told of and read.

All methods block: call them from a thread. They raise StorageError: `UnreachableError` where no answer came,
`DeniedError` where nobody was let in, `MissingError`, `ChangedError`; else the answer made no sense.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from shared.roots.port import Stat


class Source(AbstractContextManager["Source"], Protocol):
    """One provider, for as long as its context is open."""

    @property
    def reads_one_version(self) -> bool:
        """Whether `read` gives the bytes of that version or fails: then nobody need ask afterwards."""

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what lies in a directory. `version` is the same for as long as the listing tells the same of
        a file; it is empty where a listing tells less than `stat`, and sizes may be 0.
        """

    def stat(self, path: str) -> Stat:
        """Return what the provider tells of a file that it lists: its exact size, and its version if any."""

    def read(self, path: str, *, start: int, stat: Stat) -> Iterator[bytes]:
        """Yield the bytes of a file from `start` on.

        Whether it still is the one of `stat` is told by `stat` before and after, but where a source
        `reads_one_version`: a provider is asked no more often than that.
        """
