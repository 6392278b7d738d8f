"""Headers of librsync signatures, checked before C code sees a byte of them.

Format (librsync 2.3, src/mksum.c and src/readsums.c), all numbers big-endian: magic, block length and
strong length, 4 bytes each; then for every block its 4-byte weak sum and its strong sum.
"""

import struct
import sys
from collections import Counter
from dataclasses import dataclass

from shared.delta.errors import SignatureError

RK_BLAKE2_MAGIC = 0x72730147
"""Rabin-Karp and BLAKE2. The MD4 magics are refused (CVE-2014-8242), and so is the old rolling sum."""

HEADER_BYTES = 12
WEAK_BYTES = 4
STRONG_LENGTH_MAX = 32
"""Bytes of a BLAKE2b-256 sum."""

BLOCK_LENGTH_MAX = 16 * 1024 * 1024
"""librsync takes the square root of the size: enough for 256 TiB. Its buffers grow with this number."""

SIGNATURE_BYTES_MAX = 64 * 1024 * 1024
"""A signature is held in memory. 1 TiB needs 16 MiB at librsync's block length and 12-byte sums."""

SAME_WEAK_MAX = 1024
"""Blocks that may share a weak sum and differ: librsync compares all of them at every hit."""


@dataclass(frozen=True, slots=True)
class SignatureHeader:
    """What a signature says of itself."""

    block_length: int
    """Bytes of the basis in one block; the last may be shorter."""
    strong_length: int
    """Bytes of each strong sum."""
    blocks: int

    def covers(self, size: int) -> bool:
        """Tell whether a basis of `size` bytes has this number of blocks."""
        return self.blocks == -(-size // self.block_length)


def check_signature(signature: bytes, *, basis_size: int | None = None) -> SignatureHeader:
    """Return the header of a signature that is safe to load.

    Args:
        signature: the whole signature.
        basis_size: bytes of the content that it is of, where that is known.

    Raises:
        SignatureError: it is not RK + BLAKE2, implausible, cut, or not of a content of that size.
    """
    header = _parse_header(signature)
    if basis_size is not None and not header.covers(basis_size):
        raise SignatureError(
            f"signature has {header.blocks} blocks of {header.block_length} bytes, "
            f"which is not a content of {basis_size} bytes; send the content whole"
        )
    _check_weak_sums(signature, header)
    return header


def _parse_header(signature: bytes) -> SignatureHeader:
    if not HEADER_BYTES <= len(signature) <= SIGNATURE_BYTES_MAX:
        raise SignatureError(
            f"signature has {len(signature)} bytes, allowed are {HEADER_BYTES} to {SIGNATURE_BYTES_MAX}"
        )
    magic, block_length, strong_length = struct.unpack_from(">III", signature)
    if magic != RK_BLAKE2_MAGIC:
        raise SignatureError(f"signature has magic {magic:#010x}, only {RK_BLAKE2_MAGIC:#010x} is accepted")
    if not 1 <= block_length <= BLOCK_LENGTH_MAX:
        raise SignatureError(
            f"signature has block length {block_length}, allowed are 1 to {BLOCK_LENGTH_MAX}"
        )
    if not 1 <= strong_length <= STRONG_LENGTH_MAX:
        raise SignatureError(
            f"signature has strong length {strong_length}, allowed are 1 to {STRONG_LENGTH_MAX}"
        )
    blocks, rest = divmod(len(signature) - HEADER_BYTES, WEAK_BYTES + strong_length)
    if rest:
        raise SignatureError(f"signature ends {rest} bytes into a block's sums: it was cut")
    return SignatureHeader(block_length, strong_length, blocks)


def _check_weak_sums(signature: bytes, header: SignatureHeader) -> None:
    """Refuse a signature made so that every look-up walks a long chain (rsync had that: CVE-2026-70453)."""
    if header.blocks <= SAME_WEAK_MAX:
        return
    counts = Counter(_weak_sums(signature, header))
    crowded = {weak for weak, count in counts.items() if count > SAME_WEAK_MAX}
    if not crowded:
        return
    step = WEAK_BYTES + header.strong_length
    # Equal blocks, such as runs of zeros, cost nothing: only sums that differ lengthen a chain.
    sums = (signature[at : at + step] for at in range(HEADER_BYTES, len(signature), step))
    different = {each for each in sums if int.from_bytes(each[:WEAK_BYTES], sys.byteorder) in crowded}
    chains = Counter(each[:WEAK_BYTES] for each in different)
    if any(count > SAME_WEAK_MAX for count in chains.values()):
        raise SignatureError(f"signature has over {SAME_WEAK_MAX} different blocks with one weak sum")


def _weak_sums(signature: bytes, header: SignatureHeader) -> "memoryview[int]":
    """Return the weak sums in native byte order; column by column, since blocks may be a million."""
    step = WEAK_BYTES + header.strong_length
    packed = bytearray(WEAK_BYTES * header.blocks)
    for byte in range(WEAK_BYTES):
        packed[byte::WEAK_BYTES] = signature[HEADER_BYTES + byte :: step]
    return memoryview(packed).cast("I")
