"""The way back from the bytes of a pack to a content, verified."""

from collections.abc import Callable, Iterable, Iterator

from shared.contracts.messages.manifest import Encoding, PackedContent
from shared.delta.compression import PREFIX_BYTES_ACCEPTED, decompress, decompress_with_prefix
from shared.delta.errors import CorruptError
from shared.delta.hashing import hash_readable
from shared.delta.patch import apply_delta
from shared.delta.reading import read_blocks
from shared.roots.posix.files.port import AppendableFile, ReadableFile

DELTA_OVERHEAD = 1024
"""Bytes that a delta may have beyond the content and a 64th of it: librsync's commands take 5 bytes for
each literal of 32 KiB, and a copy always takes fewer bytes than it makes, but for the last."""


def decode_content(
    packed: PackedContent, stream: Iterable[bytes], *, basis: ReadableFile | None, target: AppendableFile
) -> None:
    """Append the content to `target`: exactly `packed.size` bytes, of which no hash is known yet.

    Args:
        packed: what the manifest says of the content.
        stream: its encoded bytes.
        basis: the open basis, for a delta or a prefix.
        target: a new file.

    Raises:
        CorruptError: the bytes do not decode to that many bytes, or the basis is missing.
        StorageError: a file refused.
    """
    if packed.encoding is Encoding.FULL:
        _write(decompress(stream, size_max=packed.size), packed.size, target)
        return
    if basis is None:
        raise CorruptError(f"content {packed.content} comes as {packed.encoding}, and its basis is not here")
    if packed.encoding is Encoding.DELTA:
        delta = decompress(stream, size_max=packed.size + packed.size // 64 + DELTA_OVERHEAD)
        apply_delta(delta, basis=basis, target=target, size=packed.size)
    else:
        _write(_with_prefix(stream, basis, packed.size), packed.size, target)


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


def _with_prefix(stream: Iterable[bytes], basis: ReadableFile, size: int) -> Iterator[bytes]:
    basis_size = basis.status().fingerprint.size
    if basis_size > PREFIX_BYTES_ACCEPTED or size > PREFIX_BYTES_ACCEPTED:
        raise CorruptError(f"a prefix of {basis_size} bytes for {size} is over {PREFIX_BYTES_ACCEPTED}")
    prefix = b"".join(read_blocks(basis, size=basis_size))
    return decompress_with_prefix(stream, prefix=prefix, size_max=size)


def _write(chunks: Iterable[bytes], size: int, target: AppendableFile) -> None:
    written = 0
    for chunk in chunks:
        target.write(chunk)
        written += len(chunk)
    if written != size:
        raise CorruptError(f"content has {written} bytes, {size} were announced")
