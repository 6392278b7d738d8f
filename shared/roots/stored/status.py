"""The status of a path at a store, in the words of the port `Files`. Pure."""

from blake3 import blake3

from shared.model.entry import Fingerprint, Kind
from shared.roots.port import Stat
from shared.roots.posix.files.port import FileType, Status

FILE_MODE = 0o644
DIRECTORY_MODE = 0o755
"""Of what lies at a store that keeps no modes: what most people's files have."""

NUMBER_BYTES = 8


def to_status(stat: Stat) -> Status:
    """Return the status of a file or directory; a file's version takes the place of its inode."""
    if stat.kind is Kind.DIRECTORY:
        fingerprint = Fingerprint(size=0, mtime_ns=0, ctime_ns=0, inode=0)
        mode = stat.mode or DIRECTORY_MODE
        return Status(type=FileType.DIRECTORY, fingerprint=fingerprint, mode=mode, keeps_attributes=False)
    fingerprint = Fingerprint(
        size=stat.size, mtime_ns=stat.mtime_ns, ctime_ns=0, inode=number_of(stat.version)
    )
    mode = stat.mode or FILE_MODE
    return Status(type=FileType.FILE, fingerprint=fingerprint, mode=mode, keeps_attributes=False)


def number_of(version: str) -> int:
    """Return a number of 63 bits that stands for a version."""
    return int.from_bytes(blake3(version.encode()).digest(NUMBER_BYTES)) >> 1
