"""A file at a store, read as an open file is."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from shared.roots.errors import ChangedError
from shared.roots.port import Stat
from shared.roots.posix.files.port import Status
from shared.roots.posix.hashing import ChangingError
from shared.roots.stored.status import to_status
from shared.roots.stored.store import Store

AHEAD = 1024 * 1024
"""Bytes asked for where a reader jumps: a question takes as long as some hundred kilobytes do."""


class StoredReadable:
    """Implements `ReadableFile`: one version, or an error that another one stands there.

    Who reads on where it ended gets one stream from there to the end of the file; who jumps gets ranges.

    Args:
        store: where the file is.
        stat: what stood there when it was opened.
    """

    def __init__(self, store: Store, stat: Stat) -> None:
        self._store = store
        self._stat = stat
        self._stream: Iterator[bytes] = iter(())
        self._waiting = b""
        """Bytes of the stream that nobody has asked for yet; they stand at `_at`."""
        self._at = 0
        self._ends = 0
        """Where the stream ends."""
        self._was_read = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes at `offset`; fewer only at the end of the file.

        Raises:
            ChangingError: another version stands there now.
        """
        end = min(offset + size, self._stat.size)
        if offset >= end:
            return b""
        self._was_read = True
        try:
            self._go_to(offset, end)
            return self._take(end - offset)
        except ChangedError as error:
            raise ChangingError(str(error)) from error

    def status(self) -> Status:
        """Return the status as it is now; nobody is asked before the first byte was read."""
        return to_status(self._store.stat(self._stat.path) if self._was_read else self._stat)

    def uncache(self) -> None:
        """Begin anew: what is read next comes from the store."""
        self._leave()

    def has_writer(self) -> bool:
        """Tell nothing: a store shows no half-written file, or does not say who writes."""
        return False

    def _go_to(self, offset: int, end: int) -> None:
        if offset == self._at and end <= self._ends:
            return
        reads_on = offset == self._at
        self._leave()
        self._ends = self._stat.size if reads_on else min(max(end, offset + AHEAD), self._stat.size)
        self._at = offset
        self._stream = iter(
            self._store.read(
                self._stat.path, start=offset, size=self._ends - offset, version=self._stat.version
            )
        )

    def _take(self, size: int) -> bytes:
        taken = bytearray(self._waiting)
        while len(taken) < size:
            data = next(self._stream, b"")
            if not data:
                raise ChangingError(f"{self._stat.path!r} ended early: read it again")
            taken += data
        self._waiting = bytes(taken[size:])
        self._at += size
        return bytes(taken[:size])

    def _leave(self) -> None:
        close = getattr(self._stream, "close", None)
        if close is not None:
            close()
        self._stream, self._waiting, self._ends = iter(()), b"", 0
