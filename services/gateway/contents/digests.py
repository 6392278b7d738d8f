"""Digests of a content that others than us compare. Pure."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Digests of one content."""

    sha256: bytes
    sha1: bytes
    md5: bytes


class Digesting:
    """Computes the digests of bytes that come piece by piece."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        # Hashes that old tools compare; nothing here is secured by them.
        self._sha1 = hashlib.new("sha1", usedforsecurity=False)
        self._md5 = hashlib.new("md5", usedforsecurity=False)

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        for one in (self._sha256, self._sha1, self._md5):
            one.update(data)

    def digests(self) -> Digests:
        """Return the digests of all bytes so far."""
        return Digests(sha256=self._sha256.digest(), sha1=self._sha1.digest(), md5=self._md5.digest())
