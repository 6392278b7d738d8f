"""Checksums that providers put beside their files. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5, sha1, sha256, sha512
from typing import Protocol
from zlib import crc32

SIDECAR_BYTES_MAX = 64 * 1024
"""Of a file with checksums: a list of some hundred names."""

HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")


class SidecarError(ValueError):
    """A file with a checksum holds none; `str()` says what it holds."""


class Hasher(Protocol):
    """What `hashlib` has, as far as it is used."""

    def update(self, data: bytes, /) -> object:
        """Take bytes in."""

    def hexdigest(self) -> str:
        """Return what the bytes so far come to."""


REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits in the other order."""

ONES = 0xFFFFFFFF


class PosixCksum:
    """The checksum of the POSIX utility `cksum`: CRC-32 of the bytes and their count (IEEE 1003.1, cksum).

    It takes bits from the other end than zlib does, begins with zeros, and is told in that order.
    """

    def __init__(self) -> None:
        self._mirrored = 0
        self._size = 0

    def update(self, data: bytes, /) -> None:
        """Take bytes in."""
        self._mirrored = self._after(data)
        self._size += len(data)

    def hexdigest(self) -> str:
        """Return the checksum as `cksum` prints it: decimal."""
        count = self._size.to_bytes((self._size.bit_length() + 7) // 8, "little")
        return str(int(f"{self._after(count):032b}"[::-1], 2) ^ ONES)

    def _after(self, data: bytes) -> int:
        return crc32(data.translate(REVERSED), self._mirrored ^ ONES) ^ ONES


ALGORITHMS: Mapping[str, Callable[[], Hasher]] = {
    "sha512": lambda: sha512(usedforsecurity=False),
    "sha256": lambda: sha256(usedforsecurity=False),
    "sha1": lambda: sha1(usedforsecurity=False),
    "md5": lambda: md5(usedforsecurity=False),
    "cksum": PosixCksum,
}
"""By the suffix of a sidecar."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a provider says that a file's bytes come to."""

    algorithm: str
    value: str
    said_by: str = "checksum file"
    """For people."""


def parse_sidecar(path: str, name: str, data: bytes) -> Checksum:
    """Return the checksum of a file, from the sidecar at `path`.

    Three forms are in use: the value alone, `value  name` (md5sum), and `MD5 (name) = value` (BSD).

    Args:
        path: of the sidecar; its suffix names the algorithm.
        name: of the file that it is for.
        data: its bytes.

    Raises:
        SidecarError: there is no value of this algorithm for this name.
    """
    algorithm = path.rpartition(".")[2]
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
    named = [line for line in lines if name in line]
    for line in named or lines[:1]:
        words = line.replace("=", " ").split()
        value = words[-1] if "(" in line else words[0]
        if fits(algorithm, value):
            return Checksum(algorithm, value.lower())
    raise SidecarError(f"{path} holds no {algorithm} of {name}; it begins with {lines[:1] or ['nothing']}")


def fits(algorithm: str, value: str) -> bool:
    """Tell whether a text is a value of an algorithm."""
    if algorithm == "cksum":
        return value.isascii() and value.isdecimal()
    digits = len(ALGORITHMS[algorithm]().hexdigest())
    return len(value) == digits and HEXADECIMAL.fullmatch(value) is not None
