"""Answers of an FTP server while it sends one file: what it tells of the file before and after. Pure.

They come as lines, in the order of the commands: MDTM, SIZE, RETR, and after the bytes SIZE and MDTM.
"""

import re

from shared.roots.port import Stat
from shared.roots.remote.ftp.listing import file_stat

TIME = re.compile(r"213 (\d{14}(?:\.\d+)?)")
"""Of MDTM. No file is so large that its size has as many digits."""

SIZE = re.compile(r"213 (\d{1,13})")

SENDS = ("125", "150")
"""The bytes follow."""

FAILED = re.compile(r"[45]\d\d[ -]")


class Replies:
    """What one server said of one file.

    Args:
        path: of the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._sends = False
        self._before: dict[str, str] = {}
        self._after: dict[str, str] = {}
        self.refusal = ""
        """The last answer, where it is an error's."""

    def add(self, line: str) -> None:
        """Take note of a line."""
        line = line.rstrip("\r\n")
        self.refusal = line if FAILED.match(line) else ""
        self._sends = self._sends or line[:3] in SENDS
        told = self._after if self._sends else self._before
        for name, pattern in (("modified", TIME), ("size", SIZE)):
            if found := pattern.fullmatch(line):
                told[name] = found[1]

    @property
    def before(self) -> Stat | None:
        """The file as it was before its bytes; None where its size was not told."""
        return self._stat(self._before)

    @property
    def after(self) -> Stat | None:
        """The same after its bytes."""
        return self._stat(self._after)

    def _stat(self, told: dict[str, str]) -> Stat | None:
        if "size" not in told:
            return None
        return file_stat(self._path, int(told["size"]), told.get("modified"))
