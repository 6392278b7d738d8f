"""Mounts below a root, from the kernel's own table. See mountinfo in proc(5)."""

import contextlib
import os
import re
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")

REMOTE = frozenset(("nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "afs", "autofs"))
"""Types of file systems that may not answer: nobody asks them who they are."""

_ESCAPED = re.compile(rb"\\([0-7]{3})")


def mounts_below(table: bytes, root: str) -> dict[str, str]:
    """Return what is mounted below the directory `root`: its type, source and part, by relative path.

    Args:
        table: the text of mountinfo; of two mounts at one place the later one covers the earlier.
        root: absolute path, as the process sees it.
    """
    above = os.fsencode(root.rstrip("/")) + b"/"
    found: dict[str, str] = {}
    for line in table.splitlines():
        left, _, right = line.partition(b" - ")
        fields, rest = left.split(b" "), right.split(b" ")
        if len(fields) < 6 or len(rest) < 2:
            continue
        place = _plain(fields[4])
        if place.startswith(above):
            # As the port names paths: what is no UTF-8 is escaped.
            path = place[len(above) :].decode("utf-8", "surrogateescape")
            described = b" ".join((rest[0], _plain(rest[1]), _plain(fields[3])))
            found[path] = described.decode("utf-8", "backslashreplace")
    return found


def read_mounts(root: Path) -> dict[str, str]:
    """Return what is mounted below `root`, each told from what else may be there; empty without /proc.

    The identifier of a local file system (`f_fsid` of statvfs(3)) tells two disks of one device name apart.
    """
    try:
        found = mounts_below(TABLE.read_bytes(), str(root))
    except OSError:
        return {}
    return {path: _identified(root / path, said) for path, said in found.items()}


def _identified(place: Path, said: str) -> str:
    kind = said.partition(" ")[0]
    if kind in REMOTE or kind.startswith("fuse"):
        return said
    with contextlib.suppress(OSError):
        return f"{said} {os.statvfs(place).f_fsid:x}"
    return said


def _plain(field: bytes) -> bytes:
    """Undo the octal escapes of blanks, tabs, newlines and backslashes."""
    return _ESCAPED.sub(lambda match: bytes((int(match[1], 8),)), field)
