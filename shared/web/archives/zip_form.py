"""Archives as zip: members stored, their checksums after them, zip64 where a number needs it.

The form is that of PKWARE's APPNOTE 6.3; the standard library writes it. What this module adds is its
length, by the library's own rules (tests hold it to them at their edges): 4.3.7 local header, 4.3.9 data
descriptor, 4.3.12 central directory, 4.3.14 to 4.3.16 its end.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

LOCAL_HEADER = 30
LOCAL_ZIP64 = 20
DESCRIPTOR = 16
DESCRIPTOR_ZIP64 = 24
CENTRAL_HEADER = 46
EXTRA_HEAD = 4
EXTRA_NUMBER = 8
END = 22
END_ZIP64 = 56 + 20
"""Bytes of each part without its names."""

NANOSECONDS = 1_000_000_000
FIRST = datetime(1980, 1, 1, tzinfo=UTC)
LAST = datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)
"""The times that a zip can tell."""

REGULAR = 0o100000
"""S_IFREG, in the upper half of the attributes of a member."""


class ZipMember(Protocol):
    """One file of an archive."""

    @property
    def name(self) -> str:
        """Its path in the archive."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def mtime_ns(self) -> int:
        """Nanoseconds since 1970 UTC."""
        ...

    @property
    def mode(self) -> int:
        """Permissions."""
        ...


class _Sink(io.RawIOBase):
    """Takes what the library writes; it cannot be wound back, so the library writes no sizes before bytes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # the library gives bytes-like objects
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class ZipForm:
    """Makes the bytes of one archive around those of its members, which come one after the other."""

    media_type = "application/zip"
    suffix = ".zip"

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", compression=zipfile.ZIP_STORED, allowZip64=True)
        self._open: object = None

    def length(self, members: Sequence[ZipMember]) -> int:
        """Return how many bytes the whole archive has."""
        offset = central = 0
        for member in members:
            name = len(member.name.encode())
            central += CENTRAL_HEADER + name + _central_extra(member.size, offset)
            fixed = (
                LOCAL_HEADER + LOCAL_ZIP64 + DESCRIPTOR_ZIP64
                if _is_large(member)
                else LOCAL_HEADER + DESCRIPTOR
            )
            offset += fixed + name + member.size
        limit = zipfile.ZIP64_LIMIT
        needs = len(members) > zipfile.ZIP_FILECOUNT_LIMIT or offset > limit or central > limit
        return offset + central + END + (END_ZIP64 if needs else 0)

    def begin(self, member: ZipMember) -> bytes:
        """Return what stands before a member's bytes."""
        info = zipfile.ZipInfo(member.name, _dos_time(member.mtime_ns))
        info.external_attr = (REGULAR | member.mode) << 16
        info.file_size = member.size
        self._member = self._zip.open(info, "w", force_zip64=_is_large(member))
        return self._sink.take()

    def add(self, data: bytes) -> bytes:
        """Return what a part of a member's bytes becomes."""
        self._member.write(data)
        return self._sink.take()

    def finish(self) -> bytes:
        """Return what stands after a member's bytes."""
        self._member.close()
        return self._sink.take()

    def close(self) -> bytes:
        """Return what stands at the end of the archive."""
        self._zip.close()
        return self._sink.take()


def _is_large(member: ZipMember) -> bool:
    # Before the library does so by itself, somewhat below its limit.
    return member.size > zipfile.ZIP64_LIMIT // 2


def _central_extra(size: int, offset: int) -> int:
    numbers = (2 if size > zipfile.ZIP64_LIMIT else 0) + (1 if offset > zipfile.ZIP64_LIMIT else 0)
    return EXTRA_HEAD + EXTRA_NUMBER * numbers if numbers else 0


def _dos_time(mtime_ns: int) -> tuple[int, int, int, int, int, int]:
    seconds = mtime_ns // NANOSECONDS
    time = min(max(seconds, int(FIRST.timestamp())), int(LAST.timestamp()))
    return datetime.fromtimestamp(time, UTC).timetuple()[:6]
