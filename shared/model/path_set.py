"""A set of paths as one short text: in messages, and in facts of an index. Pure.

Sorted paths of one tree share most of their bytes, so that compressed a kernel's takes some six.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable

PACKED_MAX = 256 * 1024
"""Characters of a packed set, some 30 000 paths: a want that has one still fits a message of 1 MiB."""

PLAIN_MAX = 64 * 1024 * 1024
"""Bytes that are unpacked: what says that it is more is not read."""


class TooManyPathsError(ValueError):
    """The paths do not fit one message."""


def pack(paths: Iterable[str]) -> str:
    """Return paths as text. Raises TooManyPathsError."""
    plain = "\n".join(sorted(paths)).encode()
    packed = b64encode(zlib.compress(plain, 9)).decode()
    if len(packed) > PACKED_MAX or len(plain) > PLAIN_MAX:
        raise TooManyPathsError(f"{len(packed)} characters name the paths, a message takes {PACKED_MAX}")
    return packed


def unpack(packed: str) -> frozenset[str]:
    """Return the paths of a text; none where it is no such text."""
    try:
        plain = zlib.decompressobj().decompress(b64decode(packed, validate=True), PLAIN_MAX).decode()
    except (ValueError, zlib.error):  # what is no base 64, no ASCII, or no UTF-8 inside
        return frozenset()
    return frozenset(plain.split("\n")) - {""}
