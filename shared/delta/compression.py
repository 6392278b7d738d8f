"""zstd as bounded streams: plain, and with the older content as prefix.

A prefix is what `zstd --patch-from` uses: matches reach back into the old bytes. It is the smallest
encoding where the author still has them, and it needs all of them in memory on both sides.
"""

import sys
from collections.abc import Iterable, Iterator

from shared.delta.errors import CorruptError
from shared.delta.reading import STREAM_BLOCK_BYTES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""zstd's own default; higher levels cost more time than a local network gives back."""

FAST_LEVEL = 1
"""For what does not shrink: there it takes a fifth of the time of level 3, for as many bytes."""

PROBE_BYTES = 64 * 1024
"""Bytes of each sample: level 3 looks for matches over more, but hardly finds any where 64 KiB have none."""

SHRINKS_BELOW = 0.98
"""Compressed bytes of samples, in proportion, below which level 3 is worth its time."""

WINDOW_LOG_MAX = 23
"""8 MiB: what every zstd decoder must accept (RFC 8878, 3.1.1.1.2), and four times what level 3 uses."""

PREFIX_BYTES_MIN = 8
"""zstd refuses a shorter dictionary."""

PREFIX_LEVEL = 6
"""Smaller than level 3 with a prefix on nine pairs of versions in ten, by 6 % in sum, for 1.6 of its time."""

PREFIX_BYTES_MAX = 64 * 1024 * 1024
"""Largest basis and largest content that are encoded with a prefix, all that a decoder takes: some 150 MiB
of memory at the peak with 64 MiB each. A difference by rolling sums takes two and a half times the bytes."""

PREFIX_WINDOW_LOG_MAX = 27
"""128 MiB: the window must span the prefix and the content, each up to 64 MiB."""

PREFIX_BYTES_ACCEPTED = 1 << (PREFIX_WINDOW_LOG_MAX - 1)
"""Largest basis and content that a decoder takes: half a window each."""


def compress(chunks: Iterable[bytes], *, level: int = LEVEL) -> Iterator[bytes]:
    """Yield one zstd frame of the bytes in `chunks`."""
    yield from _compress(zstd.ZstdCompressor(level), chunks)


class Frames:
    """Makes one frame after the other with what was allocated for the first.

    That is 1.3 MB, which for a content of a few KiB cost up to nine times what its compression does.
    """

    def __init__(self) -> None:
        self._idle: zstd.ZstdCompressor | None = None

    def compress(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the frame that `compress` makes of the bytes in `chunks`."""
        compressor, self._idle = self._idle or zstd.ZstdCompressor(LEVEL), None
        yield from _compress(compressor, chunks)
        # Not where its reader went away in the middle: that frame has no end.
        self._idle = compressor


def level_for(samples: Iterable[bytes]) -> int:
    """Return the level for a content, of which these are samples: what they do not shrink by is not tried."""
    taken = list(samples)
    made = sum(len(zstd.compress(sample, LEVEL)) for sample in taken)
    return LEVEL if made < SHRINKS_BELOW * sum(map(len, taken)) else FAST_LEVEL


def compress_with_prefix(
    chunks: Iterable[bytes], *, prefix: bytes, size: int, level: int = PREFIX_LEVEL
) -> Iterator[bytes]:
    """Yield one zstd frame of `size` bytes in `chunks`, matched against `prefix` as well."""
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: level,
        zstd.CompressionParameter.window_log: _window_log(len(prefix) + size),
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    dictionary = zstd.ZstdDict(prefix, is_raw=True)
    compressor = zstd.ZstdCompressor(options=options, zstd_dict=dictionary.as_prefix)
    yield from _compress(compressor, chunks)


class Decompressor:
    """Takes one zstd frame apart as its bytes come, in bounded pieces."""

    def __init__(self, *, size_max: int, prefix: bytes | None = None) -> None:
        """Expect a frame of at most `size_max` bytes; with `prefix`, one of `compress_with_prefix`.

        Raises:
            CorruptError: these bytes cannot be a prefix.
        """
        self._size_max = size_max
        self._made = 0
        self._frame = _plain() if prefix is None else _with_prefix(prefix)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what `chunk` adds; exhaust the iterator before the next call.

        Raises:
            CorruptError: it is no single frame, needs too large a window, or holds too many bytes.
        """
        for piece in _pieces(self._frame, chunk):
            self._made += len(piece)
            if self._made > self._size_max:
                raise CorruptError(f"compressed data hold over {self._size_max} bytes, which is all allowed")
            yield piece

    def finish(self) -> None:
        """Tell that there is no more. Raises CorruptError unless the frame is whole."""
        if not self._frame.eof:
            raise CorruptError(f"compressed data were cut after {self._made} bytes")


def decompress(chunks: Iterable[bytes], *, size_max: int, prefix: bytes | None = None) -> Iterator[bytes]:
    """Yield what one zstd frame holds, in bounded pieces. Raises CorruptError as `Decompressor` does."""
    decompressor = Decompressor(size_max=size_max, prefix=prefix)
    for chunk in chunks:
        yield from decompressor.feed(chunk)
    decompressor.finish()


def _plain() -> "zstd.ZstdDecompressor":
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: WINDOW_LOG_MAX}
    return zstd.ZstdDecompressor(options=options)


def _with_prefix(prefix: bytes) -> "zstd.ZstdDecompressor":
    if not PREFIX_BYTES_MIN <= len(prefix) <= PREFIX_BYTES_ACCEPTED:
        raise CorruptError(
            f"basis of {len(prefix)} bytes cannot be a prefix, allowed are "
            f"{PREFIX_BYTES_MIN} to {PREFIX_BYTES_ACCEPTED}"
        )
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: PREFIX_WINDOW_LOG_MAX}
    return zstd.ZstdDecompressor(zstd.ZstdDict(prefix, is_raw=True).as_prefix, options)


def _window_log(span: int) -> int:
    """Return the least window of at least `span` bytes, within what the format and we allow."""
    return min(max((span - 1).bit_length(), 10), PREFIX_WINDOW_LOG_MAX)


def _compress(compressor: "zstd.ZstdCompressor", chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if made := compressor.compress(chunk):
            yield made
    yield compressor.flush()


def _pieces(decompressor: "zstd.ZstdDecompressor", chunk: bytes) -> Iterator[bytes]:
    if decompressor.eof and chunk:
        raise CorruptError("compressed data go on after their end")
    pending = True
    while pending and not decompressor.eof:
        try:
            piece = decompressor.decompress(chunk, STREAM_BLOCK_BYTES)
        except zstd.ZstdError as error:
            raise CorruptError(f"compressed data are broken: {error}") from error
        chunk, pending = b"", not decompressor.needs_input
        if piece:
            yield piece
    if decompressor.unused_data:
        raise CorruptError("compressed data go on after their end")
