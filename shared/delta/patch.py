"""Applying a delta: its reader's events become writes and copies."""

from collections.abc import Iterable

from shared.delta.reader import Copy, DeltaReader, Literal
from shared.roots.posix.files.port import AppendableFile, ReadableFile


class Patcher:
    """Appends to a file what a delta makes of a basis, as its bytes come.

    The bytes are not verified: a stale basis makes wrong ones of the right number. Hash them.
    """

    def __init__(self, *, basis: ReadableFile, target: AppendableFile, size: int) -> None:
        self._basis, self._target = basis, target
        self._reader = DeltaReader(basis_size=basis.status().fingerprint.size, size=size)

    def feed(self, data: bytes) -> None:
        """Apply some more of the delta.

        Raises:
            CorruptError: it breaks the format, the basis' bounds or the size.
            StorageError: a file refused.
        """
        for event in self._reader.feed(data):
            match event:
                case Copy(offset, length):
                    self._target.copy_from(self._basis, offset, length)
                case Literal(literal):
                    self._target.write(literal)

    def finish(self) -> None:
        """Tell that there is no more. Raises CorruptError unless the delta is whole."""
        self._reader.finish()


def apply_delta(delta: Iterable[bytes], *, basis: ReadableFile, target: AppendableFile, size: int) -> int:
    """Append to `target` the `size` bytes that `delta` makes of `basis`, and return their number.

    Raises CorruptError and StorageError as `Patcher` does.
    """
    patcher = Patcher(basis=basis, target=target, size=size)
    for chunk in delta:
        patcher.feed(chunk)
    patcher.finish()
    return size
