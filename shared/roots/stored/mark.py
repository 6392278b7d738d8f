"""The mark of a site's root at a store: it tells the site's own place from an empty or a foreign one (I3)."""

from typing import Self

from shared.model.entry import Fingerprint
from shared.roots.errors import MissingError, StorageError
from shared.roots.posix.control import MARKER
from shared.roots.posix.files.port import Files, FileType, Status
from shared.roots.remote.mark import MARK_BYTES_MAX
from shared.roots.stored.store import Store


class MarkFile:
    """Implements `ReadableFile` over the bytes of the mark."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @classmethod
    def read(cls, store: Store) -> Self:
        """Return the mark as an open file. Raises MissingError."""
        data = store.read_mark()
        if data is None:
            raise MissingError(f"nothing is at {MARKER!r} of {store.url}")
        return cls(data)

    @staticmethod
    def write(store: Store, control: Files, source: str) -> None:
        """Make a file of the control directory the mark, and remove it."""
        with control.open(source) as file:
            data = file.read_at(0, MARK_BYTES_MAX + 1)
        if len(data) > MARK_BYTES_MAX:
            raise StorageError(f"{source!r} is no mark: it has more than {MARK_BYTES_MAX} bytes")
        store.write_mark(data)
        control.remove(source)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of nothing."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Return bytes of the mark."""
        return self._data[offset : offset + size]

    def status(self) -> Status:
        """Return the size alone."""
        fingerprint = Fingerprint(size=len(self._data), mtime_ns=0, ctime_ns=0, inode=0)
        return Status(type=FileType.FILE, fingerprint=fingerprint, mode=0o600)

    def uncache(self) -> None:
        """Keep the bytes: they came from the store."""

    def has_writer(self) -> bool:
        """Tell that nobody writes to it."""
        return False
