"""Files that a companion says are still being written. Pure.

A download or copy that stalls for some seconds looks quiet. Some programs leave a file beside the one that
they write: aria2 its control file, browsers and wget-like tools a part, offices a lock.
"""

from collections.abc import Iterable

SUFFIXES = (".aria2", ".part", ".crdownload", ".filepart")
"""Of companions: aria2, Firefox, Chromium, WinSCP."""

LOCK = (".~lock.", "#")
"""Before and after the name in LibreOffice' lock files."""


def companions(paths: Iterable[str]) -> dict[str, str]:
    """Return the paths that others stand for as companions, each with its companion.

    Args:
        paths: all that stands in one directory.
    """
    found: dict[str, str] = {}
    for path in paths:
        above, slash, name = path.rpartition("/")
        if name.startswith(LOCK[0]) and name.endswith(LOCK[1]):
            found[above + slash + name[len(LOCK[0]) : -len(LOCK[1])]] = path
        for suffix in SUFFIXES:
            if name.endswith(suffix):
                found[path[: -len(suffix)]] = path
    return found
