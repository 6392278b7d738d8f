"""The port to the bytes of contents.

A content is asked for by its hash, with what the log knows of it. Whoever answers makes sure that the bytes
are those of the hash: at this site by looking, from another site by verifying on the way.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from services.gateway.contents.digests import Digests
from shared.contents.wanted import Wanted


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
    """Opens contents."""

    async def open(self, wanted: Wanted) -> OpenContent:
        """Open a content.

        Raises:
            NotHeldError: nobody who can be asked holds it.
            UnavailableError: it may be had later.
            BusError: the bus, over which others are asked, failed.
        """

    def still_open(self, content: str) -> OpenContent | None:
        """Return a content that is open and still the same; None where it is not, or telling takes time."""
