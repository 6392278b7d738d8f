"""Whole small answers kept in memory: each was made by all layers of an application once."""

from collections import OrderedDict
from dataclasses import dataclass, field

from shared.web.security_headers import Header, with_security_headers

ENTRY_BYTES = 2048
"""Of an answer beside its body: paths and headers. Without them endless empty files would fit."""


@dataclass(frozen=True, slots=True)
class HotAnswer:
    """One answer with status 200."""

    collection: str
    path: str
    """Of the file: whoever may not see it is not told."""
    headers: list[Header]
    """But for revision and timing."""
    body: bytes
    _heads: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def secured(self, scheme: str) -> list[Header]:
        """Return the headers, and those that browsers are told with every answer."""
        return with_security_headers(self.headers, path="", scheme=scheme)

    def head(self, scheme: str) -> bytes:
        """Return the same as they go over a line."""
        found = self._heads.get(scheme)
        if found is None:
            lines = (name + b": " + value + b"\r\n" for name, value in self.secured(scheme))
            found = self._heads[scheme] = b"".join(lines)
        return found

    @property
    def weight(self) -> int:
        """Bytes of memory, about."""
        return ENTRY_BYTES + len(self.body)


class HotAnswers:
    """Answers by the path that was asked for, those asked for last, within a bound of bytes."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._kept: OrderedDict[str, HotAnswer] = OrderedDict()
        self._asked: dict[str, set[str]] = {}
        """By the path of a file: all that was asked for and answered with it."""
        self.bytes = 0
        self.revision: bytes = b"0"
        """Of the projection that the answers are from."""

    def get(self, asked: str) -> HotAnswer | None:
        """Return what is kept for a path."""
        found = self._kept.get(asked)
        if found is not None:
            self._kept.move_to_end(asked)
        return found

    def keep(self, asked: str, hot: HotAnswer) -> None:
        """Keep an answer, and forget those asked for longest ago where there are too many bytes."""
        self._drop(asked)
        self._kept[asked] = hot
        self._asked.setdefault(hot.path, set()).add(asked)
        self.bytes += hot.weight
        while self.bytes > self._bytes_max:
            self._drop(next(iter(self._kept)))

    def drop(self, path: str) -> None:
        """Forget every answer that tells a file: it is not what it was."""
        for asked in tuple(self._asked.get(path, ())):
            self._drop(asked)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._asked.clear()
        self.bytes = 0

    def _drop(self, asked: str) -> None:
        found = self._kept.pop(asked, None)
        if found is None:
            return
        self.bytes -= found.weight
        self._asked[found.path].discard(asked)
        if not self._asked[found.path]:
            del self._asked[found.path]
