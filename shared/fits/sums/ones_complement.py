"""The checksum of FITS 4.0, appendix J: the sum of 32-bit words in ones' complement, and its ASCII form.

A number in base 2**32 is, modulo 2**32 - 1, the sum of its digits: that is the sum in ones' complement, in
which 0 and 2**32 - 1 are one. So Python's integers add whole blocks at once.
"""

MODULUS = 2**32 - 1
WORD = 4


def add(total: int, data: bytes) -> int:
    """Return a sum with more words added, of which a last incomplete one is filled with zeros."""
    short = -len(data) % WORD
    return (total + (int.from_bytes(data, "big") << 8 * short)) % MODULUS


def is_datasum(field: str, total: int) -> bool | None:
    """Tell whether a DATASUM is that of data with this sum; None where it is no number."""
    digits = field.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        return None
    return int(digits) % MODULUS == total


def is_checksum(total: int) -> bool:
    """Tell whether the sum of a whole part, its CHECKSUM card included, is that of a right one: all ones."""
    return total == 0
