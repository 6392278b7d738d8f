"""The log file of one supervised process: appended to, rotated when it has grown large."""

import os
from pathlib import Path

LOG_BYTES_MAX = 10 * 1024 * 1024
"""A larger log is set aside as `<name>.log.1` at the next start, over the one set aside before."""

TAIL_BYTES = 8 * 1024
"""As much of the end of a log is read to find its last line."""

LINE_CHARACTERS_MAX = 300
"""A last line is cut to this, so that it stays one line on a screen."""


def open_log(path: Path) -> int:
    """Open `path` for appending and return its file descriptor; a large one is rotated first.

    Raises:
        OSError: it cannot be opened.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rotate(path)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def rotate(path: Path) -> None:
    """Set a log aside that has grown large. Raises OSError when that cannot be done."""
    if size_of(path) > LOG_BYTES_MAX:
        path.replace(path.with_name(path.name + ".1"))


def size_of(path: Path) -> int:
    """Return the size of a log in bytes, 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def last_line(path: Path, *, after: int = 0) -> str:
    """Return the last line with text that begins at or after byte `after`; empty where there is none."""
    try:
        with path.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(min(after, end), end - TAIL_BYTES))
            text = log.read(TAIL_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:LINE_CHARACTERS_MAX] if lines else ""
