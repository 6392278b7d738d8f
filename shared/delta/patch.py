"""Applying a delta: its reader's events become writes and copies."""

from collections.abc import Iterable

from shared.delta.reader import Copy, DeltaReader, Literal
from shared.roots.posix.files.port import AppendableFile, ReadableFile


def apply_delta(delta: Iterable[bytes], *, basis: ReadableFile, target: AppendableFile, size: int) -> int:
    """Append to `target` the `size` bytes that `delta` makes of `basis`, and return their number.

    The bytes are not verified: a stale basis makes wrong ones of the right number. Hash them.

    Raises:
        CorruptError: the delta breaks the format, the basis' bounds or `size`.
        StorageError: a file refused.
    """
    basis_size = basis.status().fingerprint.size
    reader = DeltaReader(basis_size=basis_size, size=size)
    for chunk in delta:
        for event in reader.feed(chunk):
            match event:
                case Copy(offset, length):
                    target.copy_from(basis, offset, length)
                case Literal(data):
                    target.write(data)
    reader.finish()
    return size
