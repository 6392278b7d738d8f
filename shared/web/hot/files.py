"""Files that are told from an open descriptor: all that is said of them is known, but for the range."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.web.guards.security_headers import Header, with_security_headers
from shared.web.sending.file_sender import Line

FILES_MAX = 1024
"""Files that are kept: each takes two kilobytes, and a process has about as many open files."""

Telling = Callable[[list[Header], Line], Awaitable[None]]
"""Tells one range, given the headers that it is told with. Called once, at once: it holds the file open."""

TellingOf = Callable[[str | None], Telling | None]
"""Returns what tells the `Range` of a request, or all where it has none; None where the long way has to."""


@dataclass(frozen=True, slots=True)
class HotFile:
    """One file that was told a short while ago."""

    collection: str
    path: str
    """Whoever may not see it is not told."""
    headers: list[Header]
    """But for revision, timing, and what follows from the range."""
    telling_of: TellingOf
    _secured: dict[str, list[Header]] = field(default_factory=dict, compare=False, repr=False)

    def secured(self, scheme: str) -> list[Header]:
        """Return the headers, and those that browsers are told with every answer."""
        found = self._secured.get(scheme)
        if found is None:
            found = self._secured[scheme] = with_security_headers(self.headers, path="", scheme=scheme)
        return found

    @property
    def weight(self) -> int:
        """Each counts alike."""
        return 1
