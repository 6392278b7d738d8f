"""The file system of a directory, and whether the kernel sees all that changes there.

Source: /proc/self/mountinfo, proc_pid_mountinfo(5).
"""

import re
from collections.abc import Iterable
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")

REMOTE = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "panfs",
        "smb3",
        "smbfs",
        "virtiofs",
        "wekafs",
    }
)
"""File systems that other hosts write to as well: inotify tells of this host's changes alone."""


def sees_all_changes(kind: str | None) -> bool:
    """Tell whether inotify sees every change on a file system of this kind; None is an unknown one."""
    if kind is None:
        return True
    return kind not in REMOTE and kind != "fuse" and not kind.startswith(("fuse.", "fuseblk"))


def file_system_of(directory: Path, mountinfo: Path = MOUNTINFO) -> str | None:
    """Return the type of the file system that holds `directory`, or None where that cannot be told."""
    try:
        lines = mountinfo.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        return kind_in(lines, directory.resolve())
    except OSError:
        return None


def kind_in(mountinfo: Iterable[str], directory: Path) -> str | None:
    """Return the type of the mount that covers `directory`: the deepest, and of those the last mounted."""
    found: tuple[int, str] | None = None
    for line in mountinfo:
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if not separator or len(fields) < 5:
            continue
        point = Path(_unescaped(fields[4]))
        depth = len(point.parts)
        if directory.is_relative_to(point) and (found is None or depth >= found[0]):
            found = (depth, right.split(" ", 1)[0])
    return found[1] if found else None


def _unescaped(field: str) -> str:
    """Undo the octal escapes of space, tab, newline and backslash."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)
