"""The port to the bytes of contents.

A content is asked for by its hash, with what the log knows of it. Whoever answers makes sure that the bytes
are those of the hash: at this site by looking, from another site by verifying on the way.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from services.gateway.contents.digests import Digests


class NotHeldError(Exception):
    """Nobody who can be asked holds the content; `str()` says who might."""


class UnavailableError(NotHeldError):
    """Somebody holds the content, or may, and does not give it now; `str()` says who and why."""


class ContentLostError(Exception):
    """The bytes ended, or were others, after some of them had been given: the answer must be cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A content that is asked for."""

    content: str
    """BLAKE3-256, hexadecimal."""
    size: int
    """Bytes."""
    mtime_ns: int = 0
    """Nanoseconds since 1970 UTC: the time that a file with this content has, by the log."""
    paths: tuple[str, ...] = ()
    """Where files with it stand or stood, the likeliest first."""
    here_only: bool = False
    """Whether nothing may travel for it."""


class OpenContent(Protocol):
    """An open content. It stays the same bytes, whatever happens to names. Closed by its owner."""

    @property
    def descriptor(self) -> int | None:
        """A descriptor of a file of exactly these bytes, for pread(2); None where there is none.

        It may be used until `close`, and by nobody to write or to move its position.
        """

    def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` on, `length` of them: the caller has checked that they exist.

        Raises:
            ContentLostError: they are not to be had any more.
        """

    async def digests(self, *, wait: bool) -> Digests | None:
        """Return the digests of the whole content; None where they are not known.

        Args:
            wait: whether to compute them now, however long that takes, where they are not known.
        """

    async def settle(self) -> None:
        """Wait until it is certain that the bytes are those of the hash.

        Whoever tells bytes keeps the last ones back until then, so that nothing wrong is ever told whole.

        Raises:
            ContentLostError: they are not.
        """

    def close(self) -> None:
        """Let go. Never raises."""


class Contents(Protocol):
    """Opens contents. Implementations pass `testing/contents/conformance.py`."""

    async def open(self, wanted: Wanted) -> OpenContent:
        """Open a content.

        Raises:
            NotHeldError: nobody who can be asked holds it.
            UnavailableError: it may be had later.
            BusError: the bus, over which others are asked, failed.
        """
