"""The head of a store's answer to GET, which tells of the object whose bytes follow. Pure."""

from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from shared.model.entry import Kind
from shared.roots.port import Stat

NANOSECONDS: Final = 1_000_000_000


class ObjectHead:
    """Lines of one answer; those of an earlier one (100 Continue) are forgotten."""

    def __init__(self) -> None:
        self.status = 0
        self._fields: dict[str, str] = {}

    def add(self, line: str) -> None:
        """Take note of a line."""
        if line.startswith("HTTP/"):
            self._fields = {}
            code = line.split(" ")[1].strip()
            self.status = int(code) if code.isdecimal() else 0
            return
        name, _, value = line.partition(":")
        self._fields[name.strip().lower()] = value.strip()

    def stat(self, path: str) -> Stat | None:
        """Return the object whose bytes follow, all of them; None where they are not just that."""
        size, version = self._fields.get("content-length", ""), self._fields.get("etag", "")
        is_part = "content-range" in self._fields
        if self.status != HTTPStatus.OK or is_part or not version or not size.isdecimal():
            return None
        return Stat(path=path, kind=Kind.FILE, size=int(size), mtime_ns=self._mtime_ns(), version=version)

    def _mtime_ns(self) -> int:
        try:
            moment = parsedate_to_datetime(self._fields.get("last-modified", ""))
        except ValueError:
            return 0
        return int(moment.timestamp()) * NANOSECONDS
