"""Small files of a provider, as lists of checksums and records, read whole into memory."""

from services.acquirer.sources.port import Source
from shared.roots.errors import ChangedError
from shared.roots.port import Stat


class TooLargeError(Exception):
    """A file has more bytes than anything of its kind."""

    def __init__(self, size: int) -> None:
        super().__init__(f"it has {size} bytes")
        self.size = size


def read_whole(source: Source, path: str, *, size_max: int) -> bytes:
    """Return the bytes of a file.

    Raises:
        TooLargeError: it is larger than allowed.
        StorageError: it cannot be had now.
    """
    kept = _Kept(size_max)
    source.bring(path, kept)
    return b"".join(kept.pieces)


class _Kept:
    """Implements `Sink` in memory."""

    def __init__(self, size_max: int) -> None:
        self.pieces: list[bytes] = []
        self._size_max = size_max
        self._left = 0

    def begins(self, stat: Stat) -> int:
        """Refuse what is too large."""
        if stat.size > self._size_max:
            raise TooLargeError(stat.size)
        self._left = stat.size
        return 0

    def takes(self, data: bytes) -> None:
        """Keep bytes, and no more than were announced."""
        self._left -= len(data)
        if self._left < 0:
            raise ChangedError("more bytes came than were announced")
        self.pieces.append(data)

    def is_called(self, media_type: str) -> None:
        """Leave it: what it is is read."""

    def ends(self) -> None:
        """Hold the count against the size."""
        if self._left:
            raise ChangedError(f"{self._left} bytes did not come")
