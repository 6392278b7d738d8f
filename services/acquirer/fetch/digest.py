"""Digests of a file while its bytes come: none is read again to know what it is. Pure."""

from blake3 import blake3

from services.acquirer.fetch.sidecar import ALGORITHMS, Checksum
from shared.model.impostors import HEAD_BYTES


class Digest:
    """What the bytes so far come to.

    Args:
        checksum: that the provider says, if any.
    """

    def __init__(self, checksum: Checksum | None) -> None:
        self.checksum = checksum
        self.size = 0
        self.head = b""
        """The first bytes; a page may begin with any number of blanks, which are left out."""
        self._ours = blake3()
        self._theirs = None if checksum is None else ALGORITHMS[checksum.algorithm]()

    def update(self, data: bytes) -> None:
        """Take bytes in."""
        self.size += len(data)
        if len(self.head) < HEAD_BYTES:
            self.head = (self.head + data).lstrip()[:HEAD_BYTES]
        self._ours.update(data)
        if self._theirs is not None:
            self._theirs.update(data)

    @property
    def content(self) -> str:
        """BLAKE3-256, hexadecimal."""
        return self._ours.hexdigest()

    @property
    def mismatch(self) -> str:
        """What the provider's checksum is of the bytes, where it says another; else empty."""
        if self.checksum is None or self._theirs is None:
            return ""
        found = self._theirs.hexdigest()
        return "" if found == self.checksum.value else found
