"""Whole numbers as bytes that compress well: bytes of equal weight stand together. Pure.

Signs are folded into the lowest bit, so that the high bytes of small numbers are 0 whatever their sign.
"""

import struct
from collections.abc import Sequence

WORD = 8
"""Bytes of a number."""

_WRAP = 1 << 64


def planes(numbers: Sequence[int]) -> bytes:
    """Return numbers of 64 bits as bytes: the lowest of each, then the next; what overflows wraps."""
    folded = ((one << 1 if one >= 0 else (~one << 1) | 1) % _WRAP for one in numbers)
    raw = struct.pack(f"<{len(numbers)}Q", *folded)
    return b"".join(raw[at::WORD] for at in range(WORD))


def whole_numbers(data: bytes, count: int) -> list[int]:
    """Return the numbers that `planes` was given. Raises ValueError where they are not so many."""
    if len(data) != count * WORD:
        raise ValueError(f"{len(data)} bytes are not {count} numbers")
    raw = bytearray(len(data))
    for at in range(WORD):
        raw[at::WORD] = data[at * count : (at + 1) * count]
    return [~(one >> 1) if one & 1 else one >> 1 for one in struct.unpack(f"<{count}Q", raw)]
