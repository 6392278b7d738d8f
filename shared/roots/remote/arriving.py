"""Bytes on their way to a store, held against what was announced of them."""

from collections.abc import Iterator

from blake3 import blake3

from shared.roots.errors import CorruptError
from shared.roots.port import Put


class Arriving:
    """The bytes of one put, counted and hashed as they pass.

    `content` and `size` stand for what has passed so far.
    """

    def __init__(self, put: Put) -> None:
        self._put = put
        self._hasher = blake3()
        self.size = 0

    @property
    def content(self) -> str:
        """BLAKE3-256 of the bytes, hexadecimal."""
        return self._hasher.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes.

        Raises:
            CorruptError: they are more than `size_max`, or, after the last one, not the content announced.
        """
        for data in self._put.read():
            self.size += len(data)
            if self.size > self._put.size_max:
                raise CorruptError(f"{self._put.path!r} has more than {self._put.size_max} bytes")
            self._hasher.update(data)
            yield data
        if self._put.content not in (None, self.content):
            raise CorruptError(
                f"the bytes for {self._put.path!r} are {self.content}, announced was {self._put.content}"
            )
