"""Archives as tar, in the pax form (POSIX.1-2001): long names and exact times are kept."""

import tarfile
from collections.abc import Sequence

from services.gateway.reading.archive.member import Member

BLOCK = tarfile.BLOCKSIZE
END_BLOCKS = 2
"""Of zeros, at the end of an archive."""

NANOSECONDS = 1_000_000_000


class TarForm:
    """Implements `ArchiveForm`."""

    media_type = "application/x-tar"
    suffix = ".tar"

    def __init__(self) -> None:
        self._size = 0

    def length(self, members: Sequence[Member]) -> int:
        """See `ArchiveForm`."""
        inside = sum(len(_header(member)) + member.size + _padding(member.size) for member in members)
        return inside + END_BLOCKS * BLOCK

    def begin(self, member: Member) -> bytes:
        """See `ArchiveForm`."""
        self._size = member.size
        return _header(member)

    def add(self, data: bytes) -> bytes:
        """See `ArchiveForm`."""
        return data

    def finish(self) -> bytes:
        """See `ArchiveForm`."""
        return bytes(_padding(self._size))

    def close(self) -> bytes:
        """See `ArchiveForm`."""
        return bytes(END_BLOCKS * BLOCK)


def _header(member: Member) -> bytes:
    info = tarfile.TarInfo(member.name)
    info.size, info.mode = member.size, member.mode
    info.mtime = member.mtime_ns // NANOSECONDS
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> int:
    return -size % BLOCK
