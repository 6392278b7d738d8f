"""Checksum tables of PDS archives: lines of MD5 and path, in PDS3 volumes and PDS4 bundles. Pure."""

import re

from shared.spice.source.errors import BadSourceError

LINES_MAX = 1_000_000
"""Of one table: the largest archives have some hundred thousand files."""

PATH_MAX = 4095

_LINE = re.compile(r"(?P<md5>[0-9a-fA-F]{32})\s+\*?(?P<path>\S.*?)\s*")


def parse_checksums(text: str) -> dict[str, str]:
    """Return the MD5 of each path, in lower case, paths relative to the archive.

    Raises:
        BadSourceError: a line is none, names a path outside of the archive, or contradicts another.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if number > LINES_MAX:
            raise BadSourceError(f"the table has more than {LINES_MAX} lines")
        match = _LINE.fullmatch(line)
        if match is None:
            raise BadSourceError(f"line {number} is no checksum and path: {line[:60]!r}")
        path, md5 = archive_path(match["path"], number), match["md5"].lower()
        if found.setdefault(path, md5) != md5:
            raise BadSourceError(f"line {number} contradicts another about {path}")
    return found


def archive_path(written: str, number: int) -> str:
    """Return a path below an archive. Raises BadSourceError where it leads out of it."""
    path = written.replace("\\", "/").removeprefix("./")
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "\0" in path or len(path) > PATH_MAX:
        raise BadSourceError(f"line {number} names a path outside of the archive: {written[:60]!r}")
    return "/".join(part for part in parts if part not in ("", "."))
