"""The way back from the bytes of a pack to a content, verified."""

from collections.abc import Callable, Iterable

from shared.contracts.messages.transfers.manifest import Encoding, PackedContent
from shared.delta.compression import PREFIX_BYTES_ACCEPTED, Decompressor
from shared.delta.errors import CorruptError
from shared.delta.hashing import hash_readable
from shared.delta.patch import Patcher
from shared.delta.reading import read_blocks
from shared.roots.posix.files.port import AppendableFile, ReadableFile

DELTA_OVERHEAD = 1024
"""Bytes that a delta may have beyond the content and a 64th of it: librsync's commands take 5 bytes for
each literal of 32 KiB, and a copy always takes fewer bytes than it makes, but for the last."""


class ContentDecoder:
    """Appends one content to a file as its encoded bytes come: `packed.size` bytes, of yet unknown hash."""

    def __init__(self, packed: PackedContent, *, basis: ReadableFile | None, target: AppendableFile) -> None:
        """Begin.

        Args:
            packed: what the manifest says of the content.
            basis: the open basis, for a delta or a prefix.
            target: a new file.

        Raises:
            CorruptError: the basis is missing, or cannot be one.
            StorageError: the basis cannot be read.
        """
        self._packed = packed
        self._target = target
        self._written = 0
        self._patcher: Patcher | None = None
        self._decompressor = self._begin(basis)

    def feed(self, data: bytes) -> None:
        """Append what some more encoded bytes make.

        Raises:
            CorruptError: they do not decode.
            StorageError: a file refused.
        """
        for piece in self._decompressor.feed(data):
            if self._patcher is not None:
                self._patcher.feed(piece)
            else:
                self._target.write(piece)
                self._written += len(piece)

    def finish(self) -> None:
        """Tell that there is no more. Raises CorruptError unless the content has its size."""
        self._decompressor.finish()
        if self._patcher is not None:
            self._patcher.finish()
        elif self._written != self._packed.size:
            raise CorruptError(f"content has {self._written} bytes, {self._packed.size} were announced")

    def _begin(self, basis: ReadableFile | None) -> Decompressor:
        packed = self._packed
        if packed.encoding is Encoding.FULL:
            return Decompressor(size_max=packed.size)
        if basis is None:
            raise CorruptError(
                f"content {packed.content} comes as {packed.encoding}, and its basis is not here"
            )
        if packed.encoding is Encoding.PREFIX:
            return Decompressor(size_max=packed.size, prefix=_prefix(basis, packed.size))
        self._patcher = Patcher(basis=basis, target=self._target, size=packed.size)
        return Decompressor(size_max=packed.size + packed.size // 64 + DELTA_OVERHEAD)


def decode_content(
    packed: PackedContent, stream: Iterable[bytes], *, basis: ReadableFile | None, target: AppendableFile
) -> None:
    """Append a content to `target`. Raises CorruptError and StorageError as `ContentDecoder` does."""
    decoder = ContentDecoder(packed, basis=basis, target=target)
    for chunk in stream:
        decoder.feed(chunk)
    decoder.finish()


def decode_verified(
    packed: PackedContent,
    stream: Iterable[bytes],
    *,
    basis: ReadableFile | None,
    target: AppendableFile,
    reopen: Callable[[], ReadableFile],
) -> None:
    """Like `decode_content`, then read the file again and compare its BLAKE3.

    Args:
        packed: what the manifest says of the content.
        stream: its encoded bytes.
        basis: the open basis, for a delta or a prefix.
        target: a new file.
        reopen: opens the file that `target` writes for reading.

    Raises:
        CorruptError: the bytes do not decode, or are not the content. Remove the file.
        StorageError: a file refused.
    """
    decode_content(packed, stream, basis=basis, target=target)
    with reopen() as written:
        verify_content(written, packed.content)


def verify_content(file: ReadableFile, content: str) -> None:
    """Raise CorruptError unless the file's BLAKE3 is `content`."""
    found = hash_readable(file)
    if found != content:
        raise CorruptError(f"bytes hash to {found}, not to {content}: ask for the content whole")


def _prefix(basis: ReadableFile, size: int) -> bytes:
    basis_size = basis.status().fingerprint.size
    if basis_size > PREFIX_BYTES_ACCEPTED or size > PREFIX_BYTES_ACCEPTED:
        raise CorruptError(f"a prefix of {basis_size} bytes for {size} is over {PREFIX_BYTES_ACCEPTED}")
    return b"".join(read_blocks(basis, size=basis_size))
