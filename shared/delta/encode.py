"""Choosing how a content travels: the smallest of full, delta and prefix, by measuring."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from shared.contracts.messages.transfers.manifest import Encoding
from shared.delta.compression import (
    PREFIX_BYTES_ACCEPTED,
    PREFIX_BYTES_MAX,
    PREFIX_BYTES_MIN,
    PROBE_BYTES,
    Frames,
    compress,
    compress_with_prefix,
    level_for,
)
from shared.delta.errors import PackTooLargeError, SignatureError
from shared.delta.librsync import make_delta, sign
from shared.delta.pack import PACK_BYTES_MAX
from shared.delta.reading import STREAM_BLOCK_BYTES, read_blocks
from shared.delta.signature import SIGNATURE_BYTES_MAX
from shared.roots.posix.files.port import ReadableFile

SMALL_BYTES_MAX = 16 * 1024
"""Contents up to here travel whole: a signature's round trip costs more than they do."""

GOOD_RATIO = 10
"""A difference below a tenth of the raw size is taken without compressing the whole to compare: kernels
shrink to between a tenth (text) and nine tenths. The comparison itself ends when it has lost."""

SPOOL_MEMORY_BYTES = 8 * 1024 * 1024
"""What a candidate holds in memory before it goes to a temporary file."""

PROBED_BYTES_MIN = 1024 * 1024
"""Contents from here on are probed: for smaller ones the time that it may spare is not worth the look."""

PROBES = 4
"""Places in a content that are looked at: a table of text may follow a header of noise, and the other way."""

SpoolFactory = Callable[[], IO[bytes]]


def make_spool() -> IO[bytes]:
    """Return a temporary file that is in memory while it is small."""
    return tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodeOptions:
    """Bounds and choices of an encoder."""

    small_bytes_max: int = SMALL_BYTES_MAX
    prefix_bytes_max: int = PREFIX_BYTES_MAX
    """Bytes of basis and of content up to which both may be held in memory; 0 switches prefixes off."""
    difference_bytes_max: int = PACK_BYTES_MAX
    """Bytes of a difference, which is spooled: no pack holds a larger one."""
    spool: SpoolFactory = make_spool


DEFAULT_OPTIONS = EncodeOptions()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A content, encoded. `chunks` is read once."""

    encoding: Encoding
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Candidate:
    encoding: Encoding
    spool: IO[bytes]
    length: int


def encode_content(
    source: ReadableFile,
    *,
    size: int,
    basis_signature: bytes | None = None,
    basis: ReadableFile | None = None,
    options: EncodeOptions = DEFAULT_OPTIONS,
    frames: Frames | None = None,
) -> Encoded:
    """Encode the first `size` bytes of `source` in the fewest bytes.

    Without a signature and a basis nothing is measured and nothing is spooled. `source` and `basis`
    must stay open until the chunks are read.

    Args:
        source: the content.
        size: its bytes.
        basis_signature: librsync signature of what the target holds.
        basis: what the target holds, where this site still has it; preferred over its signature.
        options: bounds.
        frames: of the pack, where it has many contents; their chunks are read one after the other.

    Raises:
        SourceChangedError: `source` has fewer bytes; also while the chunks are read.
        SignatureError: there is a signature only, and it cannot be used.
        StorageError: a file cannot be read.
    """
    best = None
    if size > options.small_bytes_max:
        best = _best_difference(source, size, basis_signature, basis, options)
    if best is None:
        return Encoded(Encoding.FULL, compress_whole(source, size=size, frames=frames))
    if best.length * GOOD_RATIO > size:
        whole = compress_whole(source, size=size)
        best = _smaller(best, Encoding.FULL, whole, options)
    return Encoded(best.encoding, _drain(best.spool))


def compress_whole(
    source: ReadableFile, *, size: int, start: int = 0, frames: Frames | None = None
) -> Iterator[bytes]:
    """Yield one zstd frame of `size` bytes of `source` from `start` on; quickly, where they do not shrink.

    Raises:
        SourceChangedError: `source` has fewer bytes.
        StorageError: it cannot be read.
    """
    blocks = read_blocks(source, start=start, size=size)
    if size < PROBED_BYTES_MIN:
        yield from (frames or Frames()).compress(blocks)
        return
    step = (size - PROBE_BYTES) // (PROBES - 1)
    level = level_for(source.read_at(start + step * number, PROBE_BYTES) for number in range(PROBES))
    yield from compress(blocks, level=level)


def check_compressed(source: ReadableFile, *, size: int, limit: int) -> None:
    """Make sure that the first `size` bytes of `source` take at most `limit`, compressed; reads them once.

    Raises:
        PackTooLargeError: they take more; nothing was sent of them.
    """
    length = 0
    for chunk in compress_whole(source, size=size):
        length += len(chunk)
        if length > limit:
            raise PackTooLargeError(
                f"a file of {size} bytes takes over {limit} bytes, compressed, and no pack may be larger: "
                "send it in ranges"
            )


def _best_difference(
    source: ReadableFile,
    size: int,
    basis_signature: bytes | None,
    basis: ReadableFile | None,
    options: EncodeOptions,
) -> _Candidate | None:
    """Return a prefix where both fit in memory, else a delta; None where neither can be or pays."""
    basis_size = basis.status().fingerprint.size if basis else 0
    limit = min(options.prefix_bytes_max, PREFIX_BYTES_ACCEPTED)
    if basis and PREFIX_BYTES_MIN <= basis_size <= limit and size <= limit:
        prefix = b"".join(read_blocks(basis, size=basis_size))
        chunks = compress_with_prefix(read_blocks(source, size=size), prefix=prefix, size=size)
        return _measure(Encoding.PREFIX, chunks, size, options)
    if basis and basis_signature is None:
        basis_signature = _sign_here(basis, basis_size)
    if basis_signature is None:
        return None
    delta = make_delta(source, size=size, signature=basis_signature)
    return _measure(Encoding.DELTA, compress(delta), min(size, options.difference_bytes_max), options)


def _sign_here(basis: ReadableFile, size: int) -> bytes:
    signature = bytearray()
    for chunk in sign(basis, size=size):
        signature += chunk
        if len(signature) > SIGNATURE_BYTES_MAX:
            raise SignatureError(f"signature of {size} bytes has over {SIGNATURE_BYTES_MAX} bytes")
    return bytes(signature)


def _smaller(
    best: _Candidate, encoding: Encoding, chunks: Iterable[bytes], options: EncodeOptions
) -> _Candidate:
    other = _measure(encoding, chunks, best.length, options)
    if other is None:
        return best
    best.spool.close()
    return other


def _measure(
    encoding: Encoding, chunks: Iterable[bytes], limit: int, options: EncodeOptions
) -> _Candidate | None:
    """Spool what is encoded; give up, with None, as soon as it reaches `limit` bytes."""
    spool = options.spool()
    length = 0
    try:
        for chunk in chunks:
            length += len(chunk)
            if length >= limit:
                spool.close()
                return None
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    return _Candidate(encoding, spool, length)


def _drain(spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        spool.seek(0)
        while chunk := spool.read(STREAM_BLOCK_BYTES):
            yield chunk
