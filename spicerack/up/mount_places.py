"""Places of directories on their file systems, whatever mounts show them. Pure.

A bind mount shows a part of one tree under another path: paths do not tell that the one lies inside the
other, and a directory's device and inode only that it is the same. `/proc/self/mountinfo` (proc(5)) says for
each mount which directory of which file system it shows.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

FIELDS_MIN = 5
"""Number of a mount, of its parent, device, root on the file system, mount point; others follow."""

_ESCAPE = re.compile(r"\\([0-7]{3})")
"""Blanks, tabs, line feeds and backslashes are written in octal."""


@dataclass(frozen=True, slots=True)
class Place:
    """A directory of a file system."""

    device: str
    """Its number, as MAJOR:MINOR."""
    path: PurePosixPath
    """From the root of the file system."""

    def inside(self, other: "Place") -> bool:
        """Tell whether this is the other directory, or lies in it."""
        return self.device == other.device and self.path.is_relative_to(other.path)


def place_of(path: PurePosixPath, mountinfo: str) -> Place | None:
    """Return where an absolute path without links lies; None where no mount shows it."""
    found = None
    for line in mountinfo.splitlines():
        fields = line.split(" ")
        if len(fields) >= FIELDS_MIN:
            point = PurePosixPath(_plain(fields[4]))
            # Of two on one point the later one hides the earlier.
            if path.is_relative_to(point) and (found is None or point.is_relative_to(found[0])):
                found = (point, Place(fields[2], PurePosixPath(_plain(fields[3])) / path.relative_to(point)))
    return None if found is None else found[1]


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 8)), text)
