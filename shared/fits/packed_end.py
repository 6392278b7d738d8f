"""The end of a gzip-compressed FITS file: whether it is there, or the file breaks off before it.

gzip ends with the size of what it unpacks to, modulo 2**32 (RFC 1952, 2.3.1), and FITS is blocks of 2880
bytes: of a file that was cut, four bytes from its middle stand there, which are no such size but once in 2880
times. A file whose end looks wrong is unpacked, since some writers leave the fill of the last block out.
"""

import zlib

from shared.fits.structure.cards import BLOCK
from shared.model.reading import ReadAt

RATIO_MAX = 1032
"""Bytes that one byte unpacks to at most (zlib's technical details): so many times 2**32 may be left out."""

PACKED_MAX = 64 * 1024**2
"""Bytes that are unpacked, of a file that looks wrong: seconds. A larger one is its describer's to judge."""

UNPACKED_MAX = 1024**3
"""Bytes that come of it, which are thrown away."""

PIECE = 256 * 1024

GZIP = 31
"""For zlib: a window of 32 KiB within gzip's head and trailer."""


def breaks_off(source: ReadAt) -> bool:
    """Tell whether packed bytes that begin as gzip does end too early; no bytes make it raise."""
    if source.size > PACKED_MAX or _ends_as_blocks(source):
        return False
    unpacker, unpacked = zlib.decompressobj(GZIP), 0
    for at in range(0, source.size, PIECE):
        waiting = source.read_at(at, PIECE)
        while waiting and not unpacker.eof:
            try:
                unpacked += len(unpacker.decompress(waiting, PIECE))
            except zlib.error:
                return False  # It is broken otherwise, which its description tells.
            waiting = unpacker.unconsumed_tail
            if unpacked > UNPACKED_MAX:
                return False
    return not unpacker.eof


def _ends_as_blocks(source: ReadAt) -> bool:
    if source.size < 4:
        return False
    size = int.from_bytes(source.read_at(source.size - 4, 4), "little")
    if size == 0:
        return False  # Nothing, or zeros of what was packed.
    rounds = source.size * RATIO_MAX // 2**32 + 1
    return any((size + 2**32 * more) % BLOCK == 0 for more in range(min(rounds, BLOCK)))
