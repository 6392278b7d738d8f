"""Whole small answers kept in memory: each was made by all layers of an application once."""

from dataclasses import dataclass, field

from shared.web.guards.security_headers import Header, with_security_headers
from shared.web.hot.files import FILES_MAX, HotFile
from shared.web.hot.store import HotStore

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


class HotAnswers(HotStore[HotAnswer]):
    """Answers within a bound of bytes, and beside them the files that are too large to be kept whole."""

    def __init__(self, bytes_max: int) -> None:
        super().__init__(bytes_max)
        self.files: HotStore[HotFile] = HotStore(FILES_MAX)
        self.revision: bytes = b"0"
        """Of the projection that the answers are from."""

    def drop(self, path: str) -> None:
        """Forget every answer that tells a file: it is not what it was."""
        super().drop(path)
        self.files.drop(path)

    def clear(self) -> None:
        """Forget all."""
        super().clear()
        self.files.clear()
